/** Takes mail from the outbox to the mailer, tries again where it must, and gives up where that is of no use. */
import { sql } from 'kysely';
import { DAY, HOUR, MINUTE } from '../access/tokens.ts';
import type { Database } from '../storage/database.ts';
import { DeliveryFailure, type Mailer, type Message } from './message.ts';

/** How long a try may take before another process may try the same mail. */
const LEASE = 5 * MINUTE;
/** After so long nobody waits for a mail any more, and most secrets in them are void. */
const PATIENCE = 2 * DAY;
const DEAD_LETTERS_KEPT = 30 * DAY;

export interface Delivered {
  readonly sent: number;
  readonly postponed: number;
  /** Given up: dead letters. */
  readonly dead: readonly { readonly id: number; readonly reason: string }[];
}

/**
 * Sends what is due, one mail after the other, until nothing is due or the time is up.
 * A mail is taken by moving its next try, so that no two processes send it; whoever dies between the server's yes and
 * the deletion of the row leaves a mail that is sent twice: at least once, not exactly once.
 */
export async function deliverMail(database: Database, mailer: Mailer, now: () => Date, signal?: AbortSignal): Promise<Delivered> {
  const dead: { id: number; reason: string }[] = [];
  let [sent, postponed] = [0, 0];
  for (;;) {
    if (signal?.aborted === true) break;
    const mail = await take(database, now());
    if (!mail) break;
    try {
      await mailer.send(mail.message);
      await database.deleteFrom('mail_outbox').where('id', '=', mail.id).execute();
      sent += 1;
    } catch (error) {
      const failure = error instanceof DeliveryFailure ? error : new DeliveryFailure('UNKNOWN', false);
      if (failure.permanent || now().getTime() - mail.createdAt.getTime() > PATIENCE) {
        await bury(database, mail.id, failure.message, now());
        dead.push({ id: mail.id, reason: failure.message });
      } else {
        await postpone(database, mail, failure.message, now());
        postponed += 1;
      }
    }
  }
  return { sent, postponed, dead };
}

interface Taken {
  readonly id: number;
  readonly message: Message;
  readonly createdAt: Date;
  readonly tries: number;
}

async function take(database: Database, now: Date): Promise<Taken | undefined> {
  const row = await database
    .updateTable('mail_outbox')
    .set((one) => ({ tries: one('tries', '+', 1), next_try_at: new Date(now.getTime() + LEASE) }))
    .where('id', '=', (query) => query.selectFrom('mail_outbox').select('id').where('dead_at', 'is', null).where('next_try_at', '<=', now).orderBy('next_try_at').orderBy('id').limit(1).forUpdate().skipLocked())
    .returning(['id', 'recipient', 'subject', 'body', 'headers', 'created_at', 'tries'])
    .executeTakeFirst();
  return row && { id: row.id, message: { to: row.recipient, subject: row.subject, text: row.body ?? '', headers: row.headers }, createdAt: row.created_at, tries: row.tries };
}

/** One minute after the first try, then twice as long each time, at most four hours. */
export function pauseAfter(tries: number): number {
  return Math.min(MINUTE * 2 ** (tries - 1), 4 * HOUR);
}

async function postpone(database: Database, { id, tries }: Taken, reason: string, now: Date): Promise<void> {
  await database.updateTable('mail_outbox').set({ next_try_at: new Date(now.getTime() + pauseAfter(tries)), reason }).where('id', '=', id).execute();
}

/** The text goes at once; whom it was for stays for the operator, for thirty days. */
async function bury(database: Database, id: number, reason: string, now: Date): Promise<void> {
  await database.updateTable('mail_outbox').set({ body: null, subject: '', headers: '{}', dead_at: now, reason }).where('id', '=', id).execute();
}

export interface DeadLetter {
  readonly id: number;
  readonly to: string;
  readonly createdAt: Date;
  readonly deadAt: Date;
  readonly tries: number;
  readonly reason: string;
}

/** For the operator: the newest first. */
export async function deadLetters(database: Database): Promise<DeadLetter[]> {
  const rows = await database.selectFrom('mail_outbox').select(['id', 'recipient', 'created_at', 'dead_at', 'tries', 'reason']).where('dead_at', 'is not', null).orderBy('dead_at', 'desc').limit(1000).execute();
  return rows.map((row) => ({ id: row.id, to: row.recipient, createdAt: row.created_at, deadAt: row.dead_at ?? row.created_at, tries: row.tries, reason: row.reason ?? '' }));
}

export interface Waiting {
  readonly mails: number;
  readonly oldest: Date | null;
  /** Why the last try of some of them failed, and of how many. */
  readonly reasons: readonly { readonly reason: string; readonly mails: number }[];
}

export async function waitingMail(database: Database): Promise<Waiting> {
  const rows = await database
    .selectFrom('mail_outbox')
    .select(['reason', sql<number>`count(*)`.as('mails'), sql<Date>`min(created_at)`.as('oldest')])
    .where('dead_at', 'is', null)
    .groupBy('reason')
    .execute();
  const oldest = rows.map((row) => row.oldest).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
  return { mails: rows.reduce((sum, { mails }) => sum + mails, 0), oldest, reasons: rows.flatMap(({ reason, mails }) => (reason === null ? [] : [{ reason, mails }])) };
}

export async function forgetDeadLetters(database: Database, now: Date): Promise<void> {
  await database.deleteFrom('mail_outbox').where('dead_at', '<', new Date(now.getTime() - DEAD_LETTERS_KEPT)).execute();
}
