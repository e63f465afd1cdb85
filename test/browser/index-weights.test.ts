/** The weight panel of an index: the plain form and the reader's own browser give the same, at once, by hand or by keyboard. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();
const MOST_MS = 100;

interface Shown {
  readonly rows: readonly (readonly string[])[];
  readonly said: string;
}

/** What the panel shows, whoever computed it. */
async function shown(page: Page): Promise<Shown> {
  const panel = page.locator('weight-panel');
  const rows = await panel.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));
  return { rows, said: (await panel.locator('[data-say]').innerText()).trim() };
}

/** Types weights and waits until the panel has answered to them. */
async function typeWeights(page: Page, weights: Readonly<Record<string, string>>): Promise<number> {
  for (const [code, weight] of Object.entries(weights)) await page.locator(`input[name="w.${code}"]`).fill(weight);
  const wanted = Object.entries(weights).map(([code, weight]) => `w.${code}=${weight}`).join('&');
  await page.waitForFunction((text) => document.querySelector<HTMLElement>('weight-panel')?.dataset['answered'] === text, wanted);
  return Number(await page.locator('weight-panel').getAttribute('data-milliseconds'));
}

const TRIALS: readonly Readonly<Record<string, string>>[] = [
  { internet: '3', accounts: '1', servers: '1', post: '1' },
  { internet: '0', accounts: '0', servers: '0', post: '1' },
  { internet: '0.2', accounts: '0.2', servers: '0.3', post: '0.3' },
  { internet: '17', accounts: '3', servers: '0', post: '5' },
  { internet: '1', accounts: '1', servers: '1', post: '1' },
];

it('the browser shows what the form of the server shows, in less than 100 ms', options, withBrowser(async ({ visitor, samples }) => {
  const path = `/es/indices/${samples.ownIndex}`;
  const plain = await visitor({ javaScriptEnabled: false });
  const alive = await visitor();
  await alive.go(path);
  const times: number[] = [];
  for (const weights of TRIALS) {
    times.push(await typeWeights(alive.page, weights));
    await plain.go(path);
    assert.equal(await plain.page.locator('weight-panel input[type=range]').count(), 0);
    for (const [code, weight] of Object.entries(weights)) await plain.page.locator(`input[name="w.${code}"]`).fill(weight);
    await plain.page.locator('weight-panel form button').click();
    await plain.page.waitForURL(/w\.post=/);
    const [here, there] = [await shown(alive.page), await shown(plain.page)];
    assert.equal(here.rows.length, 10);
    assert.deepEqual(here, there, JSON.stringify(weights));
  }
  const before = await shown(alive.page);
  await typeWeights(alive.page, TRIALS[1] ?? {});
  assert.notDeepEqual(await shown(alive.page), before, 'weights move the order');
  console.log(`weight panel: ${times.map((one) => one.toFixed(1)).join(', ')} ms`);
  assert.ok(Math.max(...times) < MOST_MS, times.join(' '));
  assert.deepEqual([...alive.complaints, ...plain.complaints], []);
}));

it('a slider answers to the keyboard, says the result once to those who do not see, and goes back', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page, complaints } = await visitor({ viewport: { width: 360, height: 740 } });
  await go(`/es/indices/${samples.ownIndex}`);
  const slider = page.locator('weight-panel input[type=range]').last();
  await slider.focus();
  const live = page.locator('weight-panel [data-live]');
  await live.evaluate((element) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    new MutationObserver(() => told.push(element.textContent ?? '')).observe(element, { childList: true, characterData: true, subtree: true });
  });
  for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => (document.querySelector('weight-panel [data-live]')?.textContent ?? '') !== '');
  assert.equal(await live.textContent(), (await shown(page)).said);
  assert.equal((await page.evaluate(() => (globalThis as unknown as { told: string[] }).told)).length, 1, 'not at every step');
  assert.match((await shown(page)).said, /puesto \d+ con sus pesos\. .* queda (dentro|fuera)/);
  assert.ok(Number(await page.locator('input[name="w.post"]').inputValue()) > 1);
  assert.equal(await slider.getAttribute('aria-label'), 'Peso de Indicador post');
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('type'));
  assert.equal(focused, 'range', 'the order changes below, the focus stays');
  await page.locator('[data-reset]').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[name="w.post"]')?.value === '1');
  assert.equal(new URL(page.url()).search, '', 'nothing was loaded');
  assert.deepEqual(complaints, []);
}));

it('weights that are none are told, and the order is not shown as if it were theirs', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page } = await visitor();
  await go(`/es/indices/${samples.ownIndex}`);
  const [bad, table] = [page.locator('[data-bad]'), page.locator('[data-table]')];
  for (const weights of [{ internet: '-1', accounts: '1', servers: '1', post: '1' }, { internet: '0', accounts: '0', servers: '0', post: '0' }, { internet: '', accounts: '1', servers: '1', post: '1' }]) {
    await typeWeights(page, weights);
    assert.deepEqual([await bad.isVisible(), await table.isVisible()], [true, false], JSON.stringify(weights));
  }
  await typeWeights(page, { internet: '2', accounts: '1', servers: '1', post: '1' });
  assert.deepEqual([await bad.isVisible(), await table.isVisible()], [false, true]);
}));

it('where the data do not come, the form asks the server', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page, context } = await visitor();
  await context.route('**/bundle.json', (route) => route.abort());
  await go(`/es/indices/${samples.ownIndex}`);
  await page.locator('input[name="w.post"]').fill('5');
  await page.locator('weight-panel form button').click();
  await page.waitForURL(/w\.post=5/);
  assert.match((await shown(page)).said, /con sus pesos/);
}));

it('nothing is loaded for the panel by whoever does not come near it, and little by whoever does', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page } = await visitor({ viewport: { width: 360, height: 640 } });
  const session = await page.context().newCDPSession(page);
  const sizes = new Map<string, number>();
  const types = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, type }) => void types.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => void sizes.set(requestId, encodedDataLength));
  await session.send('Network.enable');
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
  await go(`/es/indices/${samples.ownIndex}`);
  await page.waitForLoadState('networkidle');
  assert.deepEqual(asked.filter((path) => path.endsWith('bundle.json')), []);
  await page.locator('#weights').scrollIntoViewIfNeeded();
  await page.waitForResponse('**/bundle.json');
  const bytes = [...sizes].filter(([id]) => types.get(id) === 'Script').reduce((sum, [, size]) => sum + size, 0);
  const scripts = [...types.values()].filter((type) => type === 'Script').length;
  console.log(`modules of the weight panel: ${scripts} files, ${bytes} bytes with headers`);
  assert.ok(bytes > 1000 && bytes < 60 * 1024, `${bytes} bytes`);
}));

it('axe finds nothing in the panel after it has answered, light and dark', options, withBrowser(async ({ visitor, samples }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { go, page } = await visitor({ bypassCSP: true, colorScheme, viewport: { width: 320, height: 640 } });
    await go(`/qu/indices/${samples.ownIndex}`);
    await typeWeights(page, TRIALS[1] ?? {});
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { axe: here } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await here.run('#weights');
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    });
    assert.deepEqual(found, [], colorScheme);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  }
}));
