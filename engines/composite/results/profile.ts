/** One unit: where it stands in everything, what makes its score, what it is strong and weak in. */
import { CompositeError } from '../errors.ts';
import type { IndexResult } from '../run.ts';
import { quantile } from '../statistics/moments.ts';
import { ranksOf } from '../statistics/rank.ts';
import { rootOf } from '../structure.ts';
import { at, IMPUTED } from '../table.ts';
import { effectiveWeights } from '../weights/sets.ts';

export interface ProfileEntry {
  readonly code: string;
  readonly name: string;
  readonly height: number;
  readonly score: number;
  readonly rank: number;
  /** Of all units: a quarter below, the middle, a quarter above. */
  readonly quartiles: readonly [number, number, number];
  /** Points that it brings to the index, where every mean on the way up is arithmetic and nothing is missing; else null. */
  readonly contribution: number | null;
  readonly imputed: boolean;
}

/** The index first, then the groups and indicators from the top down. */
export function profileOf(result: IndexResult, unit: string): ProfileEntry[] {
  const place = placeOf(result, unit);
  const { structure, scores, table, tolerance, weights } = result;
  const effective = effectiveWeights(structure, weights);
  const arithmetic = structure.nodes.every((_, node) => node < structure.leaves || result.plan.methods[node] === 'arithmetic') && scores.every((column) => !Number.isNaN(at(column, place)));
  return structure.nodes
    .map(({ code, name, height }, node): ProfileEntry => {
      const column = scores[node] ?? new Float64Array();
      return {
        code,
        name,
        height,
        score: at(column, place),
        rank: at(ranksOf(column, tolerance), place),
        quartiles: [quantile(column, 0.25), quantile(column, 0.5), quantile(column, 0.75)],
        contribution: arithmetic ? at(effective, node) * at(column, place) : null,
        imputed: ((table.indicators.get(code)?.marks[place] ?? 0) & IMPUTED) !== 0,
      };
    })
    .toReversed();
}

export interface Standing {
  readonly code: string;
  readonly group: string;
  readonly rank: number;
  readonly score: number;
}

/**
 * The indicators in which a unit is ranked best and worst. Imputed values, and indicators with so few different values that
 * a rank says little (two where not given), do not count.
 */
export function strengthsAndWeaknesses(result: IndexResult, unit: string, count: number = 5, fewestValues: number = 3): { readonly strengths: readonly Standing[]; readonly weaknesses: readonly Standing[] } {
  const place = placeOf(result, unit);
  const { structure, columns, table, tolerance } = result;
  const standings = columns.flatMap((column, node): Standing[] => {
    const { code = '', parent = -1 } = structure.nodes[node] ?? {};
    const imputed = ((table.indicators.get(code)?.marks[place] ?? 0) & IMPUTED) !== 0;
    const distinct = new Set(column.filter((value) => !Number.isNaN(value))).size;
    if (imputed || Number.isNaN(at(column, place)) || distinct < fewestValues) return [];
    return [{ code, group: structure.nodes[parent]?.code ?? '', rank: at(ranksOf(column, tolerance), place), score: at(column, place) }];
  });
  const ordered = standings.toSorted((a, b) => a.rank - b.rank);
  // One half each at most: nothing is a strength and a weakness.
  const most = Math.min(count, Math.floor(ordered.length / 2));
  return { strengths: ordered.slice(0, most), weaknesses: most === 0 ? [] : ordered.slice(-most) };
}

/** What each child of the index brings to it, unit by unit; see `contribution` above. */
export function contributionsOf(result: IndexResult): Record<string, Readonly<Record<string, number | null>>> {
  const children = new Set(result.structure.nodes[rootOf(result.structure)]?.children.map((child) => result.structure.nodes[child]?.code ?? ''));
  return Object.fromEntries(result.units.map((unit) => [unit, Object.fromEntries(profileOf(result, unit).filter(({ code }) => children.has(code)).map(({ code, contribution }) => [code, contribution]))]));
}

function placeOf({ units }: IndexResult, unit: string): number {
  const place = units.indexOf(unit);
  if (place === -1) throw new CompositeError('unknown-name', `${unit} is not among the units of the index.`, { unit });
  return place;
}
