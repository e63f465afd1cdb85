import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { testDatabase, wholeFile } from '../../../test/support/database.ts';
import { aThing, log, source, texts, thing } from '../../../test/support/kinds.ts';
import { ANA, first, LANGUAGES } from '../../../test/support/records.ts';
import type { ComputedFacets } from '../kinds/computed-facets.ts';
import { type Document, KindSet } from '../kinds/kind.ts';
import { newId } from '../records/id.ts';
import { publishAll, type Submission, withdraw } from '../records/publish.ts';
import { publicState } from '../records/read.ts';
import type { Database } from '../storage/database.ts';
import { facetCounts, recordCount, tallyCounts } from './counts.ts';
import { refreshComputedFacets } from './computed-facets.ts';
import { search } from './search.ts';

let prepared = 0;
/** The day `2026` at the end of a log's title is what things hang on; and how many logs a thing is related to that are public. */
const computed = (version = 1): ComputedFacets => ({
  messages: 'test',
  facets: [{ name: 'logs', codes: [] }, { name: 'due', codes: ['yes', 'no'] }],
  first: [],
  version,
  dependsOn: { log: { linkedBy: 'related' }, source: 'all' },
  async prepare(database, today) {
    prepared += 1;
    const sources = await database.selectFrom('search_entry').select('record_id').where('kind', '=', 'source').execute();
    return async (records) => {
      const rows = await database.selectFrom('search_entry').select(['record_id', 'title']).where('kind', '=', 'log').execute();
      const logs = new Map(rows.map(({ record_id, title }) => [record_id, title['und'] ?? '']));
      return new Map(records.map(({ id, document }) => {
        const related = ((document['related'] ?? []) as string[]).flatMap((one) => logs.get(one) ?? []);
        return [id, { facets: [`logs:${related.length} of ${sources.length}`, `due:${related.some((day) => day <= today) ? 'yes' : 'no'}`], tallies: related.map((title) => `titled:${title}`) }];
      }));
    };
  },
});
const kindsOf = (version?: number) => new KindSet([thing, log, source], {}, { thing: computed(version) });
const kinds = kindsOf();
const publisher = { kinds, languages: LANGUAGES };

let database: Database;
beforeEach(async () => {
  ({ database } = await testDatabase(wholeFile));
});

const publish = (...submissions: Submission[]) => database.transaction().execute((transaction) => publishAll(transaction, publisher, submissions, ANA));
const aLog = (title: string, id?: string) => first({ title, entries: [] }, log, id);
const aSource = (id?: string) => first({ title: 'Informe' }, source, id);
const facetsOf = async (id: string): Promise<string[]> => {
  const row = await database.selectFrom('search_entry').select('facets').where('record_id', '=', id).executeTakeFirst();
  return (row?.facets ?? []).filter((facet) => /^(logs|due):/.test(facet));
};

