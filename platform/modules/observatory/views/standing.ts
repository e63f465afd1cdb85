/** Where the country stands in the newest edition of each index that others publish; that it is not in one is said, too. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, recordsOfKind } from '#core/records/read.ts';
import { mentionLink } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { indexEdition, type IndexEdition } from '../kinds/index-edition.ts';
import { computed } from './marks.ts';

interface Edition {
  readonly id: string;
  readonly document: IndexEdition;
}

export async function standingSection(context: PageContext, country: string): Promise<Html | false> {
  const { t, platform } = context;
  const editions = (await recordsOfKind(platform.database, indexEdition.name)).map(({ id, document }): Edition => ({ id, document: document as IndexEdition }));
  const newest = [...Map.groupBy(editions, ({ document }) => document.index).values()].flatMap((of) => of.filter((one) => isKnown(one, country)).toSorted(byEdition).slice(0, 1));
  if (newest.length === 0) return false;
  const mentions = await mentionsOf(platform.database, newest.map(({ document }) => document.index));
  const title = t('observatory.standing.title');
  const row = ({ id, document }: Edition): Html => {
    const index = mentions.get(document.index);
    return html`<tr><th scope="row">${index ? mentionLink(context, index) : document.index}</th><td class="number">${rankOf(context, id, document, country)}</td><td><a href="${href(context, `index-editions/${id}`)}"><time>${document.edition}</time></a></td></tr>`;
  };
  return html`<section id="standing"><h2>${title}</h2><p>${t('observatory.standing.about')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('kinds.index.one')}</th><th scope="col" class="number">${t('observatory.index.rank')}</th><th scope="col">${t('observatory.index.edition')}</th></tr></thead><tbody>${newest.map(row)}</tbody></table></div></section>`;
}

/** An edition says something of the country: its rank, or that it is in it, or not. */
function isKnown({ document: { coverage, rows = [] } }: Edition, country: string): boolean {
  return rows.some(({ territory }) => territory === country) || coverage.some(({ territory }) => territory === country);
}

/** The newest first. */
function byEdition(a: Edition, b: Edition): number {
  return a.document.edition < b.document.edition ? 1 : -1;
}

function rankOf(context: PageContext, id: string, { units, coverage, rows = [] }: IndexEdition, country: string): Html | string {
  const { t } = context;
  const origin = `${href(context, `index-editions/${id}`)}#origin`;
  const { rank, score } = rows.find(({ territory }) => territory === country) ?? {};
  if (rank === undefined || isAbsence(rank)) {
    if (score !== undefined && !isAbsence(score)) return computed(origin, Number(score), t('observatory.standing.score', { score: formatNumber(t, score) }));
    const covered = coverage.find(({ territory }) => territory === country)?.coverage ?? 'unknown';
    return html`<span class="absent">${covered === 'covered' ? t('observatory.standing.no_rank') : t(optionKey(indexEdition.name, 'coverage.coverage', covered))}</span>`;
  }
  return computed(origin, rank, isAbsence(units) ? formatNumber(t, rank) : t('observatory.index.rank_of', { rank, units }));
}
