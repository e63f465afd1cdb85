/**
 * A body says that a record of its own is still true. The new version differs in the day of the confirmation and in nothing else:
 * what three people agreed on before needs no second agreement (docs/architecture.md, review).
 */
import type { Multilingual } from '../kinds/values.ts';
import type { Database } from '../storage/database.ts';
import type { Actor } from './actor.ts';
import { noteVersions } from './audit.ts';
import { lockRecord, readDraft } from './drafts.ts';
import { EditConflict, RecordNotFound } from './errors.ts';
import { type Published, type Publisher, publishTogether, takePublicationLock } from './publish.ts';
import { recordForEditing } from './restricted.ts';

/**
 * @param version the newest version, as the person saw it.
 * @param today `2026-11-22`.
 * @throws EditConflict where the record has moved on, or a draft of it is open. @throws InvalidDocument where what is public
 * would not be published today: then it needs more than a confirmation. @throws RecordNotFound
 * @throws TypeError where the kind is not of those that are confirmed.
 */
export async function confirmRecord(database: Database, publisher: Publisher, recordId: string, version: number, today: string, actor: Actor, note: Multilingual): Promise<Published> {
  return database.transaction().execute(async (transaction) => {
    await takePublicationLock(transaction);
    await lockRecord(transaction, recordId);
    const record = await recordForEditing(transaction, recordId);
    if (!record) throw new RecordNotFound(recordId);
    if (record.version !== version || record.version === 0 || record.withdrawn || (await readDraft(transaction, recordId))) throw new EditConflict(recordId, version, record.version);
    const field = publisher.kinds.get(record.kind).confirmation;
    if (field === undefined) throw new TypeError(`Records of kind ${record.kind} are not confirmed.`);
    const submission = { id: recordId, kind: record.kind, document: { ...record.document, [field]: today }, basedOn: version, note };
    const [published] = await publishTogether(transaction, publisher, [submission], actor);
    if (!published) throw new RecordNotFound(recordId);
    await noteVersions(transaction, actor, 'confirm', [published]);
    return published;
  });
}
