import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

/** Every unfinished thing is built in a folder named so, and renamed into place when it is whole. */
const TEMPORARY = /^postgres\.new-(\d+)-[0-9a-f]+$/;

/** No honest build takes so long: an older folder is a leftover even if its maker's process id lives (again). */
const LONGEST_BUILD_MS = 10 * 60_000;

/** Makes a fresh temporary folder in the data folder. Others may pass through it, and write only what is theirs. */
export function newTemporary(folder: string): string {
  const path = join(folder, `postgres.new-${process.pid}-${randomBytes(6).toString('hex')}`);
  mkdirSync(path);
  // The umask must not lock out the account that PostgreSQL runs as.
  chmodSync(path, 0o711);
  return path;
}

/** Removes what a start that was killed half-way left behind. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = TEMPORARY.exec(name)?.[1];
    if (maker === undefined) continue;
    const path = join(folder, name);
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (since === undefined || (isAlive(Number(maker)) && Date.now() - since < LONGEST_BUILD_MS)) continue;
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // An orphaned initdb may still be writing there; it does no harm, and the next start tries again.
    }
  }
}
