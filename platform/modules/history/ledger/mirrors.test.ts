/** A mirror in the policy of the log counts like a witness, and is asked like one before anything is signed. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { aThing } from '../../../../test/support/kinds.ts';
import { publishNew } from '../../../../test/support/records.ts';
import { cosign, ED25519_COSIGNATURE, formatCosignatures, formatVerifierKey, parsePolicy, parseNote, parseTlogProof, verifierKey, verifyTlogProof } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import { generateKeyPairSync } from 'node:crypto';
import { latestCheckpoint } from './checkpoint.ts';
import { proofOf, statusOf } from './status.ts';
import { backup, halted, logged } from './testing/backup.ts';
import { BareLog } from './testing/bare-log.ts';
import { assertWholeLog, ORIGIN, testLog, type TestLog, until, type Warning } from './testing/log.ts';
import { type TestMirror, testMirror } from './testing/mirror.ts';
import { policyOf, testWitness } from './testing/witness.ts';
import { Witnessing } from './witnessing.ts';

interface Drill {
  readonly db: TestDatabase;
  readonly log: TestLog;
  readonly mirror: TestMirror;
}

/** A log of so many entries whose only cosigner is a mirror, which has not been asked yet. */
async function drill(t: TestContext, entries: number): Promise<Drill> {
  const db = await testDatabase(t);
  let known: readonly string[] = [];
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => known);
  const log = testLog(t, db, policyOf(1, mirror));
  await logged(db, log, entries);
  known = (await statusOf(db.database)).keys;
  return { db, log, mirror };
}

const forget = ({ settings }: TestLog): void => rmSync(`${settings.keyFolder}/log.signed`, { force: true });
const witnessedSize = async ({ database }: TestDatabase): Promise<number | undefined> => (await statusOf(database)).witnessed?.size;

test('a mirror alone is a quorum: what is published gets there entry by entry, and its cosignature is in the proof', async (t) => {
  const { db, log, mirror } = await drill(t, 3);
  const { database } = db;
  const running = log.start();
  await until(async () => (await witnessedSize(db)) === 3, 'three');
  await publishNew(database, Array.from({ length: 300 }, (_, at) => aThing(`Más ${at}`)));
  await until(async () => (await witnessedSize(db)) === 303, 'and three hundred more');
  await running.stop();
  const status = await statusOf(database);
  assert.deepEqual(status.cosignatures.map(({ witness }) => witness.name), ['espejo']);
  assert.equal(status.quorum?.met, true);
  const rows = await database.selectFrom('ledger_entry').select(['entry', 'leaf_hash']).orderBy('index').execute();
  assert.deepEqual(mirror.entries.map((entry) => Buffer.from(entry)), rows.map(({ entry }) => entry));
  const proof = parseTlogProof((await proofOf(database, 200))?.bytes ?? assert.fail());
  const { cosignatures } = await verifyTlogProof(proof, rows[200]?.leaf_hash ?? assert.fail(), parsePolicy(Buffer.from(status.policyText)));
  assert.equal(cosignatures.length, 1);
  await assertWholeLog(database);
});

test('witness and mirror together are a quorum of two; at one address they can be as well', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  let known: readonly string[] = [];
  const [mirror, witness] = [await testMirror(t, 'espejo', ORIGIN, () => known), await testWitness(t, 'uni', ORIGIN, () => known)];
  // The mirror answers `add-checkpoint` with the line of a witness of its own, under another name.
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = verifierKey('testigo-del-espejo', ED25519_COSIGNATURE, rawPublicKey(publicKey));
  mirror.onTaken = async (text) => formatCosignatures([await cosign(text, key, signWith(privateKey), Math.floor(Date.now() / 1000))]);
  const log = testLog(t, db, policyOf(3, mirror, witness, { name: 'del-espejo', verifier: formatVerifierKey(key), url: mirror.url }));
  await logged(db, log, 2);
  known = (await statusOf(database)).keys;
  const running = log.start();
  await until(async () => (await witnessedSize(db)) === 2, 'all three');
  await publishNew(database, [aThing('Más')]);
  await until(async () => (await witnessedSize(db)) === 3, 'and again');
  await running.stop();
  assert.equal(mirror.size, 3);
  await assertWholeLog(database);
});

