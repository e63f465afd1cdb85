/**
 * The way of a draft to publication. A body's draft: sent by those who wrote it, approved by a second person of the body,
 * published by the office. A draft of the office: sent, published by another of the office. At any stop it can be given back
 * with remarks, or be taken back. Who may do which is for access/policy.ts; that nobody decides about what they wrote is here.
 */
import type { Transaction } from 'kysely';
import { InvalidDocument } from '../kinds/faults.ts';
import type { Multilingual } from '../kinds/values.ts';
import type { Database } from '../storage/database.ts';
import type { ReviewAct, Tables } from '../storage/tables.ts';
import { type Actor, identityOf } from './actor.ts';
import { type DraftAct, noteDraft } from './audit.ts';
import { type Draft, lockRecord, readDraft, type Stage } from './drafts.ts';
import { EditConflict, FourEyes, RecordNotFound, WrongStage } from './errors.ts';
import { isFresh, rehearse } from './publish-draft.ts';
import type { Publisher } from './publish.ts';
import { recordForEditing } from './restricted.ts';

/** A text to the others on the way. */
export interface Message {
  readonly text: string;
  readonly remarks?: readonly Remark[];
  /** True where readers may see it beside the version that the way ends in. */
  readonly public: boolean;
}

/** About one field. */
export interface Remark {
  readonly field: string;
  readonly text: string;
}

export interface ReviewEvent {
  readonly act: ReviewAct;
  readonly side: 'body' | 'office';
  readonly at: Date;
  readonly actor: string;
  readonly message: string;
  readonly remarks: readonly Remark[];
  readonly public: boolean;
  /** The version that the way ended in; null where it has not ended. */
  readonly version: number | null;
}

/** Without who it was. */
export type PublicEvent = Omit<ReviewEvent, 'actor'>;

const NO_MESSAGE: Message = { text: '', public: false };

/**
 * Sends a draft on its way.
 * @param note what changed and why, for the reader.
 * @throws InvalidDocument where publication would refuse it: nobody should read in vain what cannot be published.
 * @throws EditConflict, WrongStage, RecordNotFound
 */
export async function submitDraft(database: Database, publisher: Publisher, recordId: string, revision: number, actor: Actor, { note, message = NO_MESSAGE }: { readonly note?: Multilingual; readonly message?: Message } = {}): Promise<void> {
  const draft = await readDraft(database, recordId);
  if (draft && draft.revision !== revision) throw new EditConflict(recordId, revision, draft.revision);
  const faults = draft ? await rehearse(database, publisher, draft) : [];
  if (faults.length > 0) throw new InvalidDocument(faults, recordId);
  await move(database, recordId, revision, ['writing', 'returned'], async (transaction, current) => {
    const newNote = current.act === 'withdrawal' ? (note ?? current.note) : (note ?? null);
    await settleStage(transaction, recordId, 'submitted', { note: newNote && JSON.stringify(newNote) });
    await record(transaction, current, 'submitted', 'body', actor, message);
  });
}

/** The second person of the body agrees. @throws FourEyes, EditConflict, WrongStage, RecordNotFound */
export async function approveDraft(database: Database, recordId: string, revision: number, actor: Actor): Promise<void> {
  await move(database, recordId, revision, ['submitted'], async (transaction, draft) => {
    if (draft.desk === null) throw new WrongStage(recordId, draft.stage);
    if (!isFresh(draft, actor)) throw new FourEyes(recordId);
    await settleStage(transaction, recordId, 'approved', { approved_by: identityOf(actor) });
    await record(transaction, draft, 'approved', 'body', actor, NO_MESSAGE);
  });
}

/** Gives a draft back to those who wrote it, with the reasons. @throws FourEyes, EditConflict, WrongStage, RecordNotFound */
export async function returnDraft(database: Database, recordId: string, revision: number, side: 'body' | 'office', message: Message, actor: Actor): Promise<void> {
  await move(database, recordId, revision, ['submitted', 'approved'], async (transaction, draft) => {
    if (draft.writers.includes(identityOf(actor))) throw new FourEyes(recordId);
    await settleStage(transaction, recordId, 'returned', { approved_by: null });
    await record(transaction, draft, 'returned', side, actor, message);
  });
}

/** Those who wrote a draft take it back, to go on writing. @throws EditConflict, WrongStage, RecordNotFound */
export async function takeBack(database: Database, recordId: string, revision: number, actor: Actor): Promise<void> {
  await move(database, recordId, revision, ['submitted', 'approved'], async (transaction, draft) => {
    await settleStage(transaction, recordId, 'writing', { approved_by: null });
    await record(transaction, draft, 'taken_back', 'body', actor, NO_MESSAGE);
  });
}

