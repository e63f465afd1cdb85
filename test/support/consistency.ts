/** Does everything that a database keeps beside its versions agree with them? */
import assert from 'node:assert/strict';
import { sql, type Transaction } from 'kysely';
import { referencesOf } from '../../platform/core/kinds/content.ts';
import type { KindSet } from '../../platform/core/kinds/kind.ts';
import { allRecords } from '../../platform/core/records/read.ts';
import { settleComputedFacets } from '../../platform/core/search/computed-facets.ts';
import { indexRecords } from '../../platform/core/search/index-records.ts';
import type { Database } from '../../platform/core/storage/database.ts';
import type { Tables } from '../../platform/core/storage/tables.ts';
import { TEST_KINDS } from './kinds.ts';
import { LANGUAGES } from './records.ts';

/**
 * Fails where a record is not whole: its numbers have a gap, or its outbox rows, audit rows, links, search row,
 * acronyms or counters are not what its versions make of them.
 */
export async function assertConsistent(database: Database, kinds: KindSet = TEST_KINDS, languages: readonly string[] = LANGUAGES): Promise<void> {
  await assertNumbers(database);
  await assertOneRowPerVersion(database);
  await assertLinks(database, kinds);
  await assertSearch(database, kinds, languages);
}

async function assertNumbers(database: Database): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select record.id from record
    left join (
      select record_id, count(*) as count, min(number) as least, max(number) as newest, (array_agg(act order by number desc))[1] as act,
             bool_and(kind = (select kind from record where id = record_id)) as same_kind,
             array_agg(number order by number) = array_agg(number order by sequence) as in_order
      from version group by record_id
    ) as numbers on numbers.record_id = record.id
    where case when record.version is null then numbers.count is not null or record.withdrawn
          else not coalesce(numbers.count = record.version and least = 1 and newest = record.version
            and record.withdrawn = (act = 'withdrawal') and same_kind and in_order, false) end`.execute(database);
  assert.deepEqual(rows, [], 'records whose versions are not 1..n, or whose newest version is another');
}

async function assertOneRowPerVersion(database: Database): Promise<void> {
  const { rows: outbox } = await sql`
    select * from (select record_id, number, sequence from version) as made
    full join (select record_id, number, sequence from outbox) as told using (record_id, number, sequence)
    where made is null or told is null`.execute(database);
  assert.deepEqual(outbox, [], 'versions without a row in the outbox, or the other way round');
  const { rows: audited } = await sql`
    select version.record_id, version.number, count(audit.id) as count from version left join audit
      on audit.record_id = version.record_id and (audit.details->>'version')::int = version.number and audit.act = case version.act when 'publication' then 'publish' else 'withdraw' end
    group by version.record_id, number having count(audit.id) <> 1`.execute(database);
  assert.deepEqual(audited, [], 'versions without exactly one row in the audit trail');
}

async function assertLinks(database: Database, kinds: KindSet): Promise<void> {
  const expected: string[] = [];
  for await (const { id, kind, document } of allRecords(database)) {
    for (const { path, field, to } of referencesOf(kinds.get(kind), document)) expected.push(`${id} ${path} ${field} ${to}`);
  }
  const rows = await database.selectFrom('link').selectAll().execute();
  assert.deepEqual(rows.map((row) => `${row.from_id} ${row.path} ${row.field} ${row.to_id}`).toSorted(), expected.toSorted(), 'links are not those of the public documents');
}

async function assertSearch(database: Database, kinds: KindSet, languages: readonly string[]): Promise<void> {
  const rollback = new Error('undo');
  const rebuild = async (transaction: Transaction<Tables>): Promise<void> => {
    const kept = await searchRows(transaction);
    await sql`delete from search_entry`.execute(transaction);
    await sql`delete from search_acronym`.execute(transaction);
    await sql`delete from facet_count`.execute(transaction);
    await sql`delete from tally_count`.execute(transaction);
    const records = [];
    for await (const { id, kind, document, sequence, publishedAt } of allRecords(transaction)) records.push({ id, kind: kinds.get(kind), document, sequence, publishedAt });
    if (records.length > 0) await indexRecords(transaction, languages, records);
    await settleComputedFacets(transaction, kinds, records.map(({ id, kind, document }) => ({ id, kind: kind.name, former: null, document })));
    const rebuilt = await searchRows(transaction);
    // Of a country there are thousands: only what differs is shown.
    assert.deepEqual([...kept.difference(rebuilt)].slice(0, 5), [...rebuilt.difference(kept)].slice(0, 5), 'search rows are not what a rebuild makes');
    throw rollback;
  };
  await database.transaction().execute(rebuild).catch((error: unknown) => {
    if (error !== rollback) throw error;
  });
  const { rows } = await sql`
    with counted as (
      select kind, facet, count(*) as records
      from (select kind, unnest(array[''] || facets) as facet from search_entry) as each group by kind, facet
    )
    select * from counted full join facet_count using (kind, facet) where counted.records is distinct from facet_count.records`.execute(database);
  assert.deepEqual(rows, [], 'facet counts are not a recount');
  const { rows: tallies } = await sql`
    with counted as (select kind, tally, count(*) as records from (select kind, unnest(tallies) as tally from search_entry) as each group by kind, tally)
    select * from counted full join tally_count using (kind, tally) where counted.records is distinct from tally_count.records`.execute(database);
  assert.deepEqual(tallies, [], 'tallies are not a recount');
}

async function searchRows(transaction: Transaction<Tables>): Promise<Set<string>> {
  const { rows } = await sql<{ row: string }>`
    select to_jsonb(search_entry)::text as row from search_entry
    union all select to_jsonb(search_acronym)::text from search_acronym
    union all select to_jsonb(facet_count)::text from facet_count
    union all select to_jsonb(tally_count)::text from tally_count
    order by row`.execute(transaction);
  return new Set(rows.map(({ row }) => row));
}
