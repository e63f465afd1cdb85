import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { canonicalJson } from '../json/canonical.ts';
import { parseJson } from '../json/parse.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { Malformed, Unverified } from '../malformed.ts';
import { leafHash } from '../merkle/hash.ts';
import { nativeSha256 } from '../testing/trees.ts';
import { decoyDigest, disclosureDigest, encodeDisclosure, parseDisclosure } from './disclosure.ts';
import { commitFields, discloseFields, eraseField, type SaltSource } from './redaction.ts';

/** Salts that differ and repeat from run to run. */
function salts(): SaltSource {
  let made = 0;
  return () => nativeSha256(Buffer.from(`salt ${made++}`)).subarray(0, 16);
}

const COMMENT: JsonObject = {
  id: 'com-17',
  texto: 'Falta agua en la escuela',
  persona: { nombre: 'Rosa Quispe', dni: '00000000', región: 'Puno' },
  adjuntos: ['a.pdf', { hoja: 2, autor: 'R. Q.' }],
};

const plain = (value: Json): unknown => JSON.parse(Buffer.from(canonicalJson(value)).toString());

test('the disclosures of RFC 9901 give its digests', () => {
  const samples = [
    ['WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0', 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0', 'family_name', 'Möbius'],
    ['WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd', 'jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4', 'given_name', 'John'],
  ] as const;
  for (const [encoded, digest, name, value] of samples) {
    assert.equal(disclosureDigest(encoded), digest);
    const parsed = parseDisclosure(encoded);
    assert.deepEqual([parsed.name, parsed.value], [name, value]);
  }
  const element = parseDisclosure('WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0');
  assert.deepEqual([element.salt, element.name, element.value], ['lklxF5jMYlGTPUovMNIvCA', undefined, 'FR']);
  assert.equal(disclosureDigest('WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0'), 'w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs');
});

test('committed fields are gone from the document, and come back with their disclosures', () => {
  const { document, fields } = commitFields(COMMENT, ['/persona/nombre', '/persona/dni', '/adjuntos/1/autor'], salts());
  const published = Buffer.from(canonicalJson(document)).toString();
  for (const secret of ['Rosa', '00000000', 'R. Q.', 'nombre', 'dni', 'autor']) assert.ok(!published.includes(secret), secret);
  assert.deepEqual(plain(discloseFields(document, fields.map(({ disclosure }) => disclosure)).document), COMMENT);
  const one = discloseFields(document, fields.filter(({ pointer }) => pointer === '/persona/nombre').map(({ disclosure }) => disclosure));
  assert.deepEqual(plain(one.document), { ...COMMENT, persona: { nombre: 'Rosa Quispe', región: 'Puno' }, adjuntos: ['a.pdf', { hoja: 2 }] });
  assert.equal(one.hidden, 2);
});

test('erasing a field takes value and salt away; the published bytes and their leaf stay', () => {
  const { document, fields } = commitFields(COMMENT, ['/persona', '/persona/nombre', '/texto'], salts());
  const leaf = leafHash(canonicalJson(document));
  const left = eraseField(fields, '/persona');
  assert.deepEqual(left.map(({ pointer }) => pointer), ['/texto']);
  const shown = discloseFields(document, left.map(({ disclosure }) => disclosure));
  assert.deepEqual(plain(shown.document), { id: 'com-17', texto: 'Falta agua en la escuela', adjuntos: COMMENT['adjuntos'] });
  assert.deepEqual(leafHash(canonicalJson(document)), leaf);
  assert.ok(!JSON.stringify([document, left]).includes('Rosa'));
});

test('a field in a committed field needs both disclosures', () => {
  const { document, fields } = commitFields(COMMENT, ['/persona', '/persona/nombre'], salts());
  const [outer, inner] = ['/persona', '/persona/nombre'].map((pointer) => fields.find((field) => field.pointer === pointer)?.disclosure ?? assert.fail()) as [string, string];
  assert.deepEqual(plain(discloseFields(document, [outer]).document['persona'] ?? null), { dni: '00000000', región: 'Puno' });
  assert.deepEqual(plain(discloseFields(document, [inner, outer]).document), COMMENT);
  assert.throws(() => discloseFields(document, [inner]), /does not belong/);
});

test('elements of lists are committed in their places; those kept back are left out', () => {
  const { document, fields } = commitFields({ lista: ['a', 'b', 'c'] }, ['/lista/0', '/lista/2'], salts());
  assert.deepEqual(plain(discloseFields(document, []).document), { lista: ['b'] });
  assert.deepEqual(plain(discloseFields(document, [fields[1]?.disclosure ?? '']).document), { lista: ['b', 'c'] });
  assert.deepEqual(plain(discloseFields(document, fields.map(({ disclosure }) => disclosure)).document), { lista: ['a', 'b', 'c'] });
});

test('decoys hide how many fields there are', () => {
  const one = commitFields(COMMENT, ['/persona/nombre'], salts(), { decoys: 2 });
  const two = commitFields(COMMENT, ['/persona/nombre', '/persona/dni'], salts(), { decoys: 1 });
  const digests = ({ document }: typeof one): number => ((document['persona'] as JsonObject)['_sd'] as readonly Json[]).length;
  assert.deepEqual([digests(one), digests(two)], [3, 3]);
  assert.equal(discloseFields(one.document, one.fields.map(({ disclosure }) => disclosure)).hidden, 2);
  assert.match(decoyDigest(new Uint8Array(16)), /^[\w-]{43}$/);
});

test('the same value commits to other digests each time, and cannot be found by trying values', () => {
  const next = salts();
  const first = commitFields({ dni: '12345678' }, ['/dni'], next);
  const second = commitFields({ dni: '12345678' }, ['/dni'], next);
  assert.notDeepEqual(first.document, second.document);
  const [digest] = first.document['_sd'] as readonly string[];
  for (const guess of [disclosureDigest('12345678'), Buffer.from(nativeSha256(Buffer.from('12345678'))).toString('base64url'), Buffer.from(nativeSha256(Buffer.from('["dni","12345678"]'))).toString('base64url')]) assert.notEqual(guess, digest);
});

test('any flipped bit in a disclosure is refused', () => {
  const { document, fields } = commitFields(COMMENT, ['/persona/nombre'], salts());
  const encoded = fields[0]?.disclosure ?? assert.fail();
  for (let at = 0; at < encoded.length; at++) {
    for (let bit = 0; bit < 7; bit++) {
      const changed = encoded.slice(0, at) + String.fromCharCode(encoded.charCodeAt(at) ^ (1 << bit)) + encoded.slice(at + 1);
      assert.throws(() => discloseFields(document, [changed]), Unverified);
    }
  }
});

test('foreign, doubled and clashing disclosures are refused', () => {
  const { document, fields } = commitFields(COMMENT, ['/persona/nombre'], salts());
  const mine = fields[0]?.disclosure ?? assert.fail();
  const foreign = encodeDisclosure(new Uint8Array(16).fill(1), 'nombre', 'Otra');
  assert.throws(() => discloseFields(document, [foreign]), /does not belong/);
  assert.throws(() => discloseFields(document, [mine, mine]), /given twice/);
  const clash = { nombre: 'visible', _sd: [disclosureDigest(mine)] };
  assert.throws(() => discloseFields(clash, [mine]), /second field/);
  assert.throws(() => discloseFields({ a: { _sd: [disclosureDigest(mine)] }, b: { _sd: [disclosureDigest(mine)] } }, [mine]), /stands twice/);
  assert.throws(() => discloseFields({ lista: [{ '...': disclosureDigest(mine) }] }, [mine]), Malformed);
  assert.throws(() => discloseFields({ _sd_alg: 'md5' }, []), /another algorithm/);
  assert.throws(() => discloseFields({ _sd: 'x' }, []), Malformed);
  assert.throws(() => discloseFields({ _sd: [1] }, []), Malformed);
  assert.throws(() => discloseFields({ a: [{ '...': 'x', b: 1 }] }, []), Malformed);
});

test('weak salts, reserved names and pointers to nothing are refused', () => {
  assert.throws(() => commitFields(COMMENT, ['/texto'], () => new Uint8Array(15)), RangeError);
  assert.throws(() => commitFields(COMMENT, ['/texto', '/id'], () => new Uint8Array(16)), /repeats itself/);
  for (const pointer of ['', 'texto', '/no', '/persona/no', '/adjuntos/2', '/adjuntos/01', '/adjuntos/-', '/texto/0', '/persona/~2', '/__proto__']) assert.throws(() => commitFields(COMMENT, [pointer], salts()), Malformed, pointer);
  for (const name of ['_sd', '...', '_sd_alg']) {
    assert.throws(() => commitFields({ a: { [name]: 1 } }, ['/a'], salts()), Malformed);
    assert.throws(() => encodeDisclosure(new Uint8Array(16), name, 1), Malformed);
  }
  for (const parts of ['{}', '[]', '["s"]', '["s","n","v",1]', '[1,"n","v"]', '["s",1,"v"]', '["s","_sd","v"]', '["s","n",']) assert.throws(() => parseDisclosure(Buffer.from(parts).toString('base64url')), Malformed, parts);
});

test('any document, any of its fields: committed and disclosed it is what it was', () => {
  const key = fc.string({ minLength: 1, maxLength: 4 }).filter((text) => !['_sd', '...', '_sd_alg'].includes(text));
  const documents = fc.dictionary(key, fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }), fc.dictionary(key, fc.string(), { maxKeys: 3 })), { minKeys: 1, maxKeys: 5 });
  fc.assert(
    fc.property(documents, fc.nat(), fc.nat(3), (document, choice, decoys) => {
      const pointers = Object.keys(document)
        .map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
        .filter((_, index) => (choice >> index) % 2 === 0);
      const source = parseJson(Buffer.from(JSON.stringify(document))) as JsonObject;
      const committed = commitFields(source, pointers, salts(), { decoys });
      assert.equal(committed.fields.length, pointers.length);
      const disclosed = discloseFields(committed.document, committed.fields.map(({ disclosure }) => disclosure));
      assert.deepEqual(plain(disclosed.document), plain(source));
    }),
  );
});
