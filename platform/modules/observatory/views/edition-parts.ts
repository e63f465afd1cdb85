/** An edition of an index, as pages about one country show it. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { absence } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { indexEdition, type IndexEdition } from '../kinds/index-edition.ts';
import { computed } from './marks.ts';

export interface Edition {
  readonly id: string;
  readonly document: IndexEdition;
}

export type EditionRow = NonNullable<IndexEdition['rows']>[number];

export function newestFirst(a: Edition, b: Edition): number {
  return a.document.edition < b.document.edition ? 1 : -1;
}

/** What the edition publishes of a country; undefined where it is not ranked. */
export function rowOf({ document: { rows = [] } }: Edition, country: string | undefined): EditionRow | undefined {
  return rows.find(({ territory }) => territory === country);
}

export function coverageOf({ document }: Edition, country: string | undefined): IndexEdition['coverage'][number]['coverage'] {
  return document.coverage.find(({ territory }) => territory === country)?.coverage ?? 'unknown';
}

export function coverageWords({ t }: PageContext, coverage: ReturnType<typeof coverageOf>): string {
  return t(optionKey(indexEdition.name, 'coverage.coverage', coverage));
}

/** Where an edition says whence its numbers are. */
export function originOf(context: PageContext, { id }: Edition): string {
  return `${href(context, `${indexEdition.path}/${id}`)}#origin`;
}

/** `59 of 195`, leading to where it was published; or why there is no rank. */
export function rankWords(context: PageContext, edition: Edition, { rank }: EditionRow): Html {
  const { t } = context;
  if (isAbsence(rank)) return absence(context, rank);
  const { units } = edition.document;
  return computed(originOf(context, edition), rank, isAbsence(units) ? formatNumber(t, rank) : t('observatory.index.rank_of', { rank, units }));
}

/** The rank of a country; where there is none, whether the country is in the edition at all. */
export function rankOrCoverage(context: PageContext, edition: Edition, country: string | undefined): Html {
  const row = rowOf(edition, country);
  if (row && !isAbsence(row.rank)) return rankWords(context, edition, row);
  const coverage = coverageOf(edition, country);
  return html`<span class="absent">${coverage === 'covered' ? context.t('observatory.standing.no_rank') : coverageWords(context, coverage)}</span>`;
}
