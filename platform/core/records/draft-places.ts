/** Where people are in the forms of drafts. */
import type { Database } from '../storage/database.ts';

export interface DraftPlace {
  readonly revision: number;
  /** As in the address of the form: `2`, `all`. */
  readonly step: string;
  /** What the browser called the sending that made the revision; empty where it sent no name. */
  readonly attempt: string;
}

/** Undefined where no form of the draft was saved since it was opened. */
export async function placeInDraft(database: Database, recordId: string): Promise<DraftPlace | undefined> {
  return database.selectFrom('draft_place').select(['revision', 'step', 'attempt']).where('record_id', '=', recordId).executeTakeFirst();
}

/** Remembers the step that was saved last. A draft that is gone has no place, and one that moved on keeps its own. */
export async function notePlace(database: Database, recordId: string, place: DraftPlace): Promise<void> {
  await database
    .insertInto('draft_place')
    .columns(['record_id', 'revision', 'step', 'attempt'])
    .expression((select) => select.selectFrom('draft').select((row) => ['record_id', 'revision', row.val(place.step).as('step'), row.val(place.attempt).as('attempt')]).where('record_id', '=', recordId).where('revision', '=', place.revision))
    .onConflict((conflict) => conflict.column('record_id').doUpdateSet({ revision: place.revision, step: place.step, attempt: place.attempt }))
    .execute();
}
