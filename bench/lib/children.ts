/** Server processes of the benchmarks: started, waited for, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerProcess {
  readonly pid: number;
  /** Without a slash at the end. */
  readonly origin: string;
  /** Ends it in good order. */
  stop(): Promise<void>;
}

/** A server that has not said where it listens by then never will. */
const PATIENCE_MS = 60_000;

/** Starts a script that says on its output at which address it listens; resolves when it has said so. */
export async function startServer(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, { env: { ...process.env, NODE_NO_WARNINGS: '1', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    // One that does not end by itself must not outlive the benchmark.
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(patience);
  };
  try {
    return { pid: child.pid ?? 0, origin: await addressOf(child, ended), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressOf(child: ChildProcess, ended: Promise<unknown>): Promise<string> {
  const said = new Promise<string>((done) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /https?:\/\/[^\s/]+/.exec(line)?.[0];
      if (address !== undefined) done(address);
    });
  });
  const failed = ended.then(() => {
    throw new Error(`${child.spawnargs.join(' ')} ended before it listened.`);
  });
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`${child.spawnargs.join(' ')} did not listen within ${PATIENCE_MS / 1000} s.`);
  });
  return Promise.race([said, failed, late]);
}
