import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testPlatform } from '../../../test/support/platform.ts';
import { accountFor } from '#core/access/accounts.ts';
import { addMembership } from '#core/access/memberships.ts';
import { publisherOf } from '#core/platform.ts';
import { publishAll } from '#core/records/publish.ts';
import { newestVersion } from '#core/records/read.ts';
import { sendConfirmationReminders } from './reminders.ts';
import { fileReport } from './reports.ts';

const PERU = new URL('../../../countries/peru/', import.meta.url).pathname;

test('a body is reminded of what is stale and of what it has left without an answer; others are not', async (t) => {
  const platform = await testPlatform(t, { pack: PERU });
  const { database } = platform;
  const { from_id: id, to_id: body } = await database.selectFrom('link').innerJoin('record', 'record.id', 'link.from_id').select(['from_id', 'to_id']).where('record.kind', '=', 'deployment').where('field', '=', 'institution').limit(1).executeTakeFirstOrThrow();
  const { id: account } = await accountFor(database, { name: 'Autora', email: 'autora@example.org' });
  await addMembership(database, account, { institution: body, role: 'author' }, undefined);
  const mails = async () => {
    await sendConfirmationReminders(platform);
    return (await database.deleteFrom('mail_outbox').returning(['recipient', 'body']).execute()).map(({ recipient, body: text }) => `${recipient} ${text}`);
  };
  assert.deepEqual(await mails(), [], 'what others report is not theirs to confirm');
  const now = await newestVersion(database, id);
  const document = { ...now?.document, status: 'planned', claimedByBody: true, confirmedOn: '2025-01-01', reviewDueOn: { absent: 'not_stated' } };
  await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'deployment', document, basedOn: now?.number ?? 0 }], { name: 'test' }));
  const [stale = '', ...none] = await mails();
  assert.deepEqual(none, []);
  assert.match(stale, new RegExp(`^autora@example.org Estos sistemas[\\s\\S]*/es/systems/${id}`));
  const record = await newestVersion(database, id);
  await database.transaction().execute((transaction) => fileReport(transaction, platform, { record: { ...record, document } as never, field: undefined, what: 'Mal', language: 'es' }, '2026-10-01'));
  assert.match((await mails())[0] ?? '', /Avisos de error sin respuesta[\s\S]*\/es\/corrections\//);
});
