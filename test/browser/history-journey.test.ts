/** A reader with a record, a printer and a telephone: from "logged" on the page to a proof that holds, and to one that does not. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { decodeQr } from '../../platform/core/web/qr/testing/decode.ts';
import { browserTests } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();
const A4 = { width: 718, height: 1047 };
const PHONE = { width: 360, height: 740 };

/** What a camera reads from the paper: the strokes of the picture back to modules. */
async function textOfCode(page: Page): Promise<string> {
  const [side, path] = await page.locator('svg.qr').evaluate((svg) => [Number(svg.getAttribute('viewBox')?.split(' ')[2]), svg.querySelector('path[stroke]')?.getAttribute('d') ?? ''] as const);
  const quiet = 4;
  const modules = Array.from({ length: side - 2 * quiet }, () => Array.from({ length: side - 2 * quiet }, () => false));
  let [x, y] = [0, 0];
  for (const [, move = '', dx = '', dy = '', run = ''] of path.matchAll(/([Mm])(-?[\d.]+) ?(-?[\d.]+)h(\d+)/g)) {
    [x, y] = move === 'M' ? [Number(dx), Number(dy)] : [x + Number(dx), y + Number(dy)];
    for (let at = 0; at < Number(run); at += 1) (modules[Math.floor(y) - quiet] ?? [])[x - quiet + at] = true;
    x += Number(run);
  }
  return decodeQr(modules).text;
}

/** Tab after tab, as without a mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stops = 0; stops < 80; stops += 1) {
    await page.keyboard.press('Tab');
    if (await page.locator(':focus').evaluate((element, wanted) => element.matches(wanted), selector)) return;
  }
  assert.fail(`the keyboard does not reach ${selector}`);
}

const flipped = (proof: string): string => proof.replace(/^(index \d+\n.{10})(.)/m, (_, before: string, letter: string) => `${before}${letter === 'A' ? 'B' : 'A'}`);

for (const javaScriptEnabled of [true, false]) {
  it(`a reader sees that a record is logged, prints it, follows the printed code and verifies it, ${javaScriptEnabled ? 'in the browser' : 'without JavaScript'}`, options, withBrowser(async ({ visitor, samples, origin }) => {
    const desk = await visitor({ viewport: A4, javaScriptEnabled });
    await desk.go(`/es/actions/${samples.action}`);
    const standing = desk.page.locator('section.provenance:has(svg.qr)');
    const [, shown = ''] = /Anotado\.\s*Anotación ([\d.,\s]*\d)/.exec(await standing.innerText()) ?? assert.fail(await standing.innerText());
    const index = Number(shown.replace(/\D/g, ''));
    await desk.page.emulateMedia({ media: 'print' });
    assert.ok(await desk.page.locator('svg.qr').isVisible(), 'the code is on paper');
    const printed = await textOfCode(desk.page);
    const [, hash = ''] = new RegExp(`^${origin.toUpperCase()}/L/${index}/([0-9A-F]{64})$`).exec(printed) ?? assert.fail(printed);
    assert.equal((await standing.innerText()).replace(/\s/g, '').includes(hash.toLowerCase()), true, 'the same hash stands beside it for people');

    const { page, go, complaints } = await visitor({ viewport: PHONE, javaScriptEnabled });
    assert.equal(await go(printed), 200);
    assert.equal(new URL(page.url()).pathname, `/es/history/entries/${index}`);
    assert.match(await page.locator('.notice').innerText(), /El código impreso y la lista dicen lo mismo/);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'nothing is wider than the telephone');
    await page.locator(`a[href*="/history/verify?entry=${index}&"]`).first().click();
    await page.waitForURL('**/history/verify?entry=*');
    const [proof, subject] = [await page.locator('textarea[name=proof]').inputValue(), await page.locator('textarea[name=subject]').inputValue()];
    assert.ok(proof.startsWith('c2sp.org/tlog-proof@v1\n'));
    assert.equal(subject, hash.toLowerCase(), 'what is on the paper is checked, not what the site has');

    const [button, result, attribute] = javaScriptEnabled ? ['button[data-local]', '[data-result][data-verdict]', 'data-verdict'] : ['verify-proof button.secondary', '[data-server-result]', 'data-server-result'];
    const verdictOf = async (text: string): Promise<string | null> => {
      await page.locator('textarea[name=proof]').fill(text);
      await page.locator('textarea[name=proof]').focus();
      if (javaScriptEnabled) await page.locator('[data-result]').evaluate((element) => element.removeAttribute('data-verdict'));
      await tabTo(page, button);
      const posted = javaScriptEnabled ? undefined : page.waitForNavigation();
      await page.keyboard.press('Enter');
      await posted;
      await page.waitForSelector(result);
      return page.locator(result).getAttribute(attribute);
    };
    assert.equal(await verdictOf(proof), 'proved');
    if (javaScriptEnabled) assert.ok(await page.locator('[data-result]').evaluate((element) => element === document.activeElement), 'whoever uses the keyboard is led to the answer');
    assert.notEqual(flipped(proof), proof);
    assert.equal(await verdictOf(flipped(proof)), 'refused');
    assert.match(await page.locator(result).innerText(), /No:/);

    // Paper that says otherwise than the list.
    await go(`/L/${index}/${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`);
    assert.match(await page.locator('.notice').innerText(), /El código impreso NO es el de esta anotación/);
    assert.deepEqual([...desk.complaints, ...complaints], []);
  }));
}
