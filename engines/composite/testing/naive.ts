/** The index from its definitions, one unit and one value at a time, sharing no code with the engine: for tests. */

export interface NaiveIndicator {
  readonly code: string;
  readonly parent: string;
  readonly weight: number;
  readonly direction: 1 | -1;
  readonly values: readonly (number | null)[];
}

export type NaiveScale = (x: number, all: readonly number[], direction: 1 | -1) => number;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export const naiveScales: Readonly<Record<'min-max' | 'z-score' | 'percentile-rank', NaiveScale>> = {
  'min-max': (x, all, direction) => {
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return 1 + (99 * (direction === 1 ? x - least : most - x)) / (most - least);
  },
  'z-score': (x, all, direction) => {
    const mean = sum(all) / all.length;
    const deviation = Math.sqrt(sum(all.map((value) => (value - mean) * (value - mean))) / (all.length - 1));
    return 10 + (2 * direction * (x - mean)) / deviation;
  },
  'percentile-rank': (x, all, direction) => all.filter((value) => (direction === 1 ? value < x : value > x)).length / (all.length - 1),
};

export const naiveMeans: Readonly<Record<'arithmetic' | 'geometric' | 'harmonic', (values: readonly number[], weights: readonly number[]) => number>> = {
  arithmetic: (values, weights) => sum(values.map((value, i) => value * (weights[i] ?? 0))) / sum(weights),
  geometric: (values, weights) => values.reduce((product, value, i) => product * value ** ((weights[i] ?? 0) / sum(weights)), 1),
  harmonic: (values, weights) => sum(weights) / sum(values.map((value, i) => (weights[i] ?? 0) / value)),
};

/** Score of one unit in a two-level index of groups with equal weights; null where a group has no value. Gaps are left out of means. */
export function naiveScore(indicators: readonly NaiveIndicator[], unit: number, scale: NaiveScale, mean: (values: readonly number[], weights: readonly number[]) => number): number | null {
  const groups = [...new Set(indicators.map(({ parent }) => parent))].map((group) => {
    const there = indicators.filter(({ parent, values }) => parent === group && values[unit] !== null);
    if (there.length === 0) return null;
    return mean(there.map(({ values, direction }) => scale(values[unit] ?? 0, values.filter((value) => value !== null), direction)), there.map(({ weight }) => weight));
  });
  const known = groups.filter((group) => group !== null);
  return known.length === 0 ? null : mean(known, known.map(() => 1));
}

/** 1 and how many are above, by more than rounding; 0 without a score. */
export function naiveRanks(scores: readonly (number | null)[]): number[] {
  return scores.map((score) => (score === null ? 0 : 1 + scores.filter((other) => other !== null && other > score + 1e-7).length));
}
