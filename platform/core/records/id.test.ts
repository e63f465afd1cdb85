import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ID_PATTERN, isId, newId, printId, readId } from './id.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const anId = fc.uint8Array({ minLength: 11, maxLength: 11 }).map((bytes) => newId((into) => into.set(bytes)));

test('a new id is an id, begins with a letter, and no two are the same', () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => newId()));
  assert.equal(ids.size, 10_000);
  for (const id of ids) assert.ok(isId(id) && ID_PATTERN.test(id) && /^[a-z]/.test(id), id);
});

test('a person may type an id with capitals, hyphens, spaces, o for zero, i or l for one', () => {
  fc.assert(
    fc.property(anId, fc.infiniteStream(fc.constantFrom('o', 'O', '0')), fc.infiniteStream(fc.constantFrom('l', 'I', 'i', '1')), (id, zeros, ones) => {
      const typed = ` ${printId(id).replace(/0/g, () => String(zeros.next().value)).replace(/1/g, () => String(ones.next().value)).toUpperCase()} `;
      assert.equal(readId(typed), id);
    }),
  );
  for (const wrong of ['', 'x', 'h777777777', 'h7777777777mm', 'ú7777777777m', '777777777777']) assert.equal(readId(wrong), undefined);
});

test('every single wrong character is found', () => {
  fc.assert(
    fc.property(anId, fc.nat(11), fc.constantFrom(...ALPHABET), (id, at, other) => {
      fc.pre(id[at] !== other);
      assert.ok(!isId(id.slice(0, at) + other + id.slice(at + 1)));
    }),
  );
});

test('every swap of two neighbours is found, but for the first and last symbol of the alphabet', () => {
  fc.assert(
    fc.property(anId, fc.nat(10), (id, at) => {
      const [left = '', right = ''] = [id[at], id[at + 1]];
      fc.pre(left !== right && [left, right].toSorted().join('') !== '0z');
      assert.ok(!isId(id.slice(0, at) + right + left + id.slice(at + 2)), `${id} at ${at}`);
    }),
  );
});

test('an id is not read as a number', () => {
  for (let index = 0; index < 2000; index += 1) assert.ok(Number.isNaN(Number(newId())));
});
