/** Memory and processor time of processes, from /proc (Linux; elsewhere "not known"). */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks in a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended meanwhile, or this is not Linux.
    return '';
  }
}

/** The fields of /proc/…/stat behind the name, which may itself hold spaces and brackets. */
function stat(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** A process and everything it started. */
export function family(pid: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), Number(stat(Number(name))[1])] as const);
  const found = [pid];
  for (let index = 0; index < found.length; index++) found.push(...parents.filter(([, parent]) => parent === found[index]).map(([child]) => child));
  return found;
}

/** The memory that a set of processes really takes, in MB: what they share is counted once (PSS). */
export function memoryOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0), 0) / 1024;
}

/** Resident memory in MB. */
export function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN) / 1024;
}

/** Processor seconds that processes have used, children that ended included. */
export function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + stat(pid).slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0), 0) / TICKS;
}

/** The process of the server that keeps a data folder. */
export function postmasterOf(dataDir: string): number {
  return Number(read(`${dataDir}/postgres/postmaster.pid`).split('\n')[0]);
}
