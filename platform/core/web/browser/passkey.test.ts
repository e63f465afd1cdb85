/** Passkeys in a real browser, with the virtual authenticator of Chromium (WebAuthn level 3, section 11). */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../../../../test/browser/support/chromium.ts';
import { testPlatform } from '../../../../test/support/platform.ts';
import { createWeb } from '../../../app.ts';
import { createSignInLink } from '../../access/sign-in-links.ts';
import { accessSettings } from '../../access/settings.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MODULE = new URL('passkey.ts', import.meta.url);
const server = createServer();
server.listen(0, 'localhost');
await once(server, 'listening');
after(() => {
  server.close();
  server.closeAllConnections();
});
const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
const { web: _, ...made } = await testPlatform({ after });
const platform = { ...made, origin };
server.on('request', getRequestListener((await createWeb(platform, origin, { access: { ...accessSettings({}), outgoing: { enqueue: async () => {} } } })).app.fetch));

const started = await startChromium();
const browser: Browser | undefined = 'browser' in started ? started.browser : undefined;
after(() => browser?.close());
const skip = 'reason' in started ? started.reason : false;

const link = async (): Promise<string> => `${origin}/es/sign-in/${await createSignInLink(platform.database, 'ana@example.org', platform.now())}`;

async function opened(options: { javaScriptEnabled?: boolean } = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await (browser ?? assert.fail('no browser')).newContext({ ...options, locale: 'es-PE' });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(String(error)));
  return { page, complaints };
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(globalThis, 'axe').run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

it('a person makes a passkey, signs out, and signs in with it; every page on the way is accessible', { skip }, async () => {
  const { page, complaints } = await opened();
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await page.goto(await link());
  await page.locator('main form button').click();
  await page.goto(`${origin}/es/account`);
  assert.deepEqual(await barriers(page), []);
  await page.locator('form[action$="/account/passkeys"] button').click();
  assert.deepEqual(await barriers(page), []);
  await page.locator('form[data-passkey=create] button').click();
  await page.waitForURL('**/es/account');
  assert.equal(await page.locator('form[action$="/passkeys/remove"]').count(), 1);
  await page.goto(`${origin}/es/desk`);
  await page.locator('form[action$="/sign-out"] button').click();
  await page.waitForURL('**/es/sign-in');
  assert.deepEqual(await barriers(page), []);
  await page.locator('form[action$="/sign-in/passkey"] button').click();
  await page.locator('form[data-passkey=get] button').click();
  await page.waitForURL('**/es/desk');
  assert.deepEqual(complaints, []);

  // An authenticator that does not verify the person is refused by the browser, and the page says so.
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.goto(`${origin}/es/sign-in`);
  await page.locator('form[action$="/sign-in/passkey"] button').click();
  await page.locator('form[data-passkey=get] button').click();
  await page.locator('[data-failed]').waitFor({ state: 'visible' });
});

it('without JavaScript the page says what is missing, and the button stays off', { skip }, async () => {
  const { page } = await opened({ javaScriptEnabled: false });
  await page.goto(`${origin}/es/sign-in`);
  await page.locator('form[action$="/sign-in/passkey"] button').click();
  assert.match(await page.locator('[data-unsupported]').innerText(), /JavaScript/);
  assert.ok(await page.locator('form[data-passkey] button').isDisabled());
});

it('the module is smaller than 3 kB', () => {
  const served = stripTypeScriptTypes(readFileSync(MODULE, 'utf8'));
  assert.ok(Buffer.byteLength(served) < 3000 && statSync(MODULE).size < 4000, `${Buffer.byteLength(served)} bytes`);
  assert.ok(brotliCompressSync(served).length < 1000);
  assert.doesNotMatch(served, /innerHTML|insertAdjacentHTML|eval|document\.write/);
});
