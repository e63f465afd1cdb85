import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#core/records/id.ts';
import { moduleOf } from '#core/web/pages/testing/editor.ts';
import { createKinds, createWeb, loadMessages, modules } from '../../app.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, log as logKind, source, thing } from '../../../test/support/kinds.ts';
import { TEST_CONFIGURATION, TEST_ORIGIN } from '../../../test/support/platform.ts';
import { first, publish } from '../../../test/support/records.ts';
import { TestLog } from './testing/log.ts';

test('the page of a chain asks the database as often for thirty versions as for two', async (t) => {
  let asked = 0;
  const { database } = await testDatabase(t, { onQuery: () => (asked += 1) });
  const own = [...modules.filter(({ name }) => name === 'history'), moduleOf(t, [thing, logKind, source])];
  const web = await createWeb({ database, modules: own, kinds: createKinds(own), messages: await loadMessages(own), configuration: TEST_CONFIGURATION, origin: TEST_ORIGIN, now: () => new Date() }, TEST_ORIGIN);
  const log = new TestLog(database);
  await log.begin();
  const recordOf = async (versions: number): Promise<string> => {
    const id = newId();
    await publish(database, first(aThing('Versión 1'), undefined, id));
    for (let number = 2; number <= versions; number += 1) await publish(database, { id, kind: 'thing', document: aThing(`Versión ${number}`), basedOn: number - 1 });
    return id;
  };
  const [short, long] = [await recordOf(2), await recordOf(30)];
  await log.takeOutbox();
  await log.sign(['universidad', 'ong'], 1_795_000_000);
  // One that no head is over yet.
  await publish(database, { id: long, kind: 'thing', document: aThing('La más nueva'), basedOn: 30 });
  await log.takeOutbox();
  const costOf = async (id: string): Promise<{ readonly queries: number; readonly text: string }> => {
    const before = asked;
    const answer = await web.app.request(`${TEST_ORIGIN}/en/things/${id}/history`);
    assert.equal(answer.status, 200);
    return { text: await answer.text(), queries: asked - before };
  };
  const [two, thirty] = [await costOf(short), await costOf(long)];
  t.diagnostic(`${two.queries} queries`);
  assert.equal(thirty.queries, two.queries);
  assert.equal(thirty.text.match(/Witnessed\./g)?.length, 30, 'each has its own head');
  assert.equal(thirty.text.match(/not signed yet/gi)?.length, 1);
});
