import { statfsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Programs } from './binaries.ts';
import { didNotStart, didNotStop, diskFull, noRights, text } from './faults.ts';
import type { Layout } from './layout.ts';
import { connectOwner, isNotYet } from './owner.ts';
import { launch, readPostmaster, type Launch } from './postmaster.ts';
import type { Account } from './privileges.ts';
import { isAlive, waitUntil } from './processes.ts';

/** A former server's lock file or shared memory may outlive it for a moment. */
const STALE_MS = 10_000;
/** Recovery after a crash replays what the last checkpoint left: at most 1 GB, minutes on a slow disk. */
const RECOVERY_MS = 10 * 60_000;
const REPORT_EVERY_MS = 5_000;
const STEP_MS = 10;
const FAST_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 10_000;
/** Less than one file of the write-ahead log: PostgreSQL cannot start, and perhaps not even write down why. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** A server that answers, and our session with it. */
export interface Running {
  readonly client: Client;
  readonly pid: number;
  readonly socketFolder: string;
  readonly how: 'started' | 'adopted';
}

/** Everything needed to start the server of one data folder. */
export interface Start {
  readonly layout: Layout;
  readonly programs: Programs;
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly password: string;
  readonly log: (line: string) => void;
}

/**
 * Connects to the server of the data folder, and starts one whenever none is there. PostgreSQL's own lock file sees to
 * it that of several starters only one server comes up; the others' end, and their starters connect to that one.
 */
export async function bringUp(start: Start): Promise<Running> {
  const began = performance.now();
  let reported = began;
  let launched: Launch | undefined;
  for (;;) {
    const postmaster = readPostmaster(start.layout.cluster);
    const socketFolder = postmaster?.socketFolder || start.layout.socketFolder;
    const answer = await tryConnect(start, socketFolder);
    if (!(answer instanceof Error)) {
      const pid = readPostmaster(start.layout.cluster)?.pid;
      if (pid !== undefined) {
        return { client: answer, pid, socketFolder, how: pid === launched?.pid ? 'started' : 'adopted' };
      }
      // It was going down while we came in.
      await answer.end();
    }
    const waited = performance.now() - began;
    const serverIsThere = answer instanceof Error && text(answer, 'code').startsWith('57');
    if (!serverIsThere && (launched === undefined || launched.ended())) {
      if (launched !== undefined) {
        judge(start, launched.said(), waited);
        await sleep(100);
      }
      launched = launch(start.layout, start.programs, start.account, start.settings);
    }
    if (waited > RECOVERY_MS) throw didNotStart(`no answer for ${RECOVERY_MS / 60_000} minutes`, start.layout.logFile, answer);
    if (performance.now() - reported > REPORT_EVERY_MS) {
      reported = performance.now();
      start.log(`waiting for the database: ${answer instanceof Error ? answer.message : 'it is restarting'}`);
    }
    await sleep(STEP_MS);
  }
}

async function tryConnect(start: Start, socketFolder: string): Promise<Client | Error> {
  try {
    return await connectOwner(socketFolder, start.password);
  } catch (error) {
    if (error instanceof Error && isNotYet(error)) return error;
    if (text(error, 'code') === '28P01') {
      throw didNotStart(`it does not accept the password in ${start.layout.passwordFile}: restore the one that was made with it`, start.layout.logFile, error);
    }
    throw error;
  }
}

/** Decides by the last words of a server that ended at once: returns when another try is due, throws otherwise. */
function judge({ layout }: Start, words: string, waited: number): void {
  if (/No space left on device|Disk quota exceeded/i.test(words)) throw diskFull(layout.folder, new Error(words));
  // "already exists": another server, or one dying; "shared memory block": its last processes are still ending.
  const passing = /lock file ".*" (already exists|is empty)|bogus data in lock file|pre-existing shared memory block/.test(words);
  if (passing && waited < STALE_MS) return;
  const last = words.split('\n').findLast((line) => /FATAL|PANIC|ERROR|error while/.test(line));
  const reason = last?.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '') ?? (words.trim() || 'it ended without a word');
  const free = freeBytes(layout.folder);
  if (!passing && free < LEAST_FREE_BYTES) throw diskFull(layout.folder, new Error(reason));
  if (/Permission denied|Operation not permitted|Read-only file system/.test(reason)) throw noRights(layout.folder, reason);
  const silent = passing ? readPostmaster(layout.cluster)?.pid : undefined;
  throw didNotStart(silent === undefined ? reason : `process ${silent} has it open and does not answer (${reason})`, layout.logFile);
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Ends the server in good order: open transactions are rolled back and everything is written. If that takes too long
 * it ends at once, which loses nothing committed and costs a recovery at the next start.
 */
export async function takeDown(pid: number, layout: Layout, log: (line: string) => void): Promise<void> {
  if (await signal(pid, 'SIGINT', FAST_STOP_MS)) return;
  log(`the database has not stopped in ${FAST_STOP_MS / 1000} s, telling it to stop at once`);
  if (await signal(pid, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
  throw didNotStop(String(pid), layout.logFile);
}

async function signal(pid: number, name: 'SIGINT' | 'SIGQUIT', patience: number): Promise<boolean> {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (text(error, 'code') === 'ESRCH') return true;
    throw error;
  }
  return waitUntil(() => !isAlive(pid), patience);
}
