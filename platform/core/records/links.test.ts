import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, log, NOT_STATED, source, texts, thing } from '../../../test/support/kinds.ts';
import { ANA, first, publish, publisherOf, publishNew } from '../../../test/support/records.ts';
import { InvalidDocument } from '../kinds/faults.ts';
import type { Database } from '../storage/database.ts';
import { startDraft } from './drafts.ts';
import { newId } from './id.ts';
import { withdraw } from './publish.ts';
import { backlinksOf, mentionsOf, MOST_BACKLINKS, recordsLinking } from './read.ts';

async function assertRefused(act: Promise<unknown>, ...faults: string[]): Promise<void> {
  await assert.rejects(act, (error: unknown) => {
    assert.ok(error instanceof InvalidDocument, String(error));
    assert.deepEqual(error.faults.map(({ path, code }) => `${path} ${code}`).toSorted(), faults.toSorted());
    return true;
  });
}

async function nothingWritten(database: Database): Promise<void> {
  const { rows } = await sql<{ count: number }>`select (select count(*) from record) + (select count(*) from version) + (select count(*) from link) as count`.execute(database);
  assert.equal(rows[0]?.count, 0);
}

test('a link is read from both ends, with the place where it stands', async (t) => {
  const { database } = await testDatabase(t);
  const [target = '', cited = ''] = await publishNew(database, [aThing('Destino'), aThing('Citado')]);
  const [origin = ''] = await publish(database, first({ title: 'Fuente' }, source)).then((made) => made.map(({ id }) => id));
  const document = aThing('Origen', {
    related: [cited, target],
    steps: [{ key: 'a', text: texts('Paso'), dueOn: NOT_STATED, owner: target }, { key: 'b', text: texts('Otro'), dueOn: NOT_STATED, owner: NOT_STATED }],
    evidence: [{ field: 'title', source: origin, place: 'línea 1', confidence: 'official' }],
  });
  const [from = ''] = await publishNew(database, [document]);
  const links = await database.selectFrom('link').selectAll().where('from_id', '=', from).orderBy('path').execute();
  assert.deepEqual(links.map(({ path, field, to_id }) => [path, field, to_id]), [
    ['evidence.0.source', 'evidence.source', origin],
    ['related.0', 'related', cited],
    ['related.1', 'related', target],
    ['steps.0.owner', 'steps.owner', target],
  ]);
  assert.deepEqual((await backlinksOf(database, target)).map(({ field, mention }) => [field, mention.id, mention.title]), [
    ['related', from, { es: 'Origen' }],
    ['steps.owner', from, { es: 'Origen' }],
  ]);
  assert.deepEqual((await recordsLinking(database, 'thing', 'related', [target, cited])).map(({ id }) => id), [from]);
  assert.deepEqual(await recordsLinking(database, 'thing', 'related', []), []);
  assert.deepEqual([...(await mentionsOf(database, [from, target, newId()])).keys()].toSorted(), [from, target].toSorted());
  await assertConsistent(database);
});

test('the links are those of the newest version', async (t) => {
  const { database } = await testDatabase(t);
  const [one = '', two = ''] = await publishNew(database, [aThing('Uno'), aThing('Dos')]);
  const [from = ''] = await publishNew(database, [aThing('Origen', { related: [one] })]);
  await publish(database, { id: from, kind: 'thing', document: aThing('Origen', { related: [two] }), basedOn: 1 });
  assert.deepEqual(await backlinksOf(database, one), []);
  assert.equal((await backlinksOf(database, two)).length, 1);
  await withdraw(database, publisherOf(), from, 2, texts('error'), ANA);
  assert.deepEqual(await backlinksOf(database, two), []);
});

