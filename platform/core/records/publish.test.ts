import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, log, NOT_STATED, texts, thing } from '../../../test/support/kinds.ts';
import { ANA, first, publish, publisherOf, publishNew } from '../../../test/support/records.ts';
import { InvalidDocument } from '../kinds/faults.ts';
import type { Database } from '../storage/database.ts';
import { EditConflict, RecordNotFound } from './errors.ts';
import { newId } from './id.ts';
import { withdraw } from './publish.ts';
import { allRecords, historyOf, latestVersions, newestSequence, newestVersion, recordsById, recordsOfKind, versionOf } from './read.ts';

/** How many rows each table of the core has: the same before and after an act that was refused. */
async function rowCounts(database: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['record', 'version', 'restricted_part', 'link', 'outbox', 'audit', 'search_entry', 'facet_count', 'search_word', 'search_acronym', 'draft']) {
    const { rows } = await sql<{ count: number }>`select count(*) from ${sql.table(table)}`.execute(database);
    counts[table] = rows[0]?.count ?? -1;
  }
  return counts;
}

async function allIds(database: Database): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of allRecords(database)) ids.push(id);
  return ids;
}

async function refused(database: Database, act: () => Promise<unknown>, error: new (...args: never[]) => Error): Promise<void> {
  const before = await rowCounts(database);
  await assert.rejects(act(), (thrown: unknown) => thrown instanceof error || assert.fail(`not a ${error.name}: ${String(thrown)}`));
  assert.deepEqual(await rowCounts(database), before, 'something was written');
}

test('the first publication is version 1; each further one the next', async (t) => {
  const { database } = await testDatabase(t);
  const id = newId();
  const [one] = await publish(database, first(aThing('Uno'), thing, id));
  const [two] = await publish(database, { id, kind: 'thing', document: aThing('Dos'), basedOn: 1, note: texts('corregido') });
  assert.deepEqual([one?.number, two?.number], [1, 2]);
  assert.ok((two?.sequence ?? 0) > (one?.sequence ?? 0));
  assert.deepEqual((await historyOf(database, id)).map(({ number, document }) => [number, document]), [[2, aThing('Dos')], [1, aThing('Uno')]]);
  assert.deepEqual((await versionOf(database, id, 1))?.document, aThing('Uno'));
  assert.deepEqual((await newestVersion(database, id))?.note, texts('corregido'));
  assert.equal(await newestSequence(database), two?.sequence);
  assert.deepEqual((await latestVersions(database, 1)).map(({ number }) => number), [2]);
  await assertConsistent(database);
});

test('a version carries the number of the schema it was valid under, and the time of its publication', async (t) => {
  const { database } = await testDatabase(t);
  const before = Date.now();
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  const row = await database.selectFrom('version').selectAll().where('record_id', '=', id).executeTakeFirstOrThrow();
  assert.equal(row.schema_version, thing.schemaVersion);
  assert.ok(Math.abs(row.published_at.getTime() - before) < 60_000);
});

test('texts are kept in NFC and trimmed', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('  Poli\u0301tica \r\n nacional ')]);
  assert.deepEqual((await newestVersion(database, id))?.document?.['title'], texts('Política \n nacional'));
});

test('what search knows of a record does not hang on the order in which its languages were written', async (t) => {
  const { database } = await testDatabase(t);
  await publishNew(database, [{ qu: 'Yaku', es: 'Agua y vida', en: 'Water' }, { en: 'Water', es: 'Agua y vida', qu: 'Yaku' }, { fr: 'Eau', pt: 'Água' }].map((title) => aThing(title, { acronym: 'AG', about: texts(title) })));
  const rows = await database.selectFrom('search_entry').select(['words', 'sort_key']).orderBy('record_id').execute();
  assert.equal(new Set(rows.map((row) => JSON.stringify(row))).size, 2);
  await assertConsistent(database);
});

test('a stale version is refused with nothing written, and so is every other record of the same call', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  await publish(database, { id, kind: 'thing', document: aThing('Dos'), basedOn: 1 });
  for (const basedOn of [0, 1, 3]) {
    await refused(database, () => publish(database, first(aThing('Otro')), { id, kind: 'thing', document: aThing('Tres'), basedOn }), EditConflict);
  }
  assert.deepEqual((await newestVersion(database, id))?.document, aThing('Dos'));
});

test('the same record twice in one call is refused', async (t) => {
  const { database } = await testDatabase(t);
  const id = newId();
  await refused(database, () => publish(database, first(aThing('Uno'), thing, id), first(aThing('Dos'), thing, id)), InvalidDocument);
});

