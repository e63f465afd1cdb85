/** WCAG 2.2 AA and good practice by axe-core: every kind of page, light and dark, phone and desktop, Spanish and Quechua. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [{ width: 320, height: 640 }, { width: 1280, height: 800 }];
const SCHEMES = ['light', 'dark'] as const;

const { options, withBrowser } = await browserTests();

for (const language of ['es', 'qu']) {
  it(`axe finds nothing on any page in ${language}: phone and desktop, light and dark`, options, withBrowser(async ({ visitor, samples }) => {
    const { open, page } = await visitor({ person: 'ana', bypassCSP: true, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const kind of pageKinds(samples)) {
      await open(kind, language);
      await page.evaluate(axe.source);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          // What does not look at colours is the same in both schemes.
          found.push(...(await violations(page, colorScheme === 'dark')).map((violation) => `${kind.name}, ${size.width} px, ${colorScheme}: ${violation}`));
        }
      }
    }
    assert.deepEqual(found, []);
  }));
}

/** @returns one line for each broken rule, with the elements that break it. */
async function violations(page: Page, onlyContrast: boolean): Promise<string[]> {
  return page.evaluate(
    async ([tags, contrast]) => {
      const { axe: here } = globalThis as unknown as { axe: typeof axe };
      const result = await here.run({ runOnly: contrast ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: tags }, rules: contrast ? {} : { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`);
    },
    [TAGS, onlyContrast] as const,
  );
}
