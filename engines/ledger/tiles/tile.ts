/** Tiles of C2SP tlog-tiles, “Merkle Tree”: 256 neighbouring hashes of one level, which is every eighth of the tree. */
import { type Hash, HASH_BYTES, sha256 } from '../hash.ts';
import { Malformed } from '../malformed.ts';
import { consistencyPath } from '../merkle/consistency.ts';
import { inclusionPath } from '../merkle/inclusion.ts';
import { completeSubtrees, type Interval, joined, type Node, type NodeReader } from '../merkle/subtree.ts';

export const TILE_WIDTH = 256;
/** 256 = 2^8: a tile holds a subtree of this height. */
const TILE_HEIGHT = 8;

export interface Tile {
  /** From 0, the level of the leaf hashes. */
  readonly level: number;
  readonly index: number;
  /** How many hashes: 256, or less in a partial tile. */
  readonly width: number;
}

/** Gives the bytes of a tile: of its width, or of the full tile where the partial one is gone. */
export type TileSource = (tile: Tile) => Uint8Array;

/** How many hashes the tiles of a level hold for a tree: floor(size / 256^level). */
export function hashesOnLevel(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The tile with an index, as wide as the tree makes it. */
export function tileOfTree(level: number, index: number, size: number): Tile {
  const width = Math.min(TILE_WIDTH, hashesOnLevel(level, size) - index * TILE_WIDTH);
  if (!(width > 0)) throw new RangeError(`a tree of size ${size} has no tile ${index} at level ${level}`);
  return { level, index, width };
}

/** The tiles that a tree has and a smaller one had not, partial ones included: what an append writes. */
export function tilesOfGrowth(oldSize: number, newSize: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesOnLevel(level, newSize) > 0; level++) {
    const [before, after] = [hashesOnLevel(level, oldSize), hashesOnLevel(level, newSize)];
    if (before === after) continue;
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after; index++) tiles.push(tileOfTree(level, index, newSize));
  }
  return tiles;
}

/** The rightmost partial tiles of a tree, one for each level that has one. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesOnLevel(level, size) > 0; level++) {
    const hashes = hashesOnLevel(level, size);
    if (hashes % TILE_WIDTH !== 0) tiles.push(tileOfTree(level, Math.floor(hashes / TILE_WIDTH), size));
  }
  return tiles;
}

/** The hashes of a tile. Takes a full tile for a partial one (§ “Partial Tiles”) and leaves the rest of it. */
export function hashesOfTile(tile: Tile, bytes: Uint8Array): Uint8Array[] {
  if (bytes.length !== tile.width * HASH_BYTES && bytes.length !== TILE_WIDTH * HASH_BYTES) {
    throw new Malformed('tile', `${bytes.length} bytes for ${tile.width} hashes`, { byte: Math.min(bytes.length, tile.width * HASH_BYTES) });
  }
  return Array.from({ length: tile.width }, (_, index) => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES));
}

/** Nodes of a tree of this size, from its tiles. A source that is read over a network is asked beforehand: `tilesFor…`. */
export function nodesOfTiles(size: number, source: TileSource, hash: Hash = sha256): NodeReader {
  return (node) => {
    const { tile, from, width } = placeOf(node, size);
    return joinedPairs(hashesOfTile(tile, source(tile)).slice(from, from + width), hash);
  };
}

/** Everything that must be fetched for an inclusion proof. */
export function tilesForInclusion(index: number, size: number): Tile[] {
  return tilesForSubtrees(inclusionPath(index, { start: 0, end: size }), size);
}

/** Everything that must be fetched for a consistency proof. */
export function tilesForConsistency(oldSize: number, newSize: number): Tile[] {
  return tilesForSubtreeConsistency({ start: 0, end: oldSize }, newSize);
}

/** Everything that must be fetched for a subtree consistency proof. */
export function tilesForSubtreeConsistency(subtree: Interval, size: number): Tile[] {
  return tilesForSubtrees(consistencyPath(subtree, size), size);
}

/** Everything that must be fetched to compute the root. */
export function tilesForRoot(size: number): Tile[] {
  return tilesForSubtrees([{ start: 0, end: size }], size);
}

function tilesForSubtrees(subtrees: readonly Interval[], size: number): Tile[] {
  const tiles = subtrees.flatMap(completeSubtrees).map((node) => placeOf(node, size).tile);
  return [...new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile])).values()];
}

/** The tile that holds the hashes of which a node is made, and where they lie in it. */
function placeOf(node: Node, size: number): { readonly tile: Tile; readonly from: number; readonly width: number } {
  const level = Math.floor(node.level / TILE_HEIGHT);
  const width = 2 ** (node.level % TILE_HEIGHT);
  const first = node.index * width;
  return { tile: tileOfTree(level, Math.floor(first / TILE_WIDTH), size), from: first % TILE_WIDTH, width };
}

/** The root over a power of two of hashes. */
function joinedPairs(hashes: readonly Uint8Array[], hash: Hash): Uint8Array {
  if (hashes.length <= 1) return joined(hashes, hash);
  const half = hashes.length / 2;
  return joined([joinedPairs(hashes.slice(0, half), hash), joinedPairs(hashes.slice(half), hash)], hash);
}
