/** How much of the variance of a result each uncertain choice is answerable for (Sobol' 1993; Saltelli et al. 2010). */
import { at } from '../table.ts';

/** Shares of the variance. NaN where there is none. */
export interface Shares {
  /** By factor: share explained by the factor alone. */
  readonly first: readonly number[];
  /** By factor: share that would be left if all others were known. */
  readonly total: readonly number[];
}

/**
 * Exact indices of a function that is known at every combination of alternatives, all equally likely. `values` in the
 * order of mixed radix, the last factor moving fastest.
 */
export function exactShares(values: Float64Array, sizes: readonly number[]): Shares {
  const whole = closedVariance(values, sizes, (1 << sizes.length) - 1);
  const all = (1 << sizes.length) - 1;
  return {
    first: sizes.map((_, factor) => closedVariance(values, sizes, 1 << factor) / whole),
    total: sizes.map((_, factor) => 1 - closedVariance(values, sizes, all & ~(1 << factor)) / whole),
  };
}

/** Share of every set of factors acting together and in no smaller set; they sum to 1 (Hoeffding 1948). By bit mask. */
export function interactionShares(values: Float64Array, sizes: readonly number[]): ReadonlyMap<number, number> {
  const sets = 1 << sizes.length;
  const closed = Array.from({ length: sets }, (_, set) => closedVariance(values, sizes, set));
  const own = new Map<number, number>();
  for (let set = 1; set < sets; set++) {
    let share = closed[set] ?? 0;
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) share -= own.get(part) ?? 0;
    own.set(set, share);
  }
  return new Map([...own].map(([set, share]) => [set, share / (closed[sets - 1] ?? 0)]));
}

/** Variance of the mean given the factors of the set: Var(E[Y | X_set]). */
function closedVariance(values: Float64Array, sizes: readonly number[], set: number): number {
  const strides: number[] = [];
  let groups = 1;
  for (let factor = sizes.length - 1; factor >= 0; factor--) {
    strides[factor] = (set & (1 << factor)) === 0 ? 0 : groups;
    if (at(strides, factor) > 0) groups *= at(sizes, factor);
  }
  const sums = new Float64Array(groups);
  const position = new Int32Array(sizes.length);
  let group = 0;
  for (let run = 0; run < values.length; run++) {
    sums[group] = at(sums, group) + at(values, run);
    for (let factor = sizes.length - 1; factor >= 0; factor--) {
      position[factor] = at(position, factor) + 1;
      group += at(strides, factor);
      if (at(position, factor) < at(sizes, factor)) break;
      group -= at(strides, factor) * at(sizes, factor);
      position[factor] = 0;
    }
  }
  const size = values.length / groups;
  let mean = 0;
  for (const sum of sums) mean += sum / values.length;
  let variance = 0;
  for (const sum of sums) variance += (sum / size - mean) ** 2 / groups;
  return variance;
}

/**
 * Estimates from two independent designs A and B and their hybrids (A with one factor from B): first order by Saltelli et
 * al. (2010) with f(B) centred, which cuts its error several times; total by Jansen (1999).
 */
export function estimatedShares(a: Float64Array, b: Float64Array, hybrids: readonly Float64Array[]): Shares {
  const n = a.length;
  let [mean, variance] = [0, 0];
  for (let i = 0; i < n; i++) mean += (at(a, i) + at(b, i)) / (2 * n);
  for (let i = 0; i < n; i++) variance += ((at(a, i) - mean) ** 2 + (at(b, i) - mean) ** 2) / (2 * n);
  return {
    first: hybrids.map((hybrid) => hybrid.reduce((sum, value, i) => sum + (at(b, i) - mean) * (value - at(a, i)), 0) / n / variance),
    total: hybrids.map((hybrid) => hybrid.reduce((sum, value, i) => sum + (at(a, i) - value) ** 2, 0) / (2 * n) / variance),
  };
}
