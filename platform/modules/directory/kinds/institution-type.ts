import { boolean, multilingual, optional } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A type of institution as the country sorts its own: ministry, local government, university. */
export const institutionType = defineKind({
  name: 'institution-type',
  path: 'institution-types',
  schemaVersion: 1,
  title: 'name',
  fields: {
    name: multilingual({ example: { es: { text: 'Ministerio', status: 'original' } }, maxLength: 120, search: 'A' }),
    publicBody: boolean({ example: true, facet: true }),
    description: optional(multilingual({ example: { es: { text: 'Organismo del Poder Ejecutivo', status: 'original' } }, maxLength: 1000, search: 'C' })),
  },
});
