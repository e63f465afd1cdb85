/**
 * The copy of one log as static files: entry bundles come first, tiles are computed from what lies on the disk, the
 * checkpoint comes last and is signed only then. So it never names what is not there, whoever brought the entries.
 */
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  bundleOfTree, type Checkpoint, decodeBundle, emptyRoot, encodeBundle, formatNote, fullTilePath, hashesOnLevel, leafHash, Malformed, nodesOfTiles, type NoteSignature, openNote, parseCheckpoint, parseNote, type Policy, type SignedNote, subtreeHash, type Tile, TILE_WIDTH, tilePath, tilesOfGrowth, Unverified, type VerifierKey,
} from '@yupana/ledger';
import { ALGORITHMS, type Cosigner } from '../cosigner.ts';
import { isMissing, makeDurable, makeFolder, placeFile, readIfThere, replaceFile } from '../files.ts';
import { nativeHash, rootOfTile, same } from '../tree.ts';
import { PendingHeads, type SignedHead } from './pending.ts';

export interface CopyOptions {
  /** `<files>/<origin hash>`. */
  readonly folder: string;
  /** The first line of the log's checkpoints. */
  readonly origin: string;
  readonly policy: Policy;
  /** Signs that the copy is kept; undefined where the mirror has no key. */
  readonly cosigner: Cosigner | undefined;
  /** Seconds since 1970. */
  now(): number;
}

/** What is kept and served. */
export interface KeptHead extends SignedHead {
  /** The latest of its cosignatures, seconds since 1970. */
  readonly timestamp: number;
}

export type Committed =
  | 'grown'
  /** This very head is kept; at most signatures were added. */
  | 'kept'
  /** A larger one is kept: a checkpoint is never wound back. */
  | 'older'
  /** What lay here did not lead to the root of the head. It was thrown away. */
  | 'damaged';

