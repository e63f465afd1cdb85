/**
 * Opens a zip under a budget: what really comes out is counted while it comes, whatever the zip says of itself. Only what a
 * spreadsheet is read from is kept, and packed again without compression, so that the next reader sees the very entries that
 * were counted, and no other reading of the same bytes (two directories in one file are an old trick).
 */
import { Unzip, UnzipInflate, zipSync } from 'fflate';
import { type Limits, SpreadsheetRefused } from './limits.ts';

export interface Opened {
  readonly type: 'xlsx' | 'ods';
  /** A zip without compression. */
  readonly zip: Uint8Array;
}

/** Pictures, macros and copies of data behind pivot tables are left out unread. */
const WANTED = /^(?!xl\/pivotcache\/).*\.(xml|rels)$|^mimetype$/i;
const ROWS_OF = /^(xl\/worksheets\/.*\.xml|content\.xml)$/i;

/** @throws SpreadsheetRefused */
export function openZip(bytes: Uint8Array, limits: Limits): Opened {
  const entries = inflate(bytes, limits);
  const names = [...entries.keys()];
  const text = (name: string): string => Buffer.from(entries.get(name) ?? []).toString('latin1');
  if (text('META-INF/manifest.xml').includes('encryption-data')) throw new SpreadsheetRefused('encrypted');
  const type = names.includes('xl/workbook.xml') ? 'xlsx' : text('mimetype').startsWith('application/vnd.oasis.opendocument.spreadsheet') && names.includes('content.xml') ? 'ods' : undefined;
  if (type === undefined) throw new SpreadsheetRefused('unknown_type', { name: 'ZIP' });
  for (const name of names) if (/\.(xml|rels)$/i.test(name)) refuseEntities(entries.get(name) ?? new Uint8Array());
  if (type === 'ods') refuseRepetition(text('content.xml'), limits);
  return { type, zip: zipSync(Object.fromEntries(entries), { level: 0 }) };
}

function inflate(bytes: Uint8Array, limits: Limits): Map<string, Uint8Array> {
  const kept = new Map<string, Uint8Array>();
  const open = new Set<string>();
  let [total, count] = [0, 0];
  const unzip = new Unzip((file) => {
    count += 1;
    if (count > limits.entries) throw new SpreadsheetRefused('bomb');
    if (!WANTED.test(file.name)) return;
    // Two entries of one name: which one counts is read differently by every program.
    if (kept.has(file.name) || open.has(file.name)) throw new SpreadsheetRefused('broken');
    open.add(file.name);
    const parts: Uint8Array[] = [];
    const rows = ROWS_OF.test(file.name) ? new RowCounter(limits.rows) : undefined;
    file.ondata = (error, part, final) => {
      // What is thrown below comes back here once more, by way of the decoder.
      if (error) throw error instanceof SpreadsheetRefused ? error : new SpreadsheetRefused('broken');
      total += part.length;
      rows?.count(part);
      if (total > limits.inflated || total > bytes.length * limits.ratio + 1_000_000) throw new SpreadsheetRefused('bomb');
      parts.push(part);
      if (final) {
        open.delete(file.name);
        kept.set(file.name, Buffer.concat(parts));
      }
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    // In small pieces: each gives at most a thousand times as much before it is counted.
    for (let from = 0; from < bytes.length; from += 16_384) unzip.push(bytes.subarray(from, from + 16_384), from + 16_384 >= bytes.length);
  } catch (error) {
    throw error instanceof SpreadsheetRefused ? error : new SpreadsheetRefused('broken');
  }
  if (open.size > 0) throw new SpreadsheetRefused('broken');
  return kept;
}

/** Counts rows as they are inflated, so that a sheet of a million is refused after some thousands. */
class RowCounter {
  #rest = '';
  #rows = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  count(part: Uint8Array): void {
    const text = this.#rest + Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
    const found = text.match(/<row[ >/]|<table:table-row[ >/]/g)?.length ?? 0;
    this.#rows += found;
    // A tag that the next piece completes; none that was counted is so near the end and still open.
    const cut = text.lastIndexOf('<');
    this.#rest = cut >= 0 && text.length - cut < 18 && !/^<(row|table:table-row)[ >/]/.test(text.slice(cut)) ? text.slice(cut) : '';
    // Rows that hold formats and no content are common; only far more than can be filled are refused here.
    if (this.#rows > this.#most * 2) throw new SpreadsheetRefused('too_many_rows', { maximum: this.#most });
  }
}

/** No program of an office writes a document type; entities in one swell by their own names. */
function refuseEntities(xml: Uint8Array): void {
  const bytes = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength);
  // UTF-16 would hide it from the search.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[1] === 0) throw new SpreadsheetRefused('broken');
  if (bytes.includes('<!DOCTYPE') || bytes.includes('<!ENTITY') || /<!(doctype|entity)/i.test(bytes.subarray(0, 4096).toString('latin1'))) throw new SpreadsheetRefused('entities');
}

/** OpenDocument writes a cell once and how often it stands there, over rows and columns: few bytes can be a full sheet. */
function refuseRepetition(content: string, limits: Limits): void {
  let [rows, cells] = [1, 0];
  for (const [tag] of content.matchAll(/<(?:\w+:)?table-(?:row|cell)\b[^>]*>/g)) {
    if (/^<(?:\w+:)?table-row/.test(tag)) rows = repeated(tag, 'rows');
    else if (/value-type=/.test(tag)) cells += rows * repeated(tag, 'columns');
    if (cells > limits.cells) throw new SpreadsheetRefused('too_many_cells', { maximum: limits.cells });
  }
}

function repeated(tag: string, what: 'rows' | 'columns'): number {
  return Number(new RegExp(`number-${what}-repeated=["'](\\d{1,9})["']`).exec(tag)?.[1] ?? 1);
}
