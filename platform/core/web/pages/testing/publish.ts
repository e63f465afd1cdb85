/** Publishing a draft that a form has saved, for tests of what comes before and after. */
import assert from 'node:assert/strict';
import { type Platform, publisherOf } from '../../../platform.ts';
import { readDraft } from '../../../records/drafts.ts';
import { publishDraft } from '../../../records/publish.ts';
import type { Multilingual } from '../../../kinds/values.ts';

/** Publishes the open draft of a record as it stands. @throws InvalidDocument, EditConflict as the publication does. */
export async function publishSaved(platform: Platform, id: string, note?: Multilingual): Promise<void> {
  const draft = (await readDraft(platform.database, id)) ?? assert.fail('no draft is open');
  await publishDraft(platform.database, publisherOf(platform), id, draft.revision, { name: 'person:ana' }, note);
}
