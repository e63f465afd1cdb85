import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { type Connection, connect, type Database } from '../storage/database.ts';
import { CORE_MIGRATIONS, migrate } from '../storage/migrate.ts';
import { isAlive, waitUntil } from '../storage/postgres/processes.ts';
import { childrenOf, dataFolder, open, serverPid } from '../storage/postgres/testing/harness.ts';
import type { Line } from './testing/publisher.ts';

const KILLS = 200;
const AT_ONCE = 3;
/** A process lives to tell of fewer transactions than this. */
const MOST_DONE = 4;

interface Life {
  readonly lines: readonly Line[];
  /** True where a transaction had begun and was not reported as done. */
  readonly midway: boolean;
}

interface Publishing {
  readonly begun: Promise<unknown>;
  /** Resolves when so many transactions were reported as done. */
  done(count: number): Promise<void>;
  /** Kills the process if it still lives, and tells what it said. */
  end(): Promise<Life>;
}

function startPublisher(config: pg.PoolConfig): Publishing {
  const env = { ...process.env, PUBLISHER_DATABASE: JSON.stringify(config) };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/publisher.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const closed = once(child, 'close');
  const begun = Promise.race([once(child.stdout, 'data'), closed.then(() => assert.fail(`the publisher ended: ${complained}`))]);
  begun.catch(() => {});
  const doneSoFar = (): number => said.split('{"done"').length - 1;
  return {
    begun,
    done: async (count) => {
      while (doneSoFar() < count) await Promise.race([once(child.stdout, 'data'), closed.then(() => assert.fail(`the publisher ended: ${complained}`))]);
    },
    end: async () => {
      child.kill('SIGKILL');
      await closed;
      // A line cut short by the kill was not said.
      const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line);
      const last = lines.at(-1);
      return { lines, midway: last !== undefined && 'begin' in last };
    },
  };
}

/** Every publication that was reported as done is there, and each transaction is there whole or not at all. */
async function assertWhole(database: Database, lives: readonly Life[]): Promise<void> {
  const lines = lives.flatMap((life) => life.lines);
  const reported = lines.flatMap((line) => ('done' in line ? line.versions : [])).map(([id, number]) => `${id} ${number}`);
  const there = new Set((await database.selectFrom('version').select(['record_id', 'number']).execute()).map((row) => `${row.record_id} ${row.number}`));
  assert.deepEqual(reported.filter((version) => !there.has(version)), [], 'reported as done, and lost');
  const { rows } = await sql<{ mark: string; versions: number; own: number; internal: number }>`
    select version.document->>'remark' as mark, count(*) as versions, count(*) filter (where number = 1) as own, count(restricted_part.record_id) as internal
    from version left join restricted_part using (record_id, number) where act = 'publication' group by 1`.execute(database);
  for (const { mark, versions, own, internal } of rows) {
    const expected = mark.endsWith(' 1') ? 3 : 4;
    assert.deepEqual([versions, own, internal], [expected, 3, 3], `the transaction ${mark} is there in part`);
  }
  await assertConsistent(database);
}

/** Waits until the server has noticed that its clients are gone. */
async function sessionsEnded(database: Database): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { rows } = await sql<{ others: number }>`select count(*) as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and application_name = 'yupana'`.execute(database);
    if (rows[0]?.others === 0) return;
    await sleep(20);
  }
  assert.fail('sessions of dead clients are still there');
}

test(`Node killed ${KILLS} times in mid-publication: every record is whole, nothing that was reported is lost`, async (t) => {
  const { database, config } = await testDatabase(t, { max: 1 });
  const random = randomFrom(t);
  const lives: Life[] = [];
  let midway = 0;
  // What a transaction takes, so that the kills fall into every part of it however busy the machine is.
  let typical = 30;
  const killOneAfterAnother = async (): Promise<void> => {
    while (midway < KILLS) {
      const publisher = startPublisher(config);
      await publisher.begun;
      const [start, count] = [performance.now(), Math.floor(random() * MOST_DONE)];
      await publisher.done(count);
      if (count > 0) typical = (typical * 9 + (performance.now() - start) / count) / 10;
      await sleep(random() * typical * 1.5);
      const life = await publisher.end();
      lives.push(life);
      if (life.midway) midway += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killOneAfterAnother));
  await sessionsEnded(database);
  const done = lives.flatMap(({ lines }) => lines).filter((line) => 'done' in line).length;
  t.diagnostic(`${lives.length} processes killed, ${midway} of them in mid-publication; ${done} transactions were reported as done`);
  assert.ok(midway >= KILLS && done > KILLS / 2);
  await assertWhole(database, lives);
});

function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself a moment ago.
  }
}

/** Kills a server with all its processes. */
async function killAll(server: number): Promise<void> {
  const pids = [server, ...childrenOf(server)];
  for (const pid of pids) kill(pid);
  assert.ok(await waitUntil(() => !pids.some(isAlive), 5000));
}

async function reconnect(config: pg.PoolConfig): Promise<Connection> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await connect(config);
    } catch (error) {
      if (tries === 200) throw error;
      await sleep(50);
    }
  }
}

test('PostgreSQL killed in mid-publication, one of its processes or all of them: the same', async (t) => {
  const folder = dataFolder(t);
  const random = randomFrom(t);
  const lives: Life[] = [];
  let own = await open(t, folder);
  const prepared = await connect(own.connection);
  await migrate(prepared.database, [CORE_MIGRATIONS]);
  await prepared.close();
  for (let round = 0; round < 6; round += 1) {
    const config = { ...own.connection };
    const publishers = [startPublisher(config), startPublisher(config)];
    await Promise.all(publishers.map(({ begun }) => begun));
    await sleep(random() * 150);
    if (round % 2 === 0) {
      // Any process of the server: a session, the checkpointer, the writer of the log. PostgreSQL then restarts itself.
      const pids = childrenOf(serverPid(folder));
      kill(pids[Math.floor(random() * pids.length)]);
    } else {
      await killAll(serverPid(folder));
      await own.lost;
      own = await open(t, folder);
    }
    await sleep(50);
    for (const publisher of publishers) lives.push(await publisher.end());
    const { database, close } = await reconnect({ ...own.connection, max: 1 });
    await sessionsEnded(database);
    await assertWhole(database, lives);
    await close();
  }
  const done = lives.flatMap(({ lines }) => lines).filter((line) => 'done' in line).length;
  await own.stop();
  t.diagnostic(`6 kills; ${done} transactions were reported as done`);
});
