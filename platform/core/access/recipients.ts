/** Who is written to: the people of a desk, by what they do there. Only for mail; never for a page. */
import type { Database } from '../storage/database.ts';

export interface Recipient {
  readonly accountId: string;
  readonly email: string;
}

/** @param desk a public body; null is the strategy office. @param roles any of them. */
export async function peopleAt(database: Database, desk: string | null, roles: readonly string[]): Promise<Recipient[]> {
  return database
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.account_id')
    .select(['account.id as accountId', 'account.email'])
    .distinct()
    .where('membership.institution', 'is not distinct from', desk)
    .where('membership.role', 'in', [...roles])
    .where('account.disabled_at', 'is', null)
    .execute();
}

/** The accounts among some identities (records/actor.ts), which may be names. */
export async function peopleById(database: Database, ids: readonly string[]): Promise<Recipient[]> {
  if (ids.length === 0) return [];
  return database.selectFrom('account').select(['id as accountId', 'email']).where('id', 'in', [...ids]).where('disabled_at', 'is', null).execute();
}
