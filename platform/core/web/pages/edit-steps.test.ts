/** The form a step at a time: what each save keeps, where it leads, and what two people at once make of a record. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { modules } from '../../../app.ts';
import { aThing, log, source, texts, thing } from '../../../../test/support/kinds.ts';
import { testPlatform } from '../../../../test/support/platform.ts';
import { fromFormEntries } from '../../kinds/form.ts';
import { numberOf } from '../../kinds/form-steps.ts';
import { defineKind, type Document, KindSet } from '../../kinds/kind.ts';
import { line, reference } from '../../kinds/fields.ts';
import { publisherOf } from '../../platform.ts';
import { readDraft, startDraft } from '../../records/drafts.ts';
import { newId } from '../../records/id.ts';
import { publishAll } from '../../records/publish.ts';
import { Editor, moduleOf, type OpenForm, readForm } from './testing/editor.ts';
import { staged } from './testing/staged.ts';

const platform = await testPlatform({ after }, { modules: [...modules, moduleOf({ after }, [thing, log, staged])] });
const { database } = platform;
const [ana, beto] = await Promise.all([Editor.signIn(platform, 'ana'), Editor.signIn(platform, 'beto')]);

const evidenceFor = (field: string): Document => ({ field, source: newId(), place: 'p. 1', confidence: 'official' });
const draftOf = async (document: Document): Promise<string> => startDraft(database, staged, document, { name: 'person:ana' });
const saved = async (id: string): Promise<Document | undefined> => (await readDraft(database, id))?.document;
const step = (who: Editor, id: string, key: string): Promise<OpenForm> => who.open(`/es/staged/${id}/edit?step=${key}`);

/** Sends a form and opens where the answer leads. */
async function send(who: Editor, form: OpenForm, typed: Record<string, string>, act: string): Promise<OpenForm & { location: string }> {
  const answer = await who.post(form.action, form.filled(typed, act));
  assert.equal(answer.status, 303, await answer.clone().text());
  const location = answer.headers.get('location') ?? '';
  return { location, ...(await who.open(location)) };
}

async function published(kind: 'thing' | 'staged', document: Document): Promise<string> {
  const id = newId();
  await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind, document, basedOn: 0 }], { name: 'system' }));
  return id;
}

const write = (title: string, claimed: boolean, summary: string) => published('staged', { title: texts(title), thing: { absent: 'not_stated' }, word: 'a', claimed, summary: texts(summary) });

