import { choice, date, line, list, mayBe, optional, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { UNSAID, words } from './shared.ts';
import { SECTORS, USES } from './vocabulary.ts';

/** The case library: what other countries did, and what can be learned from it. Never counted among the country's systems. */
export const foreignCase = defineKind({
  name: 'foreign-case',
  path: 'foreign-cases',
  schemaVersion: 1,
  title: 'title',
  fields: {
    /** ISO 3166-1, two letters. */
    country: mayBe(line({ example: 'GB', maxLength: 2, facet: true }), ...UNSAID, 'not_applicable'),
    title: words('HART: la policía de Durham calcula quién puede volver a delinquir', 250, 'A'),
    summary: words('Un programa ordenaba a los detenidos por riesgo alto, medio o bajo', 3000, 'B'),
    sector: choice(SECTORS, { example: 'public_safety', facet: true }),
    actor: mayBe(line({ example: 'Durham Constabulary', maxLength: 300, search: 'B' }), ...UNSAID),
    period: optional(mayBe(date({ example: '2017' }), ...UNSAID)),
    outcome: mayBe(choice(['in_use', 'trial', 'stopped', 'found_unlawful', 'announced_only'], { example: 'stopped', facet: true }), ...UNSAID),
    uses: optional(mayBe(list(choice(USES, { example: 'crime_prediction_by_profile', facet: true }), { maxItems: USES.length }), ...UNSAID)),
    lesson: mayBe(words('El código postal hacía pagar a barrios enteros', 2000, 'C'), ...UNSAID),
    url: optional(url({ example: 'https://example.org/caso' })),
  },
});
