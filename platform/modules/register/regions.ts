/** In which region a deployment is used: a territory of any level counts for the territory of the first level that it lies in. */
import { sql } from 'kysely';
import { isAbsence } from '#core/kinds/values.ts';
import type { Database } from '#core/storage/database.ts';
import type { Deployment } from './kinds/deployment.ts';

export interface Place {
  readonly level: string;
  readonly within: string | undefined;
}
export type Places = ReadonlyMap<string, Place>;

/** Every territory with what it lies in. Of the directory's kind, read by name: modules do not import one another. */
export async function readRegions(database: Database): Promise<Places> {
  const { rows } = await sql<{ id: string; level: string; within: string | null }>`
    select record.id, document ->> 'level' as level, case jsonb_typeof(document -> 'within') when 'string' then document ->> 'within' end as within
    from record join version on version.record_id = record.id and version.number = record.version
    where record.kind = 'territory' and not record.withdrawn`.execute(database);
  return new Map(rows.map(({ id, level, within }) => [id, { level, within: within ?? undefined }]));
}

/** Ids of regions; `national` for the whole country; `elsewhere` for a place in no one region; or the reason why none is told. */
export function regionsOf({ territories }: Pick<Deployment, 'territories'>, places: Places): string[] {
  if (isAbsence(territories)) return [territories.absent];
  if (territories.length === 0) return ['not_stated'];
  return [...new Set(territories.map((id) => regionOf(id, places)))];
}

function regionOf(territory: string, places: Places): string {
  // Publication lets no hierarchy bite its tail.
  for (let id: string | undefined = territory; id !== undefined; ) {
    const place: Place | undefined = places.get(id);
    if (place?.level === 'first') return id;
    if (id === territory && place?.level === 'country') return 'national';
    id = place?.within;
  }
  return 'elsewhere';
}
