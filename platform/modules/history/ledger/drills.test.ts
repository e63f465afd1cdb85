/** What may go wrong with a log, played through: nothing is signed that should not be, and somebody is told. */
import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../../test/support/database.ts';
import { aThing, TEST_KINDS } from '../../../../test/support/kinds.ts';
import { publishNew } from '../../../../test/support/records.ts';
import type { Database } from '#core/storage/database.ts';
import { leafHash, parseNote, parseVerifierKey, Unverified } from '@yupana/ledger';
import { appendBatch, resumeAppender } from './append.ts';
import { BrokenLog, latestCheckpoint, rereadGrowth } from './checkpoint.ts';
import { erase, knownErasures, replayErasures } from './erase.ts';
import type { LogCopy } from './copies.ts';
import { readLogFile } from './files.ts';
import { keyFiles } from './keys.ts';
import { rememberedCheckpoint } from './memory.ts';
import { recoverFrom } from './recover.ts';
import { replaceLostKey, rotateKey } from './rotate.ts';
import { proofOf, statusOf } from './status.ts';
import { backup, behindTheBack, halted, logged } from './testing/backup.ts';
import { assertWholeLog, ORIGIN, testLog, until, untilLogged } from './testing/log.ts';
import { policyOf, type TestWitness, testWitness } from './testing/witness.ts';

/** A log that has signed so many entries, and a witness (or several) of its policy that knows its key from then on. */
async function witnessedLog<const Names extends readonly string[]>(t: TestContext, count: number, ...names: Names) {
  const db = await testDatabase(t);
  let keys: readonly string[] = [];
  const witnesses = await Promise.all(names.map((name) => testWitness(t, name, ORIGIN, () => keys)));
  const log = testLog(t, db, policyOf(1, ...witnesses));
  await logged(db, log, count);
  keys = (await statusOf(db.database)).keys;
  return { db, database: db.database, log, keys, witnesses: witnesses as { [Place in keyof Names]: TestWitness } };
}

/** A mirror: every file of the log as it is now. */
async function mirrorOf(database: Database): Promise<LogCopy> {
  const files = new Map<string, Uint8Array>();
  for (const { path, bytes } of await database.selectFrom('ledger_file').selectAll().execute()) files.set(path, bytes);
  // Whoever keeps a mirror can write more lines below the note.
  const lines = Array.from({ length: 10 }, (_, at) => `— w${at}.example ${Buffer.alloc(2428, at).toString('base64')}\n`);
  files.set('checkpoint', Buffer.from(`${(await latestCheckpoint(database))?.cosigned ?? ''}${lines.join('')}`));
  return { read: async (path) => files.get(path) };
}

test('a restored backup does not fork: the witness has seen more, nothing is signed; with a mirror the log goes on', async (t) => {
  const { database, log, keys } = await witnessedLog(t, 5, 'uni');
  const restore = await backup(database);
  const [later = ''] = await publishNew(database, [aThing('Después', { contact: { name: 'Rosa', mail: 'rosa@example.org' } })]);
  const [first] = await database.selectFrom('ledger_entry').select('record_id').where('index', '=', 0).execute();
  await erase(database, TEST_KINDS, { recordId: first?.record_id ?? '', article: 'Ley 29733, art. 20' }, 'operator:test');
  const running = log.start();
  await until(async () => (await statusOf(database)).witnessed?.size === 7, 'seven are witnessed');
  await running.stop();
  const mirror = await mirrorOf(database);

  await restore();
  // The key folder came back with the database: this machine remembers nothing.
  rmSync(`${log.settings.keyFolder}/log.signed`, { force: true });
  assert.equal((await latestCheckpoint(database))?.size, 5);
  const again = log.start();
  await halted(database, 'fork');
  await publishNew(database, [aThing('Otra historia')]);
  await again.stop();
  const status = await statusOf(database);
  assert.match(status.halted?.because ?? '', /uni has seen 7 entries; here are 5/);
  assert.equal(status.latest?.size, 5, 'nothing was signed');
  assert.ok(log.warnings.some(({ event, details }) => event === 'LOG-HALTED' && String(details['what']).includes('docs/operators.md')));
  assert.ok((await proofOf(database, 2))?.bytes, 'readers are served');

  const recovered = await recoverFrom(database, mirror, keys.map(parseVerifierKey));
  assert.deepEqual([recovered.from, recovered.to, recovered.lost], [5, 7, [{ recordId: later, version: 1 }]]);
  const taken = await latestCheckpoint(database);
  assert.equal(parseNote(Buffer.from(taken?.cosigned ?? '')).signatures.length, 1, 'of the lines on the note of a mirror our own is taken, and no other');
  assert.ok((await replayErasures(database, TEST_KINDS, await knownErasures(database))) > 0, 'the erasure is carried out again');
  const { left } = await database.selectFrom('restricted_part').select(({ fn }) => fn.countAll<number>().as('left')).where('record_id', '=', first?.record_id ?? '').executeTakeFirstOrThrow();
  assert.equal(left, 0);
  const third = log.start();
  await until(async () => (await statusOf(database)).witnessed?.size === 8, 'the log goes on where the world last saw it');
  await third.stop();
});

