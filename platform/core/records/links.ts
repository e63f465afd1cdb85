/** What must hold of the links of records that are being published: the target is there, of the right kind, and no hierarchy bites its tail. */
import { sql, type Transaction } from 'kysely';
import { referencesOf } from '../kinds/content.ts';
import { fault, type Fault, InvalidDocument } from '../kinds/faults.ts';
import type { KindSet } from '../kinds/kind.ts';
import type { Tables } from '../storage/tables.ts';
import { inChunks } from './chunks.ts';

/** @throws InvalidDocument naming the first record at fault, and every fault of it. */
export async function checkLinks(transaction: Transaction<Tables>, kinds: KindSet, recordIds: readonly string[]): Promise<void> {
  for (const chunk of inChunks(recordIds)) {
    const records = await transaction
      .selectFrom('record')
      .innerJoin('version', (join) => join.onRef('version.record_id', '=', 'record.id').onRef('version.number', '=', 'record.version'))
      .select(['record.id', 'record.kind', 'version.document'])
      .where('record.id', 'in', chunk)
      .execute();
    const targets = await kindsOfTargets(transaction, chunk);
    for (const record of records) {
      const references = record.document ? referencesOf(kinds.get(record.kind), record.document) : [];
      const faults: Fault[] = references.flatMap(({ path, to, kinds: allowed }) => {
        const kind = targets.get(to);
        if (kind === undefined) return [fault(path, 'no_such_record', { id: to })];
        return allowed.includes(kind) ? [] : [fault(path, 'wrong_kind', { id: to, kind, expected: allowed.join(', ') })];
      });
      for (const { path, field, acyclic } of references) {
        if (acyclic && (await returnsTo(transaction, record.id, field))) faults.push(fault(path, 'circular_reference'));
      }
      if (faults.length > 0) throw new InvalidDocument(faults, record.id);
    }
  }
}

/** The kinds of the published records that the given records link to. A target may have been withdrawn: its page is still there. */
async function kindsOfTargets(transaction: Transaction<Tables>, from: readonly string[]): Promise<Map<string, string>> {
  const rows = await transaction
    .selectFrom('link')
    .innerJoin('record', 'record.id', 'link.to_id')
    .select(['record.id', 'record.kind'])
    .distinct()
    .where('link.from_id', 'in', from)
    .where('record.version', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

async function returnsTo(transaction: Transaction<Tables>, recordId: string, field: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with recursive above (id) as (
      select to_id from link where from_id = ${recordId} and field = ${field}
      union
      select link.to_id from link join above on link.from_id = above.id and link.field = ${field}
    )
    select id from above where id = ${recordId}`.execute(transaction);
  return rows.length > 0;
}
