import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aThing, texts, thing } from '../../../test/support/kinds.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { ANA, BETO, publish, publishNew, publishReviewed } from '../../../test/support/records.ts';
import { InvalidDocument } from '../kinds/faults.ts';
import type { Database } from '../storage/database.ts';
import { discardDraft, listDrafts, readDraft, saveDraft, startDraft } from './drafts.ts';
import { EditConflict, RecordNotFound, UnderReview } from './errors.ts';
import { newId } from './id.ts';
import { newestVersion } from './read.ts';

const expected = (reason: unknown): boolean => reason instanceof EditConflict || reason instanceof RecordNotFound || reason instanceof UnderReview;

async function revisionOf(database: Database, id: string): Promise<number> {
  return (await readDraft(database, id))?.revision ?? 0;
}

test('a draft is kept as it was typed, wrong and incomplete as it may be', async (t) => {
  const { database } = await testDatabase(t);
  const typed = { title: '', topic: 'no such topic', nonsense: [1, { deep: null }], code: '=1+1' };
  const id = await startDraft(database, thing, typed, ANA);
  const draft = await readDraft(database, id);
  const { savedAt: _, stageSince: __, ...rest } = draft ?? {};
  assert.deepEqual(rest, { recordId: id, kind: 'thing', document: typed, revision: 1, basedOn: 0, savedBy: ANA.name, act: 'publication', stage: 'writing', desk: null, writers: [ANA.name], approvedBy: null, note: null });
  assert.equal(await newestVersion(database, id), undefined, 'nothing is public');
  assert.deepEqual((await listDrafts(database)).map(({ recordId }) => recordId), [id]);
});

test('from a draft to version 1, and on to version 2', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, { title: texts('Uno') }, ANA);
  await saveDraft(database, id, { revision: 1, version: 0 }, aThing('Uno'), ANA);
  const one = await publishReviewed(database, id, 2, { note: texts('primera') });
  assert.deepEqual([one.id, one.number], [id, 1]);
  assert.equal(await readDraft(database, id), undefined, 'the draft is gone');
  const version = await newestVersion(database, id);
  assert.deepEqual([version?.number, version?.act, version?.document, version?.note], [1, 'publication', aThing('Uno'), texts('primera')]);

  assert.equal(await saveDraft(database, id, { revision: 0, version: 1 }, aThing('Dos'), BETO), 3, 'revisions go on counting');
  assert.equal((await readDraft(database, id))?.basedOn, 1);
  assert.equal((await publishReviewed(database, id, 3)).number, 2);
  assert.deepEqual((await newestVersion(database, id))?.document, aThing('Dos'));
});

test('two people save from the same revision: the second is told, the text of the first stays', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, aThing('Inicio'), ANA);
  await saveDraft(database, id, { revision: 1, version: 0 }, aThing('De Ana'), ANA);
  await assert.rejects(saveDraft(database, id, { revision: 1, version: 0 }, aThing('De Beto'), BETO), (error: unknown) => error instanceof EditConflict && error.current === 2 && error.recordId === id);
  const draft = await readDraft(database, id);
  assert.deepEqual([draft?.document, draft?.savedBy, draft?.revision], [aThing('De Ana'), ANA.name, 2]);
});

test('of many who save at once exactly one wins each revision, and the draft is what the last winner wrote', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, aThing('0'), ANA);
  for (let revision = 1; revision <= 10; revision += 1) {
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, who) => saveDraft(database, id, { revision, version: 0 }, aThing(`${revision} ${who}`), { name: `person:${who}` })));
    const winners = results.flatMap((result, who) => (result.status === 'fulfilled' ? [who] : []));
    assert.equal(winners.length, 1);
    for (const result of results) assert.ok(result.status === 'fulfilled' || result.reason instanceof EditConflict);
    const draft = await readDraft(database, id);
    assert.deepEqual([draft?.revision, draft?.document, draft?.savedBy], [revision + 1, aThing(`${revision} ${winners[0]}`), `person:${winners[0]}`]);
  }
});

test('of many who open the draft of a published record at once one wins', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  const results = await Promise.allSettled(Array.from({ length: 9 }, (_, who) => saveDraft(database, id, { revision: 0, version: 1 }, aThing(`${who}`), ANA)));
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal(await revisionOf(database, id), 1);
});

test('who edits a published version is told when another version was published in between', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  // Beto reads version 1. Ana opens a draft, publishes it, and with that the draft is gone: revision 0 again.
  await saveDraft(database, id, { revision: 0, version: 1 }, aThing('De Ana'), ANA);
  await publishReviewed(database, id, 1);
  await assert.rejects(saveDraft(database, id, { revision: 0, version: 1 }, aThing('De Beto, sin lo de Ana'), BETO), EditConflict);
  assert.equal(await readDraft(database, id), undefined);
});

test('a draft that was overtaken by a publication may be saved anew by who has seen both', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  await saveDraft(database, id, { revision: 0, version: 1 }, aThing('Borrador'), ANA);
  await publish(database, { id, kind: 'thing', document: aThing('Del paquete'), basedOn: 1 });
  await assert.rejects(saveDraft(database, id, { revision: 1, version: 1 }, aThing('Sin ver'), ANA), EditConflict);
  await saveDraft(database, id, { revision: 1, version: 2 }, aThing('Visto'), ANA);
  assert.equal((await publishReviewed(database, id, 2)).number, 3);
});

