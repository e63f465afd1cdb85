/**
 * Sessions in the database, for the few who edit. Readers have none.
 *
 * Whoever administers the machine makes a sign-in link (`yupana sign-in-link --person …`); it works once, for an hour.
 * Accounts with passkeys come on top of the same sessions.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Platform } from '../platform.ts';
import { newId } from '../records/id.ts';
import type { Database } from '../storage/database.ts';
import type { Person } from './session.ts';

/** Bound to the host and sent over TLS only (or to localhost). */
export const SESSION_COOKIE = '__Host-yupana';
const LINK_MINUTES = 60;
const SESSION_HOURS = 12;
const IDLE_MINUTES = 60;
/** How stale `seen_at` may become before it is written again. */
const SEEN_MINUTES = 5;

const MINUTE = 60_000;

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** 256 random bits: nothing to guess, so the plain hash is enough. */
function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns the token to put behind `/{language}/sign-in/`. */
export async function createSignInLink(database: Database, person: string, now: Date): Promise<string> {
  const token = newToken();
  await database.insertInto('sign_in_link').values({ token_hash: hashOf(token), person, expires_at: new Date(now.getTime() + LINK_MINUTES * MINUTE) }).execute();
  return token;
}

export interface NewSession {
  readonly token: string;
  readonly person: string;
  readonly maxAgeSeconds: number;
}

/** Turns a link into a session. @returns undefined where the link is unknown, used or too old. */
export async function useSignInLink(database: Database, token: string, now: Date): Promise<NewSession | undefined> {
  return database.transaction().execute(async (transaction) => {
    const link = await transaction
      .updateTable('sign_in_link')
      .set({ used_at: now })
      .where('token_hash', '=', hashOf(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('person')
      .executeTakeFirst();
    if (!link) return undefined;
    const session = newToken();
    const expires = new Date(now.getTime() + SESSION_HOURS * 60 * MINUTE);
    await transaction.insertInto('session').values({ id: newId(), token_hash: hashOf(session), person: link.person, seen_at: now, expires_at: expires }).execute();
    await transaction.insertInto('audit').values({ actor: `person:${link.person}`, act: 'sign-in', record_id: null, details: '{}' }).execute();
    return { token: session, person: link.person, maxAgeSeconds: SESSION_HOURS * 3600 };
  });
}

/** Who sent a request; undefined for readers and for sessions that are over. */
export async function personOf(platform: Platform, context: Context): Promise<Person | undefined> {
  const token = getCookie(context, SESSION_COOKIE);
  if (token === undefined) return undefined;
  const now = platform.now();
  const session = await platform.database
    .selectFrom('session')
    .select(['id', 'person', 'seen_at'])
    .where('token_hash', '=', hashOf(token))
    .where('expires_at', '>', now)
    .where('seen_at', '>', new Date(now.getTime() - IDLE_MINUTES * MINUTE))
    .executeTakeFirst();
  if (!session) return undefined;
  if (session.seen_at.getTime() < now.getTime() - SEEN_MINUTES * MINUTE) {
    await platform.database.updateTable('session').set({ seen_at: now }).where('id', '=', session.id).execute();
  }
  return { name: session.person, sessionId: session.id };
}

export async function endSession(database: Database, person: Person): Promise<void> {
  await database.deleteFrom('session').where('id', '=', person.sessionId).execute();
}
