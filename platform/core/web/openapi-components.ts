/** The shared parts of the OpenAPI document: what answers look like, what may be asked, what can go wrong. */
import type { Translator } from '../i18n/messages.ts';
import { documentSchema, type JsonSchema, type PartAddress, sharedParts } from '../kinds/json-schema.ts';
import type { Kind } from '../kinds/kind.ts';
import { MOST_CHANGES } from '../open-data/changes.ts';
import { SORTS } from '../search/search.ts';
import { LARGEST_PAGE, MOST_FACETS, PAGE_SIZE } from './search-request.ts';

export const component = (section: string, name: string): { $ref: string } => ({ $ref: `#/components/${section}/${name}` });
const schema = (name: string): { $ref: string } => component('schemas', name);

/** `legal-instrument` gives `LegalInstrument`. */
export function typeName(name: string): string {
  return name.split('-').map(capitalised).join('');
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const partAddress: PartAddress = (part) => schema(capitalised(part)).$ref;

export interface Described {
  readonly kinds: readonly Kind[];
  readonly languages: readonly string[];
  readonly t: Translator;
}

const object = (properties: Record<string, unknown>, optional: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const list = (items: unknown): JsonSchema => ({ type: 'array', items });
const orNull = (one: JsonSchema): JsonSchema => ({ anyOf: [one, { type: 'null' }] });
const text: JsonSchema = { type: 'string' };
const moment: JsonSchema = { type: 'string', format: 'date-time' };
const address: JsonSchema = { type: 'string', format: 'uri' };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const titles: JsonSchema = { type: 'object', additionalProperties: text };

/** Schemas of answers, of the documents of each kind, and of the parts that these share. */
export function schemas({ kinds, t }: Described): Record<string, JsonSchema> {
  const [first] = kinds;
  const parts = first ? sharedParts(first, t, partAddress) : {};
  return {
    ...answers(t),
    ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [capitalised(name), part])),
    ...Object.assign({}, ...kinds.map((kind) => schemasOf(kind, t))),
  };
}

function schemasOf(kind: Kind, t: Translator): Record<string, JsonSchema> {
  const name = typeName(kind.name);
  const document = schema(`${name}Document`);
  const linkedFrom = list(object({ id: schema('RecordId'), kind: text, field: text }));
  return {
    [`${name}Document`]: documentSchema(kind, t, partAddress),
    [`${name}Version`]: { allOf: [schema('Version'), { properties: { kind: { const: kind.name }, document: orNull(document) } }] },
    [`${name}Versions`]: list(schema(`${name}Version`)),
    [`${name}Record`]: { allOf: [schema(`${name}Version`), { properties: { document, linkedFrom }, required: ['linkedFrom'] }] },
  };
}

const ACT: JsonSchema = { enum: ['publication', 'withdrawal'] };
/** One step of the register; `document` where it was asked for, null for a withdrawal. */
const CHANGE = object({ sequence: count, id: schema('RecordId'), kind: text, version: { type: 'integer', minimum: 1 }, act: ACT, publishedAt: moment, url: address, document: orNull({ type: 'object' }) }, ['document']);
const BULK_FILE = object({ name: text, kind: orNull(text), url: address, checksum: address, sequence: orNull(count), records: orNull(count), bytes: orNull(count), sha256: orNull(text), contentSha256: orNull(text) });

function answers(t: Translator): Record<string, JsonSchema> {
  const facet = object({ field: text, values: list(object({ value: text, records: count })) });
  const hit = object({ id: schema('RecordId'), kind: text, code: orNull(text), title: titles, publishedAt: moment, url: address });
  const change = object({ path: text, before: {}, after: {} });
  const about = (name: string, body: JsonSchema): JsonSchema => ({ description: t(`reference.answers.${name}`), ...body });
  return {
    List: about('list', object({ total: count, more: { type: 'boolean' }, corrections: list(object({ typed: text, taken: list(text) })), facets: list(facet), records: list(hit), next: orNull(address) })),
    Version: about('version', object({ id: schema('RecordId'), kind: text, version: { type: 'integer', minimum: 1 }, act: { enum: ['publication', 'withdrawal'] }, publishedAt: moment, schema: address, url: address, document: {}, note: orNull(schema('Multilingual')) })),
    Comparison: about('comparison', object({ id: schema('RecordId'), from: count, to: count, changes: list(change) })),
    Table: about('table', { type: 'string' }),
    Markup: about('markup', { type: 'string' }),
    Changes: about('changes', object({ sequence: count, changes: list(CHANGE), more: { type: 'boolean' }, next: address })),
    Bulk: about('bulk', object({ sequence: count, licence: object({ name: text, url: address, identifier: orNull(text) }), files: list(BULK_FILE) })),
    Graph: about('graph', object({ '@context': address, '@graph': list({ type: 'object' }) }, ['@context'])),
    Node: about('node', object({ '@context': address, '@id': address, '@type': { const: 'Version' }, kind: text, version: { type: 'integer', minimum: 1 }, act: ACT, publishedAt: moment, licence: address, schema: address, document: object({ '@id': address }) })),
    Gzip: about('gzip', { type: 'string', format: 'binary' }),
    Checksum: about('checksum', { type: 'string', pattern: String.raw`^[0-9a-f]{64}  [a-z-]+\.(jsonl|csv)\.gz\n$` }),
    Any: about('any', { type: 'object' }),
    Holdings: about('holdings', list(object({ kind: text, records: count, csv: address, json: address, jsonld: address, schema: address }))),
    Health: about('health', object({ status: { const: 'ok' }, sequence: count })),
    Problem: about('problem', object({ type: text, title: text, status: { type: 'integer' }, detail: text, instance: text })),
  };
}

