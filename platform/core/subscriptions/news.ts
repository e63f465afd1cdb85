/** Which publications are news for whom: of a record itself, of what links to it, and of what its module passes on. */
import { sql } from 'kysely';
import { referencesOf } from '../kinds/content.ts';
import type { Document } from '../kinds/kind.ts';
import type { Platform } from '../platform.ts';
import { inChunks } from '../records/chunks.ts';
import type { Database } from '../storage/database.ts';
import type { Act } from '../storage/tables.ts';

export interface News {
  readonly id: string;
  readonly kind: string;
  readonly number: number;
  readonly act: Act;
  readonly sequence: number;
  /** The document, or for a withdrawal the one before. */
  readonly document: Document | null;
}

export interface NewsFor {
  readonly subscriberId: string;
  /** The record by which the person hears of it. */
  readonly followed: string;
  readonly news: News;
}

const AT_A_TIME = 500;

/** Every publication after one sequence and up to another, once for each subscriber whom it reaches, in order. */
export async function* newsBetween(database: Database, platform: Platform, after: number, upTo: number): AsyncGenerator<NewsFor> {
  for (let last = after; last < upTo; ) {
    const versions = await versionsAfter(database, last, upTo);
    if (versions.length === 0) return;
    const reached = await recordsReached(database, platform, versions);
    const followers = await followersOf(database, [...new Set([...reached.values()].flatMap((ids) => [...ids]))]);
    for (const { news } of versions) yield* once(news, reached.get(news.sequence) ?? new Set(), followers);
    last = versions.at(-1)?.news.sequence ?? upTo;
  }
}

interface VersionAndFormer {
  readonly news: News;
  /** Both tell of links: one that was taken away is news for the record that it led to. */
  readonly documents: readonly Document[];
}

async function versionsAfter(database: Database, after: number, upTo: number): Promise<VersionAndFormer[]> {
  const rows = await database
    .selectFrom('version as v')
    .leftJoin('version as former', (join) => join.onRef('former.record_id', '=', 'v.record_id').on('former.number', '=', sql<number>`v.number - 1`))
    .select(['v.record_id', 'v.kind', 'v.number', 'v.act', 'v.sequence', 'v.document', 'former.document as before'])
    .where('v.sequence', '>', after)
    .where('v.sequence', '<=', upTo)
    .orderBy('v.sequence')
    .limit(AT_A_TIME)
    .execute();
  return rows.map(({ record_id, kind, number, act, sequence, document, before }) => ({
    news: { id: record_id, kind, number, act, sequence, document: document ?? before },
    documents: [document, before].filter((one) => one !== null),
  }));
}

/** By sequence: the record itself first, then those that it links or linked to, then those beyond them. */
async function recordsReached(database: Database, platform: Platform, versions: readonly VersionAndFormer[]): Promise<Map<number, Set<string>>> {
  const direct = new Map(versions.map(({ news, documents }) => [news.sequence, new Set([news.id, ...documents.flatMap((document) => referencesOf(platform.kinds.get(news.kind), document).map(({ to }) => to))])]));
  const beyond = await passedOn(database, platform, [...new Set([...direct.values()].flatMap((ids) => [...ids]))]);
  return new Map(versions.map(({ news }) => {
    const ids = direct.get(news.sequence) ?? new Set<string>();
    // A record does not pass on news of itself: whom it links to hears of that directly.
    return [news.sequence, new Set([...ids, ...[...ids].filter((id) => id !== news.id).flatMap((id) => beyond.get(id) ?? [])])];
  }));
}

/** Where records lead to by the fields that their module names in `passesNewsOn`. */
async function passedOn(database: Database, { modules }: Platform, ids: readonly string[]): Promise<Map<string, string[]>> {
  const fields = modules.flatMap(({ passesNewsOn = {} }) => Object.entries(passesNewsOn).flatMap(([kind, names]) => names.map((field) => ({ kind, field }))));
  const found = new Map<string, string[]>();
  if (fields.length === 0) return found;
  for (const chunk of inChunks(ids)) {
    const rows = await database
      .selectFrom('link')
      .innerJoin('record', 'record.id', 'link.from_id')
      .select(['link.from_id', 'link.to_id'])
      .where('link.from_id', 'in', chunk)
      .where((one) => one.or(fields.map(({ kind, field }) => one.and([one('record.kind', '=', kind), one('link.field', '=', field)]))))
      .execute();
    for (const { from_id, to_id } of rows) found.set(from_id, [...(found.get(from_id) ?? []), to_id]);
  }
  return found;
}

interface Follower {
  readonly subscriberId: string;
  readonly since: number;
}

async function followersOf(database: Database, recordIds: readonly string[]): Promise<Map<string, Follower[]>> {
  const found = new Map<string, Follower[]>();
  for (const chunk of inChunks(recordIds)) {
    const rows = await database.selectFrom('subscription').select(['record_id', 'subscriber_id', 'since']).where('record_id', 'in', chunk).orderBy('subscriber_id').execute();
    for (const { record_id, subscriber_id, since } of rows) found.set(record_id, [...(found.get(record_id) ?? []), { subscriberId: subscriber_id, since }]);
  }
  return found;
}

/** Whoever follows two of the records hears of the publication once. */
function* once(news: News, reached: ReadonlySet<string>, followers: ReadonlyMap<string, readonly Follower[]>): Generator<NewsFor> {
  const told = new Set<string>();
  for (const followed of reached) {
    for (const { subscriberId, since } of followers.get(followed) ?? []) {
      if (since >= news.sequence || told.has(subscriberId)) continue;
      told.add(subscriberId);
      yield { subscriberId, followed, news };
    }
  }
}
