/** What a log has signed and cannot stand by: kept for the press and the courts. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseCheckpoint, parseNote, type TreeHead } from '@yupana/ledger';
import { makeFolder, readIfThere, replaceFile } from './files.ts';

/** Two heads that cannot both be true, as they came. @returns their files; the same two heads are kept once. */
export function keepFork(folder: string, notes: readonly Uint8Array[]): string[] {
  makeFolder(folder);
  return notes.map((note) => {
    const { text } = parseNote(note);
    const name = join(folder, `fork-${parseCheckpoint(text).size}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.note`);
    if (readIfThere(name) === undefined) replaceFile(name, note);
    return name;
  });
}

const MOST_OF_A_KIND = 100;

/** Requests with a head that the log signed and that was not proved to continue the one before, for whoever asks why. */
export class RefusedRequests {
  readonly #folder: string;
  readonly #kept = { proof: new Set<string>(), doubt: new Set<string>() };

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Of each head one, the first hundred that prove something and the first hundred that do not: heads are public, and whoever
   * sends them with wrong proofs must not fill the place of a proof.
   * @returns where it is; undefined where the head is known, or there is no place.
   */
  keep(worth: 'proof' | 'doubt', { size, root }: TreeHead, request: Uint8Array, at: Date): string | undefined {
    const [known, head] = [this.#kept[worth], `${size} ${Buffer.from(root).toString('base64')}`];
    if (known.has(head) || known.size >= MOST_OF_A_KIND) return undefined;
    const name = join(this.#folder, `refused-${at.toISOString().replaceAll(':', '')}-${worth}-${known.size}.txt`);
    replaceFile(name, request);
    known.add(head);
    return name;
  }
}
