import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { aThing, TEST_KINDS } from '../../../../test/support/kinds.ts';
import { publishNew } from '../../../../test/support/records.ts';
import { randomFrom } from '../../../../test/support/random.ts';
import type { Database } from '#core/storage/database.ts';
import { emptyRoot, parseVerifierKey, type TreeHead } from '@yupana/ledger';
import { logSize } from './append.ts';
import { rootOfLog } from './checkpoint.ts';
import { erase } from './erase.ts';
import { waitingNotices, waitingVersions } from './facts.ts';
import { rememberedCheckpoint } from './memory.ts';
import { assertWithin } from './precedents.ts';
import { withSession } from './service.ts';
import { statusOf } from './status.ts';
import { assertWholeLog, ORIGIN, testLog, type TestLog, until, untilLogged } from './testing/log.ts';
import { policyOf, testWitness } from './testing/witness.ts';
import { writeLog } from './writer.ts';

const POINTS = ['before the batch', 'facts read', 'entries written', 'disclosures written', 'files written', 'batch committed', 'files read back', 'signed', 'checkpoint stored', 'remembered'] as const;
/** With a witness each start costs some signatures that are verified without native code: most of them do without. */
const KILLS = { alone: 430, witnessed: 60 };
const KILLED_PROCESSES = 30;

class Killed extends Error {}

/** Something to log: publications with hidden fields, and now and then an erasure. */
async function work(database: Database, random: () => number): Promise<void> {
  const count = random() < 0.01 ? 300 : 1 + Math.floor(random() * 2);
  const ids = await publishNew(database, Array.from({ length: count }, () => aThing('Registro', { reviewer: 'interno', contact: { name: 'Rosa', mail: 'rosa@example.org' } })));
  if (random() < 0.2 && ids[0] !== undefined) await erase(database, TEST_KINDS, { recordId: ids[0], field: 'contact', article: 'Ley 29733, art. 20' }, 'operator:test');
}

/** Each disclosure belongs to an entry and to a value that is there still. */
async function assertDisclosures(database: Database): Promise<void> {
  const { rows } = await sql`
    select disclosure.* from ledger_disclosure as disclosure
    left join ledger_entry as entry on entry.record_id = disclosure.record_id and entry.version = disclosure.version
    left join restricted_part as part on part.record_id = disclosure.record_id and part.number = disclosure.version and part.document ? disclosure.field
    where entry is null or part is null`.execute(database);
  assert.deepEqual(rows, []);
}

async function isWaiting(database: Database): Promise<boolean> {
  const [versions, notices] = [await waitingVersions(database, 1), await waitingNotices(database)];
  return versions.length + notices.length > 0;
}

/** What another session finds committed whenever a signature comes into being: nobody may ever see a signature over anything else. */
class OnDisk {
  /** The empty tree, which a start without a checkpoint shows to witnesses, is there from the beginning. */
  readonly #roots = new Map([[0, Buffer.from(emptyRoot()).toString('hex')]]);

  async note(database: Database): Promise<void> {
    const size = await logSize(database);
    this.#roots.set(size, Buffer.from(await rootOfLog(database, size)).toString('hex'));
  }

