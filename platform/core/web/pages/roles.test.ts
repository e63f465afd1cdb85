/** Roles over HTTP: every act of the desk, for those who may and those who may not. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { testPlatform, type TestPlatform } from '../../../../test/support/platform.ts';
import { wholeFile } from '../../../../test/support/database.ts';
import { publishAll } from '../../records/publish.ts';
import { publisherOf } from '../../platform.ts';
import { newId } from '../../records/id.ts';
import { Editor } from './testing/editor.ts';

const text = (es: string) => ({ es: { text: es, status: 'original' } });

const declaration = (institution: string) => ({ kind: 'declaration', basedOn: 0, document: { institution, says: 'none', statement: text('No usamos'), date: '2026-08-20' } });
const typed = (institution: string): Record<string, string> => ({ institution, says: 'none', 'statement.es.text': 'No usamos IA', 'statement.es.status': 'original', date: '2026-08-20' });

describe('roles at the desk', () => {
  let platform: TestPlatform;
  const [type, own, other, draftOfOther] = [newId(), newId(), newId(), newId()];

  before(async () => {
    platform = await testPlatform(wholeFile);
    const institution = (id: string, name: string) => ({ id, kind: 'institution', basedOn: 0, document: { name: text(name), type, partOf: { absent: 'not_stated' }, territory: { absent: 'not_stated' } } });
    const submissions = [{ id: type, kind: 'institution-type', basedOn: 0, document: { name: text('Ministerio'), publicBody: true } }, institution(own, 'Propia'), institution(other, 'Ajena'), { ...declaration(other), id: draftOfOther }];
    await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), submissions, { name: 'test' }));
  });

  it('an author begins a record of their own body, saves it, and no button of the form publishes it', async () => {
    const author = await Editor.signIn(platform, 'autora@example.org', { institution: own, role: 'author' });
    const form = await author.open('/es/desk/new/declarations');
    assert.ok(form.entries.some(([name, value]) => name === 'institution' && value === own), 'their body is filled in');
    const saved = await author.post(form.action, form.filled(typed(own), 'review'));
    const review = saved.headers.get('location') ?? '';
    assert.match(review, /\/review$/);
    for (const act of ['publish', 'approve', 'return']) assert.equal((await author.post(review, [['_revision', '1'], ['_do', act]])).status, 403, act);
    assert.match(await (await author.get('/es/desk')).text(), /No usamos IA/);
    assert.equal((await platform.web.app.request('/es/declarations.json?q=usamos')).status, 200);
    assert.doesNotMatch(await (await platform.web.app.request('/es/declarations.json')).text(), /No usamos IA/);
  });

  it('an author cannot write for another body, and what they typed is shown again', async () => {
    const author = await Editor.signIn(platform, 'autora@example.org', { institution: own, role: 'author' });
    const form = await author.open('/es/desk/new/declarations');
    const answer = await author.post(form.action, form.filled(typed(other), 'save'));
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /No usamos IA/);
  });

  it('an author neither sees, edits, withdraws nor discards a record of another body, nor begins one that belongs to none', async () => {
    const author = await Editor.signIn(platform, 'autora@example.org', { institution: own, role: 'author' });
    const path = `/es/declarations/${draftOfOther}`;
    assert.equal((await author.get(`${path}/edit`)).status, 403);
    assert.equal((await author.post(`${path}/edit`, [['_do', 'save'], ['_revision', '0'], ['_version', '1']])).status, 403);
    assert.equal((await author.get(`${path}/withdraw`)).status, 403);
    assert.equal((await author.post(`${path}/withdraw`, [['reason', 'x'], ['_version', '1']])).status, 403);
    assert.equal((await author.get('/es/desk/new/territories')).status, 403);
    assert.equal((await author.post('/es/desk/new/territories', [['_do', 'save']])).status, 403);
  });

  it('somebody with an account and no role does nothing at the desk', async () => {
    const nobody = await Editor.signIn(platform, 'nadie@example.org', { institution: own, role: 'administrator' });
    assert.equal((await nobody.get('/es/desk/new/declarations')).status, 403);
    assert.equal((await nobody.get(`/es/declarations/${draftOfOther}/edit`)).status, 403);
  });

  it('approving and publishing need a second factor; without one nothing is lost', async () => {
    const [author, approver] = [await Editor.signIn(platform, 'autora@example.org', { institution: own, role: 'author' }), await Editor.signIn(platform, 'aprueba@example.org', { institution: own, role: 'approver' })];
    const reviewer = await Editor.signIn(platform, 'revisa@example.org', { institution: undefined, role: 'reviewer' });
    const form = await author.open('/es/desk/new/declarations');
    const review = (await author.post(form.action, form.filled(typed(own), 'review'))).headers.get('location') ?? '';
    const send = await author.open(review);
    assert.equal((await author.post(send.action, send.filled({}, 'submit'))).status, 303);
    for (const [person, act] of [[approver, 'approve'], [reviewer, 'publish']] as const) {
      const decide = await person.open(review);
      await platform.database.updateTable('session').set({ strong: false }).execute();
      assert.equal((await person.post(decide.action, decide.filled({}, act))).status, 403, act);
      await platform.database.updateTable('session').set({ strong: true }).execute();
      assert.equal((await person.post(decide.action, decide.filled({}, act))).status, 303, act);
    }
  });
});