test('what links to a withdrawn record stays valid, and may be published again', async (t) => {
  const { database } = await testDatabase(t);
  const [target = ''] = await publishNew(database, [aThing('Destino')]);
  const [from = ''] = await publishNew(database, [aThing('Origen', { related: [target] })]);
  await withdraw(database, publisherOf(), target, 1, texts('error'), ANA);
  await publish(database, { id: from, kind: 'thing', document: aThing('Origen 2', { related: [target] }), basedOn: 1 });
  assert.equal((await mentionsOf(database, [target])).size, 0, 'a withdrawn record has no name');
  await assertConsistent(database);
});

test('a link to what is not there, or is only a draft, is refused with nothing written', async (t) => {
  const { database } = await testDatabase(t);
  const nobody = newId();
  await assertRefused(publish(database, first(aThing('Origen', { related: [nobody] }))), 'related.0 no_such_record');
  await nothingWritten(database);
  const draft = await startDraft(database, thing, aThing('Borrador'), ANA);
  await assertRefused(publish(database, first(aThing('Origen', { related: [draft, nobody] }))), 'related.0 no_such_record', 'related.1 no_such_record');
});

test('a link to a record of another kind is refused', async (t) => {
  const { database } = await testDatabase(t);
  const figures = newId();
  const document = aThing('Origen', { within: figures, related: [figures] });
  await assertRefused(publish(database, first({ title: 'Cifras', entries: [] }, log, figures), first(document)), 'within wrong_kind');
  await nothingWritten(database);
});

test('a hierarchy that bites its tail is refused with nothing written, however long it is', async (t) => {
  const { database } = await testDatabase(t);
  const self = newId();
  await assertRefused(publish(database, first(aThing('Yo', { within: self }), thing, self)), 'within circular_reference');
  for (const length of [2, 3, 20]) {
    const ids = Array.from({ length }, () => newId());
    const ring = ids.map((id, index) => first(aThing(`Eslabón ${index}`, { within: ids[(index + 1) % length] }), thing, id));
    await assertRefused(publish(database, ...ring), 'within circular_reference');
  }
  await nothingWritten(database);
});

test('a ring that the last of several publications would close is refused', async (t) => {
  const { database } = await testDatabase(t);
  const [top = ''] = await publishNew(database, [aThing('Arriba')]);
  const [middle = ''] = await publishNew(database, [aThing('Medio', { within: top })]);
  const [bottom = ''] = await publishNew(database, [aThing('Abajo', { within: middle })]);
  await assertRefused(publish(database, { id: top, kind: 'thing', document: aThing('Arriba', { within: bottom }), basedOn: 1 }), 'within circular_reference');
  // A ring over a field that is no hierarchy says nothing wrong.
  await publish(database, { id: top, kind: 'thing', document: aThing('Arriba', { related: [bottom, top] }), basedOn: 1 });
  await assertConsistent(database);
});

test('two who close a ring from both sides at once: one of them is refused', async (t) => {
  const { database } = await testDatabase(t);
  for (let round = 0; round < 10; round += 1) {
    const [a = '', b = ''] = await publishNew(database, [aThing('A'), aThing('B')]);
    const results = await Promise.allSettled([
      publish(database, { id: a, kind: 'thing', document: aThing('A', { within: b }), basedOn: 1 }),
      publish(database, { id: b, kind: 'thing', document: aThing('B', { within: a }), basedOn: 1 }),
    ]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  }
  await assertConsistent(database);
});

test('of many that link to a record a bounded number is named, in natural order', async (t) => {
  const { database } = await testDatabase(t);
  const [target = ''] = await publishNew(database, [aThing('Destino')]);
  await publishNew(database, Array.from({ length: MOST_BACKLINKS + 20 }, (_, index) => aThing(`Origen ${MOST_BACKLINKS + 20 - index}`, { related: [target] })));
  const titles = (await backlinksOf(database, target)).map(({ mention }) => mention.title['es']);
  assert.deepEqual(titles, Array.from({ length: MOST_BACKLINKS }, (_, index) => `Origen ${index + 1}`));
});
