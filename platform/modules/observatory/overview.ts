/** What the pages over many indicators read: all indicators, the figures that hold, which country this is. */
import { sql } from 'kysely';
import { recordsOfKind } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { type Indicator, indicator } from './kinds/indicator.ts';
import { type Observation, observations } from './observations.ts';

export interface IndicatorRecord {
  readonly id: string;
  readonly document: Indicator;
  /** The figures that hold now. */
  readonly figures: readonly Observation[];
}

/** Every indicator with its figures, by code. A country has some hundreds of them. */
export async function readIndicators(database: Database): Promise<IndicatorRecord[]> {
  const [records, figures] = await Promise.all([recordsOfKind(database, indicator.name), observations(database)]);
  const byIndicator = Map.groupBy(figures, (one) => one.indicator);
  return records
    .map(({ id, document }) => ({ id, document: document as Indicator, figures: byIndicator.get(id) ?? [] }))
    .toSorted((a, b) => (a.document.code < b.document.code ? -1 : 1));
}

/** The code of the country that the directory describes (ISO 3166-1), or of which there are the most figures. */
export async function countryCode(database: Database): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    select document ->> 'iso' as code from record join version on version.record_id = record.id and version.number = record.version
    where record.kind = 'territory' and not record.withdrawn and document ->> 'level' = 'country' and document ? 'iso'
    union all
    (select territory from observation where to_sequence is null and territory ~ '^[A-Z]{2}$' group by territory order by count(*) desc, territory limit 1)
    limit 1`.execute(database);
  return rows[0]?.code;
}