describe('steps', () => {
  it('hold every field once, or the kind is refused', () => {
    const fields = { title: line({ example: 'a' }), more: line({ example: 'b' }) };
    const declare = (...steps: ('title' | 'more' | 'evidence')[][]) => defineKind({ name: 'x', path: 'x', schemaVersion: 1, title: 'title', fields, steps: steps.map((names, index) => ({ name: String(index), fields: names })) });
    assert.doesNotThrow(() => declare(['more'], ['title', 'evidence']));
    assert.throws(() => declare(['title'], ['evidence']), /"more" is in none/);
    assert.throws(() => declare(['title', 'more'], ['title', 'evidence']), /"title" is there twice/);
    assert.throws(() => new KindSet([source, log, thing, defineKind({ name: 'y', path: 'y', schemaVersion: 1, title: 'title', fields: { ...fields, thing: reference('thing', { example: 'h7777777777m' }) }, copyFrom: { field: 'thing', fields: { about: 'title' } } })]), /cannot take "title" over/);
  });

  it('number their fields, and the parts of their fields', () => {
    assert.deepEqual(['title', 'parts', 'parts.note', 'word', 'evidence', 'evidence.place'].map((field) => numberOf(staged, field)), ['1.1', '1.4', '1.4.2', '2.2', '3.1', '3.1.3']);
    assert.equal(numberOf(thing, 'acronym'), '1.2');
  });

  it('are shown one at a time, with how far each is', async () => {
    const id = await draftOf({ title: texts('Uno'), thing: { absent: 'not_stated' } });
    const { html, entries } = await step(ana, id, '2');
    assert.match(html, /<small>Paso 2 de 3<\/small> step second/);
    assert.deepEqual([...html.matchAll(/class="step-(\w+)"/g)].map(([, state]) => state), ['complete', 'untouched', 'optional']);
    assert.ok(entries.some(([name]) => name === 'word') && !entries.some(([name]) => name.startsWith('title')));
    assert.match(html, /<span class="n">2\.2<\/span> label word/);
    assert.match(html, /<a href="#f-word">2\.2 label word<\/a>: Es obligatorio/);
    const all = await step(ana, id, 'all');
    assert.deepEqual([...all.html.matchAll(/<small>Paso (\d) de 3/g)].map(([, number]) => number), ['1', '2', '3']);
  });

  it('save their own fields and nothing else, right or wrong, and lead on', async () => {
    const form = await ana.open('/es/desk/new/staged');
    const second = await send(ana, form, { 'title.es.text': 'Uno', 'title.es.status': 'original' }, 'go:2');
    assert.match(second.location, /^\/es\/staged\/\w{12}\/edit\?step=2&saved=1$/);
    const id = second.location.split('/')[3] ?? '';
    const third = await send(ana, second, { word: 'x'.repeat(30) }, 'go:3');
    assert.deepEqual(await saved(id), { title: texts('Uno'), word: 'x'.repeat(30) });
    assert.match(third.html, /<button class="link"[^>]*value="go:2"[^>]*>2\. step second<\/button> <small class="step-missing">faltan 2 cosas/);
    const back = await send(ana, third, {}, 'go:2');
    assert.match(back.html, /id="f-word-error"/, 'what is wrong is marked');
    assert.doesNotMatch(back.html, /error-summary/);
    const checked = await send(ana, back, {}, 'check');
    assert.match(checked.html, /error-summary[\s\S]*<a href="#f-word">2\.2 label word: /);
    assert.doesNotMatch(checked.html, /label thing: Falta/, 'other steps have their own page');
    const answer = await ana.post(checked.action, checked.filled({ word: 'bien' }, 'review'));
    assert.equal(answer.headers.get('location'), `/es/staged/${id}/review`);
    assert.deepEqual(await saved(id), { title: texts('Uno'), word: 'bien' });
  });

  it('open where the draft was saved last', async () => {
    const id = await draftOf({ title: texts('Uno') });
    await send(ana, await step(ana, id, '2'), {}, 'save');
    assert.match((await beto.open(`/es/staged/${id}/edit`)).html, /Paso 2 de 3/);
  });

  it('offer choices as boxes, and keep the order of those that were ticked', async () => {
    const id = await draftOf({ topics: ['school', 'water'] });
    const form = await step(ana, id, '1');
    assert.deepEqual(form.entries.filter(([name]) => name.startsWith('topics')), [['topics.1', 'water'], ['topics.0', 'school']]);
    await send(ana, form, { 'topics.3': 'health' }, 'save');
    assert.deepEqual((await saved(id))?.['topics'], ['school', 'water', 'health']);
  });
});

describe('evidence on another step', () => {
  it('follows the items that move, and loses those that go', async () => {
    const parts = ['a', 'b', 'c'].map((name) => ({ name }));
    const id = await draftOf({ title: texts('Uno'), parts, topics: ['water', 'health'], evidence: ['parts.0', 'parts.1.name', 'parts.2.name', 'topics.1', 'title'].map(evidenceFor) });
    const form = await step(ana, id, '1');
    const after = await send(ana, form, {}, 'remove:parts.1');
    assert.deepEqual((await saved(id))?.['parts'], [{ name: 'a' }, { name: 'c' }]);
    const fields = async () => ((await readDraft(database, id))?.document['evidence'] as Document[] | undefined)?.map(({ field }) => field);
    assert.deepEqual(await fields(), ['parts.0', undefined, 'parts.1.name', 'topics.1', 'title']);
    await ana.post(after.action, after.filled({}, 'save').filter(([name]) => name !== 'topics.0'));
    assert.deepEqual(await fields(), ['parts.0', undefined, 'parts.1.name', 'topics.0', 'title']);
  });

  it('is never moved by a page that saves itself and does not know of it', async () => {
    const id = await draftOf({ parts: [{ name: 'a' }, { name: 'b' }], evidence: [evidenceFor('parts.1.name')] });
    const form = await step(ana, id, '1');
    assert.equal((await ana.post(form.action, form.filled({ 'parts.0.name': '' }, 'autosave'))).status, 422);
    assert.deepEqual((await saved(id))?.['parts'], [{ name: 'a' }, { name: 'b' }]);
  });

  it('stands where an item was added', async () => {
    const id = await draftOf({ parts: [{ name: 'a' }] });
    const added = await send(ana, await step(ana, id, '1'), {}, 'add:parts');
    assert.match(added.html, /<fieldset class="field field-group" id="f-parts\.1" tabindex="-1" autofocus>/);
    await send(ana, added, { 'parts.1.name': 'b' }, 'save');
    assert.deepEqual((await saved(id))?.['parts'], [{ name: 'a' }, { name: 'b' }]);
  });
});

