import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/database.ts';
import { TEST_CONFIGURATION } from '../../../test/support/platform.ts';
import { KindSet } from '../kinds/kind.ts';
import { Messages } from '../i18n/messages.ts';
import type { Mailer, Message } from '../mail/message.ts';
import { outbox } from '../mail/outgoing.ts';
import type { Platform } from '../platform.ts';
import { CORE_JOBS } from './core-jobs.ts';
import type { Job } from './job.ts';
import { type RunningJobs, startJobs } from './runner.ts';
import { jobStates } from './states.ts';

const { database, config } = await testDatabase({ after });
const platform: Platform = { database, modules: [], kinds: new KindSet([]), messages: new Messages(new Map()), configuration: TEST_CONFIGURATION, origin: 'https://yupana.test', now: () => new Date() };
const NO_MAILER: Mailer = { send: async () => assert.fail('no mail') };
const lines: string[] = [];

async function start(jobs: readonly Job[], mailer: Mailer = NO_MAILER): Promise<RunningJobs> {
  return startJobs({ platform, mailer, jobs, connection: config, log: (line) => void lines.push(line) });
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await holds()) return;
    await new Promise((done) => void setTimeout(done, 25));
  }
  assert.fail(what);
}
const job = (name: string, run: Job['run']): Job => ({ name, cron: '0 0 1 1 *', run });

describe('jobs', () => {
  it('run when they are woken, and are on the clock of the country', async () => {
    let runs = 0;
    const jobs = await start([job('once', async () => void (runs += 1))]);
    await jobs.wake('once');
    await until(() => runs === 1, 'it ran');
    const { rows } = await sql<{ cron: string; timezone: string }>`select cron, timezone from jobs.schedule where name = 'once'`.execute(database);
    assert.deepEqual(rows, [{ cron: '0 0 1 1 *', timezone: 'America/Lima' }]);
    await jobs.stop();
    assert.equal(runs, 1);
  });

  it('are taken off the clock when no server has them any more', async () => {
    await (await start([job('new', async () => {})])).stop();
    const { rows } = await sql<{ name: string }>`select name from jobs.schedule`.execute(database);
    assert.deepEqual(rows, [{ name: 'new' }]);
  });

  it('run one at a time, whichever of two servers is asked', async () => {
    let [running, most, runs] = [0, 0, 0];
    const slow = job('slow', async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((done) => void setTimeout(done, 100));
      running -= 1;
      runs += 1;
    });
    const servers = [await start([slow]), await start([slow])];
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(servers.map((server) => server.wake('slow')));
      await new Promise((done) => void setTimeout(done, 60));
    }
    await until(() => runs >= 2 && running === 0, 'they ran');
    await Promise.all(servers.map((server) => server.stop()));
    assert.equal(most, 1);
  });

  it('that fail are told to the operator by their code, and the table keeps nothing of what people wrote', async () => {
    const jobs = await start([job('broken', async () => {
      throw Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(rosa@example.org) already exists.' });
    })]);
    await jobs.wake('broken');
    await until(async () => (await jobStates(database)).some(({ name, failed }) => name === 'broken' && failed > 0), 'it failed');
    await jobs.stop();
    assert.equal((await jobStates(database)).find(({ name }) => name === 'broken')?.reason, '23505');
    const { rows } = await sql`select * from jobs.job`.execute(database);
    assert.ok(!JSON.stringify(rows).includes('rosa') && !JSON.stringify(rows).includes('duplicate'));
    assert.ok(lines.some((line) => line.includes('job-failed') && line.includes('"job":"broken"')) && !lines.some((line) => line.includes('rosa')));
  });

  it('come to a good end when the server ends', async () => {
    let [begun, done] = [false, false];
    const jobs = await start([job('long', async ({ signal }) => {
      begun = true;
      await new Promise((aborted) => void signal.addEventListener('abort', aborted));
      await new Promise((ended) => void setTimeout(ended, 50));
      done = true;
    })]);
    await jobs.wake('long');
    await until(() => begun, 'it began');
    await jobs.stop();
    assert.ok(done);
  });

  it('begin on a new database, where three servers start at once', async (t) => {
    const own = await testDatabase(t);
    let runs = 0;
    const servers = await Promise.all([1, 2, 3].map(() => startJobs({ platform: { ...platform, database: own.database }, mailer: NO_MAILER, jobs: [job('first', async () => void (runs += 1))], connection: own.config, log: (line) => assert.fail(line) })));
    await servers[1]?.wake('first');
    await until(() => runs === 1, 'it ran');
    await Promise.all(servers.map((server) => server.stop()));
    assert.equal(runs, 1);
  });

  it('cannot have one name twice', async () => {
    await assert.rejects(start([job('x', async () => {}), job('x', async () => {})]), /"x"/);
  });
});