for (const [what, uploads] of [['has the entries', true], ['has taken the checkpoint alone', false]] as const) {
  test(`a restored backup does not fork where the only cosigner is a mirror that ${what}`, async (t) => {
    const { db, log, mirror } = await drill(t, 5);
    const { database } = db;
    const restore = await backup(database);
    await publishNew(database, [aThing('Después'), aThing('Y otra')]);
    if (!uploads) mirror.instead = (request, response) => request.url === '/add-entries' && (response.writeHead(503).end(), true);
    const running = log.start();
    await until(() => mirror.pending.at(-1)?.size === 7 && (!uploads || mirror.size === 7), 'the mirror has seen seven');
    await running.stop();
    await restore();
    forget(log);
    const again = log.start();
    await halted(database, 'fork');
    await publishNew(database, [aThing('Otra historia')]);
    await again.stop();
    const status = await statusOf(database);
    assert.match(status.halted?.because ?? '', /espejo has seen 7 entries; here are 5/);
    assert.equal(status.latest?.size, 5, 'nothing was signed');
  });
}

test('a mirror that has another tree of the same size, or of fewer entries, halts the log at the start and while it runs', async (t) => {
  for (const size of [2, 3]) {
    const { db, log, mirror } = await drill(t, 3);
    mirror.take({ size, root: new Uint8Array(32), text: '' });
    forget(log);
    const running = log.start();
    await halted(db.database, 'fork');
    await running.stop();
    assert.match((await statusOf(db.database)).halted?.because ?? '', /espejo has seen another tree of/);
  }
  const { db, log, mirror } = await drill(t, 2);
  const running = log.start();
  await until(async () => (await witnessedSize(db)) === 2, 'it has cosigned');
  mirror.pending.splice(0, mirror.pending.length, { size: 2, root: new Uint8Array(32), text: '' });
  await publishNew(db.database, [aThing('Más')]);
  await halted(db.database, 'fork');
  await running.stop();
});

test('on a machine that remembers nothing the word of a mirror that has exactly this is enough to go on', async (t) => {
  const { db, log } = await drill(t, 2);
  const running = log.start();
  await until(async () => (await witnessedSize(db)) === 2, 'it has two');
  await running.stop();
  forget(log);
  await publishNew(db.database, [aThing('Más')]);
  const again = log.start();
  await until(async () => (await witnessedSize(db)) === 3, 'it goes on');
  await again.stop();
  assert.ok(!log.warnings.some(({ event }) => event === 'log-waits-for-witness'));
});

test('whatever says yes to everything is no mirror: on a machine that remembers nothing its word does not count', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const asked = createServer((request, response) => void request.resume().on('end', () => response.writeHead(200).end()));
  await new Promise<void>((done) => void asked.listen(0, '127.0.0.1', done));
  t.after(() => {
    asked.closeAllConnections();
    asked.close();
  });
  const { verifier } = await testMirror(t, 'espejo', ORIGIN, () => []);
  const log = testLog(t, db, policyOf(1, { name: 'espejo', verifier, url: `http://127.0.0.1:${(asked.address() as AddressInfo).port}` }));
  await logged(db, log, 2);
  forget(log);
  await publishNew(database, [aThing('Más')]);
  const running = log.start();
  await until(() => log.warnings.some(({ event }) => event === 'log-waits-for-witness'), 'it waits');
  await running.stop();
  assert.equal((await latestCheckpoint(database))?.size, 2, 'nothing was signed');
  assert.ok(log.warnings.some(({ event, details }) => event === 'witness-silent' && /does not stand by/.test(String(details['reason']))));
});

test('a mirror that is cut off in the middle, or asks to be left alone, is tried again and catches up', async (t) => {
  const { db, log, mirror } = await drill(t, 300);
  let busy = 1;
  mirror.instead = (request, response) => request.url === '/add-entries' && busy-- > 0 && (response.writeHead(503, { 'Retry-After': '2' }).end(), true);
  mirror.cutAfter = 1;
  const before = log.warnings.length;
  const running = log.start();
  await until(async () => (await witnessedSize(db)) === 300, 'it has caught up');
  await running.stop();
  const pauses = log.warnings.slice(before).filter(({ event }) => event === 'witness-failed').map(({ details }) => details['againInSeconds']);
  assert.deepEqual(pauses, [2, 2], 'as it asked, then twice the first pause');
  await assertWholeLog(db.database);
});

