/**
 * The JSON-LD 1.1 context of a kind: what each member of its records means, as an address.
 *
 * A special value never stands where a value would: `code_absent` is a term of its own, so whoever asks for `code` gets
 * codes alone. In the same way `title_status` says beside the texts how each came to be.
 */
import { fieldMeta, type FieldMeta } from '../kinds/fields.ts';
import { type Fields, fieldsOf, type Kind } from '../kinds/kind.ts';
import { TEXT_STATUSES } from '../kinds/values.ts';
import { kindTerm, PREFIXES, sharedTerm } from './vocabulary.ts';

export type Term = Readonly<Record<string, unknown>>;
export type Context = Readonly<Record<string, unknown>>;

/** Members of a document that are no fields of it. */
const RESERVED: ReadonlySet<string> = new Set([...Object.keys(PREFIXES), 'isReferencedBy']);

/** The whole document that is served at the address of the context. */
export function contextOf(origin: string, kind: Kind): { readonly '@context': Context } {
  const own = (name: string): string => sharedTerm(origin, name);
  return {
    '@context': {
      '@version': 1.1,
      ...PREFIXES,
      Version: own('Version'),
      kind: own('kind'),
      version: { '@id': own('version'), '@type': 'xsd:integer' },
      act: own('act'),
      publishedAt: { '@id': 'dct:issued', '@type': 'xsd:dateTime' },
      licence: { '@id': 'dct:license', '@type': '@id' },
      schema: { '@id': 'dct:conformsTo', '@type': '@id' },
      ...textTerms(origin, 'note', own('note'), own('note')),
      _absent: absentTerm(origin, own('absence')),
      document: { '@id': 'foaf:primaryTopic', '@context': { isReferencedBy: { '@id': 'dct:isReferencedBy', '@type': '@id', '@container': '@set' }, ...documentTerms(origin, kind) } },
    },
  };
}

function documentTerms(origin: string, kind: Kind): Context {
  const shown = Object.fromEntries(fieldsOf(kind).flatMap(([name, meta, schema]) => (meta.visibility === 'public' ? [[name, schema]] : [])));
  return fieldTerms({ origin, kind, fields: shown, prefix: '' });
}

interface Place {
  readonly origin: string;
  readonly kind: Kind;
  readonly fields: Fields;
  /** Path of the group that the fields stand in, with a full stop at the end. */
  readonly prefix: string;
}

/** @throws where a field has a name that means something else here. */
function fieldTerms(place: Place): Context {
  const { origin, kind, fields, prefix } = place;
  return Object.assign({}, ...Object.entries(fields).map(([name, schema]) => {
    if (RESERVED.has(name) || !/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new TypeError(`"${kind.name}.${prefix}${name}" cannot be the name of a field: JSON-LD would read it as something else.`);
    const meta = fieldMeta(schema);
    const own = kindTerm(origin, kind, `${prefix}${name}`);
    const meaning = wellKnown(kind, `${prefix}${name}`) ?? own;
    return {
      ...(meta.type === 'multilingual' ? textTerms(origin, name, meaning, own) : { [name]: { '@id': meaning, ...valueTerm(place, name, meta) } }),
      ...(meta.absences.length > 0 && { [`${name}_absent`]: absentTerm(origin, `${own}.absent`) }),
    };
  })) as Context;
}

/** The term of another vocabulary that means exactly what the field means. */
function wellKnown(kind: Kind, field: string): string | undefined {
  return kind.meaning?.fields?.[field] ?? (field === kind.title ? 'dct:title' : undefined);
}

/** How values of the field are to be read. */
function valueTerm(place: Place, name: string, meta: FieldMeta): Term {
  switch (meta.type) {
    case 'boolean':
    case 'integer':
    case 'decimal':
      return { '@type': `xsd:${meta.type}` };
    case 'url':
      return { '@type': 'xsd:anyURI' };
    case 'reference':
      return { '@type': '@id' };
    case 'money':
      return { '@context': moneyTerms(place, name) };
    case 'group':
      return { '@context': fieldTerms({ ...place, fields: meta.fields, prefix: `${place.prefix}${name}.` }) };
    case 'list':
      return { ...elementTerm(place, name, fieldMeta(meta.element)), '@container': '@list' };
    default:
      // Texts in no language, codes; and dates, which name their type themselves.
      return {};
  }
}

/** A text among others is an object with the text in it: a list holds no language maps. */
function elementTerm(place: Place, name: string, element: FieldMeta): Term {
  const text = sharedTerm(place.origin, 'text');
  return element.type === 'multilingual' ? { '@context': textTerms(place.origin, 'text', text, text) } : valueTerm(place, name, element);
}

function moneyTerms({ origin, kind, prefix }: Place, name: string): Context {
  const part = (which: string): string => kindTerm(origin, kind, `${prefix}${name}.${which}`);
  return { amount: { '@id': part('amount'), '@type': 'xsd:decimal' }, currency: part('currency') };
}

function textTerms(origin: string, name: string, meaning: string, own: string): Context {
  const statuses = TEXT_STATUSES.map((status) => [status, { '@id': sharedTerm(origin, status), '@type': 'xsd:language', '@container': '@set' }]);
  return { [name]: { '@id': meaning, '@container': '@language' }, [`${name}_status`]: { '@id': `${own}.status`, '@context': Object.fromEntries(statuses) } };
}

function absentTerm(origin: string, address: string): Term {
  return { '@id': address, '@context': { absent: sharedTerm(origin, 'absent'), ground: sharedTerm(origin, 'ground'), reviewOn: { '@id': sharedTerm(origin, 'reviewOn'), '@type': 'xsd:date' } } };
}
