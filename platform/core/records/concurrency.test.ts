import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, texts, thing } from '../../../test/support/kinds.ts';
import { ANA, first, publish, publishNew, publishReviewed, publisherOf } from '../../../test/support/records.ts';
import type { Database } from '../storage/database.ts';
import { readDraft, saveDraft } from './drafts.ts';
import { EditConflict } from './errors.ts';
import { newId } from './id.ts';
import { withdraw } from './publish.ts';
import { newestVersion } from './read.ts';

const CLIENTS = 8;

/** Reads what was published as a follower does: what comes after the last sequence seen. */
function follow(database: Database, after = 0): { stop(): Promise<number[]> } {
  const seen: number[] = [];
  const ending = new AbortController();
  const poll = async (): Promise<void> => {
    const rows = await database.selectFrom('version').select('sequence').where('sequence', '>', seen.at(-1) ?? after).orderBy('sequence').execute();
    seen.push(...rows.map(({ sequence }) => sequence));
  };
  const loop = (async () => {
    while (!ending.signal.aborted) {
      await poll();
      await sleep(1);
    }
    await poll();
  })();
  return {
    stop: async () => {
      ending.abort();
      await loop;
      return seen;
    },
  };
}

async function allSequences(database: Database, after = 0): Promise<number[]> {
  return (await database.selectFrom('version').select('sequence').where('sequence', '>', after).orderBy('sequence').execute()).map(({ sequence }) => sequence);
}

test('many who publish different records at once: a follower misses nothing', async (t) => {
  const { database } = await testDatabase(t, { max: CLIENTS + 2 });
  const follower = follow(database);
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let index = 0; index < 12; index += 1) await publishNew(database, Array.from({ length: 1 + (index % 4) }, () => aThing(`De ${client}`, { tags: [`t${index % 3}`] })));
    }),
  );
  assert.deepEqual(await follower.stop(), await allSequences(database));
  await assertConsistent(database);
});

test('many who publish the same record at once: each version has one author, the others are told', async (t) => {
  const { database } = await testDatabase(t, { max: CLIENTS });
  const [id = ''] = await publishNew(database, [aThing('Inicio')]);
  let published = 1;
  for (let round = 0; round < 8; round += 1) {
    const basedOn = published;
    const results = await Promise.allSettled(Array.from({ length: CLIENTS }, (_, client) => publish(database, { id, kind: 'thing', document: aThing(`${round} de ${client}`), basedOn })));
    const winners = results.flatMap((result, client) => (result.status === 'fulfilled' ? [client] : []));
    assert.equal(winners.length, 1);
    for (const result of results) assert.ok(result.status === 'fulfilled' || result.reason instanceof EditConflict, String(result.status === 'rejected' && result.reason));
    assert.deepEqual((await newestVersion(database, id))?.document, aThing(`${round} de ${winners[0]}`));
    published += 1;
  }
  await assertConsistent(database);
});

type Step =
  | { readonly act: 'publish'; readonly record: number; readonly tag: string; readonly links: readonly number[]; readonly parent: number | undefined; readonly wrong: boolean }
  | { readonly act: 'publishTwo'; readonly record: number; readonly other: number; readonly tag: string }
  | { readonly act: 'withdraw'; readonly record: number }
  | { readonly act: 'draft'; readonly record: number; readonly tag: string }
  | { readonly act: 'publishDraft'; readonly record: number };

const RECORDS = 5;
const record = fc.nat(RECORDS - 1);
const tag = fc.constantFrom('agua', 'río', 'sol');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('publish' as const), record, tag, links: fc.array(record, { maxLength: 3 }), parent: fc.option(record, { nil: undefined }), wrong: fc.nat(9).map((n) => n === 0) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('publishTwo' as const), record, other: record, tag }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('withdraw' as const), record }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('draft' as const), record, tag }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('publishDraft' as const), record }) },
);

/** What a refused act may be told; anything else is a fault of ours (a deadlock, a broken constraint). */
const TOLD = new Set(['UnderReview', 'WrongStage', 'EditConflict', 'InvalidDocument', 'RecordNotFound']);

async function take(database: Database, ids: readonly string[], one: Step): Promise<number> {
  const id = ids[one.record] ?? '';
  const now = (await newestVersion(database, id))?.number ?? 0;
  switch (one.act) {
    case 'publish': {
      const within = one.parent === undefined ? {} : { within: ids[one.parent] };
      const document = aThing(one.tag, { tags: [one.tag], related: one.links.map((index) => ids[index]), ...within, ...(one.wrong && { position: 13 }) });
      return (await publish(database, { id, kind: 'thing', document, basedOn: now })).length;
    }
    case 'publishTwo': {
      const other = ids[one.other] ?? '';
      const basedOn = (await newestVersion(database, other))?.number ?? 0;
      const two = [{ id, kind: 'thing', document: aThing(one.tag, { acronym: one.tag }), basedOn: now }, { id: other, kind: 'thing', document: aThing('otro', { related: [id] }), basedOn }];
      return (await publish(database, ...two)).length;
    }
    case 'withdraw':
      await withdraw(database, publisherOf(), id, now, texts('error'), ANA);
      return 1;
    case 'draft':
      await saveDraft(database, id, { revision: (await readDraft(database, id))?.revision ?? 0, version: now }, aThing(one.tag), ANA);
      return 0;
    case 'publishDraft':
      await publishReviewed(database, id, (await readDraft(database, id))?.revision ?? 0);
      return 1;
  }
}

async function interleave(database: Database, plans: readonly (readonly Step[])[]): Promise<void> {
  const ids = Array.from({ length: RECORDS }, () => newId());
  const [{ sequence: start } = { sequence: 0 }] = await publish(database, first(aThing('Primero'), thing, ids[0]));
  const follower = follow(database, start);
  const counts = await Promise.all(
    plans.map(async (plan) => {
      let published = 0;
      for (const one of plan) {
        published += await take(database, ids, one).catch((error: unknown) => {
          if (error instanceof Error && TOLD.has(error.name)) return 0;
          throw error;
        });
      }
      return published;
    }),
  );
  const sequences = await allSequences(database, start);
  assert.deepEqual(await follower.stop(), sequences, 'a follower saw them in this order');
  assert.equal(sequences.length, counts.reduce((sum, count) => sum + count, 0), 'as many versions as were acknowledged');
  await assertConsistent(database);
}

test('whatever eight clients do at once, every record is whole and a follower misses nothing', async (t) => {
  const { database } = await testDatabase(t, { max: CLIENTS + 2 });
  const plans = fc.array(fc.array(step, { minLength: 3, maxLength: 10 }), { minLength: CLIENTS, maxLength: CLIENTS });
  await fc.assert(fc.asyncProperty(plans, (each) => interleave(database, each)), { numRuns: 25, endOnFailure: true });
});
