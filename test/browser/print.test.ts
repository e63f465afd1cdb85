/** On paper: the record and its sources, no navigation, nothing cut off. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { browserTests } from './support/browser-tests.ts';
import { pageKinds } from './support/pages.ts';

const { options, withBrowser } = await browserTests();
/** A4 at 96 dots per inch without margins of 1 cm. */
const A4 = { width: 718, height: 1047 };
const ON_PAPER = new Set(['action', 'strategy', 'gaps', 'source', 'list', 'printed table', 'comparison of versions', 'edit form', 'system form, step all', 'paper form', 'laws timeline', 'history', 'entry', 'redactions', 'how to verify', 'history of a record']);

it('a printed page has no navigation, and nothing in it is cut off or folded away', options, withBrowser(async ({ visitor, samples }) => {
  const { open, page } = await visitor({ person: 'ana', viewport: A4 });
  await page.emulateMedia({ media: 'print' });
  for (const kind of pageKinds(samples).filter(({ name }) => ON_PAPER.has(name))) {
    await open(kind);
    assert.deepEqual(await visible(page, 'nav.main, nav.languages, form.find, nav.tabs, .skip, nav.facets, nav.pages, p.forms, button, .button, footer ul'), [], kind.name);
    assert.deepEqual(await cutOff(page), [], kind.name);
  }
}));

it('a printed action page says where its links lead, where that is of use', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page } = await visitor({ viewport: A4 });
  await go(`/es/actions/${samples.action}`);
  const addresses = () => page.evaluate(() => [...document.querySelectorAll('main a')].map((link) => [link.getAttribute('href') ?? '', getComputedStyle(link, '::after').content] as const).filter(([, after]) => after !== 'none'));
  assert.deepEqual(await addresses(), []);
  await page.emulateMedia({ media: 'print' });
  const printed = await addresses();
  assert.ok(printed.some(([href]) => href.startsWith('https://www.gob.pe/')), 'the proof of the claim');
  assert.ok(printed.some(([href]) => href.includes(`/sources/`)), 'the source of the record');
  for (const [href, after] of printed) assert.ok(after.includes(href) || after.includes('attr(href)'), after);
  // Links between records are read on the page before and after: their addresses would only be in the way.
  assert.ok(!printed.some(([href]) => href.includes('/axes/')));
}));

it('an action page becomes a PDF of a few pages', options, withBrowser(async ({ visitor, samples }) => {
  const { go, page } = await visitor();
  await go(`/es/actions/${samples.action}`);
  const pdf = (await page.pdf({ format: 'A4', margin: { top: '1cm', right: '1cm', bottom: '1cm', left: '1cm' }, tagged: true })).toString('latin1');
  const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  assert.ok(pdf.startsWith('%PDF-') && pages >= 1 && pages <= 4, `${pages} pages`);
  // A tagged PDF: screen readers get headings and tables of it too.
  assert.match(pdf, /\/StructTreeRoot/);
}));

async function visible(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).evaluateAll((elements) => elements.filter((element) => element.checkVisibility()).map(({ outerHTML }) => outerHTML.slice(0, 120)));
}

/** What reaches over the edge of the paper, is hidden in a scrolling box, or folded away. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const paper = document.documentElement.clientWidth;
    return [...document.querySelectorAll('main, main *')].flatMap((element) => {
      const box = element.getBoundingClientRect();
      const { overflowX } = getComputedStyle(element);
      const name = `${element.tagName}.${String(element.className)} ${element.textContent.slice(0, 40)}`;
      if (element.closest('.hidden, svg') !== null || element.tagName === 'SELECT' || element.tagName === 'OPTION') return [];
      if (element.tagName === 'A' && element.closest('details')?.checkVisibility() === true && !element.checkVisibility()) return [`folded away: ${name}`];
      if (box.right > paper + 1) return [`over the edge by ${Math.round(box.right - paper)} px: ${name}`];
      return overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1 && !['INPUT', 'TEXTAREA'].includes(element.tagName) ? [`hidden in a box: ${name}`] : [];
    }).slice(0, 5);
  });
}
