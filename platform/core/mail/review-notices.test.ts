import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aThing, log, texts, thing } from '../../../test/support/kinds.ts';
import { type TestPlatform, testPlatform } from '../../../test/support/platform.ts';
import { modules } from '../../app.ts';
import { accountFor } from '../access/accounts.ts';
import { addMembership } from '../access/memberships.ts';
import type { Membership } from '../access/person.ts';
import { publisherOf } from '../platform.ts';
import type { Actor } from '../records/actor.ts';
import { startDraft } from '../records/drafts.ts';
import { publishDraft } from '../records/publish-draft.ts';
import { approveDraft, returnDraft, submitDraft } from '../records/review.ts';
import { moduleOf } from '../web/pages/testing/editor.ts';
import { sendReminders, sendReviewNotices } from './review-notices.ts';

const BODY = 'h7777777777m';

async function townOf(t: Parameters<typeof testPlatform>[0]) {
  const platform: TestPlatform = await testPlatform(t, { modules: [...modules, moduleOf(t, [thing, log])] });
  const person = async (email: string, membership: Membership): Promise<Actor> => {
    const { id, name } = await accountFor(platform.database, { name: email, email });
    await addMembership(platform.database, id, membership, undefined);
    return { name, accountId: id, ...(membership.institution !== undefined && { institution: membership.institution }) };
  };
  const author = await person('autora@example.org', { institution: BODY, role: 'author' });
  const approver = await person('aprueba@example.org', { institution: BODY, role: 'approver' });
  const reviewer = await person('revisa@example.org', { institution: undefined, role: 'reviewer' });
  await person('ajena@example.org', { institution: 'mt65rv8e4s6n', role: 'approver' });
  const newMail = async (): Promise<string[]> => {
    await sendReviewNotices(platform);
    const rows = await platform.database.deleteFrom('mail_outbox').returning(['recipient', 'subject', 'body']).execute();
    return rows.map(({ recipient, subject, body }) => `${recipient}\n${subject}\n${body}`).toSorted();
  };
  return { platform, author, approver, reviewer, newMail };
}

test('each step is told once to those who have something to do, and to nobody else; the text is not in the mail', async (t) => {
  const { platform, author, approver, reviewer, newMail } = await townOf(t);
  const { database } = platform;
  const id = await startDraft(database, thing, aThing('Título\r\nBcc: x@example.org', { remark: 'SECRETO' }), author);
  const publisher = publisherOf(platform);
  await submitDraft(database, publisher, id, 1, author);
  const [sent, ...none] = await newMail();
  assert.deepEqual(none, []);
  assert.match(sent ?? '', /^aprueba@example\.org\nUn borrador: [^\n]+\n- Espera su decisión: Título Bcc: x@example\.org\n {2}https:\/\/yupana\.test\/es\/things\/\w+\/review\n/);
  assert.doesNotMatch(sent ?? '', /SECRETO/);
  assert.deepEqual(await newMail(), [], 'once');
  await returnDraft(database, id, 1, 'body', { text: 'No', public: false }, approver);
  await submitDraft(database, publisher, id, 1, author);
  await approveDraft(database, id, 1, approver);
  const gathered = await newMail();
  assert.deepEqual(gathered.map((mail) => [mail.split('\n')[0], mail.match(/^- /gm)?.length]), [['aprueba@example.org', 1], ['autora@example.org', 1], ['revisa@example.org', 1]]);
  await publishDraft(database, publisher, id, 1, reviewer);
  assert.deepEqual((await newMail()).map((mail) => mail.split('\n')[0]), ['aprueba@example.org', 'autora@example.org']);
});

test('what an aborted run told is told again; what stands still is reminded of', async (t) => {
  const { platform, author, newMail } = await townOf(t);
  const { database } = platform;
  const id = await startDraft(database, thing, aThing('Uno', { title: texts('Uno') }), author);
  await submitDraft(database, publisherOf(platform), id, 1, author);
  await assert.rejects(sendReviewNotices(platform, { enqueue: () => Promise.reject(new Error('gone')) }));
  assert.equal((await newMail()).length, 1);
  await sendReminders(platform);
  assert.deepEqual(await newMail(), [], 'it moved a moment ago');
  await database.updateTable('draft').set({ stage_since: new Date('2026-11-01'), saved_at: new Date('2026-11-01') }).execute();
  await sendReminders(platform);
  const [reminder, ...none] = await newMail();
  assert.deepEqual(none, []);
  assert.match(reminder ?? '', /^aprueba@example\.org\n[\s\S]*más de 7 días/);
});
