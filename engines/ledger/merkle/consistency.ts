/**
 * Consistency proofs: RFC 6962 §2.1.2 and RFC 9162 §2.1.4 for an older tree, which is the subtree [0, size) in
 * draft-ietf-plants-merkle-tree-certs-02 §4.4 for any subtree. One definition serves both.
 */
import { sameBytes } from '../encoding/bytes.ts';
import { type Hash, HASH_BYTES, sha256 } from '../hash.ts';
import { emptyRoot, nodeHash } from './hash.ts';
import { type Interval, isSize, isSubtree, type NodeReader, splitPoint, subtreeHash } from './subtree.ts';

/** The subtrees whose hashes prove that a subtree belongs to a tree of this size; the deepest comes first. */
export function consistencyPath(subtree: Interval, size: number): Interval[] {
  if (!isSubtree(subtree) || !isSize(size) || subtree.end > size) throw new RangeError(`no subtree [${subtree.start}, ${subtree.end}) of a tree of size ${size}`);
  return pathWithin(subtree, { start: 0, end: size }, true);
}

/** SUBTREE_SUBPROOF: `known` while the verifier has the hash of the part in question. */
function pathWithin(subtree: Interval, tree: Interval, known: boolean): Interval[] {
  if (subtree.start === tree.start && subtree.end === tree.end) return known ? [] : [tree];
  const middle = tree.start + splitPoint(tree.end - tree.start);
  const [left, right] = [
    { start: tree.start, end: middle },
    { start: middle, end: tree.end },
  ];
  if (subtree.end <= middle) return [...pathWithin(subtree, left, known), right];
  if (subtree.start >= middle) return [...pathWithin(subtree, right, known), left];
  return [...pathWithin({ start: middle, end: subtree.end }, right, false), left];
}

/** PROOF(oldSize, D[0:newSize]), for 0 < oldSize ≤ newSize. */
export function consistencyProof(oldSize: number, newSize: number, read: NodeReader, hash: Hash = sha256): Uint8Array[] {
  return subtreeConsistencyProof({ start: 0, end: oldSize }, newSize, read, hash);
}

export function subtreeConsistencyProof(subtree: Interval, size: number, read: NodeReader, hash: Hash = sha256): Uint8Array[] {
  return consistencyPath(subtree, size).map((interval) => subtreeHash(interval, read, hash));
}

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Whether the new tree begins with the leaves of the old one. RFC 6962 defines no proof from the empty tree, so an old
 * size of 0 is refused here; `extendsTree` of the witness protocol has a rule for it.
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[], hash: Hash = sha256): boolean {
  return older.size !== 0 && verifySubtreeConsistency({ start: 0, end: older.size }, older.root, newer, proof, hash);
}

/**
 * Whether the leaves of the tree in the interval are those of the subtree with this hash. An interval without leaves has
 * the hash of the empty tree and needs no proof, as in transparency-dev/merkle.
 */
export function verifySubtreeConsistency(subtree: Interval, subtreeRoot: Uint8Array, tree: TreeHead, proof: readonly Uint8Array[], hash: Hash = sha256): boolean {
  if (!isSize(tree.size) || subtree.end > tree.size) return false;
  if (isSize(subtree.start) && subtree.start === subtree.end) return proof.length === 0 && sameBytes(subtreeRoot, emptyRoot(hash));
  if (!isSubtree(subtree) || proof.some(({ length }) => length !== HASH_BYTES)) return false;
  if (proof.length !== consistencyPath(subtree, tree.size).length || (proof.length > 0 && subtreeRoot.length !== HASH_BYTES)) return false;
  const reached = rootsWithin(subtree, { start: 0, end: tree.size }, { known: subtreeRoot, proof: proof[Symbol.iterator](), hash });
  return sameBytes(reached.part, subtreeRoot) && sameBytes(reached.whole, tree.root);
}

interface Evidence {
  /** The hash of the part, while it is the whole claimed subtree. */
  readonly known: Uint8Array | undefined;
  readonly proof: Iterator<Uint8Array>;
  readonly hash: Hash;
}

/** Walks as `pathWithin` does, and takes a hash of the proof wherever that names an interval. */
function rootsWithin(subtree: Interval, tree: Interval, { known, proof, hash }: Evidence): { readonly part: Uint8Array; readonly whole: Uint8Array } {
  if (subtree.start === tree.start && subtree.end === tree.end) {
    const here = known ?? next(proof);
    return { part: here, whole: here };
  }
  const middle = tree.start + splitPoint(tree.end - tree.start);
  if (subtree.end <= middle) {
    const { part, whole } = rootsWithin(subtree, { start: tree.start, end: middle }, { known, proof, hash });
    return { part, whole: nodeHash(whole, next(proof), hash) };
  }
  const right = { start: middle, end: tree.end };
  if (subtree.start >= middle) {
    const { part, whole } = rootsWithin(subtree, right, { known, proof, hash });
    return { part, whole: nodeHash(next(proof), whole, hash) };
  }
  const { part, whole } = rootsWithin({ start: middle, end: subtree.end }, right, { known: undefined, proof, hash });
  const left = next(proof);
  return { part: nodeHash(left, part, hash), whole: nodeHash(left, whole, hash) };
}

/** The length was compared before: there is always one. */
function next(proof: Iterator<Uint8Array>): Uint8Array {
  const { value, done } = proof.next();
  if (done === true) throw new Error('a proof ended early');
  return value;
}
