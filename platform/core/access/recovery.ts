/** A new password by a link in a mail: once, within half an hour. A second factor is still asked for (ASVS 5.0: 6.4.3). */
import type { Database } from '../storage/database.ts';
import { accountByEmail } from './accounts.ts';
import { noteAccess } from './audit.ts';
import { hashPassword } from './passwords.ts';
import { endOthers } from './sessions.ts';
import { hashOf, MINUTE, newToken } from './tokens.ts';

export const RECOVERY_MINUTES = 30;

export interface RecoveryLink {
  readonly email: string;
  readonly token: string;
}

/** @returns undefined where no account has the address. The person who asked is told the same either way. */
export async function askRecovery(database: Database, email: string, now: Date): Promise<RecoveryLink | undefined> {
  const account = await accountByEmail(database, email);
  if (!account) return undefined;
  const token = newToken();
  await database.insertInto('recovery').values({ token_hash: hashOf(token), account_id: account.id, expires_at: new Date(now.getTime() + RECOVERY_MINUTES * MINUTE) }).execute();
  await noteAccess(database, 'recovery-asked', undefined, { of: account.id });
  return { email: account.email, token };
}

/** Uses a link up. @returns the account. */
export async function useRecovery(database: Database, token: string, now: Date): Promise<string | undefined> {
  const row = await database.updateTable('recovery').set({ used_at: now }).where('token_hash', '=', hashOf(token)).where('used_at', 'is', null).where('expires_at', '>', now).returning('account_id').executeTakeFirst();
  return row?.account_id;
}

/** Sets a password; every other session, and every link to recover by, is over. @param kept the session that stays. */
export async function setPassword(database: Database, by: { readonly accountId: string; readonly name: string }, password: string, kept: string | undefined): Promise<void> {
  const password_hash = await hashPassword(password);
  await database.transaction().execute(async (transaction) => {
    await transaction.updateTable('account').set({ password_hash }).where('id', '=', by.accountId).execute();
    await transaction.deleteFrom('recovery').where('account_id', '=', by.accountId).execute();
    await noteAccess(transaction, 'password-set', by);
    await endOthers(transaction, by, kept);
  });
}
