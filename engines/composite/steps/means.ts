/** Means of a few weighted values of one unit: the formulas, and what each of them refuses (handbook, step 6). */
import { CompositeError } from '../errors.ts';
import type { Mean } from '../recipe/recipe.ts';
import { at } from '../table.ts';

/** A value with its weight. Weights are above 0 and need not sum to 1. */
export interface Weighted {
  readonly code: string;
  readonly value: number;
  readonly weight: number;
}

/** The mean of what a unit has. Refusals name the child; the caller knows unit and group. */
export function meanOf(parts: readonly Weighted[], mean: Exclude<Mean, 'copeland'>): number {
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (mean === 'arithmetic') return parts.reduce((sum, { value, weight }) => sum + weight * value, 0) / whole;
  if (mean === 'median') return weightedMedian(parts, whole);
  if (mean === 'geometric') return powerMean(parts, whole, 0);
  return powerMean(parts, whole, mean === 'harmonic' ? -1 : mean.power);
}

/** (Σ w·xᵖ / Σ w)^(1/p); exp(Σ w·ln x / Σ w) at p = 0. */
function powerMean(parts: readonly Weighted[], whole: number, power: number): number {
  for (const { code, value } of parts) {
    if (power <= 0 && !(value > 0)) throw new CompositeError('not-positive', `${code} is ${value}: ${power === 0 ? 'a geometric' : power === -1 ? 'a harmonic' : 'this generalised'} mean needs values above 0. Normalise to a range that begins above 0.`, { indicator: code, value });
    if (power > 0 && power !== 1 && value < 0) throw new CompositeError('negative-value', `${code} is ${value}: a generalised mean needs values of 0 or more.`, { indicator: code, value });
  }
  if (power === 0) return Math.exp(parts.reduce((sum, { value, weight }) => sum + weight * Math.log(value), 0) / whole);
  return (parts.reduce((sum, { value, weight }) => sum + weight * value ** power, 0) / whole) ** (1 / power);
}

/** The value with half of the weight on either side; the middle of two where the half falls between them. */
function weightedMedian(parts: readonly Weighted[], whole: number): number {
  const ordered = parts.toSorted((a, b) => a.value - b.value);
  let below = 0;
  for (let index = 0; index < ordered.length; index++) {
    const { value = Number.NaN, weight = 0 } = ordered[index] ?? {};
    below += weight;
    if (Math.abs(below - whole / 2) <= 1e-12 * whole) return (value + (ordered[index + 1]?.value ?? value)) / 2;
    if (below > whole / 2) return value;
  }
  return Number.NaN;
}

/**
 * Share of the weight of the indicators on which the first unit is above the second; a tie counts half. Only indicators that
 * both have count, so that the answer does not depend on the order of the units. 0.5 where they share none.
 */
export function outranking(columns: readonly ArrayLike<number>[], weights: readonly number[], first: number, second: number): number {
  let [above, whole] = [0, 0];
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index] ?? [];
    const difference = at(column, first) - at(column, second);
    if (Number.isNaN(difference)) continue;
    const weight = at(weights, index);
    whole += weight;
    if (difference > 0) above += weight;
    else if (difference === 0) above += weight / 2;
  }
  return whole === 0 ? 0.5 : above / whole;
}

/** Copeland (1951): the number of units over which a majority of the weight puts this one, less those put over it. */
export function copeland(columns: readonly ArrayLike<number>[], weights: readonly number[], units: number): Float64Array {
  const scores = new Float64Array(units);
  for (let first = 0; first < units; first++) {
    for (let second = 0; second < first; second++) {
      const lead = outranking(columns, weights, first, second) - 0.5;
      // Sums of weights carry rounding; half is half.
      const sign = Math.abs(lead) < 1e-12 ? 0 : Math.sign(lead);
      scores[first] = at(scores, first) + sign;
      scores[second] = at(scores, second) - sign;
    }
  }
  return scores;
}
