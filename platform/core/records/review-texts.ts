/**
 * What reviewers wrote about drafts is free text and may name a person (in Peru Law 29733, Art. 20). It is in no entry of the log, so
 * it can be deleted here, text by text; that something was done, by whom and when, stays.
 */
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import type { ReviewAct } from '../storage/tables.ts';
import { lockRecord } from './drafts.ts';
import type { Remark } from './review.ts';

export interface ReviewText {
  /** Of the event, for good. */
  readonly number: number;
  readonly act: ReviewAct;
  readonly side: 'body' | 'office';
  readonly at: Date;
  /** The version that the way ended in; null while the draft is open. */
  readonly version: number | null;
  readonly public: boolean;
  readonly message: string;
  readonly remarks: readonly Remark[];
}

/** An erasure as it has to be done again over a restored database. */
export interface KnownTextErasure {
  readonly recordId: string;
  readonly event: number;
  /** A restored database gives numbers a second time; the number and the moment together are one event. */
  readonly eventAt: string;
  readonly article: string;
}

const ACT = 'erase-text';

/** The texts of a record that are there, the oldest first. */
export async function reviewTexts(database: Database, recordId: string): Promise<ReviewText[]> {
  return database
    .selectFrom('review_event')
    .select(['id as number', 'act', 'side', 'at', 'version', 'public', 'message', 'remarks'])
    .where('record_id', '=', recordId)
    .where(sql<boolean>`(message <> '' or remarks <> '[]')`)
    .orderBy('id')
    .execute();
}

/**
 * Deletes the text of one event, message and remarks. Harmless twice.
 * @returns whether there was one. @param actor for the audit trail.
 */
export async function eraseReviewText(database: Database, { recordId, number, article }: { readonly recordId: string; readonly number: number; readonly article: string }, actor: string): Promise<boolean> {
  return database.transaction().execute(async (transaction) => {
    // Nothing is published, sent or given back meanwhile.
    await lockRecord(transaction, recordId);
    const text = (await reviewTexts(transaction, recordId)).find((one) => one.number === number);
    if (!text) return false;
    await transaction.updateTable('review_event').set({ message: '', remarks: '[]' }).where('id', '=', number).execute();
    const details = { event: number, eventAt: text.at.toISOString(), article };
    await transaction.insertInto('audit').values({ actor, act: ACT, record_id: recordId, details: JSON.stringify(details) }).execute();
    return true;
  });
}

/** Whether the record has such an event at all, with or without a text. */
export async function hasReviewEvent(database: Database, recordId: string, number: number): Promise<boolean> {
  return (await database.selectFrom('review_event').select('id').where('record_id', '=', recordId).where('id', '=', number).executeTakeFirst()) !== undefined;
}

/** Every text that was erased, for the list that is kept apart from the backups. */
export async function knownTextErasures(database: Database): Promise<(KnownTextErasure & { readonly at: Date })[]> {
  const rows = await database.selectFrom('audit').select(['record_id', 'details', 'at']).where('act', '=', ACT).orderBy('id').execute();
  return rows.map(({ record_id, details, at }) => ({ recordId: record_id ?? '', event: Number(details['event']), eventAt: String(details['eventAt']), article: String(details['article']), at }));
}

/** Over a database that was restored from before them. @returns how many texts were deleted. */
export async function replayTextErasures(database: Database, erasures: readonly KnownTextErasure[], actor: string): Promise<number> {
  let count = 0;
  for (const { recordId, event, eventAt, article } of erasures) {
    const isThere = (await reviewTexts(database, recordId)).some(({ number, at }) => number === event && at.toISOString() === eventAt);
    if (isThere && (await eraseReviewText(database, { recordId, number: event, article }, actor))) count += 1;
  }
  return count;
}
