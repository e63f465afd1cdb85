/** The whole way of a system through the register: from the invitation of those who file it to the stone that says why it went. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { type Bench, browserTests, type Visitor } from './support/browser-tests.ts';
import { leastAnswers } from './support/filing.ts';
import { answer, decide, invite, linkIn, mailTo, officer, signUpByPasskey, signUpByPassword } from './support/officers.ts';

const { options, withBrowser } = await browserTests();

interface Cast {
  readonly author: Visitor;
  readonly approver: Visitor;
  readonly reviewer: Visitor;
  readonly citizen: Visitor;
}

for (const javaScriptEnabled of [false, true]) {
  it(`a body files a system, corrects it, answers a report and takes it back, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async (bench) => {
    const word = javaScriptEnabled ? 'quinquina' : 'taruka';
    const institution = await aBody(bench, javaScriptEnabled ? 3 : 4);
    const cast = await signUp(bench, institution, word, javaScriptEnabled);
    const system = await file(bench, cast.author, institution, word);
    await reviewWithRemark(cast, system);
    await readAsCitizen(cast.citizen, system, word);
    await change(cast, system);
    await compareAndDownload(cast.citizen, system, word);
    const report = await reportError(bench, cast, system, word);
    await answerReport(cast, report, system);
    await confirmInOneClick(cast.author, system);
    await withdraw(cast, system);
    for (const [who, { complaints }] of Object.entries(cast)) assert.deepEqual(complaints, [], who);
  }));
}

/** A public body of the directory that has no people yet. */
async function aBody({ platform }: Bench, which: number): Promise<string> {
  const rows = await platform.database.selectFrom('search_entry').select('record_id').where('kind', '=', 'institution').orderBy('record_id').execute();
  return rows[which]?.record_id ?? assert.fail('no institution');
}

async function signUp(bench: Bench, institution: string, word: string, javaScriptEnabled: boolean): Promise<Cast> {
  const administrator = await officer(bench, `${word}.admin@example.org`, { institution, role: 'administrator' }, { javaScriptEnabled });
  const reviewer = await officer(bench, `${word}.oficina@example.org`, { institution: undefined, role: 'reviewer' }, { javaScriptEnabled });
  const [author, approver, citizen] = await Promise.all([1, 2, 3].map(() => bench.visitor({ javaScriptEnabled })));
  if (!author || !approver || !citizen) return assert.fail();
  await signUpByPassword(bench, author, await invite(bench, administrator, institution, `${word}.autora@example.org`, 'author'), 'Ana Autora');
  const second = await invite(bench, administrator, institution, `${word}.segunda@example.org`, 'approver');
  // A passkey is made by the browser, which needs scripts for it.
  await (javaScriptEnabled ? signUpByPasskey(approver, second, 'Beto Segundo') : signUpByPassword(bench, approver, second, 'Beto Segundo'));
  assert.deepEqual(administrator.complaints, []);
  return { author, approver, reviewer, citizen };
}

/** Files the system step by step, and sends it. @returns its path. */
async function file({ samples, platform }: Bench, author: Visitor, institution: string, word: string): Promise<string> {
  const { page, go } = author;
  // A name where a role belongs, for the second person to find.
  const steps = leastAnswers(institution, samples.product, `Cámara ${word} que cuenta autos`).map((answers) => ('accountableOwner.es.text' in answers ? { ...answers, 'accountableOwner.es.text': 'Juan' } : answers));
  await go('/es/desk');
  await page.locator('ul.start a[href$="/desk/new/systems"]').click();
  for (const [index, answers] of steps.entries()) {
    for (const [name, text] of Object.entries(answers)) await answer(page, name, text);
    const on = index + 1 === steps.length ? 'save' : `go:${index + 2}`;
    await page.locator(`.form .buttons button[value="${on}"]`).click();
    await page.waitForURL(on === 'save' ? '**/edit?step=4&saved=1' : `**/edit?step=${index + 2}&saved=1`);
  }
  const system = new URL(page.url()).pathname.replace(/\/edit$/, '');
  await decide(author, system, 'submit');
  assert.match((await page.locator('[aria-current=step]').textContent()) ?? '', /Enviado/);
  assert.equal((await platform.database.selectFrom('draft').select('stage').where('record_id', '=', system.split('/').at(-1) ?? '').executeTakeFirst())?.stage, 'submitted');
  return system;
}

/** Given back for a name where a role belongs, corrected at that field, approved by the second person, published by the office. */
async function reviewWithRemark({ author, approver, reviewer, citizen }: Cast, system: string): Promise<void> {
  await approver.go('/es/desk');
  await approver.page.locator(`a[href="${system}/review"]`).click();
  await decide(approver, system, 'return', { reason: 'Falta un detalle', 'remark.0.field': 'accountableOwner', 'remark.0.text': 'Ponga el cargo, no el nombre' });
  assert.equal(await citizen.go(system), 404);

  await author.go('/es/desk');
  await author.page.locator(`a[href="${system}/review"]`).click();
  assert.match((await author.page.locator('main').textContent()) ?? '', /Ponga el cargo, no el nombre/);
  await author.page.locator('main a[href$="#f-accountableOwner"]').first().click();
  await author.page.locator('[id="f-accountableOwner.es.text"]').fill('Gerente de Tránsito');
  await author.page.locator('.form button[value=save]').last().click();
  await author.page.waitForURL('**saved=1');
  await decide(author, system, 'submit', { message: 'Ya dice el cargo' });

  await decide(approver, system, 'approve');
  await reviewer.go('/es/desk/queue');
  await reviewer.page.locator(`a[href="${system}/review"]`).click();
  assert.match((await reviewer.page.locator('main').textContent()) ?? '', /Ya dice el cargo/);
  await decide(reviewer, system, 'publish');
  assert.equal(new URL(reviewer.page.url()).pathname, system);
}

