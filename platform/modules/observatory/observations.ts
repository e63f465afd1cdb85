/** Figures and their vintages: the table that follows from sets of observations, and the questions asked of it. */
import { type RawBuilder, sql } from 'kysely';
import type { Change } from '#core/kinds/kind.ts';
import { type Absence, present } from '#core/kinds/values.ts';
import type { Database } from '#core/storage/database.ts';
import { keyOf, type ObservationSet, type Row } from './kinds/observation-set.ts';

/** One figure, from the publication that brought it to the one that ended it. */
export interface Observation {
  readonly setId: string;
  /** What tells it from the other figures of its set. */
  readonly key: string;
  readonly indicator: string;
  readonly territory: string;
  /** Null where the source gives none. */
  readonly time: string | null;
  /** Id of the source. */
  readonly source: string;
  readonly content: Row;
  readonly fromSequence: number;
  readonly validFrom: Date;
  /** Null while it holds. */
  readonly toSequence: number | null;
  readonly validTo: Date | null;
}

/**
 * Writes what changed: figures that are no longer said end, new ones begin, those that stay the same are left alone. A
 * projection of the kind `observation-set` (core/kinds/kind.ts).
 */
export async function projectObservations(transaction: Database, changes: readonly Change[]): Promise<void> {
  const sets = changes.map(({ id }) => id);
  const rows = changes.flatMap(({ id, document }) => (document === null ? [] : rowsOf(id, document as ObservationSet)));
  const said = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as said (set_id text, key text, indicator text, territory text, time text, source text, content jsonb)`;
  const same = sql`observation.set_id = said.set_id and observation.key = said.key and observation.source = said.source and observation.content = said.content and observation.to_sequence is null`;
  const newest = sql`version join record on record.id = version.record_id and record.version = version.number`;
  await sql`
    update observation set to_sequence = version.sequence, valid_to = version.published_at
    from ${newest}
    where version.record_id = observation.set_id and observation.set_id = any(${sets}) and observation.to_sequence is null
      and not exists (select from ${said} where ${same})`.execute(transaction);
  await sql`
    insert into observation (set_id, key, indicator, territory, time, source, content, from_sequence, valid_from)
    select said.set_id, said.key, said.indicator, said.territory, said.time, said.source, said.content, version.sequence, version.published_at
    from ${said} join (${newest}) on version.record_id = said.set_id
    where not exists (select from observation where ${same})`.execute(transaction);
}

function rowsOf(setId: string, { source, rows }: ObservationSet) {
  return rows.map((row) => ({
    set_id: setId,
    key: keyOf(row),
    indicator: row.indicator,
    territory: row.territory,
    time: present<string>(row.time as string | Absence) ?? null,
    source,
    content: row,
  }));
}

/** What to look for; all that hold now where nothing is said. */
export interface Wanted {
  readonly indicators?: readonly string[];
  readonly sets?: readonly string[];
  /** As it was after the publication of this sequence. */
  readonly asOf?: number;
  /** Also what held before. */
  readonly history?: boolean;
  /** Only what began or ended by a publication after this sequence. */
  readonly updatedAfter?: number;
}

/** The figures that hold, or held at a moment, or every one that ever did; by indicator, territory, time, then the order of publication. */
export async function observations(database: Database, { indicators, sets, asOf, history = false, updatedAfter }: Wanted = {}): Promise<Observation[]> {
  const conditions: RawBuilder<unknown>[] = [
    ...(indicators ? [sql`indicator = any(${indicators})`] : []),
    ...(sets ? [sql`set_id = any(${sets})`] : []),
    ...(asOf !== undefined ? [sql`from_sequence <= ${asOf}`] : []),
    ...(history ? [] : [asOf === undefined ? sql`to_sequence is null` : sql`(to_sequence is null or to_sequence > ${asOf})`]),
    ...(updatedAfter !== undefined ? [sql`greatest(from_sequence, to_sequence) > ${updatedAfter}`] : []),
  ];
  const { rows } = await sql<Observation>`
    select set_id as "setId", key, indicator, territory, time, source, content, from_sequence as "fromSequence", valid_from as "validFrom", to_sequence as "toSequence", valid_to as "validTo"
    from observation
    where ${conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`}
    order by indicator, territory, time nulls first, from_sequence, id`.execute(database);
  return rows;
}

/** The last publication that was public at a moment, to the millisecond; 0 before the first. */
export async function sequenceAt(database: Database, moment: Date): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`select sequence from version where date_trunc('milliseconds', published_at) <= ${moment} order by sequence desc limit 1`.execute(database);
  return rows[0]?.sequence ?? 0;
}
