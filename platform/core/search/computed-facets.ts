/**
 * Keeps computed facets true: for what is published or withdrawn and for what hangs on it, in the same transaction; for
 * everything, when the day has changed.
 */
import { sql, type Transaction } from 'kysely';
import type { Compute, Computed, ComputedFacets, Dependence } from '../kinds/computed-facets.ts';
import type { Change, KindSet } from '../kinds/kind.ts';
import { inChunks } from '../records/chunks.ts';
import { takePublicationLock } from '../records/lock.ts';
import { databaseToday, recordsById } from '../records/read.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { adjustCounts } from './index-records.ts';

const CHUNK = 500;

/** Computes again what hangs on records that were published or withdrawn. */
export async function settleComputedFacets(transaction: Transaction<Tables>, kinds: KindSet, changes: readonly Change[]): Promise<void> {
  for (const [kind, declared] of Object.entries(kinds.computed)) {
    const affected = await affectedBy(transaction, kind, declared, changes);
    if (affected !== 'all' && affected.size === 0) continue;
    const compute = await declared.prepare(transaction, await databaseToday(transaction));
    if (affected === 'all') {
      for await (const ids of idsOfKind(transaction, kind)) await write(transaction, kind, declared, compute, ids);
    } else {
      for (const ids of inChunks([...affected])) await write(transaction, kind, declared, compute, ids);
    }
  }
}

/**
 * Makes all computed facets anew where they were made for another day, or by another version of what computes them. Each part
 * is a transaction of its own: publications wait for a part, never for the whole.
 * @param stop ends it between two parts; what is left is done the next time.
 * @returns how many records have other facets than before.
 */
export async function refreshComputedFacets(database: Database, kinds: KindSet, today: string, stop?: AbortSignal): Promise<number> {
  const basis = [today, ...Object.entries(kinds.computed).map(([kind, { version }]) => `${kind} ${version}`)].join('; ');
  const state = await database.selectFrom('computed_facets').select('basis').executeTakeFirstOrThrow();
  if (state.basis === basis) return 0;
  let changed = 0;
  for (const [kind, declared] of Object.entries(kinds.computed)) {
    for await (const ids of idsOfKind(database, kind)) {
      if (stop?.aborted) return changed;
      changed += await database.transaction().execute(async (transaction) => {
        await takePublicationLock(transaction);
        // What the law says is read again for each part: it may have been published between two of them.
        const compute = await declared.prepare(transaction, today);
        const rows = await write(transaction, kind, declared, compute, ids);
        if (rows > 0) await sql`update computed_facets set refreshes = refreshes + 1`.execute(transaction);
        return rows;
      });
    }
  }
  await database.updateTable('computed_facets').set({ basis }).execute();
  return changed;
}

/** The records whose facets hang on what changed. */
async function affectedBy(database: Database, kind: string, { dependsOn }: ComputedFacets, changes: readonly Change[]): Promise<'all' | Set<string>> {
  const affected = new Set<string>();
  for (const [changedKind, of] of Map.groupBy(changes, (change) => change.kind)) {
    const dependence = dependsOn[changedKind];
    if (changedKind === kind) for (const { id } of of) affected.add(id);
    if (dependence === 'all') return 'all';
    if (dependence) for (const id of await hangingOn(database, kind, dependence, of)) affected.add(id);
  }
  return affected;
}

async function hangingOn(database: Database, kind: string, dependence: Exclude<Dependence, 'all'>, changes: readonly Change[]): Promise<string[]> {
  if ('names' in dependence) return changes.flatMap(({ former, document }) => [former?.[dependence.names], document?.[dependence.names]]).filter((one) => typeof one === 'string');
  const found: string[] = [];
  for (const chunk of inChunks(changes.map(({ id }) => id))) {
    const rows = await database
      .selectFrom('link')
      .innerJoin('search_entry', 'search_entry.record_id', 'link.from_id')
      .select('link.from_id')
      .where('link.field', '=', dependence.linkedBy)
      .where('link.to_id', 'in', chunk)
      .where('search_entry.kind', '=', kind)
      .execute();
    found.push(...rows.map(({ from_id }) => from_id));
  }
  return found;
}

async function* idsOfKind(database: Database, kind: string): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const rows = await database.selectFrom('record').select('id').where('kind', '=', kind).where('withdrawn', '=', false).where('version', 'is not', null).where('id', '>', after).orderBy('id').limit(CHUNK).execute();
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}

/** @returns how many rows are other than before. */
async function write(transaction: Transaction<Tables>, kind: string, { facets: declared }: ComputedFacets, compute: Compute, ids: readonly string[]): Promise<number> {
  const records = (await recordsById(transaction, ids)).filter((record) => record.kind === kind);
  if (records.length === 0) return 0;
  const [computed, rows] = await Promise.all([
    compute(records),
    transaction.selectFrom('search_entry').select(['record_id', 'kind', 'facets', 'tallies']).where('record_id', 'in', records.map(({ id }) => id)).execute(),
  ]);
  const names = new Set(declared.map(({ name }) => name));
  const isOwn = (facet: string): boolean => !names.has(facet.slice(0, facet.indexOf(':')));
  const changed = rows.flatMap((before) => {
    const { facets, tallies }: Computed = computed.get(before.record_id) ?? { facets: [], tallies: [] };
    const after = { ...before, facets: inOrder([...before.facets.filter(isOwn), ...facets]), tallies: inOrder(tallies) };
    return same(before.facets, after.facets) && same(before.tallies, after.tallies) ? [] : [{ before, after }];
  });
  if (changed.length === 0) return 0;
  const values = changed.map(({ after: { record_id, facets, tallies } }) => ({ record_id, facets, tallies }));
  await sql`
    update search_entry set facets = new.facets, tallies = new.tallies
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as new (record_id text, facets text[], tallies text[])
    where search_entry.record_id = new.record_id`.execute(transaction);
  await adjustCounts(transaction, changed.map(({ before }) => before), changed.map(({ after }) => after));
  return changed.length;
}

function inOrder(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted();
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
