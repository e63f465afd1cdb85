/**
 * Who follows which record, by e-mail alone: no account. An address counts once its owner opened the link sent to it;
 * of others nothing is kept after 48 hours. Of every link only the hash is kept.
 */
import { foldEmail } from '../access/accounts.ts';
import { DAY, hashOf, HOUR, newToken } from '../access/tokens.ts';
import { newId } from '../records/id.ts';
import { newestSequence } from '../records/read.ts';
import type { Database } from '../storage/database.ts';

export const CONFIRM_HOURS = 48;
/** The links in digests work for so long, though only the newest are needed. */
const LINK_DAYS = 400;

export interface Wish {
  readonly email: string;
  /** In which mails are written. */
  readonly language: string;
  readonly recordId: string;
}

/** Keeps a wish until its address is confirmed. @returns the token for the link. */
export async function keepWish(transaction: Database, { email, language, recordId }: Wish, now: Date): Promise<string> {
  const token = newToken();
  await transaction
    .insertInto('subscription_request')
    .values({ token_hash: hashOf(token), email: foldEmail(email), language, record_id: recordId, expires_at: new Date(now.getTime() + CONFIRM_HOURS * HOUR) })
    .execute();
  return token;
}

/** Uses the link of a confirmation up. @returns a token for the page of what the person follows; undefined where the link is over. */
export async function confirmWish(database: Database, token: string, now: Date): Promise<string | undefined> {
  return database.transaction().execute(async (transaction) => {
    const wish = await transaction.deleteFrom('subscription_request').where('token_hash', '=', hashOf(token)).where('expires_at', '>', now).returning(['email', 'language', 'record_id']).executeTakeFirst();
    return wish && makeLink(transaction, await subscribeTo(transaction, { email: wish.email, language: wish.language, recordId: wish.record_id }), now);
  });
}

/**
 * Subscribes an address that is known to be its owner's: confirmed by a link, here or in another part. To ask the owner
 * first, see ask.ts.
 * @returns the id of the subscriber.
 */
export async function subscribeTo(database: Database, { email, language, recordId }: Wish): Promise<string> {
  const { id } = await database
    .insertInto('subscriber')
    .values({ id: newId(), email: foldEmail(email), language })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ language }))
    .returning('id')
    .executeTakeFirstOrThrow();
  await database
    .insertInto('subscription')
    .values({ subscriber_id: id, record_id: recordId, since: await newestSequence(database) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return id;
}

/** A new link by which a subscriber sees and ends what they follow. */
export async function makeLink(database: Database, subscriberId: string, now: Date): Promise<string> {
  const token = newToken();
  await database.insertInto('subscription_link').values({ token_hash: hashOf(token), subscriber_id: subscriberId, expires_at: new Date(now.getTime() + LINK_DAYS * DAY) }).execute();
  return token;
}

/** The subscriber whom a link was made for. */
export async function subscriberOf(database: Database, token: string, now: Date): Promise<string | undefined> {
  const row = await database.selectFrom('subscription_link').select('subscriber_id').where('token_hash', '=', hashOf(token)).where('expires_at', '>', now).executeTakeFirst();
  return row?.subscriber_id;
}

export async function followedBy(database: Database, subscriberId: string): Promise<string[]> {
  const rows = await database.selectFrom('subscription').select('record_id').where('subscriber_id', '=', subscriberId).orderBy('record_id').execute();
  return rows.map((row) => row.record_id);
}

/** Ends one subscription. Whoever follows nothing is forgotten. */
export async function unfollow(database: Database, subscriberId: string, recordId: string): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.selectFrom('subscriber').select('id').where('id', '=', subscriberId).forUpdate().execute();
    await transaction.deleteFrom('subscription').where('subscriber_id', '=', subscriberId).where('record_id', '=', recordId).execute();
    if ((await followedBy(transaction, subscriberId)).length === 0) await forgetSubscriber(transaction, subscriberId);
  });
}

/** Ends all subscriptions of an address, and forgets it. */
export async function forgetSubscriber(database: Database, subscriberId: string): Promise<void> {
  await database.deleteFrom('subscriber').where('id', '=', subscriberId).execute();
}

/** Forgets addresses that nobody confirmed in time, and links that are over. */
export async function forgetUnconfirmed(database: Database, now: Date): Promise<void> {
  await database.deleteFrom('subscription_request').where('expires_at', '<=', now).execute();
  await database.deleteFrom('subscription_link').where('expires_at', '<=', now).execute();
}
