/**
 * Links that whoever administers the machine makes (`yupana sign-in-link --person …`): they bring the first
 * administrator in, and are the last resort for whoever lost every factor. Each works once, for an hour.
 */
import type { Database } from '../storage/database.ts';
import { type Account, accountById, accountFor } from './accounts.ts';
import { addMembership } from './memberships.ts';
import type { Membership } from './person.ts';
import { hashOf, HOUR, newToken } from './tokens.ts';

export interface LinkOptions {
  /** Of an account that is made now; the address where it is left out. */
  readonly name?: string;
  readonly membership?: Membership;
}

/**
 * Makes the account and the membership where they are new.
 * @param person an e-mail address.
 * @returns the token to put behind `/{language}/sign-in/`.
 */
export async function createSignInLink(database: Database, person: string, now: Date, { name = person, membership }: LinkOptions = {}): Promise<string> {
  return database.isTransaction ? writeLink(database, person, now, name, membership) : database.transaction().execute((transaction) => writeLink(transaction, person, now, name, membership));
}

async function writeLink(transaction: Database, person: string, now: Date, name: string, membership: Membership | undefined): Promise<string> {
  const token = newToken();
  const account = await accountFor(transaction, { name, email: person });
  if (membership) await addMembership(transaction, account.id, membership, undefined);
  await transaction.insertInto('sign_in_link').values({ token_hash: hashOf(token), account_id: account.id, expires_at: new Date(now.getTime() + HOUR) }).execute();
  return token;
}

/** Uses a link up. @returns undefined where it is unknown, used or too old. */
export async function useSignInLink(database: Database, token: string, now: Date): Promise<Account | undefined> {
  const link = await database
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashOf(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('account_id')
    .executeTakeFirst();
  return link && accountById(database, link.account_id);
}
