/** The connection to PostgreSQL: a pool under Kysely. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

export interface Connection {
  readonly database: Database;
  readonly pool: pg.Pool;
  /** For other connections to the same database. */
  readonly config: pg.PoolConfig;
  close(): Promise<void>;
}

/** Oldest server that our SQL is written for. */
export const OLDEST_SERVER = 15;

const types: pg.CustomTypesConfig = {
  // bigint: sequences and counts, which stay far below 2^53.
  getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')),
};

export interface ConnectOptions {
  /** Sees the SQL of every query that is run; for the committed list of queries. */
  readonly onQuery?: (sql: string) => void;
}

/**
 * Opens a pool.
 * @param config a connection string (`DATABASE_URL`) or the parts of one.
 * @throws where the server is older than {@link OLDEST_SERVER} or cannot be reached.
 */
export async function connect(config: pg.PoolConfig, options: ConnectOptions = {}): Promise<Connection> {
  const pool = new pg.Pool({ max: 10, application_name: 'yupana', types, ...config });
  // A connection that breaks is replaced by the pool; the query that needs it tells if that fails. While one is in use the
  // pool does not listen, and an error that nobody hears ends the process.
  pool.on('error', () => undefined).on('connect', (client) => void client.on('error', () => undefined));
  const { onQuery } = options;
  const database = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    ...(onQuery && { log: (event) => onQuery(event.query.sql) }),
  });
  try {
    await checkServer(pool);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return { database, pool, config, close: () => database.destroy() };
}

async function checkServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num');
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (major < OLDEST_SERVER) throw new Error(`The database server is PostgreSQL ${major}; Yupana needs ${OLDEST_SERVER} or later.`);
  // Under the character type "C" no accented capital has a small letter, and search would miss half of its words.
  const { rows: letters } = await pool.query<{ known: boolean }>(`select lower('ÁÑ') = 'áñ' and getdatabaseencoding() = 'UTF8' as known`);
  if (!letters[0]?.known) throw new Error("The database does not know accented letters. Create it with: create database yupana template template0 encoding 'UTF8' lc_ctype 'C.UTF-8' lc_collate 'C'");
}
