/** The one shape that every step takes and gives: units in rows, columns of numbers, and what was done to each cell. */

/** What happened to a cell, as bits that add up. */
export const IMPUTED = 1;
export const WINSORISED = 2;
export const TRANSFORMED = 4;

export interface Column {
  /** NaN where the value is missing. */
  readonly values: Float64Array;
  readonly marks: Uint8Array;
}

/** The values of another period, for imputation along time. Aligned with the units of the table. */
export interface Period {
  readonly period: number;
  readonly indicators: ReadonlyMap<string, Float64Array>;
  readonly denominators: ReadonlyMap<string, Float64Array>;
}

export interface Table {
  readonly units: readonly string[];
  readonly indicators: ReadonlyMap<string, Column>;
  readonly denominators: ReadonlyMap<string, Float64Array>;
  /** Grouping of the units by name; null where a unit is in none. */
  readonly groups: ReadonlyMap<string, readonly (string | null)[]>;
  readonly period: number | undefined;
  /** The other periods of a panel, oldest first. */
  readonly panel: readonly Period[];
}

/**
 * An entry of a numeric array whose index is known to be inside. Loops that run millions of times read `values[index] as
 * number` instead: one reader for arrays of every type costs them a factor of four.
 */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}

/** A new column from an old one. `Float64Array.map` and `.filter` ask for the species of the array each time: a third slower here. */
export function mapped(values: Float64Array, change: (value: number, index: number) => number): Float64Array {
  const changed = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) changed[index] = change(values[index] as number, index);
  return changed;
}

/** The table with some columns replaced. */
export function withColumns(table: Table, columns: ReadonlyMap<string, Column>): Table {
  return { ...table, indicators: new Map([...table.indicators].map(([code, column]) => [code, columns.get(code) ?? column])) };
}

/** The table with only the units at the given places, in that order. */
export function withUnits(table: Table, kept: readonly number[]): Table {
  const numbers = (values: Float64Array): Float64Array => Float64Array.from(kept, (index) => at(values, index));
  const all = (columns: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> => new Map([...columns].map(([code, values]) => [code, numbers(values)]));
  return {
    units: kept.map((index) => table.units[index] ?? ''),
    indicators: new Map([...table.indicators].map(([code, { values, marks }]) => [code, { values: numbers(values), marks: Uint8Array.from(kept, (index) => at(marks, index)) }])),
    denominators: all(table.denominators),
    groups: new Map([...table.groups].map(([name, members]) => [name, kept.map((index) => members[index] ?? null)])),
    period: table.period,
    panel: table.panel.map(({ period, indicators, denominators }) => ({ period, indicators: all(indicators), denominators: all(denominators) })),
  };
}

/** How many cells have the mark. */
export function marked(column: Column, mark: number): number {
  let count = 0;
  for (const marks of column.marks) if ((marks & mark) !== 0) count++;
  return count;
}

export function missingCount(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) if (Number.isNaN(values[index] as number)) count++;
  return count;
}
