/** What was published and withdrawn, one after another: whoever follows it has the whole register, always. */
import type { Database } from '../storage/database.ts';
import { newestSequence, type Version, versionsAfter } from '../records/read.ts';

export const MOST_CHANGES = 500;
export const MOST_DOCUMENTS = 100;

export interface ChangesRequest {
  /** The sequence that was seen last; 0 for everything. */
  readonly since: number;
  readonly kind: string | undefined;
  readonly limit: number;
}

export interface Changes {
  readonly versions: readonly Version[];
  /** Of the newest publication when it was asked. */
  readonly newest: number;
  /** What to give as `since` the next time. */
  readonly next: number;
  /** True where there is more to be had already. */
  readonly more: boolean;
}

/**
 * The changes after a sequence, the oldest first. The newest sequence is read before them: sequences follow the commits,
 * so everything up to it is there to be read, and nothing will ever be put between.
 */
export async function changesSince(database: Database, { since, kind, limit }: ChangesRequest): Promise<Changes> {
  const newest = await newestSequence(database);
  const found = await versionsAfter(database, since, newest, kind, limit + 1);
  const versions = found.slice(0, limit);
  const more = found.length > limit;
  // Where nothing more is of the kind, all that was published since is behind us, whatever its kind.
  return { versions, newest, more, next: more ? (versions.at(-1)?.sequence ?? since) : Math.max(newest, since) };
}
