/** Keys for tests: made from a number, so that failures repeat. */
import { generateKeyPairSync } from 'node:crypto';
import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { ED25519, ED25519_COSIGNATURE, ML_DSA_44_COSIGNATURE, type VerifierKey, verifierKey } from '../note/verifier-key.ts';
import type { Sign } from '../signatures/algorithms.ts';
import { rawPublicKey, signWith } from '../signatures/node.ts';

hashes.sha512 = sha512;

export interface TestKey {
  readonly key: VerifierKey;
  readonly sign: Sign;
}

export function ed25519Key(name: string, seed: number, type: typeof ED25519 | typeof ED25519_COSIGNATURE = ED25519): TestKey {
  const secret = new Uint8Array(32).fill(seed);
  return { key: verifierKey(name, type, getPublicKey(secret)), sign: (message) => sign(message, secret) };
}

export function witnessKey(name: string, seed: number): TestKey {
  return ed25519Key(name, seed, ED25519_COSIGNATURE);
}

/** Another one each time: Node makes no ML-DSA key from a seed. */
export function mlDsa44Key(name: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ml-dsa-44');
  return { key: verifierKey(name, ML_DSA_44_COSIGNATURE, rawPublicKey(publicKey)), sign: signWith(privateKey) };
}
