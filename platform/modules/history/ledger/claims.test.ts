/** A witness that claims to have seen more halts the log; what a person is told is what it has shown for it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { testDatabase } from '../../../../test/support/database.ts';
import { aThing } from '../../../../test/support/kinds.ts';
import { publishNew } from '../../../../test/support/records.ts';
import { formatCheckpoint, formatNote, openNote, parseCheckpoint, parseVerifierKey } from '@yupana/ledger';
import { latestCheckpoint } from './checkpoint.ts';
import { withEvidence } from './claims.ts';
import { logKey } from './keys.ts';
import { WitnessClaim } from './precedents.ts';
import { statusOf } from './status.ts';
import { backup, halted, logged } from './testing/backup.ts';
import { ORIGIN, testLog, type TestLog, until } from './testing/log.ts';
import { policyOf, testWitness, type TestWitness } from './testing/witness.ts';

const WORTH_NOTHING = /^uni has seen 999 entries; here are \d; it shows no such head that this log has signed, so it may be wrong: see docs\/operators\.md$/;

const newKey = (origin = ORIGIN) => logKey(generateKeyPairSync('ed25519').privateKey, origin);

/** A head of so many entries, signed. */
async function headBy(key: ReturnType<typeof newKey>, size: number, origin = ORIGIN, root = new Uint8Array(32)): Promise<Uint8Array> {
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  return formatNote({ text, signatures: [await key.sign(text)] });
}

async function witnessedLog(t: TestContext, count: number) {
  const db = await testDatabase(t);
  let keys: readonly string[] = [];
  const witness = await testWitness(t, 'uni', ORIGIN, () => keys);
  const log = testLog(t, db, policyOf(1, witness));
  await logged(db, log, count);
  keys = (await statusOf(db.database)).keys;
  const running = log.start();
  await until(() => witness.latest?.size === count, 'it has cosigned');
  await running.stop();
  return { database: db.database, log, witness, keys };
}

const because = async ({ database }: Awaited<ReturnType<typeof witnessedLog>>): Promise<string> => (await statusOf(database)).halted?.because ?? '';
const evidence = ({ settings }: TestLog): string[] => (existsSync(settings.keyFolder) ? readdirSync(settings.keyFolder).filter((name) => name.startsWith('fork-')) : []);

test('a witness that shows the head that we signed: the reason says so, and the head is kept with our signature alone', async (t) => {
  const drill = await witnessedLog(t, 3);
  const { database, log, witness, keys } = drill;
  const restore = await backup(database);
  await publishNew(database, [aThing('Después'), aThing('Y otra')]);
  const running = log.start();
  await until(() => witness.latest?.size === 5, 'it has five');
  await running.stop();
  await restore();
  rmSync(join(log.settings.keyFolder, 'log.signed'));
  const again = log.start();
  await halted(database, 'fork');
  await again.stop();
  const [name = ''] = evidence(log);
  assert.match(name, /^fork-5-[0-9a-f]{8}\.note$/);
  assert.equal(await because(drill), `uni has seen 5 entries; here are 3; it shows a head of 5 entries that this log has signed (kept beside its key: ${name})`);
  const { note, valid } = await openNote(readFileSync(join(log.settings.keyFolder, name)), keys.map(parseVerifierKey)).then(({ text, valid: all }) => ({ note: parseCheckpoint(text), valid: all }));
  assert.deepEqual([note.size, valid.length], [5, 1]);
  assert.equal(readFileSync(join(log.settings.keyFolder, name), 'utf8').split('\n').filter((line) => line.startsWith('— ')).length, 1, 'no line of anybody else');
});

/** A byte every quarter of a second: it goes on for longer than anybody waits. */
async function* drops(): AsyncGenerator<string> {
  for (;;) {
    yield 'A';
    await new Promise((done) => void setTimeout(done, 250));
  }
}
function* blocks(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536, 'A');
}

