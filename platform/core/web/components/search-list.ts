/** A searchable list: the form, what narrows it, the results, the way on. Works as a plain form. */
import { formatMoment, formatNumber } from '../../i18n/format.ts';
import { labelKey, optionKey } from '../../kinds/labels.ts';
import type { ComputedFacets } from '../../kinds/computed-facets.ts';
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import { ABSENCES } from '../../kinds/values.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { Mention } from '../../records/read.ts';
import { type Facet, SORTS, type SearchRequest, type SearchResult } from '../../search/search.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { writeCursor } from '../search-request.ts';
import { kindName, mentionLink, mentionTitle } from './text.ts';

export interface SearchList {
  readonly page: PageContext;
  /** Below the language: `search`, `actions`. */
  readonly path: string;
  readonly kind: Kind | undefined;
  readonly request: SearchRequest;
  readonly result: SearchResult;
  /** The records that facet values name. */
  readonly mentions: ReadonlyMap<string, Mention>;
  /** By record: the facets that its kind has listed (`Kind.listed`). */
  readonly notes: ReadonlyMap<string, readonly ListedFacet[]>;
}

export interface ListedFacet {
  readonly field: string;
  readonly value: string;
}

/** Facets with more values than this show the most frequent ones. */
export const MOST_VALUES = 12;

export function searchList(list: SearchList): Html {
  const { page, result } = list;
  const { t } = page;
  // After the results, so that a telephone shows these first; a wide screen has them at the left.
  const narrowers = facets(list);
  return html`${searchForm(list)}
<div class="results">
${understood(list)}
<p class="count" role="status">${t(result.more ? 'core.search.more_than' : 'core.search.count', { count: result.total, shown: formatNumber(t, result.total) })}${narrowers !== nothing && html` · <a href="#narrow">${t('core.search.narrow')}</a>`}</p>
<div class="columns">
<div>
${result.hits.length > 0 ? html`<ol class="records">${result.hits.map((hit) => html`<li>${mentionLink(page, hit)}${hitNote(list, hit)}</li>`)}</ol>` : html`<p class="empty">${t('core.search.nothing')}</p>`}
${pagination(list)}
</div>
${narrowers}
</div></div>`;
}

/** The kind where several are listed, the day where the newest come first: only what tells one result from another. */
function hitNote(list: SearchList, hit: SearchResult['hits'][number]): Html {
  const { page, kind, request } = list;
  const { t, platform } = page;
  const day = html`<time datetime="${hit.publishedAt.toISOString()}">${formatMoment(t, hit.publishedAt, platform.configuration.timezone)}</time>`;
  const said = (list.notes.get(hit.id) ?? []).map(({ field, value }) => noteOf(list, field, value)).filter((note) => note !== undefined);
  const notes = [...said, ...(kind ? [] : [kindName(page, platform.kinds.get(hit.kind), 'one')]), ...(request.sort === 'newest' ? [day] : [])];
  return notes.length === 0 ? nothing : html`<small>${notes.map((note, index) => html`${index > 0 && ' · '}${note}`)}</small>`;
}

function query({ request, kind }: SearchList, change: { facets?: readonly string[]; cursor?: SearchRequest['cursor'] }): Record<string, string | readonly string[]> {
  const cursor = change.cursor;
  return {
    ...(request.words !== '' && { q: request.words }),
    ...(!kind && request.kind !== undefined && { kind: request.kind }),
    ...(request.sort !== 'relevance' && { sort: request.sort }),
    ...((change.facets ?? request.facets).length > 0 && { f: change.facets ?? request.facets }),
    ...(cursor && { [cursor.direction]: writeCursor(cursor) }),
  };
}

function searchForm(list: SearchList): Html {
  const { page, path, request } = list;
  const { t } = page;
  return html`<form class="search" action="${href(page, path)}">
<div><label for="q">${t('core.search.words')}</label><input id="q" name="q" type="search" value="${request.words}" maxlength="300"></div>
<div><label for="sort">${t('core.search.sort')}</label><select id="sort" name="sort">${SORTS.map((sort) => html`<option value="${sort}"${sort === request.sort && html` selected`}>${t(`core.search.sorts.${sort}`)}</option>`)}</select></div>
${request.facets.map((facet) => html`<input type="hidden" name="f" value="${facet}">`)}
${!list.kind && request.kind !== undefined && html`<input type="hidden" name="kind" value="${request.kind}">`}
<button>${t('core.search.button')}</button></form>`;
}

function understood({ page: { t }, result }: SearchList): Html {
  return html`${result.understanding.corrections.map(({ typed, taken }) => html`<p class="correction">${t('core.search.corrected', { typed, taken: taken.join(', ') })}</p>`)}`;
}

/** The first so many facets are shown; the others wait under one heading. */
const MOST_FACETS_SHOWN = 8;

