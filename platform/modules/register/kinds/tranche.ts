import { choice, date, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { CONFIDENCES } from '#core/kinds/values.ts';
import { ID, UNSAID, words } from './shared.ts';

/** The types of body that a law obliges from the same day on. A type in no tranche has no day. */
export const tranche = defineKind({
  name: 'tranche',
  path: 'tranches',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: words('Poderes del Estado y organismos autónomos', 250, 'A'),
    institutionTypes: list(reference('institution-type', { example: ID, facet: true }), { maxItems: 100 }),
    /** Single bodies that the law names, or that stand apart from their type. */
    institutions: optional(list(reference('institution', { example: ID }), { maxItems: 2000 })),
    dueOn: date({ example: '2026-09-10' }),
    instrument: reference('legal-instrument', { example: ID, facet: true }),
    article: mayBe(line({ example: 'Primera disposición final', maxLength: 120 }), ...UNSAID),
    confidence: choice(CONFIDENCES, { example: 'reported', facet: true }),
    note: optional(words('Contamos el año desde el 10 de septiembre de 2025', 1000)),
  },
});
