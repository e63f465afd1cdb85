/** The way of somebody who edits, without JavaScript as with it; and of two who edit the same. */
import { strengthenSessions } from '../../platform/core/web/pages/testing/editor.ts';
import { publishSaved } from '../../platform/core/web/pages/testing/publish.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { printId } from '../../platform/core/records/id.ts';
import { type Bench, browserTests, type Visitor } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();

const press = (page: Page, act: string): Promise<void> => page.locator(`.form button[value="${act}"]`).last().click();
/** Saves the form that is open, publishes the draft, and goes to the record. @returns its path. */
async function publish({ platform }: Bench, page: Page): Promise<string> {
  await press(page, 'save');
  await page.waitForURL(/\/edit\?.*saved=/);
  const path = new URL(page.url()).pathname.replace(/\/edit$/, '');
  await publishSaved(platform, path.split('/').at(-1) ?? '');
  await page.goto(path);
  return path;
}
const field = (page: Page, path: string) => page.locator(`[id="f-${path}"]`);

for (const javaScriptEnabled of [false, true]) {
  it(`from the sign-in link to the tombstone, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async (bench) => {
    const action = await untouchedAction(bench, javaScriptEnabled ? 2 : 1);
    const ana = await bench.visitor({ javaScriptEnabled });
    const { page } = ana;
    await signIn(bench, ana);
    const claim = await publishClaim(bench, page, action);
    await findClaimOnAction(page, action);
    await publishVerdict(bench, page, action);
    await changeClaim(bench, page, claim);
    const beto = await bench.visitor({ person: 'beto', javaScriptEnabled });
    await withdrawClaim(ana, beto, claim, action);
    assert.deepEqual(ana.complaints, []);
  }));
}

async function signIn({ signInLink, platform }: Bench, { go, page }: Visitor): Promise<void> {
  const link = await signInLink('ana');
  assert.equal(await go(link), 200);
  await page.locator('main form button').click();
  await page.waitForURL('**/es/desk');
  await strengthenSessions(platform.database);
  assert.match((await page.locator('.lead').textContent()) ?? '', /ana/);
}

/** @returns the path of the claim. */
async function publishClaim(bench: Bench, page: Page, action: string): Promise<string> {
  await page.locator('ul.start a', { hasText: 'Avance declarado' }).click();
  // The code as it is printed on paper.
  await field(page, 'action').fill(printId(action));
  await field(page, 'text.es.text').fill('El curso ya empezó');
  await press(page, 'save');
  await page.waitForURL('**/edit?saved=1');
  assert.match((await page.locator('.notice[role=status]:not([hidden])').textContent()) ?? '', /borrador está guardado/);
  await press(page, 'check');
  const faults = page.locator('.error-summary li');
  await faults.first().waitFor();
  assert.ok((await faults.count()) >= 4);
  assert.equal(await field(page, 'text.es.text').inputValue(), 'El curso ya empezó');
  for (const name of ['milestone', 'reason', 'institution']) await field(page, `${name}.absent`).selectOption(name === 'institution' ? 'not_stated' : 'not_applicable');
  await field(page, 'says').selectOption('done');
  await field(page, 'date').fill('30 de febrero');
  await press(page, 'check');
  await page.locator('.error-summary a[href="#f-date"]').waitFor();
  assert.equal(await faults.count(), 1);
  assert.equal(await field(page, 'date').inputValue(), '30 de febrero');
  await field(page, 'date').fill('2026-10-01');
  return publish(bench, page);
}

async function findClaimOnAction(page: Page, action: string): Promise<void> {
  await page.locator(`a[href="/es/actions/${action}"]`).first().click();
  await page.waitForURL(`**/es/actions/${action}`);
  const claims = page.locator('.sides > div').first();
  assert.match((await claims.textContent()) ?? '', /El curso ya empezó/);
  assert.equal(await claims.locator('.flag').textContent(), 'Declaración sin prueba');
  assert.match((await page.locator('p.verdict').textContent()) ?? '', /Sin evidencia/);
}

async function publishVerdict(bench: Bench, page: Page, action: string): Promise<void> {
  await page.locator('footer a[href="/es/desk"]').click();
  await page.locator('ul.start a', { hasText: 'Verificación independiente' }).click();
  await field(page, 'action').fill(action);
  await field(page, 'finding').selectOption('limited');
  await field(page, 'reason.es.text').fill('El curso empezó en una sola región');
  await field(page, 'institution').fill('ministerio');
  await field(page, 'date').fill('2026-11-02');
  // Words are looked up: the form offers the institutions that may be meant.
  await press(page, 'check');
  await page.locator('[name="institution.pick"]').first().check();
  await publish(bench, page);
  await page.locator(`a[href="/es/actions/${action}"]`).first().click();
  const status = (await page.locator('section.status').textContent()) ?? '';
  assert.match(status, /Avance limitado/);
  assert.match(status, /Se declara más de lo verificado/);
  assert.match(status, /2 de noviembre de 2026/);
  assert.match((await page.locator('section.sides > div').last().textContent()) ?? '', /en una sola región/);
}

async function changeClaim(bench: Bench, page: Page, claim: string): Promise<void> {
  await page.locator(`.sides a[href="${claim}"]`).click();
  await page.locator('.notice a.button').click();
  await field(page, 'text.es.text').fill('El curso ya empezó en Cusco');
  assert.equal(await publish(bench, page), claim);
  await page.locator('.provenance a[href$="/versions"]').click();
  await page.locator('ol.versions a[href*="/compare"]').click();
  assert.match((await page.locator('table.changes ins').textContent()) ?? '', /en Cusco/);
  assert.equal(await page.locator('table.changes tbody tr').count(), 1);
}

/** Ana proposes, Beto carries it out. */
async function withdrawClaim({ go, page }: Visitor, beto: Visitor, claim: string, action: string): Promise<void> {
  await go(`${claim}/edit`);
  await page.locator('.other-acts a[href$="/withdraw"]').click();
  await page.locator('main .form button').click();
  assert.ok(await page.locator('.error-summary').isVisible(), 'a withdrawal needs a reason');
  await page.locator('#reason').fill('Se publicó dos veces');
  await page.locator('main .form button').click();
  await page.waitForURL(`**${claim}/review`);
  assert.equal(await page.locator('button[value=publish]').count(), 0, 'not by whoever proposed it');
  assert.equal(await go(claim), 200);
  await beto.go(`${claim}/review`);
  await beto.page.locator('button[value=publish]').click();
  await beto.page.waitForURL(`**${claim}`);
  assert.equal(await go(claim), 410);
  assert.match((await page.locator('.tombstone').textContent()) ?? '', /Retirado el .*Se publicó dos veces/s);
  await page.locator('a[href$="/versions"]').click();
  await page.locator('ol.versions a[href$="/versions/2"]').click();
  assert.match((await page.locator('main').textContent()) ?? '', /ya empezó en Cusco/);
  await go(`/es/actions/${action}`);
  assert.match((await page.locator('.sides > div').first().textContent()) ?? '', /no ha declarado nada/);
}

/** An action of the main strategy about which nobody has said anything. */
async function untouchedAction({ platform, samples }: Bench, which: number): Promise<string> {
  const rows = await platform.database.selectFrom('search_entry').select('record_id').where('kind', '=', 'action').orderBy('record_id').execute();
  const free = rows.map(({ record_id }) => record_id).filter((id) => id !== samples.action && id !== samples.plainAction);
  return free[which] ?? assert.fail('no action is free');
}

for (const javaScriptEnabled of [false, true]) {
  it(`two edit the same at once and neither loses a word, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async (bench) => {
    const action = await untouchedAction(bench, javaScriptEnabled ? 4 : 3);
    const [ana, beto] = await Promise.all(['ana', 'beto'].map((person) => bench.visitor({ person, javaScriptEnabled })));
    if (!ana || !beto) return assert.fail();
    await Promise.all([ana, beto].map(({ go }) => go(`/es/actions/${action}/edit?step=all`)));
    await field(ana.page, 'why.es.text').fill('Lo que escribió Ana');
    await press(ana.page, 'save');
    await ana.page.waitForURL('**/edit?step=all&saved=1');
    await field(beto.page, 'why.es.text').fill('Lo que escribió Beto');
    await field(beto.page, 'how.es.text').fill('Y cómo, según Beto');
    await press(beto.page, 'save');
    const conflict = beto.page.locator('section.conflict');
    assert.match((await conflict.textContent()) ?? '', /Lo que escribió Ana.*Lo que escribió Beto/s);
    assert.match((await conflict.textContent()) ?? '', /por ana/);
    assert.equal(await field(beto.page, 'why.es.text').inputValue(), 'Lo que escribió Beto');
    // Beto takes Ana's text of one field; his own of the other stays.
    await conflict.locator('button[value="take:why"]').click();
    assert.equal(await field(beto.page, 'why.es.text').inputValue(), 'Lo que escribió Ana');
    assert.equal(await field(beto.page, 'how.es.text').inputValue(), 'Y cómo, según Beto');
    await press(beto.page, 'save');
    await beto.page.waitForURL('**/edit?step=all&saved=1');
    // Ana, whose page is older now, saves and is shown what Beto did.
    await field(ana.page, 'note.es.text').fill('Nota de Ana');
    await press(ana.page, 'save');
    assert.match((await ana.page.locator('section.conflict').textContent()) ?? '', /Y cómo, según Beto/);
    assert.equal(await field(ana.page, 'note.es.text').inputValue(), 'Nota de Ana');
    await ana.page.locator('button[value="take:how"]').click();
    assert.equal(await publish(bench, ana.page), `/es/actions/${action}`);
    const shown = (await ana.page.locator('main').textContent()) ?? '';
    for (const text of ['Lo que escribió Ana', 'Y cómo, según Beto', 'Nota de Ana']) assert.match(shown, new RegExp(text));
    assert.deepEqual([...ana.complaints, ...beto.complaints], []);
  }));
}

