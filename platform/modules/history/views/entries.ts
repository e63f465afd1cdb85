/** All entries of the log, page by page, the newest first. */
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { BadRequest, type View } from '#core/web/view.ts';
import { entriesBelow, logSize } from '../queries.ts';
import { entryJson, entryList, historyCrumb } from './parts.ts';

export const PAGE = 50;

export async function entriesView(context: PageContext): Promise<View> {
  const { platform, t, url } = context;
  const size = await logSize(platform.database);
  const below = readNumber(url.searchParams.get('below'), size);
  const entries = await entriesBelow(platform.database, below, PAGE);
  const list = await entryList(context, entries);
  const last = entries.at(-1)?.index ?? 0;
  const title = t('history.entries.title');
  const older = last > 0 ? last : undefined;
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [historyCrumb(context)],
        forms: ['json'],
        body: html`<h1>${title}</h1><p class="lead">${t('history.entries.lead', { size })}</p>
<form class="search" action="${href(context, 'history/entries')}"><div><label for="below">${t('history.entries.go')}</label><input id="below" name="below" inputmode="numeric" pattern="[0-9]*" value="${below === size ? '' : below}"></div><button>${t('history.entries.show')}</button></form>
${list}${pages(context, 'history/entries', [...(below < size ? [['newer', below + PAGE >= size ? undefined : String(below + PAGE)] as const] : []), ...(older === undefined ? [] : [['older', String(older)] as const])], 'below')}`,
      }),
    json: () => ({
      size,
      entries: entries.map((entry) => entryJson(context, entry)),
      next: older === undefined ? null : `${platform.origin}/${context.language}/history/entries.json?below=${older}`,
    }),
  };
}

/** Links to the pages beside this one. @param to the label of each, and the value of the parameter; undefined for the first page. */
export function pages(context: PageContext, path: string, to: readonly (readonly [label: 'newer' | 'older', value: string | undefined])[], parameter: string, query: Readonly<Record<string, string>> = {}): Html {
  const { t } = context;
  return html`<nav class="pages" aria-label="${t('core.search.pages')}"><ul>${to.map(([label, value]) => html`<li><a href="${href(context, path, { ...query, ...(value !== undefined && { [parameter]: value }) })}">${t(`history.pages.${label}`)}</a></li>`)}</ul></nav>`;
}

/** @throws BadRequest for what is no count. */
export function readNumber(written: string | null, otherwise: number): number {
  if (written === null || written === '') return otherwise;
  if (!/^\d{1,15}$/.test(written)) throw new BadRequest('history.errors.number');
  return Number(written);
}

