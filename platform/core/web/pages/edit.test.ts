import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { modules } from '../../../app.ts';
import { arbitraryDocument } from '../../../../test/support/arbitrary-document.ts';
import { aThing, log, thing } from '../../../../test/support/kinds.ts';
import { TEST_ORIGIN, testPlatform } from '../../../../test/support/platform.ts';
import { sample } from '../../../../test/support/sample-kind.ts';
import { InvalidDocument } from '../../kinds/faults.ts';
import { fromFormEntries, toFormEntries } from '../../kinds/form.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { readDraft, startDraft } from '../../records/drafts.ts';
import { newId } from '../../records/id.ts';
import { publisherOf } from '../../platform.ts';
import { publishAll } from '../../records/publish.ts';
import { newestVersion } from '../../records/read.ts';
import { recordForEditing } from '../../records/restricted.ts';
import { publishSaved } from './testing/publish.ts';
import { Editor, moduleOf, readForm } from './testing/editor.ts';

const platform = await testPlatform({ after }, { modules: [...modules, moduleOf({ after }, [thing, log, sample])] });
const [ana, beto] = await Promise.all([Editor.signIn(platform, 'ana'), Editor.signIn(platform, 'beto')]);

async function published(kind: Kind, document: Document): Promise<string> {
  const id = newId();
  await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: kind.name, document, basedOn: 0 }], { name: 'system' }));
  return id;
}

async function draftOf(kind: Kind, document: Document): Promise<string> {
  return startDraft(platform.database, kind, document, { name: 'person:ana' });
}

const savedDocument = async (id: string): Promise<Document | undefined> => (await readDraft(platform.database, id))?.document;

describe('the form of a kind', () => {
  it('shows every valid document in full and gives it back unchanged, for every kind', async () => {
    for (const kind of platform.kinds.all) {
      await fc.assert(
        fc.asyncProperty(arbitraryDocument(kind), async (document) => {
          const { html, entries } = await ana.open(`/es/${kind.path}/${await draftOf(kind, document)}/edit?step=all`);
          assert.deepStrictEqual(fromFormEntries(kind, entries), document);
          assert.doesNotMatch(html, /<script>alert|<img src=x|<\/textarea><\/script>/);
        }),
        { numRuns: 4 },
      );
    }
  });

  it('has a label for every control, and no id twice', async () => {
    for (const kind of platform.kinds.all) {
      const [document = {}] = fc.sample(arbitraryDocument(kind), { numRuns: 1, seed: 7 });
      const { html } = await ana.open(`/es/${kind.path}/${await draftOf(kind, document)}/edit?step=all`);
      const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) < index), [], kind.name);
      const labelled = new Set([...html.matchAll(/<label for="([^"]*)"/g)].map(([, id]) => id));
      for (const [control, type] of html.matchAll(/<(input|select|textarea)\b[^>]*>/g)) {
        if (/type="hidden"/.test(control)) continue;
        assert.ok(labelled.has(/ id="([^"]*)"/.exec(control)?.[1]), `${kind.name}: ${type} without label: ${control}`);
      }
      for (const [, described = ''] of html.matchAll(/ aria-describedby="([^"]*)"/g)) for (const id of described.split(' ')) assert.ok(ids.includes(id), `${kind.name}: ${id} describes and is not there`);
    }
  });

  it('is there in every language, empty and filled', async () => {
    for (const language of platform.configuration.languages) {
      for (const kind of platform.kinds.all) assert.equal((await ana.get(`/${language}/desk/new/${kind.path}`)).status, 200, `${language} ${kind.name}`);
    }
  });

  it('says who will see what is not public', async () => {
    const { html } = await ana.open('/es/desk/new/things');
    assert.match(html, /id="f-reviewer-help"><strong>No se publica/);
    assert.match(html, /id="f-informant-help"><strong>Dato personal/);
  });

  it('begins with what the address gives', async () => {
    const { entries } = await ana.open('/es/desk/new/things?acronym=%22%3E%3Cimg%20src%3Dx%3E&tags.0=agua');
    assert.deepEqual(fromFormEntries(thing, entries), { acronym: '"><img src=x>', tags: ['agua'] });
  });
});

