/** What changed between two versions of a record, field by field. */
import { isDeepStrictEqual } from 'node:util';
import { elementMeta } from '../kinds/content.ts';
import { fieldMeta, type FieldMeta } from '../kinds/fields.ts';
import { type Document, fieldsOf, type Kind } from '../kinds/kind.ts';
import { isAbsence } from '../kinds/values.ts';

type ListMeta = Extract<FieldMeta, { type: 'list' }>;

export interface Change {
  /** Where: `milestones.0.dueOn`, `text.es`. Positions are those of the newer version, or of the older for what is gone. */
  readonly path: string;
  /** Without positions and languages: `milestones.dueOn`, `text`. */
  readonly field: string;
  readonly meta: FieldMeta;
  /** Set for a text in one language. */
  readonly language?: string;
  /** Undefined where the value is new. */
  readonly before: unknown;
  /** Undefined where the value is gone. */
  readonly after: unknown;
}

/** Both documents are of the same kind. Equal documents have no changes. */
export function changesBetween(kind: Kind, before: Document, after: Document): Change[] {
  return fieldsOf(kind).flatMap(([name, meta]) => changesOf(meta, before[name], after[name], name, name));
}

function changesOf(meta: FieldMeta, before: unknown, after: unknown, path: string, field: string): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const whole: Change[] = [{ path, field, meta, before, after }];
  // A value that became a special value, or the other way round, changed as a whole.
  if (!isObject(before) || !isObject(after) || isAbsence(before) || isAbsence(after)) return whole;
  if (meta.type === 'multilingual') return languagesOf(meta, before, after, path, field);
  if (meta.type === 'group') {
    return Object.entries(meta.fields).flatMap(([name, schema]) => changesOf(fieldMeta(schema), before[name], after[name], `${path}.${name}`, `${field}.${name}`));
  }
  if (meta.type === 'list' && Array.isArray(before) && Array.isArray(after)) return changesOfList(meta, before, after, path, field);
  return whole;
}

function languagesOf(meta: FieldMeta, before: Record<string, unknown>, after: Record<string, unknown>, path: string, field: string): Change[] {
  const languages = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return languages.flatMap((language) =>
    isDeepStrictEqual(before[language], after[language]) ? [] : [{ path: `${path}.${language}`, field, meta, language, before: before[language], after: after[language] }],
  );
}

/**
 * Items are the same item where they are equal, or bear the same `key`; the rest came or went. Where nothing but their
 * order changed, the list changed as a whole.
 */
function changesOfList(meta: ListMeta, before: readonly unknown[], after: readonly unknown[], path: string, field: string): Change[] {
  const inner = elementMeta(meta);
  const partners = partnersOf(before, after);
  const left = new Set(before.keys()).difference(new Set(partners.values()));
  const changes = [
    ...after.flatMap((item, index) => changesOf(inner, before[partners.get(index) ?? -1], item, `${path}.${index}`, field)),
    ...[...left].flatMap((index) => changesOf(inner, before[index], undefined, `${path}.${index}`, field)),
  ];
  return changes.length > 0 ? changes : [{ path, field, meta, before, after }];
}

/** The position before of each item that was there before, by its position after. */
function partnersOf(before: readonly unknown[], after: readonly unknown[]): Map<number, number> {
  const left = new Set(before.keys());
  const partners = new Map<number, number>();
  const pair = (same: (former: unknown, item: unknown) => boolean): void => {
    for (const [index, item] of after.entries()) {
      const partner = partners.has(index) ? undefined : left.values().find((former) => same(before[former], item));
      if (partner === undefined) continue;
      partners.set(index, partner);
      left.delete(partner);
    }
  };
  // Equal items find each other first, so that a copy of an item is not taken for it.
  pair(isDeepStrictEqual);
  pair((former, item) => keyOf(item) !== undefined && keyOf(former) === keyOf(item));
  return partners;
}

function keyOf(item: unknown): unknown {
  return isObject(item) ? item['key'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
