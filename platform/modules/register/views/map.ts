/** Where systems are used: a map of tiles, one square for each region, and the same as a table. */
import { formatNumber } from '#core/i18n/format.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { codeOf, titleOf } from '#core/kinds/content.ts';
import { ABSENCES } from '#core/kinds/values.ts';
import { recordsWithFacet } from '#core/records/read.ts';
import { facetCounts, recordCount } from '#core/search/counts.ts';
import { kindName } from '#core/web/components/text.ts';
import { chartForms } from '#core/web/charts/chart-forms.ts';
import { type Tile, tileFile, tileMap } from '#core/web/components/tile-map.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { deployment } from '../kinds/deployment.ts';

interface Region extends Tile {
  readonly id: string;
}

/** Where a system is that stands in no square: nationwide, in no one region, or not told. */
const NOT_PLACED = ['national', 'elsewhere', ...ABSENCES] as const;
/** No country has as many parts of the first level. */
const MOST_REGIONS = 500;

export async function mapView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const { database, kinds } = platform;
  const [territories, counts, total] = await Promise.all([
    recordsWithFacet(database, 'territory', 'level:first', MOST_REGIONS),
    facetCounts(database, deployment.name, 'region'),
    recordCount(database, deployment.name),
  ]);
  const kind = kinds.get('territory');
  const regions = territories
    .map(({ id, document }): Region => ({
      id,
      name: chooseTitle(titleOf(kind, document), context.preferred)?.text ?? id,
      code: codeOf(kind, document) ?? '',
      tile: document['tile'] as Tile['tile'],
      number: counts.get(id) ?? 0,
    }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const others = NOT_PLACED.flatMap((value) => (counts.has(value) ? [{ value, label: label(context, value), number: counts.get(value) ?? 0 }] : []));
  // Each of these is the only region of its system, but `elsewhere` and `national` may stand beside a region.
  const unplaced = ABSENCES.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0);
  const title = t('register.map.title');
  const texts = { title: t('register.map.picture'), caption: t('register.map.caption'), none: t('register.map.none'), noMap: t('register.map.no_map') };
  const drawn = regions.some(({ tile }) => tile !== undefined);
  const rows = [...regions.map(({ id, code, name, number }) => [id, code, name, number] as const), ...others.map(({ value, label: name, number }) => [`[${value}]`, null, name, number] as const)];
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [{ label: kindName(context, deployment, 'many'), href: href(context, deployment.path) }],
        forms: ['json', 'csv', ...(drawn ? ['svg', 'png'] : [])],
        body: html`<h1>${title}</h1><p class="lead">${t('register.map.lead', { placed: total - unplaced, total })}</p>
<div class="columns wide">${tileMap(context, regions, texts)}${table(context, regions, others)}</div>`,
      }),
    json: () => ({ systems: total, placed: total - unplaced, regions: regions.map(({ id, code, number }) => ({ territory: id, code, systems: number })), others: others.map(({ value, number }) => ({ region: value, systems: number })) }),
    csv: () => ({ columns: ['region', 'code', 'name', 'systems'], rows }),
    ...(drawn && { others: chartForms(context, tileFile(context, regions, texts), { title: texts.title }) }),
  };
}

function label({ t }: PageContext, value: (typeof NOT_PLACED)[number]): string {
  return value === 'national' || value === 'elsewhere' ? t(`register.facets.region.values.${value}`) : t(`core.absences.${value}`);
}

function table(context: PageContext, regions: readonly Region[], others: readonly { readonly value: string; readonly label: string; readonly number: number }[]): Html {
  const { t } = context;
  const row = (facet: string, name: Html | string, number: number): Html =>
    html`<tr><th scope="row">${number > 0 ? html`<a href="${href(context, deployment.path, { f: `region:${facet}` })}">${name}</a>` : name}</th><td class="number">${formatNumber(t, number)}</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('register.map.picture')}"><table><thead><tr><th scope="col">${t('register.facets.region.label')}</th><th scope="col" class="number">${t('register.map.systems')}</th></tr></thead>
<tbody>${regions.map(({ id, code, name, number }) => row(id, html`<span class="code">${code}</span> ${name}`, number))}</tbody>
${others.length > 0 && html`<tbody><tr><th scope="rowgroup" colspan="2">${t('register.map.not_placed')}</th></tr>${others.map(({ value, label: name, number }) => row(value, name, number))}</tbody>`}</table></div>`;
}