describe('a new record', () => {
  it('is saved however little of it is there, and no reader sees it', async () => {
    const form = await ana.open('/es/desk/new/things');
    const answer = await ana.post(form.action, form.filled({ position: 'abc', 'title.es.text': 'Secreto a medias' }, 'save'));
    assert.equal(answer.status, 303);
    const edit = answer.headers.get('location') ?? '';
    const id = edit.split('/')[3] ?? '';
    assert.deepEqual(await savedDocument(id), { title: { es: { text: 'Secreto a medias', status: 'original' } }, position: 'abc' });
    const page = await ana.open(edit);
    assert.match(page.html, /El borrador está guardado/);
    for (const path of [`/es/things/${id}`, `/es/things/${id}.json`, `/es/things/${id}/versions`, `/id/${id}`]) assert.equal((await platform.web.app.request(`${TEST_ORIGIN}${path}`)).status, 404, path);
    for (const path of ['/es/things', '/es/things.csv', '/es/search?q=Secreto', '/es/feed.atom']) assert.doesNotMatch(await (await platform.web.app.request(`${TEST_ORIGIN}${path}`)).text(), /a medias/, path);
    assert.match(await (await ana.get('/es/desk')).text(), /Se están escribiendo[\s\S]*Secreto a medias/);
    assert.match(await (await beto.get('/es/desk')).text(), /De otras personas[\s\S]*Secreto a medias/);
  });

  it('goes on to its review, and once it is published what is not public stays apart', async () => {
    const form = await ana.open('/es/desk/new/things');
    const typed = Object.fromEntries(toFormEntries(thing, aThing('Registro', { reviewer: 'oficina 3', contact: { name: 'Rosa', mail: 'rosa@example.org' } })));
    const answer = await ana.post(form.action, form.filled(typed, 'review'));
    assert.equal(answer.status, 303);
    const location = answer.headers.get('location') ?? '';
    const id = location.split('/')[3] ?? '';
    assert.equal(location, `/es/things/${id}/review`);
    assert.equal(await newestVersion(platform.database, id), undefined, 'the form publishes nothing');
    await publishSaved(platform, id, { es: { text: 'Primera versión', status: 'original' } });
    const version = await newestVersion(platform.database, id);
    assert.deepEqual(version?.note, { es: { text: 'Primera versión', status: 'original' } });
    assert.doesNotMatch(JSON.stringify(version?.document), /Rosa|oficina/);
    assert.equal(await readDraft(platform.database, id), undefined);
    // Editors get all of it back into the form.
    const again = await ana.open(`/es/things/${id}/edit`);
    assert.deepEqual(fromFormEntries(thing, again.entries), aThing('Registro', { reviewer: 'oficina 3', contact: { name: 'Rosa', mail: 'rosa@example.org' } }));
    assert.equal((await recordForEditing(platform.database, id))?.version, 1);
  });
});

