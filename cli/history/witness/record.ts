/**
 * What a witness remembers of a log: the checkpoint that it cosigned last, whole, as one file. The file is in place before
 * the cosignature is given out, so whatever is killed when, nobody holds a cosignature that the witness has forgotten.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNote, Malformed, openNote, parseCheckpoint, parseVerifierKey, type Checkpoint, formatVerifierKey, type NoteSignature, originHash, Unverified, type VerifierKey } from '@yupana/ledger';
import { ALGORITHMS } from '../cosigner.ts';
import { makeFolder, readIfThere, replaceFile } from '../files.ts';

export interface Cosigned {
  readonly checkpoint: Checkpoint;
  /** Seconds since 1970; never less than that of the one before. */
  readonly timestamp: number;
  /** With the log's signatures that were verified, and the witness's own. */
  readonly note: Uint8Array;
}

export class WitnessRecord {
  readonly #file: string;
  readonly #folder: string;
  readonly #origin: string;
  readonly #ownKeys: readonly VerifierKey[];
  #latest: Cosigned | undefined;
  /** After a write that failed, what counts is what the disk says. */
  #unsure = true;
  readonly #refused = { proof: new Set<string>(), doubt: new Set<string>() };

  constructor(state: string, origin: string, ownKeys: readonly VerifierKey[]) {
    this.#folder = join(state, originHash(origin));
    this.#file = join(this.#folder, 'checkpoint');
    this.#origin = origin;
    this.#ownKeys = ownKeys;
    makeFolder(this.#folder);
  }

  /** Throws where the file is damaged: to begin again at nothing would let the log begin again too. */
  async latest(): Promise<Cosigned | undefined> {
    if (this.#unsure) this.#latest = await this.#read();
    this.#unsure = false;
    return this.#latest;
  }

  keep(cosigned: Cosigned): void {
    this.#unsure = true;
    replaceFile(this.#file, cosigned.note);
    this.#latest = cosigned;
    this.#unsure = false;
  }

  /**
   * A request that was refused, for whoever asks why. Of each head one, the first hundred that prove something and the first
   * hundred that do not: whoever sends others must not fill the place of a proof.
   * @returns where it is; undefined where the head is known, or there is no place.
   */
  keepRefused(worth: 'proof' | 'doubt', { size, root }: Checkpoint, request: Uint8Array, at: Date): string | undefined {
    const [known, head] = [this.#refused[worth], `${size} ${Buffer.from(root).toString('base64')}`];
    if (known.has(head) || known.size >= 100) return undefined;
    const name = join(this.#folder, `refused-${at.toISOString().replaceAll(':', '')}-${worth}-${known.size}.txt`);
    replaceFile(name, request);
    known.add(head);
    return name;
  }

  async #read(): Promise<Cosigned | undefined> {
    const note = readIfThere(this.#file);
    if (note === undefined) return undefined;
    try {
      const { text, valid } = await openNote(note, this.#ownKeys, ALGORITHMS);
      const checkpoint = parseCheckpoint(text);
      if (checkpoint.origin !== this.#origin) throw new Unverified(`it is a checkpoint of ${checkpoint.origin}`);
      return { checkpoint, timestamp: Math.max(...valid.map(({ timestamp }) => timestamp ?? 0)), note };
    } catch (error) {
      if (!(error instanceof Malformed) && !(error instanceof Unverified)) throw error;
      throw new Error(`${this.#file} is damaged (${error.message}). This witness does not go on without knowing what it signed: put the last copy back, the newest that the log serves with this witness's cosignature will do. Do not remove the file.`, { cause: error });
    }
  }
}

/** The note of the log with only what was verified, and the cosignatures. */
export function cosignedNote(text: string, ofLog: readonly NoteSignature[], own: readonly NoteSignature[]): Uint8Array {
  return formatNote({ text, signatures: [...ofLog, ...own] });
}

/**
 * All keys that this state was ever signed with, one a line, so that a new key goes on where the old one stopped. Throws
 * where there is a record but not the keys that signed it.
 */
export function rememberKeys(state: string, keys: readonly VerifierKey[]): VerifierKey[] {
  const file = join(state, 'keys');
  const known = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '') : [];
  const all = [...new Set([...known, ...keys.map(formatVerifierKey)])];
  if (all.length > known.length) replaceFile(file, Buffer.from(all.map((line) => `${line}\n`).join('')));
  return all.map(parseVerifierKey);
}
