import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { aThing, source, TEST_KINDS, texts, thing } from '../../../test/support/kinds.ts';
import { ID_A, ID_B, ID_C, ID_D, ID_SOURCE, packFolder, rewritePack, SMALL_PACK } from '../../../test/support/pack.ts';
import { ANA, BETO, publish, publishReviewed } from '../../../test/support/records.ts';
import { KindSet } from '../kinds/kind.ts';
import { saveDraft } from '../records/drafts.ts';
import { withdraw } from '../records/publish.ts';
import { newestSequence, newestVersion } from '../records/read.ts';
import type { Database } from '../storage/database.ts';
import { FaultyPack } from './faults.ts';
import { loadPack, OtherCountry, readDeployment } from './load-pack.ts';

const load = (database: Database, folder: string) => loadPack(database, TEST_KINDS, folder);

/** The rows of every table of the core, to see that nothing changed. */
async function everything(database: Database): Promise<unknown> {
  const state: Record<string, unknown> = {};
  for (const table of ['record', 'version', 'restricted_part', 'link', 'outbox', 'audit', 'search_entry', 'facet_count', 'pack_record', 'deployment']) {
    state[table] = (await sql`select * from ${sql.table(table)} order by 1, 2`.execute(database)).rows;
  }
  return state;
}

async function loaded(t: TestContext): Promise<TestDatabase & { folder: string }> {
  const test = await testDatabase(t);
  const folder = packFolder(t);
  await load(test.database, folder);
  return { ...test, folder };
}

async function assertFaults(act: Promise<unknown>, ...codes: string[]): Promise<void> {
  await assert.rejects(act, (error: unknown) => {
    assert.ok(error instanceof FaultyPack, String(error));
    assert.deepEqual(error.faults.map(({ file, line, code }) => `${file}:${line} ${code}`), codes);
    return true;
  });
}

const withText = (from: string, to: string) => ({ 'deep/more/things.yaml': String(SMALL_PACK['deep/more/things.yaml']).replace(from, to) });

test('a pack is published whole, by the pack', async (t) => {
  const { database } = await testDatabase(t);
  const progress: string[] = [];
  const report = await loadPack(database, TEST_KINDS, packFolder(t), (done, total) => progress.push(`${done}/${total}`));
  assert.deepEqual([report.published, report.unchanged, report.configuration.strategy], [4, 0, ID_A]);
  assert.deepEqual(progress, ['4/4']);
  for (const id of [ID_A, ID_B, ID_C, ID_SOURCE]) assert.equal((await newestVersion(database, id))?.number, 1);
  assert.deepEqual((await readDeployment(database))?.configuration, report.configuration);
  const actors = await database.selectFrom('audit').select('actor').distinct().execute();
  assert.deepEqual(actors, [{ actor: 'pack:small' }]);
  await assertConsistent(database);
});

test('loading twice changes nothing, whether the files are the same or only written otherwise', async (t) => {
  const { database, folder } = await loaded(t);
  const [before, sequence] = [await everything(database), await newestSequence(database)];
  assert.deepEqual((await load(database, folder)).published, 0);
  assert.deepEqual(await everything(database), before);
  rewritePack(folder, withText('    title: {es: Abajo}\n    code: 01\n', '    code: "01"  # the same\n    title:\n      es: {status: original, text: Abajo}\n'));
  const report = await load(database, folder);
  assert.deepEqual([report.published, report.unchanged], [0, 4]);
  assert.equal(await newestSequence(database), sequence);
});

test('a changed text publishes one new version of just that record', async (t) => {
  const { database, folder } = await loaded(t);
  rewritePack(folder, withText('{es: Abajo}', '{es: Abajo del todo}'));
  const report = await load(database, folder);
  assert.deepEqual([report.published, report.unchanged], [1, 3]);
  assert.deepEqual((await newestVersion(database, ID_B))?.document?.['title'], texts('Abajo del todo'));
  assert.equal((await newestVersion(database, ID_B))?.number, 2);
  for (const id of [ID_A, ID_C, ID_SOURCE]) assert.equal((await newestVersion(database, id))?.number, 1);
  await assertConsistent(database);
});

test('a record taken out of the files stays published; a new one is added', async (t) => {
  const { database, folder } = await loaded(t);
  rewritePack(folder, { 'deep/more/things.yaml': null, 'new.yaml': `kind: source\nrecords: [{id: ${ID_D}, title: Nueva}]\n` });
  assert.equal((await load(database, folder)).published, 1);
  assert.equal((await newestVersion(database, ID_B))?.act, 'publication');
});

test('only the configuration changed: it is taken over, nothing is published', async (t) => {
  const { database, folder } = await loaded(t);
  rewritePack(folder, { 'pack.yaml': String(SMALL_PACK['pack.yaml']).replace('America/Lima', 'America/Mexico_City') });
  assert.equal((await load(database, folder)).published, 0);
  assert.equal((await readDeployment(database))?.configuration.timezone, 'America/Mexico_City');
});

test('a change of the schema publishes the records of that kind anew', async (t) => {
  const { database, folder } = await loaded(t);
  rewritePack(folder, { 'note.yaml': 'kind: source\nrecords: []\n' });
  const raised = new KindSet(TEST_KINDS.all.map((kind) => (kind.name === source.name ? { ...kind, schemaVersion: 2 } : kind)));
  assert.equal((await loadPack(database, raised, folder)).published, 1);
});