test('publishing what is no longer the draft is refused, with nothing written', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, aThing('Visto'), ANA);
  await saveDraft(database, id, { revision: 1, version: 0 }, aThing('No visto'), BETO);
  await assert.rejects(publishReviewed(database, id, 1), EditConflict);
  assert.equal(await newestVersion(database, id), undefined);
  assert.equal(await revisionOf(database, id), 2);
});

test('publishing a draft of an older version is refused; the draft stays', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  await saveDraft(database, id, { revision: 0, version: 1 }, aThing('Borrador'), ANA);
  await publish(database, { id, kind: 'thing', document: aThing('Del paquete'), basedOn: 1 });
  await assert.rejects(publishReviewed(database, id, 1), (error: unknown) => error instanceof EditConflict && error.current === 2);
  assert.deepEqual((await newestVersion(database, id))?.document, aThing('Del paquete'));
  assert.equal(await revisionOf(database, id), 1);
});

test('an invalid draft is refused with every fault, and stays', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, { ...aThing('Uno'), link: 'javascript:alert(1)', topic: 'fire' }, ANA);
  await assert.rejects(publishReviewed(database, id, 1), (error: unknown) => {
    assert.ok(error instanceof InvalidDocument);
    assert.equal(error.recordId, id);
    assert.deepEqual(error.faults.map(({ path, code }) => `${path} ${code}`).toSorted(), ['link not_an_address', 'topic not_an_option']);
    return true;
  });
  assert.equal(await revisionOf(database, id), 1);
});

test('a draft may be thrown away; a record that was never published goes with it', async (t) => {
  const { database } = await testDatabase(t);
  const fresh = await startDraft(database, thing, aThing('Nuevo'), ANA);
  await assert.rejects(discardDraft(database, fresh, 7, ANA), EditConflict);
  await discardDraft(database, fresh, 1, ANA);
  assert.equal(await database.selectFrom('record').selectAll().where('id', '=', fresh).executeTakeFirst(), undefined);
  await assert.rejects(saveDraft(database, fresh, { revision: 0, version: 0 }, aThing('Nuevo'), ANA), RecordNotFound);

  const [known = ''] = await publishNew(database, [aThing('Uno')]);
  await saveDraft(database, known, { revision: 0, version: 1 }, aThing('Dos'), ANA);
  await discardDraft(database, known, 1, ANA);
  assert.deepEqual((await newestVersion(database, known))?.document, aThing('Uno'));
});

test('what is not there cannot be saved, published or discarded', async (t) => {
  const { database } = await testDatabase(t);
  const nobody = newId();
  await assert.rejects(saveDraft(database, nobody, { revision: 0, version: 0 }, aThing('Uno'), ANA), RecordNotFound);
  await assert.rejects(publishReviewed(database, nobody, 1), RecordNotFound);
  await assert.rejects(discardDraft(database, nobody, 1, ANA), EditConflict);
});

test('no save that was acknowledged is lost, whoever publishes or discards meanwhile', async (t) => {
  const { database } = await testDatabase(t);
  for (let round = 0; round < 30; round += 1) {
    const id = await startDraft(database, thing, aThing('Inicio'), ANA);
    const saved = saveDraft(database, id, { revision: 1, version: 0 }, aThing('Guardado'), BETO);
    const ended = round % 2 === 0 ? publishReviewed(database, id, 1) : discardDraft(database, id, 1, ANA);
    const [save, end] = await Promise.allSettled([saved, ended]);
    for (const result of [save, end]) {
      assert.ok(result.status === 'fulfilled' || expected(result.reason), String(result.status === 'rejected' && result.reason));
    }
    const draft = await readDraft(database, id);
    // Either the save came first, then the other act was refused; or it came too late and was told so.
    if (save.status === 'fulfilled') assert.deepEqual([end.status, draft?.document], ['rejected', aThing('Guardado')]);
    else assert.deepEqual([end.status, draft], ['fulfilled', undefined]);
  }
});

test('publishing and discarding the same draft at once: one of them wins', async (t) => {
  const { database } = await testDatabase(t);
  for (let round = 0; round < 20; round += 1) {
    const id = await startDraft(database, thing, aThing('Inicio'), ANA);
    const results = await Promise.allSettled([publishReviewed(database, id, 1), discardDraft(database, id, 1, ANA)]);
    for (const result of results) assert.ok(result.status === 'fulfilled' || expected(result.reason), String(result.status === 'rejected' && result.reason));
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(await readDraft(database, id), undefined);
  }
});

test('a revision of a draft that was thrown away does not fit the draft that was opened after it', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  const mine = await saveDraft(database, id, { revision: 0, version: 1 }, aThing('Mío'), ANA);
  await discardDraft(database, id, mine, ANA);
  const theirs = await saveDraft(database, id, { revision: 0, version: 1 }, aThing('Suyo'), BETO);
  await assert.rejects(saveDraft(database, id, { revision: mine, version: 1 }, aThing('Mío otra vez'), ANA), EditConflict);
  const kept = await readDraft(database, id);
  assert.deepEqual([kept?.revision, kept?.document], [theirs, aThing('Suyo')]);
});
