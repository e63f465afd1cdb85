/** Countries of the Americas with a common land border, by code of ISO 3166-1. */
const BORDERS: Readonly<Record<string, readonly string[]>> = {
  AR: ['BO', 'BR', 'CL', 'PY', 'UY'],
  BO: ['AR', 'BR', 'CL', 'PE', 'PY'],
  BR: ['AR', 'BO', 'CO', 'GF', 'GY', 'PE', 'PY', 'SR', 'UY', 'VE'],
  BZ: ['GT', 'MX'],
  CA: ['US'],
  CL: ['AR', 'BO', 'PE'],
  CO: ['BR', 'EC', 'PA', 'PE', 'VE'],
  CR: ['NI', 'PA'],
  DO: ['HT'],
  EC: ['CO', 'PE'],
  GF: ['BR', 'SR'],
  GT: ['BZ', 'HN', 'MX', 'SV'],
  GY: ['BR', 'SR', 'VE'],
  HN: ['GT', 'NI', 'SV'],
  HT: ['DO'],
  MX: ['BZ', 'GT', 'US'],
  NI: ['CR', 'HN'],
  PA: ['CO', 'CR'],
  PE: ['BO', 'BR', 'CL', 'CO', 'EC'],
  PY: ['AR', 'BO', 'BR'],
  SR: ['BR', 'GF', 'GY'],
  SV: ['GT', 'HN'],
  US: ['CA', 'MX'],
  UY: ['AR', 'BR'],
  VE: ['BR', 'CO', 'GY'],
};

/** None where nobody has told us: islands, and countries elsewhere. */
export function neighboursOf(country: string): readonly string[] {
  return BORDERS[country] ?? [];
}
