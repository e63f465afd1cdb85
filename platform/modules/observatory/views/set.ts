/** The page of a set of figures: what does not agree in its source, and each figure with its place. */
import { formatNumber } from '#core/i18n/format.ts';
import { mentionsOf, type PublicRecord, recordsById } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import { placeText } from '#core/web/components/place.ts';
import { mentionTitle, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { Indicator } from '../kinds/indicator.ts';
import { importLink } from '../import/links.ts';
import { type ObservationSet, observationSet as kind } from '../kinds/observation-set.ts';
import { readRegions } from '../names.ts';
import { observations } from '../observations.ts';
import { figureColumns, figureTable, placeColumn } from './figure-table.ts';

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
  const heading = (indicator: string): Html => {
    const mention = mentions.get(indicator);
    return html`<a href="${href(context, `indicators/${indicator}`)}">${mention ? mentionTitle(context, mention) : indicator}</a>`;
  };
  const groups = [...Map.groupBy(shown, ({ indicator }) => indicator)].map(([indicator, of]) => ({ heading: heading(indicator), figures: of }));
  const columns = [...figureColumns(context, regions, (one) => types.get(one.indicator) ?? 'count'), placeColumn(context)];
  return html`${facts({ page: context, kind, mentions }, document, ['title', 'rows', 'contradictions'])}
${contradictions.length > 0 && html`<section class="notice"><h2>${t('kinds.observation-set.fields.contradictions.label')}</h2><ul>${contradictions.map(({ what, place }) => html`<li>${text(context, what)} <small>${placeText(t, place)}</small></li>`)}</ul></section>`}
<section><h2>${title} <span class="n">${formatNumber(t, figures.length)}</span></h2>${figureTable(context, title, groups, columns)}${figures.length > shown.length && html`<p>${t('observatory.figures.more', { count: figures.length - shown.length })}</p>`}<p class="forms"><a href="${href(context, `observations/${id}/figures.csv`)}">CSV</a> · <a href="${href(context, `observations/${id}/figures.json`)}">JSON</a> · <a href="${href(context, `observations/${id}/sdmx`)}">SDMX</a></p>${importLink(context, id)}</section>`;
}
