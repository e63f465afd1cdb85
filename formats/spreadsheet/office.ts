/** Workbooks of Excel and LibreOffice, read by SheetJS. */
import { read, SSF, type CellObject, type Range, type WorkSheet } from '@e965/xlsx';
import { type Limits, SpreadsheetRefused } from './limits.ts';
import { addressOf, type Cell, type Row, type Sheet, type SpreadsheetType, type Workbook } from './workbook.ts';

/** @throws SpreadsheetRefused */
export function readOffice(bytes: Uint8Array, type: SpreadsheetType, limits: Limits): Workbook {
  const book = open(bytes, type, limits);
  if (book.SheetNames.length > limits.sheets) throw new SpreadsheetRefused('too_many_sheets', { maximum: limits.sheets });
  const isFrom1904 = book.Workbook?.WBProps?.date1904 === true;
  let cells = 0;
  const sheets = book.SheetNames.map((name, index): Sheet => {
    const sheet = book.Sheets[name];
    const rows = sheet ? rowsOf(sheet, isFrom1904, limits) : [];
    cells += rows.reduce((sum, row) => sum + Object.keys(row).length, 0);
    if (cells > limits.cells) throw new SpreadsheetRefused('too_many_cells', { maximum: limits.cells });
    return { name: name.slice(0, 100), rows, ...((book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0 && { hidden: true }) };
  });
  if (sheets.every(({ rows }) => rows.length === 0)) throw new SpreadsheetRefused('empty');
  return { type, sheets };
}

function open(bytes: Uint8Array, type: SpreadsheetType, limits: Limits) {
  try {
    // One row more than is taken, so that it shows that there are more. Stubs are formulas without a result; LibreOffice ends
    // each row with thousands of empty cells, which would all be stubs.
    return read(bytes, { type: 'buffer', dense: true, cellNF: true, cellText: true, cellFormula: true, cellHTML: false, nodim: true, sheetRows: limits.rows + 1, bookVBA: false, bookFiles: false, sheetStubs: type !== 'ods' });
  } catch (error) {
    throw new SpreadsheetRefused(error instanceof Error && /password|encrypt/i.test(error.message) ? 'encrypted' : 'broken');
  }
}

type Dense = readonly (readonly (CellObject | undefined)[] | undefined)[];

function rowsOf(sheet: WorkSheet, isFrom1904: boolean, limits: Limits): Row[] {
  const data = (sheet as unknown as { readonly '!data'?: Dense })['!data'] ?? [];
  const rows: Record<number, Cell>[] = [];
  let last = -1;
  for (const [number, row] of data.entries()) {
    const cells = row ? cellsOf(row, isFrom1904, limits) : {};
    if (Object.keys(cells).length > 0) last = number;
    rows.push(cells);
    if (last >= limits.rows) throw new SpreadsheetRefused('too_many_rows', { maximum: limits.rows });
  }
  rows.length = last + 1;
  for (const merge of sheet['!merges'] ?? []) spread(rows, merge, limits);
  return rows;
}

function cellsOf(row: readonly (CellObject | undefined)[], isFrom1904: boolean, limits: Limits): Record<number, Cell> {
  const cells: Record<number, Cell> = {};
  // forEach, not entries: a row may have a cell in column XFD and none before it.
  row.forEach((one, column) => {
    const cell = one && cellOf(one, isFrom1904);
    if (!cell) return;
    if (column >= limits.columns) throw new SpreadsheetRefused('too_many_columns', { maximum: limits.columns });
    if (cell.text.length > limits.text) throw new SpreadsheetRefused('text_too_long', { maximum: limits.text });
    cells[column] = cell;
  });
  return cells;
}

function cellOf({ t, v, w, f, z }: CellObject, isFrom1904: boolean): Cell | undefined {
  const formula = f === undefined ? {} : { formula: t === 'z' || v === undefined || v === '' ? ('empty' as const) : ('computed' as const) };
  const shown = typeof w === 'string' ? w : typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean' ? String(v) : '';
  if (f !== undefined && formula.formula === 'empty') return { text: `=${f}`.slice(0, 200), formula: 'empty' };
  if (t === 'e') return { text: shown === '' ? '#ERROR' : shown, error: true, ...formula };
  if (t === 'n' && typeof v === 'number') return { text: shown, ...numberOf(v, typeof z === 'string' ? z : 'General', isFrom1904), ...formula };
  return shown.trim() === '' ? undefined : { text: shown, ...formula };
}

function numberOf(value: number, format: string, isFrom1904: boolean): Pick<Cell, 'number' | 'date' | 'percent'> {
  if (!Number.isFinite(value)) return {};
  if (SSF.is_date(format)) return { date: dateOf(value, format, isFrom1904) };
  return { number: decimalOf(value), ...(/%/.test(format.replaceAll(/"[^"]*"|\\./g, '')) && { percent: true }) };
}

/** The 15 digits that Excel keeps, written out: a fraction that no binary number is would show its seventeenth digit else. */
export function decimalOf(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(Number(value.toPrecision(15)))) ?? [];
  const point = whole.length + Number(exponent);
  const digits = `${whole}${fraction}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? `${sign}${digits}${'0'.repeat(point - digits.length)}` : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** As precise as the format shows: `yyyy` a year, `mmm-yy` a month. */
function dateOf(serial: number, format: string, isFrom1904: boolean): string {
  const { y, m, d } = SSF.parse_date_code(serial, { date1904: isFrom1904 }) as { readonly y: number; readonly m: number; readonly d: number };
  const parts = format.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, '').toLowerCase();
  const year = String(y).padStart(4, '0');
  const month = String(m).padStart(2, '0');
  if (parts.includes('d')) return `${year}-${month}-${String(d).padStart(2, '0')}`;
  return parts.includes('m') ? `${year}-${month}` : year;
}

/** Says of every cell of a merged block where its content stands. Blocks reach as far as the sheet does. */
function spread(rows: Record<number, Cell>[], { s, e }: Range, limits: Limits): void {
  const holder = addressOf(s.r, s.c);
  const text = rows[s.r]?.[s.c]?.text ?? '';
  for (let row = s.r; row <= Math.min(e.r, rows.length - 1); row += 1) {
    for (let column = s.c; column <= Math.min(e.c, limits.columns - 1); column += 1) {
      const cells = rows[row];
      if (cells && (row !== s.r || column !== s.c)) cells[column] = { text, mergedInto: holder };
    }
  }
}