/**
 * Proposes to withdraw a record: a draft that goes the same way as any other, and ends in the withdrawal.
 * @param version the newest version, as the person saw it.
 * @returns the revision of the proposal.
 * @throws EditConflict where the record has moved on, or a draft is open. @throws InvalidDocument where a gate does not let it go.
 * @throws RecordNotFound
 */
export async function proposeWithdrawal(database: Database, publisher: Publisher, recordId: string, version: number, reason: Multilingual, actor: Actor): Promise<number> {
  const known = await recordForEditing(database, recordId);
  if (!known || known.version === 0) throw new RecordNotFound(recordId);
  const faults = await rehearse(database, publisher, { recordId, kind: known.kind, document: known.document, basedOn: version, act: 'withdrawal', note: reason });
  if (faults.length > 0) throw new InvalidDocument(faults, recordId);
  return database.transaction().execute(async (transaction) => {
    const current = await lockRecord(transaction, recordId);
    const published = await recordForEditing(transaction, recordId);
    if (current === undefined || !published || current === 0) throw new RecordNotFound(recordId);
    const open = await readDraft(transaction, recordId);
    if (current !== version || published.withdrawn || open) throw new EditConflict(recordId, version, current);
    const { draft_revision: revision } = await transaction.updateTable('record').set((row) => ({ draft_revision: row('draft_revision', '+', 1) })).where('id', '=', recordId).returning('draft_revision').executeTakeFirstOrThrow();
    const draft = { record_id: recordId, document: JSON.stringify(published.document), revision, based_on: version, saved_at: new Date(), saved_by: actor.name };
    await transaction
      .insertInto('draft')
      .values({ ...draft, act: 'withdrawal', stage: 'submitted', note: JSON.stringify(reason), desk: actor.institution ?? null, writers: [identityOf(actor)] })
      .execute();
    await record(transaction, { recordId, revision, desk: actor.institution ?? null }, 'submitted', 'body', actor, NO_MESSAGE);
    return revision;
  });
}

/** Moves a draft that stands at one of some stages, and stands there as the person saw it. */
async function move(database: Database, recordId: string, revision: number, from: readonly Stage[], how: (transaction: Transaction<Tables>, draft: Draft) => Promise<void>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lockRecord(transaction, recordId);
    const draft = await readDraft(transaction, recordId);
    if (!draft) throw new RecordNotFound(recordId);
    if (draft.revision !== revision) throw new EditConflict(recordId, revision, draft.revision);
    if (!from.includes(draft.stage)) throw new WrongStage(recordId, draft.stage);
    await how(transaction, draft);
  });
}

async function settleStage(transaction: Transaction<Tables>, recordId: string, stage: Stage, also: { readonly approved_by?: string | null; readonly note?: string | null }): Promise<void> {
  await transaction.updateTable('draft').set({ stage, stage_since: new Date(), ...also }).where('record_id', '=', recordId).execute();
}

const AUDITED: Readonly<Record<Exclude<ReviewAct, 'published'>, DraftAct>> = { submitted: 'draft-submitted', taken_back: 'draft-taken-back', returned: 'draft-returned', approved: 'draft-approved' };

/** @param side of whoever acts; what the office writes, the office sends and takes back. */
async function record(transaction: Transaction<Tables>, { recordId, revision, desk }: Pick<Draft, 'recordId' | 'revision' | 'desk'>, act: Exclude<ReviewAct, 'published'>, side: 'body' | 'office', actor: Actor, message: Message): Promise<void> {
  await transaction
    .insertInto('review_event')
    .values({ record_id: recordId, revision, act, side: desk === null ? 'office' : side, actor: identityOf(actor), message: message.text, remarks: JSON.stringify(message.remarks ?? []), public: message.public })
    .execute();
  await noteDraft(transaction, actor, AUDITED[act], recordId);
}

/** What happened on the way of the open draft, the oldest first. */
export function eventsOfDraft(database: Database, recordId: string): Promise<ReviewEvent[]> {
  return events(database, recordId).where('version', 'is', null).execute();
}

/** What happened on the way of every version that is public, or was: for readers, so texts that are not public are left out. */
export async function publicEvents(database: Database, recordId: string): Promise<PublicEvent[]> {
  const all = await events(database, recordId).where('version', 'is not', null).where('act', '<>', 'taken_back').execute();
  return all.map(({ act, side, at, message, remarks, public: isPublic, version }) => ({ act, side, at, version, public: isPublic, message: isPublic ? message : '', remarks: isPublic ? remarks : [] }));
}

function events(database: Database, recordId: string) {
  return database.selectFrom('review_event').select(['act', 'side', 'at', 'actor', 'message', 'remarks', 'public', 'version']).where('record_id', '=', recordId).orderBy('id');
}
