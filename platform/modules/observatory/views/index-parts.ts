/** The sections of the page of an index of our own. */
import { formatNumber } from '#core/i18n/format.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { rounded } from '../figures.ts';
import { type Regions, territoryName } from '../names.ts';
import { factorWords } from '../method-words.ts';
import { apartFromNext, type OwnIndex, partsOf, reachOf } from '../own-index.ts';
import { rankWords } from './choices.ts';
import { driverWords } from './driver-words.ts';
import { figureLink } from './figure-parts.ts';
import { computed } from './marks.ts';
import { howOf, indexAddress, partName } from './own-view.ts';

export interface IndexPage {
  readonly context: PageContext;
  readonly id: string;
  readonly own: OwnIndex;
  readonly regions: Regions;
  /** The unit that the page speaks of. */
  readonly unit: string;
  /** Ranks that others published, by unit. */
  readonly published: ReadonlyMap<string, number>;
  /** The edition in which they did. */
  readonly publishedIn: string | undefined;
  /** Ranks under the reader's weights, by unit; undefined where they gave none. */
  readonly moved: ReadonlyMap<string, number> | undefined;
}

export interface IndexRow {
  readonly unit: string;
  readonly rank: number;
  readonly score: number;
  readonly low: number | undefined;
  readonly median: number | undefined;
  readonly high: number | undefined;
  /** Whether it can be told from the next. */
  readonly apart: boolean | undefined;
}

/** Best first; units without a score at the end. */
export function rowsOf(own: OwnIndex): IndexRow[] {
  const { result, robustness } = own;
  const apart = apartFromNext(own);
  const index = result.scores.at(-1);
  return result.units
    .map((unit, place): IndexRow => {
      const sure = robustness?.units.find((one) => one.unit === unit);
      return { unit, rank: result.ranks[place] ?? 0, score: rounded(index?.[place] ?? Number.NaN), low: sure?.low, median: sure?.median, high: sure?.high, apart: apart.get(unit) };
    })
    .toSorted((a, b) => (a.rank || Infinity) - (b.rank || Infinity));
}

/** A number of the engine, short enough to read; the files have all digits. */
function short({ t }: PageContext, value: number): string {
  return formatNumber(t, rounded(Math.round(value * 100) / 100));
}

/** `5–9`, or `1` where it is one rank; nothing where there is no range. */
export function rangeWords({ t }: PageContext, { low, high }: Pick<IndexRow, 'low' | 'high'>): string {
  return low === undefined || high === undefined ? '' : low === high ? formatNumber(t, low) : t('observatory.sure.range_value', { low: formatNumber(t, low), high: formatNumber(t, high) });
}

