/** The pages that every kind has: list, record, versions, one version, comparison. */
import { messageOf } from '../components/review-page.ts';
import { type PublicEvent, publicEvents } from '../../records/review.ts';
import { codeOf, leaves } from '../../kinds/content.ts';
import type { Kind } from '../../kinds/kind.ts';
import { graphJsonLd, JSON_LD_TYPE, recordJsonLd } from '../../open-data/json-ld.ts';
import { dataSite } from '../../open-data/licence.ts';
import { recordColumns, recordRow } from '../../open-data/table.ts';
import type { Platform } from '../../platform.ts';
import { isId, printId } from '../../records/id.ts';
import { type Backlink, backlinksOf, historyOf, type Mention, mentionsOf, newestVersion, type PublicRecord, recordsById, type Version, versionOf } from '../../records/read.ts';
import { everyMatch, facetsOfRecords, search, type SearchRequest, type SearchResult } from '../../search/search.ts';
import { formatMoment, formatNumber } from '../../i18n/format.ts';
import { evidence, facts } from '../components/facts.ts';
import { type ListedFacet, MOST_VALUES, searchList } from '../components/search-list.ts';
import { bareText, kindName, mentionLink, plainText, text } from '../components/text.ts';
import type { ValueContext } from '../components/value.ts';
import { labelKey } from '../../kinds/labels.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { page } from '../layout.ts';
import { readSearchRequest } from '../search-request.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { mayManage } from '../../access/memberships.ts';
import { mayRead, mayWrite } from '../../access/policy.ts';
import { isWithWriters, readDraft } from '../../records/drafts.ts';
import { confirmSection } from './confirm.ts';
import { comparePage } from './compare.ts';
import { paperRoutes } from './paper.ts';
import { idAt, kindAt, recordCrumbs, recordTitle } from './record-address.ts';

export function recordRoutes(web: Web): void {
  paperRoutes(web);
  web.page('/search', (context) => listView(context, undefined));
  web.page('/:path/:id/versions/:number', versionView);
  web.page('/:path/:id/versions', versionsView);
  web.page('/:path/:id/compare', comparePage);
  web.page('/:path/:id', recordView);
  web.page('/:path', (context) => listView(context, kindAt(context)));
}

async function listView(context: PageContext, kind: Kind | undefined): Promise<View> {
  const { platform, t } = context;
  const { database, kinds, configuration } = platform;
  const request = readSearchRequest(context.url, kinds, kind);
  const result = await search(database, configuration.languages, request);
  const title = kind ? kindName(context, kind, 'many') : t('core.search.title');
  const path = kind?.path ?? 'search';
  const notes = await listedNotes(context, kind, result);
  const named = [...result.facets.flatMap(({ values }) => values.slice(0, MOST_VALUES)), ...[...notes.values()].flat()].map(({ value }) => value);
  const mentions = await mentionsOf(database, named.filter(isId));
  return {
    html: () =>
      page(context, {
        title,
        forms: ['csv', 'json', 'jsonld'],
        ...(kind && { feed: href(context, `${kind.path}/feed.atom`) }),
        body: html`<h1>${title}</h1>${kind && html`<p class="lead">${t(`kinds.${kind.name}.about`)}</p>`}${searchList({ page: context, path, kind, request, result, mentions, notes })}${kind && html`<p class="forms"><a href="${href(context, `${kind.path}/form`)}">${t('form.paper.link')}</a></p>`}`,
      }),
    json: () => listJson(context, result),
    csv: () =>
      kind
        ? { columns: recordColumns(kind, configuration.languages), rows: csvRows(context, kind, request) }
        : { columns: ['id', 'kind', 'code', ...configuration.languages.map((one) => `title.${one}`), 'published_at', 'url'], rows: searchRows(context, request) },
    others: { jsonld: { type: JSON_LD_TYPE, content: () => graphJsonLd(dataSite(platform), kind, matchedRecords(context, request)) } },
  };
}

/** What the kind of a list has said of each record beside its name. */
async function listedNotes({ platform }: PageContext, kind: Kind | undefined, { hits }: SearchResult): Promise<Map<string, ListedFacet[]>> {
  const listed = kind?.listed ?? [];
  if (listed.length === 0) return new Map();
  const facets = await facetsOfRecords(platform.database, hits.map(({ id }) => id));
  return new Map([...facets].map(([id, all]) => [id, listed.flatMap((field) => firstOf(all, field))]));
}

