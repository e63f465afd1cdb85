/**
 * The tree below a checkpoint, read tile by tile from a source that nobody trusts. Every tile is held against the hash
 * above it before it is used, up to the root that the log has signed; so whatever comes out is the signed tree's.
 */
import { hash as nodeDigest } from 'node:crypto';
import {
  bundleOfTree, type Checkpoint, decodeBundle, firstDifference, type Hash, hashesOfTile, hashesOnLevel, Malformed, type Node, nodeHash, nodesOfTiles, subtreeHash, type Tile, TILE_WIDTH, tileOfTree, tilePath, tilesForRoot, type TreeHead,
} from '@yupana/ledger';
import { type LogSource, readTile, Unreachable } from './source.ts';

/** Node's SHA-256 is several times faster than a portable one. */
export const nativeHash: Hash = (bytes) => nodeDigest('sha256', bytes, 'buffer');

/** What the source gives is not the tree that the checkpoint names. */
export class Difference extends Error {
  override readonly name = 'Difference';
  /** Of the first entry that is concerned; undefined where a whole part is. */
  readonly entry: number | undefined;

  constructor(message: string, entry?: number) {
    super(message);
    this.entry = entry;
  }
}

export interface VerifiedBundle {
  /** Index of its first entry. */
  readonly start: number;
  readonly entries: readonly Uint8Array[];
  readonly tile: Tile;
  /** The hashes of the entries. */
  readonly hashes: Uint8Array;
}

export class VerifiedTree {
  readonly head: TreeHead;
  readonly #source: LogSource;
  /** Checked tiles: those at the right edge for good, of the others the last of each level. */
  readonly #edge = new Map<string, Uint8Array>();
  readonly #recent = new Map<number, { readonly index: number; readonly bytes: Uint8Array }>();

  private constructor(source: LogSource, head: TreeHead) {
    this.#source = source;
    this.head = head;
  }

  /** Throws `Difference` where the tiles at the edge do not lead to the root, `Unreachable` where one is missing. */
  static async open(source: LogSource, { size, root }: Pick<Checkpoint, 'size' | 'root'>): Promise<VerifiedTree> {
    const tree = new VerifiedTree(source, { size, root });
    if (size === 0) return tree;
    const tiles = tilesForRoot(size);
    for (const tile of tiles) tree.#edge.set(nameOf(tile), await tree.#fetch(tile));
    const reached = subtreeHash({ start: 0, end: size }, nodesOfTiles(size, (tile) => tree.#edge.get(nameOf(tile)) ?? missing(tile), nativeHash), nativeHash);
    if (!same(reached, root)) throw new Difference(`the tiles of ${source.name} do not lead to the root of its checkpoint of ${size} entries (${tiles.map(tilePath).join(', ')})`);
    return tree;
  }

  /** The hash of a complete subtree. */
  async node({ level, index }: Node): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / 8);
    const width = 2 ** (level % 8);
    const tile = tileOfTree(tileLevel, Math.floor((index * width) / TILE_WIDTH), this.head.size);
    const bytes = await this.tile(tile);
    return nodesOfTiles(this.head.size, () => bytes, nativeHash)({ level, index });
  }

  /** The root of the tree when it was smaller. */
  async rootOf(size: number): Promise<Uint8Array> {
    if (size === this.head.size) return this.head.root;
    const nodes = new Map<string, Uint8Array>();
    const wanted: Node[] = [];
    // First hears which nodes are asked for, then has them.
    subtreeHash({ start: 0, end: size }, (node) => (wanted.push(node), new Uint8Array(32)), nativeHash);
    for (const node of wanted) nodes.set(`${node.level}/${node.index}`, await this.node(node));
    return subtreeHash({ start: 0, end: size }, ({ level, index }) => nodes.get(`${level}/${index}`) ?? new Uint8Array(32), nativeHash);
  }

