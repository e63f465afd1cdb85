import { choice, date, integer, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { CONFIDENCES } from '#core/kinds/values.ts';
import { ID, UNSAID, words } from './shared.ts';
import { AFFECTED_GROUPS, DECISION_ROLES, PERSONAL_DATA, RISK_CLASSES, USES } from './vocabulary.ts';

/**
 * One rule of the tree that gives a deployment its class of risk. Rules are asked in the order of their position; the
 * first that holds gives the class. A rule holds where the deployment has one of the uses (none listed: whatever its
 * use) and one value of each further list that the rule has.
 */
export const riskRule = defineKind({
  name: 'risk-rule',
  path: 'risk-rules',
  schemaVersion: 1,
  title: 'title',
  code: 'code',
  fields: {
    /** Our own, never the letter of the decree. */
    code: line({ example: 'PE-HIGH-TRIAGE', maxLength: 60, search: 'A' }),
    title: words('Diagnóstico y orden de atención en salud', 250, 'A'),
    explanation: words('Quien ordena a los pacientes decide quién espera', 2000, 'B'),
    riskClass: choice(RISK_CLASSES, { example: 'high', facet: true }),
    position: integer({ example: 16 }),
    anyUse: list(choice(USES, { example: 'diagnosis_triage', facet: true }), { maxItems: USES.length }),
    andDecisionRole: optional(list(choice(DECISION_ROLES, { example: 'recommends' }), { maxItems: DECISION_ROLES.length })),
    andAffectedGroups: optional(list(choice(AFFECTED_GROUPS, { example: 'patients' }), { maxItems: AFFECTED_GROUPS.length })),
    andPersonalData: optional(list(choice(PERSONAL_DATA, { example: 'sensitive' }), { maxItems: PERSONAL_DATA.length })),
    instrument: reference('legal-instrument', { example: ID, facet: true }),
    article: mayBe(line({ example: 'art. 24.1', maxLength: 120 }), ...UNSAID),
    inForceFrom: mayBe(date({ example: '2025-09-10' }), ...UNSAID),
    inForceUntil: optional(date({ example: '2030-12-31' })),
    /** How sure we are of our reading of the law. */
    confidence: choice(CONFIDENCES, { example: 'reported', facet: true }),
  },
});
