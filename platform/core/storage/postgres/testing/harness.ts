import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import { openOwnPostgres, StorageFault, type OwnPostgres, type OwnPostgresOptions } from '../index.ts';
import { readPostmaster } from '../postmaster.ts';
import { isAlive, waitUntil } from '../processes.ts';
import { TEST_SETTINGS } from './settings.ts';

export const isRoot = process.getuid?.() === 0;

/** A data folder (not made yet) in a folder of its own; whatever still runs there is killed after the test. */
export function dataFolder(t: TestContext): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'yupana-pg-')));
  // mkdtemp makes it private; as root, PostgreSQL must get through.
  if (isRoot) spawnSync('chmod', ['711', home]);
  const folder = join(home, 'data');
  t.after(async () => {
    await killServer(folder);
    // Hooks run in the order of their making, so a file system that the test mounted here is still there.
    if (isRoot) spawnSync('umount', ['-l', folder]);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

/** Kills the server of a folder and all its processes with -9, if there is one. */
export async function killServer(folder: string): Promise<void> {
  const pid = readPostmaster(join(folder, 'postgres'))?.pid;
  if (pid === undefined || !isAlive(pid)) return;
  const all = [pid, ...childrenOf(pid)];
  for (const each of all) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended by itself between the list and the kill.
    }
  }
  assert.ok(await waitUntil(() => !all.some(isAlive), 5_000));
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  const result = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return (result.stdout ?? '').split('\n').filter(Boolean).map(Number);
}

/** Opens with the settings of tests; stopped after the test in any case. */
export async function open(t: TestContext, folder: string, options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  const own = await openOwnPostgres(folder, { settings: TEST_SETTINGS, ...options });
  t.after(() => own.stop());
  return own;
}

/** The fault that opening must end with. */
export async function faultOf(opening: Promise<OwnPostgres>): Promise<StorageFault> {
  try {
    await (await opening).stop();
  } catch (error) {
    assert.ok(error instanceof StorageFault, `not a StorageFault: ${String(error)}`);
    return error;
  }
  return assert.fail('it opened');
}

/** Runs one statement in a session of its own. */
export async function query(own: OwnPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(own.connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The process id of the server of a folder. */
export function serverPid(folder: string): number {
  const pid = readPostmaster(join(folder, 'postgres'))?.pid;
  assert.ok(pid !== undefined, 'no server');
  return pid;
}

export interface Report {
  readonly how?: string;
  readonly pid?: number;
  readonly fault?: string;
  readonly params?: Record<string, string>;
}

export interface Other {
  readonly process: ChildProcess;
  readonly report: Promise<Report>;
  kill(): Promise<void>;
}

/** Opens the folder in another process. */
export function openElsewhere(t: TestContext, folder: string): Other {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => JSON.parse(String(line)) as Report);
  // A child that is killed before it reports leaves this promise open, which is nobody's concern.
  return { process: child, report: first, kill };
}

/** What unfinished starts left in the folder. */
export function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('postgres.new-'));
}

/** The numbers of the TCP sockets that listen on this machine. */
export function listeningInodes(): Set<string> {
  const listening = '0A';
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  return new Set(lines.map((line) => line.trim().split(/\s+/)).filter((cells) => cells[3] === listening).map((cells) => cells[9] ?? ''));
}
