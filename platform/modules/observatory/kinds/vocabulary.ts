/** Closed lists of the observatory, with where they come from. */

/** What a value is. A share is in percent. */
export const VALUE_TYPES = ['share', 'rate', 'count', 'amount', 'ratio', 'score', 'rank'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export const TOPICS = ['connectivity', 'internet_use', 'affordability', 'finance', 'commerce', 'skills', 'work', 'exposure', 'pay', 'research', 'business', 'investment', 'government', 'rights', 'standing', 'other'] as const;

/** By what a figure is broken down. A row without a dimension is the total of it, as in Open SDG. */
export const DIMENSIONS = ['sex', 'area', 'age', 'language', 'ethnicity', 'disability', 'education', 'income', 'operator', 'technology', 'sector', 'occupation', 'institution_type', 'company_size', 'city', 'item', 'other'] as const;

/** The code list CL_OBS_STATUS of SDMX (version 2.2), without strikes and holidays. */
export const STATUSES = ['A', 'B', 'D', 'E', 'F', 'G', 'I', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'U', 'V', 'W'] as const;
export type Status = (typeof STATUSES)[number];

/** The reference metadata of the Sustainable Development Goals in SDMX, which Open SDG uses; without names and addresses of people. */
export const CONCEPTS = [
  'SDG_GOAL', 'SDG_TARGET', 'SDG_INDICATOR', 'SDG_SERIES_DESCR', 'META_LAST_UPDATE', 'SDG_RELATED_INDICATORS', 'SDG_CUSTODIAN_AGENCIES',
  'CONTACT_ORGANISATION', 'ORGANISATION_UNIT',
  'STAT_CONC_DEF', 'UNIT_MEASURE', 'CLASS_SYSTEM',
  'SOURCE_TYPE', 'COLL_METHOD', 'FREQ_COLL', 'REL_CAL_POLICY', 'DATA_SOURCE', 'COMPILING_ORG', 'INST_MANDATE',
  'RATIONALE', 'REC_USE_LIM', 'DATA_COMP', 'DATA_VALIDATION', 'ADJUSTMENT', 'IMPUTATION', 'REG_AGG', 'DOC_METHOD', 'QUALITY_MGMNT', 'QUALITY_ASSURE', 'QUALITY_ASSMNT',
  'COVERAGE', 'COMPARABILITY', 'OTHER_DOC',
] as const;

export const FREQUENCIES = ['daily', 'monthly', 'quarterly', 'annual', 'biennial', 'irregular', 'once'] as const;