export function ranking({ context, id, own, regions, published, publishedIn, unit }: IndexPage): Html {
  const { t } = context;
  const how = howOf(context, id);
  const { robustness } = own;
  const title = t('observatory.index.ranking');
  const rows = rowsOf(own);
  const ranks = rows.map(({ rank }) => rank);
  const said = (value: number | undefined): Html | string => (value && publishedIn !== undefined ? computed(`${href(context, `index-editions/${publishedIn}`)}#origin`, value, formatNumber(t, value)) : '');
  return html`<section><h2>${title}</h2><p>${robustness ? t('observatory.index.ranking_about', { runs: robustness.design.runs, kind: robustness.design.kind }) : t('observatory.index.no_uncertainty')}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col" class="number">${t('observatory.index.rank')}</th>${robustness && html`<th scope="col" class="number">${t('observatory.sure.range')}</th>`}<th scope="col">${t('observatory.index.unit')}</th><th scope="col" class="number">${t('observatory.index.score')}</th>${robustness && html`<th scope="col">${t('observatory.index.neighbour')}</th>`}${published.size > 0 && html`<th scope="col" class="number">${t('observatory.index.published')}</th>`}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr${row.unit === unit && html` class="differs"`}><td class="number">${row.rank > 0 && computed(how, row.rank, rankWords(context, row.rank, ranks))}</td>${robustness && html`<td class="number">${row.low !== undefined && computed(how, row.low, rangeWords(context, row))}</td>`}<th scope="row">${territoryName(context, row.unit, regions)}</th><td class="number">${!Number.isNaN(row.score) && computed(how, row.score, short(context, row.score))}</td>${robustness && html`<td class="state">${row.apart !== undefined && t(`observatory.index.${row.apart ? 'apart' : 'not_apart'}`)}</td>`}${published.size > 0 && html`<td class="number">${said(published.get(row.unit))}</td>`}</tr>`,
  )}</tbody></table></div></section>`;
}

export function drivers({ context, own, id }: IndexPage): Html | false {
  const { t } = context;
  const { robustness, data: { recipe } } = own;
  const share = (value: number): Html => html`<td><meter min="0" max="1" value="${rounded(value)}">${rounded(value)}</meter> ${computed(howOf(context, id), rounded(value), `${formatNumber(context.t, Math.round(100 * value))} %`)}</td>`;
  return (
    robustness !== undefined &&
    html`<section><h2>${t('observatory.index.drivers')}</h2><p class="verdict">${driverWords(context, own)}</p><p>${t('observatory.index.drivers_about')}</p><div class="scroll" tabindex="0" role="region" aria-label="${t('observatory.index.drivers')}"><table><thead><tr><th scope="col">${t('observatory.index.choice')}</th><th scope="col">${t('observatory.index.alone')}</th><th scope="col">${t('observatory.index.together')}</th></tr></thead><tbody>${robustness.drivers.map(({ factor, first, total }) => html`<tr><th scope="row">${factorWords(t, recipe, factor)}</th>${share(first.value)}${share(total.value)}</tr>`)}</tbody></table></div><p><a href="${indexAddress(context, id)}/robustness">${t('observatory.sure.title')}</a> · <a href="${indexAddress(context, id)}/method">${t('observatory.handbook.title')}</a></p></section>`
  );
}

export function parts({ context, id, own, unit, regions }: IndexPage): Html {
  const { t } = context;
  const how = howOf(context, id);
  const title = t('observatory.index.parts', { unit: territoryName(context, unit, regions) });
  return html`<section><h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.index.part')}</th><th scope="col" class="number">${t('observatory.index.of_units')}</th><th scope="col" class="number">${t('observatory.index.score')}</th><th scope="col" class="number">${t('observatory.index.contribution')}</th></tr></thead><tbody>${partsOf(own, unit)
    .slice(1)
    .map(({ code, rank, score, contribution }) => html`<tr><th scope="row">${partName(context, own.data, code)}</th><td class="number">${rank > 0 && computed(how, rank, formatNumber(t, rank))}</td><td class="number">${!Number.isNaN(score) && computed(how, score, short(context, score))}</td><td class="number">${contribution !== null && computed(how, contribution, short(context, contribution))}</td></tr>`)}</tbody></table></div>${reach(context, how, own, unit, regions)}</section>`;
}

function reach(context: PageContext, how: string, own: OwnIndex, unit: string, regions: Regions): Html | false {
  const { t } = context;
  const found = reachOf(own, unit);
  if (!found) return false;
  const { bounds: { best, worst }, spread } = found;
  const percent = (value: number): string => `${short(context, 100 * value)} %`;
  return html`<p><strong>${t('observatory.index.reach', { unit: territoryName(context, unit, regions) })}:</strong> ${computed(how, best.rank, t('observatory.index.reach_value', { least: percent(1 - spread), most: percent(1 + spread), best: best.rank, worst: worst.rank }))} ${!(best.proven && worst.proven) && t('observatory.index.reach_open')}</p>`;
}

/** More numbers than this make a page that a phone cannot hold: then only those of the unit that the page speaks of. */
const MOST_CELLS = 400;

/** Each number of the index leads to the figure that it is. */
export function data({ context, own: { data: { figures, dataset, indicators, ...rest } }, regions, unit }: IndexPage): Html {
  const { t } = context;
  const columns = [...figures];
  const all = { figures, dataset, indicators, ...rest };
  const units = dataset.units.map(({ code }, place) => ({ unit: code, place }));
  const shown = units.length * columns.length > MOST_CELLS ? units.filter((one) => one.unit === unit) : units;
  return html`<section id="data"><h2>${t('observatory.index.data')}</h2><p>${t('observatory.index.data_about')}</p><div class="scroll" tabindex="0" role="region" aria-label="${t('observatory.index.data')}"><table><thead><tr><th scope="col">${t('observatory.index.unit')}</th>${columns.map(([code]) => html`<th scope="col" class="number">${partName(context, all, code)}</th>`)}</tr></thead><tbody>${shown.map(({ unit: code, place }) => html`<tr><th scope="row">${territoryName(context, code, regions)}</th>${columns.map(([, column]) => {
    const one = column[place];
    return html`<td class="number">${one && figureLink(context, one, 'count')}</td>`;
  })}</tr>`)}</tbody></table></div></section>`;
}

export function imputed({ context, id, own: { result }, regions }: IndexPage): Html | false {
  const { t } = context;
  return result.imputed.length > 0 && html`<section><h2>${t('observatory.index.imputed')}</h2><ul>${result.imputed.map(({ unit, share }) => html`<li>${territoryName(context, unit, regions)}: ${computed(howOf(context, id), rounded(share), `${short(context, 100 * share)} %`)}</li>`)}</ul></section>`;
}

export function files({ context, id, own }: IndexPage): Html {
  const { t } = context;
  const address = href(context, `indices/${id}`);
  return html`<section id="how-index"><h2>${t('observatory.index.recipe')}</h2><p><a href="${address}/bundle.json">${t('observatory.index.bundle')}</a><br><small>${t('observatory.index.bundle_about')}</small></p><p class="forms">${t('observatory.figures.download')} <a href="${address}/results.csv">CSV</a> · <a href="${address}/results.json">JSON</a> · <a href="${address}/results.svg">SVG</a> · <a href="${address}/results.png">PNG</a></p>
<details><summary>${t('observatory.index.recipe')} <code>${own.result.recipeHash.slice(0, 12)}</code>, ${own.result.engine}</summary><pre>${JSON.stringify(own.data.recipe, null, 1)}</pre></details></section>`;
}
