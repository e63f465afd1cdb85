/** The one lock that all publications take. */
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../storage/tables.ts';

/** Any constant will do; it is written in docs/architecture.md. */
const PUBLICATION_LOCK = 7_289_114;

/**
 * Publications follow one another: the lock is held to the end of the transaction, so the order of `sequence` is the
 * order of commit. Whoever has read up to a sequence has missed nothing before it.
 */
export async function takePublicationLock(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(PUBLICATION_LOCK)})`.execute(transaction);
}
