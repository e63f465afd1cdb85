/** Does the structure hang together statistically? Asked before robustness: a robust mean of what does not belong together says nothing (handbook, steps 4 and 8). */
import { CompositeError } from '../errors.ts';
import type { IndexResult } from '../run.ts';
import { type Correlation, correlation, type CorrelationMethod } from '../statistics/correlation.ts';
import { cronbachAlpha } from '../statistics/cronbach.ts';
import { type Components, principalComponents } from '../statistics/pca.ts';
import type { Table } from '../table.ts';
import { leavesBelow } from '../structure.ts';

export interface PairCorrelation extends Correlation {
  readonly first: string;
  readonly second: string;
}

export interface GroupCoherence {
  readonly group: string;
  /** Of its indicators; null where there are too few. */
  readonly alpha: number | null;
  readonly components: Components | null;
  /** Every pair of children. */
  readonly pairs: readonly PairCorrelation[];
  /** Each child with the score of the group. */
  readonly withGroup: readonly PairCorrelation[];
  /** Pairs so close that one may be counted twice, and pairs or children that pull the other way. */
  readonly redundant: readonly PairCorrelation[];
  readonly opposed: readonly PairCorrelation[];
}

export interface CoherenceLimits {
  readonly method?: CorrelationMethod;
  /** Above: redundant. JRC's audits take 0.92. */
  readonly high?: number;
  /** Below: opposed. */
  readonly low?: number;
}

/** Of every group and the index, on normalised values and scores. */
export function coherenceOf({ structure, scores }: IndexResult, { method = 'pearson', high = 0.92, low = -0.3 }: CoherenceLimits = {}): GroupCoherence[] {
  const codeOf = (place: number): string => structure.nodes[place]?.code ?? '';
  const pair = (first: number, second: number): PairCorrelation => ({ first: codeOf(first), second: codeOf(second), ...correlation(scores[first] ?? [], scores[second] ?? [], method) });
  return structure.nodes.slice(structure.leaves).map(({ code, children }, index) => {
    const leaves = leavesBelow(structure, structure.leaves + index);
    const pairs = children.flatMap((child, place) => children.slice(place + 1).map((other) => pair(child, other)));
    const withGroup = children.map((child) => pair(child, structure.leaves + index));
    return {
      group: code,
      alpha: unlessTooFew(() => cronbachAlpha(leaves.map((leaf) => scores[leaf] ?? []))),
      components: unlessTooFew(() => principalComponents(children.map((child) => scores[child] ?? []), children.map(codeOf))),
      pairs,
      withGroup,
      redundant: pairs.filter(({ value }) => value > high),
      opposed: [...pairs.filter(({ value }) => value < low), ...withGroup.filter(({ value }) => value < 0)],
    };
  });
}

function unlessTooFew<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CompositeError && (error.code === 'too-few-values' || error.code === 'zero-range')) return null;
    throw error;
  }
}

/** Indicators of the raw data that go with a denominator by more than a limit: a hint to divide by it. */
export function sizeDependence({ indicators, denominators }: Table, limit: number = 0.7, method: CorrelationMethod = 'pearson'): PairCorrelation[] {
  return [...indicators].flatMap(([first, { values }]) => [...denominators].map(([second, sizes]) => ({ first, second, ...correlation(values, sizes, method) }))).filter(({ value }) => Math.abs(value) > limit);
}
