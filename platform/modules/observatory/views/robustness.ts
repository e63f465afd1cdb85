/** How sure an index is: ranges, how often each rank comes out, who is above whom, what moves the order, what changed. */
import { neighboursOf, type Robustness } from '@yupana/composite';
import { formatMoment, formatNumber } from '#core/i18n/format.ts';
import { chartFigure } from '#core/web/charts/chart.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { earlierIndex, type EarlierIndex } from '../changes.ts';
import { territoryName } from '../names.ts';
import { type OwnIndex, reachOf } from '../own-index.ts';
import { chartForms, chartLinks } from '#core/web/charts/chart-forms.ts';
import { rankWords } from './choices.ts';
import { driverWords } from './driver-words.ts';
import { likelyWords, MOST_RANKS, mostLikely, PERCENT, percentWords, probabilityPicture } from './index-charts.ts';
import { type IndexRow, rangeWords, rowsOf } from './index-parts.ts';
import { computed, marked } from './marks.ts';
import { howOf, indexAddress, ownView, type OwnView, unitForm } from './own-view.ts';

/** What weights alone reach is a search per unit: for large indices only for the one that the page speaks of. */
const MOST_SEARCHES = 600;

export async function robustnessView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const view = await ownView(context);
  const { id, own, title } = view;
  const rows = rowsOf(own);
  const [picture, earlier] = await Promise.all([probabilityPicture(context, view, rows), earlierIndex(platform.database, id, own)]);
  return {
    html: () =>
      page(context, {
        title: t('observatory.sure.of', { name: title }),
        crumbs: [{ label: title, href: indexAddress(context, id) }],
        forms: ['csv', 'json', ...(picture ? ['svg', 'png'] : [])],
        body: html`<h1>${t('observatory.sure.of', { name: title })}</h1><p class="lead">${t('observatory.sure.lead')}</p>${own.robustness ? body(own.robustness) : html`<p class="notice">${t('observatory.sure.none')}</p>`}`,
      }),
    json: () => ({ index: id, engine: own.result.engine, recipeHash: own.result.recipeHash, dataHash: own.result.dataHash, design: own.robustness?.design ?? null, drivers: own.robustness?.drivers ?? [], units: rows.map((row) => unitJson(row)), changes: earlier ? { since: earlier.since.toISOString(), ...earlier.changes } : null }),
    csv: () => ({
      columns: ['unit', 'rank', 'low', 'median', 'high', 'above_next', 'best_by_weights', 'worst_by_weights', ...rows.map((_, place) => `rank_${place + 1}`)],
      rows: rows.map((row) => {
        const { probabilities, aboveNext, reach } = unitJson(row);
        return [row.unit, row.rank, row.low ?? null, row.median ?? null, row.high ?? null, aboveNext, reach?.best ?? null, reach?.worst ?? null, ...rows.map((_, place) => probabilities[place] ?? null)];
      }),
    }),
    ...(picture && { others: chartForms(context, picture.svg, { title: `${t('observatory.sure.probabilities')}: ${title}`, source: sourceOf(context, view) }) }),
  };

  function body(robustness: Robustness): Html {
    return html`<p class="verdict">${driverWords(context, own)}</p><p>${t('observatory.sure.runs', { runs: robustness.design.runs, kind: robustness.design.kind })}</p>
${units(context, view, rows)}
<section><h2>${t('observatory.sure.probabilities')}</h2><p id="how-often">${t('observatory.sure.probabilities_about')} ${t('observatory.sure.runs', { runs: robustness.design.runs, kind: robustness.design.kind })}</p>${picture && html`${chartFigure(picture.svg, sourceOf(context, view))}${chartLinks(context, `${indexAddress(context, id)}/robustness`)}`}${probabilities(context, view, rows, robustness)}</section>
${changes(context, earlier, view)}`;
  }

  function unitJson({ unit, rank, low, median, high }: IndexRow) {
    const sure = own.robustness?.units.find((one) => one.unit === unit);
    const next = own.robustness && neighboursOf(own.robustness).find(({ upper }) => upper === unit);
    const reach = searched(own, view.unit).includes(unit) ? reachOf(own, unit)?.bounds : undefined;
    return { unit, rank, low: low ?? null, median: median ?? null, high: high ?? null, probabilities: sure?.probabilities ?? [], next: next?.lower ?? null, aboveNext: next?.probability ?? null, reach: reach ? { best: reach.best.rank, worst: reach.worst.rank, proven: reach.best.proven && reach.worst.proven } : null };
  }
}

/** Where the figures of an index of our own come from, as a line below its pictures. */
export function sourceOf({ t }: PageContext, { document, own }: Pick<OwnView, 'document' | 'own'>): string {
  return t('observatory.chart.own_source', { owner: document.owner, engine: own.result.engine, hash: own.result.recipeHash.slice(0, 12) });
}

/** The units for which the search is made. */
function searched({ result: { units, structure } }: OwnIndex, unit: string): readonly string[] {
  return units.length * structure.leaves <= MOST_SEARCHES ? units : [unit];
}

