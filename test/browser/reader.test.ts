/** The way of somebody who reads: by links and forms alone, without JavaScript as with it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { browserTests } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

  it(`from the first page to the source of an action and back, ${how}`, options, withBrowser(async ({ visitor, samples }) => {
    const { go, page, complaints } = await visitor({ javaScriptEnabled });
    assert.equal(await go('/es/'), 200);
    await page.locator('.hero h1 a').click();
    await page.waitForURL(`**/es/strategies/${samples.strategy}`);
    await page.locator('ul.cards h3 a').last().click();
    await page.waitForURL('**/es/axes/*');
    const axis = page.url();
    await page.locator('ol.records a').first().click();
    await page.waitForURL('**/es/actions/*');
    const action = page.url();
    const text = (await page.locator('h1').textContent()) ?? '';
    await page.locator('section.evidence a').first().click();
    await page.waitForURL('**/es/sources/*');
    // The source says what it is cited for: one of those links is the way back.
    await page.locator('section.linked summary').last().click();
    await page.locator(`section.linked a[href="${new URL(action).pathname}"]`).click();
    await page.waitForURL(action);
    assert.equal(await page.locator('h1').textContent(), text);
    await page.locator('p.place a').nth(1).click();
    await page.waitForURL(axis);
    await page.locator('p.place a').first().click();
    await page.waitForURL(`**/es/strategies/${samples.strategy}`);
    await page.locator('a.brand').click();
    await page.waitForURL('**/es/');
    assert.deepEqual(complaints, []);
  }));

  it(`a misspelt word, a filter, the next page, another language, the files, ${how}`, options, withBrowser(async ({ visitor, samples }) => {
    const { go, page, complaints } = await visitor({ javaScriptEnabled });
    await go('/es/');
    await page.locator('#site-q').fill('naciomal');
    await page.locator('form.find button').click();
    await page.waitForURL('**/es/search?q=naciomal');
    assert.match((await page.locator('.correction').textContent()) ?? '', /naciomal.*nacional/);
    const firstHits = await page.locator('ol.records a').allTextContents();
    await page.locator('a[rel=next]').click();
    await page.waitForURL(/after=/);
    const nextHits = await page.locator('ol.records a').allTextContents();
    assert.ok(nextHits.length > 0 && nextHits.every((title) => !firstHits.includes(title)));
    await page.locator('nav.facets a', { hasText: 'Acciones' }).click();
    await page.waitForURL((url) => url.searchParams.get('kind') === 'action');
    assert.ok((await page.locator('ol.records a').evaluateAll((links) => links.every((link) => link.getAttribute('href')?.startsWith('/es/actions/') === true))));
    // The fields of the kind that was chosen narrow further, and what was chosen is taken back.
    await page.locator('nav.facets details', { hasText: 'Clase de acción' }).locator('summary').click();
    await page.locator('nav.facets a[href*="f=kind"]').first().click();
    await page.waitForURL((url) => url.searchParams.has('f'));
    await page.locator('nav.facets a[aria-current][href*="kind=action"]').click();
    await page.waitForURL((url) => !url.searchParams.has('f') && url.searchParams.get('kind') === 'action');
    // Filter and words stay in another language.
    await page.locator('nav.languages a[lang=en]').click();
    await page.waitForURL((url) => url.pathname === '/en/search' && url.searchParams.get('q') === 'naciomal' && url.searchParams.get('kind') === 'action');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');

    await go(`/es/actions?f=strategy:${samples.strategy}`);
    assert.match((await page.locator('.count').textContent()) ?? '', /75/);
    const csv = page.waitForEvent('download');
    await page.locator('p.forms a', { hasText: 'CSV' }).click();
    const table = await readFile(await (await csv).path(), 'utf8');
    assert.equal(table.trim().split('\r\n').length, 76);
    await page.locator('p.forms a', { hasText: /^JSON \(/ }).click();
    await page.waitForURL(/actions\.json/);
    assert.equal((JSON.parse((await page.locator('body').textContent()) ?? '') as { total: number }).total, 75);
    assert.deepEqual(complaints, []);
  }));

  it(`the language is changed on any page without leaving it, ${how}`, options, withBrowser(async ({ visitor, samples }) => {
    const { go, page } = await visitor({ javaScriptEnabled });
    for (const path of ['/', `/actions/${samples.action}`, `/strategies/${samples.strategy}/gaps`, '/laws/timeline', `/actions/${samples.action}/compare?from=1&to=2`]) {
      await go(`/es${path}`);
      await page.locator('nav.languages a[lang=qu]').click();
      await page.waitForURL(`**/qu${path}`);
      // Nobody has reviewed the Quechua, and the page says so.
      assert.ok(await page.locator('aside.review').isVisible());
      await page.locator('nav.languages a[lang=es]').click();
      await page.waitForURL(`**/es${path}`);
    }
  }));
}
