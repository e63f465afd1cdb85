import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolder, isRoot, killServer, leftovers, open, openElsewhere, query, serverPid } from './testing/harness.ts';
import { serverAccount } from './privileges.ts';
import { isAlive, waitUntil } from './processes.ts';

test('Node killed with -9: the next start adopts the server with its data, and stops it', async (t) => {
  const folder = dataFolder(t);
  const other = openElsewhere(t, folder);
  assert.equal((await other.report).how, 'started');
  const pid = serverPid(folder);
  await other.kill();
  assert.ok(isAlive(pid), 'the server outlives its starter');
  const own = await open(t, folder);
  assert.equal(own.how, 'adopted');
  assert.equal(serverPid(folder), pid);
  await query(own, 'create table kept as select 7 as n');
  await own.stop();
  assert.ok(!isAlive(pid));
  const again = await open(t, folder);
  assert.deepEqual(await query(again, 'select n from kept'), [{ n: 7 }]);
});

test('everything killed with -9: the next start recovers what was committed', async (t) => {
  const folder = dataFolder(t);
  for (let round = 0; round < 3; round++) {
    const other = openElsewhere(t, folder);
    assert.equal((await other.report).how, 'started');
    await other.kill();
    const own = await open(t, folder);
    await query(own, 'create table if not exists kept (n int)');
    await query(own, `insert into kept values (${round})`);
    await killServer(folder);
    await own.lost;
  }
  const own = await open(t, folder);
  assert.deepEqual(await query(own, 'select n from kept order by n'), [{ n: 0 }, { n: 1 }, { n: 2 }]);
});

test('only the main process of the server killed with -9: its orphans are waited for', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  const busy = query(own, `do $$ begin perform count(*) from generate_series(1, 3000000) a; end $$`).catch(() => {});
  await sleep(50);
  process.kill(serverPid(folder), 'SIGKILL');
  const again = await open(t, folder);
  assert.equal(again.how, 'started');
  await busy;
});

test('killed with -9 during the making of the cluster: the next start makes it anew', async (t) => {
  for (const delay of [0, 200, 400]) {
    const folder = dataFolder(t);
    const other = openElsewhere(t, folder);
    assert.ok(await waitUntil(() => existsSync(folder) && leftovers(folder).length > 0, 5_000));
    await sleep(delay);
    await other.kill();
    const unfinished = leftovers(folder);
    t.diagnostic(`killed ${delay} ms after it began: ${unfinished.length === 1 ? 'unfinished' : 'finished'}`);
    const own = await open(t, folder);
    assert.equal((await query(own, 'select 1 as one'))[0]?.['one'], 1);
    await own.stop();
    // The orphaned initdb may have been writing when the first start tidied up; by now it has ended.
    await (await open(t, folder)).stop();
    assert.deepEqual(leftovers(folder), []);
  }
});

test('a death of the server is told, and a later stop does no harm', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  await killServer(folder);
  assert.ok((await own.lost) instanceof Error);
  await own.stop();
});

test('an owner whose hold broke does not stop the server of the next owner', async (t) => {
  const folder = dataFolder(t);
  const former = await open(t, folder);
  await query(former, `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'yupana owner%'`);
  await former.lost;
  const next = await open(t, folder);
  assert.equal(next.how, 'adopted');
  await former.stop();
  assert.equal((await query(next, 'select 1 as one'))[0]?.['one'], 1);
});

test('an owner whose hold broke, and whom nobody followed, still stops its server', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  const pid = serverPid(folder);
  await query(own, `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'yupana owner%'`);
  await own.lost;
  await own.stop();
  assert.ok(!isAlive(pid));
});

test('a stranger who got the process id of the dead server does not block the start', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  await killServer(folder);
  await own.lost;
  const account = isRoot ? serverAccount(join(folder, 'postgres')) : undefined;
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }) });
  t.after(() => stranger.kill());
  for (const path of [join(folder, 'postgres', 'postmaster.pid'), join(folder, 'postgres-socket', '.s.PGSQL.5432.lock')]) {
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(stranger.pid)));
  }
  assert.equal((await open(t, folder)).how, 'started');
  assert.ok(stranger.pid !== undefined && isAlive(stranger.pid));
});
