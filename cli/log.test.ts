import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { newId } from '#core/records/id.ts';
import { testDatabase } from '../test/support/database.ts';
import { call } from './testing/call.ts';

/** A database, a data folder, and the environment of commands that work on them. */
async function site(t: TestContext) {
  const { database, config } = await testDatabase(t);
  const folder = mkdtempSync(join(tmpdir(), 'yupana-cli-log-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const address = new URLSearchParams({ host: String(config.host), port: String(config.port) });
  const env = { DATA_DIR: folder, DATABASE_URL: `postgres://${encodeURIComponent(String(config.user))}:${encodeURIComponent(String(config.password))}@/${config.database}?${address.toString()}` };
  return { database, folder, env };
}

test('erase, its list and its replay, from the command line', async (t) => {
  const { database, folder, env } = await site(t);
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

test('what reviewers wrote: an erasure says that it is there, --texts shows it harmlessly, --text deletes one for good', async (t) => {
  const { database, folder, env } = await site(t);
  const id = newId();
  const written = 'Pregunte a Rosa\u001b[2J\u202e';
  await sql`insert into record (id, kind, version) values (${id}, 'deployment', 0)`.execute(database);
  const restore = async (): Promise<unknown> => sql`update review_event set message = ${written}, remarks = '[{"field": "purpose", "text": "Lo sabe Rosa"}]' where id = 1`.execute(database);
  await sql`insert into review_event (record_id, revision, act, side, actor) values (${id}, 1, 'returned', 'office', 'ana'), (${id}, 1, 'submitted', 'body', 'beto')`.execute(database);
  await restore();

  const article = ['--article', 'Ley 29733, art. 20'];
  const told = call(['erase', '--record', id, ...article], env);
  assert.equal(told.out, `There was nothing to erase.\nReviewers wrote 1 text about drafts of this record, which may name the person and were left as they are. See them: yupana erase --texts ${id}\n`, told.err);
  const shown = call(['erase', '--texts', id], env);
  assert.match(shown.out, /^1 {2}\S+Z {2}returned by the office, on the way of the open draft\n {4}Pregunte a Rosa\\u001b\[2J\\u202e\n {4}purpose: Lo sabe Rosa\n$/, shown.err);

  for (const [args, code, reason] of [
    [[id, '--text', '1'], 2, /--article/],
    [[id, '--text', 'uno', ...article], 2, /no number of a text/],
    [[id, '--text', '1', '--field', 'contact', ...article], 2, /neither field nor version/],
    [[id, '--text', '3', ...article], 1, /no text 3/],
    [[newId(), '--text', '1', ...article], 1, /no text 1/],
    [[id, '--text', '1', '--article', 'uno\ndos'], 1, /one line/],
    [[id, '--texts', id], 2, /nothing else/],
  ] as const) {
    const refused = call(['erase', ...args], env);
    assert.deepEqual([refused.code, reason.test(refused.err)], [code, true], refused.err + refused.out);
  }
  const left = async () => (await database.selectFrom('review_event').select(['id', 'actor', 'message', 'remarks']).orderBy('id').execute()).map((row) => [row.id, row.actor, row.message, row.remarks.length]);
  assert.deepEqual(await left(), [[1, 'ana', written, 1], [2, 'beto', '', 0]], 'nothing of that did anything');

  assert.match(call(['erase', id, '--text', '1', ...article], env).out, /^The text 1 is erased\./);
  assert.equal(call(['erase', '--record', id, '--text', '1', ...article], env).out, 'There was nothing to erase.\n');
  assert.deepEqual(await left(), [[1, 'ana', '', 0], [2, 'beto', '', 0]]);
  assert.equal(call(['erase', '--texts', id], env).out, 'Reviewers have left no text about this record.\n');
  const list = call(['erase', '--list'], env);
  assert.doesNotMatch(list.out, /Rosa/);

  await restore();
  writeFileSync(join(folder, 'erasures.jsonl'), list.out);
  const replayed = call(['erase', '--replay', join(folder, 'erasures.jsonl')], env);
  assert.equal(replayed.out, '1 erasures gone through, 0 values deleted again, 1 texts of reviewers.\n', replayed.err);
  assert.deepEqual(await left(), [[1, 'ana', '', 0], [2, 'beto', '', 0]]);
});