test('an invalid document is refused with nothing written; the fault names the record', async (t) => {
  const { database } = await testDatabase(t);
  const id = newId();
  const wrong = [{}, null, 'text', { ...aThing('Uno'), surplus: 1 }, aThing('Uno', { position: 13 }), aThing('Uno', { topic: { absent: 'withheld' } }), aThing('x'.repeat(301))];
  for (const document of wrong) {
    await refused(database, () => publish(database, first(aThing('Otro')), first(document, thing, id)), InvalidDocument);
    await assert.rejects(publish(database, first(document, thing, id)), (error: unknown) => error instanceof InvalidDocument && error.recordId === id && error.faults.length > 0);
  }
});

test('a record never changes its kind', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  await refused(database, () => publish(database, { id, kind: 'source', document: { title: 'Fuente' }, basedOn: 1 }), TypeError);
});

test('versions and the audit trail are immutable, to the database itself', async (t) => {
  const { database } = await testDatabase(t);
  await publishNew(database, [aThing('Uno')]);
  const statements = ['version', 'audit'].flatMap((table) => {
    const change = table === 'version' ? `document = '{}'` : `actor = 'nobody'`;
    return [`update ${table} set ${change}`, `delete from ${table}`, `truncate ${table} cascade`, `update ${table} set ${change} where false`];
  });
  for (const statement of statements) {
    await assert.rejects(sql.raw(statement).execute(database), (error: unknown) => error instanceof Error && 'code' in error && error.code === '23001', statement);
  }
  const { rows } = await sql<{ count: number }>`select count(*) from version, audit where document <> '{}' and actor = ${ANA.name}`.execute(database);
  assert.equal(rows[0]?.count, 1);
});

test('who published what stands in the audit trail, and in no public document', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  const audit = await database.selectFrom('audit').selectAll().execute();
  assert.deepEqual(audit.map(({ actor, act, record_id, details }) => [actor, act, record_id, details]), [[ANA.name, 'publish', id, { version: 1 }]]);
  assert.ok(!JSON.stringify(await historyOf(database, id)).includes('ana@example.org'));
});

test('what is internal or personal reaches no public table', async (t) => {
  const { database } = await testDatabase(t);
  const [target = ''] = await publishNew(database, [aThing('Otra')]);
  const hidden = { reviewer: 'Zorrilla interna', remarks: ['Zorrilla revisar'], contact: { name: 'Zorrilla Rosa', mail: 'zorrilla@example.org' }, informant: target };
  const [id = ''] = await publishNew(database, [aThing('Uno', hidden)]);
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'restricted_part'`.execute(database);
  assert.ok(tables.length > 10);
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select to_jsonb(each)::text as row from ${sql.table(name)} as each`.execute(database);
    for (const { row } of rows) assert.ok(!/zorrilla|informant|reviewer/i.test(row), `${name}: ${row}`);
  }
  assert.deepEqual(await database.selectFrom('link').selectAll().execute(), []);
  const parts = await database.selectFrom('restricted_part').selectAll().where('record_id', '=', id).orderBy('visibility').execute();
  const { contact, informant, remarks, reviewer } = hidden;
  assert.deepEqual(parts.map(({ visibility, document }) => [visibility, document]), [['internal', { reviewer, remarks }], ['personal', { contact, informant }]]);
  await assertConsistent(database);
});

test('a withdrawal is a version with a reason; earlier versions stay readable', async (t) => {
  const { database } = await testDatabase(t);
  const [id = '', other = ''] = await publishNew(database, [aThing('Uno', { acronym: 'UNO' }), aThing('Dos')]);
  await publish(database, { id: other, kind: 'thing', document: aThing('Dos', { related: [id] }), basedOn: 1 });
  const gone = await withdraw(database, publisherOf(), id, 1, texts('publicado por error'), ANA);
  assert.equal(gone.number, 2);
  const tombstone = await newestVersion(database, id);
  assert.deepEqual([tombstone?.act, tombstone?.document, tombstone?.note, tombstone?.kind], ['withdrawal', null, texts('publicado por error'), 'thing']);
  assert.deepEqual((await versionOf(database, id, 1))?.document, aThing('Uno', { acronym: 'UNO' }));
  assert.deepEqual(await recordsById(database, [id]), []);
  assert.deepEqual((await recordsOfKind(database, 'thing')).map((record) => record.id), [other]);
  assert.deepEqual(await allIds(database), [other]);
  await assertConsistent(database);
});