  assertHolds({ size, root }: TreeHead): void {
    assert.equal(Buffer.from(root).toString('hex'), this.#roots.get(size), `${size} entries were on disk before they were signed`);
  }

  async assertHoldsAll(database: Database): Promise<void> {
    const checkpoints = await database.selectFrom('ledger_checkpoint').select(['size', 'root']).execute();
    assert.ok(checkpoints.length > 0);
    for (const checkpoint of checkpoints) this.assertHolds(checkpoint);
  }
}

/** Ends the writer at one point after the other, and begins it anew. @returns how often at each. */
async function endAgainAndAgain(t: TestContext, db: TestDatabase, log: TestLog, times: number, onDisk: OnDisk, afterEach: () => Promise<void>): Promise<void> {
  const { database } = db;
  const random = randomFrom(t);
  const killed = new Map<string, number>();
  let cuts = 0;
  for (let kills = 0; kills < times; kills += 1) {
    const point = POINTS[kills % POINTS.length] ?? 'signed';
    if (!(await isWaiting(database))) await work(database, random);
    let passes = random() < 0.8 ? 0 : 1;
    const fault = async (name: string): Promise<void> => {
      if (name === 'signed') await onDisk.note(database);
      if (name === point && passes-- === 0) {
        cuts += 1;
        // As a machine dies: the session is cut, whatever it is doing.
        await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'yupana log'`.execute(database);
        throw new Killed();
      }
      // A second round needs something to do.
      if (name === 'remembered' && passes >= 0) await work(database, random);
    };
    const { settings } = log;
    await assert.rejects(
      withSession(db.config, (session) => writeLog(session, { database, settings, environment: {}, now: () => new Date(), warn: () => undefined, signal: new AbortController().signal, pauseMs: 1, fault })),
      // What is thrown last may be the rollback, which has nobody to talk to.
      (error: unknown) => cuts === kills + 1 || assert.fail(String(error)),
    );
    killed.set(point, (killed.get(point) ?? 0) + 1);
    const remembered = rememberedCheckpoint(log.settings.keyFolder);
    if (remembered) onDisk.assertHolds(remembered);
    if (kills % 100 === 99) await assertWholeLog(database);
    await afterEach();
  }
  t.diagnostic([...killed].map(([point, count]) => `${point}: ${count}`).join(', '));
}

/** Each publication and each erasure once. */
async function assertEachOnce(database: Database): Promise<number> {
  const size = await assertWholeLog(database);
  const { versions } = await database.selectFrom('version').select(({ fn }) => fn.countAll<number>().as('versions')).executeTakeFirstOrThrow();
  const { notices } = await database.selectFrom('ledger_notice').select(({ fn }) => fn.countAll<number>().as('notices')).executeTakeFirstOrThrow();
  assert.equal(size, versions + notices);
  await assertDisclosures(database);
  return size;
}

test(`the writer ended ${KILLS.alone} times, at every point of its work: nothing is lost, logged twice, or signed before it is on disk`, async (t) => {
  const db = await testDatabase(t);
  const log = testLog(t, db);
  const onDisk = new OnDisk();
  await endAgainAndAgain(t, db, log, KILLS.alone, onDisk, async () => {});
  await onDisk.assertHoldsAll(db.database);
  const running = log.start();
  await untilLogged(db.database);
  await running.stop();
  t.diagnostic(`${await assertEachOnce(db.database)} entries`);
});

test(`the writer ended ${KILLS.witnessed} times under the eyes of a witness: it never sees the log fork`, async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  let known: readonly string[] = [];
  const witness = await testWitness(t, 'uni', ORIGIN, () => known);
  const log = testLog(t, db, policyOf(1, witness));
  const onDisk = new OnDisk();
  await endAgainAndAgain(t, db, log, KILLS.witnessed, onDisk, async () => {
    if (known.length === 0) known = (await statusOf(database)).keys;
    if (witness.latest) onDisk.assertHolds(witness.latest);
  });
  await onDisk.assertHoldsAll(database);
  const running = log.start();
  await untilLogged(database);
  const size = await assertEachOnce(database);
  await until(() => witness.latest?.size === size, 'the witness has followed the whole way');
  await running.stop();
});

test(`${KILLED_PROCESSES} processes killed with SIGKILL while a second stands by: the other takes over, and the same holds`, async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const random = randomFrom(t);
  const log = testLog(t, db);
  const env = { ...process.env, LOG_TEST: JSON.stringify({ config: db.config, settings: log.settings }) };
  const start = () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'testing/writer.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const writer = { child, said: 0, closed: once(child, 'close') };
    child.stdout.on('data', (chunk: Buffer) => (writer.said += chunk.toString().split('\n').length - 1));
    return writer;
  };
  let writers = [start(), start()];
  t.after(async () => {
    for (const { child } of writers) child.kill('SIGKILL');
    await Promise.all(writers.map(({ closed }) => closed));
  });
  for (let kills = 0; kills < KILLED_PROCESSES; kills += 1) {
    await until(() => writers.some(({ said }) => said > 0), 'one of them writes');
    const leader = writers.find(({ said }) => said > 0);
    assert.ok(leader);
    // The next is on its way before this one dies.
    const next = start();
    writers.push(next);
    await work(database, random);
    await sleep(random() * 40);
    leader.child.kill('SIGKILL');
    await leader.closed;
    // Whatever it had time to sign and remember is in the database.
    const remembered = rememberedCheckpoint(log.settings.keyFolder);
    if (remembered) await assertWithin(database, 'the killed process', remembered, await logSize(database));
    writers = writers.filter((one) => one !== leader);
  }
  await untilLogged(database);
  const size = await assertEachOnce(database);
  t.diagnostic(`${size} entries`);
  await until(() => rememberedCheckpoint(log.settings.keyFolder)?.size === size, 'the last one remembers what it signed');
  for (const { child } of writers) child.kill('SIGKILL');
  await Promise.all(writers.map(({ closed }) => closed));
  assert.equal((await statusOf(database)).keys.map(parseVerifierKey).length, 1);
});
