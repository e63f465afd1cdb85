import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Recipe } from '../recipe/recipe.ts';
import { b2cData, b2cRecipe } from '../testing/b2c.ts';
import { refused } from '../testing/close.ts';
import { bundle, bundleText, rerun, rounded } from './bundle.ts';
import { canonical } from './canonical.ts';
import { sha256 } from './sha256.ts';

const recipe: Recipe = {
  ...b2cRecipe,
  uncertainty: {
    factors: [
      { name: 'scale', kind: 'choice', step: 'normalise', alternatives: [{ label: 'none' }, { label: 'min–max', set: { method: 'min-max' } }] },
      { name: 'weights', kind: 'weight-noise', spread: 0.3, draws: 10 },
    ],
  },
};

test('SHA-256 is that of Node for every text', () => {
  assert.equal(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => assert.equal(sha256(text), createHash('sha256').update(text).digest('hex'))));
  for (let length = 50; length < 70; length++) assert.equal(sha256('a'.repeat(length)), createHash('sha256').update('a'.repeat(length)).digest('hex'));
});

test('canonical JSON does not depend on the order of keys and reads back the same (RFC 8785, §3.2.3)', () => {
  assert.equal(canonical({ b: [1e21, 0.1, -0, 'é\n'], a: null, '€': 1, '\r': 2 }), '{"\\r":2,"a":null,"b":[1e+21,0.1,0,"é\\n"],"€":1}');
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(canonical(JSON.parse(canonical(value))), canonical(value))));
  refused(() => canonical({ a: Number.NaN }), 'invalid-data');
});

test('a bundle runs again to the same bytes', () => {
  const text = bundleText(bundle(b2cData, recipe));
  const again = rerun(text);
  assert.ok(again.same);
  assert.equal(again.text, text);
  assert.deepEqual([again.differences, again.otherEngine], [[], null]);
});

test('a bundle in another layout is not the same bytes, though it says the same', () => {
  const { same, differences } = rerun(JSON.stringify(JSON.parse(bundleText(bundle(b2cData, recipe))), null, 2));
  assert.deepEqual([same, differences], [false, []]);
});

test('results that were changed, with their hash, are found out by path', () => {
  const one = JSON.parse(bundleText(bundle(b2cData, recipe))) as { results: { index: { ranks: number[] } }; hashes: { results: string } };
  one.results.index.ranks[4] = 1;
  refused(() => rerun(canonical(one)), 'broken-bundle', { setting: 'hashes.results' });
  one.hashes.results = sha256(canonical(one.results));
  assert.deepEqual([rerun(canonical(one)).same, rerun(canonical(one)).differences], [false, ['results.index.ranks.4']]);
});

test('changed data, recipes and texts that are no bundle are refused', () => {
  const one = bundle(b2cData, recipe);
  refused(() => rerun(canonical({ ...one, data: { ...b2cData, period: 2020 } })), 'broken-bundle', { setting: 'hashes.data' });
  refused(() => rerun(canonical({ ...one, recipe: b2cRecipe })), 'broken-bundle', { setting: 'hashes.recipe' });
  for (const text of ['', '[]', '{}', 'null', '{"format":"composite-bundle/1"}']) refused(() => rerun(text), 'broken-bundle');
});

test('results are told with twelve digits; what is no number is null', () => {
  assert.deepEqual(rounded({ a: [1 / 3, Number.NaN], b: Float64Array.from([0.1 + 0.2]) }), { a: [0.333333333333, null], b: [0.3] });
});
