/** A database of its own for a test. */
import { after } from 'node:test';
import type pg from 'pg';
import { type Connection, connect, type ConnectOptions } from '../../platform/core/storage/database.ts';
import { onServer, type RunningTestServer, startTestServer, type TestServer, VARIABLE } from './server.ts';

/** The context of a test, or {@link wholeFile}. */
export interface Scope {
  after(hook: () => Promise<void>): void;
}

/** For what all tests of a file share. (The `after` of node:test will not do: in a `before` hook it ends with the hook.) */
export const wholeFile: Scope = { after: () => {} };

export interface TestDatabase extends Connection {
  /** For another connection to the same database, from another process perhaps. */
  readonly config: pg.PoolConfig;
}

export interface TestDatabaseOptions extends ConnectOptions {
  /** A database without any table. */
  readonly empty?: boolean;
  /** Connections at the same time; 10 unless told otherwise. */
  readonly max?: number;
}

let started: Promise<RunningTestServer> | undefined;
const open = new Set<() => Promise<void>>();
after(async () => {
  await Promise.all([...open].map((drop) => drop()));
  // A file that is run alone (`node --test file`) starts a server of its own, which must not outlive it.
  await (await started)?.stop();
});

async function testServer(): Promise<TestServer> {
  const given = process.env[VARIABLE];
  if (given !== undefined) return JSON.parse(given) as TestServer;
  if (!started) {
    started = startTestServer();
    // The server sees to it that it does not outlive a process that exits; a signal would give it no time to.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  }
  return started;
}

let made = 0;

/** A new database with all tables and no rows, dropped after the test. */
export async function testDatabase(scope: Scope, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { empty = false, max = 10, ...rest } = options;
  const { connection, template } = await testServer();
  made += 1;
  const name = `yupana_test_${process.pid}_${made}`;
  await onServer(connection, `create database ${name} template ${empty ? 'template0' : template}`);
  const config = { ...connection, database: name, max };
  const connected = await connect(config, rest);
  const drop = async (): Promise<void> => {
    if (!open.delete(drop)) return;
    await connected.close();
    // With force: a test that failed may have left a session open.
    await onServer(connection, `drop database ${name} with (force)`);
  };
  open.add(drop);
  scope.after(drop);
  return { ...connected, config };
}
