import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify as nativeVerify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { getPublicKey, hashes, sign as nobleSign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { allFlips } from '../testing/mutations.ts';
import { vectorJson, withoutVectors } from '../testing/vectors.ts';
import { verifyEd25519 } from './ed25519.ts';
import { rawPublicKey, signWith } from './node.ts';

hashes.sha512 = sha512;
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const stored = <T>(file: string): T => JSON.parse(readFileSync(join(import.meta.dirname, 'testing', file), 'utf8')) as T;

interface Vector {
  readonly id: number;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

/** What the runtime thinks, whose rule is not ours. */
function native({ publicKey, message, signature }: Vector): boolean {
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), hex(publicKey)]), type: 'spki', format: 'der' });
  return nativeVerify(null, hex(message), key, hex(signature));
}

test('the vectors of RFC 8032 §7.1', () => {
  const vectors = [
    ['d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '', 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
    ['3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72', '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
    ['fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82', '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
  ] as const;
  for (const [key, message, signature] of vectors) assert.ok(verifyEd25519(hex(key), hex(message), hex(signature)));
});

test('“Taming the many EdDSAs”: of the twelve only the one with nothing to object to passes', () => {
  const { tests } = stored<{ tests: (Vector & { what: string; cofactorlessHolds: boolean })[] }>('speccheck.json');
  assert.equal(tests.length, 12);
  for (const vector of tests) {
    const accepted = verifyEd25519(hex(vector.publicKey), hex(vector.message), hex(vector.signature));
    // 0 to 2: small order; 4 and 5: cofactorless; 6 and 7: S; 8 to 11: encodings.
    assert.equal(accepted, vector.id === 3, `${vector.id}: ${vector.what}`);
    if (accepted) assert.ok(vector.cofactorlessHolds);
  }
});

test('Wycheproof: every valid signature passes, no invalid one does', () => {
  const { tests } = stored<{ tests: (Vector & { flag: string; valid: boolean })[] }>('wycheproof.json');
  assert.equal(tests.length, 151);
  for (const vector of tests) {
    assert.equal(verifyEd25519(hex(vector.publicKey), hex(vector.message), hex(vector.signature)), vector.valid, `${vector.id} ${vector.flag}`);
  }
});

test('CCTV: what passes has no low order, no second encoding, no residue', { skip: withoutVectors }, () => {
  const cases = vectorJson<{ number: number; key: string; sig: string; msg: string; flags: string[] | null }[]>('ed25519/edge-cases-even.json');
  assert.equal(cases.length, 457);
  const fatal = new Set(['low_order_A', 'low_order_R', 'low_order_residue', 'non_canonical_A', 'non_canonical_R']);
  for (const { number, key, sig, msg, flags } of cases) {
    const expected = !(flags ?? []).some((flag) => fatal.has(flag));
    assert.equal(verifyEd25519(hex(key), Buffer.from(msg), hex(sig)), expected, `${number}: ${String(flags)}`);
    // Ours is the narrowest rule: what we take, the runtime takes too.
    if (expected) assert.ok(native({ id: number, publicKey: key, message: Buffer.from(msg).toString('hex'), signature: sig }), String(number));
  }
});

test('signatures made by Node and by noble pass, and any flipped bit is refused', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const message = Buffer.from('Actualización de la meta 4.2');
  const signature = signWith(privateKey)(message) as Uint8Array;
  const key = rawPublicKey(publicKey);
  assert.deepEqual(rawPublicKey(privateKey), key);
  assert.ok(verifyEd25519(key, message, signature));
  const secret = new Uint8Array(32).fill(9);
  assert.ok(verifyEd25519(getPublicKey(secret), message, nobleSign(message, secret)));
  for (const flip of allFlips(signature)) assert.ok(!verifyEd25519(key, message, flip));
  for (const flip of allFlips(message)) assert.ok(!verifyEd25519(key, flip, signature));
  for (const flip of allFlips(key)) assert.ok(!verifyEd25519(flip, message, signature));
});

test('whatever the lengths, the answer is no', () => {
  for (const length of [0, 31, 33, 64]) assert.ok(!verifyEd25519(new Uint8Array(length), new Uint8Array(3), new Uint8Array(64)));
  for (const length of [0, 63, 65]) assert.ok(!verifyEd25519(new Uint8Array(32), new Uint8Array(3), new Uint8Array(length)));
});
