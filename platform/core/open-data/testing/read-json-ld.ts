/** Reads a document back from expanded JSON-LD, knowing only the addresses of the terms: what cannot be read back was not said. */
import assert from 'node:assert/strict';
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import { type Document, type Fields, fieldsOf, type Kind } from '../../kinds/kind.ts';
import { TEXT_STATUSES } from '../../kinds/values.ts';
import { kindTerm, PREFIXES, sharedTerm } from '../vocabulary.ts';
import type { ExpandedNode, ExpandedValue } from './expand.ts';

/** @param node what the record is about: the value of `document`. */
export function documentIn(origin: string, kind: Kind, node: ExpandedNode): Document {
  const shown = Object.fromEntries(fieldsOf(kind).flatMap(([name, meta, schema]) => (meta.visibility === 'public' ? [[name, schema]] : [])));
  return new Reader(origin, kind).fields(shown, '', node);
}

const XSD = PREFIXES.xsd;

class Reader {
  readonly #origin: string;
  readonly #kind: Kind;
  constructor(origin: string, kind: Kind) {
    this.#origin = origin;
    this.#kind = kind;
  }

  fields(fields: Fields, prefix: string, node: ExpandedNode): Record<string, unknown> {
    const known = new Set<string>(['@id', '@type', `${PREFIXES.dct}isReferencedBy`]);
    const read = Object.fromEntries(
      Object.entries(fields).flatMap(([name, schema]) => {
        const own = kindTerm(this.#origin, this.#kind, `${prefix}${name}`);
        const meaning = this.#meaningOf(`${prefix}${name}`) ?? own;
        for (const address of [own, meaning, `${own}.absent`, `${own}.status`]) known.add(address);
        const absent = values(node, `${own}.absent`)[0];
        if (absent) {
          assert.equal(node[meaning], undefined, 'a special value stands beside a value');
          return [[name, this.#absence(absent)]];
        }
        const found = values(node, meaning);
        if (node[meaning] === undefined) return [];
        return [[name, this.#value(fieldMeta(schema), `${prefix}${name}`, found, values(node, `${own}.status`))]];
      }),
    );
    assert.deepEqual(Object.keys(node).filter((address) => !known.has(address) && !address.endsWith('#absence')), [], 'something was said that no field explains');
    return read;
  }

  #meaningOf(field: string): string | undefined {
    const compact = this.#kind.meaning?.fields?.[field] ?? (field === this.#kind.title ? 'dct:title' : undefined);
    if (compact === undefined) return undefined;
    const [prefix = '', name = ''] = compact.split(':');
    return `${PREFIXES[prefix as keyof typeof PREFIXES]}${name}`;
  }

  #value(meta: FieldMeta, field: string, found: readonly ExpandedValue[], statuses: readonly ExpandedValue[]): unknown {
    if (meta.type === 'multilingual') return this.#texts(found, statuses[0]);
    assert.equal(found.length, 1, field);
    const [value = {}] = found;
    switch (meta.type) {
      case 'list':
        return (value['@list'] as ExpandedValue[]).map((item) => this.#element(fieldMeta(meta.element), field, item));
      case 'group':
        return this.fields(meta.fields, `${field}.`, value as ExpandedNode);
      case 'money': {
        const own = (part: string): unknown => values(value as ExpandedNode, kindTerm(this.#origin, this.#kind, `${field}.${part}`))[0];
        return { amount: typed(own('amount') as ExpandedValue, `${XSD}decimal`), currency: typed(own('currency') as ExpandedValue, undefined) };
      }
      case 'reference': {
        const address = String(value['@id']);
        assert.ok(address.startsWith(`${this.#origin}/id/`));
        return address.slice(`${this.#origin}/id/`.length);
      }
      case 'date': {
        const type = { 4: 'gYear', 7: 'gYearMonth', 10: 'date' }[String(value['@value']).length];
        return typed(value, `${XSD}${type}`);
      }
      case 'url':
        return typed(value, `${XSD}anyURI`);
      case 'boolean':
      case 'integer':
      case 'decimal':
        return typed(value, `${XSD}${meta.type}`);
      default:
        return typed(value, undefined);
    }
  }

  #element(meta: FieldMeta, field: string, item: ExpandedValue): unknown {
    const absent = values(item as ExpandedNode, sharedTerm(this.#origin, 'absence'))[0];
    if (absent) return this.#absence(absent);
    const text = sharedTerm(this.#origin, 'text');
    return meta.type === 'multilingual' ? this.#texts(values(item as ExpandedNode, text), values(item as ExpandedNode, `${text}.status`)[0]) : this.#value(meta, field, [item], []);
  }

  #texts(found: readonly ExpandedValue[], statuses: ExpandedValue | undefined): unknown {
    const statusOf = new Map(TEXT_STATUSES.flatMap((status) => values((statuses ?? {}) as ExpandedNode, sharedTerm(this.#origin, status)).map((value) => [typed(value, `${XSD}language`), status])));
    return Object.fromEntries(found.map((value) => [String(value['@language']), { text: value['@value'], status: statusOf.get(value['@language']) }]));
  }

  #absence(node: ExpandedValue): unknown {
    const part = (name: string): unknown[] => values(node as ExpandedNode, sharedTerm(this.#origin, name)).map((value) => [name, value['@value']]);
    return Object.fromEntries([...part('absent'), ...part('ground'), ...part('reviewOn')] as [string, unknown][]);
  }
}

function values(node: ExpandedNode, address: string): readonly ExpandedValue[] {
  return (node[address] ?? []) as readonly ExpandedValue[];
}

function typed(value: ExpandedValue, type: string | undefined): unknown {
  assert.equal(value['@type'], type);
  return value['@value'];
}