  /** A tile whose bytes are checked against the hash above it. Exactly its width. */
  async tile(tile: Tile): Promise<Uint8Array> {
    const known = this.#edge.get(nameOf(tile)) ?? (this.#recent.get(tile.level)?.index === tile.index ? this.#recent.get(tile.level)?.bytes : undefined);
    if (known !== undefined) return known;
    if (tile.width !== TILE_WIDTH) throw new Error(`${tilePath(tile)} lies at the edge and is known`);
    const [bytes, expected] = [await this.#fetch(tile), await this.node({ level: (tile.level + 1) * 8, index: tile.index })];
    if (!same(rootOfTile(bytes), expected)) throw new Difference(`${tilePath(tile)} of ${this.#source.name} is not what the tile above it says`, tile.index * TILE_WIDTH ** (tile.level + 1));
    this.#recent.set(tile.level, { index: tile.index, bytes });
    return bytes;
  }

  /** Bundle after bundle from the one that holds an entry on, each entry checked against its hash. @param known bytes that need not be fetched. */
  async *bundlesFrom(entry: number, known: (path: string) => Uint8Array | undefined = () => undefined): AsyncGenerator<VerifiedBundle> {
    for (let index = Math.floor(entry / TILE_WIDTH); index < Math.ceil(this.head.size / TILE_WIDTH); index++) {
      const [tile, bundle] = [tileOfTree(0, index, this.head.size), bundleOfTree(index, this.head.size)];
      const hashes = await this.tile(tile);
      const kept = known(tilePath(bundle));
      const entries = kept && entriesThatFit(kept, tile, hashes);
      yield { start: index * TILE_WIDTH, entries: entries ?? (await this.#entries(tile, hashes)), tile, hashes };
    }
  }

  async #entries(tile: Tile, hashes: Uint8Array): Promise<Uint8Array[]> {
    const bundle = bundleOfTree(tile.index, this.head.size);
    const path = tilePath(bundle);
    const bytes = await readTile(this.#source, bundle);
    if (bytes === undefined) throw new Unreachable(`${this.#source.name} does not have ${path}, which its checkpoint needs`);
    const first = tile.index * TILE_WIDTH;
    try {
      const entries = decodeBundle(bundle, bytes);
      const different = firstDifference(entries, tile, hashes, nativeHash);
      if (different !== undefined) throw new Difference(`entry ${different} in ${path} of ${this.#source.name} is not the one that was logged`, different);
      return entries;
    } catch (error) {
      if (error instanceof Malformed) throw new Difference(`${path} of ${this.#source.name}: ${error.message}`, first);
      throw error;
    }
  }

  async #fetch(tile: Tile): Promise<Uint8Array> {
    const bytes = await readTile(this.#source, tile);
    if (bytes === undefined) throw new Unreachable(`${this.#source.name} does not have ${tilePath(tile)}, which its checkpoint needs`);
    try {
      const width = hashesOfTile(tile, bytes).length;
      return bytes.subarray(0, width * 32);
    } catch (error) {
      if (error instanceof Malformed) throw new Difference(`${tilePath(tile)} of ${this.#source.name}: ${error.message}`, tile.index * TILE_WIDTH ** (tile.level + 1));
      throw error;
    }
  }
}

/** The highest level of tiles of a tree. */
export function topLevel(size: number): number {
  let level = 0;
  while (hashesOnLevel(level + 1, size) > 0) level++;
  return level;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function entriesThatFit(bytes: Uint8Array, tile: Tile, hashes: Uint8Array): Uint8Array[] | undefined {
  try {
    const entries = decodeBundle({ level: 'entries', index: tile.index, width: tile.width }, bytes);
    return firstDifference(entries, tile, hashes, nativeHash) === undefined ? entries : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** What the tile above a full tile says of it. */
export function rootOfTile(bytes: Uint8Array): Uint8Array {
  const half = nodesOfTiles(TILE_WIDTH, () => bytes, nativeHash);
  return nodeHash(half({ level: 7, index: 0 }), half({ level: 7, index: 1 }), nativeHash);
}

function nameOf({ level, index }: Tile): string {
  return `${level}/${index}`;
}

function missing(tile: Tile): never {
  throw new Error(`${tilePath(tile)} was not fetched`);
}
