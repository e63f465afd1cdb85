/** The service that keeps the log: one server of all writes it, the others stand by. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService, Service, ServiceContext } from '#core/services/service.ts';
import { connect, type Database } from '#core/storage/database.ts';
import { Malformed } from '@yupana/ledger';
import { sql } from 'kysely';
import { BrokenLog } from './checkpoint.ts';
import { KeyFault } from './keys.ts';
import { ForkDanger } from './precedents.ts';
import { completePolicy, logSettings, readPolicy } from './settings.ts';
import { KeysChanged, noteHalt, writeLog, type WriterOptions } from './writer.ts';

/** Any constant will do; it is written in docs/architecture.md. */
const WRITER_LOCK = 7_289_115;
const STANDBY_MS = 1000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Until somebody has put right what a person must put right. */
const HALTED_PAUSE_MS = 60_000;

export const logService: Service = {
  name: 'log',
  async start(context) {
    const { platform, environment, dataFolder } = context;
    const settings = logSettings(environment, dataFolder, platform.origin, platform.configuration.name);
    // A slip in it is told at once.
    readPolicy(completePolicy(settings.policyText, [], settings.address));
    return keepLog(context, { settings, environment, database: platform.database, now: () => platform.now(), warn: context.warn });
  },
};

/** Runs the writer whenever this server leads, until it is stopped. */
export function keepLog({ connection }: Pick<ServiceContext, 'connection'>, options: Omit<WriterOptions, 'signal'>): RunningService {
  const ending = new AbortController();
  const { signal } = ending;
  const run = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; ) {
      try {
        await withSession(connection, async (session) => {
          if (await lead(session, signal, options.standbyMs ?? STANDBY_MS)) {
            pause = FIRST_PAUSE_MS;
            await writeLog(session, { ...options, signal });
          }
        });
      } catch (error) {
        if (error instanceof KeysChanged) continue;
        const halt = haltOf(error);
        if (halt) await tellHalt(options, halt.code, halt.because);
        else options.warn('log-failed', { error: error instanceof Error ? error.message : String(error), againInSeconds: pause / 1000 });
        await sleep(halt ? HALTED_PAUSE_MS : pause, undefined, { signal }).catch(() => undefined);
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** One connection and no other: with it goes the lock. */
export async function withSession(config: ServiceContext['connection'], work: (session: Database) => Promise<void>): Promise<void> {
  const { database, close } = await connect({ ...config, max: 1, application_name: 'yupana log' });
  try {
    await database.connection().execute(work);
  } finally {
    await close();
  }
}

/** Waits for its turn. @returns false where the signal came first. */
async function lead(session: Database, signal: AbortSignal, standbyMs: number): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await sql<{ ours: boolean }>`select pg_try_advisory_lock(${sql.lit(WRITER_LOCK)}) as ours`.execute(session);
    if (rows[0]?.ours) return true;
    await sleep(standbyMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** What no second try repairs. */
function haltOf(error: unknown): { readonly code: string; readonly because: string } | undefined {
  if (error instanceof ForkDanger) return { code: 'fork', because: error.message };
  if (error instanceof BrokenLog || error instanceof Malformed) return { code: 'broken', because: error.message };
  if (error instanceof KeyFault) return { code: 'key', because: error.message };
  return undefined;
}

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  fork: 'The database is older than what others have seen of the log, or another. Was it restored from a backup? Readers are served; nothing is signed. See docs/operators.md, "The log after a restored backup".',
  broken: 'What lies in the database is not what was logged. Readers are served; nothing is signed. See docs/operators.md, "The log is broken".',
  key: 'Readers are served; nothing is signed. See docs/operators.md, "The keys of the log".',
};

async function tellHalt({ database, settings, warn }: Omit<WriterOptions, 'signal'>, code: string, because: string): Promise<void> {
  warn('LOG-HALTED', { code, because, what: WHAT_TO_DO[code] ?? '' });
  // Where even that fails, the line above was written.
  await noteHalt(database, settings.origin, code, because).catch(() => undefined);
}
