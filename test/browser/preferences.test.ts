/** What a person has set in the system is kept: reduced motion, forced colours, dark and light. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const { options, withBrowser } = await browserTests();
const SEEN = new Set(['home', 'action', 'territories', 'search with results', 'edit form with faults']);

it('pages are not blank in forced colours, and the states of actions stay apart', options, withBrowser(async ({ visitor, samples }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { open, page } = await visitor({ person: 'ana', forcedColors: 'active', colorScheme });
    for (const kind of pageKinds(samples).filter(({ name }) => SEEN.has(name))) {
      await open(kind);
      assert.ok(inked(await pictureOf(page)) > 0.01, `${kind.name} in forced colours, ${colorScheme}`);
      const invisible = await page.evaluate(() => {
        const paper = getComputedStyle(document.body).backgroundColor;
        return [...document.querySelectorAll('main button, main .button, main input:not([type=hidden])')].filter((element) => {
          const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(element);
          return element.checkVisibility() && (borderTopWidth === '0px' || borderTopColor === paper) && backgroundColor === paper && !/radio|checkbox/.test(element.getAttribute('type') ?? '');
        }).map(({ outerHTML }) => outerHTML.slice(0, 100));
      });
      assert.deepEqual(invisible, [], kind.name);
      if (kind.name === 'home') {
        const fills = await page.locator('.board .legend .seed').evaluateAll((seeds) => seeds.map((seed) => getComputedStyle(seed).backgroundColor));
        assert.equal(new Set(fills).size, fills.length);
      }
    }
  }
}));

it('nothing moves where less motion is asked for', options, withBrowser(async ({ visitor, samples }) => {
  const { open, page } = await visitor({ person: 'ana', reducedMotion: 'reduce' });
  for (const kind of pageKinds(samples).filter(({ name }) => SEEN.has(name))) {
    await open(kind);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        return transitionDuration.split(', ').some((duration) => duration !== '0s') || animationName !== 'none' || scrollBehavior === 'smooth';
      }).map(({ tagName, className }) => `${tagName}.${String(className)}`),
    );
    assert.deepEqual(moving, [], kind.name);
    assert.ok(inked(await pictureOf(page)) > 0.01, kind.name);
  }
}));

const MOST_TRIES = 4;

/** On a busy machine Chromium sometimes has no picture ready ("Unable to capture screenshot"): that says nothing of the page. */
async function pictureOf(page: Page): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await page.screenshot();
    } catch (error) {
      if (attempt === MOST_TRIES || !String(error).includes('Unable to capture screenshot')) throw error;
      await page.waitForTimeout(500 * attempt);
    }
  }
}

/** The share of a PNG's bytes that say something else than "as before": 0 for one colour all over. */
function inked(png: Buffer): number {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const pixels = inflateSync(Buffer.concat(data));
  const [first] = pixels.subarray(1);
  return pixels.reduce((sum, byte) => sum + (byte !== 0 && byte !== first && byte !== 255 ? 1 : 0), 0) / pixels.length;
}
