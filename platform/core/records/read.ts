/** Reads what is public. */
import { sql } from 'kysely';
import type { Document } from '../kinds/kind.ts';
import type { Multilingual } from '../kinds/values.ts';
import type { Database } from '../storage/database.ts';
import type { Act } from '../storage/tables.ts';

export interface Version {
  readonly id: string;
  readonly kind: string;
  readonly number: number;
  readonly act: Act;
  /** Null for a withdrawal. */
  readonly document: Document | null;
  readonly note: Multilingual | null;
  readonly publishedAt: Date;
  readonly sequence: number;
}

/** A record that is public now. */
export interface PublicRecord extends Version {
  readonly document: Document;
}

function versions(database: Database) {
  return database
    .selectFrom('version')
    .select(['version.record_id as id', 'version.kind', 'version.number', 'version.act', 'version.document', 'version.note', 'version.published_at as publishedAt', 'version.sequence']);
}

function newestVersions(database: Database) {
  return versions(database).innerJoin('record', (join) => join.onRef('record.id', '=', 'version.record_id').onRef('record.version', '=', 'version.number'));
}

/** The newest version of a record: a publication or a withdrawal. Undefined where nothing was ever published. */
export async function newestVersion(database: Database, id: string): Promise<Version | undefined> {
  return newestVersions(database).where('record.id', '=', id).executeTakeFirst();
}

export async function versionOf(database: Database, id: string, number: number): Promise<Version | undefined> {
  return versions(database).where('record_id', '=', id).where('number', '=', number).executeTakeFirst();
}

/** Every version of a record, the newest first. */
export async function historyOf(database: Database, id: string): Promise<Version[]> {
  return versions(database).where('record_id', '=', id).orderBy('number', 'desc').execute();
}

function isPublic(version: Version): version is PublicRecord {
  return version.document !== null;
}

/** Public records by id; those that are not public are left out. */
export async function recordsById(database: Database, ids: readonly string[]): Promise<PublicRecord[]> {
  if (ids.length === 0) return [];
  return (await newestVersions(database).where('record.id', 'in', ids).execute()).filter(isPublic);
}

/** Public records of a kind that link to one of the targets by a field, in the order of publication. */
export async function recordsLinking(database: Database, kind: string, field: string, targets: readonly string[]): Promise<PublicRecord[]> {
  if (targets.length === 0) return [];
  const rows = await newestVersions(database)
    .where('record.kind', '=', kind)
    .where('record.id', 'in', (query) => query.selectFrom('link').select('from_id').where('field', '=', field).where('to_id', 'in', targets))
    .orderBy('version.sequence')
    .execute();
  return rows.filter(isPublic);
}

/** Every public record of a kind, in the order of publication. For kinds of which there are few. */
export async function recordsOfKind(database: Database, kind: string): Promise<PublicRecord[]> {
  return (await newestVersions(database).where('record.kind', '=', kind).orderBy('version.sequence').execute()).filter(isPublic);
}

/** The public records of a kind that have a facet, in natural order; at most as many as are asked for. */
export async function recordsWithFacet(database: Database, kind: string, facet: string, most: number): Promise<PublicRecord[]> {
  const rows = await newestVersions(database)
    .innerJoin('search_entry', 'search_entry.record_id', 'record.id')
    .where('search_entry.kind', '=', kind)
    .where(sql<boolean>`search_entry.facets @> ${[facet]}::text[]`)
    .orderBy('search_entry.sort_key')
    .orderBy('record.id')
    .limit(most)
    .execute();
  return rows.filter(isPublic);
}

/** Goes through every public record, without holding more than a page of them. */
export async function* allRecords(database: Database, kind?: string): AsyncGenerator<PublicRecord> {
  const size = 500;
  for (let after = ''; ; ) {
    const query = newestVersions(database).where('record.id', '>', after).where('record.withdrawn', '=', false).orderBy('record.id').limit(size);
    const page = await (kind === undefined ? query : query.where('record.kind', '=', kind)).execute();
    yield* page.filter(isPublic);
    const last = page.at(-1);
    if (!last || page.length < size) return;
    after = last.id;
  }
}

/**
 * Goes through every record as it was public at a sequence, in the order of ids, without holding more than a page of them.
 * Versions never change, so the same sequence gives the same records at any time.
 */
export async function* recordsAt(database: Database, sequence: number, kind?: string): AsyncGenerator<PublicRecord> {
  const size = 500;
  for (let after = ''; ; ) {
    const query = versions(database).distinctOn('record_id').where('record_id', '>', after).where('sequence', '<=', sequence).orderBy('record_id').orderBy('number', 'desc').limit(size);
    const page = await (kind === undefined ? query : query.where('kind', '=', kind)).execute();
    yield* page.filter(isPublic);
    const last = page.at(-1);
    if (!last || page.length < size) return;
    after = last.id;
  }
}

/** Publications and withdrawals after one sequence and up to another, the oldest first. */
export async function versionsAfter(database: Database, after: number, upTo: number, kind: string | undefined, count: number): Promise<Version[]> {
  const query = versions(database).where('sequence', '>', after).where('sequence', '<=', upTo).orderBy('sequence').limit(count);
  return (kind === undefined ? query : query.where('kind', '=', kind)).execute();
}