test('only what is public and as it was seen can be withdrawn', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  const reason = texts('error');
  await refused(database, () => withdraw(database, publisherOf(), id, 2, reason, ANA), EditConflict);
  await refused(database, () => withdraw(database, publisherOf(), newId(), 1, reason, ANA), RecordNotFound);
  await withdraw(database, publisherOf(), id, 1, reason, ANA);
  await refused(database, () => withdraw(database, publisherOf(), id, 2, reason, ANA), EditConflict);
  await refused(database, () => withdraw(database, publisherOf(), id, 1, reason, ANA), EditConflict);
});

test('what was withdrawn can be published again', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno', { tags: ['a'] })]);
  await withdraw(database, publisherOf(), id, 1, texts('error'), ANA);
  await refused(database, () => publish(database, { id, kind: 'thing', document: aThing('Dos'), basedOn: 1 }), EditConflict);
  const [again] = await publish(database, { id, kind: 'thing', document: aThing('Dos', { tags: ['b'] }), basedOn: 2 });
  assert.equal(again?.number, 3);
  assert.deepEqual((await recordsById(database, [id])).map(({ document }) => document), [aThing('Dos', { tags: ['b'] })]);
  await assertConsistent(database);
});

const entry = (period: string, value: unknown) => ({ period, value, unit: '%' });
const aLog = (...entries: unknown[]) => ({ title: 'Cifras', entries });

test('entries are only added: an altered, removed or moved one is refused', async (t) => {
  const { database } = await testDatabase(t);
  const [one, two] = [entry('2021', '39'), entry('2022', { absent: 'withheld', ground: 'Ley 1' })];
  const [id = ''] = await publishNew(database, [aLog(one, two)], log);
  for (const entries of [[one], [], [two, one], [entry('2021', '40'), two], [one, entry('2022', NOT_STATED)], [entry('2023', '1'), one, two]]) {
    await refused(database, () => publish(database, { id, kind: 'log', document: aLog(...entries), basedOn: 1 }), InvalidDocument);
  }
  // jsonb gives the members back in an order of its own; a form sends them in the order of its fields.
  const reordered = { unit: '%', value: { ground: 'Ley 1', absent: 'withheld' }, period: '2022' };
  await publish(database, { id, kind: 'log', document: aLog(one, reordered, entry('2023', '50')), basedOn: 1 });
  await refused(database, () => publish(database, { id, kind: 'log', document: aLog(one, two, entry('2023', '51')), basedOn: 2 }), InvalidDocument);
});

test('a withdrawal is no way around what must hold between versions', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aLog(entry('2021', '39'))], log);
  await withdraw(database, publisherOf(), id, 1, texts('error'), ANA);
  await refused(database, () => publish(database, { id, kind: 'log', document: aLog(entry('2021', '93')), basedOn: 2 }), InvalidDocument);
  await publish(database, { id, kind: 'log', document: aLog(entry('2021', '39'), entry('2022', '41')), basedOn: 2 });
});

test('more records than fit into one statement, and their links, in one transaction', async (t) => {
  const { database } = await testDatabase(t);
  const ids = Array.from({ length: 1203 }, () => newId());
  const submissions = ids.map((id, index) => first(aThing(`Registro ${index}`, { related: [ids[(index * 7 + 1) % ids.length]] }), thing, id));
  const published = await publish(database, ...submissions);
  assert.deepEqual(published.map(({ id }) => id), ids);
  assert.deepEqual(published.map(({ sequence }) => sequence), published.map(({ sequence }) => sequence).toSorted((a, b) => a - b));
  assert.deepEqual(await allIds(database), ids.toSorted());
  await assertConsistent(database);
});

test('nothing to publish writes nothing', async (t) => {
  const { database } = await testDatabase(t);
  assert.deepEqual(await publish(database), []);
});

test('a title with characters outside the basic plane is published whole, wherever a shortened form of it ends', async (t) => {
  const { database } = await testDatabase(t);
  const titles = Array.from({ length: 4 }, (_, shift) => `${'x'.repeat(196 + shift)}🦙🦙🦙`);
  const ids = await publishNew(database, titles.map((title) => aThing(title)));
  assert.deepEqual((await recordsById(database, ids)).map(({ document }) => document['title']).toSorted(), titles.map((title) => texts(title)).toSorted());
  await assertConsistent(database);
});
