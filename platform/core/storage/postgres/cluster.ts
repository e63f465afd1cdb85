import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Programs } from './binaries.ts';
import { didNotStart, diskFull, noRights, text, versionMismatch } from './faults.ts';
import { USER, type Layout } from './layout.ts';
import { newTemporary } from './leftovers.ts';
import { give, type Account } from './privileges.ts';
import { run, type Finished } from './processes.ts';

/**
 * Text sorts by code point everywhere (LC_COLLATE=C), so no upgrade of the system's library can damage an index; but
 * letters must be letters: under LC_CTYPE=C, lower('Á') stays 'Á', search misses "POLÍTICA" and trigrams drop "ñ".
 * The first that this system knows is taken.
 */
const CTYPES = process.platform === 'darwin' ? ['en_US.UTF-8', 'UTF-8', 'C'] : ['C.UTF-8', 'en_US.UTF-8', 'C'];

/** Makes the cluster when there is none, whole or not at all; and refuses one that is not for these programs. */
export async function ensureCluster(
  layout: Layout, programs: Programs, account: Account | undefined, durable: boolean, log: (line: string) => void,
): Promise<void> {
  if (majorOf(layout) === undefined) await createCluster(layout, programs, account, durable, log);
  const major = majorOf(layout);
  if (major === undefined) {
    throw didNotStart(`${layout.cluster} is not empty, yet holds no database: restore it whole from a backup, or move it away`, layout.logFile);
  }
  if (major !== String(programs.major)) throw versionMismatch(layout.folder, major, String(programs.major));
}

/** The password of the cluster's user. */
export function readPassword(layout: Layout): string {
  try {
    return readFileSync(layout.passwordFile, 'utf8').trim();
  } catch (error) {
    if (text(error, 'code') !== 'ENOENT') throw error;
    throw didNotStart(`${layout.passwordFile} is missing, and without it nobody can open the database: restore it from a backup`, layout.logFile, error);
  }
}

function majorOf(layout: Layout): string | undefined {
  try {
    return readFileSync(join(layout.cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(text(error, 'code'))) return undefined;
    throw error;
  }
}

/**
 * initdb works in a temporary folder; the rename at the end is the one step that makes the cluster exist. Several
 * starters may do this at the same time: rename refuses a folder that is not empty, so the first wins and the others
 * drop theirs. All of them use the one password, which is put in place before.
 */
async function createCluster(
  layout: Layout, programs: Programs, account: Account | undefined, durable: boolean, log: (line: string) => void,
): Promise<void> {
  const temporary = newTemporary(layout.folder);
  try {
    const passwordCopy = join(temporary, 'password');
    writeDurably(passwordCopy, ensurePassword(layout, temporary));
    give(passwordCopy, account);
    const cluster = join(temporary, 'cluster');
    await initdb(layout, programs, account, durable, cluster, passwordCopy, log);
    try {
      renameSync(cluster, layout.cluster);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(text(error, 'code'))) throw error;
    }
    if (durable) syncFolder(layout.folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function initdb(
  layout: Layout, programs: Programs, account: Account | undefined, durable: boolean,
  cluster: string, passwordFile: string, log: (line: string) => void,
): Promise<void> {
  let result: Finished = { code: null, output: '' };
  for (const ctype of CTYPES) {
    mkdirSync(cluster, { mode: 0o700 });
    give(cluster, account);
    // Durable: initdb itself flushes every file before it ends, hence before our rename (0.05 s on a fast disk).
    result = await run(programs.initdb, [
      '-D', cluster, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8',
      '--locale-provider=libc', '--locale=C', `--lc-ctype=${ctype}`, '--data-checksums', '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ], account);
    if (result.code === 0) {
      if (ctype === 'C') log('this system has no UTF-8 locale: search will not know that Á and á are one letter');
      return;
    }
    rmSync(cluster, { recursive: true, force: true });
    if (!result.output.includes('invalid locale name')) break;
  }
  throw initdbFault(layout, result);
}

function initdbFault(layout: Layout, { code, output }: Finished): Error {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(layout.folder, new Error(output));
  if (/Permission denied|Operation not permitted|Read-only file system/.test(output)) {
    return noRights(layout.folder, 'refused to initdb', new Error(output));
  }
  writeFileSync(layout.logFile, output, { flag: 'a', mode: 0o600 });
  const last = output.split('\n').findLast((line) => /error|fatal/i.test(line));
  return didNotStart(last ?? `initdb ended with code ${code ?? 'unknown (killed)'}`, layout.logFile);
}

/** The password in place, made when there is none; `link` never replaces one, so that all starters see the same. */
function ensurePassword(layout: Layout, temporary: string): string {
  if (!existsSync(layout.passwordFile)) {
    const draft = join(temporary, 'password.new');
    writeDurably(draft, `${randomBytes(32).toString('base64url')}\n`);
    try {
      linkSync(draft, layout.passwordFile);
    } catch (error) {
      if (text(error, 'code') !== 'EEXIST') throw error;
    }
  }
  return `${readPassword(layout)}\n`;
}

function writeDurably(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a rename survive a power cut. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
