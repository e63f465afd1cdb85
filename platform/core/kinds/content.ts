/** Reads a document by its kind: its single values, its references, its texts for search, its facets. */
import { fieldMeta, type FieldMeta, type SearchWeight } from './fields.ts';
import { type Document, fieldsOf, type Kind } from './kind.ts';
import { isAbsence, type Multilingual } from './values.ts';

/** One single value of a document, or the special value that stands in its place. */
export interface Leaf {
  /** With positions: `milestones.0.dueOn`. */
  readonly path: string;
  /** Without: `milestones.dueOn`. */
  readonly field: string;
  readonly meta: FieldMeta;
  readonly value: unknown;
}

/** Every single value of a document in the order of the kind; what is not there is passed over. */
export function* leaves(kind: Kind, document: Document): Generator<Leaf> {
  for (const [name, meta] of fieldsOf(kind)) yield* leavesBelow(meta, document[name], name, name);
}

function* leavesBelow(meta: FieldMeta, value: unknown, path: string, field: string): Generator<Leaf> {
  if (value === undefined || value === null) return;
  if (meta.type === 'list' && Array.isArray(value)) {
    const inner = elementMeta(meta);
    for (const [index, item] of value.entries()) yield* leavesBelow(inner, item, `${path}.${index}`, field);
  } else if (meta.type === 'group' && !isAbsence(value)) {
    for (const [name, schema] of Object.entries(meta.fields)) {
      yield* leavesBelow(fieldMeta(schema), Reflect.get(value as object, name), `${path}.${name}`, `${field}.${name}`);
    }
  } else {
    yield { path, field, meta, value };
  }
}

/** What is noted of each value of a list: what is said of the list (facet, search) is said of its values. */
export function elementMeta(list: Extract<FieldMeta, { type: 'list' }>): FieldMeta {
  const inner = fieldMeta(list.element);
  const search = list.search ?? inner.search;
  return { ...inner, facet: list.facet || inner.facet, ...(search !== undefined && { search }) };
}

/** What is noted of the field at a path, with positions or without: `milestones.0.dueOn`. Undefined where there is none. */
export function metaAt(kind: Kind, path: string): FieldMeta | undefined {
  const [first = '', ...rest] = path.split('.');
  const schema = Object.hasOwn(kind.fields, first) ? kind.fields[first] : undefined;
  return schema && metaBelow(fieldMeta(schema), rest);
}

function metaBelow(meta: FieldMeta, [step, ...rest]: readonly string[]): FieldMeta | undefined {
  if (step === undefined) return meta;
  if (meta.type === 'list') return metaBelow(elementMeta(meta), /^\d+$/.test(step) ? rest : [step, ...rest]);
  const schema = meta.type === 'group' && Object.hasOwn(meta.fields, step) ? meta.fields[step] : undefined;
  return schema && metaBelow(fieldMeta(schema), rest);
}

export interface Reference {
  readonly path: string;
  readonly field: string;
  readonly to: string;
  /** The kinds that the target may have. */
  readonly kinds: readonly string[];
  readonly acyclic: boolean;
}

/** The references of a document to other records. */
export function referencesOf(kind: Kind, document: Document): Reference[] {
  return [...leaves(kind, document)].flatMap(({ path, field, meta, value }) =>
    meta.type === 'reference' && typeof value === 'string' ? [{ path, field, to: value, kinds: meta.to, acyclic: meta.acyclic }] : [],
  );
}

export interface SearchText {
  readonly weight: SearchWeight;
  /** Undefined for a text in no language: a code, an acronym. */
  readonly language: string | undefined;
  readonly text: string;
}

/** The public texts under which a record is found. */
export function searchTextsOf(kind: Kind, document: Document): SearchText[] {
  return [...leaves(kind, document)].flatMap(({ meta, value }): SearchText[] => {
    const weight = meta.search;
    if (weight === undefined || meta.visibility !== 'public' || isAbsence(value)) return [];
    if (meta.type !== 'multilingual') return [{ weight, language: undefined, text: String(value) }];
    return Object.entries(value as Multilingual).map(([language, { text }]) => ({ weight, language, text }));
  });
}

/**
 * The facet values of a record, each once: `axis:dp38mzxnwa4z`, `systemKind:registry`. A special value is a facet value
 * too, so that "not stated" can be asked for.
 */
export function facetsOf(kind: Kind, document: Document): string[] {
  const values = [...leaves(kind, document)]
    .filter(({ meta }) => meta.facet && meta.visibility === 'public')
    .map(({ field, value }) => `${field}:${isAbsence(value) ? value.absent : String(value)}`);
  return [...new Set(values)].toSorted();
}

/** The title of a record in each language it has; a title in no language stands under `und` (BCP 47). */
export function titleOf(kind: Kind, document: Document): Record<string, string> {
  const title = document[kind.title];
  if (typeof title === 'string') return { und: title };
  if (title === undefined || isAbsence(title)) return {};
  return Object.fromEntries(Object.entries(title as Multilingual).map(([language, { text }]) => [language, text]));
}

/** The code as printed in the source, where the kind has one and the document gives it. */
export function codeOf(kind: Kind, document: Document): string | undefined {
  const code = kind.code === undefined ? undefined : document[kind.code];
  return typeof code === 'string' ? code : undefined;
}

export interface SplitDocument {
  readonly public: Document;
  readonly internal: Document;
  readonly personal: Document;
}

/** The parts of a document by who may see them. Nothing but the public part may enter a version that is published. */
export function splitByVisibility(kind: Kind, document: Document): SplitDocument {
  const part = (visibility: FieldMeta['visibility']): Document =>
    Object.fromEntries(fieldsOf(kind).flatMap(([name, meta]) => (meta.visibility === visibility && document[name] !== undefined ? [[name, document[name]]] : [])));
  return { public: part('public'), internal: part('internal'), personal: part('personal') };
}
