/** How much of a spreadsheet is read, and why one is refused. */

export interface Limits {
  /** Of the file as it was sent. */
  readonly bytes: number;
  /** Of what a zip holds, all entries together. */
  readonly inflated: number;
  readonly entries: number;
  /** Bytes that come out for each that goes in. XML packs well: an honest sheet of one repeated number reaches 100. */
  readonly ratio: number;
  readonly sheets: number;
  readonly rows: number;
  readonly columns: number;
  /** Of all sheets together. */
  readonly cells: number;
  /** Characters of one cell. */
  readonly text: number;
  readonly milliseconds: number;
  /** Of the JavaScript heap of the worker. */
  readonly megabytes: number;
}

export const LIMITS: Limits = {
  bytes: 10 * 1024 * 1024,
  inflated: 48 * 1024 * 1024,
  entries: 500,
  ratio: 250,
  sheets: 40,
  rows: 10_000,
  columns: 300,
  cells: 200_000,
  text: 2000,
  milliseconds: 20_000,
  megabytes: 512,
};

/**
 * - `too_large`, `too_many_rows`, `too_many_columns`, `too_many_cells`, `too_many_sheets`, `text_too_long`, `too_slow`: a limit;
 * - `bomb`: a zip that swells, or holds another one;
 * - `entities`: XML that declares entities;
 * - `encrypted`, `broken`, `empty`: nothing can be read;
 * - `other_type`: the name says one type, the content another; `unknown_type`: no spreadsheet at all;
 * - `quotes`: quotation marks of a text file that do not close.
 */
export type Reason = 'too_large' | 'too_many_rows' | 'too_many_columns' | 'too_many_cells' | 'too_many_sheets' | 'text_too_long' | 'too_slow' | 'bomb' | 'entities' | 'encrypted' | 'broken' | 'empty' | 'other_type' | 'unknown_type' | 'quotes';
export type Details = Readonly<Record<string, string | number>>;

/** The file is not read; the reason is a code, so that whoever asked says it in the language of the person. */
export class SpreadsheetRefused extends Error {
  readonly reason: Reason;
  readonly details: Details;
  constructor(reason: Reason, details: Details = {}) {
    super(reason);
    this.name = 'SpreadsheetRefused';
    this.reason = reason;
    this.details = details;
  }
}
