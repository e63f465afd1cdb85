/** Drafts: the working copies. A draft may be incomplete and wrong; whatever was typed is kept. */
import type { Transaction } from 'kysely';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import type { Document, Kind } from '../kinds/kind.ts';
import type { Act } from '../storage/tables.ts';
import type { Multilingual } from '../kinds/values.ts';
import { sql } from 'kysely';
import { type Actor, identityOf } from './actor.ts';
import { noteDraft } from './audit.ts';
import { EditConflict, RecordNotFound, UnderReview } from './errors.ts';
import { newId, type RecordId } from './id.ts';

/**
 * Where a draft is on its way: with those who write it (`returned` where it came back with remarks), with the second person
 * of its body, with the office. A draft of the office itself goes from `submitted` to publication.
 */
export type Stage = 'writing' | 'returned' | 'submitted' | 'approved';

export interface Draft {
  readonly recordId: string;
  readonly kind: string;
  readonly document: Document;
  /** Raised by every save; the next save names it. */
  readonly revision: number;
  /** The version that the draft started from; 0 for a new record. */
  readonly basedOn: number;
  readonly savedAt: Date;
  readonly savedBy: string;
  /** What publication will do with it. */
  readonly act: Act;
  readonly stage: Stage;
  readonly stageSince: Date;
  /** The public body that writes it; null is the strategy office. */
  readonly desk: string | null;
  /** Everybody who wrote in it: accounts, or names where there is none. */
  readonly writers: readonly string[];
  readonly approvedBy: string | null;
  /** What changed and why, for the reader; the reason of a withdrawal. */
  readonly note: Multilingual | null;
}

/** Those who write in it may. */
export function isWithWriters({ stage, act }: Pick<Draft, 'stage' | 'act'>): boolean {
  return act === 'publication' && (stage === 'writing' || stage === 'returned');
}

/** Opens a draft of a record that does not exist yet. */
export async function startDraft(database: Database, kind: Kind, document: Document, actor: Actor): Promise<RecordId> {
  return database.transaction().execute((transaction) => startWithin(transaction, kind, document, actor));
}

/** The same in a transaction of the caller. */
export async function startWithin(transaction: Transaction<Tables>, kind: Kind, document: Document, actor: Actor): Promise<RecordId> {
  const id = newId();
  await transaction.insertInto('record').values({ id, kind: kind.name, draft_revision: 1 }).execute();
  await transaction
    .insertInto('draft')
    .values({ record_id: id, document: JSON.stringify(document), revision: 1, saved_at: new Date(), saved_by: actor.name, desk: actor.institution ?? null, writers: [identityOf(actor)] })
    .execute();
  await noteDraft(transaction, actor, 'draft-opened', id);
  return id;
}

function drafts(database: Database) {
  return database
    .selectFrom('draft')
    .innerJoin('record', 'record.id', 'draft.record_id')
    .select(['draft.record_id as recordId', 'record.kind', 'draft.document', 'draft.revision', 'draft.based_on as basedOn', 'draft.saved_at as savedAt', 'draft.saved_by as savedBy'])
    .select(['draft.act', 'draft.stage', 'draft.stage_since as stageSince', 'draft.desk', 'draft.writers', 'draft.approved_by as approvedBy', 'draft.note']);
}

/** The draft of a record, or undefined where none is open. */
export async function readDraft(database: Database, recordId: string): Promise<Draft | undefined> {
  return drafts(database).where('draft.record_id', '=', recordId).executeTakeFirst();
}

/**
 * Who saves, publishes or discards a draft does so one after another: the row of the record is the lock.
 * @returns the newest version, 0 where there is none; undefined where there is no record.
 */
export async function lockRecord(transaction: Transaction<Tables>, recordId: string): Promise<number | undefined> {
  const record = await transaction.selectFrom('record').select('version').where('id', '=', recordId).forUpdate().executeTakeFirst();
  return record && (record.version ?? 0);
}

/** What a person had before them when they wrote. */
export interface Seen {
  /** Of the draft; 0 where none was open. */
  readonly revision: number;
  /** The newest version of the record; 0 where nothing was published. The draft is based on it from then on. */
  readonly version: number;
}