it('what was typed and never sent comes back when the form is opened again, with JavaScript', options, withBrowser(async (bench) => {
  const action = await untouchedAction(bench, 5);
  const { page, go, complaints } = await bench.visitor({ person: 'ana' });
  page.on('dialog', (dialog) => void dialog.accept());
  // There is no line for what the page saves by itself.
  await page.addInitScript(() => Object.assign(globalThis, { fetch: () => Promise.reject(new TypeError('no line')) }));
  await go(`/es/actions/${action}/edit?step=1`);
  await field(page, 'why.es.text').pressSequentially('Escrito y no enviado');
  // The browser asks before it leaves; the person leaves all the same.
  await go('/es/desk');
  await go(`/es/actions/${action}/edit?step=1`);
  assert.equal(await field(page, 'why.es.text').inputValue(), '');
  await page.locator('[data-restore-yes]').click();
  await page.waitForURL('**/edit?step=1&check=1');
  assert.equal(await field(page, 'why.es.text').inputValue(), 'Escrito y no enviado');
  assert.ok(!(await page.locator('[data-restore]').isVisible()));
  // Signing out leaves nothing behind for the next person at this machine.
  await field(page, 'how.es.text').fill('Secreto');
  await go('/es/desk');
  await page.locator('form[action$="/sign-out"] button').click();
  await page.waitForURL('**/es/sign-in');
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.deepEqual(complaints, []);
}));