/** Found by words and by what narrows the list; read in three depths. */
async function readAsCitizen({ page, go }: Visitor, system: string, word: string): Promise<void> {
  await go('/es/');
  await page.locator('#site-q').fill(`cámara ${word}`);
  await page.locator('header form button').click();
  await page.locator(`main a[href="${system}"]`).waitFor();
  await go('/es/systems');
  const facets = page.locator('nav.facets details');
  const sector = facets.filter({ has: page.locator('a[href*="sector%3Atransport"], a[href*="sector:transport"]') });
  if (!(await sector.evaluate((details) => details.hasAttribute('open')))) await sector.locator('summary').first().click();
  await sector.locator('a', { hasText: 'Transporte' }).click();
  await page.waitForURL(/f=sector/);
  await page.locator(`main a[href="${system}"]`).click();
  await page.waitForURL(`**${system}`);
  const plain = page.locator('main .lead');
  assert.match((await plain.first().textContent()) ?? '', /cuenta los autos de una avenida/);
  assert.match((await page.locator('main section').first().textContent()) ?? '', /Que los autos esperen menos/);
  const everything = page.locator('details.everything');
  assert.ok(!(await everything.locator('dl').first().isVisible()));
  await everything.locator('summary').click();
  assert.match((await everything.innerText()) ?? '', /Gerente de Tránsito/);
}

async function change({ author, approver, reviewer }: Cast, system: string): Promise<void> {
  await author.go(`${system}/edit?step=3`);
  await author.page.locator('[id="f-purpose.es.text"]').fill('Que los autos y los buses esperen menos');
  await author.page.locator('.form button[value=save]').last().click();
  await author.page.waitForURL('**saved=1');
  await decide(author, system, 'submit', { note: 'También se cuentan los buses' });
  await decide(approver, system, 'approve');
  await decide(reviewer, system, 'publish');
}

async function compareAndDownload({ page, go }: Visitor, system: string, word: string): Promise<void> {
  await go(system);
  await page.locator('.provenance a[href$="/versions"]').click();
  assert.match((await page.locator('ol.versions').textContent()) ?? '', /También se cuentan los buses/);
  await page.locator('ol.versions a[href*="/compare"]').first().click();
  assert.equal(await page.locator('table.changes tbody tr').count(), 1);
  assert.match((await page.locator('table.changes ins').allTextContents()).join(' '), /buses/);
  await go(`/es/systems?q=${word}`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.forms a[href*=".csv"]').click()]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.match(csv, new RegExp(`Cámara ${word} que cuenta autos`));
  assert.match(csv, /los autos y los buses/);
}

/** @returns the path of the report, which is public at once without what the stranger wrote. */
async function reportError({ platform }: Bench, { citizen: { page, go } }: Cast, system: string, word: string): Promise<string> {
  await go(system);
  await page.locator('.provenance a[href$="/report"]').click();
  await page.locator('#field').selectOption('startedOn');
  await page.locator('#what').fill(`La cámara ${word} funciona desde febrero`);
  await page.locator('main form.form button').click();
  await page.locator('main a.button').click();
  const path = new URL(page.url()).pathname;
  assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /desde febrero/);
  // Whoever has to answer is told, with the way to the answer.
  assert.equal(new URL(linkIn(await mailTo(platform, `${word}.autora@example.org`), path)).pathname, `${path}/edit`);
  return path;
}

async function answerReport({ author, approver, reviewer, citizen }: Cast, report: string, system: string): Promise<void> {
  const { page, go } = author;
  await go('/es/desk');
  await page.locator(`main a[href^="${report}"]`).first().click();
  await go(`${report}/edit`);
  assert.match((await page.locator('[id^="f-what"] textarea, textarea[id^="f-what"]').first().inputValue()) ?? '', /desde febrero/);
  await answer(page, 'outcome', 'kept');
  await answer(page, 'answer.es.text', 'Revisamos el contrato: funciona desde marzo');
  await answer(page, 'answeredOn', '2026-11-21');
  await page.locator('.form button[value=save]').last().click();
  await page.waitForURL('**saved=1');
  await decide(author, report, 'submit');
  await decide(approver, report, 'approve');
  await decide(reviewer, report, 'publish');
  await citizen.go(report);
  assert.match((await citizen.page.locator('main').textContent()) ?? '', /funciona desde marzo/);
  await citizen.go(system);
  assert.match((await citizen.page.locator('main').textContent()) ?? '', /Se dejó como estaba/);
}

async function confirmInOneClick({ page, go }: Visitor, system: string): Promise<void> {
  await go(system);
  await page.locator('form[action$="/confirm"] button').first().click();
  await page.waitForURL(`**${system}`);
  assert.match((await page.locator('.tags').textContent()) ?? '', /21 de noviembre de 2026/);
}

async function withdraw({ author, approver, reviewer, citizen }: Cast, system: string): Promise<void> {
  const { page, go } = author;
  await go(system);
  await page.locator('main a[href$="/withdraw"]').click();
  await page.locator('#reason').fill('La cámara se apagó y no volverá');
  await page.locator('main form.form button').click();
  await page.waitForURL(`**${system}/review`);
  assert.equal(await citizen.go(system), 200);
  await decide(approver, system, 'approve');
  await decide(reviewer, system, 'publish');
  assert.equal(await citizen.go(system), 410);
  assert.match((await citizen.page.locator('.tombstone').textContent()) ?? '', /se apagó y no volverá/);
}
