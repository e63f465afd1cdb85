/** What changed between two days, read by the time of publication. */
import { type RawBuilder, sql } from 'kysely';
import type { Document } from '#core/kinds/kind.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import type { Database } from '#core/storage/database.ts';
import type { Act } from '#core/storage/tables.ts';

/** From one moment up to another, without it. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

/** A version and the document that it took the place of. */
export interface ChangedVersion {
  readonly id: string;
  readonly kind: string;
  readonly number: number;
  readonly act: Act;
  readonly document: Document | null;
  /** Null for a first version, and where the record was withdrawn before. */
  readonly former: Document | null;
  readonly note: Multilingual | null;
  readonly publishedAt: Date;
  readonly sequence: number;
}

export interface PeriodCounts {
  /** Records that became public: for the first time, or again after a withdrawal. */
  readonly added: number;
  readonly changed: number;
  readonly withdrawn: number;
}

/** Both days whole, as days are where the country is: a day may have 23 or 25 hours. */
export async function periodOfDays(database: Database, from: string, to: string, timeZone: string): Promise<Period> {
  const { rows } = await sql<Period>`select ${from}::date::timestamp at time zone ${timeZone} as start, (${to}::date + 1)::timestamp at time zone ${timeZone} as "end"`.execute(database);
  const [period] = rows;
  if (!period) throw new RangeError('no period');
  return period;
}

/** Is a version the one that made its record public? Its predecessor is missing or a withdrawal. */
const FORMER = sql`left join version former on former.record_id = version.record_id and former.number = version.number - 1`;

export async function countChanges(database: Database, { start, end }: Period): Promise<PeriodCounts> {
  const { rows } = await sql<{ act: Act; first: boolean; versions: number }>`
    select version.act, version.number = 1 as first, count(*) as versions from version
    where published_at >= ${start} and published_at < ${end} group by 1, 2`.execute(database);
  // Versions after a withdrawal add the record again; withdrawals are few, so they are looked up from their side.
  const again = await sql<{ versions: number }>`
    select count(*) as versions from version former join version on version.record_id = former.record_id and version.number = former.number + 1
    where former.act = 'withdrawal' and version.published_at >= ${start} and version.published_at < ${end}`.execute(database);
  const sum = (matches: (row: { act: Act; first: boolean }) => boolean): number => rows.filter(matches).reduce((total, { versions }) => total + Number(versions), 0);
  const republished = Number(again.rows[0]?.versions ?? 0);
  return {
    added: sum(({ act, first }) => act === 'publication' && first) + republished,
    changed: sum(({ act, first }) => act === 'publication' && !first) - republished,
    withdrawn: sum(({ act }) => act === 'withdrawal'),
  };
}

/** The changes of a period, the newest first. @param after the sequence of the last one seen. */
export async function changesIn(database: Database, period: Period, after: number | undefined, count: number): Promise<ChangedVersion[]> {
  return select(database, period, after, count, sql`true`);
}

/** Those that edit what was promised, or withdraw it. @param promises by kind, the fields that hold it. */
export async function promisesEditedIn(database: Database, period: Period, promises: Readonly<Record<string, readonly string[]>>, after: number | undefined, count: number): Promise<ChangedVersion[]> {
  const edited = Object.entries(promises).map(([kind, fields]) => {
    const differs = fields.map((field) => sql`version.document -> ${field} is distinct from former.document -> ${field}`);
    return sql`(version.kind = ${kind} and (version.act = 'withdrawal' or (former.document is not null and (${sql.join(differs, sql` or `)}))))`;
  });
  return edited.length === 0 ? [] : select(database, period, after, count, sql`(${sql.join(edited, sql` or `)})`);
}

async function select(database: Database, { start, end }: Period, after: number | undefined, count: number, condition: RawBuilder<unknown>): Promise<ChangedVersion[]> {
  // By time, then by order of publication. The place of the last one seen is looked up, because it is finer than a date of ours.
  const below = after === undefined ? sql`true` : sql`(version.published_at, version.sequence) < (select published_at, sequence from version where sequence = ${after})`;
  const { rows } = await sql<ChangedVersion>`
    select version.record_id as id, version.kind, version.number, version.act, version.document, former.document as former, version.note, version.published_at as "publishedAt", version.sequence
    from version ${FORMER}
    where version.published_at >= ${start} and version.published_at < ${end} and ${below} and ${condition}
    order by version.published_at desc, version.sequence desc limit ${count}`.execute(database);
  return rows;
}
