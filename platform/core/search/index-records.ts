/** Keeps the search rows in step with what is public, inside the transaction of the publication. */
import { sql, type Transaction } from 'kysely';
import { codeOf, facetsOf, searchTextsOf, titleOf } from '../kinds/content.ts';
import type { Document, Kind } from '../kinds/kind.ts';
import type { Tables } from '../storage/tables.ts';
import { inChunks } from '../records/chunks.ts';
import { configurationFor, PLAIN } from './configurations.ts';
import { joinAcronyms, sortKey, wordsOf } from './fold.ts';

export interface IndexedRecord {
  readonly id: string;
  readonly kind: Kind;
  /** The public document. */
  readonly document: Document;
  readonly sequence: number;
  readonly publishedAt: Date;
}

/** Shorter words are not corrected: too many others are one letter away. */
export const SHORTEST_CORRECTED_WORD = 4;
export const LONGEST_WORD = 40;

/** Writes the search rows of new versions. */
export async function indexRecords(transaction: Transaction<Tables>, languages: readonly string[], records: readonly IndexedRecord[]): Promise<void> {
  const ids = records.map(({ id }) => id);
  const former = await transaction.selectFrom('search_entry').select(['kind', 'facets', 'tallies']).where('record_id', 'in', ids).execute();
  const rows = records.map((record) => searchRow(record, languages));
  const texts = records.flatMap((record) => searchTexts(record));
  await sql`
    with rows as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row (record_id text, kind text, title jsonb, code text, sort_key text, facets text[], published_at timestamptz, sequence bigint)
    ), words as (
      select record_id, yupana_join(setweight(to_tsvector(configuration::regconfig, text), weight::"char") order by place) as words
      from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) as text (record_id text, place integer, configuration text, weight text, text text)
      group by record_id
    )
    insert into search_entry (record_id, kind, title, code, sort_key, facets, words, published_at, sequence)
    select record_id, kind, title, code, sort_key, facets, coalesce(words, ''), published_at, sequence from rows left join words using (record_id)
    on conflict (record_id) do update set
      title = excluded.title, code = excluded.code, sort_key = excluded.sort_key, facets = excluded.facets, tallies = '{}',
      words = excluded.words, published_at = excluded.published_at, sequence = excluded.sequence`.execute(transaction);
  await adjustCounts(transaction, former, rows);
  await learnWords(transaction, texts.map(({ text }) => text));
  await learnAcronyms(transaction, records);
}

/** Takes a withdrawn record out of search. */
export async function removeFromIndex(transaction: Transaction<Tables>, recordId: string): Promise<void> {
  const former = await transaction.deleteFrom('search_entry').where('record_id', '=', recordId).returning(['kind', 'facets', 'tallies']).execute();
  await adjustCounts(transaction, former, []);
  await transaction.deleteFrom('search_acronym').where('record_id', '=', recordId).execute();
}

function searchRow({ id, kind, document, sequence, publishedAt }: IndexedRecord, languages: readonly string[]) {
  const title = titleOf(kind, document);
  const code = codeOf(kind, document);
  const titleInOrder = [...languages, 'und'].map((language) => title[language]).find((text) => text !== undefined);
  const order = `${code ?? ''} ${titleInOrder ?? Object.values(title).toSorted()[0] ?? ''}`;
  return {
    record_id: id,
    kind: kind.name,
    title,
    code: code ?? null,
    sort_key: sortKey(order.trim()),
    facets: facetsOf(kind, document),
    published_at: publishedAt,
    sequence,
  };
}

/** In an order that does not hang on the one in which the languages of a text were written, which jsonb does not keep. */
function searchTexts({ id, kind, document }: IndexedRecord) {
  return searchTextsOf(kind, document)
    .map(({ weight, language, text }) => ({ configuration: language === undefined ? PLAIN : configurationFor(language), weight, text: joinAcronyms(text) }))
    .toSorted((a, b) => compare(a.configuration, b.configuration) || compare(a.weight, b.weight) || compare(a.text, b.text))
    .map((text, place) => ({ record_id: id, place, ...text }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Counted {
  readonly kind: string;
  readonly facets: readonly string[];
  readonly tallies?: readonly string[];
}

/** Brings the counters from what rows had before to what they have now. */
export async function adjustCounts(transaction: Transaction<Tables>, before: readonly Counted[], after: readonly Counted[]): Promise<void> {
  const facets = changesOf(before, after, (row) => ['', ...row.facets]);
  const tallies = changesOf(before, after, (row) => row.tallies ?? []);
  if (facets.length > 0) {
    await sql`
      with changed as (select * from jsonb_to_recordset(${JSON.stringify(facets)}::jsonb) as row (kind text, value text, change bigint))
      merge into facet_count as kept using changed on kept.kind = changed.kind and kept.facet = changed.value
      when matched and kept.records + changed.change = 0 then delete
      when matched then update set records = kept.records + changed.change
      when not matched then insert (kind, facet, records) values (changed.kind, changed.value, changed.change)`.execute(transaction);
  }
  if (tallies.length > 0) {
    await sql`
      with changed as (select * from jsonb_to_recordset(${JSON.stringify(tallies)}::jsonb) as row (kind text, value text, change bigint))
      merge into tally_count as kept using changed on kept.kind = changed.kind and kept.tally = changed.value
      when matched and kept.records + changed.change = 0 then delete
      when matched then update set records = kept.records + changed.change
      when not matched then insert (kind, tally, records) values (changed.kind, changed.value, changed.change)`.execute(transaction);
  }
}

function changesOf(before: readonly Counted[], after: readonly Counted[], valuesOf: (row: Counted) => readonly string[]): { kind: string; value: string; change: number }[] {
  const changes = new Map<string, { kind: string; value: string; change: number }>();
  const count = (entries: readonly Counted[], step: number): void => {
    for (const row of entries) {
      for (const value of valuesOf(row)) {
        const key = `${row.kind} ${value}`;
        changes.set(key, { kind: row.kind, value, change: (changes.get(key)?.change ?? 0) + step });
      }
    }
  };
  count(before, -1);
  count(after, +1);
  return [...changes.values()].filter(({ change }) => change !== 0);
}

async function learnWords(transaction: Transaction<Tables>, texts: readonly string[]): Promise<void> {
  const known = new Set(texts.flatMap(wordsOf).filter((word) => word.length >= SHORTEST_CORRECTED_WORD && word.length <= LONGEST_WORD));
  for (const chunk of inChunks([...known].map((word) => ({ word })))) {
    await transaction.insertInto('search_word').values(chunk).onConflict((conflict) => conflict.doNothing()).execute();
  }
}

/** A kind with a field `acronym` teaches search that the acronym and the title mean the same. */
async function learnAcronyms(transaction: Transaction<Tables>, records: readonly IndexedRecord[]): Promise<void> {
  await transaction.deleteFrom('search_acronym').where('record_id', 'in', records.map(({ id }) => id)).execute();
  const rows = records.flatMap(({ id, kind, document }) => {
    const acronym = document['acronym'];
    if (typeof acronym !== 'string') return [];
    const names = new Set(Object.values(titleOf(kind, document)).map((title) => wordsOf(title).join(' ')));
    return [...names].map((name) => ({ record_id: id, acronym: wordsOf(joinAcronyms(acronym)).join(' '), name }));
  });
  for (const chunk of inChunks(rows)) await transaction.insertInto('search_acronym').values(chunk).execute();
}
