/** What the log says of a record: at the foot of its pages, beside each version, and its whole chain on a page. */
import { formatNumber } from '#core/i18n/format.ts';
import type { Document, Kind } from '#core/kinds/kind.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import { type Change, changesBetween } from '#core/records/diff.ts';
import { historyOf, type PublicRecord, type Version } from '#core/records/read.ts';
import { text } from '#core/web/components/text.ts';
import type { ValueContext } from '#core/web/components/value.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { changesTable, valuesOfChanges } from '#core/web/pages/compare.ts';
import { idAt, kindAt, recordCrumbs, recordTitle } from '#core/web/pages/record-address.ts';
import { qrSvg } from '#core/web/qr/svg.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { canonicalDocument, digestOf } from '../ledger/document.ts';
import { type Entry, entriesOfRecord, entryOfVersion, headsOver, logState, type LogState, type SignedHead } from '../queries.ts';
import { asWitnessed, witnessedSize } from '../witnessed.ts';
import { entryHref, entryJson, hashGroups, headJson, hex, instant } from './parts.ts';

/** Where the version stands in the log, and what is needed to check that from paper. */
export async function versionFooter(context: PageContext, kind: Kind, version: Version): Promise<Html> {
  const { database } = context.platform;
  const [entry, state] = await Promise.all([entryOfVersion(database, version.id, version.number), logState(database)]);
  // Where no log was ever begun there is nothing to say of it.
  if (!entry && !state) return html``;
  const head = entry && (await seenHeadsOver(context, state, [entry.index])).get(entry.index);
  const { t } = context;
  return html`<section class="provenance"><h2>${t('history.footer.title')}</h2><p>${standing(context, version, entry, head)} · <a href="${recordHref(context, kind, version.id)}/history">${t('history.chain.link')}</a>${head && html` · <a href="${recordHref(context, kind, version.id)}/versions/${version.number}.tlog-proof">${t('history.footer.proof')}</a>`}</p>${entry && paperProof(context, entry)}</section>`;
}

async function seenHeadsOver({ platform: { database } }: PageContext, state: LogState | undefined, indexes: readonly number[]): Promise<ReadonlyMap<number, SignedHead>> {
  const [heads, witnessed] = [await headsOver(database, indexes), await witnessedSize(database, state)];
  return new Map([...heads].map(([index, head]) => [index, asWitnessed(head, witnessed)]));
}

/** Is what the database has of a version what its entry names? Whoever rewrites the one cannot rewrite the other. */
function isAsLogged({ document, note }: Version, { bytes }: Entry): boolean {
  const entry = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly sha256?: string; readonly note?: string };
  return digestIn(document) === entry.sha256 && digestIn(note) === entry.note;
}

/** An entry names no digest of what there is not. */
function digestIn(content: Document | Multilingual | null): string | undefined {
  return content === null ? undefined : digestOf(canonicalDocument(content));
}

function standing(context: PageContext, version: Version, entry: Entry | undefined, head: SignedHead | undefined): Html {
  const { t } = context;
  if (!entry) return html`<strong>${t('history.footer.waiting')}</strong>`;
  const link = html`<a href="${entryHref(context, entry.index)}">${t('history.entry.title', { index: formatNumber(t, entry.index) })}</a>`;
  if (!isAsLogged(version, entry)) return html`<strong class="error">${t('history.footer.differs')}</strong> ${link}`;
  if (!head) return html`<strong>${t('history.footer.taken')}</strong> ${link}`;
  return html`<strong>${t('history.footer.logged')}</strong> ${link}, ${t('history.footer.head', { size: formatNumber(t, head.size) })} ${t(head.witnessedAt ? 'history.head.witnessed' : 'history.head.not_yet_witnessed')}`;
}

/** Folded away on a screen, open on paper. Capitals alone, because a code of capitals is half as large. */
function paperProof(context: PageContext, { index, leaf }: Entry): Html {
  const { t, platform } = context;
  const address = `${platform.origin}/L/${index}/${hex(leaf)}`.toUpperCase();
  return html`<details><summary>${t('history.paper.title')}</summary><div class="sides"><div>${qrSvg(address, t('history.paper.label', { index }))}</div><div><p>${t('history.paper.text')}</p><p><small>${platform.origin}/L/${index}</small><br>${hashGroups(leaf)}</p></div></div></details>`;
}

/** For the list of versions. */
export async function versionNotes(context: PageContext, _kind: Kind, id: string): Promise<ReadonlyMap<number, Html>> {
  const entries = await entriesOfRecord(context.platform.database, id);
  return new Map(entries.flatMap((entry) => (entry.version !== null && isOfVersion(entry) ? [[entry.version, html`<small><a href="${entryHref(context, entry.index)}">${context.t('history.entry.title', { index: formatNumber(context.t, entry.index) })}</a></small>`] as const] : [])));
}

