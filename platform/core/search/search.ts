/**
 * Search over all records: words, facets with counts, sorting, stable paging. The same request serves HTML, JSON and CSV.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { conditionOf, readTerms, understand, type Understanding } from './query.ts';

export const SORTS = ['relevance', 'name', 'newest'] as const;
export type Sort = (typeof SORTS)[number];

export interface SearchRequest {
  readonly words: string;
  readonly kind?: string;
  /** Facet values that all must hold: `axis:dp38mzxnwa4z`. */
  readonly facets: readonly string[];
  readonly sort: Sort;
  readonly size: number;
  /** Where the page begins, as {@link SearchResult} gave it; undefined for the first page. */
  readonly cursor?: Cursor;
}

/** A place between two results. It stays where it is when records are published before or after it. */
export interface Cursor {
  readonly direction: 'after' | 'before';
  /** The sort value and id of the result that it stands beside. */
  readonly value: string;
  readonly id: string;
}

export interface Hit {
  readonly id: string;
  readonly kind: string;
  readonly title: Readonly<Record<string, string>>;
  readonly code: string | undefined;
  readonly publishedAt: Date;
}

export interface Facet {
  /** `axis`, or `kind` for the kinds themselves. */
  readonly field: string;
  /** At most {@link MOST_FACET_VALUES}. */
  readonly values: readonly { readonly value: string; readonly records: number }[];
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly total: number;
  /** True where there are more results than are counted: total and facets then speak of the first {@link MOST_COUNTED}. */
  readonly more: boolean;
  readonly facets: readonly Facet[];
  readonly before: Cursor | undefined;
  readonly after: Cursor | undefined;
  readonly understanding: Understanding;
}

/** Beyond this many matches nobody reads on; ranking and counting them all would only be slow. */
export const MOST_COUNTED = 10_000;

/** The values of a facet that are told, the most frequent first: a page shows a dozen. */
export const MOST_FACET_VALUES = 100;

/**
 * Searches.
 * @param languages of the deployment: a word is understood in each of them.
 */
export async function search(database: Database, languages: readonly string[], request: SearchRequest): Promise<SearchResult> {
  const understanding = await understand(database, languages, readTerms(request.words));
  const condition = conditionOf(understanding.terms, languages);
  const words = condition && (await queryOf(database, condition));
  const narrowed = words !== undefined || request.facets.length > 0;
  const sort = request.sort === 'relevance' && !words ? 'name' : request.sort;
  const page = narrowed ? await narrowedPage(database, request, sort, words) : await wholePage(database, request, sort);
  return { ...page, understanding };
}

type Page = Omit<SearchResult, 'understanding'>;

/**
 * The condition in full. It is worked out by itself, because only of a query that it knows can the planner tell whether
 * it is rare or common, and so whether to begin with the words or with the facets (2 ms instead of 130 ms in a million).
 */
async function queryOf(database: Database, condition: RawBuilder<unknown>): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ query: string }>`select ${condition}::text as query`.execute(database);
  return sql`${rows[0]?.query ?? ''}::tsquery`;
}

/**
 * The key by which results are sorted, the smallest first. A number where it can be one: made into text ten thousand
 * times it took longer than finding the records; text it becomes in the rows of the page alone, for the cursor.
 */
function sortKeyOf(sort: Sort): RawBuilder<string | number> {
  switch (sort) {
    case 'name':
      return sql`sort_key`;
    case 'newest':
      return sql`(9007199254740991 - sequence)`;
    case 'relevance':
      // Rank is below 1; the higher the rank, the smaller the key.
      return sql`(1 - rank::float8)`;
  }
}

/** A sort key as text for a cursor, from which the same key is read again. */
function keyAsText(sort: Sort, key: RawBuilder<unknown>): RawBuilder<string> {
  return sort === 'newest' ? sql`lpad(${key}::text, 16, '0')` : sql`${key}::text`;
}

