/** Which sheet, where its heads are, how it is laid out. */
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { View } from '#core/web/view.ts';
import { columnName, type Sheet } from '#formats/spreadsheet/index.ts';
import { choiceField, cut, selectField, stepHref, stepView } from './page-parts.ts';
import { FORMS } from './plan.ts';
import type { Import } from './store.ts';

const MOST_ROWS = 15;
const MOST_COLUMNS = 12;

export function tableView(context: PageContext, one: Import, faults: readonly string[] = []): View {
  const { t } = context;
  const { workbook, plan } = one;
  const sheet = workbook.sheets[plan.sheet];
  const told = workbook.encoding !== undefined && workbook.separator !== undefined ? t('import.table.told', { encoding: workbook.encoding.toUpperCase(), separator: workbook.separator === '\t' ? t('import.table.tab') : workbook.separator }) : undefined;
  return stepView(context, one, {
    step: 'table',
    faults,
    body: html`${told !== undefined && html`<p>${told}</p>`}
<form class="form" method="post" action="${stepHref(context, one.id, 'table')}">
${workbook.sheets.length > 1 && selectField('sheet', t('import.table.sheet'), workbook.sheets.map(({ name, hidden }, index) => ({ value: String(index), label: hidden ? t('import.table.hidden', { name }) : name })), String(plan.sheet))}
<div class="field"><label for="f-header">${t('import.table.header')}</label><p class="help" id="h-header">${t('import.table.header_help')}</p><input id="f-header" name="header" inputmode="numeric" value="${plan.header + 1}" aria-describedby="h-header"></div>
${choiceField('form', t('import.table.form'), FORMS.map((value) => ({ value, label: t(`import.table.${value}`) })), plan.form)}
<p class="buttons"><button class="button">${t('import.next')}</button></p></form>
${sheet && sheetTable(context, sheet, plan.header)}`,
  });
}

/** The first rows with the names that spreadsheets give to rows and columns; the head is marked. */
function sheetTable({ t }: PageContext, sheet: Sheet, header: number): Html {
  const rows = sheet.rows.slice(0, MOST_ROWS);
  const width = Math.min(MOST_COLUMNS, Math.max(0, ...rows.flatMap((row) => Object.keys(row).map((at) => Number(at) + 1))));
  const columns = Array.from({ length: width }, (_, column) => column);
  const caption = t('import.table.first', { rows: sheet.rows.length, name: sheet.name });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr><th scope="col">${t('import.table.row')}</th>${columns.map((column) => html`<th scope="col">${columnName(column)}</th>`)}</tr></thead><tbody>${rows.map((row, index) => html`<tr${index === header && html` class="differs"`}><td>${index + 1}</td>${columns.map((column) => html`<td>${cut(row[column]?.text ?? '')}</td>`)}</tr>`)}</tbody></table></div>`;
}
