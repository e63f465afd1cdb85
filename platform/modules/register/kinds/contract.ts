import { choice, date, line, list, mayBe, money, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ANY_REASON, endsBeforeStart, ID, UNSAID, words } from './shared.ts';

/** What the body made sure of in the contract. */
const CLAUSES = ['code_access', 'data_return', 'audit_right', 'explanation', 'incident_notice', 'no_training_on_data', 'accuracy', 'accessibility', 'exit', 'none'] as const;

/** A contract or agreement by which a body gets a product, as the open contracting data has it. */
export const contract = defineKind({
  name: 'contract',
  path: 'contracts',
  schemaVersion: 1,
  title: 'title',
  code: 'ocid',
  fields: {
    title: words('Servicio de asistente virtual para mesa de partes', 500, 'A'),
    ocid: mayBe(line({ example: 'ocds-dgv273-seacev3-1001', maxLength: 120, search: 'A' }), ...UNSAID, 'not_applicable'),
    buyer: mayBe(reference('institution', { example: ID, facet: true }), ...UNSAID),
    supplier: mayBe(reference('supplier', { example: ID, facet: true }), ...UNSAID, 'withheld'),
    amount: mayBe(money({ example: { amount: '248000.00', currency: 'PEN' } }), ...ANY_REASON),
    signedOn: mayBe(date({ example: '2025-08-14' }), ...UNSAID),
    endsOn: optional(date({ example: '2027-08-13' })),
    procedure: mayBe(
      choice(['open_tender', 'selective', 'price_comparison', 'framework_agreement', 'direct', 'small_purchase', 'agreement', 'donation', 'other'], { example: 'open_tender', facet: true }),
      ...UNSAID,
    ),
    products: optional(list(reference('product', { example: ID }), { maxItems: 50 })),
    deployments: optional(list(reference('deployment', { example: ID }), { maxItems: 50 })),
    clauses: optional(mayBe(list(choice(CLAUSES, { example: 'data_return', facet: true }), { maxItems: CLAUSES.length }), ...UNSAID, 'withheld')),
    url: mayBe(url({ example: 'https://contratacionesabiertas.oece.gob.pe/proceso/1001' }), ...UNSAID, 'withheld'),
    note: optional(words('Incluye un año de soporte', 1000)),
  },
  rules: ({ signedOn, endsOn }) => endsBeforeStart(signedOn, endsOn, 'endsOn'),
});
