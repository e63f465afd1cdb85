import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOwnPostgres } from './index.ts';
import { dataFolder, faultOf, leftovers, open, openElsewhere, query, serverPid } from './testing/harness.ts';
import { TEST_SETTINGS } from './testing/settings.ts';

test('a second opener in another process is refused, and told who has it', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  const { fault, params } = await openElsewhere(t, folder).report;
  assert.deepEqual({ fault, params }, { fault: 'in-use', params: { folder, pid: String(process.pid) } });
  assert.equal((await query(own, 'select 1 as one'))[0]?.['one'], 1, 'the first is not disturbed');
});

test('a second opener in the same process is refused', async (t) => {
  const folder = dataFolder(t);
  await open(t, folder);
  const fault = await faultOf(openOwnPostgres(folder, { settings: TEST_SETTINGS }));
  assert.equal(fault.code, 'in-use');
  assert.match(fault.message, new RegExp(`process ${process.pid}`));
});

test('of three who start at once on a fresh folder, exactly one wins', async (t) => {
  const folder = dataFolder(t);
  const others = [0, 1, 2].map(() => openElsewhere(t, folder));
  const reports = await Promise.all(others.map((other) => other.report));
  const winners = reports.filter((report) => report.fault === undefined);
  assert.equal(winners.length, 1, JSON.stringify(reports));
  for (const report of reports) {
    if (report.fault === undefined) continue;
    assert.equal(report.fault, 'in-use');
    assert.equal(report.params?.['pid'], String(winners[0]?.pid));
  }
  assert.deepEqual(leftovers(folder), []);
});

test('who starts while the former owner stops gets the folder after it', async (t) => {
  const folder = dataFolder(t);
  let own = await open(t, folder);
  for (let round = 0; round < 5; round++) {
    const before = serverPid(folder);
    const stopping = own.stop();
    own = await open(t, folder);
    await stopping;
    assert.notEqual(serverPid(folder), before);
    assert.equal((await query(own, 'select 1 as one'))[0]?.['one'], 1);
  }
});

test('the maker of the folder is free to copy its database, which nobody holds open', async (t) => {
  const own = await open(t, dataFolder(t));
  const admin = { ...own, connection: { ...own.connection, database: 'postgres' } };
  await query(admin, 'create database copy template yupana');
});
