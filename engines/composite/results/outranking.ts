/** Who is above whom whatever the means and scales: pairs compared indicator by indicator (Munda & Nardo 2009). */
import { CompositeError } from '../errors.ts';
import type { IndexResult } from '../run.ts';
import { outranking } from '../steps/means.ts';
import { at } from '../table.ts';
import { effectiveWeights } from '../weights/sets.ts';

export interface Outranking {
  readonly units: readonly string[];
  /** Share of the weight on which the unit of the row is above that of the column. Each with its mirror sums to 1. */
  readonly matrix: readonly (readonly number[])[];
  /** Share of the pairs in which one is above, or level with, the other in everything: no weight or mean can turn them. */
  readonly dominance: number;
}

/** Over all indicators, with their effective weights. */
export function outrankingOf({ units, columns, structure, weights }: IndexResult): Outranking {
  if (units.length < 2) throw new CompositeError('too-few-units', 'Pairs need two units.');
  const shares = [...effectiveWeights(structure, weights)].slice(0, structure.leaves);
  const matrix = units.map((_, first) => units.map((__, second) => (first === second ? 0.5 : outranking(columns, shares, first, second))));
  let dominated = 0;
  for (let first = 0; first < units.length; first++) for (let second = 0; second < first; second++) if (dominates(columns, first, second) || dominates(columns, second, first)) dominated++;
  return { units, matrix, dominance: dominated / ((units.length * (units.length - 1)) / 2) };
}

function dominates(columns: readonly Float64Array[], first: number, second: number): boolean {
  return columns.every((column) => at(column, first) >= at(column, second)) && columns.some((column) => at(column, first) > at(column, second));
}