test('what a person published in between is not overwritten: nothing is loaded', async (t) => {
  const { database, folder } = await loaded(t);
  await saveDraft(database, ID_B, { revision: 0, version: 1 }, aThing('De Ana'), ANA);
  await publishReviewed(database, ID_B, 1);
  rewritePack(folder, { ...withText('{es: Abajo}', '{es: Del paquete}'), 'new.yaml': `kind: source\nrecords: [{id: ${ID_D}, title: Nueva}]\n` });
  const before = await everything(database);
  await assertFaults(load(database, folder), 'deep/more/things.yaml:3 changed_since_pack');
  assert.deepEqual(await everything(database), before);
});

test('the same for what a person withdrew, or published first', async (t) => {
  const { database, folder } = await loaded(t);
  await withdraw(database, { kinds: TEST_KINDS }, ID_B, 1, texts('error'), ANA);
  // As long as the files say what they said, there is nothing to overwrite.
  rewritePack(folder, { 'new.yaml': `kind: source\nrecords: [{id: ${ID_D}, title: Nueva}]\n` });
  assert.equal((await load(database, folder)).published, 1);
  assert.equal((await newestVersion(database, ID_B))?.act, 'withdrawal');
  rewritePack(folder, withText('{es: Abajo}', '{es: Del paquete}'));
  await assertFaults(load(database, folder), 'deep/more/things.yaml:3 changed_since_pack');

  const other = await testDatabase(t);
  await publish(other.database, { id: ID_C, kind: thing.name, document: aThing('De Beto'), basedOn: 0 });
  await assertFaults(load(other.database, folder), 'deep/more/things.yaml:11 changed_since_pack');
});

test('a record of the database that has another kind in the files', async (t) => {
  const { database, folder } = await loaded(t);
  rewritePack(folder, { 'sources.yaml': `kind: source\nrecords:\n  - {id: ${ID_D}, key: book, title: Libro}\n`, 'x.yaml': `kind: log\nrecords:\n  - {id: ${ID_SOURCE}, title: Cifras, entries: []}\n` });
  const before = await everything(database);
  await assertFaults(load(database, folder), 'x.yaml:3 wrong_kind');
  assert.deepEqual(await everything(database), before);
});

const aLog = (value: string) => ({ 'x.yaml': `kind: log\nrecords:\n  - id: ${ID_D}\n    title: Cifras\n    entries:\n      - {period: 2021, value: ${value}, unit: x}\n` });

test('what must hold between versions holds for packs; the fault names file and line', async (t) => {
  const { database, folder } = await loaded(t);
  rewritePack(folder, aLog('39'));
  await load(database, folder);
  rewritePack(folder, aLog('40'));
  const before = await everything(database);
  await assertFaults(load(database, folder), 'x.yaml:6 entry_changed');
  assert.deepEqual(await everything(database), before);
});

test('a fault in the last file leaves the database as it was', async (t) => {
  const { database, folder } = await loaded(t);
  const before = await everything(database);
  rewritePack(folder, { ...withText('{es: Abajo}', '{es: Otra}'), 'zz.yaml': `kind: thing\nrecords:\n  - {id: ${ID_D}, title: {es: a}, code: x, topic: fire, open: true}\n` });
  await assertFaults(load(database, folder), 'zz.yaml:3 not_an_option');
  assert.deepEqual(await everything(database), before);
  const fresh = await testDatabase(t);
  const empty = await everything(fresh.database);
  await assertFaults(load(fresh.database, folder), 'zz.yaml:3 not_an_option');
  assert.deepEqual(await everything(fresh.database), empty);
});

test('the pack of another country is refused', async (t) => {
  const { database, folder } = await loaded(t);
  const before = await everything(database);
  rewritePack(folder, { 'pack.yaml': String(SMALL_PACK['pack.yaml']).replace('name: small', 'name: mexico') });
  await assert.rejects(load(database, folder), (error: unknown) => error instanceof OtherCountry && error.loaded === 'small' && error.message.includes('mexico'));
  assert.deepEqual(await everything(database), before);
});

test('several processes that load the same pack at once: one publishes, the others find it done', async (t) => {
  const { database } = await testDatabase(t);
  const folder = packFolder(t);
  const reports = await Promise.all([1, 2, 3, 4].map(() => load(database, folder)));
  assert.deepEqual(reports.map(({ published }) => published).toSorted(), [0, 0, 0, 4]);
  assert.equal((await database.selectFrom('version').select('record_id').execute()).length, 4);
  await assertConsistent(database);
});

test('two countries loaded at once: one of them is refused', async (t) => {
  const { database } = await testDatabase(t);
  const folders = [packFolder(t), packFolder(t, { 'pack.yaml': String(SMALL_PACK['pack.yaml']).replace('name: small', 'name: mexico') })];
  const results = await Promise.allSettled(folders.map((folder) => load(database, folder)));
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const result of results) assert.ok(result.status === 'fulfilled' || result.reason instanceof OtherCountry, String(result.status === 'rejected' && result.reason));
});

test('a person who publishes while a pack is loaded: one of them is told', async (t) => {
  const { database, folder } = await loaded(t);
  for (let round = 1; round <= 8; round += 1) {
    const version = (await newestVersion(database, ID_B))?.number ?? 0;
    const pack = await database.selectFrom('pack_record').select('number').where('record_id', '=', ID_B).executeTakeFirst();
    if (pack?.number !== version) break;
    rewritePack(folder, withText('{es: Abajo}', `{es: Vuelta ${round}}`));
    const [byPack, byBeto] = await Promise.allSettled([load(database, folder), publish(database, { id: ID_B, kind: thing.name, document: aThing(BETO.name), basedOn: version })]);
    assert.equal([byPack, byBeto].filter(({ status }) => status === 'fulfilled').length, 1);
    assert.ok(byPack.status === 'fulfilled' || byPack.reason instanceof FaultyPack, String(byPack.status === 'rejected' && byPack.reason));
  }
  await assertConsistent(database);
});
