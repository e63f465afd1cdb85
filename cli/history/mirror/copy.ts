/**
 * The copy of one log as static files: entry bundles come first, tiles are computed from what lies on the disk, the
 * checkpoint comes last and is signed only then. So it never names what is not there, whoever brought the entries.
 */
import { join } from 'node:path';
import { type Checkpoint, formatNote, Malformed, type NoteSignature, openNote, parseCheckpoint, parseNote, type Policy, type SignedNote, TILE_WIDTH, Unverified, type VerifierKey } from '@yupana/ledger';
import { ALGORITHMS, type Cosigner } from '../cosigner.ts';
import { makeFolder, readIfThere, replaceFile } from '../files.ts';
import { same } from '../tree.ts';
import { PendingHeads, type SignedHead } from './pending.ts';
import { TileFiles } from './tile-files.ts';

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
  readonly files: TileFiles;
  readonly #options: CopyOptions;
  #nextEntry: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: CopyOptions, pending: PendingHeads) {
    this.#options = options;
    this.origin = options.origin;
    this.folder = options.folder;
    this.policy = options.policy;
    this.pending = pending;
    this.files = new TileFiles(options.folder);
    this.#nextEntry = 0;
  }

  /** Finds what an interruption left. Throws where the head is damaged. The folder must be locked by the caller. */
  static async open(options: CopyOptions): Promise<LogCopy> {
    makeFolder(options.folder);
    const copy = new LogCopy(options, await PendingHeads.open(join(options.folder, 'pending'), options.origin, logKeys(options)));
    const head = await copy.head();
    const kept = head?.size ?? 0;
    if (head !== undefined) copy.pending.forgetUpTo(kept);
    copy.#nextEntry = copy.files.wholeUpTo(kept, copy.pending.latest()?.size ?? kept);
    // To which tree these belong, nobody says any more.
    if (copy.pending.latest() === undefined) copy.files.removeBeyond(kept);
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

  /**
   * Keeps the entries of a bundle, from its first on. They belong to the latest pending head: the caller has checked it.
   * They last from `files.makeLasting` or `commit` on.
   */
  place(index: number, entries: readonly Uint8Array[]): void {
    const end = index * TILE_WIDTH + entries.length;
    this.files.placeBundle(index, entries);
    if (index * TILE_WIDTH <= this.#nextEntry && end > this.#nextEntry) this.#nextEntry = end;
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
      const reached = await this.files.grow(from, checkpoint.size);
      if (reached === undefined || !same(reached, checkpoint.root)) {
        this.#nextEntry = from;
        this.files.removeBeyond(from);
        return 'damaged';
      }
      this.#nextEntry = Math.max(this.#nextEntry, checkpoint.size);
      await this.#keepNote(note, kept);
      this.files.removeOutgrown(from, checkpoint.size);
      this.pending.forgetUpTo(checkpoint.size);
      return 'grown';
    }
    await this.#keepNote(note, kept);
    return 'kept';
  }

  /** Signs the head that is served once more, with the time of now: a log that stands still can show that its mirrors are there. To be called in turn. */
  async refresh(): Promise<void> {
    const { cosigner, now } = this.#options;
    const kept = await this.head();
    if (kept === undefined || cosigner === undefined || now() <= kept.timestamp) return;
    const { text, signatures } = parseNote(kept.note);
    replaceFile(join(this.folder, 'checkpoint'), formatNote({ text, signatures: [...signatures.filter((one) => !this.#isOwn(one)), ...(await cosigner.cosign(text, now()))] }));
  }

  /** The signatures of this mirror under the head that it serves. */
  ownSignatures(note: SignedNote): NoteSignature[] {
    return note.signatures.filter((one) => this.#isOwn(one));
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
}

const logKeys = ({ policy, origin }: CopyOptions): VerifierKey[] => policy.logs.map(({ key }) => key).filter(({ name }) => name === origin);

const isAmong = ({ name, keyId }: Pick<NoteSignature, 'name' | 'keyId'>, signatures: readonly NoteSignature[]): boolean => signatures.some((one) => one.name === name && one.keyId === keyId);
