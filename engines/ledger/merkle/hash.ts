/** Merkle Tree Hash, RFC 6962 §2.1 and RFC 9162 §2.1.1. The prefixes keep a leaf from passing for a node. */
import { type Hash, HASH_BYTES, sha256 } from '../hash.ts';

/** The root of the tree without leaves: the hash of nothing. */
export function emptyRoot(hash: Hash = sha256): Uint8Array {
  return hash(new Uint8Array(0));
}

export function leafHash(entry: Uint8Array, hash: Hash = sha256): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input.set(entry, 1);
  return hash(input);
}

export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Hash = sha256): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError(`a node joins two hashes, not ${left.length} and ${right.length} bytes`);
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return hash(input);
}