function firstOf(facets: readonly string[], field: string): ListedFacet[] {
  const first = facets.find((facet) => facet.startsWith(`${field}:`));
  return first === undefined ? [] : [{ field, value: first.slice(field.length + 1) }];
}

function listJson(context: PageContext, result: SearchResult) {
  const { platform, language } = context;
  return {
    total: result.total,
    more: result.more,
    corrections: result.understanding.corrections,
    facets: result.facets,
    records: result.hits.map((hit) => ({
      id: hit.id,
      kind: hit.kind,
      code: hit.code ?? null,
      title: hit.title,
      publishedAt: hit.publishedAt.toISOString(),
      url: `${platform.origin}/${language}/${platform.kinds.get(hit.kind).path}/${hit.id}.json`,
    })),
    next: nextUrl(context, result),
  };
}

function nextUrl({ url, platform }: PageContext, { after }: SearchResult): string | null {
  if (!after) return null;
  const next = new URL(url.pathname + url.search, platform.origin);
  next.searchParams.delete('before');
  next.searchParams.set('after', Buffer.from(JSON.stringify([after.value, after.id])).toString('base64url'));
  return next.href;
}

/** Every record of a list: a table of a million rows is never in memory. */
async function* csvRows(context: PageContext, kind: Kind, request: SearchRequest) {
  const { languages } = context.platform.configuration;
  for await (const { version } of matchedRecords(context, request)) yield recordRow(kind, version, languages);
}

/** Every record that a request finds, in the order of the list. */
async function* matchedRecords({ platform }: PageContext, request: SearchRequest) {
  for await (const hits of everyMatch(platform.database, platform.configuration.languages, request)) {
    const records = new Map((await recordsById(platform.database, hits.map(({ id }) => id))).map((record) => [record.id, record]));
    for (const { id } of hits) {
      const version = records.get(id);
      if (version) yield { kind: platform.kinds.get(version.kind), version };
    }
  }
}

/** The results of a search over all kinds, which have only their names in common. */
async function* searchRows({ platform, language }: PageContext, request: SearchRequest) {
  const { languages } = platform.configuration;
  for await (const hits of everyMatch(platform.database, languages, request)) {
    for (const { id, kind, code, title, publishedAt } of hits) {
      const address = `${platform.origin}/${language}/${platform.kinds.get(kind).path}/${id}`;
      yield [id, kind, code ?? null, ...languages.map((one) => title[one] ?? title['und'] ?? null), publishedAt.toISOString(), address];
    }
  }
}

/** What a record's page needs beside the record. */
async function valueContext(context: PageContext, kind: Kind, documents: readonly PublicRecord['document'][]): Promise<ValueContext> {
  const ids = documents.flatMap((document) => [...leaves(kind, document)].flatMap(({ meta, value }) => (meta.type === 'reference' && typeof value === 'string' ? [value] : [])));
  return { page: context, kind, mentions: await mentionsOf(context.platform.database, ids) };
}

function isPublic(version: Version): version is PublicRecord {
  return version.document !== null;
}

async function recordView(context: PageContext): Promise<View> {
  const { platform } = context;
  const kind = kindAt(context);
  const id = idAt(context);
  const version = await newestVersion(platform.database, id);
  if (!version || version.kind !== kind.name) throw new NotFound();
  if (!isPublic(version)) return tombstone(context, kind, version);
  const backlinks = await backlinksOf(platform.database, id);
  const [content, acts, footers] = await Promise.all([recordContent(context, kind, version, backlinks), officerActs(context, kind, version), versionFooters(context, kind, version)]);
  return {
    html: () =>
      page(context, {
        title: recordTitle(context, kind, version),
        crumbs: recordCrumbs(context, kind),
        forms: ['csv', 'json', 'jsonld'],
        feed: `${recordHref(context, kind, id)}/feed.atom`,
        body: html`${acts}<article class="record kind-${kind.name}">${content}${provenance(context, kind, version)}${footers}</article>`,
      }),
    json: () => recordJson(context, kind, version, backlinks),
    csv: () => ({ columns: recordColumns(kind, platform.configuration.languages), rows: [recordRow(kind, version, platform.configuration.languages)] }),
    others: linkedData(platform, kind, version, backlinks.map(({ mention }) => mention.id)),
  };
}

