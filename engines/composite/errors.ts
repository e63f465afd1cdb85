/** Refusals: every one says what is meaningless, and which unit, indicator, step or setting makes it so. */

export const REFUSALS = [
  /** The data set is not of the shape it must have. */
  'invalid-data',
  /** The recipe is not of the shape it must have; `faults` lists every place. */
  'invalid-recipe',
  /** A value of 0, or a missing one, to divide by. */
  'no-denominator',
  /** A step that would change nothing, so that a reader would believe in what never happened. */
  'step-without-effect',
  /** Alternatives that all lead to the same scores. */
  'alternatives-without-effect',
  /** All values of an indicator are equal: no scale can be made of it. */
  'zero-range',
  /** Too few values to compute what is asked. */
  'too-few-values',
  /** A value is missing where nothing says what to do about it. */
  'missing-value',
  /** A gap that the method of imputation has nothing to fill with. */
  'cannot-impute',
  /** A logarithm, or a geometric or harmonic mean, of a value that is not positive. */
  'not-positive',
  /** A generalised mean or a fraction of a negative value. */
  'negative-value',
  /** A weight below zero, or weights that sum to zero. */
  'invalid-weight',
  /** A target or goalpost on the wrong side of the values. */
  'invalid-target',
  /** A reference unit or group that is not in the data. */
  'unknown-name',
  /** No unit is left, or no two are. */
  'too-few-units',
  /** Weight bounds that no set of weights can keep. */
  'infeasible-bounds',
  /** A question that the method cannot answer exactly. */
  'not-linear',
  /** A search that did not reach what it looked for. */
  'no-solution',
  /** A bundle whose parts do not belong together. */
  'broken-bundle',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Place {
  readonly step?: string;
  readonly unit?: string;
  readonly indicator?: string;
  /** The node of the structure in which indicators are put together. */
  readonly aggregate?: string;
  /** Path of the setting in the recipe: `steps.3.limit`. */
  readonly setting?: string;
  readonly value?: number | string | null;
  /** In a robustness run: which alternative of each uncertain choice was at work. */
  readonly alternatives?: Readonly<Record<string, string>>;
}

export interface Fault {
  /** `steps.2.range.1`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export class CompositeError extends Error {
  readonly code: Refusal;
  readonly place: Place;
  readonly faults: readonly Fault[];

  constructor(code: Refusal, message: string, place: Place = {}, faults: readonly Fault[] = []) {
    super(message);
    this.name = 'CompositeError';
    this.code = code;
    this.place = place;
    this.faults = faults;
  }

  /** The same refusal, with more known about where it happened. What was known already stays. */
  within(place: Place): CompositeError {
    return new CompositeError(this.code, this.message, { ...place, ...this.place }, this.faults);
  }
}

/** Does some work; a refusal in it learns where it happened. */
export function located<T>(place: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof CompositeError ? error.within(place) : error;
  }
}