for (const [what, body] of [
  ['a cosignature over something else', async (mirror: TestMirror) => mirror.cosignature(`${ORIGIN}\n1\n${Buffer.alloc(32).toString('base64')}\n`)],
  ['control characters', async () => '\u0000\u001b[2J— espejo AAAA\r\n'],
  ['a note in place of lines', async () => 'text\n\n— espejo AAAAAAAA\n'],
] as const) {
  test(`a mirror that answers an upload with ${what} holds nothing up and gets nothing into the note`, async (t) => {
    const db = await testDatabase(t);
    const { database } = db;
    let known: readonly string[] = [];
    const [mirror, witness] = [await testMirror(t, 'espejo', ORIGIN, () => known), await testWitness(t, 'uni', ORIGIN, () => known)];
    const log = testLog(t, db, policyOf(1, mirror, witness));
    await logged(db, log, 2);
    known = (await statusOf(database)).keys;
    let answered = 0;
    mirror.instead = (request, response) => {
      if (request.url === '/add-entries') request.resume().on('end', () => void body(mirror).then((text) => ((answered += 1), response.end(text))));
      return request.url === '/add-entries';
    };
    const running = log.start();
    await until(async () => answered > 0 && (await witnessedSize(db)) === 2, 'the witness has cosigned');
    await running.stop();
    const status = await statusOf(database);
    assert.deepEqual(status.cosignatures.map(({ witness: { name } }) => name), ['uni']);
    assert.equal(status.halted, undefined);
    assert.doesNotMatch((status.latest?.cosigned ?? '').replaceAll('\n', ''), /espejo|\p{Cc}/u);
    assert.ok(log.warnings.every(({ details }) => Object.values(details).every((text) => !/\p{Cc}/u.test(String(text)))));
  });
}

test('a mirror that got our newest checkpoint from elsewhere is no danger; one that names a size that nobody signed is', async (t) => {
  const { database } = await testDatabase(t);
  const log = await new BareLog(database).grow(700);
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const [older, newer] = [await log.checkpoint(300), await log.checkpoint(700)];
  const dangers: string[] = [];
  const policy = parsePolicy(Buffer.from(`log ${log.keys[0]} https://${ORIGIN}\n${policyOf(1, mirror)}`));
  const witnessing = new Witnessing({ database, policy, known: new Map(), now: () => new Date(), warn: () => undefined, endangered: ({ message }) => void dangers.push(message) });
  mirror.take({ size: newer.size, root: newer.root, text: parseNote(Buffer.from(newer.note)).text });
  witnessing.offer(older);
  await until(() => mirror.asked > 0, 'it was asked with the older one');
  witnessing.offer(newer);
  await until(() => mirror.size === 700, 'it gets the newer one');
  assert.deepEqual(dangers, []);
  mirror.take({ size: 900, root: new Uint8Array(32), text: '' });
  await log.grow(800);
  witnessing.offer(await log.checkpoint());
  await until(() => dangers.length > 0, 'nobody here signed 900');
  await witnessing.stop();
  assert.deepEqual(dangers, ['espejo has seen 900 entries; here are 800']);
});

test('a mirror that is far behind delays no witness, and ends with the log', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = await new BareLog(database).grow(9_000);
  const [mirror, witness] = [await testMirror(t, 'espejo', ORIGIN, () => log.keys), await testWitness(t, 'uni', ORIGIN, () => log.keys)];
  const warnings: Warning[] = [];
  const policy = parsePolicy(Buffer.from(`log ${log.keys[0]} https://${ORIGIN}\n${policyOf(2, mirror, witness)}`));
  const witnessing = new Witnessing({ database, policy, known: new Map(), now: () => new Date(), warn: (event, details) => void warnings.push({ event, details }), endangered: (danger) => assert.fail(danger.message) });
  // It takes the first request and leaves the second without an answer.
  let requests = 0;
  let release: (() => void) | undefined;
  mirror.instead = (request, response) => {
    if (request.url !== '/add-entries') return false;
    requests += 1;
    if (requests !== 3) return false;
    release = () => void mirror.resume(request, response);
    return true;
  };
  witnessing.offer(await log.checkpoint());
  await until(() => release !== undefined, 'the mirror holds the upload up');
  for (let more = 1; more <= 3; more += 1) {
    await log.grow(9_000 + more);
    witnessing.offer(await log.checkpoint());
    await until(() => witness.latest?.size === 9_000 + more, 'the witness has the newest checkpoint');
  }
  assert.equal(mirror.size, 0);
  release?.();
  await until(() => mirror.size === 9_003, 'the mirror has finished, and got the newest after that');
  const cosigned = async (size: number) => parseNote(Buffer.from((await database.selectFrom('ledger_checkpoint').select('cosigned').where('size', '=', size).executeTakeFirstOrThrow()).cosigned ?? '')).signatures.map(({ name }) => name);
  await until(async () => (await cosigned(9_003)).length === 3, 'both have cosigned the newest');
  assert.deepEqual((await cosigned(9_000)).toSorted(), ['espejo', 'uni', ORIGIN].toSorted(), 'and the one that it was busy with');
  assert.deepEqual(warnings, []);
  // And one that hangs does not hold up the end.
  mirror.instead = ({ url }) => url === '/add-entries';
  await log.grow(9_300);
  witnessing.offer(await log.checkpoint());
  await until(() => witness.latest?.size === 9_300, 'the witness goes on');
  const began = performance.now();
  await witnessing.stop();
  assert.ok(performance.now() - began < 3000);
});
