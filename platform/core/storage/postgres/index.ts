/**
 * A PostgreSQL of our own in the data folder, for those who do not run one. README.md tells its life cycle.
 */
import { findPrograms } from './binaries.ts';
import { ensureCluster, readPassword } from './cluster.ts';
import { bringUp, takeDown, type Running, type Start } from './control.ts';
import { StorageFault, binariesMissing, explainStorageError } from './faults.ts';
import { DATABASE, PORT, USER, layoutOf, type Layout } from './layout.ts';
import { removeLeftovers } from './leftovers.ts';
import { connectOwner, ensureDatabase, isNotYet, takeLock, whenLost } from './owner.ts';
import { assertReachable, giveCluster, makeDataFolder, makePrivateFolder, serverAccount } from './privileges.ts';

export { StorageFault, explainStorageError, type StorageFaultCode } from './faults.ts';

/** A running PostgreSQL whose data folder is ours until `stop`. */
export interface OwnPostgres {
  /** parts of a pg.PoolConfig; host is the folder of the socket */
  readonly connection: { readonly host: string; readonly port: number; readonly user: string; readonly password: string; readonly database: string };
  readonly dataDir: string;
  /** of the server, such as "18.4" */
  readonly version: string;
  /** 'adopted': it was running already, left by a Yupana that was killed */
  readonly how: 'started' | 'adopted';
  /** resolves when the server died or our hold on the data folder broke, unless by `stop` */
  readonly lost: Promise<Error>;
  /** ends the server and lets go of the data folder; every call gives the same promise */
  stop(): Promise<void>;
}

/** What a caller may choose. */
export interface OwnPostgresOptions {
  /** the folder with `initdb` and `postgres`; default the npm package. The variable YUPANA_POSTGRES_BIN wins. */
  readonly binDir?: string;
  /** further settings of the server; fsync=off also spares initdb the flushing (for tests) */
  readonly settings?: Readonly<Record<string, string>>;
  /** gets what an operator should know, one line each */
  readonly log?: (line: string) => void;
}

/**
 * Starts the PostgreSQL of a data folder, making both if need be, or adopts the one that still runs there.
 * Throws a StorageFault, which says what to do.
 */
export async function openOwnPostgres(dataDir: string, options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  if (process.platform === 'win32') throw binariesMissing('this computer', 'Windows has none that Yupana can run by itself');
  const layout = layoutOf(dataDir);
  const log = options.log ?? (() => {});
  try {
    const start = await prepare(layout, options, log);
    for (let tries = 1; ; tries++) {
      const running = await bringUp(start);
      try {
        return await takeOver(start, running);
      } catch (error) {
        // Its owner stopped it just after we got in: wait for that to end, then start one of our own.
        if (!isNotYet(error) || tries === 5) throw error;
      }
    }
  } catch (error) {
    throw explainStorageError(error, layout.folder) ?? error;
  }
}

/** Everything that must be there before a server can start. Repeatable, and safe to run beside another starter. */
async function prepare(layout: Layout, options: OwnPostgresOptions, log: (line: string) => void): Promise<Start> {
  const account = serverAccount(layout.cluster);
  makeDataFolder(layout.folder, account);
  assertReachable(layout.folder, account);
  removeLeftovers(layout.folder);
  const programs = await findPrograms(options.binDir, layout.folder, account, log);
  const settings = options.settings ?? {};
  await ensureCluster(layout, programs, account, settings['fsync'] !== 'off', log);
  giveCluster(layout.cluster, account);
  makePrivateFolder(layout.socketFolder, account);
  if (layout.socketElsewhere) log(`the path of the data folder is too long for a socket; it lies in ${layout.socketFolder}`);
  return { layout, programs, account, settings, password: readPassword(layout), log };
}

/** Takes the lock on a server that answers, whoever started it, and makes it ours. */
async function takeOver({ layout, password, log }: Start, running: Running): Promise<OwnPostgres> {
  const { client, pid, how, socketFolder } = running;
  try {
    await takeLock(client, layout.folder);
  } catch (error) {
    await client.end();
    throw error;
  }
  let version: string;
  try {
    version = await ensureDatabase(client);
  } catch (error) {
    // The lock is ours, so the server is: it must not stay behind.
    await takeDown(pid, layout, log);
    throw error;
  }
  let stopping: Promise<void> | undefined;
  let isLost = false;
  const lost = new Promise<Error>((done) => {
    void whenLost(client).then((error) => {
      if (stopping !== undefined) return;
      isLost = true;
      done(error);
    });
  });
  const end = async (): Promise<void> => {
    // Without the lock the server may have a new owner by now, whose it is to stop.
    if (isLost && !(await retake(layout, socketFolder, password))) return;
    // The lock is held until the server itself ends our session, lest another Yupana adopt what is going down.
    await takeDown(pid, layout, log);
    await client.end().catch(() => {});
  };
  return {
    connection: { host: socketFolder, port: PORT, user: USER, password, database: DATABASE },
    dataDir: layout.folder,
    version,
    how,
    lost,
    stop: () => (stopping ??= end()),
  };
}

async function retake(layout: Layout, socketFolder: string, password: string): Promise<boolean> {
  try {
    const client = await connectOwner(socketFolder, password);
    try {
      await takeLock(client, layout.folder);
      return true;
    } catch (error) {
      await client.end();
      if (error instanceof StorageFault) return false;
      throw error;
    }
  } catch {
    // Nobody answers: there is nothing to stop.
    return false;
  }
}
