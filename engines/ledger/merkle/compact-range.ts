/**
 * A tree that only grows, kept as the roots of its complete subtrees: at most 53 hashes for any size. It gives the root
 * after every append and tells of each node that becomes complete.
 */
import { type Hash, HASH_BYTES, sha256 } from '../hash.ts';
import { emptyRoot, nodeHash } from './hash.ts';
import { completeSubtrees, isSize, joined, type Node, type NodeReader } from './subtree.ts';

/** Hears of each complete subtree once, leaves included, children before their parent. */
export type NodeListener = (node: Node, hash: Uint8Array) => void;

export class CompactRange {
  readonly #hash: Hash;
  /** The complete subtrees, large to small. */
  readonly #hashes: Uint8Array[];
  #size: number;

  /** The tree without leaves. */
  constructor(hash: Hash = sha256) {
    this.#hash = hash;
    this.#hashes = [];
    this.#size = 0;
  }

  /** Goes on from a tree whose nodes can be read. */
  static of(size: number, read: NodeReader, hash: Hash = sha256): CompactRange {
    return CompactRange.from(size, completeSubtrees({ start: 0, end: size }).map((node) => read(node)), hash);
  }

  /** Goes on from what `hashes` gave. */
  static from(size: number, hashes: readonly Uint8Array[], hash: Hash = sha256): CompactRange {
    if (!isSize(size)) throw new RangeError(`${size} is no size of a tree`);
    if (hashes.length !== completeSubtrees({ start: 0, end: size }).length || hashes.some(({ length }) => length !== HASH_BYTES)) {
      throw new RangeError(`these are not the complete subtrees of a tree of size ${size}`);
    }
    const range = new CompactRange(hash);
    range.#hashes.push(...hashes);
    range.#size = size;
    return range;
  }

  get size(): number {
    return this.#size;
  }

  /** The roots of the complete subtrees, large to small. */
  get hashes(): readonly Uint8Array[] {
    return [...this.#hashes];
  }

  /** Adds a leaf, by its leaf hash. */
  append(leaf: Uint8Array, listen?: NodeListener): void {
    if (leaf.length !== HASH_BYTES) throw new RangeError(`${leaf.length} bytes are no leaf hash`);
    let node: Node = { level: 0, index: this.#size };
    let top = leaf;
    listen?.(node, top);
    while (node.index % 2 === 1) {
      const left = this.#hashes.pop();
      if (left === undefined) throw new Error('a compact range lost a hash');
      top = nodeHash(left, top, this.#hash);
      node = { level: node.level + 1, index: (node.index - 1) / 2 };
      listen?.(node, top);
    }
    this.#hashes.push(top);
    this.#size++;
  }

  root(): Uint8Array {
    return this.#size === 0 ? emptyRoot(this.#hash) : joined(this.#hashes, this.#hash);
  }
}
