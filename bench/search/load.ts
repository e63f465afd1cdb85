/**
 * Puts records into search as publication would, by the shortest way: rows without checks and history, the indexes made
 * at the end. `agree.ts` checks that the rows are the same.
 */
import { sql } from 'kysely';
import { codeOf, facetsOf, searchTextsOf, titleOf } from '../../platform/core/kinds/content.ts';
import type { KindSet } from '../../platform/core/kinds/kind.ts';
import { configurationFor } from '../../platform/core/search/configurations.ts';
import { joinAcronyms, sortKey, wordsOf } from '../../platform/core/search/fold.ts';
import { SHORTEST_CORRECTED_WORD } from '../../platform/core/search/index-records.ts';
import type { Connection } from '../../platform/core/storage/database.ts';
import { timed } from '../lib/statistics.ts';
import type { Synthesis, SyntheticRecord } from './records.ts';

const CHUNK = 2000;
const LONGEST_WORD = 40;
export const PUBLISHED_AT = new Date('2026-11-21T12:00:00Z');

export interface Load {
  /** Seconds. */
  readonly rows: number;
  readonly indexes: readonly { readonly name: string; readonly seconds: number }[];
}

function rowOf(kinds: KindSet, { id, kind: name, document }: SyntheticRecord, sequence: number) {
  const kind = kinds.get(name);
  const [title, code] = [titleOf(kind, document), codeOf(kind, document)];
  return {
    record_id: id, kind: name, title, code: code ?? null, sort_key: sortKey(`${code ?? ''} ${title['es'] ?? title['und'] ?? ''}`.trim()),
    facets: facetsOf(kind, document), sequence,
    texts: searchTextsOf(kind, document).map(({ weight, language, text }) => ({ configuration: language === undefined ? 'yupana_plain' : configurationFor(language), weight, text: joinAcronyms(text) })),
  };
}

export async function loadRecords({ pool }: Connection, kinds: KindSet, synthesis: Synthesis, count: number): Promise<Load> {
  const client = await pool.connect();
  try {
    // For this connection alone. Superuser of the benchmark's own server: no check of foreign keys row by row, no wait for the disk.
    await client.query("set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'");
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      "select indexname as name, indexdef as definition from pg_indexes where tablename in ('search_entry', 'search_word', 'facet_count') and indexname not like '%pkey'",
    );
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    const { milliseconds } = await timed(() => loadRows((text, values) => client.query(text, values), kinds, synthesis, count));
    const times = [];
    for (const { name, definition } of indexes) {
      const { milliseconds: spent } = await timed(() => client.query(definition));
      times.push({ name, seconds: spent / 1000 });
    }
    await client.query('vacuum analyze');
    return { rows: milliseconds / 1000, indexes: times };
  } finally {
    client.release(true);
  }
}

type Run = (text: string, values: unknown[]) => Promise<unknown>;

async function loadRows(run: Run, kinds: KindSet, synthesis: Synthesis, count: number): Promise<void> {
  const counts = new Map<string, { kind: string; facet: string; records: number }>();
  const words = new Set<string>();
  let pending: Promise<unknown> = Promise.resolve();
  for (let done = 0; done < count; done += CHUNK) {
    const made = Array.from({ length: Math.min(CHUNK, count - done) }, () => synthesis.next());
    const rows = made.map((record, index) => rowOf(kinds, record, done + index + 1));
    const acronyms = made.flatMap(({ id, document }) => acronymOf(id, document));
    for (const { kind, facets, texts } of rows) {
      for (const facet of ['', ...facets]) count1(counts, kind, facet);
      for (const word of texts.flatMap(({ text }) => wordsOf(text))) if (word.length >= SHORTEST_CORRECTED_WORD && word.length <= LONGEST_WORD) words.add(word);
    }
    const json = JSON.stringify(rows);
    await pending;
    // The next chunk is made while the server takes this one.
    pending = insert(run, json, acronyms);
  }
  await pending;
  await run('insert into facet_count select * from jsonb_to_recordset($1::jsonb) as row (kind text, facet text, records bigint)', [JSON.stringify([...counts.values()])]);
  await run('insert into search_word select * from unnest($1::text[])', [[...words]]);
}

function count1(counts: Map<string, { kind: string; facet: string; records: number }>, kind: string, facet: string): void {
  const key = `${kind} ${facet}`;
  const known = counts.get(key);
  if (known) known.records += 1;
  else counts.set(key, { kind, facet, records: 1 });
}

function acronymOf(id: string, document: SyntheticRecord['document']) {
  const { acronym, name } = document as { acronym?: string; name?: { es: { text: string } } };
  return acronym === undefined || !name ? [] : [{ record_id: id, acronym: wordsOf(joinAcronyms(acronym)).join(' '), name: wordsOf(name.es.text).join(' ') }];
}

async function insert(run: Run, rows: string, acronyms: readonly unknown[]): Promise<void> {
  await run('insert into record (id, kind, version) select record_id, kind, 1 from jsonb_to_recordset($1::jsonb) as row (record_id text, kind text)', [rows]);
  await run(
    `insert into search_entry (record_id, kind, title, code, sort_key, facets, words, published_at, sequence)
     select record_id, kind, title, code, sort_key, facets,
       coalesce((select yupana_join(setweight(to_tsvector(configuration::regconfig, text), weight::"char"))
                 from jsonb_to_recordset(texts) as each (configuration text, weight text, text text)), ''), $2, sequence
     from jsonb_to_recordset($1::jsonb) as row (record_id text, kind text, title jsonb, code text, sort_key text, facets text[], sequence bigint, texts jsonb)`,
    [rows, PUBLISHED_AT],
  );
  if (acronyms.length > 0) await run('insert into search_acronym select * from jsonb_to_recordset($1::jsonb) as row (record_id text, acronym text, name text)', [JSON.stringify(acronyms)]);
}

export async function sizes({ database }: Connection): Promise<{ readonly name: string; readonly megabytes: number }[]> {
  const { rows } = await sql<{ name: string; megabytes: number }>`
    select relname as name, case when relkind = 'r' then pg_table_size(oid) else pg_relation_size(oid) end / 1048576.0 as megabytes
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and (relname like 'search%' or relname like 'facet%')
    union all select 'whole database', pg_database_size(current_database()) / 1048576.0
    order by 2 desc`.execute(database);
  return rows.map(({ name, megabytes }) => ({ name, megabytes: Number(megabytes) }));
}
