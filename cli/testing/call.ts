/** Calls of the command line for tests: one by one as a person makes them, or many in one process, which is faster. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Call {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Not the settings of whoever runs the tests. */
function environment(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, LANG: 'en_US.UTF-8', ...env };
}

const NODE = ['--disable-warning=ExperimentalWarning'];

export function start({ args, env }: Call): ChildProcess {
  return spawn(process.execPath, [...NODE, 'cli/yupana.ts', ...args], { cwd: ROOT, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
}

export function call(args: readonly string[], env?: Readonly<Record<string, string>>): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE, 'cli/yupana.ts', ...args], { cwd: ROOT, env: environment(env), encoding: 'utf8', timeout: 60_000 });
  return { code: status ?? -1, out: stdout, err: stderr };
}

/** The same without a process for each: for calls that need no database. */
export function callEach(calls: readonly Call[]): Outcome[] {
  const script = `
    import { writeSync } from 'node:fs';
    import { run } from './cli/run.ts';
    const outcomes = [];
    for (const { args, env = {} } of JSON.parse(process.argv[1])) {
      const texts = { out: '', err: '' };
      process.stdout.write = (text) => ((texts.out += text), true);
      process.stderr.write = (text) => ((texts.err += text), true);
      for (const name of ['LANG', 'LC_ALL', 'LC_MESSAGES', 'PORT', 'DATABASE_URL']) delete process.env[name];
      Object.assign(process.env, { LANG: 'en_US.UTF-8', ...env });
      outcomes.push({ code: await run(args), ...texts });
    }
    writeSync(1, JSON.stringify(outcomes));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE, '--input-type=module', '--eval', script, JSON.stringify(calls)], { cwd: ROOT, env: environment(), encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Outcome[];
}
