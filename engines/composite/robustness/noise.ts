/** What can be said of two ranks, and of a change between two editions, before anyone prints news. */
import { at } from '../table.ts';
import type { Robustness } from './robustness.ts';

/** A difference is told as one when it holds in so many of the runs. */
export const SURE = 0.95;

export interface Neighbours {
  readonly upper: string;
  readonly lower: string;
  /** Probability that the upper is above the lower. */
  readonly probability: number;
  /** Whether the order of the two is sure. */
  readonly apart: boolean;
}

/** Each unit with the next one in the ranking. */
export function neighboursOf({ units, above }: Robustness): Neighbours[] {
  const order = [...units.keys()].filter((index) => (units[index]?.nominal ?? 0) > 0).toSorted((a, b) => (units[a]?.nominal ?? 0) - (units[b]?.nominal ?? 0));
  return order.slice(1).map((lower, index) => {
    const upper = at(order, index);
    const probability = above[upper]?.[lower] ?? Number.NaN;
    return { upper: units[upper]?.unit ?? '', lower: units[lower]?.unit ?? '', probability, apart: probability >= SURE };
  });
}

export interface RankChange {
  readonly unit: string;
  /** Nominal ranks among the units of both editions. */
  readonly before: number;
  readonly after: number;
  /** Positive for a move up. Mean over the runs, and where 5 % and 95 % of them lie. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly probabilityUp: number;
  readonly probabilityDown: number;
  /** Neither up nor down in 95 % of the runs. */
  readonly withinNoise: boolean;
}

export interface Changes {
  /** Whether every run was compared with the one under the same choices; else every run with every other. */
  readonly paired: boolean;
  /** Units in one edition only, which the ranks here leave out. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  readonly units: readonly RankChange[];
}

/** The change between two editions, among the units that both have: a rank among more units is another thing. */
export function changesBetween(before: Robustness, after: Robustness): Changes {
  const [then, now] = [alwaysRanked(before), new Set(alwaysRanked(after))];
  const common = then.filter((unit) => now.has(unit));
  const [first, second] = [ranksAmong(before, common), ranksAmong(after, common)];
  const paired = first.length === second.length && before.design.kind === 'enumerated' && after.design.kind === 'enumerated' && JSON.stringify(before.factors) === JSON.stringify(after.factors);
  const [nominalBefore, nominalAfter] = [nominalAmong(before, common), nominalAmong(after, common)];
  return {
    paired,
    onlyBefore: before.units.map(({ unit }) => unit).filter((unit) => !common.includes(unit)),
    onlyAfter: after.units.map(({ unit }) => unit).filter((unit) => !common.includes(unit)),
    units: common.map((unit, place) => ({ unit, before: at(nominalBefore, place), after: at(nominalAfter, place), ...differenceOf(first.map((ranks) => at(ranks, place)), second.map((ranks) => at(ranks, place)), paired) })),
  };
}

function alwaysRanked({ units }: Robustness): string[] {
  return units.filter(({ nominal, unranked }) => nominal > 0 && unranked === 0).map(({ unit }) => unit);
}

/** By run: the ranks of some units among themselves. */
function ranksAmong({ units, ranks }: Robustness, common: readonly string[]): Int32Array[] {
  const width = units.length;
  const places = common.map((unit) => units.findIndex((one) => one.unit === unit));
  return Array.from({ length: ranks.length / width }, (_, run) => among(places.map((place) => at(ranks, run * width + place))));
}

function nominalAmong({ units }: Robustness, common: readonly string[]): Int32Array {
  return among(common.map((unit) => units.find((one) => one.unit === unit)?.nominal ?? 0));
}

function among(ranks: readonly number[]): Int32Array {
  const ordered = ranks.toSorted((a, b) => a - b);
  return Int32Array.from(ranks, (rank) => ordered.indexOf(rank) + 1);
}

function differenceOf(before: readonly number[], after: readonly number[], paired: boolean): Omit<RankChange, 'unit' | 'before' | 'after'> {
  const weights = new Map<number, number>();
  const count = (difference: number, times: number): void => void weights.set(difference, (weights.get(difference) ?? 0) + times);
  if (paired) before.forEach((rank, run) => count(rank - at(after, run), 1));
  else for (const [rank, times] of tallied(before)) for (const [other, more] of tallied(after)) count(rank - other, times * more);
  const whole = [...weights.values()].reduce((sum, times) => sum + times, 0);
  const share = (of: (difference: number) => boolean): number => [...weights].reduce((sum, [difference, times]) => sum + (of(difference) ? times : 0), 0) / whole;
  const upTo = (part: number): number => [...weights.keys()].toSorted((a, b) => a - b).find((end) => share((difference) => difference <= end) >= part - 1e-12) ?? Number.NaN;
  const [probabilityUp, probabilityDown] = [share((difference) => difference > 0), share((difference) => difference < 0)];
  return {
    mean: [...weights].reduce((sum, [difference, times]) => sum + (difference * times) / whole, 0),
    low: upTo(0.05),
    high: upTo(0.95),
    probabilityUp,
    probabilityDown,
    withinNoise: probabilityUp < SURE && probabilityDown < SURE,
  };
}

function tallied(ranks: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return counts;
}
