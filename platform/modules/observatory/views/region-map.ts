/** The map of an indicator: the newest figure of each region, as a picture and as files. */
import { mentionsOf, newestVersion } from '#core/records/read.ts';
import { mentionTitle, plainText } from '#core/web/components/text.ts';
import { tileFile } from '#core/web/components/tile-map.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { byTime, numberOf, totals } from '../figures.ts';
import { type Indicator, indicator as kind } from '../kinds/indicator.ts';
import { readRegions, type Regions, territoryName } from '../names.ts';
import { type Observation, observations } from '../observations.ts';
import { chartForms, chartLinks } from '#core/web/charts/chart-forms.ts';
import { regionMap, regionTiles } from './regions.ts';

export async function indicatorMapView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const { database } = platform;
  const record = await newestVersion(database, param('id'));
  if (!record?.document || record.kind !== kind.name) throw new NotFound();
  const indicator = record.document as Indicator;
  const [all, regions] = await Promise.all([observations(database, { indicators: [record.id] }), readRegions(database)]);
  const shown = shownOnMap(all.toSorted(byTime), regions);
  if (shown.length < 2) throw new NotFound();
  const sources = [...new Set(shown.map(({ source }) => source))];
  const mentions = await mentionsOf(database, sources);
  const source = t('observatory.chart.source', { sources: sources.map((id) => { const mention = mentions.get(id); return mention ? mentionTitle(context, mention) : id; }).join('; ') });
  const name = plainText(context, indicator.name);
  const rows = shown.map((one) => ({ region: one.territory, name: territoryName(context, one.territory, regions), time: one.time, value: numberOf(one.content) ?? null }));
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.map.title')}: ${name}`,
        crumbs: [{ label: name, href: href(context, `indicators/${record.id}`) }],
        forms: ['csv', 'json', 'svg', 'png'],
        noIndex: true,
        body: html`<h1>${name}</h1>${picture(context, shown, regions)}`,
      }),
    json: () => ({ indicator: record.id, code: indicator.code, regions: rows }),
    csv: () => ({ columns: ['region', 'name', 'time', 'value'], rows: rows.map(({ region, name: called, time, value }) => [region, called, time, value]) }),
    others: chartForms(context, tileFile(context, regionTiles(context, regions, numbersOf(shown)), textsOf(context)), { title: `${name} (${plainText(context, indicator.unit)})`, source }),
  };
}

/** The map on the page of the indicator, where at least two regions have a figure. */
export function indicatorMap(context: PageContext, id: string, current: readonly Observation[], regions: Regions): Html | false {
  const shown = shownOnMap(current, regions);
  return shown.length > 1 && html`${picture(context, shown, regions)}${chartLinks(context, `${href(context, `indicators/${id}`)}/map`)}`;
}

/** The newest figure of each whole region that has a place on the map. @param current the newest first. */
function shownOnMap(current: readonly Observation[], regions: Regions): Observation[] {
  const newest = new Map(totals(current).toReversed().map((one) => [one.territory, one]));
  return [...newest.values()].filter((one) => regions.get(one.territory)?.tile !== undefined && numberOf(one.content) !== undefined);
}

function numbersOf(shown: readonly Observation[]): ReadonlyMap<string, number | undefined> {
  return new Map(shown.map((one) => [one.territory, numberOf(one.content)]));
}

const textsOf = ({ t }: PageContext) => ({ title: t('observatory.map.title'), caption: t('observatory.map.caption'), none: t('observatory.map.none'), noMap: t('observatory.map.none') });

function picture(context: PageContext, shown: readonly Observation[], regions: Regions): Html | false {
  return regionMap(context, regions, numbersOf(shown), textsOf(context));
}