/** What readers see of a record: as it is public, or as it would be. */
export async function recordContent(context: PageContext, kind: Kind, version: PublicRecord, backlinks: readonly Backlink[]): Promise<Html> {
  const values = await valueContext(context, kind, [version.document]);
  const own = context.platform.modules.map((module) => module.recordPages?.[kind.name]).find((one) => one !== undefined);
  const body = own ? await own(context, version) : html`${facts(values, version.document, [kind.title])}${linkedFrom(context, backlinks)}`;
  const sections = await Promise.all(context.platform.modules.map((module) => module.recordSections?.[kind.name]?.(context, version)));
  return html`${heading(context, kind, version)}${body}${sections}${evidence(values, version)}`;
}

function heading(context: PageContext, kind: Kind, record: PublicRecord): Html {
  const code = codeOf(kind, record.document);
  const title = record.document[kind.title];
  return html`<p class="kind">${kindName(context, kind, 'one')}${code !== undefined && html` <span class="code">${code}</span>`}</p><h1>${typeof title === 'string' ? title : text(context, (title ?? {}) as Parameters<typeof bareText>[1])}</h1>`;
}

/** A record as JSON: the same for every language, because it holds them all. */
export function recordJson({ platform, language }: PageContext, kind: Kind, version: Version, backlinks?: readonly Backlink[]) {
  return {
    id: version.id,
    kind: kind.name,
    version: version.number,
    act: version.act,
    publishedAt: version.publishedAt.toISOString(),
    schema: `${platform.origin}/schemas/${kind.name}`,
    url: `${platform.origin}/${language}/${kind.path}/${version.id}`,
    document: version.document,
    note: version.note,
    ...(backlinks && { linkedFrom: backlinks.map(({ field, mention }) => ({ id: mention.id, kind: mention.kind, field })) }),
  };
}

/** The records that refer to this one, by kind and field. */
export function linkedFrom(context: PageContext, backlinks: readonly Backlink[]): Html {
  const { t, platform } = context;
  const groups = Map.groupBy(backlinks.filter(({ field }) => !field.startsWith('evidence.')), ({ field, mention }) => `${mention.kind} ${field}`);
  const cited = backlinks.filter(({ field }) => field.startsWith('evidence.'));
  if (backlinks.length === 0) return nothing;
  return html`<section class="linked"><h2>${t('core.records.linked_from')}</h2>${[...groups].map(([key, links]) => {
    const [kindOf = '', field = ''] = key.split(' ');
    const kind = platform.kinds.get(kindOf);
    return linkGroup(context, t('core.records.linked_by', { kind: kindName(context, kind, 'many'), field: t(labelKey(kind.name, field)) }), links.map(({ mention }) => mention));
  })}${cited.length > 0 && linkGroup(context, t('core.records.cited_by'), uniqueById(cited.map(({ mention }) => mention)))}</section>`;
}

function linkGroup(context: PageContext, title: string, mentions: readonly Mention[]): Html {
  const list = html`<ul class="plain">${mentions.map((mention) => html`<li>${mentionLink(context, mention)}</li>`)}</ul>`;
  return html`<details${mentions.length <= 8 && html` open`}><summary>${title} <span class="n">${formatNumber(context.t, mentions.length)}</span></summary>${list}</details>`;
}

function uniqueById(mentions: readonly Mention[]): Mention[] {
  return [...new Map(mentions.map((mention) => [mention.id, mention])).values()];
}

/** What modules say of a version, be it of a record, a former one or one that is withdrawn. */
async function versionFooters(context: PageContext, kind: Kind, version: Version): Promise<Html> {
  return html`${await Promise.all(context.platform.modules.map((module) => module.versionFooter?.(context, kind, version) ?? nothing))}`;
}

