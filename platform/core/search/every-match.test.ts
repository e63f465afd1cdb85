import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { testDatabase, wholeFile } from '../../../test/support/database.ts';
import { LANGUAGES } from '../../../test/support/records.ts';
import type { Database } from '../storage/database.ts';
import { everyMatch, MOST_COUNTED, search, type SearchRequest } from './search.ts';

const MANY = MOST_COUNTED + 1234;

/** Only the search rows: a table of so many real records would take a minute to make. */
async function fill(database: Database): Promise<void> {
  await sql`
    with made as (
      insert into record (id, kind) select 'a' || lpad(number::text, 11, '0'), 'thing' from generate_series(1, ${sql.lit(MANY)}) as number returning id
    )
    insert into search_entry (record_id, kind, title, sort_key, facets, words, published_at, sequence)
    select id, 'thing', '{"es": "Agua"}', 'agua ' || substr(id, 9), array['topic:water'], to_tsvector('yupana_es', 'agua'), now(), row_number() over () from made`.execute(database);
}

describe('every match of a request', () => {
  let database: Database;

  before(async () => {
    ({ database } = await testDatabase(wholeFile));
    await fill(database);
  });

  async function read(request: Partial<SearchRequest>): Promise<string[]> {
    const found: string[] = [];
    for await (const hits of everyMatch(database, LANGUAGES, { words: '', facets: [], sort: 'relevance', size: 30, ...request })) found.push(...hits.map(({ id }) => id));
    return found;
  }

  it('leaves none out, though there are more than are ranked, and gives none twice', async () => {
    for (const request of [{ words: 'agua' }, { words: 'agua', sort: 'newest' as const }, { facets: ['topic:water'], kind: 'thing' }]) {
      const found = await read(request);
      assert.equal(found.length, MANY, JSON.stringify(request));
      assert.equal(new Set(found).size, MANY);
    }
  });

  it('goes through a list that nothing narrows', async () => {
    assert.equal(new Set(await read({ kind: 'thing', sort: 'name' })).size, MANY);
  });

  it('goes page by page through a facet that more records have than are ranked, forwards and back, leaving none out', async () => {
    await sql`insert into facet_count (kind, facet, records) values ('thing', 'topic:water', ${sql.lit(MANY)})`.execute(database);
    for (const sort of ['name', 'newest'] as const) {
      const request = { words: '', kind: 'thing', facets: ['topic:water'], sort, size: 500 };
      const found: string[] = [];
      let page = await search(database, LANGUAGES, request);
      assert.deepEqual([page.total, page.more], [MOST_COUNTED, true]);
      for (; page.after; page = await search(database, LANGUAGES, { ...request, cursor: page.after })) found.push(...page.hits.map(({ id }) => id));
      found.push(...page.hits.map(({ id }) => id));
      assert.equal(new Set(found).size, MANY, sort);
      assert.equal(found.length, MANY, sort);
      const { rows } = await sql<{ record_id: string }>`select record_id from search_entry order by ${sort === 'name' ? sql`sort_key, record_id` : sql`sequence desc`}`.execute(database);
      assert.deepEqual(found, rows.map(({ record_id }) => record_id), `${sort}: in order`);
      assert.ok(page.before);
      const before = await search(database, LANGUAGES, { ...request, cursor: page.before });
      assert.deepEqual(before.hits.map(({ id }) => id), found.slice(-500 - page.hits.length, -page.hits.length), `${sort}: the way back`);
    }
  });

  it('is empty where nothing matches', async () => {
    assert.deepEqual(await read({ words: 'glaciar' }), []);
  });
});
