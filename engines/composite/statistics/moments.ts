/** Means, spread and shape of a column, missing values left out. */
import { at } from '../table.ts';

export interface Moments {
  readonly count: number;
  readonly missing: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1); NaN below two values. */
  readonly deviation: number;
  /** Sample skewness G₁ (Joanes & Gill 1998, type 2); NaN below three values or without spread. */
  readonly skewness: number;
  /** Sample excess kurtosis G₂ (Joanes & Gill 1998, type 2); NaN below four values or without spread. */
  readonly kurtosis: number;
}

export function momentsOf(values: ArrayLike<number>): Moments {
  let [count, sum, minimum, maximum] = [0, 0, Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    const value = at(values, index);
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const mean = sum / count;
  let [second, third, fourth] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const away = at(values, index) - mean;
    if (Number.isNaN(away)) continue;
    const square = away * away;
    second += square;
    third += square * away;
    fourth += square * square;
  }
  const n = count;
  const spread = minimum < maximum;
  const skewness = n >= 3 && spread ? ((Math.sqrt(n) * third) / second ** 1.5) * (Math.sqrt(n * (n - 1)) / (n - 2)) : Number.NaN;
  const ratio = (n * fourth) / (second * second);
  const kurtosis = n >= 4 && spread ? (((n + 1) * (ratio - 3) + 6) * (n - 1)) / ((n - 2) * (n - 3)) : Number.NaN;
  return {
    count,
    missing: values.length - count,
    minimum: count > 0 ? minimum : Number.NaN,
    maximum: count > 0 ? maximum : Number.NaN,
    mean,
    deviation: n >= 2 ? Math.sqrt(second / (n - 1)) : Number.NaN,
    skewness,
    kurtosis,
  };
}

/** The values that are there, ascending. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value)).toSorted();
}

/** Hyndman & Fan (1996), type 7: what R and most spreadsheets give. NaN for an empty list. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const ordered = sorted(values);
  if (ordered.length === 0) return Number.NaN;
  const place = (ordered.length - 1) * share;
  const below = at(ordered, Math.floor(place));
  return below + (place - Math.floor(place)) * (at(ordered, Math.ceil(place)) - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
