/** What somebody else saved in the meantime beside what was typed here, field by field. Both may be incomplete or wrong. */
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import { valueAt } from '../../kinds/faults.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { labelKey, optionKey } from '../../kinds/labels.ts';
import { isAbsence } from '../../kinds/values.ts';
import { languageName } from '../../i18n/format.ts';
import { type Change, changesBetween } from '../../records/diff.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { spotOf } from './form-context.ts';

type Names = ReadonlyMap<string, string>;

export interface Review {
  /** What is saved now. */
  readonly saved: Document;
  /** What was typed here. */
  readonly typed: Document;
  /** Who saved it and when, in words; empty where that is not known. */
  readonly by: string;
}

/** The differences, each with a button that takes over what was saved. */
export function difference(page: PageContext, kind: Kind, { saved, typed, by }: Review): Html {
  const { t } = page;
  const changes = changesBetween(kind, saved, typed);
  const fields = [...new Set(changes.map(({ path }) => path.split('.')[0] ?? ''))];
  return html`<section class="notice conflict" aria-labelledby="conflict-title"><h2 id="conflict-title">${t('desk.conflict.title')}</h2>
<p>${t('desk.conflict.text')}${by !== '' && html` ${by}`}</p>
${
  changes.length === 0
    ? html`<p>${t('desk.conflict.same')}</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="${t('desk.conflict.title')}"><table class="changes"><thead><tr><th scope="col">${t('desk.conflict.field')}</th><th scope="col">${t('desk.conflict.saved')}</th><th scope="col">${t('desk.conflict.typed')}</th></tr></thead>
<tbody>${changes.map((change) => row(page, kind, change))}</tbody></table></div>
<p>${t('desk.conflict.take')}</p><p class="buttons">${fields.map((field) => html`<button class="button secondary" name="_do" value="take:${field}">${t('desk.conflict.take_field', { field: t(labelKey(kind.name, field)) })}</button>`)}</p>`
}</section>`;
}

/** How a difference is shown. */
export interface Shown {
  /** Titles of records, by id; others are shown by their ids. */
  readonly names?: ReadonlyMap<string, string>;
  /** Where there is nothing on the other side. */
  readonly only?: 'after' | undefined;
}

/** One difference as the row of a table. */
export function row(page: PageContext, kind: Kind, change: Change, { names = new Map(), only }: Shown = {}): Html {
  const { label } = spotOf(page, kind, change.path);
  const side = (content: unknown): Html => html`<td${change.language !== undefined && html` lang="${change.language}"`}>${plain(page, kind, change, content, names)}</td>`;
  return html`<tr><th scope="row">${label}</th>${only === undefined && side(change.before)}${side(change.after)}</tr>`;
}

function plain(page: PageContext, kind: Kind, change: Change, content: unknown, names: Names): Html {
  const { t } = page;
  if (content === undefined) return html`<span class="absent">${t('desk.conflict.nothing')}</span>`;
  if (change.language !== undefined) {
    const status = String(valueAt(content, ['status']) ?? '');
    return html`${String(valueAt(content, ['text']) ?? '')}${t.has(`desk.statuses.${status}`) && html` <small>(${t(`desk.statuses.${status}`)})</small>`}`;
  }
  const isItem = change.meta.type === 'list' && !Array.isArray(content);
  return html`${words(page, kind, isItem && change.meta.type === 'list' ? fieldMeta(change.meta.element) : change.meta, change.field, content, names)}`;
}

/** A value as plain words. A draft may hold anything, so nothing here relies on the value being what its type says. */
function words(page: PageContext, kind: Kind, meta: FieldMeta, field: string, content: unknown, names: Names): string {
  const { t } = page;
  if (isAbsence(content)) {
    const reason = t.has(`core.absences.${content.absent}`) ? t(`core.absences.${content.absent}`) : String(content.absent);
    const value = valueAt(content, ['value']);
    return [reason, content.ground, content.reviewOn, value === undefined ? undefined : words(page, kind, meta, field, value, names)].filter((part) => part !== undefined).join('; ');
  }
  if (typeof content !== 'object' || content === null) return names.get(String(content)) ?? scalar(page, kind, meta, field, String(content));
  if (meta.type === 'list' && Array.isArray(content)) return content.length === 0 ? t('core.values.none') : content.map((item) => words(page, kind, fieldMeta(meta.element), field, item, names)).join('; ');
  if (meta.type === 'multilingual') {
    const [[only, text] = [], ...others] = Object.entries(content);
    // Where there is but the main language, its name says nothing.
    if (only === page.platform.configuration.languages[0] && others.length === 0) return String(valueAt(text, ['text']) ?? '');
    return Object.entries(content).map(([language, text]) => `${languageName(t, language)}: ${String(valueAt(text, ['text']) ?? '')}`).join('; ');
  }
  if (meta.type === 'group') {
    return Object.entries(meta.fields).flatMap(([name, schema]) => {
      const inner = valueAt(content, [name]);
      return inner === undefined ? [] : [`${t(labelKey(kind.name, `${field}.${name}`))}: ${words(page, kind, fieldMeta(schema), `${field}.${name}`, inner, names)}`];
    }).join('; ');
  }
  return Object.values(content).map(String).join(' ');
}

function scalar({ t }: PageContext, kind: Kind, meta: FieldMeta, field: string, text: string): string {
  if (meta.type === 'choice' && meta.options.includes(text)) return t(optionKey(kind.name, field, text));
  if (meta.type === 'boolean' && (text === 'true' || text === 'false')) return t(text === 'true' ? 'core.values.yes' : 'core.values.no');
  return text;
}
