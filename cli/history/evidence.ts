/** Two heads that one log has signed and that cannot both be true: kept side by side, for the press and the courts. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseCheckpoint, parseNote } from '@yupana/ledger';
import { makeFolder, readIfThere, replaceFile } from './files.ts';

/** Keeps both notes as they came. @returns their files; the same two heads are kept once. */
export function keepFork(folder: string, notes: readonly Uint8Array[]): string[] {
  makeFolder(folder);
  return notes.map((note) => {
    const { text } = parseNote(note);
    const name = join(folder, `fork-${parseCheckpoint(text).size}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.note`);
    if (readIfThere(name) === undefined) replaceFile(name, note);
    return name;
  });
}
