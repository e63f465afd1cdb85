/** How fast drafts come to publication, for the office. */
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';

export interface Throughput {
  /** Null is the office. */
  readonly desk: string | null;
  readonly writing: number;
  readonly withBody: number;
  readonly withOffice: number;
  readonly returned: number;
  /** Days that the oldest has waited for the office. */
  readonly oldestDays: number | null;
}

/** The open drafts of each desk by where they are. */
export async function openByDesk(database: Database, now: Date): Promise<Throughput[]> {
  const { rows } = await sql<Throughput>`
    select desk,
      (count(*) filter (where stage = 'writing'))::int as writing,
      (count(*) filter (where stage = 'submitted' and desk is not null))::int as "withBody",
      (count(*) filter (where stage = 'approved' or (stage = 'submitted' and desk is null)))::int as "withOffice",
      (count(*) filter (where stage = 'returned'))::int as returned,
      greatest(0, floor(extract(epoch from ${now}::timestamptz - min(stage_since) filter (where stage = 'approved' or (stage = 'submitted' and desk is null))) / 86400))::int as "oldestDays"
    from draft group by desk order by "withOffice" desc, desk`.execute(database);
  return rows;
}

export interface Pace {
  /** Published in the period by the review of somebody. */
  readonly published: number;
  readonly returned: number;
  /** Of half of them the way from being sent first to publication took no longer, in days; null where there are none. */
  readonly medianDays: number | null;
}

/** What the last days brought. */
export async function paceOf(database: Database, now: Date, days: number): Promise<Pace> {
  const { rows } = await sql<Pace>`
    with ended as (
      select record_id, version, max(at) as at from review_event
      where act = 'published' and at > ${now}::timestamptz - make_interval(days => ${days}) group by record_id, version
    ), began as (
      select record_id, version, min(at) as at from review_event where act = 'submitted' and version is not null group by record_id, version
    )
    select (select count(*) from ended)::int as published,
      (select count(*) from review_event where act = 'returned' and at > ${now}::timestamptz - make_interval(days => ${days}))::int as returned,
      (select percentile_cont(0.5) within group (order by extract(epoch from ended.at - began.at) / 86400) from ended join began using (record_id, version)) as "medianDays"`.execute(database);
  const [pace] = rows;
  if (!pace) throw new TypeError('A query of aggregates has one row.');
  return pace;
}
