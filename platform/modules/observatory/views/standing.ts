/** Where the country stands in the newest edition of each index that others publish; that it is not in one is said, too. */
import { formatNumber } from '#core/i18n/format.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, recordsOfKind } from '#core/records/read.ts';
import { mentionLink } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { indexEdition, type IndexEdition } from '../kinds/index-edition.ts';
import { type Edition, newestFirst, originOf, rankOrCoverage, rowOf } from './edition-parts.ts';
import { computed } from './marks.ts';

export async function standingSection(context: PageContext, country: string): Promise<Html | false> {
  const { t, platform } = context;
  const editions = (await recordsOfKind(platform.database, indexEdition.name)).map(({ id, document }): Edition => ({ id, document: document as IndexEdition }));
  const newest = [...Map.groupBy(editions, ({ document }) => document.index).values()].flatMap((of) => of.filter((one) => isKnown(one, country)).toSorted(newestFirst).slice(0, 1));
  if (newest.length === 0) return false;
  const mentions = await mentionsOf(platform.database, newest.map(({ document }) => document.index));
  const title = t('observatory.standing.title');
  const row = (edition: Edition): Html => {
    const { id, document } = edition;
    const index = mentions.get(document.index);
    return html`<tr><th scope="row">${index ? mentionLink(context, index) : document.index}</th><td class="number">${standingOf(context, edition, country)}</td><td><a href="${href(context, `index-editions/${id}`)}"><time>${document.edition}</time></a></td></tr>`;
  };
  return html`<section id="standing"><h2>${title}</h2><p>${t('observatory.standing.about')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('kinds.index.one')}</th><th scope="col" class="number">${t('observatory.index.rank')}</th><th scope="col">${t('observatory.index.edition')}</th></tr></thead><tbody>${newest.map(row)}</tbody></table></div></section>`;
}

/** An edition says something of the country: its rank, or that it is in it, or not. */
function isKnown(edition: Edition, country: string): boolean {
  return rowOf(edition, country) !== undefined || edition.document.coverage.some(({ territory }) => territory === country);
}

/** The rank; else the score, where only that is published; else whether the country is in it. */
function standingOf(context: PageContext, edition: Edition, country: string): Html {
  const { t } = context;
  const row = rowOf(edition, country);
  if (row && isAbsence(row.rank) && !isAbsence(row.score)) return computed(originOf(context, edition), Number(row.score), t('observatory.standing.score', { score: formatNumber(t, row.score) }));
  return rankOrCoverage(context, edition, country);
}
