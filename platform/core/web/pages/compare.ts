/** Two versions of a record side by side: only what differs, word by word in texts. */
import { diffWordsWithSpace } from 'diff';
import { formatMoment, languageName } from '../../i18n/format.ts';
import { fieldMeta } from '../../kinds/fields.ts';
import type { Kind } from '../../kinds/kind.ts';
import { labelKey } from '../../kinds/labels.ts';
import { changesBetween, type Change } from '../../records/diff.ts';
import { historyOf, mentionsOf, type PublicRecord, type Version } from '../../records/read.ts';
import { isId } from '../../records/id.ts';
import { isAbsence, type LanguageText } from '../../kinds/values.ts';
import { absence } from '../components/text.ts';
import { value, type ValueContext } from '../components/value.ts';
import { type PageContext, recordHref } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import { BadRequest, NotFound, type View } from '../view.ts';
import { idAt, kindAt, recordCrumbs, recordTitle } from './record-address.ts';

export async function comparePage(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const kind = kindAt(context);
  const history = (await historyOf(platform.database, idAt(context))).filter((version): version is PublicRecord => version.kind === kind.name && version.document !== null);
  const newest = history[0];
  if (!newest) throw new NotFound();
  const to = pick(context, history, 'to', newest.number);
  const from = pick(context, history, 'from', history.find(({ number }) => number < to.number)?.number ?? to.number);
  const changes = changesBetween(kind, from.document, to.document);
  const values = await valuesOfChanges(context, kind, changes);
  const title = recordTitle(context, kind, newest);
  const base = recordHref(context, kind, newest.id);
  return {
    html: () =>
      page(context, {
        title: `${t('core.compare.title')}: ${title}`,
        crumbs: [...recordCrumbs(context, kind), { label: title, href: base }, { label: t('core.records.history'), href: `${base}/versions` }],
        forms: ['json'],
        noIndex: true,
        body: html`<h1>${t('core.compare.title')}</h1><p class="lead">${title}</p>${choose(context, history, from, to)}${changesTable(values, from, to, changes)}`,
      }),
    json: () => ({ id: newest.id, from: from.number, to: to.number, changes: changes.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })) }),
  };
}

/** What is needed to show changes: the names of the records that they mention. */
export async function valuesOfChanges(context: PageContext, kind: Kind, changes: readonly Change[]): Promise<ValueContext> {
  const ids = changes.flatMap(({ before, after }) => [before, after]).flatMap((one) => JSON.stringify(one ?? '').match(/[a-z][0-9a-z]{11}/g) ?? []);
  return { page: context, kind, mentions: await mentionsOf(context.platform.database, ids.filter(isId)) };
}

function pick({ url }: PageContext, history: readonly PublicRecord[], name: string, otherwise: number): PublicRecord {
  const typed = url.searchParams.get(name);
  const number = typed === null ? otherwise : Number(typed);
  const version = history.find((one) => one.number === number);
  if (!version) throw new BadRequest('core.errors.no_such_version', { versions: history.map((one) => one.number).join(', ') });
  return version;
}

function choose({ t }: PageContext, history: readonly Version[], from: Version, to: Version): Html {
  const select = (name: string, label: string, chosen: Version): Html => html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${history.map(({ number }) => html`<option${number === chosen.number && html` selected`}>${number}</option>`)}</select></div>`;
  return html`<form class="search">${select('from', t('core.compare.from'), from)}${select('to', t('core.compare.to'), to)}<button>${t('core.compare.button')}</button></form>`;
}

/** Field by field, the older version on the left. */
export function changesTable(values: ValueContext, from: Pick<Version, 'number' | 'publishedAt'>, to: Pick<Version, 'number' | 'publishedAt'>, changes: readonly Change[]): Html {
  const { page: context, kind } = values;
  const { t, platform } = context;
  if (changes.length === 0) return html`<p class="empty">${t('core.compare.same')}</p>`;
  const head = (version: Pick<Version, 'number' | 'publishedAt'>): Html => html`<th scope="col">${t('core.records.version_number', { number: version.number })}<br><small>${formatMoment(t, version.publishedAt, platform.configuration.timezone)}</small></th>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('core.compare.title')}"><table class="changes"><thead><tr><th scope="col">${t('core.compare.field')}</th>${head(from)}${head(to)}</tr></thead><tbody>${changes.map((change) => row(values, kind, change))}</tbody></table></div>`;
}

function row(values: ValueContext, kind: Kind, change: Change): Html {
  const { t } = values.page;
  const position = /\.(\d+)(\.|$)/.exec(change.path)?.[1];
  const label = html`${t(labelKey(kind.name, change.field))}${position !== undefined && ` ${Number(position) + 1}`}${change.language !== undefined && html` <small>${languageName(t, change.language)}</small>`}`;
  const [before, after] = change.language === undefined ? [side(values, change, change.before), side(values, change, change.after)] : texts(values, change);
  return html`<tr><th scope="row">${label}</th><td>${before}</td><td>${after}</td></tr>`;
}

function side(values: ValueContext, change: Change, content: unknown): Html {
  if (content === undefined) return html`<span class="absent">${values.page.t('core.compare.nothing')}</span>`;
  if (isAbsence(content)) return absence(values.page, content);
  const meta = change.meta.type === 'list' && !Array.isArray(content) ? fieldMeta(change.meta.element) : change.meta;
  return value(values, change.field, meta, content);
}

/** A text in one language: what was taken out on the left, what was put in on the right. */
function texts({ page: { t } }: ValueContext, { before, after, language = 'und' }: Change): [Html, Html] {
  const [old, fresh] = [before, after].map((one) => (one as LanguageText | undefined)?.text);
  const gone = html`<span class="absent">${t('core.compare.nothing')}</span>`;
  const parts = old === undefined || fresh === undefined ? undefined : diffWordsWithSpace(old, fresh);
  if (!parts) return [old === undefined ? gone : html`<span lang="${language}">${old}</span>`, fresh === undefined ? gone : html`<span lang="${language}">${fresh}</span>`];
  return [
    html`<span lang="${language}">${parts.map((part) => (part.added ? '' : part.removed ? html`<del>${part.value}</del>` : part.value))}</span>`,
    html`<span lang="${language}">${parts.map((part) => (part.removed ? '' : part.added ? html`<ins>${part.value}</ins>` : part.value))}</span>`,
  ];
}
