/** The page of an index: of others, its editions; of our own, the order with how sure it is, what moves it, and weights to move by hand. */
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, type PublicRecord, recordsById, recordsLinking } from '#core/records/read.ts';
import { formatNumber } from '#core/i18n/format.ts';
import { facts } from '#core/web/components/facts.ts';
import { chartFigure } from '#core/web/charts/chart.ts';
import { absence, bareText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { indexEdition, type IndexEdition } from '../kinds/index-edition.ts';
import { type Index, index as kind } from '../kinds/index-kind.ts';
import { refusalWords } from '../method-words.ts';
import { readRegions } from '../names.ts';
import { bundleOf, CompositeError, type OwnIndex, reweighed } from '../own-index.ts';
import { countryCode } from '../overview.ts';
import { chartForms, chartLinks } from '#core/web/charts/chart-forms.ts';
import { weightsOf } from '../weights-input.ts';
import { choicesSection } from './choices.ts';
import { type Edition, originOf, rankOrCoverage, rowOf } from './edition-parts.ts';
import { goalsNaming } from './goals.ts';
import { rankPicture } from './index-charts.ts';
import { data, drivers, files, imputed, type IndexPage, parts, ranking, rowsOf } from './index-parts.ts';
import { computed } from './marks.ts';
import { computedIndex, firstOf, indexAddress, namesOf, ownView } from './own-view.ts';
import { sourceOf } from './robustness.ts';
import { weightPanel } from './weight-panel.ts';

export async function indexPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { database } = platform;
  const own = document as Index;
  const [editions, country] = await Promise.all([recordsLinking(database, indexEdition.name, 'index', [id]), countryCode(database)]);
  const mentions = await mentionsOf(database, [...(own.observationSets ?? []), ...(own.recomputes === undefined ? [] : [own.recomputes])]);
  return html`${!isAbsence(own.about) && html`<p class="lead">${text(context, own.about)}</p>`}<p>${t('observatory.index.owner', { owner: own.owner })}</p>
${own.own ? await ownSections(context, id, own, country) : false}${!own.own || editions.length > 0 ? editionTable(context, editions, country) : false}${await goalsNaming(context, id)}
<section><h2>${t('observatory.index.about')}</h2>${facts({ page: context, kind, mentions }, document, ['name', 'about', 'owner', 'own', 'recipe', 'handbook', 'units'])}</section>`;
}

async function ownSections(context: PageContext, id: string, document: Index, country: string | undefined): Promise<Html> {
  const { t, platform } = context;
  const found = await computedIndex(platform.database, document);
  const regions = await readRegions(platform.database);
  if ('refused' in found) return html`<p class="notice">${t('observatory.index.cannot', { message: refusalWords(t, found.refused, namesOf(context, found.data, regions)) })}</p>`;
  const { result } = found;
  const given = givenWeights(context, found);
  const weights = given.size === 0 ? undefined : weightsOf(given);
  const ranks = weights && tried(() => reweighed(found.data, weights));
  const present = country !== undefined && result.units.includes(country) ? country : undefined;
  const view: IndexPage = {
    context,
    id,
    own: found,
    regions,
    unit: present ?? firstOf(found),
    published: await publishedRanks(platform.database, document),
    publishedIn: document.recomputes,
    moved: ranks && new Map(result.units.map((unit, place) => [unit, ranks.ranks[place] ?? 0])),
  };
  const picture = await rankPicture(context, { id, own: found, regions, country: present }, rowsOf(found));
  return html`${picture && html`${chartFigure(picture.svg, sourceOf(context, { document, own: found }))}${chartLinks(context, `${indexAddress(context, id)}/results`)}`}${ranking(view)}${drivers(view)}${choicesSection(context, view)}${parts(view)}${weightPanel(view, given, given.size > 0 && ranks === undefined)}${imputed(view)}${data(view)}${files(view)}`;
}

function tried<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CompositeError) return undefined;
    throw error;
  }
}

/** What the reader typed into the weight panel, by code: only for parts that the index has. */
function givenWeights({ url }: PageContext, { result }: OwnIndex): Map<string, string> {
  return new Map(result.structure.nodes.slice(0, -1).flatMap(({ code }): [string, string][] => {
    const typed = url.searchParams.get(`w.${code}`);
    return typed === null ? [] : [[code, typed.slice(0, 30)]];
  }));
}

