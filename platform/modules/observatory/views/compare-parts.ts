/** Other ways to set places side by side: their groups of people, and the parts of the country. */
import { formatNumber } from '#core/i18n/format.ts';
import { bareText, plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { breakdownsOf, byTime, newestOf, numberOf, totals } from '../figures.ts';
import { dimensionName, type Regions, territoryName } from '../names.ts';
import type { Observation } from '../observations.ts';
import type { IndicatorRecord } from '../overview.ts';
import { countOf, figureLink, groupLabel, status } from './figure-parts.ts';
import { when } from './marks.ts';
import { regionMap } from './regions.ts';

function scroll(label: string, table: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}

function indicatorHead(context: PageContext, { id, document }: IndicatorRecord): Html {
  return html`<a href="${href(context, `indicators/${id}`)}">${bareText(context, document.name)}</a> <small>${plainText(context, document.unit)}</small>`;
}

/** The groups of one dimension that one source gives of a place at its newest time. */
function groupsAt(figures: readonly Observation[], territory: string, dimension: string): Observation[] {
  const of = figures.filter((one) => one.territory === territory && numberOf(one.content) !== undefined && breakdownsOf(one).length === 1 && breakdownsOf(one)[0]?.dimension === dimension).toSorted(byTime);
  const [newest] = of;
  return of.filter((one) => newest !== undefined && one.setId === newest.setId && one.time === newest.time);
}

/** By sex and by area: of every indicator that has groups of at least one of the places. */
export function groupsTable(context: PageContext, records: readonly IndicatorRecord[], chosen: readonly string[], regions: Regions): Html {
  const { t } = context;
  const title = t('observatory.compare.groups');
  const lines = records.flatMap((record) => (['sex', 'area'] as const).map((dimension) => ({ record, dimension, cells: chosen.map((code) => groupsAt(record.figures, code, dimension)) }))).filter(({ cells }) => cells.some((groups) => groups.length > 1));
  const shown = chosen.map((code, place) => ({ code, place })).filter(({ place }) => lines.some(({ cells }) => (cells[place]?.length ?? 0) > 0));
  if (lines.length === 0) return html`<section><h2>${title}</h2><p class="absent">${t('observatory.compare.no_groups')}</p></section>`;
  const cell = (groups: readonly Observation[], { document }: IndicatorRecord): Html =>
    groups.length === 0 ? html`<td class="absent">${t('observatory.compare.missing')}</td>` : html`<td><ul class="plain">${groups.map((one) => html`<li>${groupLabel(context, one)} ${figureLink(context, one, document.valueType)} <small>${countOf(context, one)} ${status(context, one)}</small></li>`)}</ul><small>${when(t, groups[0]?.time ?? null)}</small></td>`;
  return html`<section><h2>${title}</h2>${scroll(title, html`<table><thead><tr><th scope="col">${t('observatory.figures.indicator')}</th><th scope="col">${t('observatory.gaps.of')}</th>${shown.map(({ code }) => html`<th scope="col">${territoryName(context, code, regions)}</th>`)}</tr></thead><tbody>${lines.map(({ record, dimension, cells }) => html`<tr><th scope="row">${indicatorHead(context, record)}</th><td>${dimensionName(t, dimension)}</td>${shown.map(({ place }) => cell(cells[place] ?? [], record))}</tr>`)}</tbody></table>`)}</section>`;
}

/** The parts of the country as tiles, with the same as a table; the reader chooses the indicator. */
export function regionSection(context: PageContext, records: readonly IndicatorRecord[], regions: Regions): Html {
  const { t, url } = context;
  const title = t('observatory.compare.regions');
  const inRegions = (record: IndicatorRecord): Observation[] => [...regions.keys()].flatMap((code) => (code.includes('-') ? [newestOf(totals(record.figures), code)?.newest ?? []].flat() : []));
  const known = records.map((record) => ({ record, figures: inRegions(record) })).filter(({ figures }) => figures.length > 1);
  const asked = url.searchParams.get('i');
  const one = known.find(({ record }) => record.document.code === asked) ?? known.toSorted((a, b) => b.figures.length - a.figures.length)[0];
  if (!one) return html`<section id="regions"><h2>${title}</h2><p class="absent">${t('observatory.compare.no_regions')}</p></section>`;
  const { record, figures } = one;
  const name = plainText(context, record.document.name);
  const numbers = new Map(figures.map((figure) => [figure.territory, numberOf(figure.content) ?? 0]));
  const rows = figures.toSorted((a, b) => (numberOf(b.content) ?? 0) - (numberOf(a.content) ?? 0));
  return html`<section id="regions"><h2>${title}</h2><p>${t('observatory.compare.regions_about')}</p>
<form action="#regions">${url.searchParams.getAll('t').map((code) => html`<input type="hidden" name="t" value="${code}">`)}<p><label>${t('observatory.figures.indicator')} <select name="i">${known.map((each) => html`<option value="${each.record.document.code}"${each === one && html` selected`}>${plainText(context, each.record.document.name)} (${formatNumber(t, each.figures.length)})</option>`)}</select></label></p><p><button>${t('observatory.figures.show')}</button></p></form>
<h3>${indicatorHead(context, record)}</h3>${regionMap(context, regions, numbers, { title: name, caption: t('observatory.map.caption') })}
${scroll(name, html`<table><thead><tr><th scope="col">${t('observatory.figures.territory')}</th><th scope="col" class="number">${t('observatory.figures.value')}</th><th scope="col">${t('observatory.figures.time')}</th></tr></thead><tbody>${rows.map((figure) => html`<tr><th scope="row">${territoryName(context, figure.territory, regions)}</th><td class="number">${figureLink(context, figure, record.document.valueType)}</td><td>${when(t, figure.time)} ${status(context, figure)}</td></tr>`)}</tbody></table>`)}</section>`;
}
