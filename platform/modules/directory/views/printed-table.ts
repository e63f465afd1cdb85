/** A table as its source prints it, and beside it what its columns add up to. */
import { formatDate, formatNumber } from '#core/i18n/format.ts';
import type { DocumentOf } from '#core/kinds/kind.ts';
import { isAbsence } from '#core/kinds/values.ts';
import type { PublicRecord } from '#core/records/read.ts';
import { absence, bareText, text } from '#core/web/components/text.ts';
import { placeText } from '#core/web/components/place.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { printedTable, sumsOf } from '../kinds/printed-table.ts';

export async function printedTablePage(context: PageContext, record: PublicRecord): Promise<Html> {
  const table = record.document as DocumentOf<typeof printedTable>;
  const { t } = context;
  return html`${!isAbsence(table.question) && html`<p class="lead">${text(context, table.question)}</p>`}
<dl class="facts">${!isAbsence(table.period) && html`<div><dt>${t('kinds.printed-table.fields.period.label')}</dt><dd>${formatDate(t, table.period)}</dd></div>`}
<div><dt>${t('kinds.printed-table.fields.frame.label')}</dt><dd>${isAbsence(table.frame) ? absence(context, table.frame) : text(context, table.frame)}</dd></div></dl>
${printed(context, table)}
${(table.contradictions ?? []).length > 0 && html`<section class="notice"><h2>${t('directory.tables.contradictions')}</h2><ul>${(table.contradictions ?? []).map(({ what, place }) => html`<li>${text(context, what)} <small>${placeText(t, place)}</small></li>`)}</ul></section>`}
${table.note && html`<p>${text(context, table.note)}</p>`}`;
}

type Count = DocumentOf<typeof printedTable>['rows'][number]['counts'][number];

function printed(context: PageContext, table: DocumentOf<typeof printedTable>): Html {
  const { t } = context;
  const sums = sumsOf(table);
  const cell = (count: Count | undefined): Html => html`<td class="number">${count === undefined || isAbsence(count) ? absence(context, count ?? { absent: 'not_stated' }) : formatNumber(t, count)}</td>`;
  const differs = sums.some(({ computed, printed: stated }) => stated !== undefined && stated !== computed);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('directory.tables.as_printed')}"><table><caption>${t('directory.tables.as_printed')}</caption>
<thead><tr><td></td>${table.columns.map((column) => html`<th scope="col" class="number">${bareText(context, column)}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr><th scope="row">${bareText(context, row.label)}</th>${row.counts.map(cell)}</tr>`)}</tbody>
<tfoot>${table.totals && html`<tr><th scope="row">${t('directory.tables.printed_total')}</th>${table.totals.map(cell)}</tr>`}
<tr class="${differs ? 'differs' : ''}"><th scope="row">${t('directory.tables.computed_total')}</th>${sums.map(({ computed }) => html`<td class="number">${formatNumber(t, computed)}</td>`)}</tr></tfoot></table></div>`;
}
