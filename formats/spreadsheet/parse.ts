/** Reads a spreadsheet in the thread that calls it: for the worker, which can be stopped. */
import { type Limits, SpreadsheetRefused } from './limits.ts';
import { readOffice } from './office.ts';
import { containerOf, endingOf, holdsText } from './signature.ts';
import { readText } from './text.ts';
import { openZip } from './unzip.ts';
import type { Workbook } from './workbook.ts';

/** @throws SpreadsheetRefused */
export function parseSpreadsheet(bytes: Uint8Array, name: string, limits: Limits): Workbook {
  if (bytes.length > limits.bytes) throw new SpreadsheetRefused('too_large', { maximum: Math.floor(limits.bytes / 1024 / 1024) });
  switch (containerOf(bytes, name)) {
    case 'text':
      return within(readText(bytes, limits), limits);
    case 'compound':
      return readCompound(bytes, limits);
    case 'zip': {
      const { type, zip } = openZip(bytes, limits);
      const said = endingOf(name) === 'ods' ? 'ods' : 'xlsx';
      if (said !== type) throw new SpreadsheetRefused('other_type', { said: `.${endingOf(name)}`, found: `.${type}` });
      return readOffice(zip, type, limits);
    }
  }
}

function readCompound(bytes: Uint8Array, limits: Limits): Workbook {
  if (holdsText(bytes, 'EncryptedPackage')) throw new SpreadsheetRefused('encrypted');
  if (!holdsText(bytes, 'Workbook') && !holdsText(bytes, 'Book')) throw new SpreadsheetRefused('unknown_type', { name: holdsText(bytes, 'WordDocument') ? '.doc' : '.ole' });
  return readOffice(bytes, 'xls', limits);
}

function within(book: Workbook, limits: Limits): Workbook {
  const cells = book.sheets.reduce((sum, { rows }) => sum + rows.reduce((of, row) => of + Object.keys(row).length, 0), 0);
  if (cells > limits.cells) throw new SpreadsheetRefused('too_many_cells', { maximum: limits.cells });
  return book;
}
