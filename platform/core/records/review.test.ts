import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { aThing, texts, thing } from '../../../test/support/kinds.ts';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { publishNew, publisherOf } from '../../../test/support/records.ts';
import { InvalidDocument } from '../kinds/faults.ts';
import type { Database } from '../storage/database.ts';
import type { Actor } from './actor.ts';
import { type Draft, discardDraft, readDraft, saveDraft, startDraft } from './drafts.ts';
import { EditConflict, FourEyes, RecordNotFound, UnderReview, WrongStage } from './errors.ts';
import { newId } from './id.ts';
import { publishDraft } from './publish-draft.ts';
import { publishAll, withdraw } from './publish.ts';
import { newestVersion } from './read.ts';
import { approveDraft, eventsOfDraft, proposeWithdrawal, publicEvents, returnDraft, submitDraft, takeBack } from './review.ts';

const publisher = publisherOf();
const BODY = 'h7777777777m';
const ofBody = (accountId: string): Actor => ({ name: `person:${accountId}`, accountId, institution: BODY });
const ofOffice = (accountId: string): Actor => ({ name: `person:${accountId}`, accountId });
const [author, second, approver] = [ofBody('author'), ofBody('second'), ofBody('approver')];
const [reviewer, editor] = [ofOffice('reviewer'), ofOffice('editor')];

async function sent(database: Database, by: Actor = author): Promise<string> {
  const id = await startDraft(database, thing, aThing('Uno'), by);
  await submitDraft(database, publisher, id, 1, by, { note: texts('primera') });
  return id;
}
const stageOf = async (database: Database, id: string): Promise<Draft['stage'] | undefined> => (await readDraft(database, id))?.stage;

test('what a body writes is sent, approved by a second person, published by the office; each stop is told', async (t) => {
  const { database } = await testDatabase(t);
  const id = await sent(database);
  await assert.rejects(publishDraft(database, publisher, id, 1, reviewer), WrongStage, 'not before it is approved');
  await approveDraft(database, id, 1, approver);
  assert.deepEqual((await eventsOfDraft(database, id)).map(({ act, side, actor }) => `${act} ${side} ${actor}`), ['submitted body author', 'approved body approver']);
  await publishDraft(database, publisher, id, 1, reviewer);
  assert.deepEqual((await newestVersion(database, id))?.note, texts('primera'));
  assert.equal(await readDraft(database, id), undefined);
  const told = await publicEvents(database, id);
  assert.deepEqual(told.map(({ act, side, version }) => `${act} ${side} ${version}`), ['submitted body 1', 'approved body 1', 'published office 1']);
  assert.ok(told.every((event) => !Object.values(event).some((value) => ['author', 'approver', 'reviewer'].includes(String(value)))), 'not by whom');
});

test('what the office writes another of the office publishes; nobody approves it for a body', async (t) => {
  const { database } = await testDatabase(t);
  const id = await sent(database, editor);
  await assert.rejects(approveDraft(database, id, 1, approver), WrongStage);
  await assert.rejects(publishDraft(database, publisher, id, 1, editor), FourEyes);
  assert.equal((await publishDraft(database, publisher, id, 1, reviewer)).number, 1);
});

test('whoever wrote in a draft, at any time, neither approves nor publishes it; whoever approved it does not publish it', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, aThing('Uno'), author);
  await saveDraft(database, id, { revision: 1, version: 0 }, aThing('Dos'), second);
  await saveDraft(database, id, { revision: 2, version: 0 }, aThing('Tres'), author);
  await submitDraft(database, publisher, id, 3, author);
  for (const writer of [author, second]) await assert.rejects(approveDraft(database, id, 3, writer), FourEyes);
  await assert.rejects(approveDraft(database, id, 3, { ...second, name: 'person:con otro nombre' }), FourEyes, 'the account counts, not the name');
  await approveDraft(database, id, 3, approver);
  for (const close of [author, second, approver]) await assert.rejects(publishDraft(database, publisher, id, 3, close), FourEyes);
  assert.equal((await publishDraft(database, publisher, id, 3, reviewer)).number, 1);
});

