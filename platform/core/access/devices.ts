/** Browsers in which somebody has signed in before. The cookie proves nothing but that; it only earns an allowance. */
import type { Database } from '../storage/database.ts';
import { hashOf, newToken } from './tokens.ts';

/** The device of a cookie, where this account was signed in with there. */
export async function knownDevice(database: Database, cookie: string | undefined, accountId: string | undefined): Promise<Buffer | undefined> {
  if (cookie === undefined || accountId === undefined) return undefined;
  const hash = hashOf(cookie);
  const row = await database.selectFrom('device').select('account_id').where('token_hash', '=', hash).where('account_id', '=', accountId).executeTakeFirst();
  return row && hash;
}

/** @returns the token for the cookie: the one that is there, or a new one. */
export async function rememberDevice(database: Database, cookie: string | undefined, accountId: string, now: Date): Promise<string> {
  // A token that we never gave out is not taken over (ASVS 5.0: 7.2.4 in spirit).
  const isOurs = cookie !== undefined && (await database.selectFrom('device').select('account_id').where('token_hash', '=', hashOf(cookie)).executeTakeFirst()) !== undefined;
  const token = isOurs ? cookie : newToken();
  await database
    .insertInto('device')
    .values({ token_hash: hashOf(token), account_id: accountId, seen_at: now })
    .onConflict((conflict) => conflict.columns(['token_hash', 'account_id']).doUpdateSet({ seen_at: now }))
    .execute();
  return token;
}
