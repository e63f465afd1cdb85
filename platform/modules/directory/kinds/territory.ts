import { choice, integer, line, list, group, mayBe, multilingual, optional, parent } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A part of the country: department, province, region, state. */
export const territory = defineKind({
  name: 'territory',
  path: 'territories',
  schemaVersion: 1,
  title: 'name',
  meaning: { type: 'dct:Location' },
  code: 'code',
  fields: {
    /** Of the national statistical office: UBIGEO in Peru, clave de entidad in Mexico. */
    code: line({ example: '15', maxLength: 20, search: 'B' }),
    /** ISO 3166-1 or 3166-2: by it the figures of the observatory find their territory. */
    iso: optional(line({ example: 'PE-CUS', maxLength: 6, search: 'C' })),
    name: multilingual({ example: { es: { text: 'Cusco', status: 'original' } }, maxLength: 120, search: 'A' }),
    level: choice(['country', 'first', 'second', 'third', 'area'], { example: 'first', facet: true }),
    within: mayBe(parent('territory', { example: 'h7777777777m', facet: true }), 'not_applicable'),
    /** Where the square of the territory stands on the tile map. */
    tile: optional(group({ column: integer({ example: 4, max: 40 }), row: integer({ example: 7, max: 40 }) })),
    otherNames: optional(list(line({ example: 'Qosqo', maxLength: 120, search: 'B' }))),
    note: optional(multilingual({ example: { es: { text: 'Provincia con gobierno propio', status: 'original' } }, maxLength: 1000 })),
  },
});
