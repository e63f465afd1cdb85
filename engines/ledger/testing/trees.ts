/** The tree of RFC 6962 straight from its recursive definitions: slow, and so plain that it can be checked by eye. */
import { createHash } from 'node:crypto';

export function nativeSha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** “leaf 0”, “leaf 1”, … */
export function sampleEntry(index: number): Uint8Array {
  return Buffer.from(`leaf ${index}`);
}

export function naiveLeaf(entry: Uint8Array): Uint8Array {
  return nativeSha256(Buffer.concat([Buffer.of(0), entry]));
}

/** §2.1, MTH(D[n]), over leaf hashes. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return nativeSha256(Buffer.alloc(0));
  if (leaves.length === 1) return leaves[0] ?? Buffer.alloc(0);
  const k = half(leaves.length);
  return nativeSha256(Buffer.concat([Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k))]));
}

/** §2.1.1, PATH(m, D[n]). */
export function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = half(leaves.length);
  if (m < k) return [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))];
  return [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

/** §2.1.2, PROOF(m, D[n]) = SUBPROOF(m, D[n], true). */
export function naiveProof(m: number, leaves: readonly Uint8Array[], known = true): Uint8Array[] {
  if (m === leaves.length) return known ? [] : [naiveRoot(leaves)];
  const k = half(leaves.length);
  if (m <= k) return [...naiveProof(m, leaves.slice(0, k), known), naiveRoot(leaves.slice(k))];
  return [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

/** RFC 9162 §2.1.3.2, step by step as the RFC says it. */
export function iterativeInclusion(leaf: Uint8Array, index: number, size: number, root: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (index >= size) return false;
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = pair(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      r = pair(r, p);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && Buffer.compare(r, root) === 0;
}

/** RFC 9162 §2.1.4.2. */
export function iterativeConsistency(first: number, second: number, firstRoot: Uint8Array, secondRoot: Uint8Array, given: readonly Uint8Array[]): boolean {
  if (first === second) return given.length === 0 && Buffer.compare(firstRoot, secondRoot) === 0;
  if (given.length === 0) return false;
  const proof = Number.isInteger(Math.log2(first)) ? [firstRoot, ...given] : [...given];
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  const [seed, ...rest] = proof;
  if (seed === undefined) return false;
  let [fr, sr] = [seed, seed];
  for (const c of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [pair(c, fr), pair(c, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      sr = pair(sr, c);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && Buffer.compare(fr, firstRoot) === 0 && Buffer.compare(sr, secondRoot) === 0;
}

function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return nativeSha256(Buffer.concat([Buffer.of(1), left, right]));
}

function half(leaves: number): number {
  return 2 ** Math.floor(Math.log2(leaves - 1));
}
