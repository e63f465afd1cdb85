/** Opens the database of the environment: a server of one's own, or the PostgreSQL that we keep in the data folder. */
import { resolve } from 'node:path';
import { type Connection, connect } from '#core/storage/database.ts';
import { migrate } from '#core/storage/migrate.ts';
import { openOwnPostgres } from '#core/storage/postgres/index.ts';
import { migrations } from '../platform/app.ts';

export interface OpenStorage extends Connection {
  /** For people: where the data is. */
  readonly description: string;
  /** Resolves when the server goes away by itself; never for a server of one's own. */
  readonly lost: Promise<Error>;
}

/** @throws StorageFault, or what the server answered. */
export async function openStorage(env: NodeJS.ProcessEnv = process.env): Promise<OpenStorage> {
  const url = env['DATABASE_URL'];
  const storage = url ? await openServer(url) : await openOwn(resolve(env['DATA_DIR'] || 'data'));
  try {
    await migrate(storage.database, migrations);
    return storage;
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function openServer(connectionString: string): Promise<OpenStorage> {
  const connection = await connect({ connectionString });
  return { ...connection, description: hideSecret(connectionString), lost: new Promise(() => undefined) };
}

async function openOwn(dataDir: string): Promise<OpenStorage> {
  const server = await openOwnPostgres(dataDir, { log: (line) => process.stderr.write(`${line}\n`) });
  try {
    const connection = await connect(server.connection);
    const close = async (): Promise<void> => {
      await connection.close();
      await server.stop();
    };
    return { ...connection, close, description: `${dataDir} (PostgreSQL ${server.version}${server.how === 'adopted' ? ', adopted' : ''})`, lost: server.lost };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function hideSecret(connectionString: string): string {
  const url = URL.parse(connectionString);
  return url ? `${url.host}${url.pathname}` : 'DATABASE_URL';
}
