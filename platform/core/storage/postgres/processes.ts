import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './privileges.ts';

/** How a helper program ended, and all it said. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end as `account` (undefined: as ourselves). Rejects when it cannot be started. */
export function run(program: string, args: readonly string[], account: Account | undefined): Promise<Finished> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { ...spawnBase(account), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const add = (chunk: Buffer): void => { output += chunk.toString('utf8'); };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', fail);
    child.on('close', (code) => done({ code, output }));
  });
}

/** Options for every child: identity, a working directory that anyone may enter, and a bare environment. */
export function spawnBase(account: Account | undefined): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } {
  // Only what the loader needs: our own environment may hold secrets, and PG* variables would bend the server.
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C' };
  for (const name of ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }), cwd: '/', env };
}

/** Whether a process lives. A zombie (ended, but not fetched by its parent) does not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !/^\d+ \(.*\) Z/s.test(procFile(pid, 'stat'));
}

/** The short name of a living process, '' when unknown. */
export function programName(pid: number): string {
  if (process.platform === 'linux') return procFile(pid, 'comm').trim();
  const path = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  return path.trim().split('/').at(-1) ?? '';
}

/** Polls in short steps until `condition` holds; false when `milliseconds` went by before. */
export async function waitUntil(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
