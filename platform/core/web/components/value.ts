/** The default rendering of a value of any field. */
import { formatDate, formatMoney, formatNumber } from '../../i18n/format.ts';
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import { labelKey, optionKey } from '../../kinds/labels.ts';
import type { Kind } from '../../kinds/kind.ts';
import { type Absence, isAbsence, type Multilingual } from '../../kinds/values.ts';
import type { Mention } from '../../records/read.ts';
import type { PageContext } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { placeText } from './place.ts';
import { absence, mentionLink, text } from './text.ts';

export interface ValueContext {
  readonly page: PageContext;
  readonly kind: Kind;
  /** The records that the document refers to. */
  readonly mentions: ReadonlyMap<string, Mention>;
}

/** @param field without positions: `milestones.dueOn`. */
export function value(context: ValueContext, field: string, meta: FieldMeta, content: unknown): Html {
  const { page, kind } = context;
  if (content === undefined || content === null) return nothing;
  if (isAbsence(content)) return absence(page, content as Absence);
  switch (meta.type) {
    case 'multilingual':
      return text(page, content as Multilingual);
    case 'choice':
      return html`${page.t(optionKey(kind.name, field, String(content)))}`;
    case 'boolean':
      return html`${page.t(content === true ? 'core.values.yes' : 'core.values.no')}`;
    case 'integer':
      return html`${formatNumber(page.t, Number(content))}`;
    case 'decimal':
      return html`${formatNumber(page.t, String(content))}`;
    case 'date':
      return html`<time datetime="${String(content)}">${formatDate(page.t, String(content))}</time>`;
    case 'url':
      return html`<a href="${String(content)}" rel="external noopener">${String(content).replace(/^https?:\/\//, '')}</a>`;
    case 'money': {
      const { amount, currency } = content as { amount: string; currency: string };
      return html`${formatMoney(page.t, amount, currency)}`;
    }
    case 'reference':
      return reference(context, String(content));
    case 'list': {
      const inner = fieldMeta(meta.element);
      const items = content as readonly unknown[];
      return items.length === 0 ? html`<span class="absent">${page.t('core.values.none')}</span>` : html`<ul class="plain">${items.map((item) => html`<li>${value(context, field, inner, item)}</li>`)}</ul>`;
    }
    case 'group': {
      const members = content as Readonly<Record<string, unknown>>;
      return html`<dl class="group">${Object.entries(meta.fields).map(([name, schema]) =>
        members[name] === undefined ? nothing : html`<dt>${page.t(labelKey(kind.name, `${field}.${name}`))}</dt><dd>${value(context, `${field}.${name}`, fieldMeta(schema), members[name])}</dd>`,
      )}</dl>`;
    }
    case 'line':
      // By convention a line of this name says where in a source.
      return html`<span class="line">${/(^|\.)place$/.test(field) ? placeText(page.t, String(content)) : String(content)}</span>`;
    default:
      return html`<span class="${meta.type === 'prose' ? 'prose' : 'line'}">${String(content)}</span>`;
  }
}

function reference({ page, mentions }: ValueContext, id: string): Html {
  const mention = mentions.get(id);
  // A withdrawn record has no search row, but its page stands: it says why it was withdrawn.
  return mention ? mentionLink(page, mention) : html`<a href="/id/${id}">${page.t('core.records.withdrawn_record')}</a>`;
}
