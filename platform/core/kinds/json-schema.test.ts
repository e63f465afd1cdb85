import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as fc from 'fast-check';
import { createKinds } from '../../app.ts';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { Messages } from '../i18n/messages.ts';
import type { Fault } from './faults.ts';
import { documentSchema, exampleDocument, kindSchema, referencesIn } from './json-schema.ts';
import { type Document, fieldsOf, type Kind } from './kind.ts';
import { validate } from './validate.ts';

const t = new Messages(new Map([['en', new Map([['kinds.sample.one', 'Sample'], ['kinds.sample.fields.colour.label', 'Colour'], ['kinds.sample.fields.colour.help', 'Its colour'], ['kinds.sample.fields.colour.options.red', 'Red']])]])).translator('en', []);
const kinds: readonly Kind[] = [...createKinds().all, sample];

function validatorOf(kind: Kind) {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  ajv.addKeyword('x-yupana');
  formats.default(ajv);
  return ajv.compile(kindSchema(kind, t, 'https://example.org'));
}

/** What JSON Schema has no words for. */
const UNSAYABLE = new Set(['not_an_id', 'not_an_address', 'too_long']);

/** A document with one thing changed somewhere in it: most changes break it. */
function broken(document: Document): fc.Arbitrary<unknown> {
  const paths = pathsOf(document);
  const junk = fc.oneof(
    fc.constantFrom<unknown>(null, '', ' ', 0, -1, 1.5, 1e300, true, [], {}, 'x', 'x\u0007', 'x\ny', 'x\u2028y', '2021-13', '2021-02-30', '1900-02-29', '2024-02-29', 'javascript:alert(1)', 'https://a.pe/\u0000', 'https://a.pe'),
    fc.constantFrom<unknown>({ absent: 'not_stated' }, { absent: 'no' }, { absent: 'withheld' }, { absent: 'withheld', ground: 'Ley' }, { absent: 'unknown', reviewOn: '2026-02-30' }, { es: { text: 'x' } }, { es: { text: 'x', status: 'original' } }, { xx1: { text: 'x', status: 'original' } }, { amount: '1,5', currency: 'PEN' }, { amount: '1', currency: 'S/' }),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constant(undefined),
  );
  return fc.tuple(fc.constantFrom(...paths), junk, fc.boolean()).map(([path, value, add]) => (add ? changed(document, [...path, 'surplus'], value) : changed(document, path, value)));
}

function pathsOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [...(at.length > 0 ? [at] : []), ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...at, name]))];
}

function changed(document: unknown, path: readonly string[], value: unknown): unknown {
  const copy: unknown = structuredClone(document);
  const holder = path.slice(0, -1).reduce<unknown>((node, step) => (typeof node === 'object' && node !== null ? Reflect.get(node, step) : undefined), copy);
  const last = path.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return copy;
  if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, last);
  else if (!Array.isArray(holder) || /^\d+$/.test(last)) Reflect.set(holder, last, value);
  return copy;
}

/** The schema alone: rules between fields are beyond JSON Schema. */
function schemaFaults(kind: Kind, document: unknown): readonly Fault[] {
  return validate({ ...kind, rules: () => [] }, document).faults?.filter(({ code }) => code !== 'evidence_without_field') ?? [];
}

function isKeptAsItIs(kind: Kind, document: unknown): boolean {
  const parsed = kind.schema.safeParse(document);
  return !parsed.success || JSON.stringify(parsed.data) === JSON.stringify(document);
}

for (const kind of kinds) {
  describe(`JSON Schema of ${kind.name}`, () => {
    const isValid = validatorOf(kind);

    test('takes what we take', () => {
      fc.assert(fc.property(arbitraryDocument(kind), (document) => assert.ok(isValid(document), JSON.stringify(isValid.errors))), { numRuns: 60 });
    });

    test('refuses what we refuse, but for what it cannot say', () => {
      const property = fc.property(arbitraryDocument(kind).chain(broken), (document) => {
        const faults = schemaFaults(kind, document);
        const publicFaults = faults.filter(({ path }) => fieldsOf(kind).some(([name, meta]) => name === path && meta.visibility !== 'public' && (document as Document)[name] === undefined) === false);
        const expected = publicFaults.every(({ code }) => UNSAYABLE.has(code));
        if (faults.length === 0 && isKeptAsItIs(kind, document)) assert.ok(isValid(document), JSON.stringify(isValid.errors));
        if (!expected) assert.equal(isValid(document), false, JSON.stringify(faults));
      });
      fc.assert(property, { numRuns: 150 });
    });

    test('takes the document of examples', () => assert.ok(isValid(exampleDocument(kind)), JSON.stringify(isValid.errors)));
  });
}

describe('what stands in a schema', () => {
  const schema = kindSchema(sample, t, 'https://example.org');
  const properties = schema['properties'] as Record<string, Record<string, unknown>>;

  test('has an address, a name and the parts it refers to', () => {
    assert.equal(schema['$id'], 'https://example.org/schemas/sample');
    assert.equal(schema['title'], 'Sample');
    const parts = Object.keys(schema['$defs'] as object);
    const used = new Set(referencesIn(schema).map((address) => address.replace('#/$defs/', '')));
    assert.deepEqual(new Set(parts), used);
  });

  test('says in words and in codes what a field is', () => {
    assert.deepEqual(properties['colour'], {
      title: 'Colour',
      description: 'Its colour',
      anyOf: [{ type: 'string', enum: ['red', 'green', 'blue'] }, { $ref: '#/$defs/absence', properties: { absent: { enum: ['not_applicable'] } } }],
      examples: ['green'],
      'x-yupana': { type: 'choice', facet: true, visibility: 'public', absences: ['not_applicable'], options: { red: 'Red', green: 'green', blue: 'blue' } },
    });
    assert.deepEqual(properties['other']?.['x-yupana'], { type: 'reference', facet: true, visibility: 'public', references: ['sample'] });
    assert.deepEqual(properties['terms']?.['x-yupana'], { type: 'list', facet: true, visibility: 'public', options: { short: 'short', long: 'long' } });
  });

  test('does not ask for what a published document goes without', () => {
    assert.ok(!(schema['required'] as string[]).includes('person'));
    assert.deepEqual(properties['person']?.['x-yupana'], { type: 'line', facet: false, visibility: 'personal' });
  });

  test('keeps the limits of a number, also behind special values', () => {
    const parts = properties['parts']?.['items'] as { properties: Record<string, { anyOf: unknown[] }> };
    assert.deepEqual(parts.properties['count']?.anyOf[0], { type: 'integer', minimum: 0, maximum: 10 });
    assert.deepEqual([properties['number']?.['minimum'], properties['number']?.['maximum']], [-5, 100]);
  });

  test('points to the parts where it is told they are', () => {
    const body = documentSchema(sample, t, (part) => `#/components/schemas/${part}`);
    assert.ok(referencesIn(body).length > 10);
    assert.ok(referencesIn(body).every((address) => address.startsWith('#/components/schemas/')));
  });
});