/** Permanent id, version, when, and the way to the history. */
function provenance(context: PageContext, kind: Kind, version: Version): Html {
  const { t, platform } = context;
  const base = recordHref(context, kind, version.id);
  return html`<section class="provenance"><h2>${t('core.records.about_record')}</h2><dl class="facts">
<div><dt>${t('core.records.id')}</dt><dd><a href="/id/${version.id}"><code>${printId(version.id)}</code></a></dd></div>
<div><dt>${t('core.records.version')}</dt><dd>${version.number}, ${formatMoment(t, version.publishedAt, platform.configuration.timezone)} · <a href="${base}/versions">${t('core.records.history')}</a> · <a href="${base}/subscribe" rel="nofollow">${t('subscriptions.follow')}</a></dd></div>
</dl>${version.document && platform.modules.map((module) => module.recordFooter?.(context, kind, version.id) ?? nothing)}</section>`;
}

/** The kind of the places where people have roles. */
const INSTITUTION = 'institution';

/** What the person who looks at the page may do with the record: the first thing that they see. */
async function officerActs(context: PageContext, kind: Kind, version: PublicRecord): Promise<Html> {
  const { t, platform, person } = context;
  if (!person) return nothing;
  const draft = await readDraft(platform.database, version.id);
  const base = recordHref(context, kind, version.id);
  if (draft && !mayRead(person, kind, draft.document, draft)) return nothing;
  if (draft) {
    const writes = draft.stage === 'writing' && isWithWriters(draft) && mayWrite(person, kind, draft.document, draft);
    return html`<div class="notice"><p>${t('review.draft_open')} <a href="${base}/${writes ? 'edit' : 'review'}">${t(writes ? 'review.go_on_writing' : 'review.open')}</a></p></div>`;
  }
  if (!mayWrite(person, kind, version.document)) return nothing;
  return html`<div class="notice"><p><a class="button secondary" href="${base}/edit">${t('core.records.edit')}</a> <a href="${base}/withdraw">${t('desk.other.withdraw')}</a>${kind.name === INSTITUTION && mayManage(person, version.id) && html` · <a href="${href(context, `members/${version.id}`)}">${t('access.members.title')}</a>`}</p>${confirmSection(context, kind, version.id, version.number, version.document)}</div>`;
}

/** The page of a record that is no longer published: it says why, and what it was. */
async function tombstone(context: PageContext, kind: Kind, version: Version): Promise<View> {
  const { t, platform } = context;
  const former = await versionOf(platform.database, version.id, version.number - 1);
  const title = former && isPublic(former) ? recordTitle(context, kind, former) : t('core.records.untitled');
  const base = recordHref(context, kind, version.id);
  const footers = await versionFooters(context, kind, version);
  return {
    status: 410,
    html: () =>
      page(context, {
        title,
        crumbs: recordCrumbs(context, kind),
        forms: ['json', 'jsonld'],
        noIndex: true,
        body: html`<article class="record tombstone"><p class="kind">${kindName(context, kind, 'one')}</p><h1><s>${title}</s></h1>
<div class="notice"><h2>${t('core.records.withdrawn', { date: formatMoment(t, version.publishedAt, platform.configuration.timezone) })}</h2><p>${version.note && text(context, version.note)}</p></div>
<p><a href="${base}/versions">${t('core.records.history')}</a> · <a href="${base}/subscribe" rel="nofollow">${t('subscriptions.follow')}</a></p>${footers}</article>`,
      }),
    json: () => recordJson(context, kind, version),
    // Whoever had the row asks for it again: there is none now, but the address is not unknown.
    csv: () => ({ columns: recordColumns(kind, platform.configuration.languages), rows: [] }),
    others: jsonLd(platform, kind, version),
  };
}