describe('an invalid draft', () => {
  it('is told so when it is checked: each fault is named at the top and at its place, and what was typed is kept', async () => {
    const id = await draftOf(thing, {});
    const form = await ana.open(`/es/things/${id}/edit`);
    const answer = await ana.post(form.action, form.filled({ position: 'abc', since: '<b>ayer</b>', 'steps.0.key': 'uno', 'title.es.text': ' ' }, 'check'));
    assert.equal(answer.status, 200);
    const shown = readForm(await answer.text());
    assert.match(shown.html, /<div class="error-summary" role="alert" tabindex="-1" autofocus/);
    assert.match(shown.html, /<a href="#f-position">1\.9 label position: Escriba un número entero/);
    assert.match(shown.html, /<a href="#f-steps\.0\.text">1\.17\.2 label steps 1 › label text: Falta este dato/);
    assert.match(shown.html, /<input id="f-position" name="position" aria-describedby="[^"]*f-position-error" aria-invalid="true" value="abc"/);
    assert.match(shown.html, /id="f-position-error">Escriba un número entero/);
    assert.match(shown.html, /<title>Error: /);
    for (const [, target] of shown.html.matchAll(/<a href="#(f-[^"]*)"/g)) assert.ok(shown.html.includes(` id="${target}"`), `${target} leads nowhere`);
    assert.deepEqual(fromFormEntries(thing, shown.entries), { position: 'abc', since: '<b>ayer</b>', steps: [{ key: 'uno' }] });
    assert.equal((await ana.post(shown.action, shown.filled({}, 'save'))).status, 303);
    assert.deepEqual(await savedDocument(id), { position: 'abc', since: '<b>ayer</b>', steps: [{ key: 'uno' }] });
    await assert.rejects(publishSaved(platform, id), InvalidDocument);
    const saved = await ana.open(`/es/things/${id}/edit`);
    assert.match(saved.html, /id="f-position-error">Escriba un número entero/, 'what is wrong is marked when the form is opened again');
    // The form goes on from what was saved.
    assert.equal((await ana.post(saved.action, saved.filled({ position: '5' }, 'save'))).status, 303);
    assert.equal((await savedDocument(id))?.['position'], 5);
  });

  it('with a value and a reason for none is neither published nor stripped of either', async () => {
    const id = await draftOf(thing, aThing('Doble'));
    const form = await ana.open(`/es/things/${id}/edit`);
    const answer = await ana.post(form.action, form.filled({ code: 'A.1', 'code.absent': 'not_stated' }, 'check'));
    const shown = readForm(await answer.text());
    assert.match(shown.html, /<a href="#f-code">1\.3 label code: /);
    assert.equal(Object.fromEntries(shown.entries)['code'], 'A.1');
    assert.equal(Object.fromEntries(shown.entries)['code.absent'], 'not_stated');
    await ana.post(shown.action, shown.filled({}, 'save'));
    await assert.rejects(publishSaved(platform, id), InvalidDocument);
    assert.equal(await newestVersion(platform.database, id), undefined);
  });

  it('that points to what is not there is refused at that place', async () => {
    const id = await draftOf(thing, aThing('Apunta', { within: newId() }));
    await assert.rejects(publishSaved(platform, id), (error: unknown) => error instanceof InvalidDocument && error.faults.some(({ path }) => path === 'within'));
  });

  it('is checked without being saved', async () => {
    const id = await draftOf(thing, aThing('Antes'));
    const form = await ana.open(`/es/things/${id}/edit`);
    const answer = await ana.post(form.action, form.filled({ position: '13' }, 'check'));
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /<a href="#f-position">/);
    assert.equal((await savedDocument(id))?.['position'], undefined);
    assert.match(await (await ana.post(form.action, form.filled({ position: '12' }, 'check'))).text(), /No se encontraron problemas/);
  });
});

describe('lists in the form', () => {
  it('grow and shrink with everything typed kept', async () => {
    const form = await ana.open('/es/desk/new/things');
    const grown = readForm(await (await ana.post(form.action, form.filled({ acronym: '<i>SGTD</i>', position: 'abc' }, 'add:steps'))).text());
    assert.match(grown.html, /<fieldset class="field field-group" id="f-steps\.0" tabindex="-1" autofocus>/);
    const more = readForm(await (await ana.post(grown.action, grown.filled({ 'steps.0.key': 'uno', 'steps.0.dueOn': '2027' }, 'add:steps'))).text());
    const both = readForm(await (await ana.post(more.action, more.filled({ 'steps.1.key': 'dos' }, 'remove:steps.0'))).text());
    assert.deepEqual(fromFormEntries(thing, both.entries), { acronym: '<i>SGTD</i>', position: 'abc', steps: [{ key: 'dos' }] });
  });
});

