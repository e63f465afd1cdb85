/** The edit form in a real browser: what the module adds, and that the pages are accessible. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import chromiumFiles from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { createWeb, modules } from '../../../app.ts';
import { aThing, log, texts, thing } from '../../../../test/support/kinds.ts';
import { testPlatform } from '../../../../test/support/platform.ts';
import { createSignInLink } from '../../access/sign-in-links.ts';
import { strengthenSessions } from '../pages/testing/editor.ts';
import { readDraft, startDraft } from '../../records/drafts.ts';
import { moduleOf } from '../pages/testing/editor.ts';
import { staged } from '../pages/testing/staged.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const platform = await testPlatform({ after }, { modules: [...modules, moduleOf({ after }, [thing, log, staged])] });

let browser: Browser;
let context: BrowserContext;
let origin = '';
const server = createServer();

before(async () => {
  server.listen(0, 'localhost');
  await once(server, 'listening');
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { app } = await createWeb(platform, origin);
  server.on('request', getRequestListener(app.fetch));
  browser = await chromium.launch({ executablePath: await chromiumFiles.executablePath(), args: chromiumFiles.args, headless: true });
  context = await browser.newContext();
});
after(async () => {
  await browser.close();
  server.close();
});

/** A page that collects what the browser complains of: a script that the policy forbids, say. */
async function newPage(): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && !/status of 4|ERR_FAILED/.test(message.text()) && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(String(error)));
  page.on('dialog', (dialog) => void dialog.accept());
  return { page, complaints };
}

/** What axe finds against WCAG 2.2 AA, in words. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations, passes } = await Reflect.get(globalThis, 'axe').run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    if (passes.length < 10) return ['axe did not run'];
    return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

const press = async (page: Page, act: string): Promise<void> => {
  await Promise.all([page.waitForEvent('load'), page.locator(`button[name=_do][value="${act}"]:not(.hidden)`).first().click()]);
};
/** Nothing that a page saves by itself arrives. */
const offline = (page: Page): Promise<unknown> => page.route('**/*', (route) => (route.request().postData()?.includes('_do=autosave') ? route.abort() : route.fallback()));
/** The same for pages that are left: what a going page sends passes by the routes of the test. */
const silent = (page: Page): Promise<unknown> => page.addInitScript(() => Object.assign(globalThis, { fetch: () => Promise.reject(new TypeError('no line')) }));
const kept = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(localStorage));

