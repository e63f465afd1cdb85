/** The way of a draft over HTTP: who sees which page and which button, what is told to readers, preview links. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { wholeFile } from '../../../../test/support/database.ts';
import { aThing, log, thing } from '../../../../test/support/kinds.ts';
import { TEST_ORIGIN, type TestPlatform, testPlatform } from '../../../../test/support/platform.ts';
import { modules } from '../../../app.ts';
import { newId } from '../../records/id.ts';
import { publishAll } from '../../records/publish.ts';
import { publisherOf } from '../../platform.ts';
import { startDraft } from '../../records/drafts.ts';
import { Editor, moduleOf, publishByReview } from './testing/editor.ts';

const words = (es: string) => ({ es: { text: es, status: 'original' } });
const declarationOf = (institution: string): Record<string, string> => ({ institution, says: 'none', 'statement.es.text': 'No usamos IA', 'statement.es.status': 'original', date: '2026-08-20' });

const press = async (who: Editor, path: string, act: string, typed: Record<string, string> = {}): Promise<Response> => {
  const form = await who.open(`${path}/review`);
  return who.post(form.action, form.filled(typed, act));
};
const buttons = (html: string): string[] => [...html.matchAll(/name="_do" value="([a-z_]+)"/g)].map(([, act = '']) => act).filter((act) => act !== 'preview');

describe('the way of a draft', () => {
  let platform: TestPlatform;
  const [type, own, other] = [newId(), newId(), newId()];
  const people = {} as Record<'author' | 'approver' | 'reviewer' | 'stranger' | 'editor' | 'second', Editor>;

  before(async () => {
    platform = await testPlatform(wholeFile, { modules: [...modules, moduleOf(wholeFile, [thing, log])] });
    const institution = (id: string, name: string) => ({ id, kind: 'institution', basedOn: 0, document: { name: words(name), type, partOf: { absent: 'not_stated' }, territory: { absent: 'not_stated' } } });
    const frame = [{ id: type, kind: 'institution-type', basedOn: 0, document: { name: words('Ministerio'), publicBody: true } }, institution(own, 'Propia'), institution(other, 'Ajena')];
    await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), frame, { name: 'test' }));
    people.author = await Editor.signIn(platform, 'Autora <i>', { institution: own, role: 'author' });
    people.approver = await Editor.signIn(platform, 'aprueba@example.org', { institution: own, role: 'approver' });
    people.stranger = await Editor.signIn(platform, 'ajena@example.org', { institution: other, role: 'approver' });
    people.reviewer = await Editor.signIn(platform, 'revisa@example.org', { institution: undefined, role: 'reviewer' });
    people.editor = await Editor.signIn(platform, 'edita@example.org');
    people.second = await Editor.signIn(platform, 'segunda@example.org');
  });

  /** A draft of a declaration at the desk of the body. @returns the path of the record. */
  async function drafted(): Promise<string> {
    const form = await people.author.open('/es/desk/new/declarations');
    const answer = await people.author.post(form.action, form.filled(declarationOf(own), 'review'));
    return (answer.headers.get('location') ?? '').replace(/\/review$/, '');
  }
  it('is filed, given back, mended, approved, published; each sees the buttons that are theirs', async () => {
    const path = await drafted();
    const seen = async (who: Editor): Promise<string[]> => buttons(await (await who.get(`${path}/review`)).text());
    assert.deepEqual(await seen(people.author), ['submit']);
    assert.deepEqual(await seen(people.approver), ['submit'], 'who approves may write too');
    assert.deepEqual(await seen(people.reviewer), []);
    assert.equal((await press(people.author, path, 'submit', { note: 'Primera' })).status, 303);
    assert.deepEqual(await seen(people.author), ['take_back']);
    assert.deepEqual(await seen(people.approver), ['approve', 'return']);
    assert.deepEqual(await seen(people.reviewer), [], 'not yet at the office');

    assert.equal((await press(people.approver, path, 'return')).status, 422, 'a reason is needed');
    const back = await press(people.approver, path, 'return', { reason: 'Falta la <b>fecha</b>', 'remark.0.field': 'date', 'remark.0.text': '¿Cuál es?', public: 'yes' });
    assert.equal(back.status, 303);
    const returned = await (await people.author.get(`${path}/review`)).text();
    assert.match(returned, /Falta la &lt;b&gt;fecha&lt;\/b&gt;/);
    assert.match(await (await people.author.get('/es/desk')).text(), /Devueltos: hay que corregirlos/);

    const edit = await people.author.open(`${path}/edit`);
    assert.equal((await people.author.post(edit.action, edit.filled({ date: '2026-08-21' }, 'review'))).status, 303);
    assert.equal((await press(people.author, path, 'submit', { message: 'Ya está', public: 'yes' })).status, 303);
    assert.equal((await press(people.approver, path, 'approve')).status, 303);
    assert.deepEqual(await seen(people.approver), ['take_back']);
    assert.deepEqual(await seen(people.reviewer), ['publish', 'return']);
    assert.match(await (await people.reviewer.get('/es/desk/queue')).text(), new RegExp(`${path}/review`));
    assert.equal((await platform.web.app.request(`${TEST_ORIGIN}${path}`)).status, 404);
    assert.equal((await press(people.reviewer, path, 'publish')).headers.get('location'), path);

    const history = await (await platform.web.app.request(`${TEST_ORIGIN}${path}/versions`)).text();
    assert.match(history, /Falta la &lt;b&gt;fecha&lt;\/b&gt;[\s\S]*Ya está[\s\S]*La oficina de la estrategia lo revisó y lo publicó/);
    assert.doesNotMatch(history, /Autora|aprueba@|revisa@/);
    const json = await (await platform.web.app.request(`${TEST_ORIGIN}${path}/versions.json`)).text();
    assert.doesNotMatch(json, /actor|Autora|aprueba@|revisa@/);
  });

  it('is neither seen, guessed, nor moved by another body, nor by who is not signed in', async () => {
    const path = await drafted();
    for (const page of ['edit', 'review', 'preview']) {
      assert.equal((await people.stranger.get(`${path}/${page}`)).status, 404, page);
      assert.equal((await platform.web.app.request(`${TEST_ORIGIN}${path}/${page}`)).status, 303, page);
    }
    for (const act of ['submit', 'approve', 'return', 'take_back', 'publish', 'preview']) assert.equal((await people.stranger.post(`${path}/review`, [['_revision', '1'], ['_do', act], ['reason', 'x']])).status, 404, act);
    assert.equal((await people.stranger.post(`${path}/discard`, [['_revision', '1']])).status, 404);
    assert.doesNotMatch(await (await people.stranger.get('/es/desk')).text(), new RegExp(path));
    assert.equal((await people.stranger.get('/es/desk/queue')).status, 403);
    assert.equal((await platform.web.app.request(`${TEST_ORIGIN}${path}`)).status, 404, 'nothing tells that it is there');
  });

  it('that holds an old text or stands elsewhere by now comes back with what was typed', async () => {
    const path = await drafted();
    const form = await people.author.open(`${path}/review`);
    const edit = await people.approver.open(`${path}/edit`);
    await people.approver.post(edit.action, edit.filled({ date: '2026-08-22' }, 'save'));
    const stale = await people.author.post(form.action, form.filled({ note: 'Mi nota' }, 'submit'));
    assert.equal(stale.status, 409);
    assert.match(await stale.text(), /Otra persona cambió el borrador[\s\S]*Mi nota/);
    assert.equal((await press(people.author, path, 'submit')).status, 303);
    assert.equal((await people.author.post(`${path}/review`, [['_revision', '2'], ['_do', 'submit']])).status, 409);
    const tooClose = await people.approver.post(`${path}/review`, [['_revision', '2'], ['_do', 'approve']]);
    assert.equal(tooClose.status, 403, 'the approver wrote in it');
    assert.match(await tooClose.text(), /Tiene que decidir otra persona/);
  });

  it('of the office is published by another of the office; what is wrong is named before it is sent', async () => {
    const id = await startDraft(platform.database, thing, { ...aThing('<script>alert(1)</script>'), topic: 'fire' }, { name: 'person:x' });
    const path = `/es/things/${id}`;
    const refused = await press(people.editor, path, 'submit');
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /edit\?step=\w+#f-topic"/);
    const edit = await people.editor.open(`${path}/edit`);
    await people.editor.post(edit.action, edit.filled({ topic: 'water' }, 'save'));
    await publishByReview(people.editor, people.second, path, 'Nota');
    assert.match(await (await platform.web.app.request(`${TEST_ORIGIN}${path}`)).text(), /&lt;script&gt;alert/);
  });

  it('is readable by whoever has a preview link, for seven days, without what is not public, and not after it was published', async () => {
    const id = await startDraft(platform.database, thing, aThing('Vista previa', { reviewer: 'SECRETO' }), { name: 'person:x' });
    const path = `/es/things/${id}`;
    const made = await press(people.editor, path, 'preview');
    assert.equal(made.status, 200);
    const [, link = ''] = /href="[^"]*(\/es\/preview\/[^"]+)"/.exec(await made.text()) ?? [];
    const seen = await platform.web.app.request(`${TEST_ORIGIN}${link}`);
    const html = await seen.text();
    assert.equal(seen.status, 200);
    assert.match(html, /Vista previa de un borrador[\s\S]*<h1>Vista previa<\/h1>/);
    assert.doesNotMatch(html, /SECRETO/);
    assert.match(html, /name="robots" content="noindex"/);
    assert.deepEqual([seen.headers.get('cache-control'), seen.headers.get('referrer-policy')], ['no-store', 'same-origin'], 'the secret goes to no other site');
    const [row] = await platform.database.selectFrom('preview_link').selectAll().execute();
    assert.ok(!link.includes(row?.token_hash.toString('base64url') ?? ''), 'only the hash is kept');
    await platform.database.updateTable('preview_link').set({ expires_at: new Date(0) }).execute();
    assert.equal((await platform.web.app.request(`${TEST_ORIGIN}${link}`)).status, 404);
    await platform.database.updateTable('preview_link').set({ expires_at: new Date('2030-01-01') }).execute();
    await publishByReview(people.editor, people.second, path);
    assert.equal((await platform.web.app.request(`${TEST_ORIGIN}${link}`)).status, 404);
    assert.equal((await platform.web.app.request(`${TEST_ORIGIN}/es/preview/zzz`)).status, 404);
  });

  it('refuses texts that are too long or no texts, and keeps them on the page', async () => {
    const path = await drafted();
    for (const bad of ['x'.repeat(1001), 'a\0b']) {
      const answer = await press(people.author, path, 'submit', { note: bad });
      assert.equal(answer.status, 422);
      assert.match(await answer.text(), /demasiado largo o contiene signos/);
    }
  });
});