/** The ranks of the edition that is computed again, among the units of ours: published ranks may count more of them. */
async function publishedRanks(database: PageContext['platform']['database'], { recomputes, units = [] }: Index): Promise<Map<string, number>> {
  const [edition] = recomputes === undefined ? [] : await recordsById(database, [recomputes]);
  const rows = ((edition?.document as IndexEdition | undefined)?.rows ?? []).flatMap(({ territory, rank }) => (isAbsence(rank) || !units.includes(territory) ? [] : [{ territory, rank }]));
  return new Map(rows.map(({ territory, rank }) => [territory, rank]));
}

function editionTable(context: PageContext, editions: readonly PublicRecord[], country: string | undefined): Html {
  const { t } = context;
  const title = t('observatory.index.editions');
  if (editions.length === 0) return html`<section><h2>${title}</h2><p class="absent">${t('observatory.index.no_editions')}</p></section>`;
  return html`<section><h2>${title}</h2><p>${t('observatory.index.comparable')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.index.edition')}</th><th scope="col" class="number">${t('observatory.index.rank')}</th><th scope="col" class="number">${t('observatory.index.score')}</th></tr></thead><tbody>${editions.map(({ id, document }) => {
    const edition: Edition = { id, document: document as IndexEdition };
    const row = rowOf(edition, country);
    return html`<tr><th scope="row"><a href="${href(context, `index-editions/${id}`)}">${bareText(context, edition.document.title)}</a></th><td class="number">${rankOrCoverage(context, edition, country)}</td><td class="number">${row && (isAbsence(row.score) ? absence(context, row.score) : computed(originOf(context, edition), Number(row.score), formatNumber(t, row.score)))}</td></tr>`;
  })}</tbody></table></div></section>`;
}

/** The results as a table for programs; as a page, the same order. */
export async function resultsView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const view = await ownView(context);
  const { id, document, own, regions, title } = view;
  const published = await publishedRanks(platform.database, document);
  const rows = rowsOf(own);
  const picture = await rankPicture(context, view, rows);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.index.ranking')}: ${title}`,
        crumbs: [{ label: title, href: indexAddress(context, id) }],
        forms: ['csv', 'json', ...(picture ? ['svg', 'png'] : [])],
        noIndex: true,
        body: html`<h1>${title}</h1>${picture && chartFigure(picture.svg, sourceOf(context, view))}${ranking({ context, id, own, regions, unit: view.country ?? '', published, publishedIn: document.recomputes, moved: undefined })}`,
      }),
    ...(picture && { others: chartForms(context, picture.svg, { title: `${t('observatory.sure.chart')}: ${title}`, source: sourceOf(context, view) }) }),
    json: () => ({ index: id, engine: own.result.engine, recipeHash: own.result.recipeHash, dataHash: own.result.dataHash, runs: own.robustness?.design.runs ?? 0, units: rows.map(({ apart, low, median, high, ...row }) => ({ ...row, low: low ?? null, median: median ?? null, high: high ?? null, apartFromNext: apart ?? null, published: published.get(row.unit) ?? null })), drivers: own.robustness?.drivers ?? [] }),
    csv: () => ({ columns: ['unit', 'rank', 'score', 'rank_low', 'rank_median', 'rank_high', 'published_rank'], rows: rows.map((row) => [row.unit, row.rank, row.score, row.low ?? null, row.median ?? null, row.high ?? null, published.get(row.unit) ?? null]) }),
  };
}

/** Byte for byte what the engine writes: only so does it run again to the same text. */
export async function bundleView(context: PageContext): Promise<View> {
  const { t } = context;
  const { id, own, title } = await ownView(context);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.index.bundle')}: ${title}`,
        crumbs: [{ label: title, href: indexAddress(context, id) }],
        forms: ['json'],
        noIndex: true,
        body: html`<h1>${t('observatory.index.bundle')}</h1><p>${t('observatory.index.bundle_about')}</p>`,
      }),
    others: { json: { type: 'application/json; charset=utf-8', content: () => bundleOf(own.data) } },
  };
}
