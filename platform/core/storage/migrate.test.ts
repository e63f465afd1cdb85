import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/database.ts';
import { connect, type Database } from './database.ts';
import { CORE_MIGRATIONS, migrate, type MigrationFolder } from './migrate.ts';

/** A folder of migrations with the given files. */
function migrations(t: TestContext, owner: string, files: Readonly<Record<string, string>>): MigrationFolder {
  const folder = mkdtempSync(join(tmpdir(), 'yupana-migrations-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { owner, folder: pathToFileURL(`${folder}/`) };
}

async function tables(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%' order by 1`.execute(database);
  return rows.map(({ name }) => name);
}

async function remembered(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database);
  return rows.map(({ name }) => name);
}

test('migrating an empty database makes every table; migrating again changes nothing', async (t) => {
  const { database } = await testDatabase(t, { empty: true });
  const first = await migrate(database, [CORE_MIGRATIONS]);
  assert.ok(first.includes('0-core/0001_records') && first.length >= 3);
  const made = await tables(database);
  for (const name of ['record', 'version', 'search_entry', 'session']) assert.ok(made.includes(name));
  assert.deepEqual(await migrate(database, [CORE_MIGRATIONS]), []);
  assert.deepEqual(await tables(database), made);
});

test('several connections that migrate at once: each migration runs once', async (t) => {
  const { database } = await testDatabase(t, { empty: true });
  const module = migrations(t, 'one', { '0001_a.sql': 'create table a (x int); insert into a values (1);' });
  const ran = await Promise.all(Array.from({ length: 5 }, () => migrate(database, [CORE_MIGRATIONS, module])));
  assert.deepEqual(ran.flat().toSorted(), await remembered(database));
  const { rows } = await sql`select x from a`.execute(database);
  assert.deepEqual(rows, [{ x: 1 }]);
});

test('two processes that migrate at once', async (t) => {
  const { database, config } = await testDatabase(t, { empty: true });
  const program = `
    import { connect } from ${JSON.stringify(new URL('database.ts', import.meta.url).href)};
    import { CORE_MIGRATIONS, migrate } from ${JSON.stringify(new URL('migrate.ts', import.meta.url).href)};
    const { database, close } = await connect(JSON.parse(process.env.MIGRATE_DATABASE));
    console.log((await migrate(database, [CORE_MIGRATIONS])).length);
    await close();`;
  const ran = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env: { ...process.env, MIGRATE_DATABASE: JSON.stringify(config) }, stdio: ['ignore', 'pipe', 'inherit'] });
      const [out] = await Promise.all([child.stdout.toArray(), once(child, 'exit')]);
      return Number(out.join(''));
    }),
  );
  assert.deepEqual(ran.toSorted((a, b) => a - b), [0, 0, (await remembered(database)).length]);
});

test('a migration that fails leaves nothing, and neither do those before it in the same run', async (t) => {
  const { database } = await testDatabase(t, { empty: true });
  await migrate(database, [CORE_MIGRATIONS]);
  const before = [await tables(database), await remembered(database)];
  const module = migrations(t, 'one', { '0001_a.sql': 'create table a (x int);', '0002_b.sql': 'create table b (x int); select 1/0; create table c (x int);', '0003_d.sql': 'create table d (x int);' });
  await assert.rejects(migrate(database, [CORE_MIGRATIONS, module]), (error: unknown) => error instanceof Error && error.message.includes('1-one/0002_b') && String(error.cause).includes('division by zero'));
  assert.deepEqual([await tables(database), await remembered(database)], before);
  // Once it is put right, all of it runs.
  const mended = migrations(t, 'one', { '0001_a.sql': 'create table a (x int);', '0002_b.sql': 'create table b (x int);' });
  assert.deepEqual(await migrate(database, [CORE_MIGRATIONS, mended]), ['1-one/0001_a', '1-one/0002_b']);
});

test('a migration of a module that comes later with a lower number runs', async (t) => {
  const { database } = await testDatabase(t, { empty: true });
  const late = migrations(t, 'zeta', { '0009_z.sql': 'create table z (x int);' });
  await migrate(database, [CORE_MIGRATIONS, late]);
  const early = migrations(t, 'alpha', { '0001_a.sql': 'create table a (x int);' });
  assert.deepEqual(await migrate(database, [CORE_MIGRATIONS, late, early]), ['1-alpha/0001_a']);
});

test('what is no migration is passed over, and names are in order', async (t) => {
  const { database } = await testDatabase(t, { empty: true });
  const module = migrations(t, 'one', { 'README.md': 'not SQL', '0010_b.sql': 'alter table a add y int;', '0009_a.sql': 'create table a (x int);' });
  assert.deepEqual(await migrate(database, [module]), ['1-one/0009_a', '1-one/0010_b']);
});

test('numbers of PostgreSQL come as numbers, whatever their size below 2^53', async (t) => {
  const { database } = await testDatabase(t);
  const { rows } = await sql`select 9007199254740991::bigint as big, count(*) as count from record`.execute(database);
  assert.deepEqual(rows, [{ big: 9_007_199_254_740_991, count: 0 }]);
});

test('a server that cannot be reached is told at once', async () => {
  await assert.rejects(connect({ host: '/no/such/socket', user: 'x', database: 'x' }), /ENOENT/);
});
