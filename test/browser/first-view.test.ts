/** The first view of a reader: small, alone, without cookies, and in keeping with the site's own security policy. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';
import { publicPageKinds } from './support/pages.ts';

/** HTML and CSS together, as they come compressed; headers are some 800 bytes on top of each. */
const MOST_BYTES = 14 * 1024;

const { options, withBrowser } = await browserTests();

it('the first view of every public page is at most 14 KB of HTML and CSS, alone and without cookies', options, withBrowser(async ({ visitor, samples }) => {
  const { page, context, open, complaints } = await visitor();
  const network = await transfers(page);
  const [large, wrong]: [string[], string[]] = [[], []];
  const sizes = new Map<string, number>();
  for (const kind of publicPageKinds(samples)) {
    network.clear();
    await open(kind);
    // Where a form was sent, its answer may be on the way still.
    const come = (): number => [...network.values()].filter(({ type, bytes }) => (type === 'Document' || type === 'Stylesheet') && bytes > 0).length;
    for (let tries = 0; tries < 200 && come() < 2; tries += 1) await page.waitForTimeout(25);
    const parts = [...network.values()];
    const bytes = parts.filter(({ type }) => type === 'Document' || type === 'Stylesheet').reduce((sum, one) => sum + one.bytes, 0);
    assert.ok(bytes > 4000, `${kind.name}: ${bytes} bytes cannot be all`);
    sizes.set(kind.name, bytes);
    if (bytes > MOST_BYTES) large.push(`${kind.name}: ${bytes} bytes`);
    if (parts.filter(({ type }) => type === 'Stylesheet').length !== 1) wrong.push(`${kind.name}: not one style sheet`);
    wrong.push(...parts.filter(({ type, coding }) => type === 'Document' && coding !== 'br' && kind.status !== 404).map(() => `${kind.name}: not brotli`), ...(await inlineCode(page)).map((one) => `${kind.name}: ${one}`));
  }
  const [name = '', most = 0] = [...sizes].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  console.log(`largest first view: ${name}, ${most} bytes; home ${sizes.get('home')}`);
  assert.deepEqual(wrong, []);
  assert.deepEqual(complaints, []);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(large, []);
}));

it('editors get no complaint from the browser either, and no cookie but their session and their device', options, withBrowser(async ({ visitor, samples }) => {
  const { context, go, complaints } = await visitor({ person: 'ana' });
  for (const path of ['/es/', '/es/desk', '/es/desk/new/actions', `/es/actions/${samples.action}/edit`, `/es/actions/${samples.action}`]) await go(path);
  assert.deepEqual(complaints, []);
  const cookies = (await context.cookies()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  assert.deepEqual(cookies.map(({ name, httpOnly, secure, sameSite }) => [name, httpOnly, secure, sameSite]), ['__Host-yupana', '__Host-yupana-device'].map((name) => [name, true, true, 'Lax']));
}));

interface Transfer {
  readonly type: string;
  readonly coding: string | undefined;
  bytes: number;
}

/** What came over the wire, as the browser counted it, without its cache. */
async function transfers(page: Page): Promise<Map<string, Transfer>> {
  const session = await page.context().newCDPSession(page);
  const found = new Map<string, Transfer>();
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    const coding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
    // A page that leads to another, as after a form, counts no more.
    if (type === 'Document') found.clear();
    // Until now only the headers have come: they do not count.
    found.set(requestId, { type, coding, bytes: -response.encodedDataLength });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const transfer = found.get(requestId);
    if (transfer) transfer.bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  return found;
}

/** Scripts, styles and handlers that stand in the page itself. */
async function inlineCode(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const inline = ['STYLE', 'SCRIPT'].includes(element.tagName.toUpperCase()) && !element.hasAttribute('src');
      const attributes = element.getAttributeNames().filter((name) => name === 'style' || name.startsWith('on'));
      return inline || attributes.length > 0 ? [`${element.tagName} ${attributes.join(' ')}`] : [];
    }),
  );
}