describe('the edit form in a browser', () => {
  let address = '';
  let id = '';

  before(async () => {
    const { page } = await newPage();
    await page.goto(`${origin}/es/sign-in/${await createSignInLink(platform.database, 'ana', platform.now(), { membership: { institution: undefined, role: 'editor' } })}`);
    await Promise.all([page.waitForURL('**/es/desk'), page.click('main button')]);
    await strengthenSessions(platform.database);
    assert.deepEqual(await barriers(page), []);
    await page.close();
    const step = { key: 'uno', text: { es: { text: 'Piloto', status: 'original' } }, dueOn: { absent: 'unknown' }, owner: { absent: 'not_stated' } };
    id = await startDraft(platform.database, thing, aThing('Registro', { steps: [step] }), { name: 'person:ana' });
    address = `${origin}/es/things/${id}/edit`;
  });

  it('hides the inputs of a value that is not there, but none that holds something', async () => {
    const { page, complaints } = await newPage();
    await silent(page);
    await page.goto(address);
    assert.equal(await page.isVisible('#f-code'), false);
    await page.selectOption('[id="f-code.absent"]', '');
    assert.equal(await page.isVisible('#f-code'), true);
    await page.fill('#f-code', 'A.1');
    await page.selectOption('[id="f-code.absent"]', 'not_stated');
    assert.equal(await page.isVisible('#f-code'), true);
    assert.deepEqual(complaints, []);
    await page.evaluate(() => localStorage.clear());
    await page.close({ runBeforeUnload: false });
  });

  it('warns before it is left, brings back what was typed, and forgets it once it is saved', async () => {
    const { page, complaints } = await newPage();
    await silent(page);
    await page.goto(address);
    await page.fill('#f-acronym', 'SGTD');
    await press(page, 'add:steps');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-steps.1');
    await page.fill('[id="f-steps.1.key"]', 'dos');
    const [dialog] = await Promise.all([page.waitForEvent('dialog'), page.goto(address)]);
    assert.equal(dialog.type(), 'beforeunload');
    assert.equal(await page.inputValue('#f-acronym'), '');
    await Promise.all([page.waitForEvent('load'), page.click('[data-restore-yes]')]);
    assert.equal(await page.inputValue('#f-acronym'), 'SGTD');
    assert.equal(await page.inputValue('[id="f-steps.1.key"]'), 'dos');
    await press(page, 'save');
    assert.match(page.url(), /\?saved=1$/);
    assert.deepEqual(await kept(page), []);
    assert.equal((await readDraft(platform.database, id))?.document['acronym'], 'SGTD');
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('leads to the faults, and is accessible with and without them', async () => {
    const { page, complaints } = await newPage();
    await page.goto(address);
    assert.deepEqual(await barriers(page), []);
    await page.fill('#f-position', 'abc');
    await press(page, 'check');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'error-summary');
    assert.deepEqual(await barriers(page), []);
    await page.click('.error-summary a[href="#f-position"]');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-position');
    await page.goto(`${origin}/es/desk/new/actions`);
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('saves, and takes nothing out, when enter is pressed in a field', async () => {
    const { page } = await newPage();
    await page.goto(`${origin}/es/desk/new/things`);
    await page.fill('#f-acronym', 'NUEVO');
    await Promise.all([page.waitForURL('**/edit?saved=1'), page.press('#f-acronym', 'Enter')]);
    assert.equal(await page.inputValue('#f-acronym'), 'NUEVO');
    assert.deepEqual((await kept(page)).filter((key) => !key.includes(id)), []);
    await page.close();
  });
});

const open = async (step: string) => {
  const id = await startDraft(platform.database, staged, { title: texts('Uno'), word: 'antes' }, { name: 'person:ana' });
  const { page, complaints } = await newPage();
  await page.goto(`${origin}/es/staged/${id}/edit?step=${step}`);
  return { id, page, complaints };
};
const wordOf = async (id: string): Promise<unknown> => (await readDraft(platform.database, id))?.document['word'];
const told = (page: Page, where: 'saved' | 'problem', words: RegExp) => page.locator(`[data-${where}]`).filter({ hasText: words }).waitFor();

describe('a form that saves itself', () => {
  it('does so after a pause and when it is hidden, and asks nothing when it is left', async () => {
    const { id, page, complaints } = await open('2');
    await page.fill('#f-word', 'pausa');
    await told(page, 'saved', /^Guardado solo a las/);
    assert.equal(await wordOf(id), 'pausa');
    assert.deepEqual((await kept(page)).filter((key) => key.includes(id)), []);
    await page.fill('#f-word', 'oculta');
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    })]);
    await page.waitForFunction((own) => !Object.keys(localStorage).some((key) => key.includes(own)), id);
    assert.equal(await wordOf(id), 'oculta');
    await Promise.all([page.waitForURL('**/edit?step=3&saved=1'), page.click('.buttons button[value="go:3"]')]);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('gives a new record its own address, and the button saves into it', async () => {
    const { page } = await newPage();
    await page.goto(`${origin}/es/desk/new/staged?step=2`);
    await page.fill('#f-word', 'nueva');
    await told(page, 'saved', /^Guardado solo/);
    assert.match(page.url(), /\/es\/staged\/\w{12}\/edit\?step=2$/);
    const id = page.url().split('/')[5] ?? '';
    await page.fill('#f-word', 'otra');
    await Promise.all([page.waitForURL('**/edit?step=3&saved=1'), page.click('.buttons button[value="go:3"]')]);
    assert.equal(page.url().split('/')[5], id);
    assert.equal(await wordOf(id), 'otra');
    await page.close();
  });

  it('keeps what did not arrive, says so, and goes on when there is a line again', async () => {
    const { id, page } = await open('2');
    await offline(page);
    await page.fill('#f-word', 'sin línea');
    await told(page, 'problem', /No hay conexión/);
    assert.equal(await wordOf(id), 'antes');
    assert.equal((await kept(page)).filter((key) => key.includes(id)).length, 1);
    await page.unrouteAll();
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await told(page, 'saved', /^Guardado solo/);
    assert.equal(await page.textContent('[data-problem]'), '');
    assert.equal(await wordOf(id), 'sin línea');
    await page.close();
  });

  it('does not compare a person with themselves when the answer was lost on the way', async () => {
    const { id, page } = await open('2');
    let lost = 0;
    await page.route('**/edit', async (route) => {
      if (lost > 0 || !route.request().postData()?.includes('_do=autosave')) return route.fallback();
      lost += 1;
      await route.fetch({ headers: { ...(await route.request().allHeaders()), origin, 'sec-fetch-site': 'same-origin' } });
      return route.abort();
    });
    await page.fill('#f-word', 'llegó');
    await told(page, 'problem', /No hay conexión/);
    assert.equal(await wordOf(id), 'llegó');
    await page.fill('#f-word', 'y siguió');
    await Promise.all([page.waitForURL('**/edit?step=3&saved=*'), page.click('.buttons button[value="go:3"]')]);
    assert.equal(await wordOf(id), 'y siguió');
    await page.close();
  });

  it('tells how easy a text is to read while it is written', async () => {
    const { page, complaints } = await open('2');
    await page.fill('[id="f-summary.es.text"]', 'Este programa lee su pedido y le da un turno. Si no está de acuerdo, diga «no» y una persona verá su caso. No cuesta nada.');
    await page.locator('[data-ease="f-summary.es.text"]').filter({ hasText: /de 100, muy fácil/ }).waitFor();
    await told(page, 'saved', /^Guardado solo/);
    await page.reload();
    assert.match((await page.textContent('[data-ease="f-summary.es.text"]')) ?? '', /de 100, muy fácil/, 'the server says the same');
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('loses nothing when the session has ended', async () => {
    const { id, page } = await open('2');
    const cookies = await context.cookies();
    await context.clearCookies();
    await page.fill('#f-word', 'tarde');
    await told(page, 'problem', /Su sesión terminó/);
    await Promise.all([page.waitForEvent('load'), page.click('.buttons button[value="go:3"]')]);
    assert.match((await page.textContent('h1')) ?? '', /Su sesión terminó/);
    assert.deepEqual(await barriers(page), []);
    await context.addCookies(cookies);
    await Promise.all([page.waitForURL('**/edit?step=3&saved=1'), page.click('main form button')]);
    assert.equal(await wordOf(id), 'tarde');
    await page.close();
  });
});

describe('the module', () => {
  it('is small', () => {
    const asset = platform.web.assets.find(platform.web.assets.href('edit-form.js').replace('/assets/', ''));
    assert.ok((asset?.brotli.length ?? Infinity) < 3000);
  });
});
