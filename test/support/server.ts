/** The PostgreSQL of the tests: one server, and in it a template database with all tables, of which every test gets a copy. */
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrations } from '../../platform/app.ts';
import { connect } from '../../platform/core/storage/database.ts';
import { migrate } from '../../platform/core/storage/migrate.ts';
import { openOwnPostgres, type OwnPostgres } from '../../platform/core/storage/postgres/index.ts';
import { isAlive } from '../../platform/core/storage/postgres/processes.ts';
import { readPostmaster } from '../../platform/core/storage/postgres/postmaster.ts';
import { TEST_SETTINGS } from '../../platform/core/storage/postgres/testing/settings.ts';

/** What a test process must know of the server; travels as JSON in {@link VARIABLE}. */
export interface TestServer {
  readonly connection: OwnPostgres['connection'];
  /** The name of the database with all tables and no rows. */
  readonly template: string;
}

export const VARIABLE = 'YUPANA_TEST_DATABASE';
const TEMPLATE = 'yupana_template';

/** Several test files, each with a pool or more, some with child processes that have their own. */
const SETTINGS = { ...TEST_SETTINGS, max_connections: '200', full_page_writes: 'off', synchronous_commit: 'off' };

export interface RunningTestServer extends TestServer {
  /** Of PostgreSQL, such as "18.4". */
  readonly version: string;
  stop(): Promise<void>;
}

/** Starts a server in a temporary folder. YUPANA_POSTGRES_BIN names other programs than those of the npm package. */
export async function startTestServer(): Promise<RunningTestServer> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'yupana-test-')));
  // As root, PostgreSQL runs as somebody else, who must get through.
  if (process.getuid?.() === 0) chmodSync(home, 0o711);
  const removeHome = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  let own: OwnPostgres | undefined;
  try {
    own = await openOwnPostgres(join(home, 'data'), { settings: SETTINGS });
    await makeTemplate(own.connection);
  } catch (error) {
    await own?.stop();
    removeHome();
    throw error;
  }
  const { connection, version, stop } = own;
  const cluster = join(home, 'data', 'postgres');
  process.on('exit', () => killLeftover(cluster, removeHome));
  return { connection, template: TEMPLATE, version, stop: () => stop().finally(removeHome) };
}

/** For a process that ends in the middle of things: the server is in a session of its own and would live on. */
function killLeftover(cluster: string, removeHome: () => void): void {
  const pid = readPostmaster(cluster)?.pid;
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGQUIT');
    // Nothing asynchronous happens any more in a process that exits.
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let tries = 0; tries < 150 && isAlive(pid); tries += 1) Atomics.wait(pause, 0, 0, 20);
    removeHome();
  } catch {
    // It is gone already.
  }
}

async function makeTemplate(connection: OwnPostgres['connection']): Promise<void> {
  await onServer(connection, `create database ${TEMPLATE}`);
  const { database, close } = await connect({ ...connection, database: TEMPLATE });
  try {
    await migrate(database, migrations);
  } finally {
    await close();
  }
}

/** Runs one statement of administration in a session of its own. */
export async function onServer(connection: OwnPostgres['connection'], statement: string): Promise<void> {
  const client = new Client({ ...connection, application_name: 'yupana tests' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
