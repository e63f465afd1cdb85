/**
 * Shapes in the tree of RFC 6962: which leaves a subtree covers, where it splits, and of which complete subtrees it is
 * made. Sizes are numbers up to 2^53 − 1, so halves come from division, never from 32-bit shifts.
 */
import { type Hash, sha256 } from '../hash.ts';
import { nodeHash } from './hash.ts';

/** The leaves from `start` to before `end`. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: 2^level leaves from index × 2^level on. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** Gives the hash of a complete subtree, from tiles or from wherever hashes are kept. */
export type NodeReader = (node: Node) => Uint8Array;

/** The largest power of two below a number of leaves (at least 2): RFC 6962 splits there. */
export function splitPoint(leaves: number): number {
  let power = 1;
  while (power * 2 < leaves) power *= 2;
  return power;
}

/** Whether an interval is a subtree of every tree that holds it (draft-ietf-plants-merkle-tree-certs-02 §4.1). */
export function isSubtree({ start, end }: Interval): boolean {
  if (!isSize(start) || !isSize(end) || start >= end) return false;
  return start % powerAbove(end - start) === 0;
}

/** A number of leaves, or a place among them. */
export function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The least power of two that is no smaller. */
function powerAbove(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}

/** The complete subtrees that together cover a subtree, from left to right, large to small. */
export function completeSubtrees({ start, end }: Interval): Node[] {
  const nodes: Node[] = [];
  for (let from = start; from < end; ) {
    let level = 0;
    while (from % 2 ** (level + 1) === 0 && from + 2 ** (level + 1) <= end) level++;
    nodes.push({ level, index: from / 2 ** level });
    from += 2 ** level;
  }
  return nodes;
}

/** MTH(D[start:end]) of a subtree. */
export function subtreeHash(interval: Interval, read: NodeReader, hash: Hash = sha256): Uint8Array {
  const hashes = completeSubtrees(interval).map((node) => read(node));
  return joined(hashes, hash);
}

/** The right-hand ends of a tree belong together first. */
export function joined(hashes: readonly Uint8Array[], hash: Hash): Uint8Array {
  const [last, ...others] = hashes.toReversed();
  if (last === undefined) throw new RangeError('a subtree has at least one leaf');
  return others.reduce((right, left) => nodeHash(left, right, hash), last);
}
