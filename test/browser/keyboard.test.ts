/** With the keyboard alone: everything can be reached, in the order in which it stands, and the place is always seen. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const { options, withBrowser } = await browserTests();
const WALKED = new Set(['home', 'list', 'search with results', 'action', 'territories', 'comparison of versions', 'history', 'entry', 'verification', 'history of a record', 'desk', 'new record']);

it('the first stop is the way past the header, and it leads to the content', options, withBrowser(async ({ visitor }) => {
  const { go, page } = await visitor();
  await go('/es/actions');
  await page.keyboard.press('Tab');
  const skip = page.locator(':focus');
  assert.equal(await skip.getAttribute('class'), 'skip');
  const box = await skip.boundingBox();
  assert.ok(box !== null && box.x >= 0 && box.y >= 0 && box.height >= 24, 'the link is not in sight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.locator(':focus').evaluate((element) => element.closest('main') !== null));
}));

it('every stop is seen, lies in the order of the page, and none is left out', options, withBrowser(async ({ visitor, samples }) => {
  const { open, page } = await visitor({ person: 'ana' });
  for (const kind of pageKinds(samples).filter(({ name }) => WALKED.has(name))) {
    await open(kind);
    const { faults, stops, reachable } = await walk(page);
    assert.deepEqual(faults, [], kind.name);
    assert.equal(stops, reachable, `${kind.name}: ${stops} stops, ${reachable} things to reach`);
  }
}));

it('a filter is set and taken back, and a search sent', options, withBrowser(async ({ visitor }) => {
  const { go, page } = await visitor();
  await go('/es/actions');
  const all = await page.locator('.count').textContent();
  await page.locator('nav.facets a').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&]f=/);
  assert.notEqual(await page.locator('.count').textContent(), all);
  await page.locator('nav.facets a[aria-current]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.searchParams.has('f'));
  assert.equal(await page.locator('.count').textContent(), all);
  // A group that is closed opens.
  const closed = page.locator('nav.facets details:not([open]) summary').first();
  const group = await closed.elementHandle();
  await closed.focus();
  await page.keyboard.press('Enter');
  assert.ok(await group?.evaluate((summary) => summary.parentElement?.hasAttribute('open')));
  await page.locator('#q').focus();
  await page.keyboard.type('datos');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=datos/);
}));

it('after a form with faults the focus is on their list, and each leads to its field', options, withBrowser(async ({ visitor }) => {
  for (const javaScriptEnabled of [true, false]) {
    const { go, page } = await visitor({ person: 'ana', javaScriptEnabled });
    await go('/es/desk/new/verdicts');
    await page.locator('.form button[value=check]').last().focus();
    await page.keyboard.press('Enter');
    await page.locator('.error-summary').waitFor();
    assert.match(await page.title(), /^Error: /);
    assert.ok(await page.evaluate(() => document.activeElement?.classList.contains('error-summary')), `JavaScript ${javaScriptEnabled}`);
    await page.keyboard.press('Tab');
    const target = (await page.locator(':focus').getAttribute('href')) ?? '';
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash === target);
    await page.keyboard.type('padrón');
    // A field of several controls takes the focus itself; the next stop is its first control.
    const focused = await page.evaluate(() => [document.activeElement?.id, document.activeElement?.getAttribute('value')] as const);
    assert.equal(`#${focused[0]}`, target);
  }
}));

interface Walk {
  readonly faults: string[];
  readonly stops: number;
  readonly reachable: number;
}

/** Goes through a page with the Tab key. */
async function walk(page: Page): Promise<Walk> {
  const reachable = await page.evaluate(() => {
    const radios = new Set<string>();
    return [...document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((element) => {
      // Of radio buttons with one name only one is a stop.
      const group = element instanceof HTMLInputElement && element.type === 'radio' ? element.name : undefined;
      const known = group !== undefined && radios.has(group);
      if (group !== undefined) radios.add(group);
      return element.tabIndex >= 0 && element.checkVisibility({ contentVisibilityAuto: true }) && !known;
    }).length;
  });
  const faults: string[] = [];
  let stops = 0;
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.setBaseAndExtent(document.body, 0, document.body, 0);
  });
  for (; stops <= reachable; stops += 1) {
    await page.keyboard.press('Tab');
    const fault = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body || element === document.documentElement) return 'end';
      const last = document.querySelector('[data-last-stop]');
      const inOrder = last === null || (last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      const wrapped = last !== null && element.classList.contains('skip');
      last?.removeAttribute('data-last-stop');
      element.setAttribute('data-last-stop', '');
      if (wrapped) return 'end';
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const [box] = element.getClientRects();
      const seen = box !== undefined && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      const name = element.outerHTML.slice(0, 90);
      return !inOrder ? `out of order: ${name}` : outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2 ? `focus not seen: ${name}` : seen ? '' : `out of sight: ${name}`;
    });
    if (fault === 'end') break;
    if (fault !== '') faults.push(fault);
  }
  return { faults, stops, reachable };
}
