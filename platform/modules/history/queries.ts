/** Reads what the pages of the history tell. Nothing here writes. */
import { sql } from 'kysely';
import type { Database } from '#core/storage/database.ts';
import type { Act } from '#core/storage/tables.ts';

export type EntryType = Act | 'redaction' | 'key';

export interface Entry {
  readonly index: number;
  readonly type: EntryType;
  /** Null for what the log says of itself. */
  readonly recordId: string | null;
  readonly version: number | null;
  /** Of the version that it tells of. Null for one that this site lost and knows from a mirror alone, and for what the log says of itself. */
  readonly sequence: number | null;
  /** Canonical JSON, the very bytes that the tree holds. */
  readonly bytes: Uint8Array;
  readonly leaf: Uint8Array;
  readonly appendedAt: Date;
}

export interface SignedHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly signedAt: Date;
  /** The signed note, with the cosignatures of witnesses so far. */
  readonly note: string;
  /** Null while the quorum has not seen it. */
  readonly witnessedAt: Date | null;
}

/** What the writer of the log says of itself. */
export interface LogState {
  readonly origin: string;
  /** Verifier keys, the newest first. */
  readonly keys: readonly string[];
  /** C2SP tlog-policy. */
  readonly policy: string;
  /** Why nothing is signed any more, as a code; null while all is well. */
  readonly halted: string | null;
}

function entries(database: Database) {
  return database.selectFrom('ledger_entry').select(['index', 'type', 'record_id as recordId', 'version', 'sequence', 'entry as bytes', 'leaf_hash as leaf', 'appended_at as appendedAt']);
}

function heads(database: Database) {
  return database.selectFrom('ledger_checkpoint').select(['size', 'root', 'signed_at as signedAt', 'witnessed_at as witnessedAt', (select) => select.fn.coalesce('cosigned', 'note').as('note')]);
}

/** Undefined where no log is kept, or none was ever begun. */
export async function logState(database: Database): Promise<LogState | undefined> {
  const row = await database.selectFrom('ledger_state').select(['origin', 'keys', 'policy', 'halted']).executeTakeFirst();
  return row && { ...row, keys: row.keys.split('\n').filter((key) => key !== '') };
}

export async function latestHead(database: Database): Promise<SignedHead | undefined> {
  return heads(database).orderBy('size', 'desc').limit(1).executeTakeFirst();
}

export async function latestWitnessedHead(database: Database): Promise<SignedHead | undefined> {
  return heads(database).where('witnessed_at', 'is not', null).orderBy('size', 'desc').limit(1).executeTakeFirst();
}

/** Of each entry the first head that the quorum saw with it in it; until then the first that the log signed. Where none is signed it is left out. */
export async function headsOver(database: Database, indexes: readonly number[]): Promise<ReadonlyMap<number, SignedHead>> {
  if (indexes.length === 0) return new Map();
  const { rows } = await sql<SignedHead & { readonly index: number }>`
    select entry.index, size, root, signed_at as "signedAt", coalesce(cosigned, note) as note, witnessed_at as "witnessedAt"
    from unnest(${indexes}::bigint[]) as entry (index)
    cross join lateral (
      (select 1 as choice, ledger_checkpoint.* from ledger_checkpoint where size > entry.index and witnessed_at is not null order by size limit 1)
      union all
      (select 2, ledger_checkpoint.* from ledger_checkpoint where size > entry.index order by size limit 1)
      order by choice limit 1
    ) as head`.execute(database);
  return new Map(rows.map(({ index, ...head }) => [Number(index), { ...head, size: Number(head.size) }]));
}

/** How many publications and withdrawals the log has not taken yet. */
export async function waitingVersions(database: Database): Promise<number> {
  const row = await database
    .selectFrom('outbox')
    .select((select) => select.fn.countAll<number>().as('waiting'))
    .where('sequence', '>', (query) => query.selectFrom('ledger_entry').select(({ fn, val }) => fn.coalesce(fn.max('sequence'), val(0)).as('last')))
    .executeTakeFirst();
  return Number(row?.waiting ?? 0);
}

/** How many entries the log has; the last one has this index less one. */
export async function logSize(database: Database): Promise<number> {
  const row = await database.selectFrom('ledger_entry').select((select) => select.fn.max('index').as('last')).executeTakeFirst();
  return row?.last === undefined || row.last === null ? 0 : Number(row.last) + 1;
}

export async function entryAt(database: Database, index: number): Promise<Entry | undefined> {
  return entries(database).where('index', '=', index).executeTakeFirst();
}

/** Entries below an index, the newest first. */
export async function entriesBelow(database: Database, below: number, count: number): Promise<Entry[]> {
  return entries(database).where('index', '<', below).orderBy('index', 'desc').limit(count).execute();
}

/** Everything that the log says of a record, the oldest first. */
export async function entriesOfRecord(database: Database, id: string): Promise<Entry[]> {
  return entries(database).where('record_id', '=', id).orderBy('index').execute();
}

/** The newest publication or withdrawal of an entry's record that comes after it. */
export async function newestOfRecord(database: Database, { recordId, index }: Pick<Entry, 'recordId' | 'index'>): Promise<Entry | undefined> {
  if (recordId === null) return undefined;
  return entries(database).where('record_id', '=', recordId).where('version', 'is not', null).where('index', '>', index).orderBy('index', 'desc').limit(1).executeTakeFirst();
}

/** The entry of a version that is here: its publication or withdrawal. */
export async function entryOfVersion(database: Database, id: string, version: number): Promise<Entry | undefined> {
  return entries(database).where('record_id', '=', id).where('version', '=', version).where('sequence', 'is not', null).executeTakeFirst();
}

export interface Erasure {
  readonly index: number;
  readonly recordId: string;
  /** Of which law, as the log has it. */
  readonly article: string;
  readonly at: Date;
  /** How many values were deleted. */
  readonly count: number;
}

function erasures(database: Database) {
  return database.selectFrom('ledger_redaction').select(['index', 'record_id as recordId', 'article', 'at', 'count']);
}

/** Erasures below an index, the newest first. */
export async function erasuresBelow(database: Database, below: number, count: number): Promise<Erasure[]> {
  return erasures(database).where('index', '<', below).orderBy('index', 'desc').limit(count).execute();
}

export async function countErasures(database: Database): Promise<{ readonly erasures: number; readonly values: number }> {
  const row = await database.selectFrom('ledger_redaction').select((select) => [select.fn.countAll<number>().as('erasures'), select.fn.sum<number>('count').as('values')]).executeTakeFirst();
  return { erasures: Number(row?.erasures ?? 0), values: Number(row?.values ?? 0) };
}

/** Differs whenever the log has grown, was signed, was witnessed, or stopped: kept pages hang on it. */
export async function ledgerState(database: Database): Promise<string> {
  const { rows } = await sql<{ state: string }>`select concat_ws(' ', (select max(index) from ledger_entry), (select changed_at from ledger_state),
    (select concat_ws(' ', size, length(cosigned), witnessed_at) from ledger_checkpoint order by size desc limit 1),
    (select max(witnessed_at) from ledger_checkpoint)) as state`.execute(database);
  return rows[0]?.state ?? '';
}
