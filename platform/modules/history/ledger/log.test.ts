import assert from 'node:assert/strict';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { testDatabase } from '../../../../test/support/database.ts';
import { aThing, texts } from '../../../../test/support/kinds.ts';
import { ANA, publish, publisherOf, publishNew } from '../../../../test/support/records.ts';
import { withdraw } from '#core/records/publish.ts';
import { versionOf } from '#core/records/read.ts';
import { leafHash, LEDGER, parseCanonicalJson, parsePolicy, parseTlogProof, verifyTlogProof } from '@yupana/ledger';
import { canonicalDocument, digestOf } from './document.ts';
import { keyFiles } from './keys.ts';
import { entriesOf, entryOf, proofOf, statusOf } from './status.ts';
import { assertWholeLog, testLog, until, untilLogged } from './testing/log.ts';
import { policyOf, testWitness } from './testing/witness.ts';
import { ORIGIN } from './testing/log.ts';

test('everything that was published is logged in order, signed, and proved to stand there', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  const [id = '', other = ''] = await publishNew(database, [aThing('Uno'), aThing('Dos')]);
  const running = log.start();
  await untilLogged(database);
  await publish(database, { id, kind: 'thing', document: aThing('Uno, otra vez'), basedOn: 1, note: texts('corregido') });
  await withdraw(database, publisherOf(), other, 1, texts('error'), ANA);
  await untilLogged(database);
  await running.stop();
  assert.equal(await assertWholeLog(database), 4);
  const [first, second] = await entriesOf(database, id);
  assert.ok(first && second);
  parseCanonicalJson(second.entry, LEDGER);
  const said = JSON.parse(Buffer.from(second.entry).toString()) as Record<string, unknown>;
  assert.deepEqual(said['prev'], { index: first.index, leaf: Buffer.from(first.leafHash).toString('hex') });
  assert.equal(said['sha256'], digestOf(canonicalDocument((await versionOf(database, id, 2))?.document ?? {})));
  assert.equal((parseCanonicalJson((await entryOf(database, other, 2))?.entry ?? Buffer.alloc(0), LEDGER) as Record<string, unknown>)['type'], 'withdrawal');
  const proof = await proofOf(database, second.index);
  const policy = parsePolicy(Buffer.from((await statusOf(database)).policyText));
  await verifyTlogProof(parseTlogProof(proof?.bytes ?? Buffer.alloc(0)), leafHash(second.entry), policy);
  await assert.rejects(verifyTlogProof(parseTlogProof(proof?.bytes ?? Buffer.alloc(0)), leafHash(first.entry), policy));
});

test('hundreds at once, over the edges of tiles; then one by one', async (t) => {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  await publishNew(db.database, Array.from({ length: 530 }, (_, at) => aThing(`Registro ${at}`)));
  const running = log.start();
  await untilLogged(db.database);
  for (let round = 0; round < 3; round += 1) {
    await publishNew(db.database, [aThing(`Más ${round}`)]);
    await untilLogged(db.database);
  }
  await running.stop();
  assert.equal(await assertWholeLog(db.database), 533);
  const { length } = await db.database.selectFrom('ledger_file').select('path').execute();
  assert.equal(length, 7, 'two full tiles and bundles, one partial of each, and one of level 1: former partial ones are gone');
});

test('a key is made once, for its owner alone; one that others can read is refused', async (t) => {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  await publishNew(db.database, [aThing('Uno')]);
  const running = log.start();
  await untilLogged(db.database);
  await running.stop();
  const { present } = keyFiles(log.settings.keyFolder);
  assert.equal(statSync(present).mode & 0o777, 0o600);
  assert.ok(log.warnings.some(({ event }) => event === 'log-key-made'));
  chmodSync(present, 0o640);
  const again = log.start();
  await until(async () => (await statusOf(db.database)).halted?.code === 'key', 'it is halted');
  await publishNew(db.database, [aThing('Dos')]);
  await again.stop();
  assert.match((await statusOf(db.database)).halted?.because ?? '', /chmod 600/);
  assert.equal((await statusOf(db.database)).latest?.size, 1);
  assert.ok(existsSync(present));
});

test('two of three witnesses are a quorum; the third, which is down, holds nothing up', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const keys = async () => (await statusOf(database)).keys;
  let known: readonly string[] = [];
  const [a, b, c] = [await testWitness(t, 'uni-a', ORIGIN, () => known), await testWitness(t, 'uni-b', ORIGIN, () => known), await testWitness(t, 'ong', ORIGIN, () => known)];
  c.answer = () => ({ status: 500, body: '' });
  const log = testLog(t, db, policyOf(2, a, b, c));
  await publishNew(database, [aThing('Uno')]);
  const running = log.start();
  await untilLogged(database);
  assert.equal((await statusOf(database)).witnessed, undefined, 'nobody knows the log yet');
  known = await keys();
  await publishNew(database, [aThing('Dos')]);
  await until(async () => (await statusOf(database)).witnessed?.size === 2, 'two have cosigned');
  const status = await statusOf(database);
  assert.deepEqual(status.cosignatures.map(({ witness }) => witness.name), ['uni-a', 'uni-b']);
  c.answer = undefined;
  await publishNew(database, [aThing('Tres')]);
  await until(async () => (await statusOf(database)).cosignatures.length === 3, 'the third is back');
  await running.stop();
  await assertWholeLog(database);
  const proof = await proofOf(database, 0);
  const judged = await verifyTlogProof(parseTlogProof(proof?.bytes ?? Buffer.alloc(0)), (await database.selectFrom('ledger_entry').select('leaf_hash').where('index', '=', 0).executeTakeFirstOrThrow()).leaf_hash, parsePolicy(Buffer.from(status.policyText)));
  assert.equal(judged.cosignatures.length, 3);
});
