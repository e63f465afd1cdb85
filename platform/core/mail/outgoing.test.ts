import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { DAY, HOUR, MINUTE } from '../access/tokens.ts';
import { deadLetters, deliverMail, forgetDeadLetters, pauseAfter, waitingMail } from './delivery.ts';
import { DeliveryFailure, type Mailer, type Message } from './message.ts';
import { outbox } from './outgoing.ts';

const { database } = await testDatabase({ after });
const message = (to: string, text = 'el secreto'): Message => ({ to, subject: 'Asunto', text });
const write = (...mails: readonly Message[]): Promise<void> => database.transaction().execute(async (transaction) => {
  for (const mail of mails) await outbox.enqueue(transaction, mail);
});

/** Takes mail, or fails as it is told to. */
function recorder(fail: (to: string) => Error | undefined = () => undefined): { readonly mailer: Mailer; readonly sent: Message[] } {
  const sent: Message[] = [];
  return { sent, mailer: { async send(mail) {
    await new Promise((done) => void setTimeout(done, 2));
    const failed = fail(mail.to);
    if (failed) throw failed;
    sent.push(mail);
  } } };
}

let clock = new Date();
const now = (): Date => clock;
const pass = (ms: number): void => void (clock = new Date(clock.getTime() + ms));
const everything = async (): Promise<string> => JSON.stringify(await database.selectFrom('mail_outbox').selectAll().execute());

beforeEach(async () => {
  await database.deleteFrom('mail_outbox').execute();
  clock = new Date(Date.now() + 1000);
});

describe('the outbox', () => {
  it('sends a mail if and only if its transaction commits', async () => {
    await write(message('rosa@example.org'));
    await assert.rejects(database.transaction().execute(async (transaction) => {
      await outbox.enqueue(transaction, message('nobody@example.org'));
      throw new Error('no');
    }));
    const { mailer, sent } = recorder();
    assert.equal((await deliverMail(database, mailer, now)).sent, 1);
    assert.deepEqual(sent, [{ ...message('rosa@example.org'), headers: {} }]);
  });

  it('keeps nothing of a mail that went out', async () => {
    await write(message('rosa@example.org'));
    await deliverMail(database, recorder().mailer, now);
    assert.equal(await everything(), '[]');
  });

  it('refuses what is no address, and takes any text', async () => {
    await assert.rejects(write(message('rosa@example.org\r\nBcc: x@example.org')), TypeError);
    await write({ to: 'rosa@example.org', subject: 'a\r\nb\0', text: 'x\0\ud800y', headers: { 'List-Unsubscribe': '<https://ia.example/x>' } });
    const { mailer, sent } = recorder();
    await deliverMail(database, mailer, now);
    assert.deepEqual(sent, [{ to: 'rosa@example.org', subject: 'a b', text: 'x\ufffdy', headers: { 'List-Unsubscribe': '<https://ia.example/x>' } }]);
  });

  it('sends each mail once, however many processes deliver', async () => {
    await write(...Array.from({ length: 60 }, (_, index) => message(`p${index}@example.org`)));
    const { mailer, sent } = recorder();
    await Promise.all([1, 2, 3, 4].map(() => deliverMail(database, mailer, now)));
    assert.equal(sent.length, 60);
    assert.equal(new Set(sent.map(({ to }) => to)).size, 60);
  });

  it('tries again later and later, and goes on with the others', async () => {
    await write(message('busy@example.org'), message('rosa@example.org'));
    const { mailer, sent } = recorder((to) => (to.startsWith('busy') ? new DeliveryFailure('EENVELOPE 450', false) : undefined));
    assert.deepEqual(await deliverMail(database, mailer, now), { sent: 1, postponed: 1, dead: [] });
    assert.deepEqual(sent.map(({ to }) => to), ['rosa@example.org']);
    assert.equal((await deliverMail(database, mailer, now)).postponed, 0, 'not at once');
    assert.deepEqual((await waitingMail(database)).reasons, [{ reason: 'EENVELOPE 450', mails: 1 }]);
    pass(MINUTE);
    assert.equal((await deliverMail(database, mailer, now)).postponed, 1);
    pass(MINUTE);
    assert.equal((await deliverMail(database, mailer, now)).postponed, 0, 'two minutes after the second try');
    pass(MINUTE);
    assert.equal((await deliverMail(database, recorder().mailer, now)).sent, 1);
    assert.deepEqual([1, 2, 3, 20].map(pauseAfter), [MINUTE, 2 * MINUTE, 4 * MINUTE, 4 * HOUR]);
  });

  it('gives up at once where the address is refused, and then keeps the address and the reason, no text', async () => {
    await write(message('gone@example.org', 'https://ia.example/es/recover/secreto'));
    const { mailer } = recorder(() => new DeliveryFailure('EENVELOPE 550', true));
    const { dead } = await deliverMail(database, mailer, now);
    assert.deepEqual(dead.map(({ reason }) => reason), ['EENVELOPE 550']);
    const [letter] = await deadLetters(database);
    assert.deepEqual([letter?.to, letter?.reason, letter?.tries], ['gone@example.org', 'EENVELOPE 550', 1]);
    const row = await everything();
    assert.ok(!row.includes('secreto') && !row.includes('Asunto'), row);
    pass(DAY);
    assert.deepEqual(await deliverMail(database, recorder().mailer, now), { sent: 0, postponed: 0, dead: [] });
    pass(30 * DAY);
    await forgetDeadLetters(database, now());
    assert.equal(await everything(), '[]');
  });

  it('gives up after two days, whatever the reason, and keeps no words of an error', async () => {
    await write(message('rosa@example.org'));
    const { mailer } = recorder((to) => new Error(`no way to ${to}`));
    for (let hours = 0; hours < 60; hours += 1) {
      await deliverMail(database, mailer, now);
      pass(HOUR);
    }
    const [letter] = await deadLetters(database);
    assert.equal(letter?.reason, 'UNKNOWN');
    assert.ok((letter?.tries ?? 0) > 10, `${String(letter?.tries)} tries`);
  });

  it('takes up the mail of a process that died in the middle, after five minutes', async () => {
    await write(message('rosa@example.org'));
    // Never answers, as a process that was killed.
    void deliverMail(database, { send: () => new Promise(() => {}) }, now);
    while ((await database.selectFrom('mail_outbox').select('tries').executeTakeFirstOrThrow()).tries === 0) await new Promise((done) => void setTimeout(done, 5));
    const { mailer, sent } = recorder();
    await deliverMail(database, mailer, now);
    assert.equal(sent.length, 0);
    pass(5 * MINUTE);
    await deliverMail(database, mailer, now);
    assert.equal(sent.length, 1);
  });

  it('stops after the mail that it is at when the server ends', async () => {
    await write(message('a@example.org'), message('b@example.org'));
    const ending = new AbortController();
    const { mailer, sent } = recorder();
    await deliverMail(database, { async send(mail) {
      ending.abort();
      await mailer.send(mail);
    } }, now, ending.signal);
    assert.equal(sent.length, 1);
    assert.equal((await waitingMail(database)).mails, 1);
  });
});
