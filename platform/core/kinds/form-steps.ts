/**
 * The form of a kind in steps: which fields stand on which page, and the number of each field, which is the same on the
 * screen, in the list of errors and on paper: `3.4` is the fourth field of the third step, `3.4.2` the second part of it.
 */
import { createHash } from 'node:crypto';
import { fieldMeta, type FieldMeta } from './fields.ts';
import type { Document, Fields, Kind } from './kind.ts';

/** One page of a form. Its title is a message: `kinds.<kind>.steps.<name>`. */
export interface FormStep<Field extends string = string> {
  readonly name: string;
  readonly fields: readonly Field[];
}

/**
 * Questions that are out of the way where another record answers for them: a body that buys a product as it is was not
 * there when it was trained.
 */
export interface ShortRoute<Field extends string = string> {
  /** The field that names the other record, and the boolean of that record that decides. */
  readonly where: Field;
  readonly says: string;
  readonly fold: readonly Field[];
}

/** What may be taken over from a record that the document names, by field of that record. */
export interface CopyFrom<Field extends string = string> {
  readonly field: Field;
  readonly fields: Readonly<Record<string, Field>>;
}

/** The name of the only step of a kind that declares none. */
const ONLY_STEP = 'all';

/** @throws where a step names a field that the kind lacks, or a field is in no step or in two. */
export function stepsOfFields(kind: string, fields: Fields, declared: readonly FormStep[] | undefined): readonly FormStep[] {
  if (!declared) return [{ name: ONLY_STEP, fields: Object.keys(fields) }];
  const named = declared.flatMap((step) => step.fields);
  const faults = [
    ...Object.keys(fields).filter((name) => !named.includes(name)).map((name) => `"${name}" is in none`),
    ...named.filter((name) => !Object.hasOwn(fields, name)).map((name) => `"${name}" is no field`),
    ...named.filter((name, index) => named.indexOf(name) < index).map((name) => `"${name}" is there twice`),
  ];
  if (faults.length > 0) throw new TypeError(`Steps of the kind "${kind}": ${faults.join('; ')}.`);
  return declared;
}

export interface NumberedStep extends FormStep {
  /** From 1. */
  readonly number: number;
}

/** What one page of a form shows: a step, or all of them. */
export interface FormPart {
  /** As in the address: `2`, `all`. */
  readonly key: string;
  readonly steps: readonly NumberedStep[];
  readonly fields: readonly string[];
  /** True where no field of the kind stands on another page. */
  readonly whole: boolean;
}

export const WHOLE = 'all';

/** The part of a form that an address names; the first step where it names none. */
export function partOf(kind: Kind, key: string | undefined): FormPart {
  const steps = kind.steps.map((step, index): NumberedStep => ({ ...step, number: index + 1 }));
  const chosen = steps.length === 1 || key === WHOLE ? steps : [steps[Number(key) - 1] ?? steps[0]].filter((step) => step !== undefined);
  const whole = chosen.length === steps.length;
  return { key: whole ? WHOLE : String(chosen[0]?.number), steps: chosen, fields: chosen.flatMap(({ fields }) => fields), whole };
}

/** The key of the step that holds a field. */
export function stepWith(kind: Kind, field: string): string {
  return kind.steps.length === 1 ? WHOLE : String(kind.steps.findIndex(({ fields }) => fields.includes(field)) + 1);
}

const numbers = new WeakMap<Kind, ReadonlyMap<string, string>>();

/** The number of a field. @param field without positions: `milestones.dueOn`. */
export function numberOf(kind: Kind, field: string): string | undefined {
  const known = numbers.get(kind) ?? new Map(kind.steps.flatMap((step, index) => [...numbered(pick(kind.fields, step.fields), '', String(index + 1))]));
  numbers.set(kind, known);
  return known.get(field);
}

function* numbered(fields: Fields, prefix: string, number: string): Generator<[string, string]> {
  for (const [index, [name, schema]] of Object.entries(fields).entries()) {
    const own = `${number}.${index + 1}`;
    yield [prefix + name, own];
    yield* numbered(partsOf(fieldMeta(schema)), `${prefix}${name}.`, own);
  }
}

/** The fields inside a group, or inside the groups of a list. */
export function partsOf(meta: FieldMeta): Fields {
  if (meta.type === 'list') return partsOf(fieldMeta(meta.element));
  return meta.type === 'group' ? meta.fields : {};
}

/** Some of the fields, in the order of the names. */
export function pick<T>(of: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(of, name) ? [[name, of[name] as T]] : [])));
}

/** Tells whether some fields of a document are as a person had them before them. */
export function digestOf(document: Document, names: readonly string[]): string {
  return createHash('sha256').update(canonical(pick(document, names.toSorted()))).digest('base64url').slice(0, 22);
}

/** JSON with the keys in order: the database keeps them in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
