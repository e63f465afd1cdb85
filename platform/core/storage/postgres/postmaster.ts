import { chmodSync, closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Programs } from './binaries.ts';
import { text } from './faults.ts';
import { PORT, type Layout } from './layout.ts';
import { give, type Account } from './privileges.ts';
import { isAlive, programName, spawnBase } from './processes.ts';

/** For a machine with 1 GB of memory that also runs us. Settings of the caller come on top. */
const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '60',
  jit: 'off',
  // Below this the bitmaps of a search for a common word turn coarse, and every page is read again.
  work_mem: '16MB',
  // The same question gives its rows in the same order, whoever else asks.
  synchronize_seqscans: 'off',
  max_parallel_workers_per_gather: '0',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  cluster_name: 'yupana',
};

/** At a start, a log larger than this becomes postgres.log.1. */
const LONGEST_LOG_BYTES = 8 * 1024 * 1024;

/** An unreadable postmaster.pid that is this old was not caught in the making: a power cut left it. */
const GARBLED_AFTER_MS = 10_000;

/** What postmaster.pid says of the server that wrote it, alive or not. */
export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
}

/** Reads postmaster.pid; undefined when there is none, or none that makes sense. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, socketFolder: lines[4]?.trim() ?? '' } : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(text(error, 'code'))) return undefined;
    throw error;
  }
}

/** A server that we started: whether it has ended, and what it has written to the log so far. */
export interface Launch {
  readonly pid: number | undefined;
  ended(): boolean;
  said(): string;
}

/**
 * Starts `postgres` in a session of its own, its output going to the log file: Ctrl-C in our terminal does not reach
 * it before we stop it in good order, and a kill -9 of us leaves it healthy for the next start to adopt.
 */
export function launch(
  layout: Layout, programs: Programs, account: Account | undefined, settings: Readonly<Record<string, string>>,
): Launch {
  setAsideGarbledPid(layout.cluster);
  const log = openLog(layout, account);
  const written = {
    ...SETTINGS,
    ...settings,
    listen_addresses: '',
    port: String(PORT),
    // A list of folders, hence the quotes: a folder's name may hold a comma or a space.
    unix_socket_directories: `"${layout.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
  const base = spawnBase(account);
  // PostgreSQL takes any process with the number in postmaster.pid for a living server, unless it is its own forebear.
  // So we name as forebear what is surely none; its second check, whether shared memory is still in use, holds anyhow.
  const notAServer = pidOfNoServer(layout.cluster);
  if (notAServer !== undefined) base.env['PG_GRANDPARENT_PID'] = String(notAServer);
  const args = ['-D', layout.cluster, ...Object.entries(written).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  try {
    const child = spawn(programs.postgres, args, { ...base, detached: true, stdio: ['ignore', log.file, log.file] });
    let failure = '';
    let ended = false;
    child.on('error', (error) => { failure = error.message; ended = true; });
    child.on('exit', () => { ended = true; });
    child.unref();
    return { pid: child.pid, ended: () => ended, said: () => failure + tail(layout.logFile, log.start) };
  } finally {
    closeSync(log.file);
  }
}

function openLog(layout: Layout, account: Account | undefined): { file: number; start: number } {
  const size = statSync(layout.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LONGEST_LOG_BYTES) renameSync(layout.logFile, `${layout.logFile}.1`);
  const file = openSync(layout.logFile, 'a', 0o600);
  give(layout.logFile, account);
  chmodSync(layout.logFile, 0o600);
  return { file, start: size > LONGEST_LOG_BYTES ? 0 : size };
}

function tail(path: string, start: number): string {
  try {
    return readFileSync(path).subarray(start).toString('utf8');
  } catch {
    return '';
  }
}

/**
 * The number in postmaster.pid when it is a dead process's that nobody has fetched yet (in a container whose first
 * process fetches none, for ever), or a stranger's who got it after a reboot.
 */
function pidOfNoServer(cluster: string): number | undefined {
  const pid = readPostmaster(cluster)?.pid;
  if (pid === undefined || !isAlive(pid)) return pid;
  return /^($|postgres|postmaster)/.test(programName(pid)) ? undefined : pid;
}

function setAsideGarbledPid(cluster: string): void {
  const path = join(cluster, 'postmaster.pid');
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > GARBLED_AFTER_MS && readPostmaster(cluster) === undefined) {
    rmSync(path, { force: true });
  }
}
