/** Linear programs of moderate size, by the two-phase simplex method on a dense tableau (Dantzig; Bland's rule 1977 against cycles). */
import { at } from '../table.ts';

export interface Constraint {
  readonly coefficients: readonly number[];
  readonly relation: '<=' | '=';
  readonly bound: number;
}

/** Minimises Σ c·x subject to the constraints and x ≥ 0. Undefined where nothing satisfies them. */
export function minimise(costs: readonly number[], constraints: readonly Constraint[]): { readonly value: number; readonly x: readonly number[] } | undefined {
  const n = costs.length;
  const slacks = constraints.filter(({ relation }) => relation === '<=').length;
  // Columns: x, slacks, artificials, right-hand side. An artificial variable where a slack cannot begin the basis.
  let [slack, artificials] = [n, 0];
  const begun = constraints.map(({ coefficients, relation, bound }) => {
    const sign = bound < 0 ? -1 : 1;
    const own = relation === '<=' ? slack++ : -1;
    const artificial = own === -1 || sign === -1 ? artificials++ : -1;
    return { coefficients, bound, sign, own, artificial };
  });
  const first = n + slacks;
  const width = first + artificials + 1;
  const basis = new Int32Array(constraints.length);
  const rows = begun.map(({ coefficients, bound, sign, own, artificial }, index) => {
    const row = new Float64Array(width);
    coefficients.forEach((value, column) => void (row[column] = sign * value));
    if (own !== -1) row[own] = sign;
    if (artificial !== -1) row[first + artificial] = 1;
    row[width - 1] = sign * bound;
    basis[index] = artificial === -1 ? own : first + artificial;
    return row;
  });
  if (artificials > 0) {
    const objective = new Float64Array(width);
    objective.fill(1, first, width - 1);
    reduceBasis(objective, rows, basis);
    optimise(objective, rows, basis, first + artificials);
    if (-at(objective, width - 1) > 1e-9) return undefined;
    leaveArtificials(rows, basis, first);
  }
  const objective = new Float64Array(width);
  costs.forEach((cost, column) => void (objective[column] = cost));
  reduceBasis(objective, rows, basis);
  optimise(objective, rows, basis, first);
  const x = costs.map(() => 0);
  basis.forEach((column, index) => {
    if (column < n) x[column] = at(rows[index] ?? [], width - 1);
  });
  return { value: costs.reduce((sum, cost, column) => sum + cost * at(x, column), 0), x };
}

/** Makes the objective 0 at the columns of the basis. */
function reduceBasis(objective: Float64Array, rows: readonly Float64Array[], basis: Int32Array): void {
  basis.forEach((column, index) => subtract(objective, rows[index] ?? objective, at(objective, column)));
}

function subtract(from: Float64Array, row: Float64Array, times: number): void {
  if (times === 0) return;
  for (let column = 0; column < from.length; column++) from[column] = at(from, column) - times * at(row, column);
}

/** Pivots until no column before `columns` would lower the objective. Every program here is bounded. */
function optimise(objective: Float64Array, rows: readonly Float64Array[], basis: Int32Array, columns: number): void {
  const last = objective.length - 1;
  for (let pivots = 0; pivots < 20_000; pivots++) {
    const entering = pivots < 500 ? steepest(objective, columns) : objective.findIndex((cost, column) => column < columns && cost < -1e-10);
    if (entering === -1) return;
    let [leaving, least] = [-1, Infinity];
    rows.forEach((row, index) => {
      const pivot = at(row, entering);
      if (pivot <= 1e-10) return;
      const ratio = at(row, last) / pivot;
      if (ratio < least - 1e-12 || (ratio <= least + 1e-12 && leaving !== -1 && at(basis, index) < at(basis, leaving))) [leaving, least] = [index, ratio];
    });
    if (leaving === -1) return;
    exchange(objective, rows, basis, leaving, entering);
  }
}

function steepest(objective: Float64Array, columns: number): number {
  let [best, lowest] = [-1, -1e-10];
  for (let column = 0; column < columns; column++) if (at(objective, column) < lowest) [best, lowest] = [column, at(objective, column)];
  return best;
}

function exchange(objective: Float64Array, rows: readonly Float64Array[], basis: Int32Array, leaving: number, entering: number): void {
  const pivotRow = rows[leaving] ?? new Float64Array();
  const pivot = at(pivotRow, entering);
  for (let column = 0; column < pivotRow.length; column++) pivotRow[column] = at(pivotRow, column) / pivot;
  rows.forEach((row, index) => {
    if (index !== leaving) subtract(row, pivotRow, at(row, entering));
  });
  subtract(objective, pivotRow, at(objective, entering));
  basis[leaving] = entering;
}

/** Artificial variables that stand in the basis at 0 give way to others; a row without any is no constraint. */
function leaveArtificials(rows: readonly Float64Array[], basis: Int32Array, first: number): void {
  rows.forEach((row, index) => {
    if (at(basis, index) < first) return;
    const entering = row.findIndex((value, column) => column < first && Math.abs(value) > 1e-9);
    if (entering !== -1) exchange(new Float64Array(row.length), rows, basis, index, entering);
    else row.fill(0);
  });
}
