/** The labour observatory: employment by occupation × exposure of the occupation, beside what others have published about the same. */
import { optionKey } from '#core/kinds/labels.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, type PublicRecord } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import { placeText } from '#core/web/components/place.ts';
import { bareText, plainText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { CsvTable, View } from '#core/web/view.ts';
import { byTime } from '../figures.ts';
import { exposureEstimate as kind, type ExposureEstimate } from '../kinds/exposure-estimate.ts';
import { type Estimate, readEstimate, readEstimates } from '../labour/estimate.ts';
import { jobsOf } from '../labour/employment.ts';
import { type Exposure, exposureOf, lostOf, shareOf } from '../labour/exposure.ts';
import { groupNames, readRegions, type Regions, territoryName } from '../names.ts';
import { countryCode, type IndicatorRecord, readIndicators } from '../overview.ts';
import { countOf, figureHref, note, number, sourceTitles, status } from './figure-parts.ts';
import { byGroup, groupTable, type LabourPage, method, sideBySide, wholeOf } from './labour-parts.ts';
import { computedNumber, when } from './marks.ts';

export async function labourView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const { database } = platform;
  const [estimates, records, regions, country] = await Promise.all([readEstimates(database), readIndicators(database), readRegions(database), countryCode(database)]);
  const published = records.filter(({ document, figures }) => document.topics.includes('exposure') && figures.length > 0);
  const titles = await sourceTitles(context, published.flatMap(({ figures }) => figures.map(({ source }) => source)));
  const title = t('observatory.labour.title');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }],
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('observatory.labour.lead')}</p><p class="notice">${t('observatory.labour.not_told')}</p>
${estimates.length === 0 && html`<section><h2>${t('observatory.labour.computed')}</h2><p class="empty">${t('observatory.labour.none', { known: country === undefined ? 'no' : 'yes', country: country === undefined ? '' : territoryName(context, country, regions) })}</p></section>`}
${estimates.map((estimate) => section({ context, estimate, regions, country }))}
${published.length > 0 && html`<section><h2>${t('observatory.labour.published')}</h2><p>${t('observatory.labour.published_about')}</p>${published.map((record) => publishedTable(context, record, titles, regions))}</section>`}`,
      }),
    json: () => ({ estimates: estimates.map(estimateJson), published: published.map(({ id, document, figures }) => ({ id, code: document.code, figures: figures.length })) }),
    csv: () => estimateTable(estimates),
  };
}

function section(view: LabourPage): Html {
  const { context, estimate, country } = view;
  const whole = wholeOf(estimate, country);
  return html`<section><h2><a href="${href(context, `exposure-estimates/${estimate.id}`)}">${bareText(context, estimate.document.title)}</a></h2>${whole ? html`${sideBySide(view, whole)}${byGroup(view)}${method(view)}` : html`<p class="absent">${context.t('observatory.labour.no_employment')}</p>`}</section>`;
}

/** What others say of exposure, as they published it, with what they leave unsaid. */
function publishedTable(context: PageContext, { id, document, figures }: IndicatorRecord, titles: ReadonlyMap<string, string>, regions: Regions): Html {
  const { t } = context;
  const name = plainText(context, document.name);
  const rows = figures.toSorted(byTime);
  const interval = rows.some(({ content }) => content.lower !== undefined);
  return html`<h3><a href="${href(context, `indicators/${id}`)}">${bareText(context, document.name)}</a></h3><div class="scroll" tabindex="0" role="region" aria-label="${name}"><table class="stack"><thead><tr><th scope="col">${t('observatory.figures.group')}</th><th scope="col" class="number">${plainText(context, document.unit)}</th><th scope="col">${t('observatory.figures.status')}</th></tr></thead><tbody>${rows.map((one) => html`<tr><th scope="row">${[territoryName(context, one.territory, regions), groupNames(context, one)].filter(Boolean).join(': ')}</th><td class="number"><a href="${figureHref(context, one)}">${number(context, one, document.valueType)}</a></td><td>${when(t, one.time)} ${countOf(context, one)} ${status(context, one)} <span class="place">${placeText(t, one.content.place)}</span> ${note(context, one)}</td></tr>`)}</tbody></table></div>
<p>${[...new Map(rows.map((one) => [one.setId, one])).values()].map((one) => html`<a href="${href(context, `observations/${one.setId}`)}">${t('observatory.chart.source', { sources: titles.get(one.source) ?? one.source })}</a>. `)}${document.limits && text(context, document.limits)} ${!interval && t('observatory.labour.published_no_interval')}</p>`;
}

/** The page of an estimate: the same, with every group, and the occupations that it is made of. */
export async function estimatePage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { database } = platform;
  const of = document as ExposureEstimate;
  const [estimate, regions, country, mentions] = await Promise.all([
    readEstimate(database, id, of),
    readRegions(database),
    countryCode(database),
    mentionsOf(database, [of.employment, ...of.observationSets, ...of.scores, ...(of.crosswalks ?? [])]),
  ]);
  const view: LabourPage = { context, estimate, regions, country };
  const whole = wholeOf(estimate, country);
  return html`<p class="notice">${t('observatory.labour.not_told')}</p>
