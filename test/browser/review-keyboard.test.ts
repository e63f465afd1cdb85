/** The page of the review with the keyboard alone: given back with a remark on a field, sent again, approved. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { readDraft } from '../../platform/core/records/drafts.ts';
import { browserTests } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();

for (const javaScriptEnabled of [false, true]) {
  it(`a draft is given back and approved with the keyboard alone, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async ({ visitor, samples, platform, cookies }) => {
    // Each run has a draft of its own; the second finds the first one's as it left it.
    const id = javaScriptEnabled ? samples.review.submitted : samples.review.returned;
    const path = `/es/systems/${id}/review`;
    const stage = async (): Promise<string | undefined> => (await readDraft(platform.database, id))?.stage;
    const { page, go, context, complaints } = await visitor({ javaScriptEnabled });
    const be = async (who: string): Promise<void> => {
      await context.clearCookies();
      await context.addCookies(await cookies(who));
      assert.equal(await go(path), 200);
    };
    if ((await stage()) === 'returned') {
      await be('author');
      await press(page, 'button[value=submit]');
    }
    await be('approver');
    // The first stop of the page leads to the decision.
    await reach(page, 'main a[href="#act"]');
    await page.keyboard.press('Enter');
    await reach(page, 'main summary');
    await page.keyboard.press('Enter');
    await reach(page, '#reason');
    await page.keyboard.type('Falta algo');
    await reach(page, '[name="remark.0.field"]');
    // As far as a plain keyboard has its letters.
    await page.keyboard.type('Para qu');
    await reach(page, '[name="remark.0.text"]');
    await page.keyboard.type('Diga para quien');
    await press(page, 'button[value=return]');
    await page.waitForURL('**/desk');
    assert.equal(await stage(), 'returned');

    await be('author');
    assert.match((await page.locator('section.notice').textContent()) ?? '', /Para qué se usa: Diga para quien/);
    await reach(page, 'section.notice a[href*="#f-purpose"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/edit\?step=3#f-purpose/);
    assert.ok(await page.locator('section.notice a[href="#f-purpose"]').isVisible(), 'what is asked for stands above the form');
    await go(path);
    await press(page, 'button[value=submit]');
    await be('approver');
    await press(page, 'button[value=approve]');
    assert.equal(await stage(), 'approved');
    assert.deepEqual(complaints, []);
  }));
}

/** Goes to the first thing of a kind with the tab key. */
async function reach(page: Page, selector: string): Promise<void> {
  const target = page.locator(selector).first();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} is not reached with the tab key`);
}

async function press(page: Page, button: string): Promise<void> {
  await reach(page, button);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.keyboard.press('Enter');
  assert.equal((await answered).status(), 303, button);
  await page.waitForLoadState();
}
