/** Territories side by side: of every indicator that at least two of them have, the newest figure of each. */
import { type Absence, present } from '#core/kinds/values.ts';
import { bareText, plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { newestOf, totals } from '../figures.ts';
import { readRegions, type Regions, territoryName } from '../names.ts';
import { neighboursOf } from '../neighbours.ts';
import type { Observation } from '../observations.ts';
import { countryCode, type IndicatorRecord, readIndicators } from '../overview.ts';
import { groupsTable, regionSection } from './compare-parts.ts';
import { figureLink, status } from './figure-parts.ts';
import { when } from './marks.ts';

/** More columns cannot be read beside each other. */
const MOST = 8;

interface Line {
  readonly record: IndicatorRecord;
  /** In the order of the territories. */
  readonly cells: readonly (Observation | undefined)[];
}

export async function compareView(context: PageContext): Promise<View> {
  const { t, platform, url } = context;
  const { database } = platform;
  const [records, country, regions] = await Promise.all([readIndicators(database), countryCode(database), readRegions(database)]);
  const counts = countsOf(records);
  const known = [...counts.keys()].toSorted((a, b) => (territoryName(context, a, regions) < territoryName(context, b, regions) ? -1 : 1));
  const asked = [...new Set(url.searchParams.getAll('t'))].filter((code) => counts.has(code)).slice(0, MOST);
  const chosen = asked.length > 0 ? asked : [...known].toSorted((a, b) => Number(b === country) - Number(a === country) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, 4);
  const lines = records.map((record): Line => ({ record, cells: chosen.map((code) => newestOf(totals(record.figures), code)?.newest) })).filter(({ cells }) => cells.filter(Boolean).length >= Math.min(2, chosen.length));
  const title = t('observatory.compare.title');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }],
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('observatory.compare.lead')}</p>${neighbours(context, country, counts, regions)}${known.length > 1 && picker(context, known, chosen, regions)}${table(context, lines, chosen, regions)}${groupsTable(context, records, chosen, regions)}${regionSection(context, records, regions)}`,
      }),
    json: () => ({ territories: chosen, indicators: lines.map(({ record: { id, document }, cells }) => ({ id, code: document.code, values: cells.map((one) => (one ? { time: one.time, value: present<string>(one.content.value as string | Absence) ?? null, source: one.source } : null)) })) }),
    csv: () => ({
      columns: ['code', 'indicator', ...chosen.flatMap((code) => [code, `${code}_time`])],
      rows: lines.map(({ record: { id, document }, cells }) => [document.code, id, ...cells.flatMap((one) => (one ? [String(one.content.value), one.time] : [null, null]))]),
    }),
  };
}

/** How many indicators have a figure of the whole of each territory. */
function countsOf(records: readonly IndicatorRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { figures } of records) for (const code of new Set(totals(figures).map(({ territory }) => territory))) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** A way to the country and those at its borders of which there are figures. */
function neighbours(context: PageContext, country: string | undefined, counts: ReadonlyMap<string, number>, regions: Regions): Html | false {
  const { t, url } = context;
  const known = country === undefined ? [] : neighboursOf(country).filter((code) => counts.has(code));
  if (country === undefined || known.length === 0) return false;
  return html`<p><a href="${url.pathname}?${[country, ...known].map((code) => `t=${code}`).join('&')}">${t('observatory.compare.neighbours')}</a> <small>${t('observatory.compare.neighbours_about', { country: territoryName(context, country, regions) })}</small></p>`;
}

function picker(context: PageContext, known: readonly string[], chosen: readonly string[], regions: Regions): Html {
  const { t } = context;
  const box = (code: string): Html => html`<label class="box"><input type="checkbox" name="t" value="${code}"${chosen.includes(code) && html` checked`}> ${territoryName(context, code, regions)}</label> `;
  // Countries, then groups of countries (M49 names them by numbers), then parts of the country.
  const sorts = [known.filter((code) => /^[A-Z]{2}$/.test(code)), known.filter((code) => /^\d+$/.test(code)), known.filter((code) => code.includes('-'))];
  return html`<form><fieldset><legend>${t('observatory.compare.choose', { most: MOST })}</legend>${sorts.map((of) => of.length > 0 && html`<p>${of.map(box)}</p>`)}</fieldset><p><button>${t('observatory.compare.show')}</button></p></form>`;
}

function table(context: PageContext, lines: readonly Line[], chosen: readonly string[], regions: Regions): Html {
  const { t } = context;
  if (lines.length === 0) return html`<p class="empty">${t('observatory.compare.none')}</p>`;
  const cell = (one: Observation | undefined, { document }: IndicatorRecord): Html =>
    one ? html`<td class="number">${figureLink(context, one, document.valueType)} <small>${when(t, one.time)} ${status(context, one)}</small></td>` : html`<td class="number absent">${t('observatory.compare.missing')}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('observatory.compare.title')}"><table><thead><tr><th scope="col">${t('observatory.figures.indicator')}</th>${chosen.map((code) => html`<th scope="col" class="number">${territoryName(context, code, regions)}</th>`)}</tr></thead>
<tbody>${lines.map(({ record, cells }) => html`<tr><th scope="row"><a href="${href(context, `indicators/${record.id}`)}">${bareText(context, record.document.name)}</a> <small>${plainText(context, record.document.unit)}</small></th>${cells.map((one) => cell(one, record))}</tr>`)}</tbody></table></div>`;
}
