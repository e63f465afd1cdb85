/** The page of an indicator: picture, every figure with its source, gaps between groups, what was said before, where it is a goal. */
import { optionKey } from '#core/kinds/labels.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, type PublicRecord } from '#core/records/read.ts';
import { chartFigure } from '#core/web/charts/chart.ts';
import { facts } from '#core/web/components/facts.ts';
import { mentionTitle, plainText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { byTime, gapsOf } from '../figures.ts';
import { type Indicator, indicator as kind } from '../kinds/indicator.ts';
import { readRegions, type Regions } from '../names.ts';
import { type Observation, observations } from '../observations.ts';
import { countryCode } from '../overview.ts';
import { anchorOf, earlier } from './figure-parts.ts';
import { type FigureColumn, figureColumns, figureTable, onlySource, sourceColumn, spaced } from './figure-table.ts';
import { gapSection } from './gaps.ts';
import { goalsNaming } from './goals.ts';
import { pictureOf } from './pictures.ts';
import { indicatorMap } from './region-map.ts';

/** More rows make a page that a phone cannot hold; the files have all of them. */
const MOST_ROWS = 120;

export async function indicatorPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { database } = platform;
  const indicator = document as Indicator;
  const [all, regions] = await Promise.all([observations(database, { indicators: [id], history: true }), readRegions(database)]);
  const current = all.filter(({ toSequence }) => toSequence === null).toSorted(byTime);
  const sources = [...new Set([...current.map(({ source }) => source), ...indicator.origins.map(({ source }) => source)])];
  const mentions = await mentionsOf(database, sources);
  const titles = new Map([...mentions].map(([source, mention]) => [source, mentionTitle(context, mention)]));
  const picture = await pictureOf(context, id, indicator, current, regions, await countryCode(database));
  const address = href(context, `indicators/${id}/figures`);
  return html`${!isAbsence(indicator.definition) && html`<p class="lead">${text(context, indicator.definition)}</p>`}
<p>${t('observatory.unit', { unit: plainText(context, indicator.unit) })} · ${t(optionKey(kind.name, 'direction', indicator.direction))}</p>
${picture && chartFigure(picture.svg, sourceLine(context, current, titles))}
${indicatorMap(context, id, current, regions)}
${table(context, indicator, current, all.filter(({ toSequence }) => toSequence !== null), titles, regions)}
<p class="forms">${t('observatory.figures.download')} <a href="${address}.csv">CSV</a> · <a href="${address}.json">JSON</a>${picture && html` · <a href="${address}.svg">SVG</a> · <a href="${address}.png">PNG</a>`} · <a href="${address}.csv?history=1">${t('observatory.figures.with_history')}</a> · <a href="${href(context, `indicators/${id}/sdmx`)}">SDMX</a> (<a href="${href(context, `indicators/${id}/sdmx.csv`)}">SDMX-CSV</a>, <a href="${href(context, `indicators/${id}/sdmx.json`)}">SDMX-JSON</a>) · <a href="${href(context, `indicators/${id}/open-sdg`)}">Open SDG</a></p>
${gapSection(context, gapsOf(current), regions, indicator.valueType)}${await goalsNaming(context, id)}
<section><h2>${t('observatory.about')}</h2>${facts({ page: context, kind, mentions }, document, ['name', 'code', 'definition', 'unit', 'direction'])}</section>`;
}

export function sourceLine({ t }: PageContext, figures: readonly Observation[], titles: ReadonlyMap<string, string>): string {
  return t('observatory.chart.source', { sources: [...new Set(figures.map(({ source }) => titles.get(source) ?? source))].join('; ') });
}

/** Vintages of one figure, the newest first, whichever row holds it now. */
function table(context: PageContext, indicator: Indicator, current: readonly Observation[], former: readonly Observation[], titles: ReadonlyMap<string, string>, regions: Regions): Html {
  const { t } = context;
  if (current.length === 0) return html`<p class="absent">${t('observatory.figures.none')}</p>${former.length > 0 && earlier(context, former.toReversed(), indicator.valueType)}`;
  const before = Map.groupBy(former.toReversed(), ({ setId, key }) => `${setId} ${key}`);
  const gone = former.filter(({ setId, key }) => !current.some((one) => one.setId === setId && one.key === key));
  const shown = current.slice(0, MOST_ROWS);
  const columns = figureColumns(context, regions, () => indicator.valueType).map((column): FigureColumn => (column.name === 'status' ? { name: 'status', cell: (one) => spaced([column.cell(one), earlier(context, before.get(`${one.setId} ${one.key}`) ?? [], indicator.valueType)]) } : column));
  columns.push(sourceColumn(context, shown, titles));
  return html`<section><h2>${t('observatory.figures.title')}</h2>${figureTable(context, t('observatory.figures.title'), [{ figures: shown }], columns, anchorOf)}${onlySource(context, shown, titles)}${current.length > shown.length && html`<p>${t('observatory.figures.more', { count: current.length - shown.length })}</p>`}${gone.length > 0 && html`<p>${t('observatory.figures.gone', { count: gone.length })}</p>`}</section>`;
}