test('an approval is of one text: who takes the draft back and changes it needs another', async (t) => {
  const { database } = await testDatabase(t);
  const id = await sent(database);
  await approveDraft(database, id, 1, approver);
  await assert.rejects(saveDraft(database, id, { revision: 1, version: 0 }, aThing('A escondidas'), author), UnderReview);
  await assert.rejects(discardDraft(database, id, 1, author), UnderReview);
  await takeBack(database, id, 1, author);
  await saveDraft(database, id, { revision: 1, version: 0 }, aThing('Otro'), author);
  await assert.rejects(publishDraft(database, publisher, id, 2, reviewer), WrongStage);
  await submitDraft(database, publisher, id, 2, author);
  await assert.rejects(publishDraft(database, publisher, id, 2, reviewer), WrongStage);
  await assert.rejects(approveDraft(database, id, 1, approver), EditConflict, 'of the text before');
  await approveDraft(database, id, 2, approver);
  await publishDraft(database, publisher, id, 2, reviewer);
});

test('a draft comes back with reasons; those that may be public stand in the history with the answer to them', async (t) => {
  const { database } = await testDatabase(t);
  const id = await sent(database);
  await returnDraft(database, id, 1, 'body', { text: 'entre nosotros', public: false }, approver);
  assert.equal(await stageOf(database, id), 'returned');
  await saveDraft(database, id, { revision: 1, version: 0 }, aThing('Dos'), author);
  assert.equal(await stageOf(database, id), 'returned', 'until it is sent again');
  await submitDraft(database, publisher, id, 2, author, { message: { text: 'Corregido', public: true } });
  await approveDraft(database, id, 2, approver);
  await returnDraft(database, id, 2, 'office', { text: 'Falta la base legal', remarks: [{ field: 'remark', text: 'Diga el artículo' }], public: true }, reviewer);
  await submitDraft(database, publisher, id, 2, author);
  await approveDraft(database, id, 2, approver);
  assert.deepEqual(await publicEvents(database, id), [], 'nothing before the version is public');
  await publishDraft(database, publisher, id, 2, reviewer);
  const events = await publicEvents(database, id);
  assert.deepEqual(events.map(({ act, side, message }) => [act, side, message]), [
    ['submitted', 'body', ''], ['returned', 'body', ''], ['submitted', 'body', 'Corregido'], ['approved', 'body', ''],
    ['returned', 'office', 'Falta la base legal'], ['submitted', 'body', ''], ['approved', 'body', ''], ['published', 'office', ''],
  ]);
  assert.deepEqual(events[4]?.remarks, [{ field: 'remark', text: 'Diga el artículo' }]);
});

test('what cannot be published is not sent, and the draft stays with those who write', async (t) => {
  const { database } = await testDatabase(t);
  const id = await startDraft(database, thing, { ...aThing('Uno'), topic: 'fire' }, author);
  await assert.rejects(submitDraft(database, publisher, id, 1, author), (error: unknown) => error instanceof InvalidDocument && error.faults[0]?.path === 'topic');
  const linked = await startDraft(database, thing, aThing('Uno', { related: [newId()] }), author);
  await assert.rejects(submitDraft(database, publisher, linked, 1, author), InvalidDocument, 'a link to nothing');
  assert.equal(await stageOf(database, id), 'writing');
  assert.equal(await newestVersion(database, linked), undefined, 'the rehearsal left nothing');
  for (const table of ['version', 'outbox', 'search_entry'] as const) assert.equal((await database.selectFrom(table).selectAll().execute()).length, 0, table);
});

test('a withdrawal is proposed, and goes the same way; given back it can be sent again or dropped', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  const revision = await proposeWithdrawal(database, publisher, id, 1, texts('repetido'), author);
  await assert.rejects(proposeWithdrawal(database, publisher, id, 1, texts('otra vez'), author), EditConflict);
  await assert.rejects(saveDraft(database, id, { revision, version: 1 }, aThing('Dos'), author), UnderReview);
  await assert.rejects(approveDraft(database, id, revision, author), FourEyes);
  await returnDraft(database, id, revision, 'body', { text: '¿Seguro?', public: false }, approver);
  await assert.rejects(saveDraft(database, id, { revision, version: 1 }, aThing('Dos'), author), UnderReview, 'a proposal is no text to write in');
  await submitDraft(database, publisher, id, revision, author, { note: texts('está repetido') });
  await approveDraft(database, id, revision, approver);
  const { number } = await publishDraft(database, publisher, id, revision, reviewer);
  const version = await newestVersion(database, id);
  assert.deepEqual([number, version?.act, version?.note], [2, 'withdrawal', texts('está repetido')]);

  const [kept = ''] = await publishNew(database, [aThing('Otro')]);
  const again = await proposeWithdrawal(database, publisher, kept, 1, texts('no'), author);
  await takeBack(database, kept, again, author);
  await discardDraft(database, kept, again, author);
  assert.equal((await newestVersion(database, kept))?.act, 'publication');
  await assert.rejects(proposeWithdrawal(database, publisher, newId(), 1, texts('no'), author), RecordNotFound);
});

