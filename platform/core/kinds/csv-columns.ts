/** A record as one row of a table: one column for each field, one for each language of a text. */
import { fieldMeta, type FieldMeta } from './fields.ts';
import { type Document, fieldsOf, type Kind } from './kind.ts';
import { type Absence, isAbsence, type Multilingual } from './values.ts';

type Cell = string | number | boolean | null;

/** The public columns of a kind, in the order of its fields: `text.es`, `budget.amount`. */
export function csvColumns(kind: Kind, languages: readonly string[]): string[] {
  return publicFields(kind).flatMap(([name, meta]) => columnsOf(name, meta, languages));
}

/** The cells of a record under {@link csvColumns}. */
export function csvRow(kind: Kind, document: Document, languages: readonly string[]): Cell[] {
  return publicFields(kind).flatMap(([name, meta]) => cellsOf(meta, document[name], languages));
}

function publicFields(kind: Kind): [string, FieldMeta][] {
  return fieldsOf(kind).flatMap(([name, meta]): [string, FieldMeta][] => (meta.visibility === 'public' ? [[name, meta]] : []));
}

/** The columns that a field has by itself: one, or one for each of its parts. */
export function columnsOf(name: string, meta: FieldMeta, languages: readonly string[]): string[] {
  if (meta.type === 'multilingual') return languages.map((language) => `${name}.${language}`);
  if (meta.type === 'money') return [`${name}.amount`, `${name}.currency`];
  if (meta.type === 'group') return Object.entries(meta.fields).flatMap(([inner, schema]) => columnsOf(`${name}.${inner}`, fieldMeta(schema), languages));
  return [name];
}

function cellsOf(meta: FieldMeta, value: unknown, languages: readonly string[]): Cell[] {
  const columns = columnsOf('', meta, languages).length;
  // A special value is said in each of its cells: an empty cell never means "no".
  if (isAbsence(value)) return Array.from({ length: columns }, () => absenceCell(value));
  if (value === undefined || value === null) return Array.from({ length: columns }, () => null);
  switch (meta.type) {
    case 'multilingual':
      return languages.map((language) => (value as Multilingual)[language]?.text ?? null);
    case 'money': {
      const { amount, currency } = value as { amount: string; currency: string };
      return [amount, currency];
    }
    case 'group':
      return Object.entries(meta.fields).flatMap(([name, schema]) => cellsOf(fieldMeta(schema), (value as Record<string, unknown>)[name], languages));
    case 'list':
      return [listCell(fieldMeta(meta.element), value as readonly unknown[])];
    case 'boolean':
      return [value === true];
    case 'integer':
      return [Number(value)];
    default:
      return [String(value)];
  }
}

/** `[not_stated]`: in brackets, so that nobody takes it for a text of the source. */
function absenceCell({ absent, ground }: Absence): string {
  return ground === undefined ? `[${absent}]` : `[${absent}: ${ground}]`;
}

const SINGLE: ReadonlySet<FieldMeta['type']> = new Set(['line', 'reference', 'choice', 'boolean', 'date', 'integer', 'decimal', 'url']);

/** Single values stand one after another; anything with parts is JSON, and so is a list without items: `[]`. */
function listCell(meta: FieldMeta, items: readonly unknown[]): string {
  const cells = SINGLE.has(meta.type) ? items.map((item) => (isAbsence(item) ? absenceCell(item) : String(item))) : [];
  // A value with a semicolon in it would be read as two.
  return cells.length > 0 && cells.every((cell) => !cell.includes(';')) ? cells.join('; ') : JSON.stringify(items);
}
