/**
 * A whole log, from its first entry: every hash of every tile is computed again from the entries, and what the entries say
 * of each other is checked. Nothing that the log says of itself is used but the head that it signed.
 */
import {
  bundleOfTree, type Checkpoint, CompactRange, decodeBundle, hashesOnLevel, Malformed, type Tile, TILE_WIDTH, tileOfTree, tilePath,
} from '@yupana/ledger';
import { type ChainEnd, type ChainFault, chainStep } from '../chain.ts';
import { readEntry } from '../entry.ts';
import { type LogSource, readTile, Unreachable } from '../source.ts';
import { nativeHash, same } from '../tree.ts';

export interface Finding {
  readonly what: ChainFault['what'] | 'different' | 'not-canonical';
  /** The first entry that is concerned, from 0. */
  readonly entry: number | undefined;
  readonly record: string | undefined;
  /** The file of the log, where the fault lies in one. */
  readonly path: string | undefined;
  readonly reason: string;
}

export interface WholeLog {
  /** The first ones. */
  readonly findings: readonly Finding[];
  readonly faults: number;
  /** How many entries of each type. */
  readonly types: Readonly<Record<string, number>>;
  readonly records: number;
  /** Versions that were published a second time since a restored backup had lost them: the first ones. */
  readonly again: readonly { readonly entry: number; readonly record: string; readonly version: number | undefined }[];
}

export interface VerifyOptions {
  /** Only hashes: for logs whose entries are not ours. */
  readonly hashesOnly: boolean;
  progress?(done: number, total: number): void;
}

/** More are counted, not kept. */
const MOST_FINDINGS = 20;
/** Files that are read ahead: over a network the answers are waited for together. */
const AHEAD = 8;

/** Throws `Unreachable` where a file cannot be had. */
export async function verifyWholeLog(source: LogSource, head: Checkpoint, options: VerifyOptions): Promise<WholeLog> {
  const reading = new WholeLogReading(source, head.size, options);
  for await (const piece of pieces(source, head.size)) {
    if (!(await reading.take(piece))) return reading.result();
  }
  await reading.end(head);
  return reading.result();
}

interface Piece {
  readonly tile: Tile;
  readonly bundle: Uint8Array;
  readonly hashes: Uint8Array;
}

async function* pieces(source: LogSource, size: number): AsyncGenerator<Piece> {
  const pending: Promise<Piece>[] = [];
  const count = Math.ceil(size / TILE_WIDTH);
  for (let index = 0; index < count + AHEAD; index++) {
    if (index < count) {
      const read = readPiece(source, index, size);
      // Whoever stops earlier must not leave a failure that nobody hears.
      read.catch(() => undefined);
      pending.push(read);
    }
    const ready = index >= AHEAD || index >= count ? pending.shift() : undefined;
    if (ready !== undefined) yield await ready;
  }
}

async function readPiece(source: LogSource, index: number, size: number): Promise<Piece> {
  const tile = tileOfTree(0, index, size);
  const [bundle, hashes] = await Promise.all([needed(source, { ...tile, level: 'entries' as const }), needed(source, tile)]);
  return { tile, bundle, hashes: hashes.subarray(0, tile.width * 32) };
}

async function needed(source: LogSource, tile: Parameters<typeof readTile>[1]): Promise<Uint8Array> {
  const bytes = await readTile(source, tile);
  if (bytes === undefined) throw new Unreachable(`${source.name} does not have ${tilePath(tile)}, which its checkpoint needs`);
  return bytes;
}

class WholeLogReading {
  readonly #source: LogSource;
  readonly #size: number;
  readonly #options: VerifyOptions;
  readonly #range = new CompactRange(nativeHash);
  /** Of each level from 1 on, the hashes since the last full tile. */
  readonly #levels: Uint8Array[][] = [];
  readonly #fullTiles: { readonly tile: Tile; readonly hashes: Uint8Array }[] = [];
  readonly #leaves: Buffer[] = [];
  readonly #ends = new Map<string, ChainEnd>();
  readonly #findings: Finding[] = [];
  readonly #types: Record<string, number> = Object.create(null) as Record<string, number>;
  readonly #again: { entry: number; record: string; version: number | undefined }[] = [];
  #faults = 0;

  constructor(source: LogSource, size: number, options: VerifyOptions) {
    this.#source = source;
    this.#size = size;
    this.#options = options;
  }

