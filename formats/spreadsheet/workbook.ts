/** What is read from a spreadsheet: sheets of cells, each with what stands there and what is to be known of it. */

export interface Workbook {
  readonly type: SpreadsheetType;
  /** Of a text file: how its characters and columns were read. */
  readonly encoding?: Encoding;
  readonly separator?: string;
  readonly sheets: readonly Sheet[];
}

export type SpreadsheetType = 'csv' | 'xlsx' | 'ods' | 'xls';
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface Sheet {
  readonly name: string;
  /** True where whoever opens the file does not see it. */
  readonly hidden?: true;
  /** As many as there are up to the last that holds something. */
  readonly rows: readonly Row[];
}

/** By number of column, from 0; what is not there holds nothing. */
export type Row = Readonly<Record<number, Cell>>;

export interface Cell {
  /** As it is shown. */
  readonly text: string;
  /** Of a cell that holds a number, whatever is shown: all digits that the program keeps. A date is none. */
  readonly number?: string;
  /** Of a cell that holds a date, as precise as it is shown: `2019`, `2019-06`, `2019-06-30`. */
  readonly date?: string;
  /** Shown as a percentage: 0.5 stands there, 50 % is shown. */
  readonly percent?: true;
  /** `empty`: the file does not hold what the formula gives. */
  readonly formula?: 'computed' | 'empty';
  /** `#DIV/0!`: the program that made the file could not compute it. */
  readonly error?: true;
  /** The cell with which it is merged and that holds what both show: `B3`. */
  readonly mergedInto?: string;
}

/** `B7` of row 6 and column 1. */
export function addressOf(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`;
}

/** `A` to `Z`, `AA`… */
export function columnName(column: number): string {
  return (column >= 26 ? columnName(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));
}

/** The number of a column by its letters; undefined where they are none. */
export function columnNumber(name: string): number | undefined {
  return /^[A-Z]{1,3}$/.test(name) ? [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : undefined;
}
