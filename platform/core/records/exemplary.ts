/** The public records of a kind that others may write after. */
import { sql } from 'kysely';
import type { Document, Kind } from '../kinds/kind.ts';
import type { Database } from '../storage/database.ts';
import { type PublicRecord, recordsById } from './read.ts';

/** Among so many of the newest the best are looked for, so that a register of any size answers at once. */
const CANDIDATES = 30;
const MOST = 12;

/** Those that their body stands behind first, then the most complete, the newest of equals first. */
export async function exemplaryRecords(database: Database, kind: Kind): Promise<PublicRecord[]> {
  const vouched = kind.vouched === undefined ? [] : await newest(database, kind, `${kind.vouched}:true`);
  const ids = vouched.length >= MOST ? vouched : [...new Set([...vouched, ...(await newest(database, kind, undefined))])];
  const records = await recordsById(database, ids);
  const isVouched = ({ document }: PublicRecord): number => (kind.vouched !== undefined && document[kind.vouched] === true ? 1 : 0);
  return records.toSorted((a, b) => isVouched(b) - isVouched(a) || sizeOf(b.document) - sizeOf(a.document) || b.sequence - a.sequence).slice(0, MOST);
}

async function newest(database: Database, kind: Kind, facet: string | undefined): Promise<string[]> {
  const query = database.selectFrom('search_entry').select('record_id').where('kind', '=', kind.name).orderBy('sequence', 'desc').limit(CANDIDATES);
  const rows = await (facet === undefined ? query : query.where(sql<boolean>`facets @> array[${facet}]::text[]`)).execute();
  return rows.map(({ record_id }) => record_id);
}

/** How many fields a document fills. */
const sizeOf = (document: Document): number => Object.keys(document).length;
