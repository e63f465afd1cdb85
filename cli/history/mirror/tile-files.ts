/** The tiles and entry bundles of one log as files (C2SP tlog-tiles), and what may lie beside them before they are signed for. */
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleOfTree, decodeBundle, emptyRoot, encodeBundle, fullTilePath, hashesOnLevel, leafHash, Malformed, nodesOfTiles, subtreeHash, type Tile, TILE_WIDTH, tilePath, tilesOfGrowth } from '@yupana/ledger';
import { isMissing, makeDurable, makeFolder, placeFile, readIfThere } from '../files.ts';
import { nativeHash, rootOfTile, same } from '../tree.ts';

export class TileFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The first entries of a bundle, from whichever file has them; undefined where they are not there, or not whole. */
  entries(index: number, count: number): Uint8Array[] | undefined {
    for (const width of [count, TILE_WIDTH, ...this.#widths(index).filter((one) => one > count)]) {
      const found = this.#bundle(index, width);
      if (found !== undefined) return found.slice(0, count);
    }
    return undefined;
  }

  /** A bundle from its first entry on. It lasts from `makeLasting` on. */
  placeBundle(index: number, entries: readonly Uint8Array[]): void {
    this.#place(tilePath({ level: 'entries', index, width: entries.length }), encodeBundle(entries));
  }

  /** What was placed from one entry to another survives a power cut. */
  makeLasting(from: number, to: number): void {
    makeDurable(bundlesOf(from, to).map((path) => join(this.folder, path)));
  }

  /** Whether these entries, the first of a bundle, are those that its tile has the hashes of; undefined where there is no tile yet. */
  isAsHashed(index: number, entries: readonly Uint8Array[]): boolean | undefined {
    const hashes = this.#tileIfThere({ level: 0, index, width: entries.length });
    return hashes && same(hashes, hashesOf(entries));
  }

  /**
   * Makes the tiles that a tree has and a smaller one had not, from the bundles as they lie on the disk.
   * @returns the root that the files lead to; undefined where entries are missing.
   */
  async grow(from: number, size: number): Promise<Uint8Array | undefined> {
    const placed: string[] = [];
    for (const tile of tilesOfGrowth(from, size)) {
      if (tile.level === 0) {
        // To be read back is what the signature promises.
        const entries = this.entries(tile.index, tile.width);
        if (entries === undefined) return undefined;
        placed.push(this.#place(tilePath(bundleOfTree(tile.index, size)), encodeBundle(entries)), this.#place(tilePath(tile), hashesOf(entries)));
        await breath();
      } else {
        placed.push(this.#place(tilePath(tile), this.#upperTile(tile, from)));
      }
    }
    makeDurable(placed);
    return size === 0 ? emptyRoot() : subtreeHash({ start: 0, end: size }, nodesOfTiles(size, (tile) => this.#tile(tile), nativeHash), nativeHash);
  }

  /** Bundles that no head names are nobody's. */
  removeBeyond(size: number): void {
    for (let index = Math.floor(size / TILE_WIDTH); ; index++) {
      const widths = [...this.#widths(index), TILE_WIDTH];
      const there = widths.map((width) => join(this.folder, tilePath({ level: 'entries', index, width }))).filter((file) => readIfThere(file) !== undefined);
      if (there.length === 0) return;
      for (const width of widths) if (index * TILE_WIDTH + width > size) rmSync(join(this.folder, tilePath({ level: 'entries', index, width })), { force: true });
    }
  }

  /** Partial tiles and bundles whose full ones are there: tlog-tiles lets them go. */
  removeOutgrown(from: number, size: number): void {
    const full = tilesOfGrowth(from, size).filter(({ width }) => width === TILE_WIDTH);
    for (const tile of full) {
      const levels = tile.level === 0 ? [tile, { ...tile, level: 'entries' as const }] : [tile];
      for (const one of levels) rmSync(join(this.folder, `${tilePath(one)}.p`), { recursive: true, force: true });
    }
  }

  /** How far whole bundles reach from a size on, at most to a limit. */
  wholeUpTo(from: number, limit: number): number {
    let next = from;
    while (next < limit) {
      const index = Math.floor(next / TILE_WIDTH);
      const width = [TILE_WIDTH, ...this.#widths(index).toReversed()].find((one) => this.#bundle(index, one) !== undefined);
      if (width === undefined || index * TILE_WIDTH + width <= next) return next;
      next = Math.min(limit, index * TILE_WIDTH + width);
      if (width < TILE_WIDTH) return next;
    }
    return next;
  }

  /** The roots of the tiles below; those that were complete in the smaller tree are known. */
  #upperTile({ level, index, width }: Tile, from: number): Uint8Array {
    const known = Math.min(width, Math.max(0, hashesOnLevel(level, from) - index * TILE_WIDTH));
    const roots = Array.from({ length: width - known }, (_, at) => rootOfTile(this.#tile({ level: level - 1, index: index * TILE_WIDTH + known + at, width: TILE_WIDTH })));
    return Buffer.concat([...(known === 0 ? [] : [this.#tile({ level, index, width: known })]), ...roots]);
  }

  #tile(tile: Tile): Uint8Array {
    const hashes = this.#tileIfThere(tile);
    if (hashes === undefined) throw new Error(`${join(this.folder, tilePath(tile))} is missing. Check the copy with "yupana verify log ${this.folder}".`);
    return hashes;
  }

  #tileIfThere(tile: Tile): Uint8Array | undefined {
    const bytes = readIfThere(join(this.folder, tilePath(tile))) ?? readIfThere(join(this.folder, fullTilePath(tile)));
    return bytes?.subarray(0, tile.width * 32);
  }

  #place(path: string, bytes: Uint8Array): string {
    const file = join(this.folder, path);
    makeFolder(dirname(file));
    const there = readIfThere(file);
    if (there === undefined || Buffer.compare(there, bytes) !== 0) placeFile(file, bytes);
    return file;
  }

  #bundle(index: number, width: number): Uint8Array[] | undefined {
    const bundle = { level: 'entries', index, width } as const;
    const bytes = readIfThere(join(this.folder, tilePath(bundle)));
    try {
      return bytes && decodeBundle(bundle, bytes);
    } catch (error) {
      if (error instanceof Malformed) return undefined;
      throw error;
    }
  }

  /** Widths of the partial bundles with an index that are there, from narrow to wide. */
  #widths(index: number): number[] {
    try {
      const names = readdirSync(join(this.folder, `${tilePath({ level: 'entries', index, width: TILE_WIDTH })}.p`));
      return names.filter((name) => /^[1-9][0-9]*$/.test(name)).map(Number).toSorted((a, b) => a - b);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

}

const hashesOf = (entries: readonly Uint8Array[]): Uint8Array => Buffer.concat(entries.map((entry) => leafHash(entry, nativeHash)));

function bundlesOf(from: number, to: number): string[] {
  return tilesOfGrowth(from, to).filter(({ level }) => level === 0).map((tile) => tilePath({ ...tile, level: 'entries' }));
}

/** Long work lets others be answered in between. */
function breath(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
