/** WCAG 2.2 AA and good practice by axe-core: every kind of page, light and dark, phone and desktop; in Quechua, whose words are longest, on the phone. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { violations } from './support/axe.ts';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 800 };
/** Colours and structure are the same in all languages: only the room that words take differs. */
const LOOKS = {
  es: [[PHONE, 'light'], [PHONE, 'dark'], [DESKTOP, 'dark'], [DESKTOP, 'light']],
  qu: [[PHONE, 'light']],
} as const;

const { options, withBrowser } = await browserTests();

for (const [language, looks] of Object.entries(LOOKS)) {
  it(`axe finds nothing on any page in ${language}`, options, withBrowser(async ({ visitor, samples }) => {
    const { open, page } = await visitor({ person: 'ana', bypassCSP: true, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const kind of pageKinds(samples)) {
      await open(kind, language);
      for (const [size, colorScheme] of looks) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        // What does not look at colours is the same in both schemes.
        found.push(...(await violations(page, colorScheme === 'dark')).map((violation) => `${kind.name}, ${size.width} px, ${colorScheme}: ${violation}`));
      }
    }
    assert.deepEqual(found, []);
  }));
}
