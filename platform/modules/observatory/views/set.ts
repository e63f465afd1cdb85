/** The page of a set of figures: what does not agree in its source, and each figure with its place. */
import { formatNumber } from '#core/i18n/format.ts';
import { mentionsOf, type PublicRecord } from '#core/records/read.ts';
import { facts, placeText } from '#core/web/components/facts.ts';
import { mentionTitle, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { importLink } from '../import/links.ts';
import { type ObservationSet, observationSet as kind } from '../kinds/observation-set.ts';
import { groupNames, readRegions, territoryName, timeName } from '../names.ts';
import { type Observation, observations } from '../observations.ts';
import { countOf, figureHref, note, number, status } from './figure-parts.ts';

/** The files have all rows. */
const MOST_ROWS = 150;

export async function setPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { source, contradictions = [] } = document as ObservationSet;
  const figures = await observations(platform.database, { sets: [id] });
  const [mentions, regions] = await Promise.all([mentionsOf(platform.database, [source, ...figures.map(({ indicator }) => indicator)]), readRegions(platform.database)]);
  const title = t('observatory.figures.title');
  const shown = figures.slice(0, MOST_ROWS);
  const row = (one: Observation): Html => {
    const mention = mentions.get(one.indicator);
    return html`<tr><th scope="row"><a href="${figureHref(context, one)}">${mention ? mentionTitle(context, mention) : one.indicator}</a></th><td>${territoryName(context, one.territory, regions)}, ${timeName(t, one.time)}</td><td>${groupNames(context, one)}</td><td class="number">${number(context, one, 'count')}</td><td>${countOf(context, one)} ${status(context, one)} ${note(context, one)}</td><td>${placeText(t, one.content.place)}</td></tr>`;
  };
  return html`${facts({ page: context, kind, mentions }, document, ['title', 'rows', 'contradictions'])}
${contradictions.length > 0 && html`<section class="notice"><h2>${t('kinds.observation-set.fields.contradictions.label')}</h2><ul>${contradictions.map(({ what, place }) => html`<li>${text(context, what)} <small>${placeText(t, place)}</small></li>`)}</ul></section>`}
<section><h2>${title} <span class="n">${formatNumber(t, figures.length)}</span></h2><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${(['indicator', 'territory', 'group', 'value', 'status', 'place'] as const).map((column) => html`<th scope="col"${column === 'value' && html` class="number"`}>${t(`observatory.figures.${column}`)}</th>`)}</tr></thead><tbody>${shown.map(row)}</tbody></table></div>${figures.length > shown.length && html`<p>${t('observatory.figures.more', { count: figures.length - shown.length })}</p>`}<p class="forms"><a href="${href(context, `observations/${id}/figures.csv`)}">CSV</a> · <a href="${href(context, `observations/${id}/figures.json`)}">JSON</a></p>${importLink(context, id)}</section>`;
}
