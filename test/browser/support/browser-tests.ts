/** What every file of browser tests begins with: one site and one browser for the whole file. */
import { strengthenSessions } from '../../../platform/core/web/pages/testing/editor.ts';
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from './chromium.ts';
import type { PageKind } from './pages.ts';
import { type Site, startSite } from './site.ts';

export interface Bench extends Site {
  readonly browser: Browser;
  /** A person's browser, closed at the end of the file; signed in where a name is given. */
  visitor(options?: BrowserContextOptions & { readonly person?: string }): Promise<Visitor>;
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about, and what it asked of others. Must stay empty. */
  readonly complaints: readonly string[];
  /** @returns the status of the answer. */
  go(path: string): Promise<number>;
  /** Goes to a page of a kind, in a language, and does what makes it one. */
  open(kind: PageKind, language?: string): Promise<void>;
}

export interface BrowserTests {
  /** For `it`: where no browser starts every test is skipped, with the reason. */
  readonly options: { readonly skip?: string };
  withBrowser(test: (bench: Bench) => Promise<void>): () => Promise<void>;
}

export async function browserTests(): Promise<BrowserTests> {
  const started = await startChromium();
  if ('reason' in started) {
    console.error(started.reason);
    return { options: { skip: started.reason }, withBrowser: () => () => Promise.reject(new Error(started.reason)) };
  }
  const { browser } = started;
  after(() => browser.close());
  const site = await startSite();
  const bench: Bench = { ...site, browser, visitor: (options = {}) => visit(site, browser, options) };
  return { options: {}, withBrowser: (test) => () => test(bench) };
}

async function visit(site: Site, browser: Browser, { person, ...options }: BrowserContextOptions & { readonly person?: string }): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: site.origin, viewport: { width: 1280, height: 800 }, locale: 'es-PE', ...options });
  context.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  context.on('request', (request) => void (new URL(request.url()).origin === site.origin || complaints.push(`asked another site: ${request.url()}`)));
  context.on('weberror', (error) => void complaints.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    // That an answer was 404, 410 or 422 is told by the browser too, and is meant.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource: .* 4\d\d/.test(message.text())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  const page = await context.newPage();
  let present = person;
  const go = async (path: string): Promise<number> => (await page.goto(path))?.status() ?? 0;
  if (person !== undefined) {
    await go(await site.signInLink(person));
    await page.locator('main form button').click();
    await page.waitForURL('**/desk');
    await strengthenSessions(site.platform.database);
  }
  return {
    context,
    page,
    complaints,
    go,
    async open(kind, language = 'es') {
      // A page is looked at by whom it is made for; the person of the visit comes back after it.
      if (kind.editors && person !== undefined && (kind.as ?? person) !== present) {
        present = kind.as ?? person;
        await context.clearCookies();
        await context.addCookies(await site.cookies(present));
      }
      assert.equal(await go(`/${language}${kind.path}`), kind.status ?? 200, kind.path);
      await kind.prepare?.(page);
    },
  };
}
