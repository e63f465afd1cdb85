/** The growing end of a tiled log: takes entries, gives the files that became new. It writes nothing itself. */
import { concatenated } from '../encoding/bytes.ts';
import { type Hash, sha256 } from '../hash.ts';
import { CompactRange } from '../merkle/compact-range.ts';
import { leafHash } from '../merkle/hash.ts';
import { bundleOfTree, decodeBundle, encodeEntry } from './bundle.ts';
import { tilePath } from './path.ts';
import { hashesOfTile, nodesOfTiles, partialTiles, TILE_WIDTH, tilesForRoot, type TileSource } from './tile.ts';

/** A file of the log, below its prefix. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is wanted to go on: the files `filesToResume` names. */
export type FileSource = (path: string) => Uint8Array;

/** The rightmost files of a log of this size, and the tiles that its root is made of. */
export function filesToResume(size: number): string[] {
  const bundles = size % TILE_WIDTH === 0 ? [] : [bundleOfTree(Math.floor(size / TILE_WIDTH), size)];
  return [...new Set([...bundles, ...partialTiles(size), ...(size === 0 ? [] : tilesForRoot(size))].map(tilePath))];
}

/** A row of pieces that is cut at every 256th. */
interface Edge {
  pieces: Uint8Array[];
  /** Whether something was added since the files were last taken. */
  changed: boolean;
}

export class LogAppender {
  readonly #hash: Hash;
  readonly #range: CompactRange;
  readonly #bundle: Edge = { pieces: [], changed: false };
  readonly #tiles: Edge[] = [];
  #complete: LogFile[] = [];

  private constructor(range: CompactRange, hash: Hash) {
    this.#range = range;
    this.#hash = hash;
  }

  /** @param read gives every file of `filesToResume(size)`. Throws where they do not fit the size. */
  static resume(size: number, read: FileSource, hash: Hash = sha256): LogAppender {
    const source: TileSource = (tile) => read(tilePath(tile));
    const appender = new LogAppender(size === 0 ? new CompactRange(hash) : CompactRange.of(size, nodesOfTiles(size, source, hash), hash), hash);
    for (const tile of partialTiles(size)) appender.#edge(tile.level).pieces = hashesOfTile(tile, source(tile));
    if (size % TILE_WIDTH !== 0) {
      const bundle = bundleOfTree(Math.floor(size / TILE_WIDTH), size);
      appender.#bundle.pieces = decodeBundle(bundle, read(tilePath(bundle))).map(encodeEntry);
    }
    return appender;
  }

  get size(): number {
    return this.#range.size;
  }

  root(): Uint8Array {
    return this.#range.root();
  }

  /** Gives the index of the entry. */
  append(entry: Uint8Array): number {
    const index = this.size;
    const piece = encodeEntry(entry);
    this.#range.append(leafHash(entry, this.#hash), (node, hash) => {
      if (node.level % 8 === 0) this.#addHash(node.level / 8, node.index, hash);
    });
    this.#bundle.pieces.push(piece);
    this.#bundle.changed = true;
    if (this.#bundle.pieces.length === TILE_WIDTH) this.#finish(this.#bundle, tilePath(bundleOfTree(Math.floor(index / TILE_WIDTH), this.size)));
    return index;
  }

  /** The files that became new since the last call: complete ones, then the partial ones of the present size. */
  takeFiles(): LogFile[] {
    const files = this.#complete;
    this.#complete = [];
    if (this.#bundle.changed) files.push(fileOf(this.#bundle, tilePath(bundleOfTree(Math.floor(this.size / TILE_WIDTH), this.size))));
    for (const tile of partialTiles(this.size)) {
      const edge = this.#edge(tile.level);
      if (edge.changed) files.push(fileOf(edge, tilePath(tile)));
    }
    for (const edge of [this.#bundle, ...this.#tiles]) edge.changed = false;
    return files;
  }

  #addHash(level: number, index: number, hash: Uint8Array): void {
    const edge = this.#edge(level);
    edge.pieces.push(hash);
    edge.changed = true;
    if (edge.pieces.length === TILE_WIDTH) this.#finish(edge, tilePath({ level, index: Math.floor(index / TILE_WIDTH), width: TILE_WIDTH }));
  }

  #edge(level: number): Edge {
    while (this.#tiles.length <= level) this.#tiles.push({ pieces: [], changed: false });
    return this.#tiles[level] as Edge;
  }

  #finish(edge: Edge, path: string): void {
    this.#complete.push(fileOf(edge, path));
    edge.pieces = [];
    edge.changed = false;
  }
}

function fileOf(edge: Edge, path: string): LogFile {
  return { path, bytes: concatenated(...edge.pieces) };
}
