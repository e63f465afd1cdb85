/** Carries events to where people read them: a webhook, or a program such as `mail`. Nothing is given up: it is tried again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { MonitorEvent } from './events.ts';
import { textLine } from './events.ts';

const PATIENCE_MS = 30_000;

export interface Delivery {
  readonly webhook: string | undefined;
  /** Program and arguments; it is not a shell's line. */
  readonly command: readonly string[] | undefined;
}

/** Throws where it did not arrive. @param lines of JSON. */
export async function deliver({ webhook, command }: Delivery, lines: readonly string[]): Promise<void> {
  if (webhook !== undefined) await post(webhook, lines);
  if (command !== undefined) await pipe(command, lines);
}

async function post(webhook: string, lines: readonly string[]): Promise<void> {
  const response = await fetch(webhook, { method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': 'yupana' }, body: `{"events":[${lines.join(',')}]}`, signal: AbortSignal.timeout(PATIENCE_MS) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the webhook answers ${response.status}`);
}

/** The program reads one event a line, as text for people. */
async function pipe([program = '', ...args]: readonly string[], lines: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'], timeout: PATIENCE_MS });
  // A program may end without reading: its exit code says whether that is a fault.
  child.stdin.on('error', () => undefined);
  child.stdin.end(lines.map((line) => `${textLine(JSON.parse(line) as MonitorEvent)}\n`).join(''));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code ?? 'a signal'}`);
}
