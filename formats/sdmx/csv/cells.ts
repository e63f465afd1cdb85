/** Cells of SDMX-CSV: parts within a cell, texts by language, and what a spreadsheet would take for a formula. */
import { bestText, type Component, isText, type Scalar, scalarsOf, type Text, type Value } from '../model.ts';

/** Signs that may stand between the parts of a cell, the one of the specification's examples first. */
const SEPARATORS = [';', '|', '^', '¦', '§'] as const;

/** The first sign that stands in no part; where all do, the parts that have it are put in quotes. */
export function separatorFor(parts: Iterable<string>): string {
  const left = new Set<string>(SEPARATORS);
  for (const part of parts) for (const one of left) if (part.includes(one)) left.delete(one);
  return SEPARATORS.find((one) => left.has(one)) ?? SEPARATORS[0];
}

/** What stands in a cell of a component. Only where a cell may have parts is a separator within it anything special. */
export function cellOf({ many, multilingual }: Pick<Component, 'many' | 'multilingual'>, value: Value, separator: string): string {
  if (!many && !multilingual && typeof value === 'string') return value;
  const parts = scalarsOf(value).map((one) => (isText(one) ? textParts(one, separator) : quoted(one, separator)));
  const several = Array.isArray(value);
  // Each set of texts is a part of its own, in quotes (“Non-coded multi-lingual multi-valued components”).
  return parts.map((part, index) => (several && isText(scalarsOf(value)[index] ?? '') ? `"${part.replaceAll('"', '""')}"` : part)).join(separator);
}

function textParts(text: Text, separator: string): string {
  return Object.entries(text).map(([language, words]) => quoted(`${language}:${words}`, separator)).join(separator);
}

function quoted(part: string, separator: string): string {
  return part.includes(separator) || part.startsWith('"') ? `"${part.replaceAll('"', '""')}"` : part;
}

/** The parts of a cell; quotes keep a separator within a part. */
export function partsOf(cell: string, separator: string): string[] {
  const parts: string[] = [];
  let [part, at, isOpen] = ['', 0, false];
  for (; at < cell.length; at += 1) {
    const sign = cell[at] ?? '';
    if (isOpen) {
      if (sign !== '"') part += sign;
      else if (cell[at + 1] === '"') [part, at] = [`${part}"`, at + 1];
      else isOpen = false;
    } else if (sign === separator) {
      parts.push(part);
      part = '';
    } else if (sign === '"' && part === '') isOpen = true;
    else part += sign;
  }
  return [...parts, part];
}

/** `es:Perú` and its like. Undefined where a part has no language. */
export function textOfParts(parts: readonly string[]): Text | undefined {
  const pairs = parts.map((part) => /^([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*):([\s\S]*)$/.exec(part));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

/** A text for the eye: in the best language, without marks. */
export function scalarName(value: Scalar, languages: readonly string[]): string {
  return isText(value) ? (bestText(value, languages) ?? '') : value;
}

const FORMULA = /^'*[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * An apostrophe before what begins a formula (OWASP: CSV injection), as in all our tables. One that is there already gets another,
 * so that {@link harmful} gives back what was written.
 */
export function harmless(text: string): string {
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text) && text !== '-' ? `'${text}` : text;
}

export function harmful(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