/** The key that a cursor holds. Cursors come from the address, so it may be anything: what is no number is beyond them all. */
function keyOfCursor(sort: Sort, { value }: Cursor): RawBuilder<unknown> {
  switch (sort) {
    case 'name':
      return sql`${value} collate "C"`;
    case 'newest':
      return sql`${Number(value)}::bigint`;
    case 'relevance':
      return sql`${Number(value)}::float8`;
  }
}

interface Row {
  record_id: string;
  kind: string;
  title: Record<string, string>;
  code: string | null;
  published_at: Date;
  value: string;
}

/** A list that nothing narrows: read off the index, counted by the counters. */
async function wholePage(database: Database, request: SearchRequest, sort: Sort): Promise<Page> {
  const { kind, cursor, size } = request;
  const ofKind = kind === undefined ? sql`true` : sql`kind = ${kind}`;
  const { order, beyond } = orderAlongIndex(request, sort);
  const [{ rows }, counts] = await Promise.all([
    sql<Row>`
      select record_id, kind, title, code, published_at, ${keyAsText(sort, sortKeyOf(sort))} as value
      from search_entry where ${ofKind} and ${beyond} order by ${order} limit ${size + 1}`.execute(database),
    countsOf(database, kind),
  ]);
  return { ...cut(rows, size, cursor), ...counts, more: false };
}

/** The order of an index, and what lies beyond the cursor in it. */
function orderAlongIndex({ cursor }: SearchRequest, sort: Sort): { order: RawBuilder<unknown>; beyond: RawBuilder<unknown> } {
  const backwards = cursor?.direction === 'before';
  const [direction, opposite] = backwards ? [sql`desc`, sql`asc`] : [sql`asc`, sql`desc`];
  // By date the index is read by sequence, and the cursor's value turned back into one.
  if (sort === 'newest') return { order: sql`sequence ${opposite}`, beyond: cursor ? sql`sequence ${backwards ? sql`>` : sql`<`} ${Number.MAX_SAFE_INTEGER - Number(cursor.value)}` : sql`true` };
  return { order: sql`sort_key ${direction}, record_id ${direction}`, beyond: cursor ? sql`(sort_key, record_id) ${backwards ? sql`<` : sql`>`} (${cursor.value}, ${cursor.id})` : sql`true` };
}

async function countsOf(database: Database, kind: string | undefined): Promise<{ total: number; facets: Facet[] }> {
  const rows = kind === undefined ? await countsOfKinds(database) : await countsOfKind(database, kind);
  const whole = rows.filter(({ facet }) => facet === '');
  const total = whole.reduce((sum, { records }) => sum + records, 0);
  const kinds = whole.map(({ kind, records }) => ({ facet: `kind:${kind}`, records }));
  return { total, facets: groupFacets(kind === undefined ? kinds : rows.filter(({ facet }) => facet !== '')) };
}

interface Counted {
  readonly kind: string;
  readonly facet: string;
  readonly records: number;
}

async function countsOfKinds(database: Database): Promise<Counted[]> {
  return database.selectFrom('facet_count').selectAll().where('facet', '=', '').execute();
}

/**
 * The most frequent values of each field. A field that refers to records may have as many values as there are records,
 * so the index is asked for one field after another; the field without a name counts the kind itself.
 */
async function countsOfKind(database: Database, kind: string): Promise<Counted[]> {
  const field = sql`split_part(facet, ':', 1)`;
  const { rows } = await sql<Counted>`
    with recursive field (name) as (
      select ''
      union all
      select (select ${field} from facet_count where kind = ${kind} and ${field} > field.name order by ${field} limit 1) from field where field.name is not null
    )
    select kind, facet, records from field cross join lateral (
      select kind, facet, records from facet_count where kind = ${kind} and ${field} = field.name
      order by records desc, facet limit ${MOST_FACET_VALUES}
    ) as frequent`.execute(database);
  return rows;
}

