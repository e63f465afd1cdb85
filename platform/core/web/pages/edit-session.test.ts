/** The form when it saves itself, goes on elsewhere, is only looked at, or outlives the session. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { modules } from '../../../app.ts';
import { log, texts, thing } from '../../../../test/support/kinds.ts';
import { TEST_ORIGIN, testPlatform } from '../../../../test/support/platform.ts';
import type { FormEntry } from '../../kinds/form-tree.ts';
import { readDraft, startDraft } from '../../records/drafts.ts';
import { newId, printId } from '../../records/id.ts';
import { declaration } from '../../../modules/register/kinds/declaration.ts';
import { Editor, moduleOf, readForm } from './testing/editor.ts';
import { staged } from './testing/staged.ts';

const platform = await testPlatform({ after }, { modules: [...modules, moduleOf({ after }, [thing, log, staged])] });
const { database } = platform;
const body = newId();
const ana = await Editor.signIn(platform, 'ana');
const reviewer = await Editor.signIn(platform, 'revisora', { institution: undefined, role: 'reviewer' });
const author = await Editor.signIn(platform, 'autora', { institution: body, role: 'author' });

const draftOf = (word: string): Promise<string> => startDraft(database, staged, { title: texts('Uno'), word }, { name: 'person:ana' });
const wordOf = async (id: string): Promise<unknown> => (await readDraft(database, id))?.document['word'];
/** A page without what was typed. */
const neutral = (html: string): string => html.replaceAll(/value="[^"]*"|code=[^"]*/g, '');
const stranger = (path: string, entries: readonly FormEntry[]): Promise<Response> =>
  Promise.resolve(platform.web.app.request(`${TEST_ORIGIN}${path}`, { method: 'POST', headers: { origin: TEST_ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(entries.map(([name, text]) => [name, text])).toString() }));

describe('a form that saves itself', () => {
  it('is answered with what the next save must name', async () => {
    const id = await draftOf('antes');
    const form = await ana.open(`/es/staged/${id}/edit?step=2`);
    const answer = await ana.post(form.action, form.filled({ word: 'sola' }, 'autosave'));
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const told = (await answer.json()) as Record<string, string>;
    assert.equal(await wordOf(id), 'sola');
    const next = form.filled({ word: 'otra vez', _revision: String(told['revision']), _version: String(told['version']), _base: told['base'] ?? '' }, 'save');
    assert.equal((await ana.post(form.action, next)).status, 303);
    assert.equal(await wordOf(id), 'otra vez');
  });

  it('begins a record, once something is written', async () => {
    const form = await ana.open('/es/desk/new/staged?step=2');
    assert.equal((await ana.post(form.action, form.filled({}, 'autosave'))).status, 422);
    const told = (await (await ana.post(form.action, form.filled({ word: 'nueva' }, 'autosave'))).json()) as Record<string, string>;
    assert.match(told['action'] ?? '', /^\/es\/staged\/\w{12}\/edit$/);
    assert.equal(await wordOf((told['action'] ?? '').split('/')[3] ?? ''), 'nueva');
  });

  it('does not take its own saving for that of somebody else when the answer never came', async () => {
    const id = await draftOf('antes');
    const form = await ana.open(`/es/staged/${id}/edit?step=2`);
    await ana.post(form.action, form.filled({ word: 'primera', _attempt: 'uno' }, 'autosave'));
    assert.equal((await ana.post(form.action, form.filled({ word: 'segunda', _attempt: 'dos' }, 'autosave'))).status, 409);
    assert.equal((await ana.post(form.action, form.filled({ word: 'segunda', _attempt: 'uno' }, 'autosave'))).status, 200);
    assert.equal(await wordOf(id), 'segunda');
    const other = await ana.open(`/es/staged/${id}/edit?step=2`);
    await ana.post(other.action, other.filled({ word: 'de otra pestaña' }, 'save'));
    assert.equal((await ana.post(form.action, form.filled({ word: 'tercera', _attempt: 'uno' }, 'save'))).status, 409, 'somebody saved since');
  });

  it('tells of somebody else in the same step, and writes nothing', async () => {
    const id = await draftOf('antes');
    const [first, second] = [await ana.open(`/es/staged/${id}/edit?step=2`), await ana.open(`/es/staged/${id}/edit?step=2`)];
    await ana.post(first.action, first.filled({ word: 'una' }, 'save'));
    const answer = await ana.post(second.action, second.filled({ word: 'dos' }, 'autosave'));
    assert.deepEqual([answer.status, await answer.json()], [409, { problem: 'conflict' }]);
    assert.equal(await wordOf(id), 'una');
  });
});

describe('a session that ends in the middle of a form', () => {
  it('leaves everything typed in a page that can be sent again', async () => {
    const id = await draftOf('antes');
    const form = await ana.open(`/es/staged/${id}/edit?step=2`);
    const sent = form.filled({ word: '"><script>alert(1)</script>', 'summary.es.text': 'uno\r\ndos' }, 'go:3');
    const answer = await stranger(form.action, sent);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const html = await answer.text();
    assert.doesNotMatch(html, /<script>alert/);
    assert.match(html, /<a href="\/es\/sign-in" target="_blank" rel="noopener">/);
    assert.equal(await wordOf(id), 'antes', 'nothing is kept on the server');
    const again = readForm(html.replace(/<form method="post" action="(\/es\/staged[^"]*)">/, '<form class="form" method="post" action="$1">'));
    assert.deepEqual(again.entries, sent);
    assert.equal((await ana.post(again.action, again.entries)).status, 303);
    assert.equal(await wordOf(id), '"><script>alert(1)</script>');
  });

  it('tells a form that saves itself', async () => {
    const id = await draftOf('antes');
    const form = await ana.open(`/es/staged/${id}/edit?step=2`);
    const answer = await stranger(form.action, form.filled({ word: 'x' }, 'autosave'));
    assert.deepEqual([answer.status, await answer.json()], [401, { problem: 'expired' }]);
  });

  it('is answered to nobody from another site, and holds no secret of other forms', async () => {
    const id = await draftOf('antes');
    const foreign = await platform.web.app.request(`${TEST_ORIGIN}/es/staged/${id}/edit`, { method: 'POST', headers: { origin: 'https://evil.test' }, body: 'word=x' });
    assert.equal(foreign.status, 403);
    assert.equal((await stranger('/es/account/password', [['password', 'secreto']])).status, 303);
  });

  it('leads back to the page that was asked for, and nowhere else', async () => {
    const id = await draftOf('antes');
    const answer = await platform.web.app.request(`${TEST_ORIGIN}/es/staged/${id}/edit?step=2`);
    assert.equal(answer.headers.get('location'), `/es/sign-in?next=${encodeURIComponent(`/es/staged/${id}/edit?step=2`)}`);
    const page = await (await platform.web.app.request(`${TEST_ORIGIN}${answer.headers.get('location')}`)).text();
    assert.match(page, new RegExp(`name="next" value="/es/staged/${id}/edit\\?step=2"`));
    for (const next of ['https://evil.test/', '//evil.test', '/es//evil.test', '/\\evil.test', 'javascript:alert(1)', '/xx/desk']) {
      const html = await (await platform.web.app.request(`${TEST_ORIGIN}/es/sign-in?next=${encodeURIComponent(next)}`)).text();
      assert.match(html, /name="next" value=""/, next);
    }
  });
});

describe('a code from another device', () => {
  it('leads to the draft and its step, however it is typed', async () => {
    const id = await draftOf('antes');
    const form = await ana.open(`/es/staged/${id}/edit?step=2`);
    assert.match(form.html, new RegExp(printId(id)));
    await ana.post(form.action, form.filled({}, 'save'));
    for (const code of [id, printId(id), printId(id).toUpperCase().replaceAll('-', ' '), id.replaceAll('0', 'O').replaceAll('1', 'l')]) {
      const answer = await ana.get(`/es/desk/continue?code=${encodeURIComponent(code)}`);
      assert.equal(answer.status, 303, code);
      assert.equal(answer.headers.get('location'), `/es/staged/${id}/edit`);
    }
    assert.match((await ana.open(`/es/staged/${id}/edit`)).html, /Paso 2 de 3/);
    assert.match(await (await ana.get('/es/desk')).text(), /<form class="search" action="\/es\/desk\/continue">/);
  });

  it('says the same of a code that nobody has and of the draft of somebody else', async () => {
    const other = await draftOf('ajeno');
    const answers = await Promise.all([other, newId(), 'no es un código', '<script>'].map((code) => author.get(`/es/desk/continue?code=${encodeURIComponent(code)}`)));
    assert.deepEqual(answers.map(({ status }) => status), [404, 404, 404, 404]);
    const pages = await Promise.all(answers.map((answer) => answer.text()));
    assert.equal(new Set(pages.map(neutral)).size, 1);
    assert.doesNotMatch(pages.join(''), /<script>(?!<)/);
  });
});

describe('a person who may read a draft and not write it', () => {
  it('sees the form with nothing to press, and can send nothing', async () => {
    const id = await startDraft(database, declaration, { institution: body, statement: texts('Se <b>lee</b>') }, { name: 'person:autora' });
    for (const step of ['1', 'all']) {
      const html = await (await reviewer.get(`/es/declarations/${id}/edit?step=${step}`)).text();
      assert.match(html, /<fieldset class="plain" disabled>/);
      assert.match(html, /Se &lt;b&gt;lee/);
      assert.doesNotMatch(html, /name="_do"|edit-form/);
    }
    assert.equal((await reviewer.post(`/es/declarations/${id}/edit`, [['_do', 'save'], ['_revision', '1'], ['_version', '0']])).status, 403);
  });
});
