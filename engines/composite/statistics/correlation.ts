/** Correlations of two columns over the units that have both, with the probability of so strong a one by chance. */
import { at } from '../table.ts';
import { fractionalRanks } from './rank.ts';
import { normalTail, studentTail } from './special.ts';

export type CorrelationMethod = 'pearson' | 'spearman' | 'kendall';

export interface Correlation {
  /** NaN where a column has no spread. */
  readonly value: number;
  /** Two-sided; NaN below three pairs. */
  readonly probability: number;
  readonly pairs: number;
}

export function correlation(first: ArrayLike<number>, second: ArrayLike<number>, method: CorrelationMethod = 'pearson'): Correlation {
  const [x, y] = complete(first, second);
  switch (method) {
    case 'pearson':
      return tested(pearson(x, y), x.length);
    case 'spearman':
      return tested(pearson(fractionalRanks(x), fractionalRanks(y)), x.length);
    case 'kendall':
      return kendall(x, y);
  }
}

function complete(first: ArrayLike<number>, second: ArrayLike<number>): readonly [Float64Array, Float64Array] {
  const both = Array.from({ length: first.length }, (_, index) => index).filter((index) => !Number.isNaN(at(first, index)) && !Number.isNaN(at(second, index)));
  return [Float64Array.from(both, (index) => at(first, index)), Float64Array.from(both, (index) => at(second, index))];
}

/** Pearson's r of columns without gaps. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let [meanX, meanY] = [0, 0];
  for (let index = 0; index < n; index++) {
    meanX += at(x, index) / n;
    meanY += at(y, index) / n;
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let index = 0; index < n; index++) {
    const [dx, dy] = [at(x, index) - meanX, at(y, index) - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** The t test with n − 2 degrees of freedom, which R's cor.test uses for Pearson, and for Spearman with ties. */
function tested(value: number, pairs: number): Correlation {
  const t = value * Math.sqrt((pairs - 2) / (1 - value * value));
  return { value, pairs, probability: pairs < 3 ? Number.NaN : Math.abs(value) === 1 ? 0 : studentTail(t, pairs - 2) };
}

const sum = (sizes: readonly number[], of: (size: number) => number): number => sizes.reduce((total, size) => total + of(size), 0);
const two = (t: number): number => t * (t - 1);
const three = (t: number): number => t * (t - 1) * (t - 2);
const spread = (t: number): number => t * (t - 1) * (2 * t + 5);

/** τ-b and its normal approximation with the correction for ties (Kendall 1970). */
function kendall(x: Float64Array, y: Float64Array): Correlation {
  const n = x.length;
  let score = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) score += Math.sign(at(x, i) - at(x, j)) * Math.sign(at(y, i) - at(y, j));
  const pairs = (n * (n - 1)) / 2;
  const [tx, ty] = [tieSizes(x), tieSizes(y)];
  const value = score / Math.sqrt((pairs - sum(tx, two) / 2) * (pairs - sum(ty, two) / 2));
  const variance =
    (n * (n - 1) * (2 * n + 5) - sum(tx, spread) - sum(ty, spread)) / 18 +
    (sum(tx, two) * sum(ty, two)) / (2 * n * (n - 1)) +
    (n > 2 ? (sum(tx, three) * sum(ty, three)) / (9 * n * (n - 1) * (n - 2)) : 0);
  return { value, pairs: n, probability: n < 3 ? Number.NaN : normalTail(score / Math.sqrt(variance)) };
}

function tieSizes(values: Float64Array): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}
