/** A figure as a file of somebody else gives it: a row of a set whose indicator is not found yet. */
import type { Row } from './observation-set.ts';

/** What a reader of a format makes of an input. Indicator, source and set are what the file calls them. */
export interface ReadRow extends Omit<Row, 'indicator'> {
  /** The code that the file names the indicator by; undefined where the file is of one indicator and does not say. */
  readonly indicator: string | undefined;
  readonly unit?: string;
  /** A kind of figure within the indicator, where the format knows such. */
  readonly series?: string;
  readonly set?: string;
  readonly source?: string;
}
