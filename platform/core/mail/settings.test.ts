import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { folderMailer, keptMail, keptMails } from './folder.ts';
import { oneLine } from './message.ts';
import { mailSettings, readSender, readServer } from './settings.ts';

const home = mkdtempSync(join(tmpdir(), 'yupana-mail-'));
after(() => rmSync(home, { recursive: true }));

describe('the settings of mail', () => {
  it('name a server, with TLS from the start or by STARTTLS', () => {
    assert.deepEqual(readServer('smtps://mail.gob.pe'), { host: 'mail.gob.pe', port: 465, implicitTls: true, credentials: undefined });
    assert.deepEqual(readServer('smtp://yupana%40gob.pe:a%2Fb%3Ac@mail.gob.pe'), { host: 'mail.gob.pe', port: 587, implicitTls: false, credentials: { user: 'yupana@gob.pe', pass: 'a/b:c' } });
    assert.deepEqual(readServer('smtp://[::1]:2525/'), { host: '::1', port: 2525, implicitTls: false, credentials: undefined });
  });

  it('are refused where they cannot be meant, without showing the password', () => {
    for (const url of ['mail.gob.pe', 'https://u:clave@mail.gob.pe', 'smtp://u:clave@', 'smtp://u@mail.gob.pe', 'smtps://:clave@mail.gob.pe', 'smtps://u:clave@mail.gob.pe?tls.rejectUnauthorized=false', 'smtps://u:clave@mail.gob.pe/x', 'smtps://u:clave%zz@mail.gob.pe']) {
      assert.throws(() => mailSettings({ SMTP_URL: url, MAIL_FROM: 'a@b.pe' }), (error: Error) => error.message.startsWith('SMTP_URL') && !error.message.includes('clave'), url);
    }
    for (const from of [undefined, '', 'Yupana', 'Yupana <x>', 'a@b.pe, c@d.pe', 'a@b.pe\r\nBcc: c@d.pe']) assert.throws(() => mailSettings({ SMTP_URL: 'smtps://mail.gob.pe', ...(from !== undefined && { MAIL_FROM: from }) }), /MAIL_FROM/, from);
    assert.deepEqual(readSender('"Yupana, Perú" <a@b.pe>'), { name: 'Yupana, Perú', address: 'a@b.pe' });
    assert.deepEqual(readSender('a@b.pe'), { name: '', address: 'a@b.pe' });
  });

  it('lead to a folder where there is no server, and to none where there is one', () => {
    assert.equal(mailSettings({ DATA_DIR: home }).folder, join(home, 'mail'));
    assert.equal(mailSettings({ DATA_DIR: home, SMTP_URL: 'smtps://mail.gob.pe', MAIL_FROM: 'a@b.pe' }).folder, undefined);
  });
});

describe('the folder of mail', () => {
  it('holds what was sent, for its owner alone, and gives it back', async () => {
    const folder = join(home, 'kept');
    const mailer = folderMailer(folder);
    const text = 'Abra:\n\nhttps://ia.example/es/x\r\n\r\n\u202eñ';
    await mailer.send({ to: 'rosa@example.org', subject: 'Señal\r\nBcc: b@example.org', text, headers: { 'List-Unsubscribe': '<https://ia.example/\r\nX: 1>' } });
    const [file = ''] = readdirSync(folder);
    assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const head = readFileSync(join(folder, file), 'utf8').split('\r\n\r\n')[0] ?? '';
    assert.ok(!/^(Bcc|X):/m.test(head), head);
    const [mail = assert.fail('none')] = await keptMails(folder);
    assert.deepEqual([mail.to, mail.subject, mail.text], ['rosa@example.org', 'Señal Bcc: b@example.org', text]);
    assert.deepEqual(await keptMail(folder, mail.name), mail);
  });

  it('gives nothing else of the machine', async () => {
    writeFileSync(join(home, 'secret.eml'), 'To: x\r\n\r\nsecret');
    for (const name of ['../secret', 'secret', '', '..', '%2e%2e/secret', 'x\0']) assert.equal(await keptMail(join(home, 'kept'), name), undefined, name);
    assert.deepEqual(await keptMails(join(home, 'nowhere')), []);
  });
});

describe('one line', () => {
  it('has no end within, nothing that turns the text, and a length', () => {
    assert.equal(oneLine(' a\r\n\tb\u2028c\u202ed\0 '), 'a b c d');
    assert.equal([...oneLine('👩🏽'.repeat(500))].length, 250);
    assert.equal(oneLine('\ud800'), '\ufffd');
  });
});
