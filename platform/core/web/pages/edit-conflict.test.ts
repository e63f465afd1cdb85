import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { modules } from '../../../app.ts';
import { aThing, log, thing } from '../../../../test/support/kinds.ts';
import { testPlatform } from '../../../../test/support/platform.ts';
import { InvalidDocument } from '../../kinds/faults.ts';
import { fromFormEntries } from '../../kinds/form.ts';
import type { Document } from '../../kinds/kind.ts';
import { publisherOf } from '../../platform.ts';
import { readDraft, startDraft } from '../../records/drafts.ts';
import { newId } from '../../records/id.ts';
import { publishAll } from '../../records/publish.ts';
import { newestVersion } from '../../records/read.ts';
import { publishSaved } from './testing/publish.ts';
import { Editor, moduleOf, type OpenForm, readForm } from './testing/editor.ts';

const platform = await testPlatform({ after }, { modules: [...modules, moduleOf({ after }, [thing, log])] });
const { database } = platform;
const [ana, beto] = await Promise.all([Editor.signIn(platform, 'ana'), Editor.signIn(platform, 'beto')]);

async function publish(id: string, document: Document, basedOn: number): Promise<void> {
  await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'thing', document, basedOn }], { name: 'pack:test' }));
}

async function published(document: Document): Promise<string> {
  const id = newId();
  await publish(id, document, 0);
  return id;
}

const typedIn = (form: OpenForm): Document => fromFormEntries(thing, form.entries);

const entry = (value: string) => ({ period: '2021', value, unit: '%' });

/** The answer to a form that could not be saved. */
async function conflictOf(answer: Response): Promise<OpenForm> {
  assert.equal(answer.status, 409);
  const form = readForm(await answer.text());
  assert.match(form.html, /Otra persona cambió este registro/);
  return form;
}

describe('two editors at once', () => {
  it('lose nothing: the second sees both, and saves on top after looking', async () => {
    const id = await startDraft(database, thing, aThing('Título', { acronym: 'A' }), { name: 'person:ana' });
    const [hers, his] = [await ana.open(`/es/things/${id}/edit`), await beto.open(`/es/things/${id}/edit`)];
    assert.equal((await ana.post(hers.action, hers.filled({ acronym: 'DE <ANA>', remark: 'visto' }, 'save'))).status, 303);
    const shown = await conflictOf(await beto.post(his.action, his.filled({ acronym: 'DE "BETO"' }, 'save')));
    assert.match(shown.html, /Guardado el .* por ana\./);
    assert.match(shown.html, /<th scope="row">label acronym<\/th><td>DE &lt;ANA&gt;<\/td><td>DE &quot;BETO&quot;<\/td>/);
    assert.match(shown.html, /<th scope="row">label remark<\/th><td>visto<\/td><td><span class="absent">nada/);
    assert.deepEqual(typedIn(shown), aThing('Título', { acronym: 'DE "BETO"' }));
    assert.equal((await readDraft(database, id))?.document['acronym'], 'DE <ANA>');
    const taken = readForm(await (await beto.post(shown.action, shown.filled({}, 'take:remark'))).text());
    assert.deepEqual(typedIn(taken), aThing('Título', { acronym: 'DE "BETO"', remark: 'visto' }));
    assert.equal((await beto.post(taken.action, taken.filled({}, 'save'))).status, 303);
    assert.deepEqual((await readDraft(database, id))?.document, aThing('Título', { acronym: 'DE "BETO"', remark: 'visto' }));
  });

  it('of many who save at the same moment, one does and the others keep what they typed', async () => {
    const id = await startDraft(database, thing, aThing('Título'), { name: 'person:ana' });
    const form = await ana.open(`/es/things/${id}/edit`);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => ana.post(form.action, form.filled({ acronym: `N${index}` }, 'save'))));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, ...Array.from({ length: 7 }, () => 409)]);
    for (const [index, answer] of answers.entries()) {
      const kept = answer.status === 409 ? typedIn(readForm(await answer.text())) : (await readDraft(database, id))?.document;
      assert.equal(kept?.['acronym'], `N${index}`);
    }
  });

  it('do not open two drafts of one record', async () => {
    const id = await published(aThing('Título'));
    const [hers, his] = [await ana.open(`/es/things/${id}/edit`), await beto.open(`/es/things/${id}/edit`)];
    assert.equal((await ana.post(hers.action, hers.filled({ acronym: 'A' }, 'save'))).status, 303);
    const shown = await conflictOf(await beto.post(his.action, his.filled({ acronym: 'B' }, 'save')));
    assert.equal(typedIn(shown)['acronym'], 'B');
  });
});