test('the machine remembers what it signed last, even where there are no witnesses', async (t) => {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  await logged(db, log, 3);
  const restore = await backup(db.database);
  await logged(db, log, 2);
  await restore();
  const running = log.start();
  await halted(db.database, 'fork');
  await running.stop();
  assert.match((await statusOf(db.database)).halted?.because ?? '', /this machine has seen 5 entries; here are 3/);
});

test('a writer that ended before this machine remembered its signature: the next start remembers it, though there is nothing to sign', async (t) => {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  await logged(db, log, 3);
  const restore = await backup(db.database);
  await publishNew(db.database, [aThing('Cuatro')]);
  const running = log.start({ fault: (point) => (point === 'checkpoint stored' ? Promise.reject(new Error('ended')) : undefined) });
  await until(() => rememberedCheckpoint(log.settings.keyFolder)?.size === 4, 'it begins anew and remembers');
  await running.stop();
  await restore();
  const again = log.start();
  await halted(db.database, 'fork');
  await again.stop();
});

test('this machine goes on remembering the largest size, where a backup holds the entries and not their checkpoint', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await logged(db, log, 2);
  await logged(db, log, 1);
  await behindTheBack(database, (one) => one.deleteFrom('ledger_checkpoint').where('size', '=', 3).execute());
  assert.equal((await latestCheckpoint(database))?.size, 2);
  const atStart: number[] = [];
  const running = log.start({ fault: (point) => void (point === 'before the batch' && atStart.push(rememberedCheckpoint(log.settings.keyFolder)?.size ?? 0)) });
  await untilLogged(database);
  await running.stop();
  assert.equal(atStart[0], 3);
  assert.equal(await assertWholeLog(database), 3);
});

/** A mirror with an address, as `LOG_MIRRORS` names it. */
async function servedMirror(t: TestContext, { read }: LogCopy): Promise<string> {
  const server = createServer((request, response) => {
    void read((request.url ?? '').slice(1)).then((bytes) => response.writeHead(bytes === undefined ? 404 : 200).end(bytes));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a mirror that has seen more halts the log, and so does one that has seen another history; recovery refuses a copy that does not continue what is here', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await logged(db, log, 3);
  const restore = await backup(database);
  await logged(db, log, 2);
  const mirror = await mirrorOf(database);
  const mirrors = [await servedMirror(t, mirror)];
  const keys = (await statusOf(database)).keys.map(parseVerifierKey);
  await restore();
  rmSync(`${log.settings.keyFolder}/log.signed`, { force: true });
  const haltedBy = async (because: RegExp): Promise<void> => {
    const running = log.start({ settings: { mirrors } });
    await halted(database, 'fork');
    await publishNew(database, [aThing('Mientras tanto')]);
    await running.stop();
    assert.match((await statusOf(database)).halted?.because ?? '', because);
  };
  await haltedBy(/^the mirror http:\S+ has seen 5 entries; here are 3$/);
  assert.equal((await latestCheckpoint(database))?.size, 3, 'nothing was signed');
  // Whoever leaves the mirror out goes on unseen: three entries, and then others than the mirror has.
  await logged(db, log, 2);
  assert.equal((await latestCheckpoint(database))?.size, 6);
  rmSync(`${log.settings.keyFolder}/log.signed`, { force: true });
  await haltedBy(/^the mirror http:\S+ has seen another tree of 5 entries$/);
  assert.equal((await latestCheckpoint(database))?.size, 6);
  await assert.rejects(recoverFrom(database, mirror, keys), (error: unknown) => error instanceof Unverified && /the copy has 5 entries, here are 6/.test(error.message));
  await restore();
  rmSync(`${log.settings.keyFolder}/log.signed`, { force: true });
  await logged(db, log, 1);
  await assert.rejects(recoverFrom(database, mirror, keys), (error: unknown) => error instanceof Unverified && /entry 3 is another here/.test(error.message));
  assert.equal(await assertWholeLog(database), 4, 'nothing was changed by that');
});

test('a mirror that lags holds nothing up: what it has is a beginning of what is here; one that is away, or signed by others, is passed over and told', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await logged(db, log, 3);
  const lagging = await servedMirror(t, await mirrorOf(database));
  await logged(db, log, 2);
  const elsewhere = await testDatabase(t);
  const other = testLog(t, elsewhere);
  await logged(elsewhere, other, 9);
  const foreign = await servedMirror(t, await mirrorOf(elsewhere.database));
  const away = await servedMirror(t, { read: async () => undefined });
  await publishNew(database, [aThing('Más')]);
  const running = log.start({ settings: { mirrors: [lagging, foreign, away] } });
  await untilLogged(database);
  await running.stop();
  assert.equal((await latestCheckpoint(database))?.size, 6);
  assert.deepEqual(log.warnings.filter(({ event }) => event === 'mirror-silent').map(({ details }) => details['mirror']), [foreign, away], 'the lagging one was heard');
});

