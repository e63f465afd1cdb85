/** Inclusion proofs, RFC 6962 §2.1.1 and RFC 9162 §2.1.3. */
import { sameBytes } from '../encoding/bytes.ts';
import { type Hash, HASH_BYTES, sha256 } from '../hash.ts';
import { nodeHash } from './hash.ts';
import { type Interval, isSize, isSubtree, type NodeReader, splitPoint, subtreeHash } from './subtree.ts';

/** The subtrees whose hashes prove that a leaf stands in a tree, from the leaf's sibling to the root's child. */
export function inclusionPath(index: number, tree: Interval): Interval[] {
  if (!isSubtree(tree) || !isSize(index) || index < tree.start || index >= tree.end) throw new RangeError(`no leaf ${index} in [${tree.start}, ${tree.end})`);
  const path: Interval[] = [];
  for (let { start, end } = tree; end - start > 1; ) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.toReversed();
}

/** PATH(index, D[0:size]). */
export function inclusionProof(index: number, size: number, read: NodeReader, hash: Hash = sha256): Uint8Array[] {
  return inclusionPath(index, { start: 0, end: size }).map((interval) => subtreeHash(interval, read, hash));
}

/** The root that a proof leads to; undefined where it has not the length that the place and the size demand. */
export function rootOfInclusion(leaf: Uint8Array, index: number, tree: Interval, proof: readonly Uint8Array[], hash: Hash = sha256): Uint8Array | undefined {
  if (!isSubtree(tree) || !isSize(index) || index < tree.start || index >= tree.end || leaf.length !== HASH_BYTES) return undefined;
  const path = inclusionPath(index, tree);
  if (proof.length !== path.length || proof.some(({ length }) => length !== HASH_BYTES)) return undefined;
  return path.reduce((below, sibling, step) => {
    const beside = proof[step] ?? below;
    return sibling.start > index ? nodeHash(below, beside, hash) : nodeHash(beside, below, hash);
  }, leaf);
}

/** Whether the leaf hash stands at the index of the tree with this size and root. */
export function verifyInclusion(leaf: Uint8Array, index: number, size: number, root: Uint8Array, proof: readonly Uint8Array[], hash: Hash = sha256): boolean {
  return verifySubtreeInclusion(leaf, index, { start: 0, end: size }, root, proof, hash);
}

/** The same for a subtree (draft-ietf-plants-merkle-tree-certs-02 §4.3). */
export function verifySubtreeInclusion(leaf: Uint8Array, index: number, tree: Interval, root: Uint8Array, proof: readonly Uint8Array[], hash: Hash = sha256): boolean {
  const reached = rootOfInclusion(leaf, index, tree, proof, hash);
  return reached !== undefined && sameBytes(reached, root);
}
