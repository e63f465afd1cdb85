/**
 * Publication of a draft by a person: only what others have seen. Whoever wrote it neither approves nor publishes it; what a
 * body writes was approved by a second person of the body before (docs/architecture.md, review).
 */
import type { Transaction } from 'kysely';
import { type Fault, InvalidDocument } from '../kinds/faults.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { type Actor, identityOf } from './actor.ts';
import { type Draft, lockRecord, readDraft, type Stage } from './drafts.ts';
import { EditConflict, FourEyes, RecordNotFound, WrongStage } from './errors.ts';
import { type Published, type Publisher, publishTogether, takePublicationLock, withdrawReviewed } from './publish.ts';

/** The stage from which a draft is published. */
export function readyStage({ desk }: Pick<Draft, 'desk'>): Stage {
  return desk === null ? 'submitted' : 'approved';
}

/** True where a person has seen the draft neither as its writer nor as the one who approved it. */
export function isFresh({ writers, approvedBy }: Pick<Draft, 'writers' | 'approvedBy'>, actor: Actor): boolean {
  const identity = identityOf(actor);
  return !writers.includes(identity) && approvedBy !== identity;
}

/**
 * Publishes the open draft of a record, or carries out the withdrawal that it proposes.
 * @param revision the revision that the person saw when they decided.
 * @throws EditConflict, WrongStage, FourEyes, InvalidDocument, RecordNotFound
 */
export async function publishDraft(database: Database, publisher: Publisher, recordId: string, revision: number, actor: Actor): Promise<Published> {
  return database.transaction().execute(async (transaction) => {
    await takePublicationLock(transaction);
    // Else a save that came in meanwhile would be deleted with the draft, unpublished.
    await lockRecord(transaction, recordId);
    const draft = await readDraft(transaction, recordId);
    if (!draft) throw new RecordNotFound(recordId);
    if (draft.revision !== revision) throw new EditConflict(recordId, revision, draft.revision);
    if (draft.stage !== readyStage(draft)) throw new WrongStage(recordId, draft.stage);
    if (!isFresh(draft, actor)) throw new FourEyes(recordId);
    const published = await carryOut(transaction, publisher, draft, actor);
    await transaction.insertInto('review_event').values({ record_id: recordId, revision, act: 'published', side: 'office', actor: identityOf(actor), remarks: '[]' }).execute();
    await transaction.updateTable('review_event').set({ version: published.number }).where('record_id', '=', recordId).where('version', 'is', null).execute();
    await transaction.deleteFrom('preview_link').where('record_id', '=', recordId).execute();
    await transaction.deleteFrom('draft').where('record_id', '=', recordId).execute();
    return published;
  });
}

/** What a draft would do. */
export type Proposal = Pick<Draft, 'recordId' | 'kind' | 'document' | 'basedOn' | 'act' | 'note'>;

async function carryOut(transaction: Transaction<Tables>, publisher: Publisher, { recordId, kind, document, basedOn, act, note }: Proposal, actor: Actor): Promise<Published> {
  if (act === 'withdrawal') return withdrawReviewed(transaction, publisher, recordId, basedOn, note ?? {}, actor);
  const [published] = await publishTogether(transaction, publisher, [{ id: recordId, kind, document, basedOn, ...(note && { note }) }], actor);
  if (!published) throw new RecordNotFound(recordId);
  return published;
}

/** Undoes a rehearsal. */
class Rehearsed extends Error {}

/**
 * What publication would refuse in a draft, were it published now: by its kind, its links, the gates. Everything is done, and
 * undone again.
 * @throws EditConflict where the record has moved on below the draft. @throws RecordNotFound
 */
export async function rehearse(database: Database, publisher: Publisher, draft: Proposal): Promise<readonly Fault[]> {
  try {
    await database.transaction().execute(async (transaction) => {
      await takePublicationLock(transaction);
      if ((await lockRecord(transaction, draft.recordId)) === undefined) throw new RecordNotFound(draft.recordId);
      await carryOut(transaction, publisher, draft, { name: 'rehearsal' });
      throw new Rehearsed();
    });
  } catch (error) {
    if (error instanceof InvalidDocument) return error.faults;
    if (!(error instanceof Rehearsed)) throw error;
  }
  return [];
}
