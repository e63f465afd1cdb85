import { choice, date, group, line, list, mayBe, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** One version of a plan: a national strategy, or the recommendations of somebody else. */
export const strategy = defineKind({
  name: 'strategy',
  path: 'strategies',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: multilingual({ example: { es: { text: 'Estrategia Nacional de Inteligencia Artificial 2021-2026', status: 'original' } }, maxLength: 250, search: 'A' }),
    acronym: optional(line({ example: 'ENIA', maxLength: 30, search: 'A' })),
    type: choice(['strategy', 'recommendations', 'lessons'], { example: 'strategy', facet: true }),
    summary: mayBe(multilingual({ example: { es: { text: 'Seis ejes y 75 acciones', status: 'original' } }, maxLength: 3000, search: 'B' }), 'unknown'),
    author: mayBe(reference('institution', { example: 'h7777777777m', facet: true }), 'not_stated', 'unknown'),
    standing: choice(['draft', 'in_force', 'superseded', 'abandoned', 'published'], { example: 'draft', facet: true }),
    periodStart: mayBe(date({ example: '2021' }), 'not_stated', 'unknown', 'not_applicable'),
    periodEnd: mayBe(date({ example: '2026' }), 'not_stated', 'unknown', 'not_applicable'),
    issuedBy: mayBe(reference('legal-instrument', { example: 'h7777777777m' }), 'not_stated', 'unknown', 'not_applicable'),
    replaces: optional(reference('strategy', { example: 'h7777777777m' })),
    vision: optional(multilingual({ example: { es: { text: 'Ser líder en la región', status: 'original' } }, maxLength: 2000, search: 'C' })),
    mission: optional(multilingual({ example: { es: { text: 'Promover el talento', status: 'original' } }, maxLength: 2000, search: 'C' })),
    /** First-hand: we hold its text. Second-hand: we know of it from others. */
    knowledge: choice(['first_hand', 'second_hand'], { example: 'first_hand', facet: true }),
    /** Slips of the source in numbering or wording; kept, not mended. */
    slips: optional(
      list(group({ place: line({ example: 'line 886' }), what: multilingual({ example: { es: { text: 'Código impreso dos veces', status: 'original' } }, maxLength: 1000 }) })),
    ),
  },
});
