import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { DeliveryFailure, type Message } from './message.ts';
import { smtpMailer, type SmtpServer } from './smtp.ts';
import { CERTIFICATE } from './testing/certificate.ts';
import { mailServer, parsed, visible } from './testing/mail-server.ts';

const FROM = { name: 'Yupana «Perú»', address: 'no-responder@ia.example' };
const MAIL: Message = { to: 'rosa@example.org', subject: 'Confirme los avisos: ñandú', text: 'Abra esto:\n\nhttps://ia.example/es/x\n' };
const at = (port: number, rest: Partial<SmtpServer> = {}): SmtpServer => ({ host: 'localhost', port, implicitTls: false, credentials: undefined, ...rest });

/** A text ends with a line break, whether it was written or not. */
const lines = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/\n$/, '');

async function failure(sending: Promise<void>): Promise<DeliveryFailure> {
  const error = await sending.then(() => assert.fail('was sent'), (one: unknown) => one);
  assert.ok(error instanceof DeliveryFailure, String(error));
  for (const secret of ['rosa', 'Confirme', 'Abra', 'llave', 'wasi']) assert.ok(!`${error.message}${error.stack ?? ''}`.includes(secret), `${secret} in ${error.message}`);
  return error;
}

describe('mail by SMTP', () => {
  it('arrives as it was written, from the sender, to one recipient, marked as automatic', async (t) => {
    const server = await mailServer(t);
    await smtpMailer({ server: at(server.port), from: FROM }).send({ ...MAIL, headers: { 'List-Unsubscribe': `<https://ia.example/es/subscriptions/${'x'.repeat(43)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } });
    const [mail = assert.fail('no mail')] = server.received;
    const { headers, text } = parsed(mail.raw);
    assert.deepEqual([mail.from, mail.to], [FROM.address, ['rosa@example.org']]);
    assert.equal(headers.get('to'), 'rosa@example.org');
    assert.equal(visible(headers.get('subject') ?? ''), MAIL.subject);
    assert.ok(headers.get('from')?.endsWith('<no-responder@ia.example>'));
    assert.equal(headers.get('auto-submitted'), 'auto-generated');
    assert.equal(headers.get('list-unsubscribe'), `<https://ia.example/es/subscriptions/${'x'.repeat(43)}>`);
    assert.equal(headers.get('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    assert.equal(text.replaceAll('\r\n', '\n'), MAIL.text);
  });

  it('goes over TLS with the password, from the first byte or by STARTTLS', async (t) => {
    const login = { user: 'yupana', pass: 'wasi-llave' };
    for (const implicitTls of [true, false]) {
      // 127.0.0.2 stands for another machine: only names of this one may do without TLS.
      const server = await mailServer(t, { implicitTls, login, host: '127.0.0.2' });
      await smtpMailer({ server: at(server.port, { host: '127.0.0.2', implicitTls, credentials: login }), from: FROM, ca: CERTIFICATE }).send(MAIL);
      assert.deepEqual(server.received.map(({ secure, user }) => [secure, user]), [[true, 'yupana']]);
    }
  });

  it('does not go to another machine that has no TLS, and neither does the password', async (t) => {
    const login = { user: 'yupana', pass: 'wasi-llave' };
    const server = await mailServer(t, { noStartTls: true, login, host: '127.0.0.2' });
    const { permanent } = await failure(smtpMailer({ server: at(server.port, { host: '127.0.0.2', credentials: login }), from: FROM }).send(MAIL));
    assert.equal(permanent, false);
    assert.deepEqual([server.received, server.passwords], [[], []]);
  });

  it('does not go where the certificate is not to be trusted, and neither does the password', async (t) => {
    const login = { user: 'yupana', pass: 'wasi-llave' };
    for (const [host, implicitTls] of [['localhost', true], ['127.0.0.2', false]] as const) {
      const server = await mailServer(t, { implicitTls, login, host });
      const { permanent } = await failure(smtpMailer({ server: at(server.port, { host, implicitTls, credentials: login }), from: FROM }).send(MAIL));
      assert.equal(permanent, false);
      assert.deepEqual([server.received, server.passwords], [[], []]);
    }
  });

  it('says which refusals are for good: of the recipient and of the text', async (t) => {
    for (const [options, permanent, code] of [
      [{ refuseRecipient: { code: 550, text: 'no rosa@example.org here' } }, true, '550'],
      [{ refuseRecipient: { code: 450, text: 'rosa is busy' } }, false, '450'],
      [{ refuseText: { code: 554, text: 'Abra esto is spam' } }, true, '554'],
      [{ refuseText: { code: 451, text: 'later' } }, false, '451'],
    ] as const) {
      const server = await mailServer(t, options);
      const failed = await failure(smtpMailer({ server: at(server.port), from: FROM }).send(MAIL));
      assert.deepEqual([failed.permanent, failed.message.split(' ').at(-1)], [permanent, code], failed.message);
    }
  });

  it('may be tried again where the password is wrong or the server is down', async (t) => {
    const server = await mailServer(t, { login: { user: 'yupana', pass: 'other' } });
    assert.equal((await failure(smtpMailer({ server: at(server.port, { credentials: { user: 'yupana', pass: 'wasi-llave' } }), from: FROM }).send(MAIL))).permanent, false);
    const gone = createServer().listen(0, 'localhost');
    await once(gone, 'listening');
    const address = gone.address();
    await new Promise((done) => gone.close(done));
    assert.equal((await failure(smtpMailer({ server: at(typeof address === 'object' && address ? address.port : 0), from: FROM }).send(MAIL))).permanent, false);
  });

  it('never goes to two people, nor to somebody whom the address smuggles in', async (t) => {
    const server = await mailServer(t);
    for (const to of ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', '<a@example.org>', 'a@example.org>\r\nRCPT TO:<b@example.org', 'nobody', '']) assert.equal((await failure(smtpMailer({ server: at(server.port), from: FROM }).send({ ...MAIL, to }))).message, 'NOT_AN_ADDRESS');
    assert.deepEqual(server.received, []);
  });

  it('keeps hostile texts inert: no header more, no line that a server would read, the text as it was', async (t) => {
    const server = await mailServer(t);
    const mailer = smtpMailer({ server: at(server.port), from: FROM });
    const plain = (await mailer.send(MAIL), parsed(server.received.at(-1)?.raw ?? '').names);
    const nasty = ['x\r\nBcc: b@example.org', 'x\nX-Evil: 1\n\nbody', '\u202egro.live\u202c', '\u2066a\u2069', '=?utf-8?B?QmNjOg==?=', `${'ñ'.repeat(5000)}`, '.\r\nQUIT\r\n', '\r\n.\r\n', '\ud800', 'a\0b', '<script>', '\u2028\u2029'];
    const check = async (hostile: string): Promise<void> => {
      await mailer.send({ ...MAIL, subject: hostile, text: hostile, headers: { 'List-Unsubscribe': `<https://ia.example/${hostile}>` } });
      const { raw, to } = server.received.at(-1) ?? assert.fail('no mail');
      const { headers, names, text } = parsed(raw);
      assert.deepEqual(to, ['rosa@example.org']);
      assert.equal(new Set(names).size, names.length);
      for (const name of names) assert.ok(plain.includes(name) || name === 'list-unsubscribe', name);
      assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(visible(headers.get('subject') ?? '')));
      assert.ok(raw.split('\r\n').every((line) => Buffer.byteLength(line) <= 998), 'RFC 5322, 2.1.1');
      assert.equal(lines(text), lines(hostile.toWellFormed().replaceAll('\0', '')));
    };
    for (const one of nasty) await check(one);
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), check), { numRuns: 25 });
  });
});
