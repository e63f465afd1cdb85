/** Erasures of personal data: by which article, when, how many values. Never what was erased. */
import { formatNumber } from '#core/i18n/format.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { countErasures, erasuresBelow } from '../queries.ts';
import { pages, readNumber } from './entries.ts';
import { entryHref, historyCrumb, instant, namesOfEntries } from './parts.ts';

const PAGE = 50;

export async function redactionsView(context: PageContext): Promise<View> {
  const { platform, t, url } = context;
  const { database } = platform;
  const below = readNumber(url.searchParams.get('below'), Number.MAX_SAFE_INTEGER);
  const [found, totals] = await Promise.all([erasuresBelow(database, below, PAGE + 1), countErasures(database)]);
  const erasures = found.slice(0, PAGE);
  const last = found.length > PAGE ? erasures.at(-1)?.index : undefined;
  const names = await namesOfEntries(context, erasures);
  const title = t('history.redactions.title');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [historyCrumb(context)],
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('history.redactions.lead')}</p>
${erasures.length === 0 ? html`<p class="empty">${t('history.redactions.none')}</p>` : html`<p>${t('history.redactions.count', { erasures: totals.erasures, values: totals.values })}</p><ol class="records">${erasures.map(({ index, recordId, article, at, count }) => {
          const { name = recordId, path } = names.get(recordId) ?? {};
          return html`<li>${path === undefined ? name : html`<a href="${href(context, path)}">${name}</a>`}<br>${article}. ${t('history.redactions.values', { count })}<small>${instant(context, at)} · <a href="${entryHref(context, index)}">${t('history.entry.title', { index: formatNumber(t, index) })}</a></small></li>`;
        })}</ol>`}
${last !== undefined && pages(context, 'history/redactions', [['older', String(last)]], 'below')}`,
      }),
    json: () => ({
      erasures: totals.erasures,
      values: totals.values,
      redactions: erasures.map(({ index, recordId, article, at, count }) => ({ entry: index, record: recordId, article, at: at.toISOString(), count })),
      next: last === undefined ? null : `${platform.origin}/${context.language}/history/redactions.json?below=${last}`,
    }),
    csv: () => ({ columns: ['entry', 'record', 'article', 'at', 'count'], rows: erasures.map(({ index, recordId, article, at, count }) => [index, recordId, article, at.toISOString(), count]) }),
  };
}