/** What may stand in an address. */
export function parameters({ kinds, languages, t }: Described): Record<string, JsonSchema> {
  const inPath = (name: string, body: JsonSchema): JsonSchema => ({ name, in: 'path', required: true, description: t(`reference.parameters.${name}`), schema: body });
  const inQuery = (name: string, body: JsonSchema, more: JsonSchema = {}): JsonSchema => ({ name, in: 'query', required: false, description: t(`reference.parameters.${name}`, LIMITS), schema: body, ...more });
  const all = [
    inPath('language', { enum: languages }),
    inPath('id', schema('RecordId')),
    inPath('other', schema('RecordId')),
    inPath('figure', { type: 'string', pattern: String.raw`^f-[\w-]{10}$` }),
    inPath('number', { type: 'integer', minimum: 1 }),
    inPath('page', { type: 'integer', minimum: 1 }),
    inPath('kind_name', { enum: kinds.map(({ name }) => name) }),
    inQuery('q', { type: 'string', maxLength: 300 }),
    inQuery('kind', { enum: kinds.map(({ name }) => name) }),
    inQuery('f', { type: 'array', maxItems: MOST_FACETS, items: { type: 'string', pattern: String.raw`^[\w.]{1,80}:.{1,120}$` } }, { style: 'form', explode: true }),
    inQuery('sort', { enum: SORTS, default: 'relevance' }),
    inQuery('size', { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: PAGE_SIZE }),
    inQuery('after', text),
    inQuery('before', text),
    inQuery('from', { type: 'integer', minimum: 1 }),
    inQuery('to', { type: 'integer', minimum: 1 }),
    inPath('file', { type: 'string', pattern: String.raw`^[a-z-]+\.(jsonl|csv)\.gz$` }),
    inQuery('since', { type: 'integer', minimum: 0, default: 0 }),
    inQuery('limit', { type: 'integer', minimum: 1, maximum: MOST_CHANGES }),
    inQuery('documents', { enum: ['0', '1'] }),
    inQuery('lang', { enum: languages }),
  ];
  const ifNoneMatch = { name: 'If-None-Match', in: 'header', required: false, description: t('reference.parameters.if_none_match'), schema: text };
  return { ...Object.fromEntries(all.map((one) => [String(one['name']), one])), if_none_match: ifNoneMatch };
}

const LIMITS = { maximum: LARGEST_PAGE, usual: PAGE_SIZE, facets: MOST_FACETS };

/** Answers that are no answer to the question: not changed, moved, and problems (RFC 9457). */
export function responses(t: Translator): Record<string, JsonSchema> {
  const problem = (status: number): JsonSchema => ({ description: t(`reference.problems.s${status}`), content: { 'application/problem+json': { schema: schema('Problem') } } });
  return {
    NotModified: { description: t('reference.problems.s304'), headers: { ETag: component('headers', 'ETag') } },
    SeeOther: { description: t('reference.problems.s303'), headers: { Location: { description: t('reference.answers.location'), schema: address } } },
    ...Object.fromEntries(PROBLEM_STATUSES.map((status) => [`Problem${status}`, problem(status)])),
  };
}

export const PROBLEM_STATUSES = [400, 404, 500, 503] as const;

export function headers(t: Translator): Record<string, JsonSchema> {
  return { ETag: { description: t('reference.answers.etag'), schema: text } };
}
