/** Short ways to publish in tests of the core. */
import type { Kind, KindSet } from '../../platform/core/kinds/kind.ts';
import type { Actor } from '../../platform/core/records/actor.ts';
import { newId, type RecordId } from '../../platform/core/records/id.ts';
import { publishAll, type Published, type Publisher, type Submission } from '../../platform/core/records/publish.ts';
import { publishDraft } from '../../platform/core/records/publish-draft.ts';
import { submitDraft } from '../../platform/core/records/review.ts';
import type { Multilingual } from '../../platform/core/kinds/values.ts';
import type { Database } from '../../platform/core/storage/database.ts';
import { TEST_KINDS, thing } from './kinds.ts';

export const LANGUAGES = ['es', 'en', 'qu'] as const;
export const ANA: Actor = { name: 'person:ana@example.org' };
export const BETO: Actor = { name: 'person:beto@example.org' };

export function publisherOf(kinds: KindSet = TEST_KINDS): Publisher {
  return { kinds, languages: LANGUAGES };
}

/** Publishes in one transaction, as Ana. */
export function publish(database: Database, ...submissions: Submission[]): Promise<Published[]> {
  return database.transaction().execute((transaction) => publishAll(transaction, publisherOf(), submissions, ANA));
}

/** A first version to be published. */
export function first(document: unknown, kind: Kind = thing, id: string = newId()): Submission {
  return { id, kind: kind.name, document, basedOn: 0 };
}

/** Publishes each document as a record of its own, in one transaction. @returns the ids in the same order. */
export async function publishNew(database: Database, documents: readonly unknown[], kind: Kind = thing): Promise<RecordId[]> {
  const ids = documents.map(() => newId());
  await publish(database, ...documents.map((document, index) => first(document, kind, ids[index])));
  return ids;
}

/** Has no part in what Ana and Beto write. */
export const CARLA: Actor = { name: 'person:carla@example.org' };

/** Sends a draft of the office as Ana, and publishes it as Carla. */
export async function publishReviewed(database: Database, id: string, revision: number, { publisher = publisherOf(), note }: { readonly publisher?: Publisher; readonly note?: Multilingual } = {}): Promise<Published> {
  await submitDraft(database, publisher, id, revision, ANA, note && { note });
  return publishDraft(database, publisher, id, revision, CARLA);
}
