/** What axe-core finds on a page. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @returns one line for each broken rule, with the elements that break it. */
export async function violations(page: Page, onlyContrast: boolean): Promise<string[]> {
  // Half a megabyte: read once for each page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([tags, contrast]) => {
      const { axe: here } = globalThis as unknown as { axe: typeof axe };
      const result = await here.run({ runOnly: contrast ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: tags }, rules: contrast ? {} : { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`);
    },
    [TAGS, onlyContrast] as const,
  );
}