  result(): WholeLog {
    return { findings: this.#findings, faults: this.#faults, types: { ...this.#types }, records: this.#ends.size, again: this.#again };
  }

  /** @returns false where the tree is broken: what comes after it would only repeat it. */
  async take({ tile, bundle, hashes }: Piece): Promise<boolean> {
    const first = tile.index * TILE_WIDTH;
    const path = tilePath(bundleOfTree(tile.index, this.#size));
    const entries = this.#entriesOf(tile, bundle, path);
    if (entries === undefined) return false;
    const leaves = leavesOf(entries);
    this.#leaves.push(leaves);
    for (let at = 0; at < entries.length; at++) {
      const leaf = leaves.subarray(at * 32, at * 32 + 32);
      if (!same(leaf, hashes.subarray(at * 32, at * 32 + 32))) return this.#broken(first + at, path, `its bytes in ${path} have another hash than ${tilePath(tile)} says`);
      this.#range.append(leaf, (node, hash) => {
        if (node.level > 0 && node.level % 8 === 0) this.#addHash(node.level / 8, node.index, hash);
      });
      if (!this.#options.hashesOnly) this.#readEntry(first + at, entries[at] ?? new Uint8Array(0), path);
    }
    if (hashes.length !== leaves.length) return this.#broken(first + Math.min(hashes.length / 32, entries.length), tilePath(tile), `${tilePath(tile)} has ${hashes.length} bytes instead of ${leaves.length}`);
    this.#options.progress?.(first + entries.length, this.#size);
    return this.#checkFullTiles();
  }

  async end({ size, root }: Checkpoint): Promise<void> {
    for (let level = 1; hashesOnLevel(level, size) > 0; level++) {
      const hashes = this.#levels[level] ?? [];
      if (hashes.length > 0 && !(await this.#checkTile(tileOfTree(level, Math.floor(hashesOnLevel(level, size) / TILE_WIDTH), size), Buffer.concat(hashes)))) return;
    }
    if (!same(this.#range.root(), root)) this.#broken(undefined, 'checkpoint', 'tiles and entries fit each other, but not the root that the log has signed: compare with a mirror (--against) to find the place');
  }

  #entriesOf(tile: Tile, bundle: Uint8Array, path: string): Uint8Array[] | undefined {
    try {
      return decodeBundle({ ...tile, level: 'entries' }, bundle);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#broken(tile.index * TILE_WIDTH, path, `${path}: ${error.message}`);
      return undefined;
    }
  }

  #readEntry(index: number, bytes: Uint8Array, path: string): void {
    try {
      const entry = readEntry(bytes);
      this.#types[entry.type] = (this.#types[entry.type] ?? 0) + 1;
      if (entry.record === undefined) return;
      const { end, faults, again } = chainStep(index, entry, this.#ends.get(entry.record), (earlier) => this.#leafOf(earlier));
      this.#ends.set(entry.record, end);
      if (again && this.#again.length < MOST_FINDINGS) this.#again.push({ entry: index, record: entry.record, version: entry.version });
      for (const { what, reason } of faults) this.#found({ what, entry: index, record: entry.record, path, reason });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#found({ what: 'not-canonical', entry: index, record: undefined, path, reason: error.message });
    }
  }

  #leafOf(index: number): string {
    const at = (index % TILE_WIDTH) * 32;
    return (this.#leaves[Math.floor(index / TILE_WIDTH)] ?? Buffer.alloc(0)).toString('hex', at, at + 32);
  }

  #addHash(level: number, index: number, hash: Uint8Array): void {
    const hashes = (this.#levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    this.#fullTiles.push({ tile: { level, index: Math.floor(index / TILE_WIDTH), width: TILE_WIDTH }, hashes: Buffer.concat(hashes) });
    this.#levels[level] = [];
  }

  async #checkFullTiles(): Promise<boolean> {
    for (const { tile, hashes } of this.#fullTiles.splice(0)) if (!(await this.#checkTile(tile, hashes))) return false;
    return true;
  }

  async #checkTile(tile: Tile, computed: Uint8Array): Promise<boolean> {
    const served = await needed(this.#source, tile);
    for (let at = 0; at < tile.width; at++) {
      if (same(served.subarray(at * 32, at * 32 + 32), computed.subarray(at * 32, at * 32 + 32))) continue;
      return this.#broken((tile.index * TILE_WIDTH + at) * TILE_WIDTH ** tile.level, tilePath(tile), `hash ${at} of ${tilePath(tile)} is not the one of the entries below it`);
    }
    return true;
  }

  #broken(entry: number | undefined, path: string, reason: string): false {
    this.#found({ what: 'different', entry, record: undefined, path, reason });
    return false;
  }

  #found(finding: Finding): void {
    this.#faults++;
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
  }
}

/** Leaf hashes beside each other: RFC 6962 §2.1, SHA-256 over a zero byte and the entry. */
function leavesOf(entries: readonly Uint8Array[]): Buffer {
  const leaves = Buffer.allocUnsafe(entries.length * 32);
  for (const [at, entry] of entries.entries()) {
    const input = Buffer.allocUnsafe(entry.length + 1);
    input[0] = 0;
    input.set(entry, 1);
    leaves.set(nativeHash(input), at * 32);
  }
  return leaves;
}