test('hostile notes of mirrors are passed over: none halts the log, none reaches a page or a line of the journal', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await logged(db, log, 3);
  const note = (await latestCheckpoint(database))?.cosigned ?? '';
  const hostile = {
    'more signatures than a note may have': note + Array.from({ length: 200 }, (_, at) => `— w${at} AAAAAAAA\n`).join(''),
    'a line of ten megabytes': note.replace('\n\n', `\n${'A'.repeat(10 << 20)}\n\n`),
    'control characters': note.replace('\n\n', '\n\u001b[2J\u0000\n\n'),
    'another size': note.replace('\n3\n', '\n9007199254740993\n'),
    'an endless size': note.replace('\n3\n', `\n${'9'.repeat(500)}\n`),
    'not UTF-8': Buffer.from([0xff, 0xfe, 0x00]),
    'nothing': '',
  };
  const mirrors = await Promise.all(Object.values(hostile).map((bytes) => servedMirror(t, { read: async () => Buffer.from(bytes) })));
  await publishNew(database, [aThing('Más')]);
  const running = log.start({ settings: { mirrors } });
  await untilLogged(database);
  await running.stop();
  assert.equal((await statusOf(database)).halted, undefined);
  assert.equal(log.warnings.filter(({ event }) => event === 'mirror-silent').length, mirrors.length);
  const told = log.warnings.flatMap(({ details }) => Object.values(details).map(String));
  assert.deepEqual(told.filter((text) => /\p{Cc}|AAAA/u.test(text)), []);
  assert.equal(await assertWholeLog(database), 4);
});

test('a witness that is down when the log starts on a machine that remembers nothing is waited for; where it is back, the log goes on', async (t) => {
  const { database, log, witnesses: [witness] } = await witnessedLog(t, 2, 'uni');
  rmSync(`${log.settings.keyFolder}/log.signed`, { force: true });
  await publishNew(database, [aThing('Más')]);
  witness.answer = () => ({ status: 503, body: '' });
  const running = log.start();
  const waits = (): number => log.warnings.filter(({ event }) => event === 'log-waits-for-witness').length;
  await until(() => waits() > 0, 'it says that it waits');
  // Nor does one count that knows the log by another key alone: it may have seen more.
  witness.answer = () => ({ status: 403, body: '' });
  const before = waits();
  await until(() => waits() > before, 'it goes on waiting');
  assert.equal((await latestCheckpoint(database))?.size, 2, 'nothing is signed meanwhile');
  assert.ok(log.warnings.some(({ event, details }) => event === 'witness-silent' && /does not know the key/.test(String(details['reason']))));
  witness.answer = undefined;
  await until(async () => (await statusOf(database)).witnessed?.size === 3, 'it goes on');
  await running.stop();
  assert.equal(await assertWholeLog(database), 3);
});