/** The newest publication or withdrawal; sequence 0 where there is none. */
export async function newestPublication(database: Database): Promise<{ readonly sequence: number; readonly publishedAt: Date | undefined }> {
  const row = await database.selectFrom('version').select(['sequence', 'published_at as publishedAt']).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
  return row ?? { sequence: 0, publishedAt: undefined };
}

/** The newest publications and withdrawals. */
export async function latestVersions(database: Database, count: number): Promise<Version[]> {
  return versions(database).orderBy('sequence', 'desc').limit(count).execute();
}

export async function latestVersionsOfKind(database: Database, kind: string, count: number): Promise<Version[]> {
  return versions(database).where('version.kind', '=', kind).orderBy('sequence', 'desc').limit(count).execute();
}

/** The newest versions of a record and of those that link to it now. */
export async function latestVersionsAbout(database: Database, id: string, count: number): Promise<Version[]> {
  return versions(database)
    .where('record_id', 'in', (query) => query.selectFrom('record').select('id').where('id', '=', id).union(query.selectFrom('link').select('from_id as id').where('to_id', '=', id)))
    .orderBy('sequence', 'desc')
    .limit(count)
    .execute();
}

/** Publications of one kind of record on one day. */
export interface DayOfPublications {
  /** `2026-11-21` in the time zone asked for. */
  readonly day: string;
  readonly kind: string;
  readonly act: Act;
  readonly records: number;
  /** True where all of them are first versions. */
  readonly first: boolean;
}

/** What was published lately, day by day and kind by kind, the newest first. */
export async function daysOfPublications(database: Database, timeZone: string, count: number): Promise<DayOfPublications[]> {
  const day = sql<string>`to_char(published_at at time zone ${timeZone}, 'YYYY-MM-DD')`;
  return database
    .selectFrom('version')
    .select(['kind', 'act', day.as('day'), (select) => select.fn.countAll<number>().as('records'), sql<boolean>`bool_and(number = 1)`.as('first')])
    .where('sequence', '>', (query) => query.selectFrom('version').select(sql<number>`coalesce(max(sequence), 0) - 5000`.as('floor')))
    .groupBy(['kind', 'act', sql`3`])
    .orderBy('day', 'desc')
    .orderBy(sql`max(sequence)`, 'desc')
    .limit(count)
    .execute();
}

/** Enough of a record to name it and link to it. */
export interface Mention {
  readonly id: string;
  readonly kind: string;
  readonly title: Readonly<Record<string, string>>;
  readonly code: string | undefined;
}

/** The names of public records. An id that is not in the map is withdrawn or unknown. */
export async function mentionsOf(database: Database, ids: Iterable<string>): Promise<Map<string, Mention>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await database.selectFrom('search_entry').select(['record_id', 'kind', 'title', 'code']).where('record_id', 'in', wanted).execute();
  return new Map(rows.map((row) => [row.record_id, { id: row.record_id, kind: row.kind, title: row.title, code: row.code ?? undefined }]));
}

export interface Backlink {
  readonly field: string;
  readonly mention: Mention;
}

export const MOST_BACKLINKS = 180;

/** The public records that link to a record, by field, in natural order; at most {@link MOST_BACKLINKS}. */
export async function backlinksOf(database: Database, id: string): Promise<Backlink[]> {
  const rows = await database
    .selectFrom('link')
    .innerJoin('search_entry', 'search_entry.record_id', 'link.from_id')
    .select(['link.field', 'search_entry.record_id', 'search_entry.kind', 'search_entry.title', 'search_entry.code', 'search_entry.sort_key'])
    .distinct()
    .where('link.to_id', '=', id)
    .orderBy('search_entry.kind')
    .orderBy('link.field')
    .orderBy('search_entry.sort_key')
    .limit(MOST_BACKLINKS)
    .execute();
  return rows.map((row) => ({ field: row.field, mention: { id: row.record_id, kind: row.kind, title: row.title, code: row.code ?? undefined } }));
}

/** The sequence of the newest publication: whatever public page was made at the same sequence is still true. */
export async function newestSequence(database: Database): Promise<number> {
  const row = await database.selectFrom('version').select((select) => select.fn.max('sequence').as('newest')).executeTakeFirst();
  return row?.newest ?? 0;
}

/** What every public page hangs on beside the day: what was published last, and which computed facets stand, whether words of reviewers were erased. */
export async function publicState(database: Database): Promise<string> {
  const { rows } = await sql<{ state: string }>`select concat((select max(sequence) from version), ' ', (select refreshes from computed_facets), ' ', (select max(id) from audit where act = 'erase-text')) as state`.execute(database);
  return rows[0]?.state ?? '';
}

/** Today where the country is, by the clock of the database, which is the one that dates versions. */
export async function databaseToday(database: Database): Promise<string> {
  const { rows } = await sql<{ today: string }>`select to_char(now() at time zone coalesce((select configuration ->> 'timezone' from deployment), 'UTC'), 'YYYY-MM-DD') as today`.execute(database);
  return rows[0]?.today ?? '';
}
