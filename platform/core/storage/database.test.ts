import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/database.ts';
import { connect } from './database.ts';

// What nobody catches would end the server.
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
process.on('uncaughtException', note);
after(() => process.off('uncaughtException', note));

const pidOf = sql<{ pid: number }>`select pg_backend_pid() as pid`;

for (const [when, work] of [
  ['in a query', 'select pg_sleep(30)'],
  ['between two queries of a transaction', undefined],
] as const) {
  test(`a connection that the server ends ${when}: what ran fails, the process lives, the next query finds another`, async (t) => {
    const { database, config } = await testDatabase(t, { max: 1 });
    const other = await connect({ ...config, max: 1 });
    t.after(other.close);
    const running = database.transaction().execute(async (transaction) => {
      const { rows } = await pidOf.execute(transaction);
      const end = sql`select pg_terminate_backend(${rows[0]?.pid})`;
      if (work) await Promise.all([sql.raw(work).execute(transaction), end.execute(other.database)]);
      else await end.execute(other.database).then(() => sleep(100));
      await pidOf.execute(transaction);
    });
    await assert.rejects(running);
    assert.equal((await pidOf.execute(database)).rows.length, 1);
    await sleep(50);
    assert.deepEqual(uncaught, []);
  });
}
