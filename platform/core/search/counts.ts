/** Reads the counters that publication keeps: what pages of figures need, whatever the number of records. */
import type { Database } from '../storage/database.ts';

/** How many public records of a kind there are. */
export async function recordCount(database: Database, kind: string): Promise<number> {
  const row = await database.selectFrom('facet_count').select('records').where('kind', '=', kind).where('facet', '=', '').executeTakeFirst();
  return row?.records ?? 0;
}

/** How many records of a kind have each value of a facet. */
export async function facetCounts(database: Database, kind: string, field: string): Promise<Map<string, number>> {
  const rows = await database.selectFrom('facet_count').select(['facet as value', 'records']).where('kind', '=', kind).where('facet', 'like', `${field}:%`).execute();
  return byValue(rows, field);
}

/** How many records of a kind have each value of a tally. */
export async function tallyCounts(database: Database, kind: string, name: string): Promise<Map<string, number>> {
  const rows = await database.selectFrom('tally_count').select(['tally as value', 'records']).where('kind', '=', kind).where('tally', 'like', `${name}:%`).execute();
  return byValue(rows, name);
}

function byValue(rows: readonly { readonly value: string; readonly records: number }[], name: string): Map<string, number> {
  return new Map(rows.map(({ value, records }) => [value.slice(name.length + 1), records]));
}
