/** From the ranks of many runs: how sure each rank is, and who is above whom. */
import { at } from '../table.ts';
import type { Runs } from './design.ts';

export interface RankDistribution {
  /** By rank, the first for rank 1. */
  readonly probabilities: readonly number[];
  /** Probability of having no rank. */
  readonly unranked: number;
  readonly mean: number;
  readonly median: number;
  /** The least rank up to which 5 % of the runs lie, and the one up to which 95 % do. */
  readonly low: number;
  readonly high: number;
}

export function distributionOf(runs: readonly Runs[], units: number, unit: number): RankDistribution {
  const counts = new Float64Array(units + 1);
  let whole = 0;
  for (const { count, ranks } of runs) {
    whole += count;
    for (let run = 0; run < count; run++) counts[at(ranks, run * units + unit)] = at(counts, at(ranks, run * units + unit)) + 1;
  }
  const ranked = whole - at(counts, 0);
  let sum = 0;
  for (let rank = 1; rank <= units; rank++) sum += rank * at(counts, rank);
  return {
    probabilities: Array.from(counts.subarray(1), (count) => count / whole),
    unranked: at(counts, 0) / whole,
    mean: ranked === 0 ? Number.NaN : sum / ranked,
    median: rankUpTo(counts, ranked, 0.5),
    low: rankUpTo(counts, ranked, 0.05),
    high: rankUpTo(counts, ranked, 0.95),
  };
}

function rankUpTo(counts: Float64Array, ranked: number, share: number): number {
  let below = 0;
  for (let rank = 1; rank < counts.length; rank++) {
    below += at(counts, rank);
    // A count is whole, a share of it carries rounding.
    if (ranked > 0 && below >= share * ranked - 1e-9) return rank;
  }
  return Number.NaN;
}

/** Probability that the unit of the row is ranked strictly above that of the column, of the runs in which both have a rank. */
export function aboveMatrix(runs: readonly Runs[], units: number): number[][] {
  const above = new Float64Array(units * units);
  const both = new Float64Array(units * units);
  for (const { count, ranks } of runs) {
    for (let run = 0; run < count; run++) {
      const row = run * units;
      for (let i = 0; i < units; i++) {
        const own = at(ranks, row + i);
        if (own === 0) continue;
        for (let j = 0; j < i; j++) {
          const other = at(ranks, row + j);
          if (other === 0) continue;
          both[i * units + j] = at(both, i * units + j) + 1;
          if (own < other) above[i * units + j] = at(above, i * units + j) + 1;
          else if (other < own) above[j * units + i] = at(above, j * units + i) + 1;
        }
      }
    }
  }
  return Array.from({ length: units }, (_, i) => Array.from({ length: units }, (__, j) => (i === j ? 0 : at(above, i * units + j) / at(both, Math.max(i, j) * units + Math.min(i, j)))));
}
