/**
 * The building blocks of a kind. Each returns a zod schema and notes beside it what the schema alone
 * cannot say: which control the form shows, who may see the value, whether it is a facet. Form, page, CSV, JSON
 * Schema and documentation are all read from these two.
 */
import { z } from 'zod';
import {
  absenceSchema,
  type Absence,
  type AbsenceCode,
  cleanLine,
  cleanText,
  decimalText,
  money as moneySchema,
  multilingualText,
  partialDate,
  recordReference,
  webAddress,
} from './values.ts';

export type Visibility = 'public' | 'internal' | 'personal';
/** Weight of a text in search, as PostgreSQL names them: A is the heaviest. */
export type SearchWeight = 'A' | 'B' | 'C' | 'D';

/** What a field holds. */
export type FieldShape =
  | { readonly type: 'line' | 'prose' | 'multilingual'; readonly maxLength: number }
  | { readonly type: 'boolean' | 'integer' | 'decimal' | 'date' | 'url' | 'money' }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'reference'; readonly to: readonly string[]; readonly acyclic: boolean }
  | { readonly type: 'list'; readonly element: z.ZodType; readonly maxItems: number }
  | { readonly type: 'group'; readonly fields: Readonly<Record<string, z.ZodType>> };

/** What is noted beside the schema of a field. */
export type FieldMeta = FieldShape & {
  readonly required: boolean;
  /** The special values that this field may take. */
  readonly absences: readonly AbsenceCode[];
  readonly visibility: Visibility;
  readonly facet: boolean;
  readonly search?: SearchWeight;
  readonly example: unknown;
};

export interface FieldOptions {
  readonly example: unknown;
  readonly visibility?: Visibility;
  readonly facet?: boolean;
  readonly search?: SearchWeight;
}

// Not zod's own registry: its types substitute inside the metadata and cannot hold a schema beside others.
const registry = new WeakMap<z.ZodType, FieldMeta>();

/** What is noted beside a schema. @throws where the schema was not made by a function of this file. */
export function fieldMeta(schema: z.ZodType): FieldMeta {
  const meta = registry.get(schema);
  if (!meta) throw new TypeError('This schema is not a field: build it with the functions of kinds/fields.ts.');
  return meta;
}

function field<S extends z.ZodType>(schema: S, shape: FieldShape, options: FieldOptions): S {
  const { example, visibility = 'public', facet = false, search } = options;
  const meta = { ...shape, required: true, absences: [], visibility, facet, example };
  // A copy of its own: the same base schema (a date, say) serves many fields.
  const own = schema.clone(schema.def) as S;
  registry.set(own, search === undefined ? meta : { ...meta, search });
  return own;
}

/** One line of text in no language: a code, a name as printed, an acronym. */
export function line(options: FieldOptions & { maxLength?: number }) {
  const maxLength = options.maxLength ?? 300;
  return field(cleanLine(maxLength), { type: 'line', maxLength }, options);
}

/** Text of several lines that is not translated. */
export function prose(options: FieldOptions & { maxLength?: number }) {
  const maxLength = options.maxLength ?? 5000;
  return field(cleanText(maxLength), { type: 'prose', maxLength }, options);
}

/** A text in one or more languages, each with its status. */
export function multilingual(options: FieldOptions & { maxLength?: number }) {
  const maxLength = options.maxLength ?? 300;
  return field(multilingualText(maxLength), { type: 'multilingual', maxLength }, options);
}

/** One of a closed list of codes; their labels are messages `kinds.<kind>.fields.<field>.options.<code>`. */
export function choice<const T extends readonly [string, ...string[]]>(choices: T, options: FieldOptions) {
  return field(z.enum(choices, { error: 'not_an_option' }), { type: 'choice', options: choices }, options);
}

export function boolean(options: FieldOptions) {
  return field(z.boolean({ error: 'not_a_boolean' }), { type: 'boolean' }, options);
}

export function integer(options: FieldOptions & { min?: number; max?: number }) {
  const schema = z
    .int({ error: 'not_an_integer' })
    .min(options.min ?? 0, { error: 'too_small' })
    .max(options.max ?? Number.MAX_SAFE_INTEGER, { error: 'too_big' });
  return field(schema, { type: 'integer' }, options);
}

/** A decimal, kept as text so that no digit is lost. */
export function decimal(options: FieldOptions) {
  return field(decimalText, { type: 'decimal' }, options);
}

/** A date no more precise than the source: `2021`, `2021-01`, `2021-01-15`. */
export function date(options: FieldOptions) {
  return field(partialDate, { type: 'date' }, options);
}

export function url(options: FieldOptions) {
  return field(webAddress, { type: 'url' }, options);
}

/** An amount and its currency (ISO 4217). */
export function money(options: FieldOptions) {
  return field(moneySchema, { type: 'money' }, options);
}

/** The id of a record of one of the kinds `to`. It becomes a link that both ends show. */
export function reference(to: string | readonly string[], options: FieldOptions) {
  const kinds = typeof to === 'string' ? [to] : to;
  return field(recordReference, { type: 'reference', to: kinds, acyclic: false }, options);
}

/** A reference upwards in a hierarchy: following it must never come back to the record. */
export function parent(to: string, options: FieldOptions) {
  return field(recordReference, { type: 'reference', to: [to], acyclic: true }, options);
}

/** Several values of one shape, in an order that means something. What is said of the list holds for its values. */
export function list<S extends z.ZodType>(element: S, options: Partial<FieldOptions> & { maxItems?: number } = {}) {
  const maxItems = options.maxItems ?? 200;
  const inner = fieldMeta(element);
  const schema = z.array(element).max(maxItems, { error: 'too_many' });
  if (options.visibility !== undefined && options.visibility !== inner.visibility) throw new TypeError(`A list that is ${options.visibility} holds values that are ${inner.visibility}.`);
  const inherited = { example: [inner.example], visibility: inner.visibility, facet: inner.facet };
  return field(schema, { type: 'list', element, maxItems }, { ...inherited, ...options });
}

/**
 * Values that belong together, such as a milestone with its date and its owner.
 * @throws where a member is seen by others than the group: a document is split by its fields, never inside one.
 */
export function group<const F extends Record<string, z.ZodType>>(fields: F, options: Partial<FieldOptions> = {}) {
  const seen = options.visibility ?? 'public';
  const other = Object.entries(fields).find(([, inner]) => fieldMeta(inner).visibility !== seen);
  if (other) throw new TypeError(`"${other[0]}" is ${fieldMeta(other[1]).visibility} in a group that is ${seen}: make it a field of its own.`);
  const example = Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, fieldMeta(inner).example]));
  return field(z.strictObject(fields), { type: 'group', fields }, { example, ...options });
}

/** The field may also say why it has no value, with one of the given special values. */
export function mayBe<S extends z.ZodType>(inner: S, ...absences: [AbsenceCode, ...AbsenceCode[]]) {
  const allowed: readonly string[] = absences;
  const absence = absenceSchema.refine((value: Absence) => allowed.includes(value.absent), { error: 'absence_not_allowed', path: ['absent'] });
  const schema = z.union([inner, absence]);
  registry.set(schema, { ...fieldMeta(inner), absences });
  return schema;
}

/** The field may be left out altogether: it says nothing when it is not there. */
export function optional<S extends z.ZodType>(inner: S) {
  const schema = inner.optional();
  registry.set(schema, { ...fieldMeta(inner), required: false });
  return schema;
}
