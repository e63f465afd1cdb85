/**
 * What this machine signed last, or found signed when it began to lead, in a file beside the key and outside the database: a
 * database that was restored from a backup does not know what it has forgotten.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Checkpoint, parseCheckpoint, parseNote } from '@yupana/ledger';

const fileIn = (folder: string): string => join(folder, 'log.signed');

/** The last checkpoint that this machine knows; undefined where it knows none. */
export function rememberedCheckpoint(folder: string): Checkpoint | undefined {
  const path = fileIn(folder);
  return existsSync(path) ? parseCheckpoint(parseNote(readFileSync(path)).text) : undefined;
}

export function rememberCheckpoint(folder: string, note: string): void {
  writeWhole(fileIn(folder), note);
}

/** Keeps a head that others have shown, for people to look at. */
export function keepEvidence(folder: string, name: string, note: string): void {
  writeWhole(join(folder, name), note);
}

/** Whole or not at all, whatever happens in the middle. */
function writeWhole(path: string, note: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, note);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
