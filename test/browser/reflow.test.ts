/** Nothing is cut off or scrolls sideways: on the narrowest phone, at 200 % zoom, with text twice as large. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const { options, withBrowser } = await browserTests();

it('no page scrolls sideways at 320 px, at 200 % zoom, or with text at 200 %', options, withBrowser(async ({ visitor, samples }) => {
  const phone = await visitor({ person: 'ana', viewport: { width: 320, height: 640 } });
  // A window of 1280 px at 200 %.
  const zoomed = await visitor({ person: 'ana', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  const found: string[] = [];
  for (const kind of pageKinds(samples)) {
    await Promise.all([phone.open(kind), zoomed.open(kind)]);
    found.push(...(await tooWide(phone.page)).map((one) => `${kind.name}, 320 px: ${one}`), ...(await tooWide(zoomed.page)).map((one) => `${kind.name}, zoom: ${one}`));
    await doubleText(zoomed.page);
    found.push(...(await tooWide(zoomed.page)).map((one) => `${kind.name}, large text: ${one}`));
  }
  assert.deepEqual(found, []);
  assert.deepEqual([...phone.complaints, ...zoomed.complaints], []);
}));

/** Elements that reach over the right edge of a page that is wider than the window, without those in a scrolling box. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const scrolls = (element: Element | null): boolean => element !== null && element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && !scrolls(element.parentElement));
    return [`${scrollWidth - clientWidth} px: ${wide.slice(0, 4).map(({ tagName, className }) => `${tagName}.${String(className)}`).join(' ')}`];
  });
}

async function doubleText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = `${2 * Number.parseFloat(getComputedStyle(root).fontSize)}px`;
  });
}
