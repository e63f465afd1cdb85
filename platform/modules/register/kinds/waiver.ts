import { choice, date, line, mayBe, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { endsBeforeStart, ID, UNSAID, words } from './shared.ts';
import { CORE_ITEMS } from './vocabulary.ts';

/** A public statement that a deployment goes without one of the seven core items for a time: why, on whose word, until when. */
export const waiver = defineKind({
  name: 'waiver',
  path: 'waivers',
  schemaVersion: 1,
  title: 'ground',
  fields: {
    deployment: reference('deployment', { example: ID, facet: true }),
    item: choice(CORE_ITEMS, { example: 'impactAssessment', facet: true }),
    ground: words('La evaluación se contrató en mayo y termina en agosto', 1000, 'A'),
    instrument: mayBe(reference('legal-instrument', { example: ID, facet: true }), ...UNSAID, 'not_applicable'),
    article: mayBe(line({ example: 'art. 30', maxLength: 120 }), ...UNSAID, 'not_applicable'),
    signedBy: reference('institution', { example: ID, facet: true }),
    /** A role, never the name of a person. */
    signerRole: words('Titular de la entidad', 200),
    signedOn: date({ example: '2026-05-20' }),
    expiresOn: date({ example: '2026-11-20' }),
  },
  rules: ({ signedOn, expiresOn }) => endsBeforeStart(signedOn, expiresOn, 'expiresOn'),
});