function units(context: PageContext, view: OwnView, rows: readonly IndexRow[]): Html {
  const { t } = context;
  const { own, regions } = view;
  const neighbours = new Map(own.robustness ? neighboursOf(own.robustness).map((one) => [one.upper, one]) : []);
  const reached = searched(own, view.unit);
  const reaches = new Map(reached.map((unit) => [unit, reachOf(own, unit)]));
  const spread = reaches.values().find((one) => one !== undefined)?.spread;
  const ranks = rows.map(({ rank }) => rank);
  const title = t('observatory.sure.units');
  const how = howOf(context, view.id);
  const likely = (unit: string): Html => marked(mostLikely(own.robustness, unit).rank, likelyWords(context, own, unit));
  return html`<section><h2>${title}</h2><p>${spread === undefined ? t('observatory.sure.units_about_no_reach') : t('observatory.sure.units_about', { spread: percentWords(t, spread) })}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col" class="number">${t('observatory.index.rank')}</th><th scope="col" class="number">${t('observatory.sure.range')}</th><th scope="col">${t('observatory.index.unit')}</th><th scope="col">${t('observatory.sure.likely')}</th><th scope="col">${t('observatory.sure.above_next')}</th>${spread !== undefined && html`<th scope="col">${t('observatory.sure.reach')}</th>`}</tr></thead><tbody>${rows.map(({ unit, rank, low, high }) => {
    const next = neighbours.get(unit);
    const bounds = reaches.get(unit)?.bounds;
    return html`<tr${unit === view.unit && html` class="differs"`}><td class="number">${rank > 0 && computed(how, rank, rankWords(context, rank, ranks))}</td><td class="number">${low !== undefined && marked(low, rangeWords(context, { low, high }))}</td><th scope="row">${territoryName(context, unit, regions)}</th><td class="state">${likely(unit)}</td><td class="state">${next && marked(next.probability, t(`observatory.sure.${next.apart ? 'yes' : 'no'}`, { percent: percentWords(t, next.probability) }))}</td>${spread !== undefined && html`<td>${bounds && marked(bounds.best.rank, rangeWords(context, { low: bounds.best.rank, high: bounds.worst.rank }))}${bounds && !(bounds.best.proven && bounds.worst.proven) && html` <small>${t('observatory.index.reach_open')}</small>`}</td>`}</tr>`;
  })}</tbody></table></div></section>`;
}

function probabilities(context: PageContext, view: OwnView, rows: readonly IndexRow[], robustness: Robustness): Html {
  const { t } = context;
  const few = rows.length <= MOST_RANKS;
  const shown = few ? rows : rows.filter(({ unit }) => unit === view.unit);
  const of = (unit: string): readonly number[] => robustness.units.find((one) => one.unit === unit)?.probabilities ?? [];
  const title = t('observatory.sure.probabilities');
  if (few) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table aria-describedby="how-often"><thead><tr><th scope="col">${t('observatory.index.unit')}</th>${rows.map((_, place) => html`<th scope="col" class="number">${formatNumber(t, place + 1)}</th>`)}</tr></thead><tbody>${shown.map(({ unit }) => html`<tr${unit === view.unit && html` class="differs"`}><th scope="row">${territoryName(context, unit, view.regions)}</th>${of(unit).map((one) => html`<td class="number">${one > 0 && marked(one, percentWords(t, one).replace(PERCENT, ''))}</td>`)}</tr>`)}</tbody></table></div>`;
  }
  const [one] = shown;
  return html`<p>${t('observatory.sure.probabilities_many', { unit: territoryName(context, view.unit, view.regions) })}</p>${unitForm(context, view)}<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table aria-describedby="how-often"><thead><tr><th scope="col" class="number">${t('observatory.index.rank')}</th><th scope="col" class="number">${title}</th></tr></thead><tbody>${one && of(one.unit).flatMap((share, place) => (share > 0 ? [html`<tr><th scope="row" class="number">${formatNumber(t, place + 1)}</th><td class="number">${marked(share, percentWords(t, share))}</td></tr>`] : []))}</tbody></table></div>`;
}

function changes(context: PageContext, earlier: EarlierIndex | undefined, { id, regions }: OwnView): Html {
  const { t, platform } = context;
  const how = howOf(context, id);
  const title = t('observatory.sure.changes');
  if (!earlier) return html`<section><h2>${title}</h2><p class="absent">${t('observatory.sure.no_changes')}</p></section>`;
  const verdict = ({ withinNoise, probabilityUp, probabilityDown }: EarlierIndex['changes']['units'][number]): string => (withinNoise ? t('observatory.sure.noise') : t(`observatory.sure.${probabilityUp > probabilityDown ? 'up' : 'down'}`));
  return html`<section><h2>${title}</h2><p>${t('observatory.sure.changes_about', { since: formatMoment(t, earlier.since, platform.configuration.timezone) })}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.index.unit')}</th><th scope="col" class="number">${t('observatory.sure.before')}</th><th scope="col" class="number">${t('observatory.sure.after')}</th><th scope="col">${t('observatory.sure.verdict')}</th></tr></thead><tbody>${earlier.changes.units.toSorted((a, b) => a.after - b.after).map((one) => html`<tr><th scope="row">${territoryName(context, one.unit, regions)}</th><td class="number">${marked(one.before, formatNumber(t, one.before))}</td><td class="number">${computed(how, one.after, formatNumber(t, one.after))}</td><td>${verdict(one)}</td></tr>`)}</tbody></table></div></section>`;
}
