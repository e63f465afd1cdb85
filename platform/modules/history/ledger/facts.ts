/** What the database knows of the versions that are to be logged. */
import type { Document } from '#core/kinds/kind.ts';
import type { Database } from '#core/storage/database.ts';
import { sql } from 'kysely';
import type { LoggedVersion, Previous, Role } from './envelope.ts';

export interface Waiting extends LoggedVersion {
  readonly sequence: number;
}

/** The oldest versions that the log does not hold, in the order in which they were published. */
export async function waitingVersions(database: Database, most: number): Promise<Waiting[]> {
  // Publications commit in the order of their sequence (core/records/lock.ts), so nothing can appear before what was logged.
  const rows = await database
    .selectFrom('outbox')
    .innerJoin('version', 'version.sequence', 'outbox.sequence')
    .select(['version.sequence', 'version.record_id', 'version.number', 'version.kind', 'version.act', 'version.schema_version', 'version.published_at', 'version.document', 'version.note'])
    .where('outbox.sequence', '>', (query) => query.selectFrom('ledger_entry').select((entry) => entry.fn.coalesce(entry.fn.max('sequence'), sql<number>`0`).as('last')))
    .orderBy('outbox.sequence')
    .limit(most)
    .execute();
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map(({ record_id }) => record_id))];
  const [restricted, roles] = [await restrictedFields(database, ids), await rolesOf(database, ids)];
  return rows.map((row) => {
    const key = versionKey(row.record_id, row.number);
    return {
      sequence: row.sequence,
      recordId: row.record_id,
      kind: row.kind,
      version: row.number,
      act: row.act,
      schemaVersion: row.schema_version,
      role: roles.get(key) ?? 'system',
      publishedAt: row.published_at,
      document: row.document,
      note: row.note,
      restricted: restricted.get(key) ?? {},
    };
  });
}

const versionKey = (recordId: string, number: number): string => `${recordId} ${number}`;

async function restrictedFields(database: Database, ids: readonly string[]): Promise<Map<string, Document>> {
  const fields = new Map<string, Document>();
  const rows = await database.selectFrom('restricted_part').select(['record_id', 'number', 'document']).where(inIds('record_id', ids)).execute();
  for (const { record_id, number, document } of rows) {
    const key = versionKey(record_id, number);
    fields.set(key, { ...fields.get(key), ...document });
  }
  return fields;
}

/** By the audit trail and the review: a body is whoever sent what a body wrote, or confirmed its own record. */
async function rolesOf(database: Database, ids: readonly string[]): Promise<Map<string, Role>> {
  const { rows } = await sql<{ record_id: string; number: number; actor: string; person: boolean; confirmed: boolean; by_body: boolean }>`
    with act as (
      select record_id, (details->>'version')::int as number, min(actor) as actor, bool_or(details ? 'account' or actor like 'person:%') as person, bool_or(act = 'confirm') as confirmed
      from audit where record_id = any(${ids}::text[]) and act in ('publish', 'withdraw', 'confirm') and details ? 'version'
      group by record_id, details->>'version'
    )
    select act.*, exists (select from review_event where review_event.record_id = act.record_id and review_event.version = act.number and side = 'body') as by_body from act`.execute(database);
  return new Map(
    rows.map(({ record_id, number, actor, person, confirmed, by_body }): [string, Role] => [
      versionKey(record_id, number),
      actor.startsWith('pack:') ? 'pack' : !person ? 'system' : confirmed || by_body ? 'body' : 'office',
    ]),
  );
}

/** The newest entry of each record. */
export async function newestEntries(database: Database, ids: readonly string[]): Promise<Map<string, Previous>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Previous & { record_id: string }>`
    select distinct on (record_id) record_id, index, encode(leaf_hash, 'hex') as leaf,
      (select version from ledger_entry told where told.record_id = ledger_entry.record_id and version is not null order by index desc limit 1) as version
    from ledger_entry where record_id = any(${ids}::text[]) order by record_id, index desc`.execute(database);
  return new Map(rows.map(({ record_id, ...previous }) => [record_id, previous]));
}

function inIds(column: string, ids: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} = any(${ids}::text[])`;
}

export interface WaitingNotice {
  readonly id: number;
  readonly type: 'redaction' | 'key';
  readonly details: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** What the log has to say of itself and has not yet said. */
export async function waitingNotices(database: Database): Promise<WaitingNotice[]> {
  return database
    .selectFrom('ledger_notice')
    .select(['id', 'type', 'details', 'at'])
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('ledger_entry').select('index').whereRef('notice_id', '=', 'ledger_notice.id'))))
    .orderBy('id')
    .execute();
}
