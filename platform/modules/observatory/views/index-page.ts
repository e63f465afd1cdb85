/** The page of an index: of others, its editions; of our own, the order with how sure it is, what moves it, and weights to move by hand. */
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, newestVersion, type PublicRecord, recordsById, recordsLinking } from '#core/records/read.ts';
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { facts } from '#core/web/components/facts.ts';
import { absence, bareText, plainText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { indexEdition, type IndexEdition } from '../kinds/index-edition.ts';
import { type Index, index as kind } from '../kinds/index-kind.ts';
import { readRegions } from '../names.ts';
import { bundleOf, CompositeError, computeOwn, type IndexData, type OwnIndex, readIndexData, refusalOf, reweighed } from '../own-index.ts';
import { countryCode } from '../overview.ts';
import { goalsNaming } from './goals.ts';
import { computed } from './marks.ts';
import { data, drivers, files, imputed, type IndexPage, parts, ranking, rowsOf, weightPanel } from './index-parts.ts';

export async function indexPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { database } = platform;
  const own = document as Index;
  const [editions, country] = await Promise.all([recordsLinking(database, indexEdition.name, 'index', [id]), countryCode(database)]);
  const mentions = await mentionsOf(database, [...(own.observationSets ?? []), ...(own.recomputes === undefined ? [] : [own.recomputes])]);
  return html`<p class="lead">${isAbsence(own.about) ? absence(context, own.about) : text(context, own.about)}</p><p>${t('observatory.index.owner', { owner: own.owner })}</p>
${own.own ? await ownSections(context, id, own, country) : false}${!own.own || editions.length > 0 ? editionTable(context, editions, country) : false}${await goalsNaming(context, id)}
<section><h2>${t('core.records.about_record')}</h2>${facts({ page: context, kind, mentions }, document, ['name', 'about', 'owner', 'own', 'recipe'])}</section>`;
}

async function ownSections(context: PageContext, id: string, document: Index, country: string | undefined): Promise<Html> {
  const { t, platform } = context;
  const found = await computedIndex(platform.database, document);
  if (found instanceof CompositeError) return html`<p class="notice">${t('observatory.index.cannot', { message: refusalOf(found) })}</p>`;
  const { result } = found;
  const given = givenWeights(context, found);
  const [weights, faulty] = numbersOf(given);
  const ranks = given.size > 0 && !faulty ? tried(() => reweighed(found.data, weights)) : undefined;
  const view: IndexPage = {
    context,
    id,
    own: found,
    regions: await readRegions(platform.database),
    unit: country !== undefined && result.units.includes(country) ? country : (rowsOf(found)[0]?.unit ?? ''),
    published: await publishedRanks(platform.database, document),
    publishedIn: document.recomputes,
    moved: ranks && new Map(result.units.map((unit, place) => [unit, ranks.ranks[place] ?? 0])),
  };
  return html`${ranking(view)}${drivers(view)}${parts(view)}${weightPanel(view, given, faulty || (given.size > 0 && ranks === undefined))}${imputed(view)}${data(view)}${files(view)}`;
}

