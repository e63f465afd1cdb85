/** The observatory as people go through it: from the country at a glance to where a number comes from, and to the work that is exposed. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { browserTests } from './support/browser-tests.ts';

const { options, withBrowser } = await browserTests();
const MOST_BYTES = 60_000;

for (const javaScriptEnabled of [false, true]) {
  it(`from the country at a glance to the origin of a figure and back, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async ({ visitor, samples }) => {
    const { go, page, complaints } = await visitor({ javaScriptEnabled });
    await go('/es/');
    await page.locator('nav.main a[href="/es/observatory"]').click();
    const number = page.locator('main td a[href*="/figures/f-"] data').first();
    const shown = (await number.getAttribute('value')) ?? '';
    await number.click();
    await page.waitForURL('**/figures/f-*');
    assert.equal(await page.locator('.verdict data').first().getAttribute('value'), shown);
    const said = await page.locator('main').innerText();
    for (const label of ['Estado', 'Cuántos de cuántos', 'Fuente y lugar', 'Qué se le hizo', 'Quién lo produjo', 'Licencia', 'Todo lo que se publicó en su lugar']) assert.ok(said.includes(label), label);
    await page.locator('#history a[href$="/versions/1"]').click();
    await page.waitForURL('**/versions/1');

    // Another number, of an index that is computed here: it leads to how.
    await go(`/es/indices/${samples.ownIndex}`);
    await page.locator('main tbody tr.differs a').first().click();
    await page.waitForURL('**#how-index');
    assert.ok(await page.locator('#how-index').isVisible());
    assert.deepEqual(complaints, []);
  }));

  it(`work and exposure, by score, sex and region, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async ({ visitor, samples }) => {
    const { go, page, complaints } = await visitor({ javaScriptEnabled });
    await go('/es/observatory');
    await page.locator('main a[href="/es/observatory/labour"]').first().click();
    await page.waitForURL('**/observatory/labour');
    const main = page.locator('main');
    assert.match(await main.innerText(), /Empleos sin puntaje\s+30 %\s+40 %/);
    assert.match(await main.innerText(), /Mujeres\s+400\s+0\.425/);
    assert.match(await main.innerText(), /Empleo en ocupaciones con alta probabilidad de computarización/);
    await main.locator('a[href^="#how-"]').first().click();
    assert.match(await page.locator(`#how-${samples.labour.estimate}`).innerText(), /Se pasan a la otra clasificación con los pesos de/);
    await main.locator(`a[href="/es/exposure-estimates/${samples.labour.estimate}"]`).click();
    await page.waitForURL('**/exposure-estimates/*');
    assert.match(await main.innerText(), /3333\s+200\s+sin puntaje/);
    assert.deepEqual(complaints, []);
  }));

  it(`places side by side: chosen, against neighbours, by region, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async ({ visitor }) => {
    const { go, page, complaints } = await visitor({ javaScriptEnabled });
    await go('/es/observatory/compare');
    await page.locator('main p a[href*="t=PE&t="]').click();
    await page.waitForURL(/t=EC/);
    const heads = async (): Promise<string> => (await page.locator('main table thead').first().innerText()).replace(/\s+/g, ' ');
    for (const country of ['Perú', 'Bolivia', 'Brasil', 'Chile', 'Colombia', 'Ecuador']) assert.ok((await heads()).includes(country), country);
    for (const code of ['BO', 'BR', 'CO', 'EC']) await page.locator(`fieldset input[name=t][value=${code}]`).uncheck();
    await page.locator('fieldset ~ p button').click();
    await page.waitForURL((url) => url.searchParams.getAll('t').length === 2);
    assert.match(await heads(), /Perú.*Chile|Chile.*Perú/);
    await page.locator('#regions select').selectOption({ index: 0 });
    await page.locator('#regions button').click();
    await page.waitForURL(/i=.*#regions/);
    assert.deepEqual(new URL(page.url()).searchParams.getAll('t').length, 2, 'the places stay chosen');
    assert.ok(await page.locator('#regions svg').isVisible());
    assert.ok((await page.locator('#regions tbody tr').count()) > 1, 'the same as a table');
    assert.deepEqual(complaints, []);
  }));
}

it('a goal of the strategy says which index it names, its editions, and whether the country is in them; the index says which goals name it', options, withBrowser(async ({ visitor, platform }) => {
  const { go, page } = await visitor({ javaScriptEnabled: false });
  const actions = await platform.database.selectFrom('search_entry').select(['record_id', 'code']).where('kind', '=', 'action').execute();
  const said = async (code: string): Promise<string> => {
    await go(`/es/actions/${actions.find((one) => one.code === code)?.record_id ?? assert.fail(code)}`);
    return page.locator('main section', { hasText: 'Lo que dice el observatorio' }).last().innerText();
  };
  assert.match(await said('A.2.1.5.'), /Herramienta mundial de vitalidad de la IA[\s\S]*2024 36 países o lugares\s+No se pudo ver si está/);
  assert.match(await said('A.4.1.4.'), /Barómetro|barómetro/);
  assert.match(await said('A.2.4.1.'), /Todavía no hay una cifra de Perú[\s\S]*Mundo[\s\S]*25 por ciento[\s\S]*Trabajo y exposición/);
  assert.match(await said('A.5.1.3.'), /59 de 195[\s\S]*60 de 188/);
  await page.locator('main section', { hasText: 'Lo que dice el observatorio' }).last().locator('h3 a').click();
  await page.waitForURL('**/indices/*');
  assert.match(await page.locator('main').innerText(), /Metas de la estrategia que se miden con él[\s\S]*Puesto del Perú en el índice de Oxford Insights[\s\S]*A\.5\.1\.3/);
}));

it('with the keyboard alone a number is reached and opened, and tables scroll', options, withBrowser(async ({ visitor }) => {
  const { go, page } = await visitor({ viewport: { width: 360, height: 640 } });
  await go('/es/observatory/labour');
  await page.locator('main .scroll').first().focus();
  const before = await page.locator('main .scroll').first().evaluate((box) => box.scrollWidth > box.clientWidth);
  if (before) {
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => (document.querySelector('main .scroll')?.scrollLeft ?? 0) > 0);
  }
  await page.keyboard.press('Tab');
  const at = page.locator(':focus');
  assert.ok(await at.evaluate((element) => element.closest('main .scroll') !== null && element.tagName === 'A'));
  await go('/es/observatory');
  await page.locator('main td a[href*="/figures/f-"]').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/figures/f-*');
}));

const paths = (samples: { readonly labour: { readonly estimate: string; readonly direct: string; readonly crosswalk: string } }): string[] => ['observatory', 'observatory/labour', 'observatory/compare', `exposure-estimates/${samples.labour.estimate}`, `exposure-scores/${samples.labour.direct}`, `occupation-crosswalks/${samples.labour.crosswalk}`];

it('pages are small', options, withBrowser(async ({ visitor, samples, origin }) => {
  const { go, page } = await visitor();
  await go('/es/observatory');
  const figure = (await page.locator('main td a[href*="/figures/f-"]').first().getAttribute('href')) ?? '';
  for (const path of [...paths(samples).map((one) => `/es/${one}`), figure]) {
    const bytes = Buffer.byteLength(await (await fetch(`${origin}${path}`)).text());
    assert.ok(bytes <= MOST_BYTES, `${path}: ${bytes} bytes`);
  }
}));

it('on paper nothing is cut off, and what is folded is open', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page } = await visitor({ viewport: { width: 718, height: 1047 } });
  await page.emulateMedia({ media: 'print' });
  for (const path of paths(samples)) {
    await go(`/es/${path}`);
    const over = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((element) => element.closest('svg, .hidden, form') === null && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(({ tagName, textContent }) => `${tagName} ${textContent.slice(0, 40)}`).slice(0, 4));
    assert.deepEqual(over, [], path);
    assert.deepEqual(await page.locator('main details a').evaluateAll((links) => links.filter((link) => !link.checkVisibility()).length), 0, path);
  }
}));
