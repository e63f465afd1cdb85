import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { codeOf, facetsOf, leaves, metaAt, referencesOf, searchTextsOf, splitByVisibility, titleOf } from './content.ts';
import { exampleDocument } from './json-schema.ts';
import { fieldsOf } from './kind.ts';
import { isAbsence } from './values.ts';

const ID = 'h7777777777m';
const document = {
  ...exampleDocument(sample),
  contact: 'ana@example.org',
  person: 'Ana Quispe',
  counts: [4, { absent: 'not_stated' }],
  terms: ['short', 'long', 'short'],
  evidence: [{ field: 'title', source: ID, place: 'p. 1', confidence: 'official' }],
};

describe('leaves', () => {
  test('have a place with positions and a field without', () => {
    const found = new Set([...leaves(sample, document)].map(({ path, field }) => `${path} ${field}`));
    for (const expected of ['title title', 'counts.1 counts', 'parts.0.key parts.key', 'parts.0.kinds.0 parts.kinds', 'tile.column tile.column', 'evidence.0.source evidence.source']) assert.ok(found.has(expected), expected);
  });

  test('are special values too, and a special value in place of a group is one leaf', () => {
    const found = [...leaves(sample, { ...document, tile: { absent: 'not_applicable' } })].filter(({ field }) => field.startsWith('tile'));
    assert.deepEqual(found.map(({ path, value }) => [path, value]), [['tile', { absent: 'not_applicable' }]]);
  });

  test('are where their path says, and their field is one of the kind', () => {
    fc.assert(fc.property(arbitraryDocument(sample), (one) => {
      for (const { path, field, meta, value } of leaves(sample, one)) {
        const at = path.split('.').reduce<unknown>((node, step) => Reflect.get(node as object, step), one);
        assert.equal(at, value);
        assert.deepEqual(metaAt(sample, path), meta);
        assert.ok(metaAt(sample, field), field);
        assert.equal(path.replace(/\.\d+(?=\.|$)/g, ''), field);
      }
    }));
  });
});

test('there is no field where there is none', () => {
  for (const path of ['', 'nothing', 'title.es', 'price.amount', 'tile.nothing', 'constructor', 'tile.constructor', '0', 'title.0']) assert.equal(metaAt(sample, path), undefined, path);
});

test('references say where they are, what they point to and what that may be', () => {
  assert.deepEqual(referencesOf(sample, document), [
    { path: 'other', field: 'other', to: ID, kinds: ['sample'], acyclic: false },
    { path: 'above', field: 'above', to: ID, kinds: ['sample'], acyclic: true },
    { path: 'evidence.0.source', field: 'evidence.source', to: ID, kinds: ['source'], acyclic: false },
  ]);
  assert.deepEqual(referencesOf(sample, { above: { absent: 'not_applicable' } }), []);
});

describe('facets', () => {
  test('are each value once, in a list as outside of it', () => {
    assert.deepEqual(facetsOf(sample, document), ['colour:green', 'open:true', `other:${ID}`, 'terms:long', 'terms:short']);
  });

  test('are special values too', () => {
    assert.deepEqual(facetsOf(sample, { colour: { absent: 'not_applicable' }, open: false }), ['colour:not_applicable', 'open:false']);
  });
});

describe('texts for search', () => {
  test('have their weight and language', () => {
    const found = searchTextsOf(sample, document);
    assert.deepEqual(found, [
      { weight: 'A', language: 'es', text: 'Texto de ejemplo' },
      { weight: 'A', language: 'en', text: 'Sample text' },
      { weight: 'A', language: undefined, text: 'S.1' },
      { weight: 'C', language: undefined, text: 'Two\nlines' },
      { weight: 'B', language: undefined, text: 'Otro nombre; con punto y coma' },
    ]);
  });

  test('are never special values, nor what not everybody sees', () => {
    fc.assert(fc.property(arbitraryDocument(sample), (one) => {
      const texts = searchTextsOf(sample, { ...one, code: { absent: 'not_stated' } }).map(({ text }) => text);
      assert.ok(texts.every((text) => text !== '[object Object]'));
      assert.ok(searchTextsOf(sample, { person: one['person'], contact: 'x' }).length === 0);
    }));
  });
});

test('a title has its languages, or none', () => {
  assert.deepEqual(titleOf(sample, document), { es: 'Texto de ejemplo', en: 'Sample text' });
  assert.deepEqual(titleOf({ ...sample, title: 'code' }, { code: 'S.1' }), { und: 'S.1' });
  assert.deepEqual(titleOf({ ...sample, title: 'code' }, { code: { absent: 'not_stated' } }), {});
  assert.deepEqual(titleOf(sample, {}), {});
});

test('a code is there where the document gives it', () => {
  assert.equal(codeOf(sample, document), 'S.1');
  assert.equal(codeOf(sample, { code: { absent: 'not_stated' } }), undefined);
  assert.equal(codeOf({ ...sample, code: undefined }, document), undefined);
});

test('a document falls into parts by who sees them, and nothing is lost or twice', () => {
  assert.deepEqual(splitByVisibility(sample, document).internal, { contact: 'ana@example.org' });
  assert.deepEqual(splitByVisibility(sample, document).personal, { person: 'Ana Quispe' });
  fc.assert(fc.property(arbitraryDocument(sample), (one) => {
    const parts = splitByVisibility(sample, one);
    assert.deepEqual({ ...parts.public, ...parts.internal, ...parts.personal }, one);
    const hidden = fieldsOf(sample).filter(([, meta]) => meta.visibility !== 'public').map(([name]) => name);
    assert.ok(hidden.every((name) => !Object.hasOwn(parts.public, name)));
    assert.ok([...leaves(sample, parts.public)].every(({ meta, value }) => meta.visibility === 'public' || isAbsence(value)));
  }));
});
