/**
 * Files that are whole or not there: a reader, or this program after a kill, finds the old content or the new one, never
 * a part. What `replaceFile` has returned from survives a power cut.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Beside every file: where its next content is written first. One writer, so one name is enough and none is left over. */
const NEXT = '.new';

export function replaceFile(path: string, bytes: Uint8Array, mode = 0o644): void {
  placeFile(path, bytes, mode);
  makeDurable([path]);
}

/** Whole at once, but lasting only after `makeDurable`. For many files at a time. */
export function placeFile(path: string, bytes: Uint8Array, mode = 0o644): void {
  const next = `${path}${NEXT}`;
  try {
    const file = openSync(next, 'w', mode);
    try {
      // A full disk may take a part and say so only with the next write.
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** Their names too survive a power cut. */
export function makeDurable(paths: readonly string[]): void {
  for (const folder of new Set(paths.map((path) => dirname(path)))) flush(folder);
}

/** Folders that were made are durable with their names in their parents. */
export function makeFolder(path: string, mode = 0o755): void {
  const first = mkdirSync(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) flush(dirname(folder));
}

/** What is appended and lasting, for journals. */
export function appendDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'a');
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function readIfThere(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
