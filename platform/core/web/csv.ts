/** Tables as CSV (RFC 4180), so that a spreadsheet opens them rightly and harmlessly. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { stringify as stringifyNow } from 'csv-stringify/sync';
import { through } from './through.ts';
import type { CsvCell, CsvTable } from './view.ts';

/** A cell that begins a formula gets an apostrophe (OWASP: CSV injection); the mark at the start makes Excel read UTF-8. */
const OPTIONS = {
  escape_formulas: true,
  bom: true,
  record_delimiter: 'windows',
  // A negative decimal is kept as text and is a number all the same: with an apostrophe nobody could add it up.
  cast: { boolean: String, string: (text: string) => (/^-\d+(\.\d+)?$/.test(text) ? { value: text, escape_formulas: false } : text) },
} as const;

/** True where all rows are there already. */
export function isWhole(table: CsvTable): table is CsvTable & { rows: Iterable<readonly CsvCell[]> } {
  return Symbol.iterator in table.rows;
}

export function csvText(columns: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  return stringifyNow([[...columns], ...[...rows].map((row) => [...row])], OPTIONS);
}

/** The same row by row, for tables that do not fit in memory. */
export function csvStream({ columns, rows }: CsvTable): Readable {
  return through(Readable.from(rows), stringify({ ...OPTIONS, header: true, columns: [...columns] }));
}
