/** Goals of the strategy and what they are measured by, shown at both ends. The strategy is known here by its links alone. */
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, type PublicRecord, recordsById, recordsLinking } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { bareText, mentionLink, plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { byTime, newestOf, numberOf, totals } from '../figures.ts';
import { index } from '../kinds/index-kind.ts';
import { indexEdition, type IndexEdition } from '../kinds/index-edition.ts';
import { type Indicator, indicator } from '../kinds/indicator.ts';
import { readRegions, territoryName } from '../names.ts';
import { observations } from '../observations.ts';
import { countryCode } from '../overview.ts';
import { coverageOf, coverageWords, type Edition, newestFirst, rankWords, rowOf } from './edition-parts.ts';
import { countOf, figureLink, groupLabel, interval, status } from './figure-parts.ts';
import { when } from './marks.ts';

/** The kind of the strategy that says by what an action or objective is measured. */
const GOAL = 'indicator-link';

/** Below a goal: the newest figure of the indicator that it names, or the rank in the index and whether the country is in it. */
export async function goalSection(context: PageContext, { document }: PublicRecord): Promise<Html> {
  const named = document['indicator'];
  return typeof named === 'string' ? section(context, [named]) : nothing;
}

/** Below an action or objective: the same of every goal that measures it. */
export async function measuredSection(context: PageContext, { id }: PublicRecord): Promise<Html> {
  const goals = await recordsLinking(context.platform.database, GOAL, 'measures', [id]);
  const named = goals.flatMap(({ document }) => (typeof document['indicator'] === 'string' ? [document['indicator']] : []));
  return named.length > 0 ? section(context, [...new Set(named)]) : nothing;
}

/** On the page of an indicator or index: the goals that name it, each with what it measures. */
export async function goalsNaming(context: PageContext, id: string): Promise<Html | false> {
  const { database } = context.platform;
  const goals = await recordsLinking(database, GOAL, 'indicator', [id]);
  const mentions = await mentionsOf(database, goals.flatMap(({ id: goal, document }) => [goal, String(document['measures'])]));
  const link = (of: string): Html | false => {
    const mention = mentions.get(of);
    return mention !== undefined && mentionLink(context, mention);
  };
  return goals.length > 0 && html`<section><h2>${context.t('observatory.goals')}</h2><ul class="plain">${goals.map(({ id: goal, document }) => html`<li>${link(goal)} <small>${link(String(document['measures']))}</small></li>`)}</ul></section>`;
}

async function section(context: PageContext, named: readonly string[]): Promise<Html> {
  const { database } = context.platform;
  const [records, country] = await Promise.all([recordsById(database, named), countryCode(database)]);
  if (records.length === 0 || country === undefined) return nothing;
  const parts: Html[] = [];
  for (const one of records) parts.push(one.kind === indicator.name ? await ofIndicator(context, database, one, country) : await ofIndex(context, database, one, country));
  return html`<section><h2>${context.t('observatory.goal.title')}</h2>${parts}</section>`;
}

async function ofIndicator(context: PageContext, database: Database, { id, document }: PublicRecord, country: string): Promise<Html> {
  const { t } = context;
  const { name, unit, topics } = document as Indicator;
  const [figures, regions] = await Promise.all([observations(database, { indicators: [id] }), readRegions(database)]);
  const own = newestOf(figures, country)?.newest;
  const known = figures.filter(({ content }) => numberOf(content) !== undefined).toSorted(byTime);
  const elsewhere = own ? undefined : (totals(known)[0] ?? known[0]);
  const shown = own ?? elsewhere;
  return html`<h3><a href="${href(context, `indicators/${id}`)}">${bareText(context, name)}</a></h3>${!own && html`<p class="absent">${t('observatory.goal.no_figure', { country: territoryName(context, country, regions) })} ${elsewhere && t('observatory.goal.elsewhere')}</p>`}
${shown && html`<p>${territoryName(context, shown.territory, regions)}: ${groupLabel(context, shown)} <strong>${figureLink(context, shown, 'count')}</strong> ${plainText(context, unit)}${interval(context, shown)}, ${when(t, shown.time)} <small>${countOf(context, shown)} ${status(context, shown)}</small></p>`}
${topics.includes('exposure') && html`<p><a href="${href(context, 'observatory/labour')}">${t('observatory.labour.title')}</a></p>`}`;
}

/** A rank is of an edition: how many it ranks, and whether the country is among them, stand beside it. */
async function ofIndex(context: PageContext, database: Database, { id, document }: PublicRecord, country: string): Promise<Html> {
  const { t } = context;
  const [editions, regions] = await Promise.all([recordsLinking(database, indexEdition.name, 'index', [id]), readRegions(database)]);
  const place = territoryName(context, country, regions);
  const title = t('observatory.index.editions');
  const rows = editions.map((one): Edition => ({ id: one.id, document: one.document as IndexEdition })).toSorted(newestFirst);
  return html`<h3><a href="${href(context, `${index.path}/${id}`)}">${bareText(context, (document as { name: Indicator['name'] }).name)}</a></h3>${
    rows.length === 0
      ? html`<p class="absent">${t('observatory.index.no_editions')}</p>`
      : html`<p>${t('observatory.index.comparable')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.goal.edition')}</th><th scope="col">${t('observatory.goal.covered', { country: place })}</th><th scope="col" class="number">${t('observatory.index.rank')}</th></tr></thead><tbody>${rows.map((edition) => html`<tr><th scope="row"><a href="${href(context, `${indexEdition.path}/${edition.id}`)}">${bareText(context, edition.document.title)}</a> <small>${isAbsence(edition.document.units) ? t('observatory.goal.units_unknown') : t('observatory.goal.units', { units: edition.document.units })}</small></th>${standing(context, edition, country)}</tr>`)}</tbody></table></div>`
  }`;
}

function standing(context: PageContext, edition: Edition, country: string): Html {
  const { t } = context;
  const covered = coverageOf(edition, country);
  const row = rowOf(edition, country);
  const rank = row ? rankWords(context, edition, row) : covered === 'covered' ? t('observatory.goal.no_rank') : '';
  return html`<td>${covered === 'unknown' ? t('observatory.goal.not_seen') : coverageWords(context, covered)}</td><td class="number">${rank}</td>`;
}
