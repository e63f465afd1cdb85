/**
 * A copy of a log as static files, of which every byte was checked before it was kept. Entries and tiles come first, the
 * checkpoint last: it never names what is not there. What an interruption left is checked again and not fetched again.
 */
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import {
  type Checkpoint, encodeBundle, formatNote, Malformed, type NoteSignature, openNote, parseCheckpoint, parseNote, type Policy, type SignedNote, TILE_WIDTH, tilePath, tilesOfGrowth, Unverified, type VerifierKey,
} from '@yupana/ledger';
import { ALGORITHMS, type Cosigner } from '../cosigner.ts';
import { keepFork } from '../evidence.ts';
import { makeDurable, makeFolder, placeFile, readIfThere, replaceFile } from '../files.ts';
import { relationOf, type ServedHead, servedHead } from '../follow.ts';
import { folderSource, type LogSource } from '../source.ts';
import { VerifiedTree } from '../tree.ts';

export interface MirrorOptions {
  readonly source: LogSource;
  readonly policy: Policy;
  /** The first line of the log's checkpoints. */
  readonly origin: string;
  /** `<files>/<origin hash>`. */
  readonly folder: string;
  /** Signs that the copy is kept; undefined where the mirror has no key. */
  readonly cosigner: Cosigner | undefined;
  /** Whether heads without quorum are kept too. */
  readonly unwitnessed: boolean;
  /** Seconds since 1970. */
  now(): number;
  progress?(done: number, total: number): void;
}

export type MirrorOutcome =
  | { readonly outcome: 'grown' | 'unchanged' | 'behind'; readonly size: number }
  /** The head has not the quorum of the policy. */
  | { readonly outcome: 'not-witnessed'; readonly size: number }
  | { readonly outcome: 'fork'; readonly size: number; readonly reason: string; readonly files: readonly string[] };

export class Mirror {
  readonly #options: MirrorOptions;

  constructor(options: MirrorOptions) {
    this.#options = options;
    makeFolder(options.folder);
  }

  /** What is kept and served; undefined before the first time. Throws where it is damaged. */
  async head(): Promise<(Checkpoint & { readonly note: Uint8Array; readonly timestamp: number }) | undefined> {
    const { folder, policy, cosigner, origin } = this.#options;
    const note = readIfThere(join(folder, 'checkpoint'));
    if (note === undefined) return undefined;
    try {
      const keys: readonly VerifierKey[] = [...policy.logs.map(({ key }) => key), ...(cosigner?.keys ?? [])];
      const { text, valid } = await openNote(note, keys, ALGORITHMS);
      const checkpoint = parseCheckpoint(text);
      if (checkpoint.origin !== origin) throw new Unverified(`it is a checkpoint of ${checkpoint.origin}`);
      return { ...checkpoint, note, timestamp: Math.max(0, ...valid.map(({ timestamp }) => timestamp ?? 0)) };
    } catch (error) {
      if (!(error instanceof Malformed) && !(error instanceof Unverified)) throw error;
      throw new Error(`${join(folder, 'checkpoint')} is damaged (${error.message}). Put a copy of it back, or check what is there with "yupana verify log ${folder}" and begin a new mirror in another folder.`, { cause: error });
    }
  }

  /** One look at the log. Throws `Unreachable`, `Difference`, `Malformed`, `Unverified`; then nothing has changed. */
  async update(): Promise<MirrorOutcome> {
    const { source, policy, origin, folder, unwitnessed } = this.#options;
    const [served, kept] = [await servedHead(source, policy, origin), await this.head()];
    const { checkpoint } = served;
    // Before the quorum is asked: two signed heads that part are a fork, whoever has seen them.
    const found = await relationOf(source, checkpoint, kept, async (size) => this.#rootOf(kept, size));
    if (found.relation === 'fork') return { outcome: 'fork', size: checkpoint.size, reason: found.reason, files: keepFork(folder, [...(kept ? [kept.note] : []), served.note]) };
    if (found.relation === 'older') return { outcome: 'behind', size: checkpoint.size };
    if (!served.witnessed && !unwitnessed) return { outcome: 'not-witnessed', size: checkpoint.size };
    if (found.relation === 'continues') await this.#keepGrowth(found.tree, kept?.size ?? 0);
    const changed = await this.#keepHead(served, kept);
    if (found.relation === 'continues') this.#removeOutgrown(kept?.size ?? 0, checkpoint.size);
    return { outcome: changed && found.relation === 'continues' ? 'grown' : 'unchanged', size: checkpoint.size };
  }

  async #rootOf(kept: Checkpoint | undefined, size: number): Promise<Uint8Array | undefined> {
    if (kept === undefined) return undefined;
    return (await VerifiedTree.open(folderSource(this.#options.folder), kept)).rootOf(size);
  }

  async #keepGrowth(tree: VerifiedTree, from: number): Promise<void> {
    const { folder, progress } = this.#options;
    const { size } = tree.head;
    const placed: string[] = [];
    const place = (path: string, bytes: Uint8Array): void => {
      const file = join(folder, path);
      makeFolder(join(file, '..'));
      const there = readIfThere(file);
      if (there === undefined || Buffer.compare(there, bytes) !== 0) placeFile(file, bytes);
      placed.push(file);
    };
    for await (const { entries, tile } of tree.bundlesFrom(from, (path) => readIfThere(join(folder, path)))) {
      place(tilePath({ ...tile, level: 'entries' }), encodeBundle(entries));
      progress?.(tile.index * TILE_WIDTH + entries.length, size);
    }
    for (const tile of tilesOfGrowth(from, size)) place(tilePath(tile), await tree.tile(tile));
    makeDurable(placed);
  }

  /** @returns whether the kept note became another one. */
  async #keepHead(served: ServedHead, kept: { readonly size: number; readonly note: Uint8Array; readonly timestamp: number } | undefined): Promise<boolean> {
    const { cosigner, folder, now } = this.#options;
    const note = parseNote(served.note);
    const before = kept !== undefined && kept.size === served.checkpoint.size ? parseNote(kept.note) : undefined;
    const own = cosigner?.keys ?? [];
    const isOwn = ({ name, keyId }: NoteSignature): boolean => own.some((key) => key.name === name && key.id === keyId);
    const others = [...note.signatures.filter((one) => !isOwn(one)), ...missingIn(note, before).filter((one) => !isOwn(one))];
    if (before !== undefined && missingIn(before, note).filter((one) => !isOwn(one)).length === 0) return false;
    const cosignatures = cosigner === undefined ? [] : await cosigner.cosign(note.text, Math.max(now(), kept?.timestamp ?? 0));
    replaceFile(join(folder, 'checkpoint'), formatNote({ text: note.text, signatures: [...others, ...cosignatures] }));
    return true;
  }

  /** Partial tiles and bundles whose full ones are there: tlog-tiles lets them go. */
  #removeOutgrown(from: number, size: number): void {
    const full = tilesOfGrowth(from, size).filter(({ width }) => width === TILE_WIDTH);
    for (const tile of full) {
      const levels = tile.level === 0 ? [tile, { ...tile, level: 'entries' as const }] : [tile];
      for (const one of levels) rmSync(join(this.#options.folder, `${tilePath(one)}.p`), { recursive: true, force: true });
    }
  }
}

/** Signatures of the second note that the first has not, where both sign the same text. */
function missingIn(note: SignedNote, other: SignedNote | undefined): NoteSignature[] {
  if (other === undefined || other.text !== note.text) return [];
  return other.signatures.filter((one) => !note.signatures.some(({ name, keyId }) => name === one.name && keyId === one.keyId));
}