/** A list narrowed by words or facets: at most {@link MOST_COUNTED} matches are sorted, and their facets counted beside that. */
async function narrowedPage(database: Database, request: SearchRequest, sort: Sort, words: RawBuilder<unknown> | undefined): Promise<Page> {
  const { cursor, size } = request;
  const broad = !words && (await isBroad(database, request));
  const [{ rows, found }, counts] = await Promise.all([broad ? walkedRows(database, request, sort) : matchedRows(database, request, sort, words), countsOfMatches(database, request, words)]);
  return { ...cut(rows, size, cursor), total: Math.min(found, MOST_COUNTED), more: found > MOST_COUNTED, facets: groupFacets(counts) };
}

interface Found {
  readonly rows: Row[];
  /** More than {@link MOST_COUNTED} are not counted. */
  readonly found: number;
}

/** Whether a list is narrowed by one facet alone that more records have than are ranked: then its page is soon found along the order. */
async function isBroad(database: Database, { kind, facets }: SearchRequest): Promise<boolean> {
  const [facet] = facets;
  if (kind === undefined || facet === undefined || facets.length > 1) return false;
  const row = await database.selectFrom('facet_count').select('records').where('kind', '=', kind).where('facet', '=', facet).executeTakeFirst();
  return (row?.records ?? 0) > MOST_COUNTED;
}

/** The matches of a page, ranked among at most {@link MOST_COUNTED}. */
async function matchedRows(database: Database, request: SearchRequest, sort: Sort, words: RawBuilder<unknown> | undefined): Promise<Found> {
  const { cursor, size } = request;
  const backwards = cursor?.direction === 'before';
  const beyond = cursor ? sql`(key, record_id) ${backwards ? sql`<` : sql`>`} (${keyOfCursor(sort, cursor)}, ${cursor.id})` : sql`true`;
  const direction = backwards ? sql`desc` : sql`asc`;
  const rank = words ? sql`ts_rank(words, ${words}, 1)` : sql`0`;
  const { rows } = await sql<Row & { found: number; record_id: string | null }>`
    with matched as materialized (select record_id, ${sortColumn(sort, rank)} from search_entry where ${narrowing(request, words)} limit ${MOST_COUNTED + 1}),
    ordered as (select record_id, ${sortKeyOf(sort)} as key from matched),
    page as (select record_id, key from ordered where ${beyond} order by key ${direction}, record_id ${direction} limit ${size + 1})
    select found, page.record_id, entry.kind, title, code, published_at, ${keyAsText(sort, sql`key`)} as value
    from (select count(*) as found from matched) as counted left join (page join search_entry as entry using (record_id)) on true
    order by key ${direction}, record_id ${direction}`.execute(database);
  // A page beyond the last match has no row but that of the count.
  return { rows: rows.filter(({ record_id }) => record_id !== null), found: rows[0]?.found ?? 0 };
}

/** The matches of a page along the index of its order, among all that there are: more than are counted. */
async function walkedRows(database: Database, request: SearchRequest, sort: Sort): Promise<Found> {
  const { order, beyond } = orderAlongIndex(request, sort);
  const { rows } = await sql<Row>`
    select record_id, kind, title, code, published_at, ${keyAsText(sort, sortKeyOf(sort))} as value
    from search_entry where ${narrowing(request, undefined)} and ${beyond} order by ${order} limit ${request.size + 1}`.execute(database);
  return { rows, found: MOST_COUNTED + 1 };
}

/** How many matches have each facet, of the first {@link MOST_COUNTED}. Compared byte by byte: by the rules of a language it takes half as long again. */
async function countsOfMatches(database: Database, request: SearchRequest, words: RawBuilder<unknown> | undefined): Promise<{ facet: string; records: number }[]> {
  // Lists of all kinds count kinds only; ten thousand lists of facets that nobody counts would not stay in memory.
  const counted = request.kind === undefined ? sql`array['kind:' || kind]` : sql`facets`;
  const { rows } = await sql<{ counts: Record<string, number> | null }>`
    select json_object_agg(facet, records) as counts from (
      select facet, count(*) as records from (
        select unnest(counted) collate "C" as facet from (select ${counted} as counted from search_entry where ${narrowing(request, words)} limit ${MOST_COUNTED + 1}) as matched
      ) as each group by facet
    ) as counts`.execute(database);
  return Object.entries(rows[0]?.counts ?? {}).map(([facet, records]) => ({ facet, records }));
}

