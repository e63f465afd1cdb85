/** Commands of ours as processes that tests start, ask and kill. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { start } from '../../testing/call.ts';

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly address: string;
  /** What it wrote to its error output so far. */
  errors(): string;
  /** Ends it with a signal; gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a command that says at which address it listens. */
export async function startCommand(args: readonly string[]): Promise<RunningCommand> {
  const child = start({ args });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const said = new Promise<string>((done) => {
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => done(/http:\/\/[^\s/]+/.exec(line)?.[0] ?? ''));
  });
  const address = await Promise.race([said, ended.then(() => Promise.reject(new Error(`${args.join(' ')} ended: ${errors}`)))]);
  return {
    child,
    address,
    errors: () => errors,
    end: async (signal) => {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}

/** Folders of a test file, one for each test, all gone at its end. */
export class TestFolders {
  readonly #home = mkdtempSync(join(tmpdir(), 'yupana-history-'));
  #made = 0;

  next(): string {
    const folder = join(this.#home, String(this.#made++));
    mkdirSync(folder);
    return folder;
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
