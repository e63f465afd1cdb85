/** Accounts that may not sign in any more: who left, or whose account is in the wrong hands. Nothing of what they did is lost. */
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { foldEmail } from './accounts.ts';
import { noteAccess } from './audit.ts';
import { administratorsOf } from './memberships.ts';
import type { Person } from './person.ts';

export interface AccountEntry {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly disabledAt: Date | null;
  /** `office:editor`, `dp38mzxnwa4z:author`. */
  readonly roles: readonly string[];
}

/** More than anybody reads through; whoever looks for one types a part of its name or address. */
export const MOST_ACCOUNTS = 100;

/** Accounts whose name or address holds a text, by name. @returns one more than {@link MOST_ACCOUNTS} where there are more. */
export async function accountsLike(database: Database, typed: string): Promise<AccountEntry[]> {
  const part = `%${foldEmail(typed).replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await database
    .selectFrom('account')
    .leftJoin('membership', 'membership.account_id', 'account.id')
    .select(['account.id', 'name', 'email', 'disabled_at as disabledAt'])
    .select(sql<string[]>`coalesce(array_agg(coalesce(institution, 'office') || ':' || role order by institution, role) filter (where role is not null), '{}')`.as('roles'))
    .where((one) => one.or([one(sql`lower(name)`, 'like', part), one('email', 'like', part)]))
    .groupBy('account.id')
    .orderBy(sql`disabled_at is null`)
    .orderBy('name')
    .orderBy('account.id')
    .limit(MOST_ACCOUNTS + 1)
    .execute();
  return rows;
}

export type DisablingFault = 'own_account' | 'last_administrator' | 'no_account';

/**
 * Disables an account: it signs in no more, and whatever would let it in is gone. Nobody disables their own, and the office
 * keeps somebody who can look after people.
 */
export async function disableAccount(database: Database, by: Person, accountId: string, now: Date): Promise<DisablingFault | undefined> {
  if (accountId === by.accountId) return 'own_account';
  return database.transaction().execute(async (transaction) => {
    // Two administrators who disable each other at the same moment come one after the other.
    await transaction.selectFrom('membership').select('account_id').where('institution', 'is', null).where('role', '=', 'administrator').orderBy('account_id').forUpdate().execute();
    if ((await administratorsOf(transaction, undefined)).every((id) => id === accountId)) return 'last_administrator';
    const { numUpdatedRows } = await transaction.updateTable('account').set({ disabled_at: now }).where('id', '=', accountId).where('disabled_at', 'is', null).executeTakeFirst();
    if (numUpdatedRows === 0n) return 'no_account';
    for (const table of ['session', 'sign_in_step', 'sign_in_link', 'recovery'] as const) await transaction.deleteFrom(table).where('account_id', '=', accountId).execute();
    await transaction.deleteFrom('preview_link').where('made_by', '=', accountId).execute();
    await noteAccess(transaction, 'account-disabled', by, { of: accountId });
    return undefined;
  });
}

/** The person may sign in again, with the roles and factors that they had. */
export async function enableAccount(database: Database, by: Person, accountId: string): Promise<DisablingFault | undefined> {
  return database.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction.updateTable('account').set({ disabled_at: null }).where('id', '=', accountId).where('disabled_at', 'is not', null).executeTakeFirst();
    if (numUpdatedRows === 0n) return 'no_account';
    await noteAccess(transaction, 'account-enabled', by, { of: accountId });
    return undefined;
  });
}
