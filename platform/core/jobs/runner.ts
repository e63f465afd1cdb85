/** Runs jobs by pg-boss: in the same PostgreSQL, in a schema of its own, so that several servers share the work. */
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Mailer } from '../mail/message.ts';
import type { Platform } from '../platform.ts';
import type { Job, JobContext } from './job.ts';

export const JOBS_SCHEMA = 'jobs';

/** A job may take so long; one whose process gives no sign of life is taken up by another sooner. */
const EXPIRES_SECONDS = 15 * 60;
const SIGN_OF_LIFE_SECONDS = 30;
/** How long the end of the server waits for a job in the middle of its work. */
const PATIENCE_MS = 10_000;
const DAY_SECONDS = 24 * 60 * 60;

export interface JobRunnerOptions {
  readonly platform: Platform;
  readonly mailer: Mailer;
  readonly jobs: readonly Job[];
  /** The database of the platform. */
  readonly connection: pg.PoolConfig;
  /** Lines of JSON; standard error unless told otherwise. */
  readonly log?: (line: string) => void;
}

export interface RunningJobs {
  /** Runs a job now, in this or another process; nothing where it is waiting to run already. */
  wake(name: string): Promise<void>;
  /** Lets what runs come to a good end. */
  stop(): Promise<void>;
}

/** @throws where the database cannot be reached, or two jobs have one name. */
export async function startJobs({ platform, mailer, jobs, connection, log = (line) => process.stderr.write(`${line}\n`) }: JobRunnerOptions): Promise<RunningJobs> {
  const twice = jobs.find((job, index) => jobs.findIndex(({ name }) => name === job.name) !== index);
  if (twice) throw new Error(`Two jobs have the name "${twice.name}".`);
  const note = (level: string, event: string, details: Readonly<Record<string, unknown>>): void => log(JSON.stringify({ level, at: platform.now().toISOString(), event, ...details }));
  const ending = new AbortController();
  const context: JobContext = { platform, mailer, signal: ending.signal, warn: (event, details) => note('warning', event, details) };
  const boss = new PgBoss({ ...(connection as ConstructorParameters<typeof PgBoss>[0] & object), schema: JOBS_SCHEMA, max: 3, application_name: 'yupana jobs' });
  boss.on('error', (error) => note('error', 'jobs', { error: codeOf(error) }));
  await boss.start();
  const workers = new Map<string, string>();
  const wake = async (name: string): Promise<void> => {
    await boss.send(name, null);
    const worker = workers.get(name);
    if (worker !== undefined) boss.notifyWorker(worker);
  };
  const listeners: { close(): Promise<void> }[] = [];
  try {
    for (const job of jobs) {
      await declare(boss, job, platform.configuration.timezone);
      workers.set(job.name, await boss.work(job.name, () => runOnce(job, context, note)));
      if (job.wokenBy !== undefined) listeners.push(...(await listen(boss, job.wokenBy, () => void wake(job.name).catch(() => undefined))));
    }
    await forgetOthers(boss, jobs);
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  return {
    wake,
    async stop() {
      ending.abort();
      for (const listener of listeners) await listener.close();
      await boss.stop({ graceful: true, timeout: PATIENCE_MS });
    },
  };
}

/** At most one of a job runs, and at most one waits. */
async function declare(boss: PgBoss, { name, cron }: Job, timeZone: string): Promise<void> {
  const options = { expireInSeconds: EXPIRES_SECONDS, heartbeatSeconds: SIGN_OF_LIFE_SECONDS, retryLimit: 2, retryDelay: 30, retryBackoff: true, deleteAfterSeconds: DAY_SECONDS };
  await boss.createQueue(name, { policy: 'stately', ...options });
  await boss.updateQueue(name, options);
  await boss.schedule(name, cron, null, { tz: timeZone, missed: 'once' });
}

/** Jobs that an older version had. */
async function forgetOthers(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  for (const { name } of await boss.getSchedules()) if (!jobs.some((job) => job.name === name)) await boss.unschedule(name);
}

async function listen(boss: PgBoss, channel: string, heard: () => void): Promise<{ close(): Promise<void> }[]> {
  // What was missed while the connection was away is found by the clock at the latest.
  const handle = await boss.getDb().listen?.(channel, heard, heard);
  return handle ? [handle] : [];
}

/** The table of jobs keeps the code of a failure only: its words may hold what people wrote. */
async function runOnce(job: Job, context: JobContext, note: (level: string, event: string, details: Readonly<Record<string, unknown>>) => void): Promise<void> {
  const failure = await job.run(context).then(() => undefined, (error: unknown) => ({ error }));
  if (!failure) return;
  note('error', 'job-failed', { job: job.name, error: failure.error instanceof Error ? (failure.error.stack ?? failure.error.message) : String(failure.error) });
  throw new Error(codeOf(failure.error));
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
