/** What the environment says about mail. */
import { join, resolve } from 'node:path';
import { isEmail } from '../access/accounts.ts';
import { folderMailer } from './folder.ts';
import type { Mailer } from './message.ts';
import { type Sender, smtpMailer, type SmtpServer } from './smtp.ts';

export interface MailSettings {
  readonly mailer: Mailer;
  /** Where mail is kept to be read on the spot; undefined where it is sent. */
  readonly folder: string | undefined;
}

/** @throws where something is set that cannot be meant; the message holds no password. */
export function mailSettings(env: NodeJS.ProcessEnv): MailSettings {
  const { SMTP_URL: url, MAIL_FROM: from } = env;
  if (!url) {
    const folder = join(resolve(env['DATA_DIR'] || 'data'), 'mail');
    return { mailer: folderMailer(folder), folder };
  }
  return { mailer: smtpMailer({ server: readServer(url), from: readSender(from ?? '') }), folder: undefined };
}

const FORM = 'Write smtps://user:password@host (TLS, port 465) or smtp://user:password@host (STARTTLS, port 587), with %40 for an @ in the user or password.';

/** @throws where it is no address of a mail server. */
export function readServer(text: string): SmtpServer {
  const url = URL.parse(text);
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') throw new Error(`SMTP_URL is not the address of a mail server. ${FORM}`);
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) throw new Error(`SMTP_URL has something after the host, which is not understood. ${FORM}`);
  if ((url.username === '') !== (url.password === '')) throw new Error(`SMTP_URL has a user without a password, or the other way round. ${FORM}`);
  const implicitTls = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
    implicitTls,
    credentials: url.username === '' ? undefined : { user: part(url.username), pass: part(url.password) },
  };
}

function part(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new Error(`SMTP_URL has a % that stands for nothing. ${FORM}`);
  }
}

/** `Yupana <no-responder@ia.gob.pe>` or the address alone. @throws where it is neither. */
export function readSender(text: string): Sender {
  const [, name = '', address = ''] = /^(?:([^<>\r\n]*)<([^<>]*)>|)$/.exec(text.trim()) ?? ['', '', text.trim()];
  if (!isEmail(address)) throw new Error('SMTP_URL is set: set MAIL_FROM too, such as "Yupana <no-responder@ia.gob.pe>".');
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}
