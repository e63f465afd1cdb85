/** The version of the PostgreSQL that keeps a data folder of ours, without asking it: the programs say it. */
import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { postmasterOf } from './processes.ts';

export function postgresVersionOf(dataDir: string): string {
  try {
    const program = readlinkSync(`/proc/${postmasterOf(dataDir)}/exe`);
    return /\(PostgreSQL\) (\S+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
