/** Proofs verified in the reader's own browser, and on paper. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();
const MOST_MS = 50;

async function verdict(page: Page): Promise<{ readonly verdict: string; readonly milliseconds: number; readonly text: string }> {
  const result = page.locator('verify-proof [data-result]');
  await result.evaluate((element) => element.removeAttribute('data-verdict'));
  await page.locator('button[data-local]').click();
  await page.waitForSelector('verify-proof [data-result][data-verdict]');
  const [said, milliseconds] = await Promise.all([result.getAttribute('data-verdict'), result.getAttribute('data-milliseconds')]);
  return { verdict: said ?? '', milliseconds: Number(milliseconds), text: await result.innerText() };
}

it('a proof is verified in the browser, offline, in less than 50 ms, and a flipped byte is told', options, withBrowser(async ({ visitor }) => {
  const { go, page, context, complaints } = await visitor();
  await go('/es/history/verify?entry=3');
  // All that is needed has come with the page.
  await page.locator('button[data-local]').waitFor({ state: 'visible' });
  await context.setOffline(true);
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  const first = await verdict(page);
  assert.equal(first.verdict, 'proved', first.text);
  assert.match(first.text, /Se cumple todo lo que pide la política/);
  assert.match(first.text, /Sí: La anotación está en la lista, con el número 3 de [\d.,  ]+/);
  assert.match(first.text, /Sí: universidad lo vio: .*2026/);
  assert.match(first.text, /No: ong no lo ha visto\./);
  const times: number[] = [];
  for (let round = 0; round < 15; round++) times.push((await verdict(page)).milliseconds);
  const median = times.toSorted((a, b) => a - b)[7] ?? Infinity;
  console.log(`proof with two witnesses in the browser: first ${first.milliseconds.toFixed(1)} ms, median ${median.toFixed(1)} ms`);
  assert.ok(median < MOST_MS, `${median} ms`);

  const [proof, subject] = await Promise.all(['proof', 'subject'].map((name) => page.locator(`textarea[name=${name}]`).inputValue()));
  const put = async (name: string, text: string): Promise<void> => page.locator(`textarea[name=${name}]`).fill(text);
  await put('subject', (subject ?? '').replace('"v":1', '"v":2'));
  const altered = await verdict(page);
  assert.deepEqual([altered.verdict, /no está en la lista/.test(altered.text)], ['refused', true]);
  await put('subject', subject ?? '');
  // One letter of the signature of the log, one of a hash of the proof, one of the size that was signed.
  const flips = [/(— historia\S+ \S{40})(\S)/, /(^index 3\n\S{10})(\S)/m, /(historia\.ejemplo\/log\n\d)(\d)/];
  for (const flip of flips) {
    await put('proof', (proof ?? '').replace(flip, (_, before: string, letter: string) => `${before}${letter === '1' || letter === 'A' ? (/\d/.test(letter) ? '2' : 'B') : /\d/.test(letter) ? '1' : 'A'}`));
    const { verdict: said, text } = await verdict(page);
    assert.equal(said, 'refused', `${String(flip)} ${text}`);
  }
  await put('proof', '<img src=x onerror=alert(1)>');
  assert.equal((await verdict(page)).verdict, 'refused');
  assert.equal(await page.locator('verify-proof [data-result] img').count(), 0);
  assert.deepEqual([asked, complaints], [[], []], 'nothing is asked of anybody');
}));

it('files are opened in the browser and stay there', options, withBrowser(async ({ visitor, origin }) => {
  const { go, page } = await visitor();
  const [proof, entry] = await Promise.all(['proof', 'leaf'].map(async (form) => Buffer.from(await (await fetch(`${origin}/es/history/entries/5.${form}`)).arrayBuffer())));
  await go('/es/history/verify');
  const posted: string[] = [];
  page.on('request', (request) => void posted.push(request.method()));
  await page.locator('input[name=proof_file]').setInputFiles({ name: '5.tlog-proof', mimeType: 'text/plain', buffer: proof ?? Buffer.alloc(0) });
  await page.locator('input[name=subject_file]').setInputFiles({ name: '5.json', mimeType: 'application/json', buffer: entry ?? Buffer.alloc(0) });
  await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('textarea[name=subject]')?.value.startsWith('{'));
  assert.equal((await verdict(page)).verdict, 'proved');
  assert.deepEqual(posted, []);
}));

it('without JavaScript the server answers, and the page says whose word that is', options, withBrowser(async ({ visitor }) => {
  const { go, page } = await visitor({ javaScriptEnabled: false });
  await go('/es/history/verify?entry=3');
  assert.equal(await page.locator('button[data-local]').isVisible(), false);
  await page.locator('verify-proof button.secondary').click();
  await page.waitForSelector('[data-server-result=proved]');
  assert.match(await page.locator('[data-server-result]').innerText(), /vale por la palabra de este sitio/);
}));

it('a printed record carries the code of its version, the fingerprint and the address', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page } = await visitor({ viewport: { width: 718, height: 1047 } });
  for (const path of [`/es/actions/${samples.action}`, `/es/actions/${samples.action}/versions/1`]) {
    await go(path);
    assert.equal(await page.locator('svg.qr').isVisible(), false, 'on a screen it is folded away');
    await page.emulateMedia({ media: 'print' });
    const box = await page.locator('svg.qr').boundingBox();
    assert.ok(box && box.width >= 100 && box.width < 250 && Math.abs(box.width - box.height) < 1, JSON.stringify(box));
    assert.match(await page.locator('details:has(svg.qr)').innerText(), /\/L\/\d+\s+([0-9a-f]{4} ){15}[0-9a-f]{4}/);
    await page.emulateMedia({ media: 'screen' });
  }
}));
