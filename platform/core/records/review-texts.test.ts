/** What reviewers wrote can be deleted text by text: that it was written stays, the words do not. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, thing } from '../../../test/support/kinds.ts';
import { publisherOf } from '../../../test/support/records.ts';
import { Site } from '../web/testing/site.ts';
import type { Database } from '../storage/database.ts';
import { startDraft } from './drafts.ts';
import { publishDraft } from './publish-draft.ts';
import { approveDraft, publicEvents, returnDraft, submitDraft } from './review.ts';
import { eraseReviewText, hasReviewEvent, knownTextErasures, replayTextErasures, reviewTexts } from './review-texts.ts';

const ARTICLE = 'Ley 29733, art. 20';
const BY = 'operator:test';
const ofBody = (accountId: string) => ({ name: `person:${accountId}`, accountId, institution: 'h7777777777m' });
const ofOffice = (accountId: string) => ({ name: `person:${accountId}`, accountId });

/** A record that was given back by the office, with words that name somebody, and published afterwards. */
async function reviewed(database: Database): Promise<string> {
  const publisher = publisherOf();
  const [author, approver, editor] = [ofBody('author'), ofBody('approver'), ofOffice('editor')];
  const id = await startDraft(database, thing, aThing('Uno'), author);
  await submitDraft(database, publisher, id, 1, author, { message: { text: 'Lo pidió Zorrilla Rosa', public: true } });
  await approveDraft(database, id, 1, approver);
  await returnDraft(database, id, 1, 'office', { text: '', remarks: [{ field: 'title', text: 'Falta el apellido de Zorrilla' }], public: false }, editor);
  await submitDraft(database, publisher, id, 1, author);
  await approveDraft(database, id, 1, approver);
  await publishDraft(database, publisher, id, 1, editor);
  return id;
}

/** Every row of every table. */
async function everything(database: Database): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(database);
  const texts: string[] = [];
  for (const { name } of tables) texts.push(...(await sql<{ row: string }>`select to_jsonb(each)::text as row from ${sql.table(name)} as each`.execute(database)).rows.map(({ row }) => row));
  return texts.join('\n');
}

const open = async (t: TestContext) => {
  const { database } = await testDatabase(t);
  return { database, id: await reviewed(database) };
};

test('the texts of a record are listed with their numbers; one is deleted, and no table has it any more', async (t) => {
  const { database, id } = await open(t);
  const other = await reviewed(database);
  const texts = await reviewTexts(database, id);
  assert.deepEqual(texts.map(({ act, side, version, public: isPublic, message, remarks }) => [act, side, version, isPublic, message, remarks.length]), [['submitted', 'body', 1, true, 'Lo pidió Zorrilla Rosa', 0], ['returned', 'office', 1, false, '', 1]]);
  const events = () => database.selectFrom('review_event').select(['id', 'act', 'side', 'actor', 'at', 'version', 'public', 'told']).orderBy('id').execute();
  const before = await events();
  for (const { number } of texts) assert.equal(await eraseReviewText(database, { recordId: id, number, article: ARTICLE }, BY), true);
  assert.deepEqual(await reviewTexts(database, id), []);
  assert.deepEqual(await events(), before, 'who, when and what stay');
  assert.equal((await reviewTexts(database, other)).length, 2, 'nor is another record touched');
  for (const { number } of await reviewTexts(database, other)) await eraseReviewText(database, { recordId: other, number, article: ARTICLE }, BY);
  assert.doesNotMatch(await everything(database), /Zorrilla/);
  assert.deepEqual((await publicEvents(database, id)).map(({ act, message }) => [act, message]).slice(0, 1), [['submitted', '']]);
});

test('an erasure leaves a row of the audit trail, once; twice is harmless, and a number of another record is none', async (t) => {
  const { database, id } = await open(t);
  const [first] = await reviewTexts(database, id);
  const number = first?.number ?? 0;
  const other = await reviewed(database);
  assert.equal(await eraseReviewText(database, { recordId: other, number, article: ARTICLE }, BY), false);
  assert.deepEqual([await hasReviewEvent(database, other, number), await hasReviewEvent(database, id, number)], [false, true]);
  assert.deepEqual([await eraseReviewText(database, { recordId: id, number, article: ARTICLE }, BY), await eraseReviewText(database, { recordId: id, number, article: ARTICLE }, BY)], [true, false]);
  const rows = await database.selectFrom('audit').select(['actor', 'record_id', 'details']).where('act', '=', 'erase-text').execute();
  assert.deepEqual(rows, [{ actor: BY, record_id: id, details: { event: number, eventAt: first?.at.toISOString(), article: ARTICLE } }]);
});

test('after a restored backup the list erases them again, and no event that has got the same number since', async (t) => {
  const { database, id } = await open(t);
  const [first, second] = await reviewTexts(database, id);
  assert.ok(first && second);
  for (const { number } of [first, second]) await eraseReviewText(database, { recordId: id, number, article: ARTICLE }, BY);
  const known = await knownTextErasures(database);
  assert.equal(known.length, 2);
  // The first as the backup brings it back; in the place of the second another event of after the restore.
  await database.updateTable('review_event').set({ message: first.message }).where('id', '=', first.number).execute();
  await sql`update review_event set message = 'Otra cosa', at = at + interval '1 hour' where id = ${second.number}`.execute(database);
  assert.equal(await replayTextErasures(database, known, BY), 1);
  assert.deepEqual((await reviewTexts(database, id)).map(({ message }) => message), ['Otra cosa']);
  assert.equal(await replayTextErasures(database, known, BY), 0, 'harmless twice');
});

test('a kept page forgets a public text the moment it is erased', async (t) => {
  const site = await Site.open(t);
  const { database } = site.platform;
  const id = await reviewed(database);
  const path = `/es/things/${id}/versions`;
  assert.match(await site.text(path), /Lo pidió Zorrilla Rosa/);
  const [first] = await reviewTexts(database, id);
  await eraseReviewText(database, { recordId: id, number: first?.number ?? 0, article: ARTICLE }, BY);
  assert.doesNotMatch(await site.text(path), /Zorrilla/);
});
