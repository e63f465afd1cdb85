/** A platform as its operator starts it, on a database that can be copied as backups are; and what others run beside it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { newId } from '#core/records/id.ts';
import { onServer } from '../../../test/support/server.ts';
import { type Outcome, start } from '../../testing/call.ts';

/** For what comes within a second on a quiet machine: a busy one is no failure. */
const PATIENCE_MS = 180_000;

export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(50)) {
    // An address where nobody listens yet is no answer yet.
    const found = await Promise.resolve(look()).catch(() => undefined);
    if (found !== undefined) return found;
  }
  assert.fail(`did not come: ${what}`);
}

/** A command to its end, while this process goes on answering. */
export async function run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome> {
  const child = start({ args, ...(env && { env }) });
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, ...texts };
}

export interface Served {
  readonly address: string;
  /** What it wrote to its error output so far. */
  errors(): string;
  stop(): Promise<void>;
  /** At once, for the end of a test that failed. */
  kill(): void;
}

/** `yupana serve`, until it says that it runs. */
export async function serve(env: Readonly<Record<string, string>>): Promise<Served> {
  const child = start({ args: ['serve'], env });
  const ended = once(child, 'close');
  const texts = { out: '', err: '' };
  child.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const runs = new Promise<void>((done) => child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString()).includes('Ctrl-C') && done()));
  await Promise.race([runs, ended.then(() => assert.fail(`serve ended: ${texts.err}`))]);
  return {
    address: /Open +(\S+)\//.exec(texts.out)?.[1] ?? assert.fail(texts.out),
    errors: () => texts.err,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** One that nobody listens on now: what starts again comes back at the same address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => void server.close(done));
  return port;
}

export function databaseUrl({ user, password, host, port, database }: pg.PoolConfig): string {
  const place = new URLSearchParams({ host: String(host), port: String(port) });
  return `postgres://${encodeURIComponent(String(user))}:${encodeURIComponent(String(password))}@/${database}?${place.toString()}`;
}

/** The whole database as it is now, under another name. Whoever is connected to it is cut off. */
export async function copyDatabase(config: pg.PoolConfig, name: string): Promise<pg.PoolConfig> {
  const { user, password, host, port, database } = config;
  const server = { user: String(user), password: String(password), host: String(host), port: Number(port), database: 'postgres' };
  await onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
  await onServer(server, `create database ${name} template ${database}`);
  return { ...config, database: name };
}

export async function dropDatabase({ user, password, host, port, database }: pg.PoolConfig): Promise<void> {
  await onServer({ user: String(user), password: String(password), host: String(host), port: Number(port), database: 'postgres' }, `drop database if exists ${database} with (force)`);
}

export interface SmallPack {
  readonly folder: string;
  readonly strategy: string;
  readonly actions: readonly string[];
  /** Writes it with these targets of its actions. */
  write(targets: readonly string[]): void;
}

/** A strategy with actions, of which each has a target. */
export function smallPack(folder: string, count: number): SmallPack {
  const [strategy, actions] = [newId(), Array.from({ length: count }, () => newId())];
  mkdirSync(folder);
  writeFileSync(join(folder, 'pack.yaml'), 'name: tierra\ntitle: {es: Yupana tierra}\ncountry: {es: Tierra}\nlanguages: [es]\ntimezone: America/Lima\n');
  writeFileSync(
    join(folder, 'strategy.yaml'),
    `kind: strategy\nrecords:\n  - {id: ${strategy}, title: {es: Estrategia}, type: strategy, summary: !unknown , author: !not_stated , standing: in_force, periodStart: "2026", periodEnd: "2030", issuedBy: !not_stated , knowledge: first_hand}\n`,
  );
  const write = (targets: readonly string[]): void => {
    const records = targets.map((target, at) => `  - {id: ${actions[at]}, strategy: ${strategy}, position: ${at + 1}, text: {es: Acción ${at + 1}}, kind: registry, target: {es: "${target}"}}\n`);
    writeFileSync(join(folder, 'actions.yaml'), `kind: action\ndefaults: {axis: !not_applicable , objective: !not_applicable , printedCode: !not_stated , asksForSystem: false, systemKind: !not_applicable , territorialScope: nationwide, responsible: !not_stated , deadline: !not_stated , budget: !not_stated , baseline: !not_stated }\nrecords:\n${records.join('')}`);
  };
  return { folder, strategy, actions, write };
}