describe('computed facets', () => {
  it('stand beside those of the document, are counted, and narrow a search', async () => {
    const [a, b] = [newId(), newId()];
    await publish(first(aThing('Uno', { related: [b], topic: 'water' }), thing, a), aLog('2020', b));
    assert.deepEqual(await facetsOf(a), ['due:yes', 'logs:1 of 0']);
    const { hits, facets } = await search(database, LANGUAGES, { words: '', kind: 'thing', facets: ['due:yes', 'topic:water'], sort: 'name', size: 9 });
    assert.deepEqual(hits.map(({ id }) => id), [a]);
    assert.ok(facets.some(({ field }) => field === 'due') && facets.some(({ field }) => field === 'topic'));
    assert.deepEqual([await recordCount(database, 'thing'), await facetCounts(database, 'thing', 'due'), await tallyCounts(database, 'thing', 'titled')], [1, new Map([['yes', 1]]), new Map([['2020', 1]])]);
    await assertConsistent(database, kinds);
  });

  it('follow what they hang on: a new version, a withdrawal, by a link or for all', async () => {
    const [a, b, l] = [newId(), newId(), newId()];
    await publish(aLog('2020', l), first(aThing('Uno', { related: [l] }), thing, a), first(aThing('Dos'), thing, b));
    await publish({ ...aLog('2999', l), basedOn: 1 });
    assert.deepEqual([await facetsOf(a), await facetsOf(b)], [['due:no', 'logs:1 of 0'], ['due:no', 'logs:0 of 0']]);
    const [s] = await publish(aSource());
    assert.deepEqual([await facetsOf(a), await facetsOf(b)], [['due:no', 'logs:1 of 1'], ['due:no', 'logs:0 of 1']]);
    await withdraw(database, publisher, l, 2, texts('error'), ANA);
    await withdraw(database, publisher, s?.id ?? '', 1, texts('error'), ANA);
    assert.deepEqual([await facetsOf(a), await tallyCounts(database, 'thing', 'titled')], [['due:no', 'logs:0 of 0'], new Map()]);
    await withdraw(database, publisher, a, 1, texts('error'), ANA);
    assert.deepEqual(await facetCounts(database, 'thing', 'due'), new Map([['no', 1]]));
    await assertConsistent(database, kinds);
  });

  it('are prepared once for a publication, however many records it has, and not at all where nothing hangs on it', async () => {
    prepared = 0;
    await publish(...Array.from({ length: 600 }, (_, index) => first(aThing(`Cosa ${index}`))));
    assert.equal(prepared, 1);
    await publish(aLog('2020'));
    assert.equal(prepared, 1, 'no thing is related to it');
    assert.equal(await recordCount(database, 'thing'), 600);
  });

  it('are as they were when a publication fails', async () => {
    const [a, l] = [newId(), newId()];
    await publish(aLog('2020', l), first(aThing('Uno', { related: [l] }), thing, a));
    await assert.rejects(publish({ ...aLog('2999', l), basedOn: 1 }, first({ title: 7 })));
    assert.deepEqual(await facetsOf(a), ['due:yes', 'logs:1 of 0']);
    await assertConsistent(database, kinds);
  });

  it('are never named like a field', () => {
    assert.throws(() => new KindSet([thing, log, source], {}, { thing: { ...computed(), facets: [{ name: 'topic', codes: [] }] } }), /topic/);
  });

  it('agree with a rebuild after any acts', async () => {
    const titles = fc.constantFrom('2019', '2025', '2999');
    const acts = fc.array(fc.tuple(fc.constantFrom('thing', 'log', 'source', 'withdraw'), fc.nat(3), titles, fc.subarray([0, 1, 2, 3])), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        ({ database } = await testDatabase(wholeFile));
        const ids = { thing: [newId(), newId(), newId(), newId()], log: [newId(), newId(), newId(), newId()], source: [newId(), newId(), newId(), newId()] };
        await publish(...ids.log.map((id) => aLog('2020', id)));
        const numbers = new Map<string, number>(ids.log.map((id) => [id, 1]));
        const gone = new Set<string>();
        const put = async (kind: 'thing' | 'log' | 'source', id: string, document: Document): Promise<void> => {
          const [one] = await publish({ id, kind, document, basedOn: numbers.get(id) ?? 0 });
          numbers.set(id, one?.number ?? 0);
          gone.delete(id);
        };
        for (const [act, place, title, related] of list) {
          const one = act === 'withdraw' ? ids.log[place] : ids[act as 'thing'][place];
          assert.ok(one);
          if (act === 'thing') await put('thing', one, aThing('Cosa', { related: related.map((index) => ids.log[index]) }));
          else if (act === 'log' && !gone.has(one)) await put('log', one, { title, entries: [] });
          else if (act === 'source') await put('source', one, { title });
          else if (act === 'withdraw' && !gone.has(one)) {
            const { number } = await withdraw(database, publisher, one, numbers.get(one) ?? 0, texts('error'), ANA);
            numbers.set(one, number);
            gone.add(one);
          }
        }
        await assertConsistent(database, kinds);
      }),
      { numRuns: 12 },
    );
  });
});

describe('when the day changes', () => {
  it('what hangs on it is made anew, once for each day, and public pages notice', async () => {
    const [a, l] = [newId(), newId()];
    await publish(aLog('2990-05-01', l), first(aThing('Uno', { related: [l] }), thing, a));
    const before = await publicState(database);
    assert.equal(await refreshComputedFacets(database, kinds, '2990-04-30'), 0);
    assert.equal(await publicState(database), before, 'nothing changed');
    assert.equal(await refreshComputedFacets(database, kinds, '2990-05-01'), 1);
    assert.deepEqual(await facetsOf(a), ['due:yes', 'logs:1 of 0']);
    const after = await publicState(database);
    assert.notEqual(after, before);
    prepared = 0;
    assert.equal(await refreshComputedFacets(database, kinds, '2990-05-01'), 0);
    assert.equal(prepared, 0, 'the same day is not computed twice');
    await refreshComputedFacets(database, kindsOf(2), '2990-05-01');
    assert.ok(prepared > 0, 'another version of what computes is');
    assert.deepEqual(await facetCounts(database, 'thing', 'due'), new Map([['yes', 1]]));
  });

  it('a refresh that is stopped leaves the rest for the next time', async () => {
    const l = newId();
    await publish(aLog('2990', l), first(aThing('Uno', { related: [l] })));
    assert.equal(await refreshComputedFacets(database, kinds, '2990-01-01', AbortSignal.abort()), 0);
    assert.equal(await refreshComputedFacets(database, kinds, '2990-01-01'), 1);
  });

  it('publications and a refresh at the same time leave the counters right', async () => {
    const logs = Array.from({ length: 4 }, () => newId());
    await publish(...logs.map((id) => aLog('2990', id)), ...Array.from({ length: 40 }, (_, index) => first(aThing(`Cosa ${index}`, { related: [logs[index % 4]] }))));
    await Promise.all([refreshComputedFacets(database, kinds, '2991-01-01'), ...logs.map((id, index) => publish({ ...aLog(index % 2 ? '2000' : '2999', id), basedOn: 1 }))]);
    await refreshComputedFacets(database, kindsOf(3), '2000-01-01');
    assert.deepEqual(await facetCounts(database, 'thing', 'due'), new Map([['no', 20], ['yes', 20]]));
  });
});
