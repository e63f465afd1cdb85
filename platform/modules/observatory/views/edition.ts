/** The page of an edition of an index: who is in it, and the ranks as they were published. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, type PublicRecord, recordsById } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import { placeText } from '#core/web/components/place.ts';
import { absence } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { type IndexEdition, indexEdition as kind } from '../kinds/index-edition.ts';
import type { Index } from '../kinds/index-kind.ts';
import { readRegions, territoryName } from '../names.ts';
import { computed } from './marks.ts';

export async function editionPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { index, source, comparableWith = [], coverage, rows = [] } = document as IndexEdition;
  const [mentions, regions, [of]] = await Promise.all([mentionsOf(platform.database, [index, source, ...comparableWith]), readRegions(platform.database), recordsById(platform.database, [index])]);
  const ranks = new Map(rows.map((row) => [row.territory, row]));
  const states = new Map(coverage.map((one) => [one.territory, one]));
  const title = t('observatory.index.said');
  // A column in which every row says the same says it once.
  const outside = coverage.some((one) => one.coverage !== 'covered');
  const scored = rows.some(({ score }) => !isAbsence(score));
  const number = (value: number): Html => computed('#origin', value, formatNumber(t, value));
  return html`<section id="origin"><h2>${t('observatory.edition.origin')}</h2><p>${of && t('observatory.edition.as_published', { owner: (of.document as Index).owner })} <a href="${href(context, `index-editions/${id}/versions`)}">${t('observatory.edition.earlier')}</a></p>${facts({ page: context, kind, mentions }, document, ['title', 'coverage', 'rows'])}</section>
<section><h2>${title}</h2><p>${t('observatory.index.comparable')} ${!scored && t('observatory.edition.no_scores')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.index.unit')}</th>${outside && html`<th scope="col">${t('kinds.index-edition.fields.coverage.fields.coverage.label')}</th>`}<th scope="col" class="number">${t('observatory.index.rank')}</th>${scored && html`<th scope="col" class="number">${t('observatory.index.score')}</th>`}<th scope="col">${t('observatory.figures.place')}</th></tr></thead><tbody>${[...new Set([...states.keys(), ...ranks.keys()])].map((code) => {
    const [row, state] = [ranks.get(code), states.get(code)];
    const place = row?.place ?? (state && !isAbsence(state.place) ? state.place : undefined);
    return html`<tr><th scope="row">${territoryName(context, code, regions)}</th>${outside && html`<td>${t(optionKey(kind.name, 'coverage.coverage', state?.coverage ?? 'covered'))}</td>`}<td class="number">${row && (isAbsence(row.rank) ? absence(context, row.rank) : number(row.rank))}</td>${scored && html`<td class="number">${row && (isAbsence(row.score) ? absence(context, row.score) : number(Number(row.score)))}</td>`}<td><span class="place">${place !== undefined && placeText(t, place)}</span></td></tr>`;
  })}</tbody></table></div></section>`;
}
