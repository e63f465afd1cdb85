import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../../test/support/database.ts';
import { aThing, TEST_KINDS } from '../../../../test/support/kinds.ts';
import { ANA, first, publish, publishNew } from '../../../../test/support/records.ts';
import { readDraft, saveDraft } from '#core/records/drafts.ts';
import { newId } from '#core/records/id.ts';
import type { Database } from '#core/storage/database.ts';
import { leafHash, parsePolicy, parseTlogProof, verifyTlogProof } from '@yupana/ledger';
import { erase, ErasureRefused, erasureOf, knownErasures, replayErasures } from './erase.ts';
import { entriesOf, proofOf, redactions, statusOf } from './status.ts';
import { assertWholeLog, testLog, untilLogged } from './testing/log.ts';

const ARTICLE = 'Ley 29733, art. 20';
const SECRET = { name: 'Zorrilla Rosa', mail: 'zorrilla@example.org' };
const BY = 'operator:test';

/** Every row of every table, disclosures opened: what a person who had the database could read. */
async function everything(database: Database): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(database);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select to_jsonb(each)::text as row from ${sql.table(name)} as each`.execute(database);
    texts.push(...rows.map(({ row }) => row));
  }
  const { rows: bytes } = await sql<{ text: string }>`select convert_from(entry, 'UTF8') as text from ledger_entry union all select encode(bytes, 'escape') from ledger_file`.execute(database);
  const disclosures = await database.selectFrom('ledger_disclosure').select('disclosure').execute();
  return [...texts, ...bytes.map(({ text }) => text), ...disclosures.map(({ disclosure }) => Buffer.from(disclosure, 'base64url').toString())].join('\n');
}

test('an erasure removes value and salt everywhere, says so in the log, and leaves every proof as it was', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  const id = newId();
  await publish(database, first(aThing('Uno', { contact: SECRET, reviewer: 'oficina 3' }), undefined, id));
  await publish(database, { id, kind: 'thing', document: aThing('Dos', { contact: SECRET }), basedOn: 1 });
  await saveDraft(database, id, { revision: 0, version: 2 }, aThing('Tres', { contact: SECRET }), ANA);
  const running = log.start();
  await untilLogged(database);
  const before = await entriesOf(database, id);
  assert.match(await everything(database), /zorrilla/i, 'it is there before');
  assert.deepEqual(await erase(database, TEST_KINDS, { recordId: id, field: 'contact', article: ARTICLE }, BY), { fields: ['contact'], count: 3 });
  await untilLogged(database);
  await running.stop();

  assert.ok(!/zorrilla/i.test(await everything(database)), 'no trace of it in any table');
  assert.match(await everything(database), /oficina 3/, 'what nobody asked to erase is there');
  const after = await entriesOf(database, id);
  assert.deepEqual(after.slice(0, 2), before, 'the entries are the same');
  assert.deepEqual(erasureOf(after[2]?.entry ?? Buffer.alloc(0)), { recordId: id, fields: ['contact'], versions: { from: 1, to: 2 } });
  assert.deepEqual((await redactions(database, 5)).map(({ recordId, article, count }) => [recordId, article, count]), [[id, ARTICLE, 3]]);
  const policy = parsePolicy(Buffer.from((await statusOf(database)).policyText));
  for (const { index, entry } of after) await verifyTlogProof(parseTlogProof((await proofOf(database, index))?.bytes ?? Buffer.alloc(0)), leafHash(entry), policy);
  await assertWholeLog(database);
  const draft = await readDraft(database, id);
  assert.equal(draft?.document['contact'], undefined);
  assert.equal(draft?.revision, 2, 'whoever has the draft open is told');
});

test('one version alone; before it is logged too, and then nothing is ever committed of it', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  const id = newId();
  await publish(database, first(aThing('Uno', { contact: SECRET }), undefined, id));
  await publish(database, { id, kind: 'thing', document: aThing('Dos', { contact: SECRET }), basedOn: 1 });
  await erase(database, TEST_KINDS, { recordId: id, version: 1, article: ARTICLE }, BY);
  const running = log.start();
  await untilLogged(database);
  await running.stop();
  const [one, two] = (await entriesOf(database, id)).map(({ entry }) => JSON.parse(Buffer.from(entry).toString()) as { commit?: object });
  assert.deepEqual([Object.keys(one?.commit ?? {}), Object.keys(two?.commit ?? {})], [[], ['/contact']]);
});

test('public fields are refused with the reason; so are records, versions, fields and articles that are none', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const [id = ''] = await publishNew(database, [aThing('Uno', { contact: SECRET })]);
  const refused: [Parameters<typeof erase>[2], RegExp][] = [
    [{ recordId: id, field: 'title', article: ARTICLE }, /"title" is public.*withdraw/],
    [{ recordId: id, field: 'nothing', article: ARTICLE }, /no field/],
    [{ recordId: id, version: 2, article: ARTICLE }, /versions 1 to 1/],
    [{ recordId: newId(), article: ARTICLE }, /no record/],
    [{ recordId: id, article: ' ' }, /article/],
    [{ recordId: id, article: 'uno\ndos' }, /article/],
  ];
  for (const [erasure, reason] of refused) {
    await assert.rejects(erase(database, TEST_KINDS, erasure, BY), (error: unknown) => error instanceof ErasureRefused && reason.test(error.message));
  }
  assert.deepEqual(await database.selectFrom('ledger_notice').selectAll().execute(), []);
  assert.match(await everything(database), /zorrilla/i);
});

test('nothing to erase leaves no entry; the same erasure twice is one', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const [id = '', bare = ''] = await publishNew(database, [aThing('Uno', { contact: SECRET }), aThing('Dos')]);
  assert.equal((await erase(database, TEST_KINDS, { recordId: bare, article: ARTICLE }, BY)).count, 0);
  assert.equal((await erase(database, TEST_KINDS, { recordId: id, article: ARTICLE }, BY)).count, 1);
  assert.equal((await erase(database, TEST_KINDS, { recordId: id, article: ARTICLE }, BY)).count, 0);
  assert.equal((await database.selectFrom('ledger_notice').selectAll().execute()).length, 1);
});

test('a restored backup replays the erasures, and touches nothing public whatever it is told', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  const [id = ''] = await publishNew(database, [aThing('Uno', { contact: SECRET, reviewer: 'oficina 3' })]);
  const running = log.start();
  await untilLogged(database);
  const [disclosures, parts] = [await database.selectFrom('ledger_disclosure').selectAll().execute(), await database.selectFrom('restricted_part').selectAll().where('visibility', '=', 'personal').execute()];
  await erase(database, TEST_KINDS, { recordId: id, field: 'contact', article: ARTICLE }, BY);
  await untilLogged(database);
  await running.stop();
  // What a backup of the tables with values brings back.
  await database.insertInto('restricted_part').values(parts.map((part) => ({ ...part, document: JSON.stringify(part.document) }))).execute();
  await database.insertInto('ledger_disclosure').values(disclosures.filter(({ field }) => field === 'contact')).execute();
  assert.match(await everything(database), /zorrilla/i);
  const known = await knownErasures(database);
  assert.ok((await replayErasures(database, TEST_KINDS, [...known, { recordId: id, fields: ['title', 'open'], versions: { from: 1, to: 1 } }])) > 0);
  assert.ok(!/zorrilla/i.test(await everything(database)));
  assert.equal(await replayErasures(database, TEST_KINDS, known), 0, 'harmless twice');
  assert.equal((await database.selectFrom('ledger_notice').selectAll().execute()).length, 1, 'no second entry');
  await assertWholeLog(database);
});