/** What a request asks of a row. */
function narrowing({ kind, facets }: SearchRequest, words: RawBuilder<unknown> | undefined): RawBuilder<unknown> {
  const conditions = [
    ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
    ...(facets.length > 0 ? [sql`facets @> ${[...facets]}::text[]`] : []),
    ...(words ? [sql`words @@ ${words}`] : []),
  ];
  return conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`;
}

/** The facets of some records. */
export async function facetsOfRecords(database: Database, ids: readonly string[]): Promise<Map<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('search_entry').select(['record_id', 'facets']).where('record_id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.record_id, row.facets]));
}

/** How many matches are read at once where all are wanted. */
const CHUNK = 500;

/**
 * Every match of a request, chunk by chunk, for tables: in the order that was asked for, or, where there are more matches than
 * are ranked ({@link MOST_COUNTED}), in the order of names, so that none is left out.
 */
export async function* everyMatch(database: Database, languages: readonly string[], request: SearchRequest): AsyncGenerator<readonly Hit[]> {
  // From the beginning, also where a page shows the middle.
  const { cursor: _, ...whole } = request;
  const first = await search(database, languages, { ...whole, size: CHUNK });
  if (first.more) {
    yield* matchesByName(database, languages, request);
    return;
  }
  for (let result = first; ; result = await search(database, languages, { ...whole, size: CHUNK, cursor: result.after })) {
    yield result.hits;
    if (!result.after) return;
  }
}

async function* matchesByName(database: Database, languages: readonly string[], request: SearchRequest): AsyncGenerator<readonly Hit[]> {
  const { terms } = await understand(database, languages, readTerms(request.words));
  const condition = conditionOf(terms, languages);
  const words = condition && (await queryOf(database, condition));
  for (let last: Row | undefined; ; ) {
    const beyond = last ? sql`(sort_key, record_id) > (${last.value}, ${last.record_id})` : sql`true`;
    const { rows }: { rows: Row[] } = await sql<Row>`
      select record_id, kind, title, code, published_at, sort_key as value
      from search_entry where ${narrowing(request, words)} and ${beyond} order by sort_key, record_id limit ${CHUNK}`.execute(database);
    yield rows.map(hitOf);
    last = rows.at(-1);
    if (!last || rows.length < CHUNK) return;
  }
}

function hitOf(row: Row): Hit {
  return { id: row.record_id, kind: row.kind, title: row.title, code: row.code ?? undefined, publishedAt: row.published_at };
}

/** What the sort key is made of. */
function sortColumn(sort: Sort, rank: RawBuilder<unknown>): RawBuilder<unknown> {
  return { name: sql`sort_key`, newest: sql`sequence`, relevance: sql`${rank} as rank` }[sort];
}

/** One row more than the page holds was read, to know whether the list goes on. */
function cut(rows: readonly Row[], size: number, cursor: Cursor | undefined): Pick<Page, 'hits' | 'before' | 'after'> {
  const goesOn = rows.length > size;
  const backwards = cursor?.direction === 'before';
  const kept = backwards ? rows.slice(0, size).toReversed() : rows.slice(0, size);
  const at = (row: Row | undefined, direction: Cursor['direction']): Cursor | undefined => row && { direction, value: row.value, id: row.record_id };
  return {
    hits: kept.map(hitOf),
    before: (backwards ? goesOn : cursor !== undefined) ? at(kept[0], 'before') : undefined,
    after: (backwards ? true : goesOn) ? at(kept.at(-1), 'after') : undefined,
  };
}

function groupFacets(counts: readonly { facet: string; records: number }[]): Facet[] {
  const byField = Map.groupBy(counts, ({ facet }) => facet.slice(0, facet.indexOf(':')));
  return [...byField].map(([field, values]) => ({
    field,
    values: values
      .map(({ facet, records }) => ({ value: facet.slice(field.length + 1), records }))
      .toSorted((a, b) => b.records - a.records || (a.value < b.value ? -1 : 1))
      .slice(0, MOST_FACET_VALUES),
  }));
}