/**
 * Saves a draft over what the person had before them; opens it where there is none.
 * @returns the new revision.
 * @throws EditConflict where someone saved or published in between: nothing is written.
 * @throws UnderReview
 * @throws RecordNotFound
 */
export async function saveDraft(database: Database, recordId: string, seen: Seen, document: Document, actor: Actor): Promise<number> {
  return database.transaction().execute((transaction) => saveWithin(transaction, recordId, seen, document, actor));
}

/** The same in a transaction of the caller. */
export async function saveWithin(transaction: Transaction<Tables>, recordId: string, seen: Seen, document: Document, actor: Actor): Promise<number> {
  const version = await lockRecord(transaction, recordId);
  if (version === undefined) throw new RecordNotFound(recordId);
  const draft = await transaction.selectFrom('draft').select(['revision', 'stage', 'act']).where('record_id', '=', recordId).executeTakeFirst();
  const current: Seen = { revision: draft?.revision ?? 0, version };
  if (current.revision !== seen.revision) throw new EditConflict(recordId, seen.revision, current.revision);
  // Without this, what was published in between would be undone by the next publication, unseen.
  if (current.version !== seen.version) throw new EditConflict(recordId, seen.version, current.version);
  if (draft && !isWithWriters(draft)) throw new UnderReview(recordId);
  const { draft_revision: revision } = await transaction
    .updateTable('record')
    .set((record) => ({ draft_revision: record('draft_revision', '+', 1) }))
    .where('id', '=', recordId)
    .returning('draft_revision')
    .executeTakeFirstOrThrow();
  const content = { document: JSON.stringify(document), revision, based_on: seen.version, saved_at: new Date(), saved_by: actor.name };
  await transaction
    .insertInto('draft')
    .values({ record_id: recordId, ...content, desk: actor.institution ?? null, writers: [identityOf(actor)] })
    .onConflict((conflict) => conflict.column('record_id').doUpdateSet({ ...content, writers: sql`array(select distinct unnest(draft.writers || excluded.writers))` }))
    .execute();
  if (!draft) await noteDraft(transaction, actor, 'draft-opened', recordId);
  return revision;
}

/** Throws a draft away. A record that was never published goes with it. @throws EditConflict, UnderReview */
export async function discardDraft(database: Database, recordId: string, revision: number, actor: Actor): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lockRecord(transaction, recordId);
    const draft = await readDraft(transaction, recordId);
    if (draft && (draft.stage === 'submitted' || draft.stage === 'approved')) throw new UnderReview(recordId);
    const { numDeletedRows } = await transaction
      .deleteFrom('draft')
      .where('record_id', '=', recordId)
      .where('revision', '=', revision)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw new EditConflict(recordId, revision, draft?.revision ?? 0);
    await transaction.deleteFrom('review_event').where('record_id', '=', recordId).where('version', 'is', null).execute();
    // Else a link to this draft would show the next one, to whomever it was given.
    await transaction.deleteFrom('preview_link').where('record_id', '=', recordId).execute();
    await noteDraft(transaction, actor, 'draft-discarded', recordId);
    await transaction.deleteFrom('record').where('id', '=', recordId).where('version', 'is', null).execute();
  });
}

/** More than anybody has before them; the desk says nothing of older ones. */
const MOST_DRAFTS = 500;

/** The open drafts at some desks (null is that of the office), saved last first; without desks all there are. */
export async function listDrafts(database: Database, desks?: readonly (string | null)[]): Promise<Draft[]> {
  const bodies = desks?.filter((desk) => desk !== null) ?? [];
  return drafts(database)
    .$if(desks !== undefined, (query) => query.where((where) => where.or([...(bodies.length > 0 ? [where('draft.desk', 'in', bodies)] : []), ...(desks?.includes(null) ? [where('draft.desk', 'is', null)] : [])])))
    .orderBy('draft.saved_at', 'desc')
    .limit(MOST_DRAFTS)
    .execute();
}

/** What waits for the office, the oldest first. */
export async function draftsForOffice(database: Database): Promise<Draft[]> {
  return drafts(database)
    .where((where) => where.or([where('draft.stage', '=', 'approved'), where.and([where('draft.stage', '=', 'submitted'), where('draft.desk', 'is', null)])]))
    .orderBy('draft.stage_since')
    .limit(MOST_DRAFTS)
    .execute();
}