${whole ? html`<section><h2>${t('observatory.labour.computed')}</h2>${sideBySide(view, whole)}${byGroup(view)}</section>${occupations(view)}${crossed(view)}${method(view)}` : html`<p class="absent">${t('observatory.labour.no_employment')}</p>`}
<section><h2>${t('observatory.labour.made_of')}</h2>${facts({ page: context, kind, mentions }, document, ['title'])}</section>`;
}

/** Where groups cross: women of a region. */
function crossed(view: LabourPage): Html | false {
  const { context: { t }, estimate, regions, context } = view;
  const lines = estimate.lines.filter(({ group }) => group.breakdowns.length > 1 || (group.breakdowns.length === 1 && group.territory !== wholeOf(estimate, view.country)?.group.territory));
  const title = t('observatory.labour.crossed');
  const places = Map.groupBy(lines, ({ group }) => group.territory);
  return lines.length > 0 && html`<section><h2>${title}</h2>${[...places].map(([territory, of]) => html`<h3>${territoryName(context, territory, regions)}</h3>${groupTable(view, `${title}: ${territoryName(context, territory, regions)}`, of)}`)}</section>`;
}

/** A phone cannot hold more; the set of figures has them all. */
const MOST_OCCUPATIONS = 40;

/** The largest occupations, each with what every set of scores says of it by way of the crosswalks. */
function occupations(view: LabourPage): Html | false {
  const { context, estimate, country } = view;
  const { t } = context;
  const whole = wholeOf(estimate, country);
  if (!whole) return false;
  const largest = [...jobsOf(whole.group)].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST_OCCUPATIONS);
  const title = t('observatory.labour.occupations', { count: largest.length });
  const row = ([code]: readonly [string, number]): Html | false => {
    const one = whole.group.occupations.get(code);
    const label = one?.content.breakdowns?.find(({ dimension }) => dimension === 'occupation')?.label;
    return one !== undefined && html`<tr><th scope="row"><code>${code}</code> ${label && bareText(context, label)}</th><td class="number"><a href="${figureHref(context, one)}">${number(context, one, 'count')}</a></td>${estimate.scorings.map(({ way }) => {
      const exposure = way && exposureOf(new Map([[code, 1]]), undefined, way);
      return html`<td class="number">${exposure?.mean === undefined ? html`<span class="absent">${t('observatory.labour.unscored')}</span>` : computedNumber(t, `#how-${estimate.id}`, exposure.mean, 3)}</td>`;
    })}</tr>`;
  };
  return html`<section><h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t(optionKey('indicator', 'dimensions', 'occupation'))}</th><th scope="col" class="number">${t('observatory.labour.jobs')}</th>${estimate.scorings.map(({ document }) => html`<th scope="col" class="number">${plainText(context, document.title)}</th>`)}</tr></thead><tbody>${largest.map(row)}</tbody></table></div></section>`;
}

function exposureJson(exposure: Exposure | undefined) {
  if (!exposure) return null;
  const { total, covered, mean, interval, possible, losses, classes, excess } = exposure;
  return { total, covered, withoutScore: shareOf(lostOf(exposure), exposure) ?? null, mean: mean ?? null, interval: interval ?? null, possible: possible ?? null, losses, classes: Object.fromEntries(classes), excess };
}

function estimateJson({ id, document, scorings, table, lines }: Estimate) {
  return {
    id,
    employment: document.employment,
    time: table?.time ?? null,
    scores: scorings.map((one) => ({ id: one.id, producer: isAbsence(one.document.producer) ? null : one.document.producer, edition: one.document.edition, crosswalks: one.way?.crosswalks.map((crosswalk) => crosswalk.id) ?? null })),
    groups: lines.map(({ group, exposures }) => ({ territory: group.territory, breakdowns: group.breakdowns.map(({ dimension, value }) => ({ dimension, value })), exposures: exposures.map(exposureJson) })),
  };
}

/** A row for each group and set of scores. */
function estimateTable(estimates: readonly Estimate[]): CsvTable {
  const columns = ['estimate', 'time', 'territory', 'group', 'scores', 'edition', 'jobs', 'jobs_with_score', 'percent_without_score', 'mean_exposure', 'mean_lower', 'mean_upper', 'possible_lower', 'possible_upper'];
  const rows = estimates.flatMap(({ id, table, scorings, lines }) =>
    lines.flatMap(({ group, exposures }) =>
      exposures.flatMap((exposure, place) => {
        const scoring = scorings[place];
        if (!exposure || !scoring) return [];
        const { total, covered, mean, interval, possible } = exposure;
        return [[id, table?.time ?? null, group.territory, group.breakdowns.map(({ dimension, value }) => `${dimension}=${value}`).join(' '), scoring.id, scoring.document.edition, total, covered, shareOf(lostOf(exposure), exposure) ?? null, mean ?? null, interval?.lower ?? null, interval?.upper ?? null, possible?.lower ?? null, possible?.upper ?? null]];
      }),
    ),
  );
  return { columns, rows };
}
