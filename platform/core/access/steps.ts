/**
 * Sign-ins that have begun and are not done: what the server must remember between two requests of one browser, behind
 * a cookie of its own. Each is used once, so that an answer to a challenge cannot be sent again (ASVS 5.0: 6.5.1, 10.2.1).
 */
import { z } from 'zod';
import type { Database } from '../storage/database.ts';
import { hashOf, MINUTE, newToken } from './tokens.ts';

export const STEP_COOKIE = '__Host-yupana-step';
export const STEP_MINUTES = 10;
const MOST_TRIES = 5;

const details = z.discriminatedUnion('purpose', [
  /** The password was right; the second factor is awaited. */
  z.object({ purpose: z.literal('second'), next: z.string(), method: z.enum(['password', 'recovery']) }),
  /** A passkey is asked for; `after` is the method where a password was right before. */
  z.object({ purpose: z.literal('passkey'), challenge: z.string(), next: z.string(), after: z.enum(['password', 'recovery']).optional() }),
  /** A passkey is being made, by a person who is signed in or by one who is invited. */
  z.object({ purpose: z.literal('register'), challenge: z.string(), userId: z.string(), invitation: z.string().optional(), name: z.string() }),
  /** A secret was shown and waits for its first code. */
  z.object({ purpose: z.literal('totp'), secret: z.string() }),
  z.object({ purpose: z.literal('oidc'), state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string(), language: z.string(), invitation: z.string().optional(), link: z.string().optional() }),
  /** The link in a mail was opened; a new password may be set. */
  z.object({ purpose: z.literal('reset') }),
]);
export type StepDetails = z.infer<typeof details>;
export type Purpose = StepDetails['purpose'];
export type StepOf<P extends Purpose> = Extract<StepDetails, { purpose: P }> & { readonly accountId: string | undefined };

/** @returns the token for the cookie. */
export async function beginStep(database: Database, accountId: string | undefined, content: StepDetails, now: Date): Promise<string> {
  const token = newToken();
  await database
    .insertInto('sign_in_step')
    .values({ token_hash: hashOf(token), purpose: content.purpose, account_id: accountId ?? null, details: JSON.stringify(content), expires_at: new Date(now.getTime() + STEP_MINUTES * MINUTE) })
    .execute();
  return token;
}

interface Row {
  account_id: string | null;
  details: Record<string, unknown>;
}

function read<P extends Purpose>(row: Row | undefined, purpose: P): StepOf<P> | undefined {
  if (!row) return undefined;
  const content = details.parse(row.details);
  return content.purpose === purpose ? ({ ...content, accountId: row.account_id ?? undefined } as StepOf<P>) : undefined;
}

/** The step behind a cookie, left where it is. */
export async function seeStep<P extends Purpose>(database: Database, token: string | undefined, purpose: P, now: Date): Promise<StepOf<P> | undefined> {
  if (token === undefined) return undefined;
  const row = await database.selectFrom('sign_in_step').select(['account_id', 'details']).where('token_hash', '=', hashOf(token)).where('purpose', '=', purpose).where('expires_at', '>', now).where('tries', '<', MOST_TRIES).executeTakeFirst();
  return read(row, purpose);
}

/** The same, counting a try: after five the step is over, however the tries end. */
export async function tryStep<P extends Purpose>(database: Database, token: string | undefined, purpose: P, now: Date): Promise<StepOf<P> | undefined> {
  if (token === undefined) return undefined;
  const row = await database
    .updateTable('sign_in_step')
    .set((one) => ({ tries: one('tries', '+', 1) }))
    .where('token_hash', '=', hashOf(token))
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .where('tries', '<', MOST_TRIES)
    .returning(['account_id', 'details'])
    .executeTakeFirst();
  return read(row, purpose);
}

/** Uses a step up: of two requests with it one gets it. */
export async function takeStep<P extends Purpose>(database: Database, token: string | undefined, purpose: P, now: Date): Promise<StepOf<P> | undefined> {
  if (token === undefined) return undefined;
  const row = await database.deleteFrom('sign_in_step').where('token_hash', '=', hashOf(token)).where('purpose', '=', purpose).where('expires_at', '>', now).returning(['account_id', 'details']).executeTakeFirst();
  return read(row, purpose);
}
