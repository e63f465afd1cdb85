/** Figures as a tidy table: a row for each, a column for each dimension that occurs; a blank group is the whole, as in Open SDG. */
import { isAbsence } from '#core/kinds/values.ts';
import type { CsvCell } from '#core/web/view.ts';
import type { Row } from './kinds/observation-set.ts';
import { DIMENSIONS } from './kinds/vocabulary.ts';

type Dimension = (typeof DIMENSIONS)[number];
type Content = Omit<Row, 'indicator' | 'status'>;

export function dimensionsIn(rows: readonly Pick<Row, 'breakdowns'>[]): Dimension[] {
  const used = new Set(rows.flatMap(({ breakdowns = [] }) => breakdowns.map(({ dimension }) => dimension)));
  return DIMENSIONS.filter((dimension) => used.has(dimension));
}

export function tidyColumns(dimensions: readonly Dimension[]): string[] {
  return ['indicator', 'territory', 'time', ...dimensions, 'value', 'k', 'n', 'lower', 'upper', 'status', 'impossible'];
}

/** @param indicator its code. Why a value is not there stands in its place: `[not_stated]`. */
export function tidyCells({ territory, time, breakdowns = [], value, k, n, lower, upper, impossible }: Content, dimensions: readonly Dimension[], indicator: string | null, status: string | null): CsvCell[] {
  const groups = new Map(breakdowns.map((one) => [one.dimension, one.value]));
  return [indicator, territory, isAbsence(time) ? null : time, ...dimensions.map((dimension) => groups.get(dimension) ?? null), isAbsence(value) ? `[${value.absent}]` : value, k ?? null, n ?? null, lower ?? null, upper ?? null, status, impossible ?? false];
}
