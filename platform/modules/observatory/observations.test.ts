import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import * as fc from 'fast-check';
import { createKinds } from '../../app.ts';
import type { Document, KindSet } from '#core/kinds/kind.ts';
import { InvalidDocument } from '#core/kinds/faults.ts';
import { newId } from '#core/records/id.ts';
import { publishAll, type Submission, withdraw } from '#core/records/publish.ts';
import { historyOf } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { testDatabase, wholeFile } from '../../../test/support/database.ts';
import { texts } from '../../../test/support/kinds.ts';
import { ANA } from '../../../test/support/records.ts';
import { keyOf, type ObservationSet } from './kinds/observation-set.ts';
import { type Observation, observations, sequenceAt } from './observations.ts';
import { anIndicator, aRow, aScore, aSet, aSource } from './testing/documents.ts';

const kinds: KindSet = createKinds();
const { database } = await testDatabase(wholeFile);
const publisher = { kinds, languages: ['es', 'en', 'qu'] };
const publish = (...submissions: Submission[]) => database.transaction().execute((transaction) => publishAll(transaction, publisher, submissions, ANA));
const first = (id: string, kind: string, document: Document): Submission => ({ id, kind, document, basedOn: 0 });

const [source, other, share, score] = [newId(), newId(), newId(), newId()];
await publish(first(source, 'source', aSource('DECA')), first(other, 'source', aSource('Otra')), first(share, 'indicator', anIndicator('internet', source)), first(score, 'indicator', aScore('index-score', source)));

/** What the table must say of a set, by replaying its versions and nothing else. */
async function replayed(setId: string): Promise<Map<number, Map<string, string>>> {
  const versions = (await historyOf(database, setId)).toReversed();
  return new Map(
    versions.map(({ sequence, document }) => {
      const set = document as ObservationSet | null;
      return [sequence, new Map((set?.rows ?? []).map((row) => [keyOf(row), canonical([set?.source, row])]))];
    }),
  );
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner));
const said = (found: readonly Observation[]): Map<string, string> => new Map(found.map(({ key, source: from, content }) => [key, canonical([from, content])]));
const sorted = (map: ReadonlyMap<string, string>): [string, string][] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

const row = fc.record({ territory: fc.constantFrom('PE', 'CL', 'PE-CUS'), time: fc.constantFrom('2018', '2019', null), value: fc.constantFrom('38', '39', '40.5'), sex: fc.constantFrom('F', 'M', null) });
const rows = fc.uniqueArray(row, { selector: ({ territory, time, sex }) => `${territory} ${time} ${sex}`, maxLength: 6 });
/** An edition of the set: its rows and whose they are; null withdraws it. */
const edition = fc.option(fc.record({ rows, source: fc.constantFrom(source, other) }), { freq: 5 });

const documentOf = ({ rows: of, source: from }: { rows: readonly { territory: string; time: string | null; value: string; sex: string | null }[]; source: string }): Document =>
  aSet(from, of.map(({ territory, time, value, sex }) => ({ ...aRow(share, territory, '2018', value), time: time ?? { absent: 'not_stated' }, ...(sex !== null && { breakdowns: [{ dimension: 'sex', value: sex }] }) })));

async function publishEditions(db: Database, editions: readonly ({ rows: never[]; source: string } | Parameters<typeof documentOf>[0] | null)[]): Promise<string> {
  const id = newId();
  let number = 0;
  let isPublic = false;
  for (const one of editions) {
    if (one === null && !isPublic) continue;
    if (one === null) await withdraw(db, publisher, id, number, texts('Error'), ANA);
    else await publish({ id, kind: 'observation-set', document: documentOf(one), basedOn: number });
    number += 1;
    isPublic = one !== null;
  }
  return id;
}

