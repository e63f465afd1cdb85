/** What changed between two days, on the whole site: what was promised first, then everything, the newest first. */
import { formatDate, formatNumber } from '#core/i18n/format.ts';
import { labelKey } from '#core/kinds/labels.ts';
import { changesBetween } from '#core/records/diff.ts';
import { nameOf } from '#core/records/version-title.ts';
import { versionOf } from '#core/records/read.ts';
import { ATOM_TYPE, atomFeed, FEED_LENGTH } from '#core/web/atom.ts';
import { text } from '#core/web/components/text.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page, siteTitle } from '#core/web/layout.ts';
import { changesTable, valuesOfChanges } from '#core/web/pages/compare.ts';
import { BadRequest, type View } from '#core/web/view.ts';
import { type ChangedVersion, changesIn, countChanges, type Period, periodOfDays, type PeriodCounts, promisesEditedIn } from '../period.ts';
import { pages, readNumber } from './entries.ts';
import { historyCrumb, instant } from './parts.ts';

const PAGE = 50;
/** So many are shown in front of the others; the rest has a page of its own. */
const PROMISES_IN_FRONT = 5;
const BATCH = 500;
const USUAL_DAYS = 30;

/** The two days, and whether only promises are asked for. */
interface Asked {
  readonly from: string;
  readonly to: string;
  readonly onlyPromises: boolean;
  readonly after: number | undefined;
}

export async function changesView(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const { database, configuration } = platform;
  const asked = readAsked(context);
  const period = await periodOfDays(database, asked.from, asked.to, configuration.timezone);
  const inFront = asked.onlyPromises || asked.after !== undefined ? [] : await promisesEditedIn(database, period, promisesOf(context), undefined, PROMISES_IN_FRONT + 1);
  const [found, counts] = await Promise.all([read(context, period, asked, PAGE + 1), countChanges(database, period)]);
  const shown = found.slice(0, PAGE);
  const next = found.length > PAGE ? shown.at(-1)?.sequence : undefined;
  const [list, promises] = await Promise.all([changeList(context, shown), promiseList(context, inFront.slice(0, PROMISES_IN_FRONT))]);
  const title = t(asked.onlyPromises ? 'history.changes.promises' : 'history.changes.title');
  const query = { from: asked.from, to: asked.to, ...(asked.onlyPromises && { only: 'promises' }) };
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [historyCrumb(context)],
        forms: ['json', 'csv', 'atom'],
        body: html`<h1>${title}</h1>${form(context, asked)}
<p>${t('history.changes.between', { from: formatDate(t, asked.from), to: formatDate(t, asked.to) })} <small>${t('history.changes.zone', { zone: configuration.timezone })}</small></p>
${figures(context, counts)}
${inFront.length > 0 && html`<section><h2>${t('history.changes.promises')}</h2>${promises}${inFront.length > PROMISES_IN_FRONT && html`<p><a href="${href(context, 'history/changes', { ...query, only: 'promises' })}">${t('history.changes.all_promises')}</a></p>`}</section>`}
<section><h2>${t(asked.onlyPromises ? 'history.changes.promises_all' : 'history.changes.everything')}</h2>${list}</section>
${next !== undefined && pages(context, 'history/changes', [['older', String(next)]], 'after', query)}`,
      }),
    json: () => ({
      from: asked.from,
      to: asked.to,
      timeZone: configuration.timezone,
      start: period.start.toISOString(),
      end: period.end.toISOString(),
      ...counts,
      changes: shown.map((change) => changeJson(context, change)),
      next: next === undefined ? null : `${platform.origin}${href(context, 'history/changes.json', { ...query, after: String(next) })}`,
    }),
    csv: () => ({ columns: ['sequence', 'published_at', 'record', 'kind', 'version', 'act', 'fields', 'url'], rows: rows(context, period, asked) }),
    others: { atom: { type: ATOM_TYPE, content: () => feed(context, period, asked) } },
  };
}

function promisesOf({ platform }: PageContext): Readonly<Record<string, readonly string[]>> {
  return Object.assign({}, ...platform.modules.map((module) => module.promises ?? {})) as Record<string, readonly string[]>;
}

function read(context: PageContext, period: Period, { onlyPromises, after }: Pick<Asked, 'onlyPromises' | 'after'>, count: number): Promise<ChangedVersion[]> {
  const { database } = context.platform;
  return onlyPromises ? promisesEditedIn(database, period, promisesOf(context), after, count) : changesIn(database, period, after, count);
}

/** The last thirty days where nothing is asked. @throws BadRequest for what are no two days in order. */
function readAsked({ url, today }: PageContext): Asked {
  const query = url.searchParams;
  const day = (name: string, otherwise: string): string => {
    const written = query.get(name) || otherwise;
    if (!isDay(written)) throw new BadRequest('history.errors.day');
    return written;
  };
  const to = day('to', today);
  const from = day('from', dayBefore(to, USUAL_DAYS));
  if (from > to) throw new BadRequest('history.errors.order');
  const after = query.get('after');
  return { from, to, onlyPromises: query.get('only') === 'promises', after: after === null ? undefined : readNumber(after, 0) };
}

function isDay(written: string): boolean {
  // PostgreSQL and people agree on four digits; a day that no month has is refused.
  return /^[1-9]\d{3}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(`${written}T00:00:00Z`)) && new Date(`${written}T00:00:00Z`).toISOString().startsWith(written);
}

function dayBefore(day: string, days: number): string {
  const earlier = new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  return isDay(earlier) ? earlier : day;
}

