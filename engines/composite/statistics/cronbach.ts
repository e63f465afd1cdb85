/** Do the indicators of a group measure one thing? */
import { CompositeError } from '../errors.ts';
import { at } from '../table.ts';
import { momentsOf } from './moments.ts';
import { completeRows } from './pca.ts';

const variance = (values: readonly number[]): number => momentsOf(values).deviation ** 2;

/**
 * Cronbach's alpha (1951): k/(k−1) · (1 − Σ var(xᵢ) / var(Σ xᵢ)), over the units that have every value. Values have to be
 * on one scale and point one way: ask it of normalised data.
 */
export function cronbachAlpha(columns: readonly ArrayLike<number>[]): number {
  const k = columns.length;
  if (k < 2) throw new CompositeError('too-few-values', "Cronbach's alpha needs two indicators or more.");
  const rows = completeRows(columns);
  if (rows.length < 3) throw new CompositeError('too-few-values', `Cronbach's alpha needs three units with every value; there are ${rows.length}.`);
  const parts = columns.reduce((sum, column) => sum + variance(rows.map((row) => at(column, row))), 0);
  return (k / (k - 1)) * (1 - parts / variance(rows.map((row) => columns.reduce((sum, column) => sum + at(column, row), 0))));
}
