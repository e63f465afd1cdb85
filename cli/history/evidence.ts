/** What a log has signed and cannot stand by: kept for the press and the courts. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseCheckpoint, parseNote } from '@yupana/ledger';
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

/** Anybody can send a genuine head with a wrong proof again and again. */
const MOST_REQUESTS = 100;

/** Requests with a head that the log signed and that was not proved to continue the one before. The first hundred are kept. */
export class RefusedRequests {
  readonly #folder: string;
  #kept = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns its file; undefined where there are enough. */
  keep(request: Uint8Array, at: Date): string | undefined {
    if (this.#kept >= MOST_REQUESTS) return undefined;
    const name = join(this.#folder, `refused-${at.toISOString().replaceAll(':', '')}-${this.#kept++}.txt`);
    replaceFile(name, request);
    return name;
  }
}