for (const [what, shows] of [
  ['nothing', async () => () => ({ status: 404, body: '' })],
  ['a head by another key', async () => { const body = await headBy(newKey(), 999); return () => ({ status: 200, body }); }],
  ['a head of another log, by another key', async () => { const body = await headBy(newKey('otro.example/log'), 999, 'otro.example/log'); return () => ({ status: 200, body }); }],
  ['the last head that fits', async () => undefined],
  ['control characters', async () => () => ({ status: 200, body: `${ORIGIN}\u001b[2J\u0000\n999\n\n` })],
  ['a size without end', async (witness: TestWitness) => () => ({ status: 200, body: `${ORIGIN}\n${'9'.repeat(400)}\n${witness.name}\n\n` })],
  ['no UTF-8', async () => () => ({ status: 200, body: Buffer.from([0xff, 0xfe, 0]) })],
  ['an endless body', async () => () => ({ status: 200, body: Readable.from(blocks()) })],
  ['a body drop by drop', async () => () => ({ status: 200, body: Readable.from(drops()) })],
  ['no answer at all', async () => () => 'hang' as const],
] as const) {
  test(`a witness that claims more, and shows ${what}: the log halts, and the reason says that it may be wrong`, async (t) => {
    const drill = await witnessedLog(t, 2);
    const { database, log, witness } = drill;
    witness.answer = () => ({ status: 409, body: '999\n' });
    witness.shows = await shows(witness);
    await publishNew(database, [aThing('Más')]);
    const running = log.start();
    await halted(database, 'fork');
    await running.stop();
    assert.match(await because(drill), WORTH_NOTHING);
    assert.deepEqual(evidence(log), []);
    assert.equal((await latestCheckpoint(database))?.size, 2, 'nothing was signed');
    assert.ok(log.warnings.every(({ details }) => Object.values(details).every((text) => !/\p{Cc}|AAAA|9999/u.test(String(text)))));
  });
}

test('a claim that comes while the log runs halts it with the same words; once the witness is out of the policy, the log goes on', async (t) => {
  const drill = await witnessedLog(t, 2);
  const { database, log, witness } = drill;
  const running = log.start();
  await publishNew(database, [aThing('Más')]);
  await until(() => witness.latest?.size === 3, 'it goes well at first');
  witness.answer = () => ({ status: 409, body: '999\n' });
  await publishNew(database, [aThing('Y más')]);
  await halted(database, 'fork');
  await running.stop();
  assert.match(await because(drill), WORTH_NOTHING);
  const again = log.start({ settings: { policyText: undefined } });
  await publishNew(database, [aThing('Sin él')]);
  await until(async () => (await latestCheckpoint(database))?.size === 5, 'it goes on');
  await again.stop();
  assert.equal((await statusOf(database)).halted, undefined);
});

test('a head by a former key counts, and another tree of a size that is here; a disk that takes nothing changes neither', async (t) => {
  const { database, log, witness } = await witnessedLog(t, 2);
  const [present, former] = [newKey(), newKey()];
  const claim = new WitnessClaim({ type: 'witness', name: witness.name, url: witness.url, key: present.verifier }, 'something');
  const said = async (folder = log.settings.keyFolder): Promise<string> => (await withEvidence(database, claim, [present.verifier, former.verifier], folder, new AbortController().signal)).message;
  for (const [key, size] of [[former, 7], [present, 2]] as const) {
    const body = await headBy(key, size);
    witness.shows = () => ({ status: 200, body });
    assert.match(await said(), new RegExp(`it shows a head of ${size} entries that this log has signed \\(kept beside its key: fork-${size}-`));
    assert.match(await said('/dev/null/nowhere'), new RegExp(`it shows a head of ${size} entries that this log has signed$`));
  }
  const other = await headBy(present, 7, 'otro.example/log');
  witness.shows = () => ({ status: 200, body: other });
  assert.match(await said(), /it shows no such head/, 'our key, another log');
});