describe('the jobs of the core', () => {
  it('send a mail as soon as its transaction commits', async () => {
    const sent: { readonly mail: Message; readonly at: number }[] = [];
    const jobs = await start(CORE_JOBS, { send: async (mail) => void sent.push({ mail, at: performance.now() }) });
    await database.transaction().execute((transaction) => outbox.enqueue(transaction, { to: 'rosa@example.org', subject: 'a', text: 'b' }));
    const committed = performance.now();
    await until(() => sent.length === 1, 'it was sent');
    await jobs.stop();
    const waited = (sent[0]?.at ?? Infinity) - committed;
    assert.ok(waited < 5000, `${waited} ms: by word of the database, not by the clock of every minute`);
    assert.deepEqual(await database.selectFrom('mail_outbox').selectAll().execute(), []);
  });

  it('tell the operator of a mail that was given up, without the address', async () => {
    const jobs = await start(CORE_JOBS, { send: async ({ to }) => Promise.reject(new (await import('../mail/message.ts')).DeliveryFailure(to === 'gone@example.org' ? 'EENVELOPE 550' : 'X', true)) });
    await database.transaction().execute((transaction) => outbox.enqueue(transaction, { to: 'gone@example.org', subject: 'a', text: 'b' }));
    await until(() => lines.some((line) => line.includes('mail-given-up')), 'it was told');
    await jobs.stop();
    const line = lines.find((one) => one.includes('mail-given-up')) ?? '';
    assert.ok(line.includes('EENVELOPE 550') && !line.includes('gone@'), line);
  });

  it('forget what is over', async () => {
    const jobs = await start(CORE_JOBS);
    const long = new Date(Date.now() - 40 * 86_400_000);
    await database.insertInto('attempt').values({ at: long, path: 'link', account: null, network: 'unknown', device: null }).execute();
    await database.insertInto('record').values({ id: 'h7777777777m', kind: 'thing' }).execute();
    await database.insertInto('subscription_request').values({ token_hash: Buffer.from('x'), email: 'rosa@example.org', language: 'es', record_id: 'h7777777777m', expires_at: long }).execute();
    await database.insertInto('account').values({ id: 'a', name: 'A', email: 'a@example.org', password_hash: null }).execute();
    await database.insertInto('recovery').values({ token_hash: Buffer.from('x'), account_id: 'a', expires_at: long }).execute();
    await database.insertInto('sign_in_link').values({ token_hash: Buffer.from('x'), account_id: 'a', expires_at: long }).execute();
    await database.insertInto('invitation').values({ id: 'i', token_hash: Buffer.from('x'), email: 'b@example.org', institution: null, role: 'editor', invited_by: 'a', created_at: long, expires_at: long }).execute();
    for (const name of ['forget', 'forget-requests']) await jobs.wake(name);
    for (const table of ['attempt', 'subscription_request', 'recovery', 'sign_in_link', 'invitation'] as const) await until(async () => (await database.selectFrom(table).selectAll().execute()).length === 0, `${table} is empty`);
    await jobs.stop();
  });
});
