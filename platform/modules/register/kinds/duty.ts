import { fault } from '#core/kinds/faults.ts';
import { boolean, choice, date, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { CONFIDENCES } from '#core/kinds/values.ts';
import { ID, UNSAID, words } from './shared.ts';
import { DUTY_ITEMS, PERSONAL_DATA, RISK_CLASSES, STATUSES } from './vocabulary.ts';

/**
 * A rule of law: a deployment in one of these states owes these items since this day. A list that is left out asks for
 * nothing; the day is that of the tranche to which the body's type belongs, otherwise the day given here.
 */
export const duty = defineKind({
  name: 'duty',
  path: 'duties',
  schemaVersion: 1,
  title: 'title',
  code: 'code',
  fields: {
    code: line({ example: 'PE-IMPACT', maxLength: 60, search: 'A' }),
    title: words('Evaluación de impacto antes de usar un sistema de riesgo alto', 250, 'A'),
    whyItMatters: words('Quien mide el daño antes de empezar puede evitarlo', 2000, 'B'),
    requires: list(choice(DUTY_ITEMS, { example: 'impactAssessment', facet: true }), { maxItems: DUTY_ITEMS.length }),
    statuses: list(choice(STATUSES, { example: 'in_use' }), { maxItems: STATUSES.length }),
    riskClasses: optional(list(choice(RISK_CLASSES, { example: 'high', facet: true }), { maxItems: RISK_CLASSES.length })),
    personalData: optional(list(choice(PERSONAL_DATA, { example: 'sensitive' }), { maxItems: PERSONAL_DATA.length })),
    /** Where it is given, the duty is only that of products which are bought as they are, or only of the others. */
    offTheShelf: optional(boolean({ example: false })),
    instrument: reference('legal-instrument', { example: ID, facet: true }),
    article: mayBe(line({ example: 'art. 30', maxLength: 120 }), ...UNSAID),
    confidence: choice(CONFIDENCES, { example: 'reported', facet: true }),
    tranches: optional(list(reference('tranche', { example: ID }), { maxItems: 20 })),
    dueOn: optional(mayBe(date({ example: '2026-09-10' }), ...UNSAID)),
  },
  rules: ({ requires, statuses, tranches = [], dueOn }) => [
    ...(requires.length === 0 ? [fault('requires', 'duty_of_nothing')] : []),
    ...(statuses.length === 0 ? [fault('statuses', 'duty_in_no_state')] : []),
    ...(tranches.length === 0 && dueOn === undefined ? [fault('dueOn', 'duty_without_day')] : []),
  ],
});
