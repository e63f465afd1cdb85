import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Malformed } from '../malformed.ts';
import { vectorBytes, vectorJson, vectorPath, withoutVectors } from '../testing/vectors.ts';
import { canonicalJson, parseCanonicalJson } from './canonical.ts';
import { parseJson } from './parse.ts';
import { LEDGER, RFC8785 } from './profile.ts';
import type { Json } from './value.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const canonical = (text: string): string => Buffer.from(canonicalJson(parseJson(bytes(text)))).toString();

test('the inputs of RFC 8785 come out as the reference implementation writes them', { skip: withoutVectors }, () => {
  const files = readdirSync(vectorPath('jcs/input'));
  assert.ok(files.length >= 3);
  for (const file of files) {
    const output = canonicalJson(parseJson(vectorBytes(`jcs/input/${file}`)));
    assert.deepEqual(Buffer.from(output), Buffer.from(vectorBytes(`jcs/output/${file}`)), file);
    const hex = Buffer.from(vectorBytes(`jcs/outhex/${file.replace('.json', '.txt')}`)).toString().replaceAll(/\s/g, '');
    assert.equal(Buffer.from(output).toString('hex'), hex, file);
  }
});

test('lone surrogates are refused, in texts and in keys', { skip: withoutVectors }, () => {
  const { inputsHex } = vectorJson<{ inputsHex: Record<string, string> }>('jcs/must-reject.json');
  for (const [name, hex] of Object.entries(inputsHex)) assert.throws(() => parseJson(Buffer.from(hex, 'hex')), Malformed, name);
});

test('numbers are written as ECMAScript writes them (RFC 8785, appendix B)', () => {
  const samples: readonly (readonly [string, string])[] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ];
  for (const [ieee, expected] of samples) {
    assert.equal(Buffer.from(canonicalJson(Buffer.from(ieee, 'hex').readDoubleBE())).toString(), expected, ieee);
  }
  for (const value of [Number.NaN, Infinity, -Infinity]) assert.throws(() => canonicalJson(value), Malformed);
});

test('a refusal names the byte and the cause', () => {
  const cases: readonly (readonly [Uint8Array, number, RegExp])[] = [
    [bytes('{"a":1,"b":2,"a":3}'), 13, /stands twice/],
    [bytes(String.raw`{"a":1,"\u0061":3}`), 7, /stands twice/],
    [bytes('[1,2'), 4, /no closing bracket/],
    [bytes('{"a":1'), 6, /no closing brace/],
    [bytes('{a:1}'), 1, /no key/],
    [bytes('{"a" 1}'), 5, /no colon/],
    [bytes('[1,]'), 3, /no JSON value/],
    [bytes('{"a":1,}'), 7, /no key/],
    [bytes('01'), 0, /no JSON value/],
    [bytes('+1'), 0, /no JSON value/],
    [bytes('.5'), 0, /no JSON value/],
    [bytes('1.'), 0, /no JSON value/],
    [bytes('NaN'), 0, /no JSON value/],
    [bytes('1e400'), 0, /range of IEEE 754/],
    [bytes(''), 0, /no JSON value/],
    [bytes('tru'), 0, /no JSON value/],
    [bytes('1 2'), 2, /more after the end/],
    [bytes('"a\tb"'), 2, /control character/],
    [bytes('["abc'), 1, /without its end/],
    [bytes(String.raw`"\x41"`), 1, /escape/],
    [bytes(String.raw`"\u12G4"`), 1, /hexadecimal/],
    [bytes(String.raw`"ab\ud800"`), 3, /lone surrogate/],
    [bytes(String.raw`"\udc00\ud800"`), 1, /lone surrogate/],
    [bytes('\ufeff{}'), 0, /byte order mark/],
    [Buffer.from('22c3', 'hex'), 1, /invalid UTF-8/],
    [Buffer.from('22eda08022', 'hex'), 1, /invalid UTF-8/],
    [Buffer.from('22c0af22', 'hex'), 1, /invalid UTF-8/],
    [Buffer.from('22f4908080', 'hex'), 1, /invalid UTF-8/],
    [bytes('['.repeat(300)), 256, /deeper than 256/],
  ];
  for (const [input, byte, reason] of cases) {
    assert.throws(
      () => parseJson(input),
      (error) => error instanceof Malformed && reason.test(error.reason) && (error.place as { byte: number }).byte === byte,
      `${Buffer.from(input).toString()} at ${byte} for ${reason}`,
    );
  }
});

