/** Are the rows that the short way made the rows that publication makes? Throws where not. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { KindSet } from '../../platform/core/kinds/kind.ts';
import { validate } from '../../platform/core/kinds/validate.ts';
import { indexRecords } from '../../platform/core/search/index-records.ts';
import type { Database } from '../../platform/core/storage/database.ts';
import { PUBLISHED_AT } from './load.ts';
import { Synthesis } from './records.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Beyond the institutions and territories, so that every kind is in it. */
const FIRST = 6000;

/** @returns how many rows were compared. */
export async function assertAgreement(database: Database, kinds: KindSet, languages: readonly string[], vocabulary: Vocabulary, seed: number): Promise<number> {
  const synthesis = new Synthesis(vocabulary, seed);
  const all = Array.from({ length: FIRST }, (_, index) => ({ ...synthesis.next(), sequence: index + 1 }));
  const sample = all.filter((_, index) => index % 20 === 0);
  for (const { kind, document } of sample) assert.deepEqual(validate(kinds.get(kind), document).document, document, `not a valid ${kind}`);
  const ids = sample.map(({ id }) => id);
  const read = (of: Database) => Promise.all([
    of.selectFrom('search_entry').selectAll().where('record_id', 'in', ids).orderBy('record_id').execute(),
    of.selectFrom('search_acronym').selectAll().where('record_id', 'in', ids).orderBy('record_id').execute(),
    sql`select kind, sum(records) as sum, count(*) as count from facet_count group by kind order by kind`.execute(of).then(({ rows }) => rows),
    sql`select count(*) as count from search_word`.execute(of).then(({ rows }) => rows),
  ]);
  const undo = new Error('undo');
  const compare = database.transaction().execute(async (transaction) => {
    const kept = await read(transaction);
    await indexRecords(transaction, languages, sample.map((record) => ({ ...record, kind: kinds.get(record.kind), publishedAt: PUBLISHED_AT })));
    // Published a second time the same records change nothing: rows, counts and words are what they were.
    assert.deepEqual(await read(transaction), kept);
    throw undo;
  });
  await compare.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return sample.length;
}
