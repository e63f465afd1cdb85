import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { newId } from '#core/records/id.ts';
import { testDatabase } from '../test/support/database.ts';
import { call } from './testing/call.ts';

test('erase, its list and its replay, from the command line', async (t) => {
  const { database, config } = await testDatabase(t);
  const folder = mkdtempSync(join(tmpdir(), 'yupana-cli-log-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const address = new URLSearchParams({ host: String(config.host), port: String(config.port) });
  const env = { DATA_DIR: folder, DATABASE_URL: `postgres://${encodeURIComponent(String(config.user))}:${encodeURIComponent(String(config.password))}@/${config.database}?${address.toString()}` };
  const id = newId();
  await sql`insert into record (id, kind, version) values (${id}, 'deployment', 1)`.execute(database);
  await sql`with made as (insert into version (record_id, number, kind, schema_version, act, document) values (${id}, 1, 'deployment', 1, 'publication', '{}') returning sequence) insert into outbox select sequence, ${id}, 1 from made`.execute(database);
  const restore = async (): Promise<unknown> => sql`insert into restricted_part values (${id}, 1, 'internal', '{"teamContact": "rosa@example.org"}')`.execute(database);
  const left = async (): Promise<number> => (await database.selectFrom('restricted_part').selectAll().execute()).length;
  await restore();

  const refused = call(['erase', '--record', id, '--field', 'title', '--article', 'Ley 29733, art. 20'], env);
  assert.equal(refused.code, 1, refused.err);
  assert.equal(await left(), 1);
  const unclear = call(['erase', '--record', id], env);
  assert.deepEqual([unclear.code, /--article/.test(unclear.err)], [2, true]);

  const done = call(['erase', '--record', id, '--article', 'Ley 29733, art. 20'], env);
  assert.deepEqual([done.code, done.out.startsWith('1 value erased (teamContact).')], [0, true], done.err + done.out);
  assert.equal(await left(), 0);
  const list = call(['erase', '--list'], env);
  assert.match(list.out, /"article":"Ley 29733, art. 20"/);
  assert.ok(!list.out.includes('rosa'));

  await restore();
  writeFileSync(join(folder, 'erasures.jsonl'), list.out);
  const replayed = call(['erase', '--replay', join(folder, 'erasures.jsonl')], env);
  assert.equal(replayed.out, '1 erasures gone through, 1 values deleted again.\n', replayed.err);
  assert.equal(await left(), 0);

  const early = call(['log', 'rotate-key'], env);
  assert.deepEqual([early.code, early.err], [1, 'The log has not begun yet: the first start makes its key.\n']);
});
