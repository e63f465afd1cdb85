/** The page of a set of figures: what does not agree in its source, and each figure with its place. */
import { formatNumber } from '#core/i18n/format.ts';
import { mentionsOf, type PublicRecord, recordsById } from '#core/records/read.ts';
import { facts, placeText } from '#core/web/components/facts.ts';
import { mentionTitle, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { Indicator } from '../kinds/indicator.ts';
import { importLink } from '../import/links.ts';
import { type ObservationSet, observationSet as kind } from '../kinds/observation-set.ts';
import { readRegions, territoryName } from '../names.ts';
import { type Observation, observations } from '../observations.ts';
import { countOf, figureLink, groupLabel, note, status } from './figure-parts.ts';
import { when } from './marks.ts';

/** The files have all rows. */
const MOST_ROWS = 150;

export async function setPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { source, contradictions = [] } = document as ObservationSet;
  const figures = await observations(platform.database, { sets: [id] });
  const [mentions, regions] = await Promise.all([mentionsOf(platform.database, [source, ...figures.map(({ indicator }) => indicator)]), readRegions(platform.database)]);
  // What the number is of hangs on its indicator: a share is in percent.
  const types = new Map((await recordsById(platform.database, [...new Set(figures.map(({ indicator }) => indicator))])).map((one) => [one.id, (one.document as Indicator).valueType]));
  const title = t('observatory.figures.title');
  const shown = figures.slice(0, MOST_ROWS);
  const row = (one: Observation): Html => {
    const mention = mentions.get(one.indicator);
    return html`<tr><th scope="row"><a href="${href(context, `indicators/${one.indicator}`)}">${mention ? mentionTitle(context, mention) : one.indicator}</a></th><td>${territoryName(context, one.territory, regions)}, ${when(t, one.time)}</td><td>${groupLabel(context, one)}</td><td class="number">${figureLink(context, one, types.get(one.indicator) ?? 'count')}</td><td>${countOf(context, one)} ${status(context, one)} ${note(context, one)}</td><td><span class="place">${placeText(t, one.content.place)}</span></td></tr>`;
  };
  return html`${facts({ page: context, kind, mentions }, document, ['title', 'rows', 'contradictions'])}
${contradictions.length > 0 && html`<section class="notice"><h2>${t('kinds.observation-set.fields.contradictions.label')}</h2><ul>${contradictions.map(({ what, place }) => html`<li>${text(context, what)} <small>${placeText(t, place)}</small></li>`)}</ul></section>`}
<section><h2>${title} <span class="n">${formatNumber(t, figures.length)}</span></h2><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${(['indicator', 'territory', 'group', 'value', 'status', 'place'] as const).map((column) => html`<th scope="col"${column === 'value' && html` class="number"`}>${t(`observatory.figures.${column}`)}</th>`)}</tr></thead><tbody>${shown.map(row)}</tbody></table></div>${figures.length > shown.length && html`<p>${t('observatory.figures.more', { count: figures.length - shown.length })}</p>`}<p class="forms"><a href="${href(context, `observations/${id}/figures.csv`)}">CSV</a> · <a href="${href(context, `observations/${id}/figures.json`)}">JSON</a> · <a href="${href(context, `observations/${id}/sdmx`)}">SDMX</a></p>${importLink(context, id)}</section>`;
}