test('an emptied database under a new key: the witness knows the former one and says that there was more', async (t) => {
  const { database, log, witnesses: [witness] } = await witnessedLog(t, 2, 'uni');
  const running = log.start();
  await until(() => witness.latest?.size === 2, 'it has seen two');
  await rotateKey(database, { environment: {}, folder: log.settings.keyFolder });
  await until(() => witness.latest?.size === 3, 'and the new key');
  await running.stop();
  await behindTheBack(database, (one) => sql`truncate ledger_entry, ledger_file, ledger_checkpoint, ledger_disclosure, ledger_redaction, ledger_state cascade`.execute(one));
  rmSync(`${log.settings.keyFolder}/log.signed`, { force: true });
  const again = log.start();
  await halted(database, 'fork');
  await again.stop();
  assert.match((await statusOf(database)).halted?.because ?? '', /uni has seen 3 entries; here are 0/);
  assert.equal(await latestCheckpoint(database), undefined);
});

for (const [what, change] of [
  ['a tile', sql`update ledger_file set bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) where path like 'tile/0/%'`],
  ['a bundle', sql`update ledger_file set bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) where path like 'tile/entries/%'`],
] as const) {
  test(`a flipped bit in ${what} is found before anything is signed`, async (t) => {
    const db = await testDatabase(t);
    const log = testLog(t, db);
    await logged(db, log, 3);
    await change.execute(db.database);
    await publishNew(db.database, [aThing('Más')]);
    const running = log.start();
    await halted(db.database, 'broken');
    await running.stop();
    assert.equal((await latestCheckpoint(db.database))?.size, 3);
  });
}

test('a bit that flips between writing and signing is found', async (t) => {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  await logged(db, log, 3);
  await publishNew(db.database, [aThing('Más')]);
  const running = log.start({
    fault: async (point) => {
      if (point === 'batch committed') await sql`update ledger_file set bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 64) where path like 'tile/entries/%'`.execute(db.database);
    },
  });
  await halted(db.database, 'broken');
  await running.stop();
  assert.equal((await latestCheckpoint(db.database))?.size, 3);
});

test('a batch in another order than its tile is found', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  await publishNew(database, [aThing('Uno'), aThing('Dos')]);
  await appendBatch(database, await resumeAppender(database));
  await rereadGrowth(database, undefined, 2);
  const bundle = Buffer.from((await readLogFile(database, 'tile/entries/000.p/2')) ?? []);
  const length = 2 + bundle.readUInt16BE(0);
  await database.updateTable('ledger_file').set({ bytes: Buffer.concat([bundle.subarray(length), bundle.subarray(0, length)]) }).where('path', '=', 'tile/entries/000.p/2').execute();
  await assert.rejects(rereadGrowth(database, undefined, 2), (error: unknown) => error instanceof BrokenLog && /entry 0/.test(error.message));
});

