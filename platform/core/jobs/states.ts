/** How the jobs are, for the operator: read from the tables of pg-boss. */
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { JOBS_SCHEMA } from './runner.ts';

export interface JobState {
  readonly name: string;
  readonly done: number;
  readonly failed: number;
  /** When it ended last. */
  readonly lastAt: Date | null;
  /** The code of the newest failure. */
  readonly reason: string | undefined;
}

/** Of the last day. Empty where no server ever ran jobs. */
export async function jobStates(database: Database): Promise<JobState[]> {
  const { rows: there } = await sql<{ known: boolean }>`select to_regclass(${`${JOBS_SCHEMA}.job`}) is not null as known`.execute(database);
  if (!there[0]?.known) return [];
  const { rows } = await sql<{ name: string; done: number; failed: number; last_at: Date | null; reason: string | null }>`
    select name, count(*) filter (where state = 'completed') as done, count(*) filter (where state in ('failed', 'retry')) as failed, max(completed_on) as last_at,
      (array_agg(output ->> 'message' order by started_on desc) filter (where state in ('failed', 'retry')))[1] as reason
    from ${sql.id(JOBS_SCHEMA)}.job where name not like '\\_\\_%' group by name order by name`.execute(database);
  return rows.map(({ name, done, failed, last_at, reason }) => ({ name, done, failed, lastAt: last_at, reason: reason ?? undefined }));
}
