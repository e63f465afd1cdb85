/**
 * Mail on its way. A mail is a row of `mail_outbox`, written in the transaction of what it is about: it goes out if and
 * only if that transaction commits. A job takes the rows to the mailer (delivery.ts).
 */
import { sql } from 'kysely';
import { isEmail } from '../access/accounts.ts';
import type { Database } from '../storage/database.ts';
import { type Message, oneLine, plainBody } from './message.ts';

/** Told at the commit of a transaction that wrote mail. */
export const OUTBOX_CHANNEL = 'yupana_mail';

export interface Outgoing {
  /** @param transaction in which the reason for the mail is written too. */
  enqueue(transaction: Database, message: Message): Promise<void>;
}

export const outbox: Outgoing = {
  async enqueue(transaction, { to, subject, text, headers = {} }) {
    if (!isEmail(to)) throw new TypeError('A mail to something that is no address');
    await transaction.insertInto('mail_outbox').values({ recipient: to, subject: oneLine(subject), body: plainBody(text), headers: JSON.stringify(headers) }).execute();
    await sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.execute(transaction);
  },
};