test('a full disk: nothing is lost, and the log goes on when there is room', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await publishNew(database, [aThing('Uno')]);
  await sql`create function no_room() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(database);
  await sql`create trigger no_room before insert or update on ledger_file for each row execute function no_room()`.execute(database);
  const running = log.start();
  await until(() => log.warnings.some(({ event, details }) => event === 'log-failed' && /No space left/.test(String(details['error']))), 'it says so');
  assert.equal((await statusOf(database)).latest, undefined);
  assert.equal((await database.selectFrom('ledger_entry').select('index').execute()).length, 0);
  await sql`drop trigger no_room on ledger_file`.execute(database);
  await untilLogged(database);
  await running.stop();
  assert.equal(await assertWholeLog(database), 1);
});

test('a full disk where the machine remembers what it signed: the checkpoint is kept, and the log goes on when there is room', { skip: process.platform !== 'linux' ? 'SKIPPED: no /dev/full' : false }, async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await logged(db, log, 1);
  const memory = join(log.settings.keyFolder, 'log.signed');
  symlinkSync('/dev/full', `${memory}.new`);
  await publishNew(database, [aThing('Dos')]);
  const running = log.start();
  await until(() => log.warnings.some(({ event, details }) => event === 'log-failed' && /ENOSPC/.test(String(details['error']))), 'it says so');
  assert.equal((await latestCheckpoint(database))?.size, 2);
  assert.equal(rememberedCheckpoint(log.settings.keyFolder)?.size, 1, 'what it remembered before is whole');
  rmSync(`${memory}.new`);
  await publishNew(database, [aThing('Tres')]);
  await untilLogged(database);
  await until(() => rememberedCheckpoint(log.settings.keyFolder)?.size === 3, 'it remembers again');
  await running.stop();
  assert.equal(await assertWholeLog(database), 3);
});

test('a clock that was set back changes nothing: the order of the log is that of publication', async (t) => {
  const { database, log } = await witnessedLog(t, 2, 'uni');
  // The database dates versions; a day before, for the next one.
  await sql`alter table version alter column published_at set default now() - interval '1 day'`.execute(database);
  await publishNew(database, [aThing('Ayer')]);
  const running = log.start({ now: () => new Date(Date.now() - 86_400_000) });
  await until(async () => (await statusOf(database)).witnessed?.size === 3, 'it is witnessed all the same');
  await until(() => log.warnings.some(({ event }) => event === 'witness-clock-differs'), 'and the difference is told');
  await running.stop();
  await assertWholeLog(database);
});

for (const [what, answer] of [
  ['status 500', () => ({ status: 500, body: '' })],
  ['no answer at all', () => 'hang' as const],
  ['a cosignature by somebody else', () => ({ status: 200, body: '— evil.example AAAAAXxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=\n' })],
  ['a hundred signatures', () => ({ status: 200, body: Array.from({ length: 100 }, (_, at) => `— w${at} AAAAAAAA\n`).join('') })],
  ['a line of a megabyte', () => ({ status: 200, body: `— uni ${'A'.repeat(1 << 20)}\n` })],
  ['control characters', () => ({ status: 200, body: '\u0000\u001b[2J— uni AAAA\r\n' })],
  ['a note in place of lines', () => ({ status: 200, body: 'text\n\n— uni AAAAAAAA\n' })],
  ['a size that is none', () => ({ status: 409, body: '007\n' })],
  ['a size without end', () => ({ status: 409, body: '9'.repeat(400) })],
  ['binary', () => ({ status: 200, body: Buffer.from([0xff, 0xfe, 0x00]) })],
] as const) {
  test(`a witness that answers with ${what} holds nothing up and gets nothing into the note`, async (t) => {
    const { database, log, witnesses: [bad] } = await witnessedLog(t, 1, 'uni', 'ong');
    bad.answer = answer;
    await publishNew(database, [aThing('Más')]);
    const began = performance.now();
    const running = log.start();
    await until(async () => (await statusOf(database)).witnessed?.size === 2, 'the other has cosigned');
    const status = await statusOf(database);
    assert.deepEqual(status.cosignatures.map(({ witness }) => witness.name), ['ong']);
    assert.equal(status.halted, undefined);
    assert.ok(!/evil|\p{Cc}/u.test((status.latest?.cosigned ?? '').replaceAll('\n', '')));
    await running.stop();
    t.diagnostic(`${Math.round(performance.now() - began)} ms`);
    await assertWholeLog(database);
  });
}

test('a witness that has another tree halts the log while it runs', async (t) => {
  const { database, log, witnesses: [witness] } = await witnessedLog(t, 2, 'uni');
  const running = log.start();
  await until(() => witness.latest?.size === 2, 'it has cosigned');
  witness.latest = { size: 2, root: new Uint8Array(32) };
  await publishNew(database, [aThing('Más')]);
  await halted(database, 'fork');
  await running.stop();
});

test('a lost key: nothing is signed under another one, until a person says that it is lost, which the log tells', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const log = testLog(t, db);
  await logged(db, log, 2);
  const [lost] = (await statusOf(database)).keys;
  rmSync(keyFiles(log.settings.keyFolder).present);
  const running = log.start();
  await halted(database, 'key');
  await running.stop();
  assert.match((await statusOf(database)).halted?.because ?? '', /key of the log is missing/);
  const place = { environment: {}, folder: log.settings.keyFolder };
  await assert.rejects(rotateKey(database, place), /no key to sign/);
  const { key } = await replaceLostKey(database, place);
  const again = log.start();
  await untilLogged(database);
  await again.stop();
  const entry = await database.selectFrom('ledger_entry').select('entry').where('type', '=', 'key').executeTakeFirstOrThrow();
  const said = JSON.parse(entry.entry.toString()) as Record<string, unknown>;
  assert.deepEqual([said['key'], said['previousKey'], said['lost'], said['statement']], [key, lost, true, undefined]);
  assert.ok(leafHash(entry.entry));
});
