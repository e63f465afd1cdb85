/** The data dictionary: every kind, every field. */
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import type { Multilingual } from '../../kinds/values.ts';
import { dictionaryOf, exampleText, type FieldEntry } from '../../kinds/documentation.ts';
import { fieldsOf, type Kind } from '../../kinds/kind.ts';
import { kindName } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound, type View } from '../view.ts';

/** Every kind, with the way to its fields. */
export async function fieldsView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const title = t('reference.fields.title');
  return {
    html: () =>
      page(context, {
        title,
        body: html`<h1>${title}</h1><p class="lead">${t('reference.fields.lead')}</p>
<dl class="facts">${platform.kinds.all.map((kind) => html`<div><dt><a href="${href(context, `fields/${kind.path}`)}">${kindName(context, kind, 'many')}</a></dt><dd>${t(`kinds.${kind.name}.about`)} <small>${t('reference.fields.count')}: ${fieldsOf(kind).length}</small></dd></div>`)}</dl>`,
      }),
  };
}

/** The fields of one kind: as a page, and as a table for a spreadsheet. */
export async function fieldsOfKindView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const kind = platform.kinds.atPath(param('path'));
  if (!kind) throw new NotFound();
  const title = t('reference.fields.of', { kind: kindName(context, kind, 'many') });
  const entries = dictionaryOf(kind, t, platform.configuration.languages);
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [{ label: t('reference.fields.title'), href: href(context, 'fields') }],
        forms: ['csv'],
        body: html`<h1>${title}</h1><p class="lead">${t(`kinds.${kind.name}.about`)}</p>
<p><a href="/schemas/${kind.name}?lang=${context.language}">${t('reference.fields.schema')}</a> · <a href="${href(context, `fields/${kind.path}/filters`)}">${t('reference.fields.facet')}</a> · <a href="${href(context, 'api')}">${t('reference.api.title')}</a></p>
${table(context, kind, entries)}${options(context, entries)}`,
      }),
    csv: () => ({ columns: COLUMNS, rows: entries.map((entry) => csvCells(context, entry)) }),
  };
}

const COLUMNS = ['field', 'label', 'help', 'type', 'required', 'absences', 'options', 'facet', 'visibility', 'json_path', 'csv_columns', 'example'];

function csvCells({ t }: PageContext, { field, label, help, type, meta, jsonPath, columns, options: choices }: FieldEntry) {
  return [field, label, help ?? null, type, meta.required, meta.absences.join(' '), choices.map(({ code }) => code).join(' '), meta.facet, t(`reference.visibility.${meta.visibility}`), jsonPath, columns.join(' '), exampleText(meta)];
}

/** Three columns, so that it can be read on a phone: what it means, what it holds, where it stands. */
function table(context: PageContext, kind: Kind, entries: readonly FieldEntry[]): Html {
  const { t } = context;
  const label = t('reference.fields.table_label', { kind: kindName(context, kind, 'many') });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="dictionary"><thead><tr>${['label', 'type', 'files'].map((column) => html`<th scope="col">${t(`reference.fields.${column}`)}</th>`)}</tr></thead><tbody>${entries.map((entry) => row(context, entry))}</tbody></table></div>`;
}

function row({ t }: PageContext, entry: FieldEntry): Html {
  const { field, depth, label, help, type, meta } = entry;
  const notes = [
    t(meta.required ? 'reference.api.required' : 'reference.api.optional'),
    ...(meta.facet ? [t('reference.fields.facet').toLocaleLowerCase(t.language)] : []),
    ...(meta.visibility === 'public' ? [] : [`${t('reference.fields.visibility')}: ${t(`reference.visibility.${meta.visibility}`)}`]),
  ];
  return html`<tr id="${field}"><th scope="row">${'› '.repeat(depth)}${label}${help !== undefined && html`<br><small>${help}</small>`}</th><td>${type}<br><small>${notes.join(' · ')}${meta.absences.length > 0 && html`<br>${t('reference.fields.absences')}: ${meta.absences.map((absence) => t(`core.absences.${absence}`)).join(', ')}`}</small></td><td>${places(t, entry)}${example(t, meta)}</td></tr>`;
}

/** Where the field stands in JSON and in CSV; once, where it has the same name in both. */
function places(t: PageContext['t'], entry: FieldEntry): Html {
  const { jsonPath, columns } = entry;
  if (columns.length === 1 && jsonPath === `$.${columns[0]}`) return html`<small>${t('reference.fields.field_and_column')}:</small> <code>${columns[0]}</code>`;
  return html`<small>${t('reference.fields.field')}:</small> <code>${jsonPath}</code><br><small>${t('reference.fields.column')}:</small> ${columnsCell(t, entry)}`;
}

/** A value that has parts is shown by the examples of its parts; a text as it reads, not as JSON holds it. */
function example(t: PageContext['t'], meta: FieldMeta): Html | false {
  const whole = meta.type === 'group' || (meta.type === 'list' && fieldMeta(meta.element).type === 'group');
  const [text] = meta.type === 'multilingual' ? Object.values(meta.example as Multilingual) : [];
  return !whole && html`<br><small>${t('reference.fields.example')}:</small> ${text ? text.text : html`<code>${exampleText(meta)}</code>`}`;
}

function columnsCell(t: PageContext['t'], { columns, meta, field }: FieldEntry): Html | string {
  if (columns.length > 0) return html`${columns.map((column, index) => html`${index > 0 && ', '}<code>${column}</code>`)}`;
  return meta.visibility === 'public' ? t('reference.fields.in_list', { field: field.split('.')[0] ?? field }) : t('reference.fields.not_published');
}

function options({ t }: PageContext, entries: readonly FieldEntry[]): Html {
  const closed = entries.filter(({ options: choices }) => choices.length > 0);
  if (closed.length === 0) return nothing;
  return html`<h2>${t('reference.fields.options_title')}</h2>${closed.map(({ field, label, options: choices }) => html`<details><summary>${label} <code>${field}</code></summary><dl class="facts">${choices.map(({ code, label: name }) => html`<div><dt><code>${code}</code></dt><dd>${name}</dd></div>`)}</dl></details>`)}`;
}
