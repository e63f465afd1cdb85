import { choice, line, list, mayBe, optional, parent, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ANY_REASON, ID, identifiers, UNSAID, words } from './shared.ts';

/** Who sells or gives a product. */
export const supplier = defineKind({
  name: 'supplier',
  path: 'suppliers',
  schemaVersion: 1,
  title: 'name',
  meaning: { type: 'foaf:Agent' },
  fields: {
    name: line({ example: 'Soluciones Andinas S.A.C.', maxLength: 250, search: 'A' }),
    type: mayBe(choice(['company', 'public_body', 'university', 'non_profit', 'open_source_community', 'person', 'consortium', 'other'], { example: 'company', facet: true }), ...UNSAID),
    /** RUC in Peru, RFC in Mexico. Withheld where it is the number of a natural person. */
    taxId: mayBe(line({ example: '20100000001', maxLength: 40, search: 'B' }), ...ANY_REASON),
    /** ISO 3166-1, two letters. */
    country: mayBe(line({ example: 'PE', maxLength: 2, facet: true }), ...UNSAID),
    website: optional(url({ example: 'https://example.org' })),
    /** Where the supplier is in the directory: a university, a public firm. */
    institution: optional(reference('institution', { example: ID })),
    ownedBy: optional(mayBe(parent('supplier', { example: ID }), ...UNSAID, 'not_applicable')),
    otherNames: optional(list(line({ example: 'Soluandina', maxLength: 250, search: 'B' }), { maxItems: 30 })),
    summary: optional(words('Hace programas para municipalidades', 1000, 'C')),
    identifiers,
    note: optional(words('Cambió de nombre en 2024', 1000)),
  },
});
