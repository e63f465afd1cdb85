/** The number of a cell: read, asked about, or refused. Nothing is changed that is not told. */
import type { Cell } from '#formats/spreadsheet/index.ts';
import { decimalWith, fromScientific, isTooLong, type Sign, shift, withoutZeros } from './decimals.ts';
import { findNumber, type Found, missingMark, statusOfMark, tidy } from './marks.ts';
import type { Findings } from './reading.ts';

/** What stands in a cell of figures. */
export type Figured =
  | { readonly type: 'number'; readonly value: string; readonly percent: boolean; readonly mark?: string; readonly status?: 'P' | 'E' }
  | { readonly type: 'missing'; readonly reason: 'not_stated' | 'unknown' | 'not_applicable' }
  /** Nothing is written of it: left out by a person's word, refused, or not answered yet. */
  | { readonly type: 'nothing' };

const NOTHING: Figured = { type: 'nothing' };
/** What a person says of a mark that stands in place of a number. */
export const REASONS = ['not_stated', 'unknown', 'not_applicable', 'skip'] as const;

/** Which sign the texts of a group of columns write before the fraction; undefined where nothing tells, or not all say the same. */
export interface Column {
  readonly key: string;
  readonly sign: Sign | undefined;
}

export function columnOf(key: string, cells: readonly Cell[]): Column {
  const found = new Set(cells.flatMap((cell) => (cell.number === undefined && cell.date === undefined ? [findNumber(cell.text)?.evidence] : [])));
  const sign = found.has('comma') === found.has('point') ? undefined : found.has('comma') ? 'comma' : 'point';
  return { key, sign };
}

export interface NumberRules {
  readonly digits: 'stored' | 'shown';
}

/** @param at the address of the cell. */
export function readNumber(cell: Cell | undefined, at: string, column: Column, rules: NumberRules, findings: Findings): Figured {
  const text = cell?.text ?? '';
  if (cell?.mergedInto !== undefined) return refused('merged', { holder: cell.mergedInto });
  if (cell?.formula === 'empty') return refused('formula_empty');
  if (cell?.error) return refused('formula_error');
  if (cell?.date !== undefined) return refused('date', { date: cell.date });
  if (cell?.number !== undefined) return stored(cell, cell.number);
  const missing = missingMark(text);
  if (missing !== undefined) return absent(missing);
  const found = findNumber(text);
  if (!found) return refused(/[<>≤≥~≈±]/.test(text) ? 'inexact' : /\d/.test(text) ? 'words' : 'no_number');
  return written(found);

  function refused(code: string, params?: Readonly<Record<string, string>>): Figured {
    findings.refuse(at, code, text, params);
    return NOTHING;
  }

  function absent(mark: string): Figured {
    const reason = findings.ask({ key: `missing:${mark}`, about: 'missing', text: mark, options: REASONS, suggested: mark === '' ? 'skip' : 'not_stated' }, at);
    if (reason === undefined) return NOTHING;
    findings.treat(at, `missing_${reason}`, text);
    return reason === 'skip' ? NOTHING : { type: 'missing', reason: reason as 'not_stated' | 'unknown' | 'not_applicable' };
  }

  function stored(of: Cell, number: string): Figured {
    const percent = of.percent === true;
    const kept = percent ? shift(number, 2) : number;
    const shown = shownDecimal(of.text);
    const hidden = shown !== undefined && withoutZeros(shown) !== withoutZeros(kept);
    const value = rules.digits === 'shown' && shown !== undefined ? shown : kept;
    if (isTooLong(value)) return refused('too_long');
    if (percent) findings.treat(at, 'percent_format', of.text, { value });
    if (of.formula === 'computed') findings.treat(at, 'formula', of.text, { value });
    if (hidden) findings.treat(at, rules.digits === 'shown' ? 'rounded_as_shown' : 'more_digits', of.text, { value });
    return { type: 'number', value, percent };
  }

  function written(number: Found): Figured {
    const positive = decimalOf(number);
    if (positive === undefined) return NOTHING;
    if (isTooLong(positive)) return refused('too_long');
    const isLess = number.parentheses ? parentheses() : number.negative;
    if (isLess === undefined) return NOTHING;
    const value = isLess && /[1-9]/.test(positive) ? `-${positive}` : positive;
    if (number.percent) findings.treat(at, 'percent_sign', text, { value });
    if (number.mark !== undefined) findings.treat(at, 'mark', text, { value, mark: number.mark });
    if (number.scientific) findings.treat(at, 'scientific', text, { value });
    if (number.evidence !== 'none' && positive !== tidy(text)) findings.treat(at, 'sign', text, { value });
    const status = number.mark === undefined ? undefined : statusOfMark(number.mark);
    return { type: 'number', value, percent: number.percent, ...(number.mark !== undefined && { mark: number.mark }), ...(status && { status }) };
  }

  function decimalOf({ scientific, evidence, digits }: Found): string | undefined {
    if (scientific) return fromScientific(digits) ?? void refused('too_long');
    if (evidence === 'invalid') return void refused('grouping');
    if (evidence === 'none') return decimalWith(digits, 'point');
    const sign = column.sign !== undefined && (evidence !== 'either' || column.sign) ? column.sign : (findings.ask({ key: `decimal:${column.key}`, about: 'decimal', text, options: ['comma', 'point'] }, at) as Sign | undefined);
    if (sign === undefined) return undefined;
    return decimalWith(digits, sign) ?? void refused(sign === 'comma' ? 'needs_comma' : 'needs_point');
  }

  function parentheses(): boolean | undefined {
    const answer = findings.ask({ key: 'parentheses', about: 'parentheses', text, options: ['negative', 'positive'] }, at);
    if (answer !== undefined) findings.treat(at, `parentheses_${answer}`, text);
    return answer === undefined ? undefined : answer === 'negative';
  }
}

/** SheetJS shows numbers as Excel does in English: a point before the fraction. */
function shownDecimal(text: string): string | undefined {
  const found = findNumber(text);
  if (!found || found.mark !== undefined) return undefined;
  const decimal = found.scientific ? undefined : decimalWith(found.digits, 'point');
  return decimal !== undefined && (found.negative || found.parentheses) && /[1-9]/.test(decimal) ? `-${decimal}` : decimal;
}