function form(context: PageContext, { from, to, onlyPromises }: Asked): Html {
  const { t } = context;
  const input = (name: string, value: string): Html => html`<div><label for="${name}">${t(`history.changes.${name}`)}</label><input type="date" id="${name}" name="${name}" value="${value}" required></div>`;
  return html`<form class="search" action="${href(context, 'history/changes')}">${input('from', from)}${input('to', to)}${onlyPromises && html`<input type="hidden" name="only" value="promises">`}<button>${t('history.changes.show')}</button></form>`;
}

function figures({ t }: PageContext, counts: PeriodCounts): Html {
  return html`<dl class="figures">${(['added', 'changed', 'withdrawn'] as const).map((name) => html`<div class="figure"><dt>${t(`history.changes.figures.${name}`, { n: counts[name] })}</dt><dd><strong>${formatNumber(t, counts[name])}</strong></dd></div>`)}</dl>`;
}

type What = 'added' | 'changed' | 'withdrawn';

function whatOf({ act, former }: ChangedVersion): What {
  if (act === 'withdrawal') return 'withdrawn';
  return former === null ? 'added' : 'changed';
}

/** The fields that differ, each once, in the order of the kind. */
function fieldsChanged(context: PageContext, { kind, document, former }: ChangedVersion): string[] {
  return document === null || former === null ? [] : [...new Set(changesBetween(context.platform.kinds.get(kind), former, document).map(({ field }) => field))];
}

function titleOfChange({ platform, preferred, t }: PageContext, { kind, document, former }: ChangedVersion): string {
  const known = document ?? former;
  return (known && nameOf(platform.kinds.get(kind), known, preferred)) ?? t('core.records.untitled');
}

async function changeList(context: PageContext, changes: readonly ChangedVersion[]): Promise<Html> {
  const { t } = context;
  if (changes.length === 0) return html`<p class="empty">${t('history.changes.none')}</p>`;
  return html`<ol class="records">${changes.map((change) => html`<li>${changeHead(context, change)}${fieldsLine(context, change)}${change.act === 'withdrawal' && change.note && html`<small>${text(context, change.note)}</small>`}<small>${instant(context, change.publishedAt)}${compareLink(context, change)}</small></li>`)}</ol>`;
}

function changeHead(context: PageContext, change: ChangedVersion): Html {
  const { t, platform } = context;
  const kind = platform.kinds.get(change.kind);
  return html`<strong>${t(`history.changes.what.${whatOf(change)}`)}</strong> ${t(`kinds.${kind.name}.one`)}: <a href="${recordHref(context, kind, change.id)}">${titleOfChange(context, change)}</a>`;
}

function fieldsLine(context: PageContext, change: ChangedVersion): Html | false {
  const fields = fieldsChanged(context, change);
  return fields.length > 0 && html`<small>${context.t('history.changes.fields')} ${fields.map((field) => context.t(labelKey(change.kind, field))).join(' · ')}</small>`;
}

function compareLink(context: PageContext, { id, kind, number, document, former }: ChangedVersion): Html | false {
  return former !== null && document !== null && html` · <a href="${recordHref(context, context.platform.kinds.get(kind), id)}/compare?from=${number - 1}&amp;to=${number}">${context.t('core.records.what_changed')}</a>`;
}

/** Edits of promises with what stood there before: nobody should have to look for that. */
async function promiseList(context: PageContext, changes: readonly ChangedVersion[]): Promise<Html> {
  const promises = promisesOf(context);
  const items = await Promise.all(
    changes.map(async (change) => {
      const { kind: name, document, former, number, publishedAt } = change;
      const kind = context.platform.kinds.get(name);
      if (document === null || former === null) return html`<li>${changeHead(context, change)} <small>${instant(context, publishedAt)}</small>${change.note && html`<p>${text(context, change.note)}</p>`}</li>`;
      const edits = changesBetween(kind, former, document).filter(({ field }) => promises[name]?.includes(field.split('.')[0] ?? ''));
      const before = await versionOf(context.platform.database, change.id, number - 1);
      return html`<li>${changeHead(context, change)}${changesTable(await valuesOfChanges(context, kind, edits), { number: number - 1, publishedAt: before?.publishedAt ?? publishedAt }, { number, publishedAt }, edits)}</li>`;
    }),
  );
  return html`<ol class="records">${items}</ol>`;
}

function changeJson(context: PageContext, change: ChangedVersion) {
  const { platform, language } = context;
  const { id, kind, number, act, publishedAt, sequence } = change;
  return {
    sequence,
    publishedAt: publishedAt.toISOString(),
    id,
    kind,
    version: number,
    what: whatOf(change),
    act,
    title: titleOfChange(context, change),
    fields: fieldsChanged(context, change),
    url: `${platform.origin}/${language}/${platform.kinds.get(kind).path}/${id}/versions/${number}`,
  };
}

/** Every change of the period, without holding more than a batch of them. */
async function* rows(context: PageContext, period: Period, asked: Asked) {
  const { platform, language } = context;
  for (let after: number | undefined; ; ) {
    const batch = await read(context, period, { ...asked, after }, BATCH);
    for (const change of batch) {
      yield [change.sequence, change.publishedAt.toISOString(), change.id, change.kind, change.number, whatOf(change), fieldsChanged(context, change).join(' '), `${platform.origin}/${language}/${platform.kinds.get(change.kind).path}/${change.id}/versions/${change.number}`];
    }
    after = batch.at(-1)?.sequence;
    if (batch.length < BATCH) return;
  }
}

async function* feed(context: PageContext, period: Period, asked: Asked): AsyncGenerator<string> {
  const { platform, language, t } = context;
  const versions = await read(context, period, { ...asked, after: undefined }, FEED_LENGTH);
  yield await atomFeed(platform, language, { path: 'history/changes', title: `${siteTitle(context)}: ${t('history.changes.title')}`, of: `history/changes?${new URLSearchParams({ from: asked.from, to: asked.to }).toString()}`, versions });
}
