import { choice, date, mayBe, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ID, UNSAID, words } from './shared.ts';

/** A body says that it uses no AI, or that its records are on the way. Who neither files nor declares is silent. */
export const declaration = defineKind({
  name: 'declaration',
  path: 'declarations',
  schemaVersion: 1,
  title: 'statement',
  fields: {
    institution: reference('institution', { example: ID, facet: true }),
    says: choice(['none', 'in_preparation'], { example: 'none', facet: true }),
    statement: words('La municipalidad no usa inteligencia artificial', 500, 'A'),
    date: date({ example: '2026-08-20' }),
    /** By when the records will be filed. */
    expectedOn: optional(mayBe(date({ example: '2026-12' }), ...UNSAID, 'not_applicable')),
    /** A role, never the name of a person. */
    signerRole: optional(words('Gerente municipal', 200)),
    url: optional(url({ example: 'https://www.gob.pe/oficio' })),
  },
});
