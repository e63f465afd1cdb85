/** WCAG 2.2 AA and good practice by axe-core: every kind of page, light and dark, phone and desktop, Spanish and Quechua. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { violations } from './support/axe.ts';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const SIZES = [{ width: 320, height: 640 }, { width: 1280, height: 800 }];
const SCHEMES = ['light', 'dark'] as const;

const { options, withBrowser } = await browserTests();

for (const language of ['es', 'qu']) {
  it(`axe finds nothing on any page in ${language}: phone and desktop, light and dark`, options, withBrowser(async ({ visitor, samples }) => {
    const { open, page } = await visitor({ person: 'ana', bypassCSP: true, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const kind of pageKinds(samples)) {
      await open(kind, language);
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
