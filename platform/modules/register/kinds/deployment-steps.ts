/**
 * The form of a deployment in eight steps: what everybody can answer first, the seven core items and whom it acts on early,
 * what only few systems have last.
 */

export const DEPLOYMENT_STEPS = [
  { name: 'what', fields: ['title', 'plainSummary', 'institution', 'product', 'claimedByBody', 'sector', 'status', 'startedOn', 'endedOn', 'territories', 'website'] },
  { name: 'whom', fields: ['uses', 'decisionRole', 'affectedGroups', 'peopleAffected', 'personalData', 'dataTypes'] },
  { name: 'basis', fields: ['accountableOwner', 'purpose', 'legalBasis', 'contact'] },
  { name: 'safeguards', fields: ['impactAssessment', 'humanOversight', 'notice', 'objection', 'explanation', 'optOut'] },
  { name: 'benefit', fields: ['benefit', 'scale', 'results', 'alternatives', 'proportionality', 'consultation', 'labels', 'service'] },
  { name: 'care', fields: ['risks', 'mitigation', 'monitoring', 'failsafe', 'staffTraining', 'securityAudits', 'otherAssessments'] },
  { name: 'workings', fields: ['datasets', 'sourceDataNote', 'models', 'performance', 'fairness'] },
  { name: 'record', fields: ['contracts', 'annualCost', 'codeOnPublicPlatform', 'inDigitalPlan', 'institutionPolicy', 'managementStandard', 'consultedOffice', 'officeAnswer', 'confirmedOn', 'reviewDueOn', 'teamContact', 'identifiers', 'note', 'evidence'] },
] as const;

/** Whoever bought a product as it is was not there when it was made: the product's own record answers. */
export const DEPLOYMENT_SHORT_ROUTE = { where: 'product', says: 'offTheShelf', fold: ['datasets', 'sourceDataNote', 'models', 'performance', 'fairness', 'alternatives', 'proportionality', 'codeOnPublicPlatform'] } as const;

/** By field of the product. */
export const FROM_PRODUCT = {
  field: 'product',
  fields: { summary: 'plainSummary', intendedUse: 'purpose', website: 'website', limits: 'risks', inputs: 'sourceDataNote', performance: 'performance', datasets: 'datasets', models: 'models' },
} as const;