export class LogCopy {
  readonly origin: string;
  readonly folder: string;
  readonly policy: Policy;
  readonly pending: PendingHeads;
  readonly #options: CopyOptions;
  #nextEntry: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: CopyOptions, pending: PendingHeads) {
    this.#options = options;
    this.origin = options.origin;
    this.folder = options.folder;
    this.policy = options.policy;
    this.pending = pending;
    this.#nextEntry = 0;
  }

  /** Finds what an interruption left. Throws where the head is damaged. The folder must be locked by the caller. */
  static async open(options: CopyOptions): Promise<LogCopy> {
    makeFolder(options.folder);
    const copy = new LogCopy(options, await PendingHeads.open(join(options.folder, 'pending'), options.origin, logKeys(options)));
    const head = await copy.head();
    const kept = head?.size ?? 0;
    if (head !== undefined) copy.pending.forgetUpTo(kept);
    copy.#nextEntry = copy.#entriesUpTo(kept, copy.pending.latest()?.size ?? kept);
    // To which tree these belong, nobody says any more.
    if (copy.pending.latest() === undefined) copy.#removeBeyond(kept);
    return copy;
  }

  /** Keys that may sign for the log. */
  get keys(): readonly VerifierKey[] {
    return logKeys(this.#options);
  }

  /** Index of the first entry that is not here. What is before it is authenticated. */
  get nextEntry(): number {
    return this.#nextEntry;
  }

  /** One change of heads after the other: to compare and to keep is one step. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The checkpoint that is served; undefined before the first. Throws where it is damaged. */
  async head(): Promise<KeptHead | undefined> {
    const { cosigner } = this.#options;
    const file = join(this.folder, 'checkpoint');
    const note = readIfThere(file);
    if (note === undefined) return undefined;
    try {
      const { text, valid } = await openNote(note, [...this.keys, ...(cosigner?.keys ?? [])], ALGORITHMS);
      const checkpoint = parseCheckpoint(text);
      if (checkpoint.origin !== this.origin) throw new Unverified(`it is a checkpoint of ${checkpoint.origin}`);
      return { ...checkpoint, note, timestamp: Math.max(0, ...valid.map(({ timestamp }) => timestamp ?? 0)) };
    } catch (error) {
      if (!(error instanceof Malformed) && !(error instanceof Unverified)) throw error;
      throw new Error(`${file} is damaged (${error.message}). Put a copy of it back, or check what is there with "yupana verify log ${this.folder}" and begin a new mirror in another folder.`, { cause: error });
    }
  }

  /** The largest head that is known to be the log's: kept, or pending. All later ones must continue it. */
  async latest(): Promise<SignedHead | undefined> {
    return this.pending.latest() ?? this.head();
  }

  /**
   * From now on only trees that begin with this one are taken. @param latest the one that it was proved to continue.
   * @returns false where another has come in since.
   */
  holdTo(head: SignedHead, latest: SignedHead | undefined): Promise<boolean> {
    return this.inTurn(async () => {
      if ((await this.latest())?.size !== latest?.size) return false;
      if (latest === undefined || latest.size < head.size) this.pending.keep(head);
      return true;
    });
  }

  /** The first entries of a bundle, from whichever file has them; undefined where they are not there, or not whole. */
  entries(index: number, count: number): Uint8Array[] | undefined {
    for (const width of [count, TILE_WIDTH, ...this.#widths(index).filter((one) => one > count)]) {
      const found = this.#bundle(index, width);
      if (found !== undefined) return found.slice(0, count);
    }
    return undefined;
  }

  /**
   * Keeps the entries of a bundle, from its first on. They belong to the latest pending head: the caller has checked it.
   * They last from `makeLasting` or `commit` on.
   */
  place(index: number, entries: readonly Uint8Array[]): void {
    const end = index * TILE_WIDTH + entries.length;
    this.#place(tilePath({ level: 'entries', index, width: entries.length }), encodeBundle(entries));
    if (index * TILE_WIDTH <= this.#nextEntry && end > this.#nextEntry) this.#nextEntry = end;
  }

  /** What was placed from one entry to another survives a power cut. */
  makeLasting(from: number, to: number): void {
    makeDurable(bundlesOf(from, to).map((path) => join(this.folder, path)));
  }

  /**
   * Makes a head the one that is served, once all its entries were placed: computes the tiles from the entries as they lie on
   * the disk, compares the root, and signs. To be called in turn.
   */
  async commit(checkpoint: Checkpoint, note: SignedNote): Promise<Committed> {
    const kept = await this.head();
    if (kept !== undefined && kept.size > checkpoint.size) return 'older';
    if (kept === undefined || kept.size < checkpoint.size) {
      const from = kept?.size ?? 0;
      const reached = await this.#growTiles(from, checkpoint.size);
      if (reached === undefined || !same(reached, checkpoint.root)) {
        this.#nextEntry = from;
        this.#removeBeyond(from);
        return 'damaged';
      }
      this.#nextEntry = Math.max(this.#nextEntry, checkpoint.size);
      await this.#keepNote(note, kept);
      this.#removeOutgrown(from, checkpoint.size);
      this.pending.forgetUpTo(checkpoint.size);
      return 'grown';
    }
    await this.#keepNote(note, kept);
    return 'kept';
  }

  /** The signatures of this mirror under the head that it serves. */
  ownSignatures(note: SignedNote): NoteSignature[] {
    return note.signatures.filter((one) => this.#isOwn(one));
  }

  /** @returns the root that the files lead to; undefined where entries are missing. */
  async #growTiles(from: number, size: number): Promise<Uint8Array | undefined> {
    const placed: string[] = [];
    for (const tile of tilesOfGrowth(from, size)) {
      if (tile.level === 0) {
        // To be read back is what the signature promises.
        const entries = this.entries(tile.index, tile.width);
        if (entries === undefined) return undefined;
        placed.push(this.#place(tilePath(bundleOfTree(tile.index, size)), encodeBundle(entries)), this.#place(tilePath(tile), Buffer.concat(entries.map((entry) => leafHash(entry, nativeHash)))));
        await breath();
      } else {
        placed.push(this.#place(tilePath(tile), this.#upperTile(tile, from)));
      }
    }
    makeDurable(placed);
    return size === 0 ? emptyRoot() : subtreeHash({ start: 0, end: size }, nodesOfTiles(size, (tile) => this.#tile(tile), nativeHash), nativeHash);
  }

  /** The roots of the tiles below; those that were complete in the smaller tree are known. */
  #upperTile({ level, index, width }: Tile, from: number): Uint8Array {
    const known = Math.min(width, Math.max(0, hashesOnLevel(level, from) - index * TILE_WIDTH));
    const roots = Array.from({ length: width - known }, (_, at) => rootOfTile(this.#tile({ level: level - 1, index: index * TILE_WIDTH + known + at, width: TILE_WIDTH })));
    return Buffer.concat([...(known === 0 ? [] : [this.#tile({ level, index, width: known })]), ...roots]);
  }

  #tile(tile: Tile): Uint8Array {
    const bytes = readIfThere(join(this.folder, tilePath(tile))) ?? readIfThere(join(this.folder, fullTilePath(tile)));
    if (bytes === undefined) throw new Error(`${join(this.folder, tilePath(tile))} is missing. Check the copy with "yupana verify log ${this.folder}".`);
    return bytes.subarray(0, tile.width * 32);
  }

  #place(path: string, bytes: Uint8Array): string {
    const file = join(this.folder, path);
    makeFolder(dirname(file));
    const there = readIfThere(file);
    if (there === undefined || Buffer.compare(there, bytes) !== 0) placeFile(file, bytes);
    return file;
  }

  /** With all signatures that are known of this head, and our own. Nothing is written where none is new. */
  async #keepNote(note: SignedNote, kept: KeptHead | undefined): Promise<void> {
    const { cosigner, now } = this.#options;
    const before = kept === undefined ? undefined : parseNote(kept.note);
    const isSame = before?.text === note.text;
    const others = note.signatures.filter((one) => !this.#isOwn(one));
    const former = isSame ? before.signatures.filter((one) => !this.#isOwn(one) && !isAmong(one, others)) : [];
    if (isSame && others.every((one) => isAmong(one, before.signatures)) && (cosigner?.keys ?? []).every(({ name, id }) => isAmong({ name, keyId: id }, before.signatures))) return;
    const cosignatures = cosigner === undefined ? [] : await cosigner.cosign(note.text, Math.max(now(), kept?.timestamp ?? 0));
    replaceFile(join(this.folder, 'checkpoint'), formatNote({ text: note.text, signatures: [...others, ...former, ...cosignatures] }));
  }

  #isOwn({ name, keyId }: NoteSignature): boolean {
    return (this.#options.cosigner?.keys ?? []).some((key) => key.name === name && key.id === keyId);
  }

  /** How far whole bundles reach from a size on, at most to a limit. */
  #entriesUpTo(from: number, limit: number): number {
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

  #removeBeyond(size: number): void {
    for (let index = Math.floor(size / TILE_WIDTH); ; index++) {
      const widths = [...this.#widths(index), TILE_WIDTH];
      const there = widths.map((width) => join(this.folder, tilePath({ level: 'entries', index, width }))).filter((file) => readIfThere(file) !== undefined);
      if (there.length === 0) return;
      for (const width of widths) if (index * TILE_WIDTH + width > size) rmSync(join(this.folder, tilePath({ level: 'entries', index, width })), { force: true });
    }
  }

  /** Partial tiles and bundles whose full ones are there: tlog-tiles lets them go. */
  #removeOutgrown(from: number, size: number): void {
    const full = tilesOfGrowth(from, size).filter(({ width }) => width === TILE_WIDTH);
    for (const tile of full) {
      const levels = tile.level === 0 ? [tile, { ...tile, level: 'entries' as const }] : [tile];
      for (const one of levels) rmSync(join(this.folder, `${tilePath(one)}.p`), { recursive: true, force: true });
    }
  }
}

const logKeys = ({ policy, origin }: CopyOptions): VerifierKey[] => policy.logs.map(({ key }) => key).filter(({ name }) => name === origin);

const isAmong = ({ name, keyId }: Pick<NoteSignature, 'name' | 'keyId'>, signatures: readonly NoteSignature[]): boolean => signatures.some((one) => one.name === name && one.keyId === keyId);

function bundlesOf(from: number, to: number): string[] {
  return tilesOfGrowth(from, to).filter(({ level }) => level === 0).map((tile) => tilePath({ ...tile, level: 'entries' }));
}

/** Long work lets others be answered in between. */
function breath(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