/** The index, or why the engine cannot compute it: figures may have changed since its publication. */
async function computedIndex(database: PageContext['platform']['database'], document: Index): Promise<OwnIndex | CompositeError> {
  const own = await readIndexData(database, document);
  try {
    return computeOwn(own);
  } catch (error) {
    if (error instanceof CompositeError) return error;
    throw error;
  }
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

function numbersOf(given: ReadonlyMap<string, string>): [weights: Record<string, number>, faulty: boolean] {
  const weights = Object.fromEntries([...given].map(([code, typed]) => [code, Number(typed.replace(',', '.'))]));
  return [weights, [...given.values()].some((typed) => typed.trim() === '') || Object.values(weights).some((weight) => !Number.isFinite(weight) || weight < 0 || weight > 1e9)];
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
  return html`<section><h2>${title}</h2><p>${t('observatory.index.comparable')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.index.edition')}</th><th scope="col">${t('observatory.index.coverage')}</th><th scope="col" class="number">${t('observatory.index.rank')}</th><th scope="col" class="number">${t('observatory.index.score')}</th></tr></thead><tbody>${editions.map(({ id, document }) => {
    const { title: name, units, coverage, rows = [] } = document as IndexEdition;
    const row = rows.find(({ territory }) => territory === country);
    const covered = coverage.find(({ territory }) => territory === country)?.coverage ?? 'unknown';
    const origin = `${href(context, `index-editions/${id}`)}#origin`;
    const rank = row === undefined ? '' : isAbsence(row.rank) ? absence(context, row.rank) : computed(origin, row.rank, isAbsence(units) ? formatNumber(t, row.rank) : t('observatory.index.rank_of', { rank: row.rank, units }));
    return html`<tr><th scope="row"><a href="${href(context, `index-editions/${id}`)}">${bareText(context, name)}</a></th><td>${t(optionKey(indexEdition.name, 'coverage.coverage', covered))}</td><td class="number">${rank}</td><td class="number">${row && (isAbsence(row.score) ? absence(context, row.score) : computed(origin, Number(row.score), formatNumber(t, row.score)))}</td></tr>`;
  })}</tbody></table></div></section>`;
}

async function ownAt({ platform, param }: PageContext): Promise<{ readonly document: Index; readonly data: IndexData; readonly own: OwnIndex }> {
  const record = await newestVersion(platform.database, param('id'));
  const document = record?.kind === kind.name ? (record.document as Index | null) : null;
  if (!document?.own) throw new NotFound();
  const own = await computedIndex(platform.database, document);
  if (own instanceof CompositeError) throw new NotFound();
  return { document, data: own.data, own };
}

/** The results as a table for programs; as a page, the same order. */
export async function resultsView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const { document, own } = await ownAt(context);
  const [regions, published] = await Promise.all([readRegions(platform.database), publishedRanks(platform.database, document)]);
  const name = plainText(context, document.name);
  const rows = rowsOf(own);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.index.ranking')}: ${name}`,
        crumbs: [{ label: name, href: href(context, `indices/${param('id')}`) }],
        forms: ['csv', 'json'],
        noIndex: true,
        body: html`<h1>${name}</h1>${ranking({ context, id: param('id'), own, regions, unit: '', published, publishedIn: document.recomputes, moved: undefined })}`,
      }),
    json: () => ({ index: param('id'), engine: own.result.engine, recipeHash: own.result.recipeHash, dataHash: own.result.dataHash, runs: own.robustness?.design.runs ?? 0, units: rows.map(({ apart, low, median, high, ...row }) => ({ ...row, low: low ?? null, median: median ?? null, high: high ?? null, apartFromNext: apart ?? null, published: published.get(row.unit) ?? null })), drivers: own.robustness?.drivers ?? [] }),
    csv: () => ({ columns: ['unit', 'rank', 'score', 'rank_low', 'rank_median', 'rank_high', 'published_rank'], rows: rows.map((row) => [row.unit, row.rank, row.score, row.low ?? null, row.median ?? null, row.high ?? null, published.get(row.unit) ?? null]) }),
  };
}

/** Byte for byte what the engine writes: only so does it run again to the same text. */
export async function bundleView(context: PageContext): Promise<View> {
  const { t, param } = context;
  const { document, data: own } = await ownAt(context);
  const name = plainText(context, document.name);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.index.bundle')}: ${name}`,
        crumbs: [{ label: name, href: href(context, `indices/${param('id')}`) }],
        forms: ['json'],
        noIndex: true,
        body: html`<h1>${t('observatory.index.bundle')}</h1><p>${t('observatory.index.bundle_about')}</p>`,
      }),
    others: { json: { type: 'application/json; charset=utf-8', content: () => bundleOf(own) } },
  };
}
