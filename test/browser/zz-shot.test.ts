import { it } from 'node:test';
import { browserTests } from './support/browser-tests.ts';
import { followImport } from './support/import.ts';
const { options, withBrowser } = await browserTests();
it('shots', options, withBrowser(async ({ visitor }) => {
  const { page, go } = await visitor({ person: 'ana' });
  for (const step of ['start', 'table', 'columns', 'questions', 'preview'] as const) {
    await go(`/es/observatory/import`);
    if (step !== 'start') await followImport(page, step);
    for (const width of [360, 1280]) { await page.setViewportSize({ width, height: 740 }); await page.screenshot({ path: `/tmp/imp/${step}-${width}.png`, fullPage: true }); }
  }
}));