test('keys are ordered by UTF-16 code units, and __proto__ is a key like others', () => {
  assert.equal(canonical('{"\u20ac":1,"\\r":2,"\ufb33":3,"1":4,"\u{1f600}":5,"\u0080":6,"\u00f6":7}'), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  assert.equal(canonical('{"b":1,"__proto__":{"x":1},"constructor":2}'), '{"__proto__":{"x":1},"b":1,"constructor":2}');
});

test('the profile for the log takes integers and NFC, and nothing that two readers may read differently', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['1.5', /no plain integer/],
    ['1e3', /no plain integer/],
    ['-0', /no plain integer/],
    ['9007199254740992', /beyond 2\^53/],
    ['-9007199254740992', /beyond 2\^53/],
    ['"n\u0303"', /not in NFC/],
    ['{"n\u0303":1}', /not in NFC/],
    ['"\uffff"', /noncharacter/],
    ['"\u{1fffe}"', /noncharacter/],
    ['['.repeat(33) + ']'.repeat(33), /deeper/],
    [`"${'a'.repeat(65_535)}"`, /longer/],
  ];
  for (const [text, reason] of refused) assert.throws(() => parseJson(bytes(text), LEDGER), reason, text.slice(0, 40));
  assert.equal(Buffer.from(canonicalJson(parseJson(bytes('{ "monto": "0.10", "año": 9007199254740991, "d": -5 }'), LEDGER), LEDGER)).toString(), '{"año":9007199254740991,"d":-5,"monto":"0.10"}');
  assert.throws(() => canonicalJson({ a: [0.5] }, LEDGER), /plain integer .*, at \$\.a\[0\]/);
  assert.throws(() => canonicalJson({ 'n\u0303': 1 }, LEDGER), /NFC/);
  assert.throws(() => canonicalJson('\ud800'), /lone surrogate/);
  for (const value of [undefined, new Date(0), new Map(), new Uint8Array(2), 5n, () => 1, Symbol('x')]) assert.throws(() => canonicalJson([value as unknown as Json]), /is no JSON value, at \$\[0\]/);
});

test('only the canonical spelling passes as canonical', () => {
  assert.deepEqual({ ...(parseCanonicalJson(bytes('{"a":1,"b":[]}')) as object) }, { a: 1, b: [] });
  for (const text of ['{"b":[],"a":1}', '{"a": 1}', '{"a":1.0}', String.raw`{"\u0061":1}`, '1\n', '1E2', String.raw`"\/"`]) {
    assert.throws(() => parseCanonicalJson(bytes(text)), /not the canonical spelling/, text);
  }
});

/** JSON.stringify over a copy with ordered keys: RFC 8785 without the refusals. */
function reference(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${reference(inner)}`).join(',')}}`;
}

test('any value: same bytes as the reference, whatever the spelling; canonical again is the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const spelled = bytes(JSON.stringify(value, null, indent));
      const first = canonicalJson(parseJson(spelled));
      assert.equal(Buffer.from(first).toString(), reference(value));
      assert.deepEqual(canonicalJson(parseCanonicalJson(first)), first);
    }),
    { numRuns: 2000 },
  );
});

test('what JSON.parse refuses is refused, and what is accepted means the same to JSON.parse', () => {
  const texts = fc.oneof(fc.json(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019eE+-. \ntruefalsnu') }));
  fc.assert(
    fc.property(texts, (text) => {
      let ours: Json;
      try {
        ours = parseJson(bytes(text));
      } catch (error) {
        assert.ok(error instanceof Malformed);
        if (!/twice|range|deeper|surrogate/.test(error.reason)) assert.throws(() => JSON.parse(text), text);
        return;
      }
      assert.equal(reference(ours), reference(JSON.parse(text)));
    }),
    { numRuns: 5000 },
  );
});

test('every cut and every inserted byte gives a value or Malformed, with a place inside the input', () => {
  const sample = bytes(String.raw`{"a":[1,-2.5e3,"\u00f1\n",null],"b":{"c":true,"ñ":"\ud83d\ude00"}}`);
  for (let at = 0; at <= sample.length; at++) {
    for (const inserted of [[], [0x22], [0x5c], [0x7b], [0xff], [0x00], [0xc3]]) {
      for (const input of [sample.subarray(0, at), Buffer.concat([sample.subarray(0, at), Buffer.from(inserted), sample.subarray(at)])]) {
        try {
          parseJson(input, RFC8785);
        } catch (error) {
          assert.ok(error instanceof Malformed && error.place !== undefined && 'byte' in error.place && error.place.byte <= input.length);
        }
      }
    }
  }
});
