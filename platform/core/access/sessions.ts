/**
 * Sessions in the database, for people who have an account. Readers have none.
 *
 * A session begins with a new token at every sign-in, and the one before it in the same browser ends (ASVS 5.0: 7.2.4).
 */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Platform } from '../platform.ts';
import { newId } from '../records/id.ts';
import type { Database } from '../storage/database.ts';
import { noteAccess } from './audit.ts';
import { membershipsOf } from './memberships.ts';
import type { Person } from './person.ts';
import { hashOf, HOUR, MINUTE, newToken } from './tokens.ts';

/** Bound to the host and sent over TLS only (or to localhost). */
export const SESSION_COOKIE = '__Host-yupana';
/** NIST SP 800-63B-4 section 2.2.3 allows 24 hours and one idle hour. */
const SESSION_HOURS = 12;
const IDLE_MINUTES = 60;
/** How stale `seen_at` may become before it is written again. */
const SEEN_MINUTES = 5;

/** How somebody signed in. */
export type Method = 'link' | 'password' | 'password+totp' | 'password+backup' | 'password+passkey' | 'passkey' | 'oidc' | 'recovery';

/** What a list of sessions says of the browser. */
export interface Visit {
  readonly agent: string;
  readonly network: string;
}
export const NO_VISIT: Visit = { agent: '', network: 'unknown' };

export interface NewSession {
  readonly id: string;
  readonly token: string;
  readonly maxAgeSeconds: number;
}

export interface Proof {
  readonly method: Method;
  /** Two factors, or a passkey with user verification. */
  readonly strong: boolean;
}

/** Begins a session, and notes it. */
export async function startSession(database: Database, account: { readonly id: string; readonly name: string }, { method, strong }: Proof, visit: Visit, now: Date): Promise<NewSession> {
  const [id, token] = [newId(), newToken()];
  await database
    .insertInto('session')
    .values({
      id, token_hash: hashOf(token), account_id: account.id, method, strong, authenticated_at: now, agent: visit.agent, network: visit.network, created_at: now, seen_at: now,
      expires_at: new Date(now.getTime() + SESSION_HOURS * HOUR),
    })
    .execute();
  await noteAccess(database, 'sign-in', { accountId: account.id, name: account.name }, { method, strong, network: visit.network, session: id });
  return { id, token, maxAgeSeconds: SESSION_HOURS * 3600 };
}

const idleSince = (now: Date): Date => new Date(now.getTime() - IDLE_MINUTES * MINUTE);

/** Who sent a request; undefined for readers and for sessions that are over. */
export async function personOf(platform: Platform, context: Context): Promise<Person | undefined> {
  const token = getCookie(context, SESSION_COOKIE);
  if (token === undefined) return undefined;
  const { database } = platform;
  const now = platform.now();
  const session = await database
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['session.id', 'session.seen_at', 'account.id as account_id', 'account.name'])
    .where('token_hash', '=', hashOf(token))
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince(now))
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!session) return undefined;
  if (session.seen_at.getTime() < now.getTime() - SEEN_MINUTES * MINUTE) {
    await database.updateTable('session').set({ seen_at: now }).where('id', '=', session.id).execute();
  }
  return { accountId: session.account_id, name: session.name, sessionId: session.id, memberships: await membershipsOf(database, session.account_id) };
}

export interface SessionState {
  readonly id: string;
  readonly method: string;
  readonly strong: boolean;
  readonly authenticatedAt: Date;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly agent: string;
  readonly network: string;
}

/** The sessions of an account that are not over, the newest first. */
export async function sessionsOf(database: Database, accountId: string, now: Date): Promise<SessionState[]> {
  const rows = await database.selectFrom('session').selectAll().where('account_id', '=', accountId).where('expires_at', '>', now).where('seen_at', '>', idleSince(now)).orderBy('seen_at', 'desc').execute();
  return rows.map((row) => ({
    id: row.id, method: row.method, strong: row.strong, authenticatedAt: row.authenticated_at, createdAt: row.created_at, seenAt: row.seen_at, agent: row.agent, network: row.network,
  }));
}

export async function stateOf(database: Database, sessionId: string): Promise<SessionState | undefined> {
  const row = await database.selectFrom('session').selectAll().where('id', '=', sessionId).executeTakeFirst();
  return row && { id: row.id, method: row.method, strong: row.strong, authenticatedAt: row.authenticated_at, createdAt: row.created_at, seenAt: row.seen_at, agent: row.agent, network: row.network };
}

/** The person proved a second factor within a session: it has two from now on, and another token (ASVS 5.0: 7.2.4). */
export async function strengthen(database: Database, person: Person): Promise<NewSession | undefined> {
  const token = newToken();
  const row = await database.updateTable('session').set({ strong: true, token_hash: hashOf(token) }).where('id', '=', person.sessionId).returning(['id', 'created_at']).executeTakeFirst();
  return row && { id: row.id, token, maxAgeSeconds: SESSION_HOURS * 3600 };
}

/** Signing out. */
export async function endSession(database: Database, person: Person): Promise<void> {
  await database.deleteFrom('session').where('id', '=', person.sessionId).execute();
  await noteAccess(database, 'sign-out', person);
}

/** Ends one of a person's own sessions; another person's is not found (ASVS 5.0: 7.5.2, 8.2.2). */
export async function endOneOf(database: Database, person: Person, sessionId: string): Promise<void> {
  const { numDeletedRows } = await database.deleteFrom('session').where('id', '=', sessionId).where('account_id', '=', person.accountId).executeTakeFirst();
  if (numDeletedRows > 0n) await noteAccess(database, 'session-ended', person, { session: sessionId });
}

/** Ends every session of an account but one: on request, and when a password or factor changes (ASVS 5.0: 7.4.3). */
export async function endOthers(database: Database, by: { readonly accountId: string; readonly name: string }, kept: string | undefined): Promise<void> {
  const ended = await database.deleteFrom('session').where('account_id', '=', by.accountId).where('id', '!=', kept ?? '').returning('id').execute();
  if (ended.length > 0) await noteAccess(database, 'session-ended', by, { sessions: ended.map(({ id }) => id) });
}

/** The session behind a cookie ends because another one begins in the same browser. */
export async function replaceSession(database: Database, cookie: string | undefined): Promise<void> {
  if (cookie !== undefined) await database.deleteFrom('session').where('token_hash', '=', hashOf(cookie)).execute();
}
