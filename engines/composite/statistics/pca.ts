/** Principal components of standardised columns, over the units that have them all. */
import { CompositeError } from '../errors.ts';
import { at } from '../table.ts';
import { pearson } from './correlation.ts';
import { symmetricEigen } from './eigen.ts';

export interface Components {
  /** Variance of each component, largest first; they sum to the number of columns. */
  readonly variances: readonly number[];
  /** Share of the whole variance. */
  readonly shares: readonly number[];
  /** One vector of length 1 per component, an entry per column. */
  readonly loadings: readonly (readonly number[])[];
  /** How many units had every value. */
  readonly units: number;
}

export function principalComponents(columns: readonly ArrayLike<number>[], names: readonly string[]): Components {
  const complete = completeRows(columns);
  if (columns.length < 2) throw new CompositeError('too-few-values', 'Principal components need two columns or more.');
  if (complete.length < 3) throw new CompositeError('too-few-values', `Principal components need three units with every value; there are ${complete.length}.`);
  const kept = columns.map((column) => Float64Array.from(complete, (index) => at(column, index)));
  const flat = kept.findIndex((column) => column.every((value) => value === column[0]));
  if (flat !== -1) throw new CompositeError('zero-range', `${names[flat] ?? 'A column'} has the same value for every unit.`, { indicator: names[flat] ?? '' });
  const { values, vectors } = symmetricEigen(kept.map((x, row) => kept.map((y, column) => (row === column ? 1 : pearson(x, y)))));
  return { variances: values, shares: values.map((value) => value / columns.length), loadings: vectors, units: complete.length };
}

/** The rows in which no column has a gap. */
export function completeRows(columns: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, index) => index).filter((index) => columns.every((column) => !Number.isNaN(at(column, index))));
}
