/** The blank form of a kind on paper: the questions of the form, in its order and with its numbers, with room to write. */
import { type FieldMeta, fieldMeta } from '../../kinds/fields.ts';
import { numberOf, partOf, pick, WHOLE } from '../../kinds/form-steps.ts';
import type { Fields, Kind } from '../../kinds/kind.ts';
import { helpKey, labelKey, optionKey } from '../../kinds/labels.ts';
import { exampleText } from '../components/form-context.ts';
import { stepTitle } from '../components/form-steps.ts';
import { kindName } from '../components/text.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';
import { kindAt, recordCrumbs } from './record-address.ts';

/** Before the routes of records, which take any word for an id. */
export function paperRoutes(web: Web): void {
  web.page('/:path/form', async (context) => paperView(context, kindAt(context)));
}

function paperView(context: PageContext, kind: Kind): View {
  const { t } = context;
  const title = t('form.paper.title', { kind: kindName(context, kind, 'one') });
  return {
    html: () =>
      page(context, {
        title,
        crumbs: recordCrumbs(context, kind),
        body: html`<h1>${title}</h1><p class="lead">${t('form.paper.lead')}</p><p>${t('form.paper.of')}</p>${lines(1)}
${partOf(kind, WHOLE).steps.map((step) => html`<section class="paper">${kind.steps.length > 1 && stepTitle(context, kind, step)}${questions(context, kind, pick(kind.fields, step.fields), '')}</section>`)}`,
      }),
  };
}

function questions(context: PageContext, kind: Kind, fields: Fields, prefix: string): Html {
  return html`${Object.entries(fields).map(([name, schema]) => question(context, kind, prefix + name, fieldMeta(schema)))}`;
}

function question(context: PageContext, kind: Kind, field: string, meta: FieldMeta): Html {
  const { t } = context;
  const key = helpKey(kind.name, field);
  const example = exampleText(meta);
  const isTop = !field.includes('.');
  return html`<div class="field"><p><strong><span class="n">${numberOf(kind, field)}</span> ${t(labelKey(kind.name, field))}</strong> <span class="need">${t(meta.required ? 'desk.form.required' : 'desk.form.optional')}</span>
${isTop && meta.visibility !== 'public' && html`<br><strong>${t(`desk.form.visible.${meta.visibility}`)}</strong>`}${t.has(key) && html`<br><small>${t(key)}</small>`}${example !== undefined && html`<br><small>${t('desk.form.example', { example })}</small>`}</p>
${room(context, kind, field, meta)}${meta.absences.length > 0 && html`<p><small>${t('form.paper.absence')} ${boxes(meta.absences.map((code) => t(`core.absences.${code}`)))}</small></p>`}</div>`;
}

/** Where the answer goes. */
function room(context: PageContext, kind: Kind, field: string, meta: FieldMeta): Html {
  const { t, platform } = context;
  switch (meta.type) {
    case 'choice':
      return html`<p>${t('form.paper.one')} ${boxes(meta.options.map((option) => t(optionKey(kind.name, field, option))))}</p>`;
    case 'boolean':
      return html`<p>${boxes([t('core.values.yes'), t('core.values.no')])}</p>`;
    case 'reference':
      return html`<p><small>${t('form.paper.record', { kinds: meta.to.map((name) => kindName(context, platform.kinds.get(name), 'one')).join(', ') })}</small></p>${lines(1)}`;
    case 'date':
      return html`<p><small>${t('form.paper.date')}</small></p>${lines(1)}`;
    case 'group':
      return questions(context, kind, meta.fields, `${field}.`);
    case 'list': {
      const element = fieldMeta(meta.element);
      if (element.type === 'choice') return html`<p>${t('form.paper.several')} ${boxes(element.options.map((option) => t(optionKey(kind.name, field, option))))}</p>`;
      return html`${room(context, kind, field, element)}<p><small>${t('form.paper.repeat')}</small></p>`;
    }
    case 'multilingual':
    case 'prose':
      return lines(Math.min(8, Math.max(1, Math.ceil(meta.maxLength / 300))));
    default:
      return lines(1);
  }
}

const boxes = (labels: readonly string[]): Html => html`${labels.map((label) => html`<span class="box">☐ ${label}</span> `)}`;

function lines(count: number): Html {
  return html`${Array.from({ length: count }, () => html`<div class="write"></div>`)}`;
}
