/** Results as tables: scores and ranks of units, and ranks within groups of units. */
import { CompositeError } from '../errors.ts';
import type { IndexResult } from '../run.ts';
import { ranksOf } from '../statistics/rank.ts';
import { at } from '../table.ts';

export interface RankingRow {
  readonly unit: string;
  /** 0 where the unit has no score. */
  readonly rank: number;
  readonly score: number;
  /** By code of every group below the index. */
  readonly groups: Readonly<Record<string, { readonly score: number; readonly rank: number }>>;
  /** Share of the index that stands on imputed values. */
  readonly imputedShare: number;
}

/** Best first; units without a score at the end. */
export function rankingOf(result: IndexResult): RankingRow[] {
  const { structure, scores, units, tolerance } = result;
  const groups = structure.nodes.slice(structure.leaves, -1).map(({ code }, index) => {
    const column = scores[structure.leaves + index] ?? new Float64Array();
    return { code, column, ranks: ranksOf(column, tolerance) };
  });
  const index = scores.at(-1) ?? new Float64Array();
  const imputed = new Map(result.imputed.map(({ unit, share }) => [unit, share]));
  const rows = units.map((unit, place): RankingRow => ({
    unit,
    rank: at(result.ranks, place),
    score: at(index, place),
    groups: Object.fromEntries(groups.map(({ code, column, ranks }) => [code, { score: at(column, place), rank: at(ranks, place) }])),
    imputedShare: imputed.get(unit) ?? 0,
  }));
  return rows.toSorted((a, b) => (a.rank || Infinity) - (b.rank || Infinity));
}

/** Ranks of a node within the groups of a grouping, by unit; 0 for a unit in no group. */
export function ranksWithin({ table, structure, scores, tolerance }: IndexResult, grouping: string, node: string): Record<string, { readonly group: string | null; readonly rank: number }> {
  const groups = table.groups.get(grouping);
  const column = scores[structure.places.get(node) ?? -1];
  if (groups === undefined) throw new CompositeError('unknown-name', `The units have no grouping ${grouping}.`, { value: grouping });
  if (column === undefined) throw new CompositeError('unknown-name', `There is no indicator or group ${node}.`, { indicator: node });
  const ranks = new Int32Array(column.length);
  for (const [group, members] of Map.groupBy(groups.keys(), (place) => groups[place] ?? null)) {
    if (group === null) continue;
    const own = ranksOf(members.map((place) => at(column, place)), tolerance);
    members.forEach((place, index) => void (ranks[place] = at(own, index)));
  }
  return Object.fromEntries(table.units.map((unit, place) => [unit, { group: groups[place] ?? null, rank: at(ranks, place) }]));
}
