import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, type Json, LEDGER, Malformed, parseCanonicalJson } from '@yupana/ledger';
import * as fc from 'fast-check';
import { chainStep } from './chain.ts';
import { provenCanonical, readEntry } from './entry.ts';

const entry = (changes: object) => readEntry(canonicalJson({ type: 'publication', id: 'k1', version: 1, ...changes } as Json, LEDGER));
const leaf = (index: number): string => `leaf${index}`;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function judged(bytes: Uint8Array): Json | Malformed {
  try {
    return parseCanonicalJson(bytes, LEDGER);
  } catch (error) {
    assert.ok(error instanceof Malformed);
    return error;
  }
}

test('what the fast way proves canonical, the parser of the engine takes with the same value', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('ñ', 'n\u0303', '\ud800', '\u0000', '"', '\\', '__proto__', '\ufdd0', '10', '9', '\ufb33', '\ud83d\ude00'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(text, tie('value'), { maxKeys: 4 })),
  }));
  let proven = 0;
  fc.assert(
    fc.property(value, fc.constantFrom('stringify', 'canonical', 'spaces', 'bit'), fc.nat(), (value, spelling, choice) => {
      let bytes: Uint8Array = Buffer.from(JSON.stringify(value, undefined, spelling === 'spaces' ? 1 : undefined));
      try {
        if (spelling !== 'stringify' && spelling !== 'spaces') bytes = canonicalJson(plain(value) as Json, LEDGER);
      } catch (error) {
        assert.ok(error instanceof Malformed);
      }
      if (spelling === 'bit' && bytes.length > 0) bytes = Uint8Array.from(bytes, (byte, at) => (at === choice % bytes.length ? byte ^ (1 << (choice % 8)) : byte));
      const fast = provenCanonical(bytes);
      if (fast === undefined) return;
      proven++;
      const slow = judged(bytes);
      assert.ok(!(slow instanceof Malformed), Buffer.from(bytes).toString());
      assert.deepEqual(fast, plain(slow));
    }),
    { numRuns: 4000 },
  );
  assert.ok(proven > 500, `only ${proven} were proven`);
});

test('the fast way proves nothing of hostile spellings', () => {
  for (const text of ['{"a":1,"a":1}', '{"b":1,"a":1}', '{"a": 1}', '{"a":1.0}', '{"a":1.5}', '{"a":9007199254740993}', '{"a":"\\ud800"}', '{"a":"n\u0303"}', '{"a":"\\u0041"}', '{"a":1}\n', '\ufeff{"a":1}', '{"a":-0}', '[1e3]', '', '{"10":1,"9":1}', '{"a":"\ufdd0"}', `${'['.repeat(40)}${']'.repeat(40)}`]) {
    const bytes = Buffer.from(text);
    if (provenCanonical(bytes) !== undefined) assert.ok(!(judged(bytes) instanceof Malformed), text);
  }
});

test('an entry is read with what is not known left alone; what is known must have its form', () => {
  const written = { v: 9, type: 'publication', id: 'k1', kind: 'action', version: 2, prev: { index: 3, leaf: 'ab', more: 1 }, at: '2026-11-22T00:00:00.000Z', role: 'office', sha256: 'cd', future: { a: [1] } };
  const read = readEntry(canonicalJson(written, LEDGER));
  assert.deepEqual([read.type, read.record, read.version, read.previous, read.members['v']], ['publication', 'k1', 2, { index: 3, leaf: 'ab' }, 9]);
  for (const wrong of [[1], 'x', {}, { type: 1 }, { type: 'x', id: 1 }, { type: 'x', version: '1' }, { type: 'x', version: -1 }, { type: 'x', prev: { index: 1 } }, { type: 'x', prev: 7 }]) {
    assert.throws(() => readEntry(canonicalJson(wrong as Json, LEDGER)), Malformed, JSON.stringify(wrong));
  }
});

test('the chain of a record: each entry names the one before, versions follow, redactions stand between them', () => {
  const faults = (index: number, changes: object, before?: { index: number; version: number }) => chainStep(index, entry(changes), before, leaf).faults.map(({ what, reason }) => `${what}: ${reason}`);
  assert.deepEqual(faults(0, {}), []);
  assert.deepEqual(faults(5, { version: 2, prev: { index: 0, leaf: 'leaf0' } }, { index: 0, version: 1 }), []);
  assert.deepEqual(chainStep(6, entry({ type: 'redaction', version: 9, prev: { index: 5, leaf: 'leaf5' } }), { index: 5, version: 2 }, leaf), { end: { index: 6, version: 2 }, faults: [], again: false });
  assert.match(faults(5, { version: 4, prev: { index: 0, leaf: 'leaf0' } }, { index: 0, version: 1 }).join(), /^missing-version: versions 2 to 3 are not in the log$/);
  assert.match(faults(5, { version: 3, prev: { index: 0, leaf: 'leaf0' } }, { index: 0, version: 1 }).join(), /version 2 is not in the log/);
  assert.match(faults(5, { version: 1, prev: { index: 0, leaf: 'leaf0' } }, { index: 0, version: 1 }).join(), /broken-chain: version 1 comes after version 1/);
  assert.deepEqual(chainStep(5, entry({ version: 1, again: true, prev: { index: 0, leaf: 'leaf0' } }), { index: 0, version: 1 }, leaf), { end: { index: 5, version: 1 }, faults: [], again: true }, 'the log says itself that the first was lost');
  assert.match(faults(5, { version: 4, again: true, prev: { index: 0, leaf: 'leaf0' } }, { index: 0, version: 1 }).join(), /missing-version/);
  assert.match(faults(5, { version: 2 }, { index: 0, version: 1 }).join(), /names no entry before it, but entry 0/);
  assert.match(faults(5, { prev: { index: 3, leaf: 'x' } }).join(), /names entry 3 as the one before, which is not of this record/);
  assert.match(faults(5, { version: 2, prev: { index: 1, leaf: 'leaf1' } }, { index: 0, version: 1 }).join(), /names entry 1 as the one before, which is entry 0/);
  assert.match(faults(5, { version: 2, prev: { index: 0, leaf: 'x' } }, { index: 0, version: 1 }).join(), /has another hash than it names/);
  assert.match(faults(0, { version: 2 }).join(), /version 1 is not in the log/);
});
