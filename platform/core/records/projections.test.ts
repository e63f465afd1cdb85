import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, KindSet } from '../kinds/kind.ts';
import { testDatabase, wholeFile } from '../../../test/support/database.ts';
import { aThing, log, source, texts, thing } from '../../../test/support/kinds.ts';
import { ANA, first, LANGUAGES } from '../../../test/support/records.ts';
import { fault, InvalidDocument } from '../kinds/faults.ts';
import { newId } from './id.ts';
import { publishAll, type Submission, withdraw } from './publish.ts';
import { newestVersion } from './read.ts';

const { database } = await testDatabase(wholeFile);
const LOG = { title: 'Cifras', entries: [] };

/** Kinds whose projection and gate note what they are called with, in order; `refuse` makes the gate refuse, `fail` the projection throw. */
function noting({ refuse = false, fail = false } = {}) {
  const calls: { readonly part: 'projection' | 'gate'; readonly changes: readonly Change[]; readonly versions: readonly (number | undefined)[] }[] = [];
  const note = (part: 'projection' | 'gate') => async (transaction: typeof database, changes: readonly Change[]): Promise<void> => {
    const versions = await Promise.all(changes.map(async ({ id }) => (await newestVersion(transaction, id))?.number));
    calls.push({ part, changes, versions });
  };
  const gate = async (transaction: typeof database, changes: readonly Change[]) => {
    await note('gate')(transaction, changes);
    return new Map(refuse ? changes.map(({ id }) => [id, [fault('', 'invalid')]] as const) : []);
  };
  const projection = async (transaction: typeof database, changes: readonly Change[]): Promise<void> => {
    await note('projection')(transaction, changes);
    if (fail) throw new Error('the table is full');
  };
  const publisher = { kinds: new KindSet([thing, log, source], { thing: gate }, {}, { thing: projection }), languages: LANGUAGES };
  return { calls, publisher, publish: (...submissions: Submission[]) => database.transaction().execute((transaction) => publishAll(transaction, publisher, submissions, ANA)) };
}

describe('a projection', () => {
  it('sees all records of its kind at once, when their versions are there and before the gates are asked', async () => {
    const { calls, publish } = noting();
    const ids = [newId(), newId()];
    await publish(first(aThing('Uno'), thing, ids[0]), first(LOG, log), first(aThing('Dos'), thing, ids[1]));
    assert.deepEqual(calls.map(({ part, changes, versions }) => [part, changes.map(({ id }) => id), versions]), [['projection', ids, [1, 1]], ['gate', ids, [1, 1]]]);
    assert.deepEqual(calls[0]?.changes.map(({ former, document }) => [former, Boolean(document)]), [[null, true], [null, true]]);
  });

  it('sees a withdrawal as a document that is gone, and what comes after it as new', async () => {
    const { calls, publisher, publish } = noting();
    const id = newId();
    await publish(first(aThing('Uno'), thing, id));
    await withdraw(database, publisher, id, 1, texts('error'), ANA);
    await publish({ id, kind: 'thing', document: aThing('Otra vez'), basedOn: 2 });
    assert.deepEqual(calls.filter(({ part }) => part === 'projection').map(({ changes: [change], versions }) => [Boolean(change?.former), Boolean(change?.document), ...versions]), [[false, true, 1], [true, false, 2], [false, true, 3]]);
  });

  it('is not called for other kinds', async () => {
    const { calls, publish } = noting();
    await publish(first(LOG, log));
    assert.deepEqual(calls, []);
  });

  it('that fails, or whose publication a gate refuses, leaves nothing public', async () => {
    for (const [settings, error] of [[{ fail: true }, /the table is full/], [{ refuse: true }, InvalidDocument]] as const) {
      const { calls, publish } = noting(settings);
      const id = newId();
      await assert.rejects(publish(first(aThing('Uno'), thing, id)), error);
      assert.equal(calls[0]?.part, 'projection');
      assert.equal(await newestVersion(database, id), undefined);
    }
  });
});
