/** The weight panel: a plain form that asks for the page again; in a browser with scripts the same engine answers at once (browser/weight-panel.ts). */
import { localShares } from '@yupana/composite';
import { formatNumber } from '#core/i18n/format.ts';
import { html, type Html } from '#core/web/html.ts';
import { rounded } from '../figures.ts';
import { territoryName } from '../names.ts';
import { inOrder, type Say, standOf, standShort, standWords, weightsOf } from '../weights-input.ts';
import { rankWords } from './choices.ts';
import { type IndexPage, rangeWords, rowsOf } from './index-parts.ts';
import { computed, marked } from './marks.ts';
import { howOf, indexAddress, partName } from './own-view.ts';

/** What the browser may have to say, with the places left open. */
const TEXTS = ['inside', 'edge', 'better', 'worse', 'short_inside', 'short_edge', 'short_better', 'short_worse', 'places_one', 'places_many', 'say', 'say_no_range', 'bad', 'slider'];
const PLACES = { n: '{n}', unit: '{unit}', rank: '{rank}', range: '{range}', stands: '{stands}', places: '{places}', part: '{part}' };

/** @param given what the reader typed, by code; @param faulty whether some of it is no weight. */
export function weightPanel(view: IndexPage, given: ReadonlyMap<string, string>, faulty: boolean): Html {
  const { context, id, own, unit, moved } = view;
  const { t, url } = context;
  const { structure, weights } = own.result;
  // The shares are those of the weights in the fields, which are the reader's once there are some.
  const typed = moved && weightsOf(given);
  const shares = localShares(structure, structure.nodes.map(({ code }, place) => typed?.[code] ?? weights[place] ?? 0));
  const field = (code: string, place: number): Html => {
    const nominal = rounded(weights[place] ?? 0);
    const share = Math.round(1000 * (shares[place] ?? 0)) / 10;
    return html`<p><label>${partName(context, own.data, code)} <input name="w.${code}" type="number" min="0" step="any" value="${given.get(code) ?? nominal}" data-nominal="${nominal}"></label> <small>${formatNumber(t, share)} %</small></p>`;
  };
  return html`<section id="weights"><h2>${t('observatory.index.weights')}</h2><p>${t('observatory.index.weights_about')}</p>
<weight-panel data-bundle="${indexAddress(context, id)}/bundle.json" data-unit="${unit}" data-locales="${t.locales.join(' ')}">
<form action="${url.pathname}#weights">${structure.nodes.slice(0, -1).map(({ code }, place) => field(code, place))}<p><button>${t('observatory.index.recompute')}</button> <a href="${url.pathname}#weights" data-reset>${t('observatory.index.reset')}</a></p></form>
<p class="notice" data-bad${faulty ? html` role="alert"` : html` hidden`}>${t('observatory.panel.bad')}</p>
<p class="notice" data-say${moved ? html` role="status"` : html` hidden`}>${moved && sentence(view, moved)}</p><p class="hidden" aria-live="polite" data-live></p>
${table(view)}<template>${TEXTS.map((key) => html`<p data-key="${key}">${t(`observatory.panel.${key}`, PLACES)}</p>`)}<p data-key="tie">${t('observatory.tie.rank', PLACES)}</p></template></weight-panel><script type="module" src="${context.assets.href('weight-panel.js')}"></script></section>`;
}

function sentence({ context, own, unit, regions }: IndexPage, moved: ReadonlyMap<string, number>): string {
  const { t } = context;
  const rank = moved.get(unit) ?? 0;
  const row = rowsOf(own).find((one) => one.unit === unit);
  const params = { unit: territoryName(context, unit, regions), rank: formatNumber(t, rank) };
  if (row?.low === undefined || row.high === undefined) return t('observatory.panel.say_no_range', params);
  return t('observatory.panel.say', { ...params, range: rangeWords(context, row), stands: standWords(sayIn(t), standOf(rank, row.low, row.high)) });
}

function sayIn(t: IndexPage['context']['t']): Say {
  return (key, params) => t(`observatory.panel.${key}`, { ...params });
}

/** In the order of the reader's weights; hidden until there are some. */
function table({ context, id, own, regions, moved, unit }: IndexPage): Html {
  const { t } = context;
  const how = howOf(context, id);
  const rows = inOrder(rowsOf(own), (row) => moved?.get(row.unit) ?? row.rank);
  const ranks = rows.map(({ rank }) => rank);
  const yours = moved ? [...moved.values()] : ranks;
  const title = t('observatory.panel.table');
  const robust = own.robustness !== undefined;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}" data-table${!moved && html` hidden`}><table><thead><tr><th scope="col" class="number">${t('observatory.panel.yours')}</th>${robust && html`<th scope="col" class="number">${t('observatory.sure.range')}</th>`}<th scope="col">${t('observatory.panel.unit')}</th>${robust && html`<th scope="col">${t('observatory.panel.stands')}</th>`}<th scope="col" class="number">${t('observatory.panel.recipe')}</th></tr></thead><tbody>${rows.map((row) => {
    const rank = moved?.get(row.unit) ?? row.rank;
    const { low, high } = row;
    const known = low !== undefined && high !== undefined;
    return html`<tr data-unit="${row.unit}"${known && html` data-low="${low}" data-high="${high}"`}${row.unit === unit && html` class="differs"`}><td class="number">${rank > 0 && computed(how, rank, rankWords(context, rank, yours))}</td>${robust && html`<td class="number" data-range>${low !== undefined && marked(low, rangeWords(context, row))}</td>`}<th scope="row">${territoryName(context, row.unit, regions)}</th>${robust && html`<td class="state"><small data-stands>${known && rank > 0 && standShort(sayIn(t), standOf(rank, low, high))}</small></td>`}<td class="number">${row.rank > 0 && marked(row.rank, rankWords(context, row.rank, ranks))}</td></tr>`;
  })}</tbody></table></div>`;
}
