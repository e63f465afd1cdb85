/** Published records for the benchmark, by the shortest way: versions and bare search rows in bulk SQL, without checks. */
import type { Connection } from '../../platform/core/storage/database.ts';
import type { Synthesis } from '../search/records.ts';

const CHUNK = 2000;

export async function fill({ pool }: Connection, synthesis: Synthesis, count: number): Promise<void> {
  // The directory comes first; here both sizes shall hold the same mix, four actions to a claim.
  while (synthesis.next().kind !== 'action');
  const client = await pool.connect();
  try {
    // Superuser of the benchmark's own server, for this connection alone.
    await client.query('set session_replication_role = replica; set synchronous_commit = off');
    for (let done = 0; done < count; done += CHUNK) {
      const records = JSON.stringify(Array.from({ length: Math.min(CHUNK, count - done) }, () => synthesis.next()));
      await client.query('insert into record (id, kind, version) select id, kind, 1 from jsonb_to_recordset($1::jsonb) as row (id text, kind text)', [records]);
      await client.query(`insert into version (record_id, number, kind, schema_version, act, document) select id, 1, kind, 1, 'publication', document from jsonb_to_recordset($1::jsonb) as row (id text, kind text, document jsonb)`, [records]);
    }
    await client.query(`insert into search_entry (record_id, kind, title, code, sort_key, facets, words, published_at, sequence) select record_id, kind, '{}', null, record_id, '{}', '', published_at, sequence from version`);
    await client.query(`insert into facet_count (kind, facet, records) select kind, '', count(*) from version group by kind`);
    await client.query('vacuum analyze');
  } finally {
    client.release(true);
  }
}
