/** A database of the benchmark's own, with all tables, in a folder that it is given. */
import { type Connection, connect } from '../../platform/core/storage/database.ts';
import { migrate } from '../../platform/core/storage/migrate.ts';
import { openOwnPostgres, type OwnPostgres } from '../../platform/core/storage/postgres/index.ts';
import { migrations } from '../../platform/app.ts';

export interface BenchStorage extends Connection {
  readonly server: OwnPostgres;
}

/** With the settings that `yupana serve` starts it with: what is measured is what is shipped. */
export async function openBenchStorage(dataDir: string): Promise<BenchStorage> {
  const server = await openOwnPostgres(dataDir);
  try {
    const connection = await connect(server.connection);
    await migrate(connection.database, migrations);
    const close = async (): Promise<void> => {
      await connection.close();
      await server.stop();
    };
    return { ...connection, close, server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
