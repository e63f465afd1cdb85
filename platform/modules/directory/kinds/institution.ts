import { date, line, list, mayBe, multilingual, optional, parent, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A body of the state, a university, a firm, an organisation, a working group. */
export const institution = defineKind({
  name: 'institution',
  path: 'institutions',
  schemaVersion: 1,
  title: 'name',
  meaning: { type: 'org:Organization', fields: { partOf: 'org:subOrganizationOf' } },
  fields: {
    name: multilingual({ example: { es: { text: 'Presidencia del Consejo de Ministros', status: 'original' } }, maxLength: 250, search: 'A' }),
    acronym: optional(line({ example: 'PCM', maxLength: 30, search: 'A' })),
    type: reference('institution-type', { example: 'h7777777777m', facet: true }),
    partOf: mayBe(parent('institution', { example: 'h7777777777m', facet: true }), 'not_applicable', 'not_stated'),
    territory: mayBe(reference('territory', { example: 'h7777777777m', facet: true }), 'not_stated', 'not_applicable'),
    website: optional(url({ example: 'https://www.gob.pe/pcm' })),
    role: optional(multilingual({ example: { es: { text: 'Dirige la política digital', status: 'original' } }, maxLength: 2000, search: 'C' })),
    formerNames: optional(list(line({ example: 'ONGEI', maxLength: 250, search: 'B' }))),
    existsSince: optional(date({ example: '2003-06' })),
    existsUntil: optional(date({ example: '2017' })),
  },
});
