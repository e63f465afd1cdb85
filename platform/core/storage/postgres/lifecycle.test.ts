import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { childrenOf, dataFolder, isRoot, leftovers, listeningInodes, open, query, serverPid } from './testing/harness.ts';
import { isAlive } from './processes.ts';
import { TEST_SETTINGS } from './testing/settings.ts';

const DEBIAN = '/usr/lib/postgresql/15/bin';

test('a fresh start makes a database, and a reopening keeps its data', async (t) => {
  const folder = dataFolder(t);
  const first = await open(t, folder);
  assert.equal(first.how, 'started');
  assert.match(first.version, /^\d+\.\d+/);
  assert.equal(first.dataDir, folder);
  await query(first, `create table action (title text)`);
  await query(first, `insert into action values ('Ñawi')`);
  await first.stop();
  const second = await open(t, folder);
  assert.equal(second.how, 'started');
  assert.deepEqual(await query(second, 'select title from action'), [{ title: 'Ñawi' }]);
  assert.deepEqual(leftovers(folder), []);
});

test('a running server', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);

  await t.test('the files are private: socket folder and cluster 0700, password and log 0600', () => {
    const mode = (name: string): string => (lstatSync(join(folder, name)).mode & 0o777).toString(8);
    assert.equal(mode('postgres-socket'), '700');
    assert.equal(mode('postgres'), '700');
    assert.equal(mode('postgres.password'), '600');
    assert.equal(mode('postgres.log'), '600');
    assert.equal(statSync(join(folder, 'postgres.password')).uid, process.getuid?.());
    assert.ok(readFileSync(join(folder, 'postgres.password'), 'utf8').trim().length >= 40);
  });

  await t.test('a wrong password is refused, and nothing of the password gets into the log', async () => {
    await assert.rejects(query({ ...own, connection: { ...own.connection, password: 'guess' } }, 'select 1'), { code: '28P01' });
    assert.ok(!readFileSync(join(folder, 'postgres.log'), 'utf8').includes(own.connection.password));
  });

  await t.test('letters of Spanish and Quechua are letters, and order is that of code points', async () => {
    assert.deepEqual(await query(own, `select lower('ÁÑ') as low, 'POLÍTICA' ilike 'política' as ilike, 'Z' < 'a' as by_code,
      current_setting('server_encoding') as encoding`), [{ low: 'áñ', ilike: true, by_code: true, encoding: 'UTF8' }]);
  });

  await t.test('the server runs in a session of its own, and never as root', { skip: process.platform !== 'linux' && 'needs /proc' }, () => {
    const pid = serverPid(folder);
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    assert.deepEqual(afterName.slice(2, 4), [String(pid), String(pid)], 'process group and session');
    assert.notEqual(statSync(`/proc/${pid}`).uid, 0);
    if (!isRoot) assert.equal(statSync(`/proc/${pid}`).uid, process.getuid?.());
  });
});

test('the server is hard on data, soft on memory, and deaf to the network', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder, { settings: { work_mem: '3MB' } });
  const [row] = await query(own, `select ${['fsync', 'synchronous_commit', 'data_checksums', 'jit', 'shared_buffers', 'max_connections', 'work_mem', 'listen_addresses', 'password_encryption']
    .map((name) => `current_setting('${name}') as ${name}`).join(', ')}`);
  assert.deepEqual(row, {
    fsync: 'on', synchronous_commit: 'on', data_checksums: 'on', jit: 'off', shared_buffers: '128MB', max_connections: '60',
    work_mem: '3MB', listen_addresses: '', password_encryption: 'scram-sha-256',
  });
  if (process.platform !== 'linux') return;
  const fds = `/proc/${serverPid(folder)}/fd`;
  const sockets = readdirSync(fds).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(join(fds, fd)))?.[1]);
  const listening = listeningInodes();
  assert.ok(!sockets.some((inode) => inode !== undefined && listening.has(inode)));
});

test('a clean stop leaves no process, and may be asked for twice', async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  const all = [serverPid(folder), ...childrenOf(serverPid(folder))];
  assert.ok(all.length > 2);
  assert.equal(own.stop(), own.stop());
  await own.stop();
  assert.deepEqual(all.filter(isAlive), []);
  assert.deepEqual(readdirSync(folder).toSorted(), ['postgres', 'postgres-socket', 'postgres.log', 'postgres.password']);
  assert.ok(!existsSync(join(folder, 'postgres', 'postmaster.pid')));
});

test('a stop does not wait for the transactions of others', async (t) => {
  const own = await open(t, dataFolder(t));
  const sleeping = assert.rejects(query(own, 'select pg_sleep(30)'));
  await query(own, 'select 1');
  await own.stop();
  await sleeping;
});

test('a path too long for a socket gets one elsewhere', async (t) => {
  const folder = join(dataFolder(t), 'carpeta-con-nombre-largo-'.repeat(5));
  const lines: string[] = [];
  const own = await open(t, folder, { log: (line) => lines.push(line), settings: TEST_SETTINGS });
  assert.ok(Buffer.byteLength(own.connection.host) < 80);
  assert.equal(lstatSync(own.connection.host).mode & 0o777, 0o700);
  assert.match(lines.join('\n'), /too long/);
  assert.equal((await query(own, 'select 1 as one'))[0]?.['one'], 1);
  t.after(() => rmSync(own.connection.host, { recursive: true, force: true }));
});

test('a folder name may hold spaces, commas and quotes', async (t) => {
  const folder = join(dataFolder(t), `Año 2026, "Perú's" 100%`);
  assert.equal((await open(t, folder)).how, 'started');
});

test('other programs: Debian PostgreSQL 15', { skip: !existsSync(DEBIAN) && `no ${DEBIAN} here` }, async (t) => {
  const folder = dataFolder(t);
  mkdirSync(folder);
  const own = await open(t, folder, { binDir: DEBIAN, settings: TEST_SETTINGS });
  assert.match(own.version, /^15\./);
  assert.deepEqual(await query(own, `select lower('Ñ') as low`), [{ low: 'ñ' }]);
});
