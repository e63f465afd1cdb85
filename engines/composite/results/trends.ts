/** Change of one figure over time. */
import { CompositeError } from '../errors.ts';

export interface Point {
  readonly period: number;
  /** Null where nothing is known. */
  readonly value: number | null;
}

/** Compound annual growth rate: (last/first)^(1/years) − 1. Both must be above 0; equal ones have grown by 0. */
export function growthRate(points: readonly Point[]): number {
  const { first, last } = endsOf(points);
  if (first.value === last.value) return 0;
  if (!(first.value > 0 && last.value > 0)) throw new CompositeError('not-positive', `A rate of growth from ${first.value} to ${last.value} has no sense.`, { value: Math.min(first.value, last.value) });
  return (last.value / first.value) ** (1 / (last.period - first.period)) - 1;
}

/** Slope of the line of least squares: change per period. */
export function slope(points: readonly Point[]): number {
  const { known } = endsOf(points);
  const middle = (of: (point: { period: number; value: number }) => number): number => known.reduce((sum, point) => sum + of(point), 0) / known.length;
  const [t, v] = [middle(({ period }) => period), middle(({ value }) => value)];
  return known.reduce((sum, { period, value }) => sum + (period - t) * (value - v), 0) / known.reduce((sum, { period }) => sum + (period - t) ** 2, 0);
}

/** Median of the slopes between all pairs (Theil 1950, Sen 1968): one odd year does not move it. */
export function robustSlope(points: readonly Point[]): number {
  const { known } = endsOf(points);
  const slopes = known.flatMap((one, index) => known.slice(index + 1).map((other) => (other.value - one.value) / (other.period - one.period))).toSorted((a, b) => a - b);
  const half = slopes.length / 2;
  return ((slopes[Math.ceil(half) - 1] ?? Number.NaN) + (slopes[Math.floor(half)] ?? Number.NaN)) / 2;
}

function endsOf(points: readonly Point[]): { readonly known: readonly { period: number; value: number }[]; readonly first: { period: number; value: number }; readonly last: { period: number; value: number } } {
  const known = points.flatMap(({ period, value }) => (value === null || Number.isNaN(value) ? [] : [{ period, value }])).toSorted((a, b) => a.period - b.period);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first.period === last.period) throw new CompositeError('too-few-values', 'A trend needs values of two periods.');
  return { known, first, last };
}
