/** Publishing a draft that a form has saved, for tests of what comes before and after. */
import assert from 'node:assert/strict';
import { type Platform, publisherOf } from '../../../platform.ts';
import { readDraft } from '../../../records/drafts.ts';
import { publishDraft } from '../../../records/publish-draft.ts';
import { submitDraft } from '../../../records/review.ts';
import type { Multilingual } from '../../../kinds/values.ts';

/** Sends the open draft of a record as it stands, and publishes it by somebody else. @throws InvalidDocument, EditConflict as these do. */
export async function publishSaved(platform: Platform, id: string, note?: Multilingual): Promise<void> {
  const { revision } = (await readDraft(platform.database, id)) ?? assert.fail('no draft is open');
  await submitDraft(platform.database, publisherOf(platform), id, revision, { name: 'person:ana' }, note && { note });
  await publishDraft(platform.database, publisherOf(platform), id, revision, { name: 'person:carla' });
}
