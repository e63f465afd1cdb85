/** The first page of the import: which file, and what is going on already. */
import { href, type PageContext } from '#core/web/context.ts';
import { momentText } from '#core/web/components/form-saved.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { LIMITS } from '#formats/spreadsheet/index.ts';
import { faultList, START, stepHref } from './page-parts.ts';
import type { OpenImport } from './store.ts';

export interface StartPage {
  readonly open: readonly OpenImport[];
  /** The set that the figures are for, where the person came from it. */
  readonly set?: string;
  readonly faults?: readonly string[];
  readonly notice?: string;
}

export const megabytes = Math.floor(LIMITS.bytes / 1024 / 1024);

export function startView(context: PageContext, { open, set, faults = [], notice }: StartPage): View {
  const { t } = context;
  return {
    html: () =>
      page(context, {
        title: t('import.title'),
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }],
        noIndex: true,
        body: html`<h1>${t('import.title')}</h1><p class="lead">${t('import.lead')}</p>
${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}${faultList(context, faults)}
<form class="form" method="post" enctype="multipart/form-data" action="${href(context, START)}">${set !== undefined && html`<input type="hidden" name="set" value="${set}">`}
<div class="field"><label for="f-file">${t('import.file')}</label><p class="help" id="h-file">${t('import.file_help', { megabytes, rows: 5000 })}</p><input type="file" id="f-file" name="file" required accept=".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls" aria-describedby="h-file"></div>
<p class="buttons"><button class="button">${t('import.read')}</button></p></form>
${open.length > 0 && html`<section><h2>${t('import.open')}</h2><ul class="records">${open.map(({ id, fileName, createdAt }) => html`<li><a href="${stepHref(context, id, 'table')}">${fileName}</a><small>${momentText(context, createdAt)}</small></li>`)}</ul><p class="help">${t('import.kept')}</p></section>`}
<section><h2>${t('import.forms.title')}</h2><div class="sides">${example('tidy', [['Región', 'Año', 'Valor'], ['Cusco', '2018', '30,5'], ['Cusco', '2019', '33,1']])}${example('crossed', [['Región', '2018', '2019'], ['Cusco', '30,5', '33,1'], ['Puno', '40', 'n.d.']])}</div></section>`,
      }),
  };

  function example(form: 'tidy' | 'crossed', [heads = [], ...rows]: readonly (readonly string[])[]): Html {
    return html`<div><h3>${t(`import.forms.${form}`)}</h3><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
  }
}
