/** Under which the data may be used: a setting of the country pack. What is quoted in the data keeps the licence of its source. */
import type { Configuration } from '../pack/configuration.ts';
import type { Platform } from '../platform.ts';

export type Licence = NonNullable<Configuration['licence']>;

/** Where the pack says nothing. */
const CC_BY: Licence = { name: 'CC BY 4.0', identifier: 'CC-BY-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' };

export function licenceOf({ licence = CC_BY }: Pick<Configuration, 'licence'>): Licence {
  return licence;
}

export interface DataSite {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly licence: Licence;
}

export function dataSite({ origin, configuration }: Platform): DataSite {
  return { origin, licence: licenceOf(configuration) };
}
