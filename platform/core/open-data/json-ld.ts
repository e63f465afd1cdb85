/**
 * Records as JSON-LD 1.1. The outer node is the version (published when, under which licence), its `document` is what the
 * record is about. It is the same in every language, and nothing has to be fetched to read it as JSON.
 */
import { fieldMeta, type FieldMeta } from '../kinds/fields.ts';
import { type Fields, fieldsOf, type Kind } from '../kinds/kind.ts';
import { type Absence, isAbsence, type Multilingual, TEXT_STATUSES } from '../kinds/values.ts';
import type { Version } from '../records/read.ts';
import type { DataSite } from './licence.ts';
import { contextAddress, dateType, kindTerm, thingAddress } from './vocabulary.ts';

export type Node = Readonly<Record<string, unknown>>;

export const JSON_LD_TYPE = 'application/ld+json; charset=utf-8';

/** A record by itself. @param linkedFrom the records that refer to it. @param more what a module says of it; its `@type` is another one. */
export function recordJsonLd(site: DataSite, kind: Kind, version: Version, linkedFrom: readonly string[] = [], more: Node = {}): Node {
  return { '@context': contextAddress(site.origin, kind), ...versionNode(site, kind, version, linkedFrom, more) };
}

/** Many records as one document, piece by piece: however long the list is, one chunk of it is in memory. */
export async function* graphJsonLd(site: DataSite, contextKind: Kind | undefined, records: AsyncIterable<{ readonly kind: Kind; readonly version: Version }>): AsyncGenerator<string> {
  yield JSON.stringify({ ...(contextKind && { '@context': contextAddress(site.origin, contextKind) }), '@graph': [] }).slice(0, -2);
  let separator = '\n';
  for await (const { kind, version } of records) {
    yield `${separator}${JSON.stringify(contextKind ? versionNode(site, kind, version) : recordJsonLd(site, kind, version))}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function versionNode({ origin, licence }: DataSite, kind: Kind, version: Version, linkedFrom: readonly string[] = [], { '@type': type, ...more }: Node = {}): Node {
  const { id, number, act, publishedAt, document, note } = version;
  return {
    '@id': `${thingAddress(origin, id)}#version-${number}`,
    '@type': 'Version',
    kind: kind.name,
    version: number,
    act,
    publishedAt: publishedAt.toISOString(),
    licence: licence.url,
    schema: `${origin}/schemas/${kind.name}`,
    ...(note && Object.fromEntries(textMembers('note', note))),
    document: {
      '@id': thingAddress(origin, id),
      '@type': [kindTerm(origin, kind), ...(kind.meaning?.type === undefined ? [] : [kind.meaning.type]), ...(type === undefined ? [] : [type])],
      ...(linkedFrom.length > 0 && { isReferencedBy: [...new Set(linkedFrom)].map((other) => thingAddress(origin, other)) }),
      ...(document && members(origin, publicFields(kind), document)),
      ...more,
    },
  };
}

function publicFields(kind: Kind): Fields {
  return Object.fromEntries(fieldsOf(kind).flatMap(([name, meta, schema]) => (meta.visibility === 'public' ? [[name, schema]] : [])));
}

function members(origin: string, fields: Fields, values: Node): Node {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, schema]) => membersOf(origin, name, fieldMeta(schema), values[name])));
}

type Member = readonly [name: string, value: unknown];

/** The members that a field gives: none where it is not there, its special value in the place of a value. */
function membersOf(origin: string, name: string, meta: FieldMeta, value: unknown): readonly Member[] {
  if (value === undefined || value === null) return [];
  if (isAbsence(value)) return [[`${name}_absent`, absence(value)]];
  return meta.type === 'multilingual' ? textMembers(name, value as Multilingual) : [[name, single(origin, meta, value)]];
}

function single(origin: string, meta: FieldMeta, value: unknown): unknown {
  switch (meta.type) {
    case 'boolean':
    case 'integer':
      return value;
    case 'date':
      return { '@value': value, '@type': dateType(String(value)) };
    case 'reference':
      return thingAddress(origin, String(value));
    case 'money': {
      const { amount, currency } = value as { amount: string; currency: string };
      return { amount, currency };
    }
    case 'group':
      return members(origin, meta.fields, value as Node);
    case 'list':
      return (value as readonly unknown[]).map((item) => element(origin, fieldMeta(meta.element), item));
    default:
      return String(value);
  }
}

/** In a list every value keeps its place, also one that is not there. */
function element(origin: string, meta: FieldMeta, value: unknown): unknown {
  if (isAbsence(value)) return { _absent: absence(value) };
  return meta.type === 'multilingual' ? Object.fromEntries(textMembers('text', value as Multilingual)) : single(origin, meta, value);
}

function absence({ absent, ground, reviewOn }: Absence): Node {
  return { absent, ...(ground !== undefined && { ground }), ...(reviewOn !== undefined && { reviewOn }) };
}

/** The texts by language, and beside them how each came to be. */
function textMembers(name: string, texts: Multilingual): readonly Member[] {
  const entries = Object.entries(texts);
  const statuses = TEXT_STATUSES.flatMap((status) => {
    const languages = entries.filter(([, text]) => text.status === status).map(([language]) => language);
    return languages.length > 0 ? [[status, languages]] : [];
  });
  return [
    [name, Object.fromEntries(entries.map(([language, { text }]) => [language, text]))],
    [`${name}_status`, Object.fromEntries(statuses)],
  ];
}
