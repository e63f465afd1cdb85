import { choice, date, line, list, mayBe, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A law, decree, resolution or regulation. */
export const legalInstrument = defineKind({
  name: 'legal-instrument',
  path: 'laws',
  schemaVersion: 1,
  title: 'title',
  code: 'number',
  fields: {
    /** As people cite it: `Ley 29733`, `D.S. 115-2025-PCM`. */
    number: mayBe(line({ example: 'Ley 29733', maxLength: 120, search: 'A' }), 'not_stated', 'not_applicable'),
    title: multilingual({ example: { es: { text: 'Ley de Protección de Datos Personales', status: 'original' } }, maxLength: 300, search: 'A' }),
    type: choice(['law', 'legislative_decree', 'supreme_decree', 'emergency_decree', 'resolution', 'regulation', 'constitution', 'bill', 'programme', 'other'], { example: 'law', facet: true }),
    topic: choice(['infrastructure', 'digital_government', 'personal_data', 'cyber_security', 'artificial_intelligence', 'finance', 'rights', 'economy', 'other'], { example: 'personal_data', facet: true }),
    date: mayBe(date({ example: '2011' }), 'not_stated', 'unknown'),
    summary: mayBe(multilingual({ example: { es: { text: 'Protege los datos de las personas', status: 'original' } }, maxLength: 2000, search: 'B' }), 'not_stated', 'unknown'),
    issuer: mayBe(reference('institution', { example: 'h7777777777m', facet: true }), 'not_stated', 'unknown'),
    /** Second-hand: we know it from others who write about it, not from its text. */
    standing: choice(['first_hand', 'second_hand'], { example: 'second_hand', facet: true }),
    amends: optional(list(reference('legal-instrument', { example: 'h7777777777m' }))),
    contradictions: optional(list(multilingual({ example: { es: { text: 'El texto cita otro número', status: 'original' } }, maxLength: 1000 }))),
  },
});