describe('vintages', () => {
  it('are what replaying the versions gives, at every publication and every moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edition, { minLength: 1, maxLength: 6 }), async (editions) => {
        const id = await publishEditions(database, editions);
        const expected = await replayed(id);
        for (const [sequence, figures] of expected) assert.deepEqual(sorted(said(await observations(database, { sets: [id], asOf: sequence }))), sorted(figures));
        const history = await historyOf(database, id);
        for (const { publishedAt } of history) assert.equal(await sequenceAt(database, publishedAt), Math.max(...history.filter((one) => one.publishedAt <= publishedAt).map(({ sequence }) => sequence)));
        const last = [...expected.values()].at(-1) ?? new Map<string, string>();
        assert.deepEqual(sorted(said(await observations(database, { sets: [id] }))), sorted(last), 'now is the newest version');
        const all = await observations(database, { sets: [id], history: true });
        for (const [key, list] of Map.groupBy(all, (one) => one.key)) {
          for (const [before, after] of list.slice(1).map((one, index) => [list[index], one] as const)) {
            assert.ok(before && before.toSequence !== null && before.toSequence <= after.fromSequence, `${key} holds once at a time`);
            // A figure that stays as it is does not begin again.
            assert.ok(before.toSequence < after.fromSequence || canonical([before.source, before.content]) !== canonical([after.source, after.content]), key);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('tell what began or ended after a publication, and nothing else', async () => {
    const id = await publishEditions(database, [
      { source, rows: [{ territory: 'PE', time: '2018', value: '38', sex: null }, { territory: 'CL', time: '2018', value: '39', sex: null }] },
      { source, rows: [{ territory: 'PE', time: '2018', value: '40.5', sex: null }, { territory: 'CL', time: '2018', value: '39', sex: null }] },
    ]);
    const [second, firstVersion] = await historyOf(database, id);
    const changed = await observations(database, { sets: [id], history: true, updatedAfter: firstVersion?.sequence ?? 0 });
    assert.deepEqual(changed.map(({ territory, content, toSequence }) => [territory, content.value, toSequence]), [['PE', '38', second?.sequence], ['PE', '40.5', null]]);
  });

  it('cannot be rewritten or deleted', async () => {
    await publishEditions(database, [{ source, rows: [{ territory: 'PE', time: '2018', value: '38', sex: null }] }]);
    for (const act of [sql`update observation set content = '{}'`, sql`delete from observation`, sql`truncate observation`, sql`update observation set to_sequence = null, valid_to = null`]) {
      await assert.rejects(act.execute(database), /never changed/);
    }
  });

  it('are not there where the publication was refused', async () => {
    const id = newId();
    await assert.rejects(publish(first(id, 'observation-set', aSet(source, [aRow(score, 'PE', '2018', '38', { n: 100 })]))), InvalidDocument);
    assert.deepEqual(await observations(database, { sets: [id], history: true }), []);
  });
});

const refusal = async (...submissions: Submission[]): Promise<string[]> => {
  const fault = await publish(...submissions).then(() => undefined, (error: unknown) => error);
  assert.ok(fault instanceof InvalidDocument, String(fault));
  return fault.faults.map(({ path, code }) => `${path} ${code}`);
};

describe('the gates', () => {
  it('let only shares be k of n, and none beyond all', async () => {
    assert.deepEqual(await refusal(first(newId(), 'observation-set', aSet(source, [aRow(score, 'PE', '2018', '38', { n: 100 })]))), ['rows.0.n counted_but_no_share']);
    assert.deepEqual(await refusal(first(newId(), 'observation-set', aSet(source, [aRow(share, 'PE', '2018', '101')]))), ['rows.0.value share_out_of_range']);
    await publish(first(newId(), 'observation-set', aSet(source, [aRow(score, 'PE', '2018', '101'), aRow(share, 'PE', '2018', '38', { n: 100 })])));
  });

  it('let no two indicators have one code, also when they come together', async () => {
    assert.deepEqual(await refusal(first(newId(), 'indicator', anIndicator('internet', source))), ['code code_taken']);
    assert.deepEqual(await refusal(first(newId(), 'indicator', anIndicator('twice', source)), first(newId(), 'indicator', anIndicator('twice', source))), ['code code_taken']);
    await publish({ id: share, kind: 'indicator', document: anIndicator('internet', source, { decimals: 0 }), basedOn: 1 });
  });
});
