/** Reads where bodies stand: from the directory, the declarations and the counters. Kinds of other modules are read by name. */
import { sql } from 'kysely';
import { lastDay } from '#core/kinds/values.ts';
import { type PublicRecord, recordsById, recordsLinking, recordsOfKind } from '#core/records/read.ts';
import { tallyCounts } from '#core/search/counts.ts';
import type { Database } from '#core/storage/database.ts';
import { type Body, type BodyFacts, type BodyStatus, statusOfBody } from './bodies.ts';
import { declaration } from './kinds/declaration.ts';
import { deployment } from './kinds/deployment.ts';
import { tranche } from './kinds/tranche.ts';
import { as, type Of } from './queries.ts';

type Title = Readonly<Record<string, string>>;

export interface NamedBody extends Body {
  readonly title: Title;
}

/** The public bodies of the directory that still exist, and what each has filed or declared. */
export async function readBodies(database: Database, today: string): Promise<{ bodies: NamedBody[]; types: Map<string, Title>; facts: BodyFacts }> {
  const [institutions, types, filed, declared, tranches] = await Promise.all([
    sql<NamedBody & { until: string | null }>`
      select record_id as id, search_entry.title, document ->> 'type' as type, document ->> 'existsUntil' as until
      from search_entry join record on record.id = record_id join version using (record_id) where version.number = record.version and search_entry.kind = 'institution'
      order by sort_key, record_id`.execute(database),
    recordsOfKind(database, 'institution-type'),
    tallyCounts(database, deployment.name, 'filedBy'),
    newestDeclarations(database),
    recordsOfKind(database, tranche.name),
  ]);
  const publicTypes = new Set(types.filter(({ document }) => document['publicBody'] === true).map(({ id }) => id));
  const titles = await database.selectFrom('search_entry').select(['record_id', 'title']).where('kind', '=', 'institution-type').execute();
  return {
    bodies: institutions.rows.filter(({ type, until }) => publicTypes.has(type) && !isGone(until, today)).map(({ id, type, title }) => ({ id, type, title })),
    types: new Map(titles.map(({ record_id, title }) => [record_id, title])),
    facts: { today, tranches: tranches.map((record) => as<typeof tranche>(record)), filed, declared },
  };
}

/** Of two declarations on one day the one published last counts. */
async function newestDeclarations(database: Database): Promise<Map<string, 'none' | 'in_preparation'>> {
  const { rows } = await sql<{ institution: string; says: 'none' | 'in_preparation' }>`
    select distinct on (document ->> 'institution') document ->> 'institution' as institution, document ->> 'says' as says
    from record join version on version.record_id = record.id and version.number = record.version
    where record.kind = ${declaration.name} and not record.withdrawn
    order by document ->> 'institution', document ->> 'date' collate "C" desc, sequence desc`.execute(database);
  return new Map(rows.map(({ institution, says }) => [institution, says]));
}

function isGone(until: unknown, today: string): boolean {
  return typeof until === 'string' && lastDay(until) < today;
}

export interface OneBody {
  /** Undefined where it is no public body of today. */
  readonly body: BodyStatus | undefined;
  readonly filed: number;
  /** The newest first. */
  readonly declarations: readonly Of<typeof declaration>[];
}

/** Where one institution stands. */
export async function readBody(database: Database, record: PublicRecord, today: string): Promise<OneBody> {
  const type = record.document['type'];
  const [types, declared, tranches, tally] = await Promise.all([
    recordsById(database, typeof type === 'string' ? [type] : []),
    recordsLinking(database, declaration.name, 'institution', [record.id]),
    recordsOfKind(database, tranche.name),
    database.selectFrom('tally_count').select('records').where('kind', '=', deployment.name).where('tally', '=', `filedBy:${record.id}`).executeTakeFirst(),
  ]);
  // In the order of publication: sorting keeps the later of one day behind the earlier.
  const declarations = declared.map((one) => as<typeof declaration>(one)).toSorted((a, b) => (a.document.date < b.document.date ? -1 : a.document.date > b.document.date ? 1 : 0)).toReversed();
  const filed = tally?.records ?? 0;
  const [newest] = declarations;
  const isBody = types[0]?.document['publicBody'] === true && !isGone(record.document['existsUntil'], today);
  const facts: BodyFacts = { today, tranches: tranches.map((one) => as<typeof tranche>(one)), filed: new Map([[record.id, filed]]), declared: new Map(newest ? [[record.id, newest.document.says]] : []) };
  return { body: isBody ? statusOfBody({ id: record.id, type: types[0]?.id ?? '' }, facts) : undefined, filed, declarations };
}
