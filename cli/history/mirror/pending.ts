/**
 * Heads that a log has signed and whose entries are not all here yet: the pending checkpoints of C2SP tlog-mirror. Each
 * continues the one before, so all entries that were authenticated against any of them belong to one tree.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, Malformed, openNote, parseCheckpoint, Unverified, type VerifierKey } from '@yupana/ledger';
import { ALGORITHMS } from '../cosigner.ts';
import { isMissing, makeFolder, readIfThere, replaceFile } from '../files.ts';

/** A checkpoint with the note that signs it. */
export interface SignedHead extends Checkpoint {
  readonly note: Uint8Array;
}

/** “Mirrors SHOULD accept any of the last several pending checkpoint values”: who uploads is not overtaken by who publishes. */
const MOST = 8;

export class PendingHeads {
  readonly #folder: string;
  /** Small to large. */
  readonly #heads: SignedHead[];

  private constructor(folder: string, heads: SignedHead[]) {
    this.#folder = folder;
    this.#heads = heads;
  }

  /** @param keys of the log. Throws where a head is damaged. */
  static async open(folder: string, origin: string, keys: readonly VerifierKey[]): Promise<PendingHeads> {
    const heads = await Promise.all(sizesIn(folder).map((size) => readHead(join(folder, String(size)), origin, size, keys)));
    return new PendingHeads(folder, heads);
  }

  latest(): SignedHead | undefined {
    return this.#heads.at(-1);
  }

  of(size: number): SignedHead | undefined {
    return this.#heads.find((head) => head.size === size);
  }

  /** Lasting when this returns. The caller has proved that it continues the latest. */
  keep(head: SignedHead): void {
    const { size } = this.latest() ?? { size: -1 };
    if (head.size < size) throw new RangeError(`a pending head of ${head.size} after one of ${size}`);
    makeFolder(this.#folder);
    replaceFile(join(this.#folder, String(head.size)), head.note);
    if (head.size === size) this.#heads.pop();
    this.#heads.push(head);
    while (this.#heads.length > MOST) this.#forget();
  }

  /** Heads whose entries are all in the copy are pending no more. */
  forgetUpTo(size: number): void {
    while (this.#heads[0] !== undefined && this.#heads[0].size <= size) this.#forget();
  }

  #forget(): void {
    const head = this.#heads.shift();
    if (head !== undefined) rmSync(join(this.#folder, String(head.size)), { force: true });
  }
}

function sizesIn(folder: string): number[] {
  try {
    return readdirSync(folder).filter((name) => /^(0|[1-9][0-9]*)$/.test(name)).map(Number).toSorted((a, b) => a - b);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readHead(file: string, origin: string, size: number, keys: readonly VerifierKey[]): Promise<SignedHead> {
  try {
    const note = readIfThere(file) ?? new Uint8Array(0);
    const checkpoint = parseCheckpoint((await openNote(note, keys, ALGORITHMS)).text);
    if (checkpoint.origin !== origin || checkpoint.size !== size) throw new Unverified(`it is a checkpoint of ${checkpoint.size} entries of ${checkpoint.origin}`);
    return { ...checkpoint, note };
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof Unverified)) throw error;
    throw new Error(`${file} is damaged, or signed by a key that the policy no longer has (${error.message}). It is no loss: remove this file; nothing was signed for it, and what it announced is fetched or sent again.`, { cause: error });
  }
}
