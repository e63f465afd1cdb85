import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { inUse, text } from './faults.ts';
import { DATABASE, PORT, USER } from './layout.ts';
import { isAlive } from './processes.ts';

/** 'yupa', 'na': the name of the lock. Whoever holds it owns the data folder. */
const LOCK = [0x79757061, 0x6e61] as const;

/**
 * The lock lives in the maintenance database: advisory locks count per database, and this session must not stand in
 * the way of copying or restoring ours.
 */
const LOCK_DATABASE = 'postgres';

const SIGNATURE = 'yupana owner pid=';

/** A living holder is given this long, in case it is a stranger with the number of one just killed. */
const GRACE_MS = 500;
/** A dead holder's session ends as soon as its server process notices. */
const DEAD_GRACE_MS = 5_000;

/** Opens the session that will hold the lock, signed with our process id. */
export async function connectOwner(socketFolder: string, password: string): Promise<Client> {
  const client = new Client({
    host: socketFolder, port: PORT, user: USER, password, database: LOCK_DATABASE,
    ssl: false, application_name: `${SIGNATURE}${process.pid}`, connectionTimeoutMillis: 5_000,
  });
  // Without a listener, a break in the connection would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

/** Takes the lock for the life of the session, or throws 'in-use' with the process id of its holder. */
export async function takeLock(client: Client, folder: string): Promise<void> {
  const start = performance.now();
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [...LOCK]);
    if (rows[0]?.got === true) return;
    const holder = await findHolder(client);
    const grace = holder !== undefined && !isAlive(holder) ? DEAD_GRACE_MS : GRACE_MS;
    if (performance.now() - start > grace) throw inUse(folder, holder === undefined ? '?' : String(holder));
    await sleep(20);
  }
}

async function findHolder(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.classid = $1::int8::oid and l.objid = $2::int8::oid and l.objsubid = 2`,
    [...LOCK],
  );
  const name = rows[0]?.name ?? '';
  return name.startsWith(SIGNATURE) ? Number(name.slice(SIGNATURE.length)) : undefined;
}

/** Makes our database when it is not there yet. Only the holder of the lock may call this. */
export async function ensureDatabase(client: Client): Promise<string> {
  const { rows } = await client.query<{ version: string; there: boolean }>(
    `select current_setting('server_version') as version, exists (select from pg_database where datname = $1) as there`,
    [DATABASE],
  );
  if (rows[0]?.there !== true) await client.query(`create database ${DATABASE}`);
  return rows[0]?.version ?? '';
}

/** Resolves when the session that holds the lock breaks: from then on the data folder may be somebody else's. */
export function whenLost(client: Client): Promise<Error> {
  return new Promise((done) => {
    client.once('error', done);
    client.once('end', () => done(new Error('The connection to the database has ended.')));
  });
}

/** Whether an error of connecting means "not yet" rather than "no". */
export function isNotYet(error: unknown): boolean {
  const code = text(error, 'code');
  // 57P03: starting up or shutting down; 57P01: shut down under us; 53300: a former owner's sessions are still ending.
  if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01', '53300'].includes(code)) return true;
  return error instanceof Error && /terminated|timeout expired/i.test(error.message);
}