describe('two people at different steps', () => {
  it('both keep what they wrote, and the second is told', async () => {
    const id = await draftOf({ title: texts('Uno'), word: 'antes' });
    const [hers, his] = [await step(ana, id, '1'), await step(beto, id, '2')];
    await send(ana, hers, { 'title.es.text': 'De Ana' }, 'save');
    const after = await send(beto, his, { word: 'de Beto' }, 'go:3');
    assert.match(after.html, /quedan sus cambios y los de usted/);
    assert.deepEqual(await saved(id), { title: texts('De Ana'), word: 'de Beto' });
  });

  it('are shown both texts where they wrote the same field', async () => {
    const id = await draftOf({ title: texts('Uno'), word: 'antes' });
    const [hers, his] = [await step(ana, id, '2'), await step(beto, id, '2')];
    await send(ana, hers, { word: 'de <Ana>', deep: 'hondo' }, 'save');
    const answer = await beto.post(his.action, his.filled({ word: 'de Beto' }, 'go:3'));
    assert.equal(answer.status, 409);
    const shown = readForm(await answer.text());
    assert.match(shown.html, /label word<\/th><td>de &lt;Ana&gt;<\/td><td>de Beto/);
    assert.equal((await saved(id))?.['word'], 'de <Ana>');
    const taken = readForm(await (await beto.post(shown.action, shown.filled({}, 'take:deep'))).text());
    await send(beto, taken, {}, 'save');
    assert.deepEqual(await saved(id), { title: texts('Uno'), word: 'de Beto', deep: 'hondo' });
  });

  it('are shown the whole record where it was published again below the draft', async () => {
    const document = { title: texts('Uno'), thing: { absent: 'not_stated' }, word: 'antes', claimed: true };
    const id = await published('staged', document);
    await send(ana, await step(ana, id, '2'), { word: 'borrador' }, 'save');
    await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'staged', document: { ...document, title: texts('Del paquete') }, basedOn: 1 }], { name: 'pack:test' }));
    const form = await step(ana, id, '2');
    const answer = await ana.post(form.action, form.filled({}, 'save'));
    assert.equal(answer.status, 409);
    const shown = readForm(await answer.text());
    assert.match(shown.html, /Del paquete/);
    assert.deepEqual(fromFormEntries(staged, shown.entries), { ...document, word: 'borrador' });
  });

  it('lose nothing when many save at the same moment', async () => {
    const id = await draftOf({ title: texts('Uno'), word: 'antes' });
    const forms = await Promise.all([step(ana, id, '1'), step(ana, id, '2'), step(ana, id, '3')]);
    const answers = await Promise.all(forms.map((form, index) => ana.post(form.action, form.filled(index === 0 ? { 'title.es.text': 'Dos' } : index === 1 ? { word: 'nueva' } : {}, 'save'))));
    assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
    assert.deepEqual(await saved(id), { title: texts('Dos'), word: 'nueva' });
  });
});

describe('taking over from another record', () => {
  it('fills what is blank, keeps what is written, and says which', async () => {
    const target = await published('thing', aThing('Producto', { about: texts('Sobre el <b>producto</b>'), remark: 'visto' }));
    const id = await draftOf({ title: texts('Uno'), thing: target, word: 'mía' });
    const after = await send(ana, await step(ana, id, '1'), {}, 'copy');
    assert.deepEqual(await saved(id), { title: texts('Uno'), thing: target, word: 'mía', summary: texts('Sobre el <b>producto</b>') });
    assert.match(after.html, /2\.1 label summary/);
    const again = await send(ana, await step(ana, id, '1'), {}, 'copy');
    assert.match(again.html, /No se tomó nada/);
  });

  it('folds the questions that the other record answers for, while they are blank', async () => {
    const target = await published('thing', aThing('Producto', { open: true }));
    const id = await draftOf({ thing: target });
    assert.match((await step(ana, id, '2')).html, /<details class="more">[\s\S]*name="deep"/);
    await send(ana, await step(ana, id, '2'), { deep: 'algo' }, 'save');
    assert.doesNotMatch((await step(ana, id, '2')).html, /<details class="more">/);
  });
});

describe('how others wrote it', () => {
  it('shows good public records, those of their body first, and never the record itself', async () => {
    await write('Ajena', false, 'No es de la entidad');
    const own = await write('Propia', true, 'Primero <i>esta</i>');
    await write('Otra', true, 'Después esta');
    const { html } = await ana.open('/es/desk/new/staged?step=2');
    const examples = /id="f-summary"[\s\S]*?<details class="examples">([\s\S]*?)<\/details>/.exec(html)?.[1] ?? '';
    assert.deepEqual([...examples.matchAll(/<blockquote[^>]*>([^<]*)/g)].map(([, text]) => text), ['Después esta', 'Primero &lt;i&gt;esta&lt;/i&gt;']);
    assert.doesNotMatch((await step(ana, own, '2')).html, /<blockquote[^>]*>Primero/);
  });
});