test('no person publishes or withdraws past the review', async (t) => {
  const { database } = await testDatabase(t);
  const [id = ''] = await publishNew(database, [aThing('Uno')]);
  await assert.rejects(database.transaction().execute((transaction) => publishAll(transaction, publisher, [{ id, kind: thing.name, document: aThing('Dos'), basedOn: 1 }], author)), TypeError);
  await assert.rejects(withdraw(database, publisher, id, 1, texts('no'), reviewer), TypeError);
  assert.equal((await newestVersion(database, id))?.number, 1);
  const callers = readdirSync(join(import.meta.dirname, '../../..', 'platform'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => /\b(publishTogether|withdrawReviewed)\(/.test(readFileSync(join(import.meta.dirname, '../../..', 'platform', file), 'utf8')))
    .map((file) => file.split('/').at(-1));
  assert.deepEqual(callers.toSorted(), ['confirm.ts', 'publish-draft.ts', 'publish.ts']);
});

const people = [author, second, approver, reviewer, editor];
const move = fc.record({ who: fc.nat({ max: people.length - 1 }), act: fc.constantFrom('save', 'submit', 'approve', 'return', 'take back', 'publish') });
type Move = { readonly who: number; readonly act: string };

/** @returns what was refused by its name, undefined where it was done. */
async function attempt({ database }: TestDatabase, id: string, { who, act }: Move): Promise<string | undefined> {
  const person = people[who] ?? author;
  const revision = (await readDraft(database, id))?.revision ?? 0;
  const acts: Record<string, () => Promise<unknown>> = {
    save: async () => saveDraft(database, id, { revision, version: (await newestVersion(database, id))?.number ?? 0 }, aThing(`por ${who}`), person),
    submit: () => submitDraft(database, publisher, id, revision, person),
    approve: () => approveDraft(database, id, revision, person),
    return: () => returnDraft(database, id, revision, 'office', { text: 'no', public: true }, person),
    'take back': () => takeBack(database, id, revision, person),
    publish: () => publishDraft(database, publisher, id, revision, person),
  };
  return acts[act]?.().then(() => undefined, (error: unknown) => (error instanceof Error ? error.name : 'unknown'));
}

test('whatever people try in whatever order, every version has a writer, an approver and a publisher who are three', async (t) => {
  const own = await testDatabase(t);
  const { database } = own;
  let versions = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 8, maxLength: 30 }), async (moves) => {
      const id = await startDraft(database, thing, aThing('Inicio'), author);
      let wrote = new Set(['author']);
      for (const one of moves) {
        const before = await readDraft(database, id);
        const refused = await attempt(own, id, one);
        assert.ok(refused === undefined || ['EditConflict', 'FourEyes', 'RecordNotFound', 'UnderReview', 'WrongStage'].includes(refused), refused);
        if (refused !== undefined) continue;
        const who = people[one.who]?.accountId ?? '';
        if (one.act === 'save') wrote = before ? wrote.add(who) : new Set([who]);
        if (one.act !== 'publish') continue;
        versions += 1;
        assert.ok(before && !wrote.has(who) && before.approvedBy !== who);
        assert.ok(before.desk === null ? before.approvedBy === null : before.approvedBy !== null && !wrote.has(before.approvedBy));
      }
    }),
    // Chance alone seldom finds the whole way.
    { numRuns: 40, examples: [[[{ who: 0, act: 'save' }, { who: 0, act: 'submit' }, { who: 2, act: 'approve' }, { who: 3, act: 'publish' }]]] },
  );
  assert.ok(versions > 0, 'some came through');
});
