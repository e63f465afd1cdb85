/** What data is about, for deployments and datasets alike. */
export const DATA_TYPES = [
  'identity',
  'contact',
  'location',
  'family',
  'education',
  'employment',
  'income_property',
  'tax',
  'health',
  'biometric',
  'ethnic_origin',
  'beliefs_opinions',
  'sexual_life',
  'criminal_justice',
  'images_video',
  'voice_audio',
  'free_text',
  'online_behaviour',
  'business',
  'satellite_maps',
  'sensors',
  'statistics',
  'other',
] as const;

/** Features of people by which a system may treat them differently. */
export const SENSITIVE_ATTRIBUTES = ['race_ethnicity', 'sex_gender', 'age', 'religion', 'language', 'disability', 'health', 'socioeconomic', 'income', 'employment', 'marital_status', 'residence', 'nationality', 'sexual_orientation', 'political_opinion', 'other', 'none'] as const;
