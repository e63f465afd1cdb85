/** The codes that several kinds of the register share. What they mean in words is in the messages of each kind. */

/** Where a deployment is in its life. */
export const STATUSES = ['planned', 'in_development', 'pilot', 'in_use', 'suspended', 'retired'] as const;
export type Status = (typeof STATUSES)[number];

/** In these it acts on people. */
export const RUNNING: readonly Status[] = ['pilot', 'in_use'];

/**
 * The uses that rules of risk look at. Codes of our own, never the letters of a decree: Peru's jump from b to e and use
 * i twice.
 */
export const USES = [
  'manipulation',
  'lethal_autonomy',
  'mass_surveillance',
  'sensitive_inference',
  'social_scoring',
  'realtime_biometrics',
  'crime_prediction_by_profile',
  'critical_assets',
  'student_evaluation',
  'hiring',
  'social_programmes',
  'credit_scoring',
  'health_access',
  'diagnosis_triage',
  'emotion_inference',
  'other_rights',
  'none',
] as const;
export type Use = (typeof USES)[number];

export const RISK_CLASSES = ['prohibited', 'high', 'acceptable'] as const;
export type RiskClass = (typeof RISK_CLASSES)[number];

/** From least to most say over a person. */
export const DECISION_ROLES = ['informs', 'recommends', 'decides_with_person', 'decides_alone'] as const;
export type DecisionRole = (typeof DECISION_ROLES)[number];

export const PERSONAL_DATA = ['none', 'ordinary', 'sensitive'] as const;
export type PersonalData = (typeof PERSONAL_DATA)[number];

/** Whom a deployment acts on. */
export const AFFECTED_GROUPS = [
  'general_public',
  'children',
  'women',
  'older_people',
  'people_with_disabilities',
  'indigenous_peoples',
  'afro_descendants',
  'rural_people',
  'people_in_poverty',
  'migrants',
  'lgbti_people',
  'patients',
  'students',
  'workers',
  'job_applicants',
  'public_employees',
  'taxpayers',
  'businesses',
  'accused_or_detained',
  'victims',
  'other',
] as const;
export type AffectedGroup = (typeof AFFECTED_GROUPS)[number];

export const SECTORS = [
  'public_administration',
  'agriculture',
  'culture',
  'defence',
  'economy_finance',
  'education',
  'elections',
  'energy_mining',
  'environment',
  'fisheries',
  'foreign_affairs',
  'health',
  'housing_sanitation',
  'justice',
  'labour',
  'production_trade',
  'public_safety',
  'science_technology',
  'social_development',
  'tax_customs',
  'telecommunications',
  'tourism',
  'transparency_control',
  'transport',
  'other',
] as const;

/** Without these seven a high-risk deployment in use is not published, unless a public waiver stands in the place of one. Fields of the deployment. */
export const CORE_ITEMS = ['accountableOwner', 'purpose', 'legalBasis', 'impactAssessment', 'humanOversight', 'notice', 'objection'] as const;
export type CoreItem = (typeof CORE_ITEMS)[number];

/** What a duty may ask for: fields of the deployment, so that whether it is met follows from the record. */
export const DUTY_ITEMS = [
  ...CORE_ITEMS,
  'labels',
  'explanation',
  'risks',
  'mitigation',
  'monitoring',
  'securityAudits',
  'codeOnPublicPlatform',
  'institutionPolicy',
  'managementStandard',
  'inDigitalPlan',
  'consultedOffice',
  'consultation',
  'contact',
  'dataTypes',
  'contracts',
] as const;
export type DutyItem = (typeof DUTY_ITEMS)[number];
