/** Signing with Node's own cryptography, and ML-DSA-44 where Node has it (24.7 and later). Not for browsers. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Sign, VerifyMlDsa44 } from './algorithms.ts';
import { bytesOfSpki, ML_DSA_44_SPKI } from './ml-dsa-44.ts';

/** SubjectPublicKeyInfo of RFC 8410 before the 32 bytes of an Ed25519 key. */
const ED25519_SPKI_BYTES = 12;

/** Signs with an Ed25519 or ML-DSA-44 private key. */
export function signWith(privateKey: KeyObject): Sign {
  return (message) => new Uint8Array(sign(null, message, privateKey));
}

/** The bytes that a verifier key holds. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return new Uint8Array(spki.subarray(key.asymmetricKeyType === 'ed25519' ? ED25519_SPKI_BYTES : ML_DSA_44_SPKI.length));
}

export const nodeMlDsa44: VerifyMlDsa44 = (publicKey, message, signature) => {
  const key = createPublicKey({ key: Buffer.from(bytesOfSpki(publicKey)), type: 'spki', format: 'der' });
  return verify(null, message, key, signature);
};
