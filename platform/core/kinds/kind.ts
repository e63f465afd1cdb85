/**
 * A kind: one schema, from which form, page, API, validator, export and documentation follow. See
 * docs/adding-a-kind.md for a worked example.
 */
import { z } from 'zod';
import { choice, date, fieldMeta, type FieldMeta, group, line, list, multilingual, optional, reference } from './fields.ts';
import type { Database } from '../storage/database.ts';
import type { ComputedFacets } from './computed-facets.ts';
import type { Fault } from './faults.ts';
import { type CopyFrom, type FormStep, type ShortRoute, stepsOfFields } from './form-steps.ts';
import { CONFIDENCES } from './values.ts';

/** What stands behind a claim: a source, where in it, how sure we are. `field` is a path such as `milestones.0.dueOn`. */
const evidence = optional(
  list(
    group({
      field: line({ example: 'text', maxLength: 200 }),
      source: reference('source', { example: 'h7777777777m' }),
      place: line({ example: 'line 1038' }),
      confidence: choice(CONFIDENCES, { example: 'official' }),
      capturedOn: optional(date({ example: '2026-11-21' })),
      sha256: optional(line({ example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', maxLength: 64 })),
      note: optional(multilingual({ example: { es: { text: 'La tabla dice otra cifra', status: 'original' } }, maxLength: 1000 })),
    }),
  ),
);

export type Fields = Readonly<Record<string, z.ZodType>>;
type WithEvidence<F extends Fields> = F & { readonly evidence: typeof evidence };

/** Terms of well-known vocabularies (with a prefix of open-data/vocabulary.ts), only where they mean exactly the same. */
export interface Meaning {
  /** What its records are: `dcat:Dataset`. */
  readonly type?: string;
  /** By field: `{ publisher: 'dct:publisher' }`. The title is `dct:title` in every kind. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface KindDeclaration<F extends Fields> {
  /** Singular, in the words of docs and messages: `action`. */
  readonly name: string;
  /** The segment of the address: `/es/actions/…`. */
  readonly path: string;
  /** Raised when a document that was valid may no longer be. */
  readonly schemaVersion: number;
  /** The field that names the record in lists and headings: a multilingual text or a line. */
  readonly title: keyof F & string;
  /** A code as printed in the source, shown before the title and used to sort. */
  readonly code?: keyof F & string;
  readonly fields: F;
  /** The field with the day on which whoever answers for the record last said that it is still true. */
  readonly confirmation?: keyof F & string;
  readonly meaning?: Meaning;
  /** What a list says of each record beside its name: facets, computed ones among them. */
  readonly listed?: readonly string[];
  /** The pages of its form, each field once, `evidence` too; one page where there are none. */
  readonly steps?: readonly FormStep<(keyof F & string) | 'evidence'>[];
  readonly shortRoute?: ShortRoute<keyof F & string>;
  readonly copyFrom?: CopyFrom<keyof F & string>;
  /** The boolean by which the body that a record is about stands behind it: such records serve as examples first. */
  readonly vouched?: keyof F & string;
  /** What must hold between fields of one document. */
  rules?(document: z.infer<z.ZodObject<F>>): Fault[];
  /** What must hold between a version and the one before, such as "entries are only added". */
  transition?(previous: z.infer<z.ZodObject<F>>, next: z.infer<z.ZodObject<F>>): Fault[];
}

/** A kind whatever its fields: what the core works with. */
export interface Kind {
  readonly name: string;
  readonly path: string;
  readonly schemaVersion: number;
  readonly title: string;
  readonly code: string | undefined;
  readonly confirmation: string | undefined;
  readonly fields: Fields;
  readonly meaning: Meaning | undefined;
  readonly listed: readonly string[];
  readonly schema: z.ZodObject;
  /** At least one. */
  readonly steps: readonly FormStep[];
  readonly shortRoute: ShortRoute | undefined;
  readonly copyFrom: CopyFrom | undefined;
  readonly vouched: string | undefined;
  rules(document: Document): Fault[];
  transition(previous: Document, next: Document): Fault[];
}

/** The content of a record, as valid under its kind. */
export type Document = Readonly<Record<string, unknown>>;

/** A kind whose documents have a known type: `DocumentOf<typeof action>`. */
export interface TypedKind<F extends Fields> extends Kind {
  readonly schema: z.ZodObject<WithEvidence<F>>;
}
export type DocumentOf<K extends Kind> = z.infer<K['schema']>;

/** Declares a kind. Every kind carries evidence; the declaration does not name it. */
export function defineKind<const F extends Fields>(declaration: KindDeclaration<F>): TypedKind<F> {
  const fields = { ...declaration.fields, evidence } as WithEvidence<F>;
  const { name, path, schemaVersion, title, code, confirmation, meaning, listed = [], steps, shortRoute, copyFrom, vouched, rules, transition } = declaration;
  type Own = z.infer<z.ZodObject<F>>;
  for (const [field, schema] of Object.entries(fields)) refuseHiddenParts(`${name}.${field}`, fieldMeta(schema));
  return {
    name,
    path,
    schemaVersion,
    title,
    code,
    confirmation,
    fields,
    meaning,
    listed,
    schema: z.strictObject(fields),
    steps: stepsOfFields(name, fields, steps),
    shortRoute,
    copyFrom,
    vouched,
    rules: (document) => rules?.(document as Own) ?? [],
    transition: (previous, next) => transition?.(previous as Own, next as Own) ?? [],
  };
}

/** Who may see a value is decided for a field as a whole: a hidden part of a public field would be published with it. */
function refuseHiddenParts(path: string, meta: FieldMeta): void {
  const parts: [string, z.ZodType][] = meta.type === 'group' ? Object.entries(meta.fields) : meta.type === 'list' ? [['[]', meta.element]] : [];
  for (const [part, schema] of parts) {
    const inner = fieldMeta(schema);
    if (inner.visibility !== 'public' && inner.visibility !== meta.visibility) throw new TypeError(`${path}.${part} is ${inner.visibility} inside a field that is ${meta.visibility}.`);
    refuseHiddenParts(`${path}.${part}`, inner);
  }
}

/** Fields of a kind with what is noted beside them, in the order of declaration. */
export function fieldsOf(kind: { readonly fields: Fields }): [name: string, meta: FieldMeta, schema: z.ZodType][] {
  return Object.entries(kind.fields).map(([name, schema]) => [name, fieldMeta(schema), schema]);
}

/** What a publication or a withdrawal does to a record: its public document before and after, null where it is not public. */
export interface Change {
  readonly id: string;
  readonly kind: string;
  readonly former: Document | null;
  readonly document: Document | null;
}

/**
 * What must hold of records before they may change, when their documents alone cannot tell: asked once for all records of a
 * kind that change together, inside the transaction, when everything is in place. It belongs to the kinds, so no path of
 * publication or withdrawal goes around it.
 * @returns the faults by id; a record that is not named has none.
 */
export type Gate = (transaction: Database, changes: readonly Change[]) => Promise<ReadonlyMap<string, readonly Fault[]>>;

/**
 * Keeps tables of a module true to the newest versions of a kind: called inside publication and withdrawal, once for all
 * records of the kind that change together, when their versions are written and before the gates are asked.
 */
export type Projection = (transaction: Database, changes: readonly Change[]) => Promise<void>;

/** The kinds of a deployment, found by name or by path. */
export class KindSet {
  readonly all: readonly Kind[];
  /** By name of kind. */
  readonly gates: Readonly<Record<string, Gate>>;
  /** By name of kind. */
  readonly computed: Readonly<Record<string, ComputedFacets>>;
  /** By name of kind. */
  readonly projections: Readonly<Record<string, Projection>>;
  readonly #byName: ReadonlyMap<string, Kind>;
  readonly #byPath: ReadonlyMap<string, Kind>;

  /** @throws where two kinds share a name or a path, a reference names a kind that does not exist, or a computed facet has the name of a field. */
  constructor(kinds: readonly Kind[], gates: Readonly<Record<string, Gate>> = {}, computed: Readonly<Record<string, ComputedFacets>> = {}, projections: Readonly<Record<string, Projection>> = {}) {
    this.all = kinds;
    this.gates = gates;
    this.computed = computed;
    this.projections = projections;
    this.#byName = new Map(kinds.map((kind) => [kind.name, kind]));
    this.#byPath = new Map(kinds.map((kind) => [kind.path, kind]));
    if (this.#byName.size < kinds.length || this.#byPath.size < kinds.length) throw new TypeError('Two kinds share a name or a path.');
    for (const kind of kinds) {
      this.#checkReferences(kind);
      this.#checkSources(kind);
    }
    for (const [name, { facets }] of Object.entries(computed)) refuseNamesOfFields(this.get(name), facets.map((facet) => facet.name));
  }

  /** @throws where there is no such kind: the name comes from our own code or database. */
  get(name: string): Kind {
    const kind = this.#byName.get(name);
    if (!kind) throw new TypeError(`There is no kind "${name}".`);
    return kind;
  }

  find(name: string): Kind | undefined {
    return this.#byName.get(name);
  }

  atPath(path: string): Kind | undefined {
    return this.#byPath.get(path);
  }

  /** What a form folds or takes over by another record must be there, and of the same type. */
  #checkSources(kind: Kind): void {
    const { shortRoute, copyFrom } = kind;
    if (shortRoute && typeOf(this.find(namedKind(kind, shortRoute.where) ?? ''), shortRoute.says) !== 'boolean') throw new TypeError(`The short route of "${kind.name}" asks for what is no boolean.`);
    const source = copyFrom && this.find(namedKind(kind, copyFrom.field) ?? '');
    for (const [from, to] of Object.entries(copyFrom?.fields ?? {})) {
      const type = typeOf(source, from);
      if (type === undefined || type !== typeOf(kind, to)) throw new TypeError(`"${kind.name}" cannot take "${to}" over from "${from}".`);
    }
  }

  #checkReferences(kind: Kind): void {
    const unknown = fieldsOf(kind)
      .flatMap(([, meta]) => referencedKinds(meta))
      .filter((name) => !this.#byName.has(name));
    if (unknown.length > 0) throw new TypeError(`Kind "${kind.name}" refers to unknown kinds: ${unknown.join(', ')}.`);
  }
}

/** What is computed and what a document says stand side by side in the search row, told apart by their names. */
function refuseNamesOfFields(kind: Kind, facets: readonly string[]): void {
  const taken = facets.filter((name) => Object.hasOwn(kind.fields, name));
  if (taken.length > 0) throw new TypeError(`Kind "${kind.name}" has fields of the names of computed facets: ${taken.join(', ')}.`);
}

function namedKind(kind: Kind, field: string): string | undefined {
  const schema = kind.fields[field];
  const meta = schema && fieldMeta(schema);
  return meta?.type === 'reference' ? meta.to[0] : undefined;
}

function typeOf(kind: Kind | undefined, field: string): string | undefined {
  const schema = kind?.fields[field];
  const meta = schema && fieldMeta(schema);
  return meta?.type === 'list' ? `list of ${fieldMeta(meta.element).type}` : meta?.type;
}

function referencedKinds(meta: FieldMeta): readonly string[] {
  if (meta.type === 'reference') return meta.to;
  if (meta.type === 'list') return referencedKinds(fieldMeta(meta.element));
  if (meta.type === 'group') return Object.values(meta.fields).flatMap((inner) => referencedKinds(fieldMeta(inner)));
  return [];
}