describe('a publication in between', () => {
  it('is not undone unseen by a form that was opened before, though no draft was open', async () => {
    const id = await published(aThing('Uno', { reviewer: 'oficina 1' }));
    const his = await beto.open(`/es/things/${id}/edit`);
    const hers = await ana.open(`/es/things/${id}/edit`);
    assert.equal((await ana.post(hers.action, hers.filled({ 'title.es.text': 'Dos', reviewer: 'oficina 2' }, 'save'))).status, 303);
    await publishSaved(platform, id);
    const shown = await conflictOf(await beto.post(his.action, his.filled({ acronym: 'B' }, 'save')));
    assert.match(shown.html, /<th scope="row">label reviewer<\/th><td>oficina 2<\/td><td>oficina 1<\/td>/);
    assert.equal(await readDraft(database, id), undefined);
    assert.equal((await newestVersion(database, id))?.number, 2);
    const taken = readForm(await (await beto.post(shown.action, shown.filled({}, 'take:title'))).text());
    assert.equal((await beto.post(taken.action, taken.filled({}, 'save'))).status, 303);
    await publishSaved(platform, id);
    assert.deepEqual((await newestVersion(database, id))?.document, aThing('Dos', { acronym: 'B' }));
  });

  it('under an open draft is shown before the draft goes on top of it', async () => {
    const id = await published(aThing('Uno'));
    const first = await ana.open(`/es/things/${id}/edit`);
    await ana.post(first.action, first.filled({ acronym: 'A' }, 'save'));
    await publish(id, aThing('Del paquete'), 1);
    const form = await ana.open(`/es/things/${id}/edit`);
    const shown = await conflictOf(await ana.post(form.action, form.filled({}, 'save')));
    assert.match(shown.html, /<th scope="row">label title \(Español\)<\/th><td lang="es">Del paquete/);
    assert.deepEqual(typedIn(shown), aThing('Uno', { acronym: 'A' }));
    assert.equal((await newestVersion(database, id))?.number, 2);
    assert.equal((await ana.post(shown.action, shown.filled({}, 'save'))).status, 303);
    await publishSaved(platform, id);
    assert.equal((await newestVersion(database, id))?.number, 3);
  });
});

describe('a record that somebody discarded', () => {
  it('takes nothing along of what another was typing', async () => {
    const id = await startDraft(database, thing, aThing('Título'), { name: 'person:ana' });
    const his = await beto.open(`/es/things/${id}/edit`);
    assert.equal((await ana.post(`/es/things/${id}/discard`, [['_revision', '1']])).status, 303);
    const answer = await beto.post(his.action, his.filled({ acronym: 'B' }, 'review'));
    assert.equal(answer.status, 409);
    const shown = readForm(await answer.text());
    assert.equal(shown.action, '/es/desk/new/things');
    assert.deepEqual(typedIn(shown), aThing('Título', { acronym: 'B' }));
    const saved = await beto.post(shown.action, shown.filled({}, 'save'));
    assert.equal(saved.status, 303);
    const [, , , again = ''] = (saved.headers.get('location') ?? '').split('/');
    assert.equal((await readDraft(database, again))?.document['acronym'], 'B');
  });

  it('is not discarded by a page that is out of date', async () => {
    const id = await startDraft(database, thing, aThing('Título'), { name: 'person:ana' });
    const form = await ana.open(`/es/things/${id}/edit`);
    await ana.post(form.action, form.filled({ acronym: 'A' }, 'save'));
    assert.equal((await beto.post(`/es/things/${id}/discard`, [['_revision', '1']])).status, 409);
    assert.equal((await readDraft(database, id))?.document['acronym'], 'A');
  });
});

describe('what may no longer change', () => {
  it('is named when the draft is checked, and refused when it is published', async () => {
    const id = newId();
    await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'log', document: { title: 'Cifras', entries: [entry('1'), entry('2')] }, basedOn: 0 }], { name: 'system' }));
    const form = await ana.open(`/es/logs/${id}/edit`);
    const typed = form.filled({ 'entries.1.value': '3' }, 'check');
    assert.match(await (await ana.post(form.action, typed)).text(), /<a href="#f-entries\.1">1\.2 label entries 2: /);
    await ana.post(form.action, form.filled({ 'entries.1.value': '3' }, 'save'));
    await assert.rejects(publishSaved(platform, id), (error: unknown) => error instanceof InvalidDocument && error.faults.some(({ path }) => path === 'entries.1'));
  });
});