describe('references in the form', () => {
  it('are found by words, picked, and shown by name', async () => {
    const target = await published(thing, aThing('Observatorio <b>nacional</b>'));
    const form = await ana.open('/es/desk/new/things');
    const offered = readForm(await (await ana.post(form.action, form.filled({ within: 'observatorio' }, 'check'))).text());
    assert.match(offered.html, new RegExp(`<input type="radio" id="f-within-pick-0" name="within.pick" value="${target}"`));
    assert.match(offered.html, new RegExp(`<datalist id="pick-thing">.*<option value="${target}">Observatorio &lt;b&gt;nacional&lt;/b&gt;</option>`));
    const picked = readForm(await (await ana.post(offered.action, offered.filled({ 'within.pick': target }, 'check'))).text());
    assert.deepEqual(fromFormEntries(thing, picked.entries)['within'], target);
    assert.match(picked.html, new RegExp(`<p class="chosen">Elegido: <a href="/es/things/${target}">Observatorio`));
    assert.match(await (await ana.post(form.action, form.filled({ within: 'zzzqqq "' }, 'check'))).text(), /Ningún registro publicado corresponde a «zzzqqq &quot;»/);
  });
});

describe('what comes from elsewhere', () => {
  it('is refused from another site', async () => {
    const id = await draftOf(thing, aThing('Propio'));
    const form = await ana.open(`/es/things/${id}/edit`);
    for (const path of [form.action, '/es/desk/new/things', `/es/things/${id}/discard`, `/es/things/${id}/withdraw`, '/es/sign-out']) {
      for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) assert.equal((await ana.post(path, form.filled({ position: '1' }, 'save'), headers)).status, 403, path);
    }
    assert.equal((await savedDocument(id))?.['position'], undefined);
  });

  it('is sent to sign in where nobody is signed in', async () => {
    const id = await draftOf(thing, aThing('Propio'));
    for (const path of ['/es/desk', '/es/desk/new/things', `/es/things/${id}/edit`, `/es/things/${id}/withdraw`]) {
      const answer = await platform.web.app.request(`${TEST_ORIGIN}${path}`);
      assert.equal(answer.status, 303, path);
      assert.equal(answer.headers.get('location'), `/es/sign-in?next=${encodeURIComponent(path)}`);
    }
    const answer = await platform.web.app.request(`${TEST_ORIGIN}/es/things/${id}/edit`, { method: 'POST', headers: { origin: TEST_ORIGIN }, body: 'position=5&_revision=1&_version=0' });
    assert.equal(answer.status, 401);
    assert.equal((await savedDocument(id))?.['position'], undefined);
  });

  it('is answered with what to do where it is no form of ours', async () => {
    const id = await draftOf(thing, aThing('Propio'));
    assert.equal((await ana.post(`/es/things/${id}/edit`, [['position', '5']])).status, 400);
    assert.equal((await ana.post(`/es/things/${id}/edit`, [['_revision', '-1'], ['_version', '0']])).status, 400);
    assert.equal((await ana.post(`/es/things/${id}/edit`, Array.from({ length: 50_001 }, (_, index) => [`tags.${index}`, 'x'] as const))).status, 400);
    const hostile = [['__proto__.x', '1'], ['acronym', 'a\0b'], ['tags.1000000', 'x'], ['title.__proto__.text', 'x'], ['_do', 'add:__proto__'], ['_revision', '1'], ['_version', '0']] as const;
    assert.equal((await ana.post(`/es/things/${id}/edit`, hostile)).status, 200);
    assert.equal((await ana.post(`/es/things/${id}/edit`, hostile.filter(([name]) => name !== '_do'))).status, 303);
    assert.deepEqual(await savedDocument(id), { acronym: 'ab', tags: ['x'] });
  });

  it('is not saved into a record of another kind', async () => {
    const id = await draftOf(thing, aThing('Propio'));
    assert.equal((await ana.get(`/es/logs/${id}/edit`)).status, 404);
    assert.equal((await ana.post(`/es/logs/${id}/edit`, [['title', 'x'], ['_revision', '1'], ['_version', '0']])).status, 409, 'as where there is none');
    assert.deepEqual(await savedDocument(id), aThing('Propio'));
    assert.equal((await ana.get(`/es/nothing/${id}/edit`)).status, 404);
    assert.equal((await ana.get(`/es/things/${newId()}/edit`)).status, 404);
  });
});
