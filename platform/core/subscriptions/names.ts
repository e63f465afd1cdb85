/** What records are called in mails and lists of subscriptions, also those that were withdrawn. */
import type { Platform } from '../platform.ts';
import { nameOf } from '../records/version-title.ts';
import type { Database } from '../storage/database.ts';

/** By id; a record that never had a public document is not in the map. */
export async function namesOf(database: Database, { kinds }: Platform, ids: readonly string[], preferred: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database
    .selectFrom('version')
    .select(['record_id', 'kind', 'document'])
    .distinctOn('record_id')
    .where('record_id', 'in', ids)
    .where('document', 'is not', null)
    .orderBy('record_id')
    .orderBy('number', 'desc')
    .execute();
  return new Map(rows.flatMap(({ record_id, kind, document }) => (document === null ? [] : [[record_id, nameOf(kinds.get(kind), document, preferred) ?? record_id] as const])));
}
