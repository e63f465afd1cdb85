/** Text files: which characters, which separator, which cells. */
import { CsvError, parse } from 'csv-parse/sync';
import { type Limits, SpreadsheetRefused } from './limits.ts';
import type { Encoding, Workbook } from './workbook.ts';
import { type Cell, type Row } from './workbook.ts';

/** @throws SpreadsheetRefused */
export function readText(bytes: Uint8Array, limits: Limits): Workbook {
  const { text, encoding } = decode(bytes);
  if (text.trim() === '') throw new SpreadsheetRefused('empty');
  const { separator, content } = separatorOf(text);
  const rows = recordsOf(content, separator, limits).map((record) => rowOf(record, limits));
  const last = rows.findLastIndex((row) => Object.keys(row).length > 0);
  return { type: 'csv', encoding, separator, sheets: [{ name: 'CSV', rows: rows.slice(0, last + 1) }] };
}

/** UTF-8 where the bytes can be nothing else; else what Windows writes in our languages. @throws SpreadsheetRefused where it is no text. */
export function decode(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  // Text has no zero bytes: it would be cut off there by the next program.
  if (text.includes('\0')) throw new SpreadsheetRefused('unknown_type', { name: '0x00' });
  return { text, encoding };
}

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = zerosBySide(bytes.subarray(0, 4096));
  // Letters of ours have one byte of zero each in UTF-16, always on the same side.
  if (zeros.odd > 0.3 && zeros.even < 0.05) return 'utf-16le';
  if (zeros.even > 0.3 && zeros.odd < 0.05) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

function zerosBySide(bytes: Uint8Array): { readonly even: number; readonly odd: number } {
  const pairs = Math.floor(bytes.length / 2);
  let [even, odd] = [0, 0];
  for (let index = 0; index < pairs * 2; index += 2) {
    if (bytes[index] === 0) even += 1;
    if (bytes[index + 1] === 0) odd += 1;
  }
  return pairs === 0 ? { even: 0, odd: 0 } : { even: even / pairs, odd: odd / pairs };
}

const SEPARATORS = [';', '\t', ',', '|'] as const;
const SAMPLE_LINES = 60;

/** The separator that Excel's first line names (`sep=;`), or that divides most lines into the same number of cells. */
function separatorOf(text: string): { readonly separator: string; readonly content: string } {
  const [line, named] = /^sep=([;,\t|])\r?\n/i.exec(text) ?? [];
  if (line !== undefined && named !== undefined) return { separator: named, content: text.slice(line.length) };
  const counts = countsByLine(text.slice(0, 200_000));
  const scored = SEPARATORS.map((separator) => {
    const present = counts.map((count) => count[separator]).filter((count) => count > 0);
    const [most = 0, lines = 0] = [...Map.groupBy(present, (count) => count)].map(([count, of]) => [count, of.length] as const).toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
    return { separator, lines, most };
  });
  // Of equals the first: a decimal comma divides as evenly as a separator does.
  const best = scored.reduce((one, other) => (other.lines > one.lines ? other : one));
  return { separator: best.most > 0 ? best.separator : ',', content: text };
}

/** How often each separator stands outside of quotation marks, in each of the first lines that say anything. */
function countsByLine(text: string): Record<(typeof SEPARATORS)[number], number>[] {
  const none = { ';': 0, '\t': 0, ',': 0, '|': 0 };
  const lines = [{ ...none }];
  let quoted = false;
  for (const sign of text) {
    const line = lines.at(-1);
    if (!line || lines.length > SAMPLE_LINES) break;
    if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '\n') lines.push({ ...none });
    else if (Object.hasOwn(none, sign)) line[sign as keyof typeof none] += 1;
  }
  return lines;
}

function recordsOf(content: string, separator: string, limits: Limits): string[][] {
  try {
    const records = parse(content, { delimiter: separator, bom: true, relax_column_count: true, skip_empty_lines: false, to: limits.rows + 1, max_record_size: limits.columns * limits.text }) as string[][];
    if (records.length > limits.rows) throw new SpreadsheetRefused('too_many_rows', { maximum: limits.rows });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A line may be too long by its cells, or by the one that it was in.
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw Number(error['index']) < limits.columns ? new SpreadsheetRefused('text_too_long', { maximum: limits.text }) : new SpreadsheetRefused('too_many_columns', { maximum: limits.columns });
    throw new SpreadsheetRefused('quotes', { line: Number((error as unknown as { readonly lines?: number }).lines ?? 0) });
  }
}

function rowOf(record: readonly string[], limits: Limits): Row {
  if (record.length > limits.columns) throw new SpreadsheetRefused('too_many_columns', { maximum: limits.columns });
  const row: Record<number, Cell> = {};
  for (const [column, text] of record.entries()) {
    if (text.length > limits.text) throw new SpreadsheetRefused('text_too_long', { maximum: limits.text });
    if (text.trim() !== '') row[column] = { text };
  }
  return row;
}