async function versionsView(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const kind = kindAt(context);
  const [all, events, notes] = await Promise.all([
    historyOf(platform.database, idAt(context)),
    publicEvents(platform.database, idAt(context)),
    Promise.all(platform.modules.map((module) => module.versionNotes?.(context, kind, idAt(context)))),
  ]);
  const history = all.filter((version) => version.kind === kind.name);
  const wayOf = Map.groupBy(events, ({ version }) => version);
  const newest = history.find(isPublic);
  if (history.length === 0) throw new NotFound();
  const title = newest ? recordTitle(context, kind, newest) : t('core.records.untitled');
  const base = recordHref(context, kind, idAt(context));
  return {
    html: () =>
      page(context, {
        title: `${t('core.records.history')}: ${title}`,
        crumbs: [...recordCrumbs(context, kind), { label: title, href: base }],
        forms: ['json'],
        body: html`<h1>${t('core.records.history')}</h1><ol class="versions" reversed>${history.map(
          (version) => html`<li><a href="${base}/versions/${version.number}">${t('core.records.version_number', { number: version.number })}</a>
<time datetime="${version.publishedAt.toISOString()}">${formatMoment(t, version.publishedAt, platform.configuration.timezone)}</time>
${version.act === 'withdrawal' && html`<strong>${t('core.records.withdrawal')}</strong>`}
${version.note && html`<p>${text(context, version.note)}</p>`}${publicWay(context, kind, wayOf.get(version.number) ?? [])}
${version.number > 1 && version.act === 'publication' && html`<a href="${base}/compare?from=${version.number - 1}&amp;to=${version.number}">${t('core.records.what_changed')}</a>`} ${notes.map((one) => one?.get(version.number) ?? nothing)}</li>`,
        )}</ol>`,
      }),
    json: () => history.map((version) => ({ ...recordJson(context, kind, version), review: wayOf.get(version.number) ?? [] })),
  };
}

/** How a version came about, for readers: what was done and when, not by whom; the reasons that may be public. */
function publicWay(context: PageContext, kind: Kind, events: readonly PublicEvent[]): Html {
  const { t, platform } = context;
  if (events.length === 0) return nothing;
  return html`<details><summary>${t('review.public_trail')}</summary><ol>${events.map((event) => html`<li>${t(`review.acts.${event.act}.${event.side}`)} <small>${formatMoment(t, event.at, platform.configuration.timezone)}</small>${messageOf(context, kind, { ...event, public: true })}</li>`)}</ol></details>`;
}

async function versionView(context: PageContext): Promise<View> {
  const { platform, t, param } = context;
  const kind = kindAt(context);
  const number = Number(param('number'));
  const version = /^[1-9]\d{0,8}$/.test(param('number')) ? await versionOf(platform.database, idAt(context), number) : undefined;
  if (!version || version.kind !== kind.name) throw new NotFound();
  const base = recordHref(context, kind, version.id);
  const values = await valueContext(context, kind, isPublic(version) ? [version.document] : []);
  const title = isPublic(version) ? recordTitle(context, kind, version) : t('core.records.withdrawal');
  const footers = await versionFooters(context, kind, version);
  return {
    html: () =>
      page(context, {
        title: `${title} (${t('core.records.version_number', { number })})`,
        crumbs: [...recordCrumbs(context, kind), { label: title, href: base }, { label: t('core.records.history'), href: `${base}/versions` }],
        forms: ['json', 'jsonld'],
        noIndex: true,
        body: html`<article class="record"><p class="kind">${t('core.records.version_number', { number })}, ${formatMoment(t, version.publishedAt, platform.configuration.timezone)}</p><h1>${title}</h1>
${isPublic(version) ? html`${facts(values, version.document)}${evidence(values, version)}` : html`<p>${version.note && plainText(context, version.note)}</p>`}${footers}</article>`,
      }),
    json: () => recordJson(context, kind, version),
    others: jsonLd(platform, kind, version),
  };
}

/** With what a module says of the record. That is asked only where this form is: it is sent as it is made. */
function linkedData(platform: Platform, kind: Kind, record: PublicRecord, linkedFrom: readonly string[]): NonNullable<View['others']> {
  const more = platform.modules.map((module) => module.linkedData?.[kind.name]).find((one) => one !== undefined);
  if (!more) return jsonLd(platform, kind, record, linkedFrom);
  return { jsonld: { type: JSON_LD_TYPE, content: async function* () {
    yield `${JSON.stringify(recordJsonLd(dataSite(platform), kind, record, linkedFrom, await more(platform, record)), null, 1)}\n`;
  } } };
}

function jsonLd(platform: Platform, kind: Kind, version: Version, linkedFrom: readonly string[] = []): NonNullable<View['others']> {
  return { jsonld: { type: JSON_LD_TYPE, content: () => `${JSON.stringify(recordJsonLd(dataSite(platform), kind, version, linkedFrom), null, 1)}\n` } };
}
