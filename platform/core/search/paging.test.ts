import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as fc from 'fast-check';
import { testDatabase, wholeFile } from '../../../test/support/database.ts';
import { aThing } from '../../../test/support/kinds.ts';
import { LANGUAGES, publishNew } from '../../../test/support/records.ts';
import type { Database } from '../storage/database.ts';
import { type Cursor, search, type SearchRequest, type SearchResult, SORTS } from './search.ts';

let database: Database;
/** The records that are there from the beginning to the end, by the tag that keeps one run apart from another. */
const lasting = new Map<string, string[]>();

const RUNS = 24;

/** Titles with many of the same sort key and rank, so that the id must decide. */
const titleOf = (index: number): string => ['Agua', 'Agua', 'Agua limpia', `Agua ${index}`, 'Ñandú de agua'][index % 5] ?? '';

before(async () => {
  ({ database } = await testDatabase(wholeFile));
  for (let run = 0; run < RUNS; run += 1) {
    const tag = `run${run}`;
    lasting.set(tag, await publishNew(database, Array.from({ length: run }, (_, index) => aThing(titleOf(index), { tags: [tag] }))));
  }
});

type Ask = (cursor?: Cursor) => Promise<SearchResult>;

function asking(request: Omit<SearchRequest, 'cursor'>): Ask {
  return (cursor) => search(database, LANGUAGES, { ...request, ...(cursor && { cursor }) });
}

/** Goes from page to page until there is none; `between` happens after each. */
async function walk(ask: Ask, start: Cursor | undefined, direction: 'before' | 'after', between: () => Promise<void>): Promise<{ pages: string[][]; last: SearchResult }> {
  const pages: string[][] = [];
  for (let cursor = start; ; ) {
    const last = await ask(cursor);
    pages.push(last.hits.map(({ id }) => id));
    assert.ok(pages.length < 500, 'the pages do not end');
    const next = last[direction];
    if (!next) return { pages, last };
    cursor = next;
    await between();
  }
}

const runs = fc.record({
  tag: fc.nat(RUNS - 1).map((run) => `run${run}`),
  size: fc.integer({ min: 1, max: 9 }),
  sort: fc.constantFrom(...SORTS),
  words: fc.constantFrom('', 'agua', 'agua -nieve'),
});

test('page by page, forwards and back, every record comes exactly once and in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(runs, async ({ tag, size, sort, words }) => {
      const request = { words, facets: [`tags:${tag}`], sort, size };
      const ids = lasting.get(tag) ?? [];
      const forwards = await walk(asking(request), undefined, 'after', async () => {});
      const there = forwards.pages.flat();
      assert.deepEqual(there.toSorted(), ids.toSorted());
      assert.deepEqual(there, (await asking({ ...request, size: 500 })()).hits.map(({ id }) => id), 'not the order of one long page');
      for (const page of forwards.pages.slice(0, -1)) assert.equal(page.length, size);
      if (forwards.pages.length === 1) return;
      const back = await walk(asking(request), forwards.last.before, 'before', async () => {});
      assert.deepEqual([...back.pages.toReversed().flat(), ...(forwards.pages.at(-1) ?? [])], there, 'the way back is another');
      assert.equal((await asking(request)()).before, undefined, 'nothing stands before the first page');
    }),
    { numRuns: 60 },
  );
});

test('the same where nothing narrows the list', async () => {
  for (const sort of ['name', 'newest'] as const) {
    for (const kind of [undefined, 'thing']) {
      const request = { words: '', facets: [], sort, size: 37, ...(kind !== undefined && { kind }) };
      const { pages, last } = await walk(asking(request), undefined, 'after', async () => {});
      const there = pages.flat();
      assert.deepEqual(there.toSorted(), [...lasting.values()].flat().toSorted());
      assert.equal(last.total, there.length);
      const back = await walk(asking(request), last.before, 'before', async () => {});
      assert.deepEqual([...back.pages.toReversed().flat(), ...(pages.at(-1) ?? [])], there);
    }
  }
});

test('records published between two pages move none of the others', async () => {
  const newcomers = fc.array(fc.record({ title: fc.constantFrom('Abeja', 'Agua', 'Agua limpia', 'Zorro'), tagged: fc.boolean() }), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(runs, newcomers, async ({ tag, size, sort, words }, arriving) => {
      const ids = new Set(lasting.get(tag));
      const publishSome = async (): Promise<void> => {
        await publishNew(database, arriving.map(({ title, tagged }) => aThing(`${title} nieve`, { tags: tagged && words === 'agua -nieve' ? [tag] : [] })));
      };
      const { pages } = await walk(asking({ words, facets: [`tags:${tag}`], sort, size }), undefined, 'after', publishSome);
      const seen = pages.flat().filter((id) => ids.has(id));
      assert.deepEqual(seen.toSorted(), [...ids].toSorted());
    }),
    { numRuns: 15 },
  );
});

test('newcomers that belong in the list come at most once, whatever their place', async () => {
  const [tag, size] = ['newcomers', 4];
  const ids = await publishNew(database, Array.from({ length: 21 }, (_, index) => aThing(titleOf(index), { tags: [tag] })));
  for (const sort of SORTS) {
    for (const direction of ['after', 'before'] as const) {
      const ask = asking({ words: 'agua', facets: [`tags:${tag}`], sort, size });
      const publishSome = async (): Promise<void> => void (await publishNew(database, ['Abeja y agua', 'Agua', 'Zorro al agua'].map((title) => aThing(title, { tags: [tag] }))));
      const start = direction === 'after' ? undefined : (await walk(ask, undefined, 'after', async () => {})).last.before;
      const first = start ? (await walk(ask, undefined, 'after', async () => {})).pages.at(-1) : [];
      let left = 4;
      const { pages } = await walk(ask, start, direction, async () => {
        left -= 1;
        if (left > 0) await publishSome();
      });
      const seen = [...pages.flat(), ...(first ?? [])];
      assert.equal(new Set(seen).size, seen.length, `${sort} ${direction}: twice`);
      for (const id of ids) assert.ok(seen.includes(id), `${sort} ${direction}: left out`);
    }
  }
});