function facets(list: SearchList): Html {
  const { page, request, result, kind } = list;
  const { t } = page;
  const of = kindOf(list);
  const order = [...(computedOf(list)?.first ?? []), ...Object.keys(of?.fields ?? {})];
  const place = (field: string): number => order.indexOf(field.split('.')[0] ?? '');
  const isChosen = (field: string): boolean => request.facets.some((facet) => facet.startsWith(`${field}:`));
  const known = result.facets.toSorted((a, b) => place(a.field) - place(b.field)).filter(({ field, values }) => values.length > 1 || isChosen(field));
  // The kind that was chosen, with the way back to all kinds.
  const chosen = !kind && of && { field: 'kind', values: [{ value: of.name, records: result.total }] };
  if (known.length === 0 && !chosen) return nothing;
  // What was chosen is never hidden: it is how one gets back.
  const shown = known.filter(({ field }, index) => index < MOST_FACETS_SHOWN || isChosen(field));
  const others = known.filter((facet) => !shown.includes(facet));
  const values = (facet: Facet): Html => facetValues(list, facet, of === undefined);
  return html`<nav class="facets" id="narrow" aria-label="${t('core.search.narrow')}"><h2>${t('core.search.narrow')}</h2>${chosen && facetValues(list, chosen, true)}${shown.map(values)}${others.length > 0 && html`<details><summary>${t('core.search.more_filters')} <span class="n">${others.length}</span></summary>${others.map(values)}</details>`}</nav>`;
}

/** What the module of the kind computes beside the fields. */
function computedOf(list: SearchList): ComputedFacets | undefined {
  const kind = kindOf(list);
  return kind && list.page.platform.kinds.computed[kind.name];
}

function computedFacet(list: SearchList, field: string): { readonly codes: readonly string[]; readonly key: string } | undefined {
  const computed = computedOf(list);
  const facet = computed?.facets.find(({ name }) => name === field);
  return computed && facet && { codes: facet.codes, key: `${computed.messages}.${field}` };
}

/** The kind of the results, where they are of one: that of the list, or the one chosen in a search over all. */
function kindOf({ page, kind, request }: SearchList): Kind | undefined {
  return kind ?? (request.kind === undefined ? undefined : page.platform.kinds.get(request.kind));
}

/** @param ofKinds whether the values are kinds; a kind may have a field of the name `kind` too. */
function facetValues(list: SearchList, { field, values }: Facet, ofKinds: boolean): Html {
  const { page, request } = list;
  const shown = values.slice(0, MOST_VALUES);
  const isChosen = (value: string): boolean => (ofKinds ? request.kind === value : request.facets.includes(`${field}:${value}`));
  const open = shown.some(({ value }) => isChosen(value));
  return html`<details${(open || ofKinds || shown.length <= 4) && html` open`}><summary>${ofKinds ? page.t('core.search.kind') : facetLabel(list, field)}</summary><ul>${shown.map(({ value, records }) => {
    const facet = `${field}:${value}`;
    const chosen = isChosen(value);
    const without = request.facets.filter((one) => one !== facet);
    // What narrows one kind means nothing in another.
    const target = ofKinds
      ? href(page, list.path, { ...query(list, { facets: [] }), kind: chosen ? [] : [value] })
      : href(page, list.path, query(list, { facets: chosen ? without : [...request.facets, facet] }));
    return html`<li><a href="${target}"${chosen && html` aria-current="true"`}>${ofKinds ? kindName(page, page.platform.kinds.get(value), 'many') : facetValueLabel(list, field, value)}</a> <span class="n">${formatNumber(page.t, records)}</span>${chosen && html` <span class="remove" aria-hidden="true">×</span>`}</li>`;
  })}</ul></details>`;
}

/** A value that says what it is of by itself, such as the name of a body; one that says nothing is left out. */
function noteOf(list: SearchList, field: string, value: string): string | undefined {
  return ABSENCES.some((absent) => absent === value) || value === 'unknown' ? undefined : facetValueLabel(list, field, value);
}

function facetLabel(list: SearchList, field: string): string {
  const kind = kindOf(list);
  const computed = computedFacet(list, field);
  return computed ? list.page.t(`${computed.key}.label`) : kind ? list.page.t(labelKey(kind.name, field)) : field;
}

function facetValueLabel(list: SearchList, field: string, value: string): string {
  const { page, mentions } = list;
  const kind = kindOf(list);
  if (!kind) return value;
  const computed = computedFacet(list, field);
  if (computed?.codes.includes(value)) return page.t(`${computed.key}.values.${value}`);
  if (ABSENCES.some((absent) => absent === value)) return page.t(`core.absences.${value}`);
  const meta = metaAt(kind, field);
  if (meta?.type === 'choice') return page.t(optionKey(kind.name, field, value));
  if (meta?.type === 'boolean') return page.t(value === 'true' ? 'core.values.yes' : 'core.values.no');
  const mention = mentions.get(value);
  return mention ? `${mention.code ?? ''} ${mentionTitle(page, mention)}`.trim() : value;
}

/** What is noted of a field below lists and groups. */
function metaAt(kind: Kind, field: string): FieldMeta | undefined {
  const [first = '', ...rest] = field.split('.');
  const schema = kind.fields[first];
  return schema && below(fieldMeta(schema), rest);
}

function below(meta: FieldMeta, steps: readonly string[]): FieldMeta | undefined {
  if (meta.type === 'list') return below(fieldMeta(meta.element), steps);
  const [step, ...rest] = steps;
  if (step === undefined) return meta;
  const schema = meta.type === 'group' ? meta.fields[step] : undefined;
  return schema && below(fieldMeta(schema), rest);
}

function pagination(list: SearchList): Html {
  const { page, path, result } = list;
  const { before, after } = result;
  if (!before && !after) return nothing;
  const link = (cursor: typeof before, rel: 'prev' | 'next'): Html | false => cursor !== undefined && html`<li><a rel="${rel}" href="${href(page, path, query(list, { cursor }))}">${page.t(`core.search.${rel}`)}</a></li>`;
  return html`<nav class="pages" aria-label="${page.t('core.search.pages')}"><ul>${link(before, 'prev')}${link(after, 'next')}</ul></nav>`;
}
