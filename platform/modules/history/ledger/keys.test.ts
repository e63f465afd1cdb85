import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { testDatabase } from '../../../../test/support/database.ts';
import { aThing } from '../../../../test/support/kinds.ts';
import { publishNew } from '../../../../test/support/records.ts';
import { formatVerifierKey, openNote, parsePolicy, parseVerifierKey } from '@yupana/ledger';
import { createKey, keyFiles, KeyFault, readKeys } from './keys.ts';
import { rotateKey } from './rotate.ts';
import { completePolicy, logSettings, readPolicy } from './settings.ts';
import { statusOf } from './status.ts';
import { assertWholeLog, ORIGIN, testLog, until, untilLogged } from './testing/log.ts';

function folderOf(t: { after(hook: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'yupana-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A log with one entry, whose service runs, and where its keys lie. */
async function begun(t: TestContext) {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  await publishNew(db.database, [aThing('Uno')]);
  const running = log.start();
  await untilLogged(db.database);
  return { database: db.database, log, running, place: { environment: {}, folder: log.settings.keyFolder } };
}

test('a key is read from a file or from the environment, as PEM or as its seed', (t) => {
  const folder = folderOf(t);
  const made = createKey(keyFiles(folder).present, ORIGIN);
  const name = formatVerifierKey(made.verifier);
  const pem = readFileSync(keyFiles(folder).present, 'utf8');
  const seed = Buffer.from(pem.split('\n')[1] ?? '', 'base64').subarray(-32).toString('base64');
  for (const environment of [{}, { LOG_KEY: pem }, { LOG_KEY: pem.replaceAll('\n', String.raw`\n`) }, { LOG_KEY: seed }]) {
    assert.equal(formatVerifierKey(readKeys({ environment, folder }, ORIGIN)?.[0].verifier ?? assert.fail()), name);
  }
  assert.equal(readKeys({ environment: {}, folder: folderOf(t) }, ORIGIN), undefined);
  assert.throws(() => createKey(keyFiles(folder).present, ORIGIN), /EEXIST/, 'never over another key');
});

test('a key that others can read, and what is no key, is refused without a word of it', (t) => {
  const folder = folderOf(t);
  createKey(keyFiles(folder).present, ORIGIN);
  for (const mode of [0o640, 0o604, 0o620, 0o601]) {
    chmodSync(keyFiles(folder).present, mode);
    assert.throws(() => readKeys({ environment: {}, folder }, ORIGIN), (error: unknown) => error instanceof KeyFault && /chmod 600/.test(error.message));
  }
  const rsa = String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
  for (const LOG_KEY of ['secreto', 'c2VjcmV0bw==', rsa, '-----BEGIN PRIVATE KEY-----\nsecreto\n-----END PRIVATE KEY-----']) {
    assert.throws(() => readKeys({ environment: { LOG_KEY }, folder }, ORIGIN), (error: unknown) => error instanceof KeyFault && /no Ed25519 key/.test(error.message) && !error.message.includes('secreto'));
  }
  writeFileSync(keyFiles(folder).present, '', { mode: 0o600 });
  chmodSync(keyFiles(folder).present, 0o600);
  assert.throws(() => readKeys({ environment: {}, folder }, ORIGIN), KeyFault);
});

test('a new key is signed by the old one in an entry; checkpoints bear both until the old one is taken away', async (t) => {
  const { database, running, place } = await begun(t);
  const [old = ''] = (await statusOf(database)).keys;
  const { key, installed } = await rotateKey(database, place);
  assert.ok(installed && key !== old);
  // The server takes it up by itself.
  await untilLogged(database);
  const status = await statusOf(database);
  assert.deepEqual(status.keys, [key, old]);
  for (const one of [key, old]) assert.equal((await openNote(Buffer.from(status.latest?.note ?? ''), [parseVerifierKey(one)])).valid.length, 1);
  const { entry } = await database.selectFrom('ledger_entry').select('entry').where('type', '=', 'key').executeTakeFirstOrThrow();
  const said = JSON.parse(entry.toString()) as { key: string; previousKey: string; statement: string };
  assert.deepEqual([said.key, said.previousKey], [key, old]);
  const { text } = await openNote(Buffer.from(said.statement), [parseVerifierKey(old)]);
  assert.equal(text, `yupana log key\n${old}\n${key}\n`);
  await assert.rejects(rotateKey(database, place), /still there/, 'one change after the other');
  rmSync(keyFiles(place.folder).former);
  await publishNew(database, [aThing('Dos')]);
  await untilLogged(database);
  await running.stop();
  assert.deepEqual((await statusOf(database)).keys, [key]);
  assert.equal((await statusOf(database)).latest?.size, 3);
});

test('a change of keys that broke off at any point is taken up where it was', async (t) => {
  for (const broken of ['announced', 'half installed'] as const) {
    const db = await testDatabase(t);
    const { database } = db;
    const log = testLog(t, db);
    await publishNew(database, [aThing('Uno')]);
    const first = log.start();
    await untilLogged(database);
    await first.stop();
    const folder = log.settings.keyFolder;
    const { key } = await rotateKey(database, { environment: {}, folder });
    const { present, former, next } = keyFiles(folder);
    renameSync(present, next);
    if (broken === 'announced') renameSync(former, present);
    const again = log.start();
    await untilLogged(database);
    await again.stop();
    assert.equal((await statusOf(database)).keys[0], key, broken);
    assert.ok(!existsSync(next));
    assert.equal(await assertWholeLog(database), 2);
  }
});

test('a key that the log has replaced signs nothing more: a folder of keys from a backup halts it until the announced key is back', async (t) => {
  const { database, log, running: first, place } = await begun(t);
  const { key } = await rotateKey(database, place);
  await untilLogged(database);
  await first.stop();
  const { present, former, next } = keyFiles(place.folder);
  const announced = readFileSync(present);
  renameSync(former, present);
  await publishNew(database, [aThing('Dos')]);
  const halted = log.start();
  await until(async () => (await statusOf(database)).halted?.code === 'key', 'it is halted');
  await halted.stop();
  const status = await statusOf(database);
  assert.ok(status.halted?.because.includes(key), 'it says which key is wanted');
  assert.equal(status.latest?.size, 2, 'nothing was signed');
  // Where the key is in the environment its change is under way until whoever sets it has done so.
  writeFileSync(next, announced, { mode: 0o600 });
  const underWay = log.start({ environment: { LOG_KEY: readFileSync(present, 'utf8') } });
  await untilLogged(database);
  await underWay.stop();
  await publishNew(database, [aThing('Tres')]);
  renameSync(next, present);
  const again = log.start();
  await untilLogged(database);
  await again.stop();
  assert.deepEqual([(await statusOf(database)).keys[0], (await statusOf(database)).latest?.size], [key, 4]);
  // A second change, which the log has not written down yet: it is announced all the same.
  const { key: second } = await rotateKey(database, place);
  const third = log.start();
  await untilLogged(database);
  await third.stop();
  assert.deepEqual([(await statusOf(database)).keys[0], (await statusOf(database)).latest?.size], [second, 5]);
});

const nameOf = (environment: Record<string, string>): string => logSettings(environment, '/data', 'http://localhost:4321', 'peru').origin;

test('the name of the log comes from the address of the site and never changes with the port', () => {
  assert.equal(nameOf({}), 'localhost/peru/log');
  assert.equal(nameOf({ ORIGIN: 'https://ia.gob.pe' }), 'ia.gob.pe/log');
  assert.equal(nameOf({ ORIGIN: 'https://ia.gob.pe', LOG_ORIGIN: 'historia.gob.pe' }), 'historia.gob.pe');
  assert.throws(() => nameOf({ LOG_ORIGIN: 'dos palabras' }), /no spaces/);
  assert.throws(() => logSettings({ LOG_POLICY: '/nowhere/policy' }, '/data', '', 'peru'), /cannot be read/);
});

test('the policy gets the lines of the log, once; a slip in it is named with its line', (t) => {
  const key = createKey(join(folderOf(t), 'log.key'), ORIGIN).verifier;
  const whole = completePolicy(undefined, [key], 'https://yupana.test/log');
  assert.equal(parsePolicy(Buffer.from(whole)).logs.length, 1);
  assert.equal(completePolicy(whole, [key], 'https://yupana.test/log'), whole);
  assert.throws(() => readPolicy(completePolicy('witness a b\nquorum a\n', [key], '')), /LOG_POLICY.*line 2/);
});