/** Of a version that is here: an entry that is known from a mirror alone tells of one that this site lost. */
function isOfVersion({ sequence }: Entry): boolean {
  return sequence !== null;
}

/** The whole chain: versions with their entries and differences, and what else the log says of the record. */
export async function chainView(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const { database } = platform;
  const [kind, id] = [kindAt(context), idAt(context)];
  const [history, entries, state] = await Promise.all([historyOf(database, id), entriesOfRecord(database, id), logState(database)]);
  const versions = history.filter((version) => version.kind === kind.name);
  const newest = versions.find((version): version is PublicRecord => version.document !== null);
  if (versions.length === 0) throw new NotFound();
  const steps = await stepsOf(context, kind, versions, entries, state);
  const title = newest ? recordTitle(context, kind, newest) : t('core.records.untitled');
  return {
    html: () =>
      page(context, {
        title: `${t('history.chain.title')}: ${title}`,
        crumbs: [...recordCrumbs(context, kind), { label: title, href: recordHref(context, kind, id) }],
        forms: ['json'],
        noIndex: true,
        body: html`<h1>${t('history.chain.title')}</h1><p class="lead">${title}</p><p>${t('history.chain.lead')}</p>${!state && html`<p class="empty">${t('history.head.none')}</p>`}<ol class="versions" reversed>${steps.map(({ content }) => html`<li>${content}</li>`)}</ol>`,
      }),
    json: () => ({ id, kind: kind.name, chain: steps.map(({ json }) => json) }),
  };
}

interface Step {
  readonly content: Html;
  readonly json: unknown;
}

/** The newest first; erasures stand where the log has them, between the versions. However many there are, it is two queries. */
async function stepsOf(context: PageContext, kind: Kind, versions: readonly Version[], entries: readonly Entry[], state: LogState | undefined): Promise<Step[]> {
  const byVersion = new Map(entries.filter(isOfVersion).map((entry) => [entry.version ?? 0, entry]));
  const links = versions.map((version, place): Link => {
    const former = versions[place + 1];
    return { version, former, entry: byVersion.get(version.number), changes: version.document && former?.document ? changesBetween(kind, former.document, version.document) : [] };
  });
  const [heads, values] = await Promise.all([seenHeadsOver(context, state, links.flatMap(({ entry }) => entry?.index ?? [])), valuesOfChanges(context, kind, links.flatMap(({ changes }) => changes))]);
  const ofVersions = links.map((link) => ({ at: link.entry?.index ?? Infinity, step: versionStep(values, link, link.entry && heads.get(link.entry.index)) }));
  const others = entries.filter((entry) => !isOfVersion(entry)).map((entry) => ({ at: entry.index, step: otherStep(context, entry) }));
  return [...ofVersions, ...others].toSorted((a, b) => (a.at === b.at ? 0 : b.at - a.at)).map(({ step }) => step);
}

/** A version, what it changed, and its entry where the log has it already. */
interface Link {
  readonly version: Version;
  readonly former: Version | undefined;
  readonly entry: Entry | undefined;
  readonly changes: readonly Change[];
}

function versionStep(values: ValueContext, { version, former, entry, changes }: Link, head: SignedHead | undefined): Step {
  const { page: context, kind } = values;
  const { t } = context;
  const table = former && changes.length > 0 && changesTable(values, former, version, changes);
  return {
    content: html`<a href="${recordHref(context, kind, version.id)}/versions/${version.number}">${t('core.records.version_number', { number: version.number })}</a> ${instant(context, version.publishedAt)}
${version.act === 'withdrawal' && html`<strong>${t('core.records.withdrawal')}</strong>`}${version.note && html`<p>${text(context, version.note)}</p>`}
<p>${standing(context, version, entry, head)}${entry && html`<br><small>${hashGroups(entry.leaf)}</small>`}</p>${table}`,
    json: { version: version.number, act: version.act, publishedAt: version.publishedAt.toISOString(), changes: changes.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })), entry: entry ? entryJson(context, entry) : null, asLogged: entry ? isAsLogged(version, entry) : null, checkpoint: head ? headJson(head) : null },
  };
}

function otherStep(context: PageContext, entry: Entry): Step {
  const { t } = context;
  return {
    content: html`<strong>${t(`history.acts.${entry.type}`)}${entry.version !== null && `, ${t('core.records.version_number', { number: entry.version })}`}</strong> ${instant(context, entry.appendedAt)} · <a href="${entryHref(context, entry.index)}">${t('history.entry.title', { index: formatNumber(t, entry.index) })}</a>${entry.version !== null && html`<p>${t('history.chain.lost')}</p>`}`,
    json: { entry: entryJson(context, entry) },
  };
}
