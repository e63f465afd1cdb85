/** Mail through a mail server, by nodemailer. Nothing of a mail is ever logged. */
import type { Transporter } from 'nodemailer';
import { isEmail } from '../access/accounts.ts';
import { DeliveryFailure, headerValue, type Mailer, oneLine, plainBody } from './message.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465); else STARTTLS is asked for. */
  readonly implicitTls: boolean;
  readonly credentials: { readonly user: string; readonly pass: string } | undefined;
}

export interface Sender {
  readonly name: string;
  readonly address: string;
}

export interface SmtpSettings {
  readonly server: SmtpServer;
  readonly from: Sender;
  /** Certificates to trust beside those of the machine, as PEM. */
  readonly ca?: string;
}

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const SECOND = 1000;

/**
 * Sends by SMTP. Only to a server on the same machine does a mail go without TLS: it never leaves the machine.
 * Otherwise a server without TLS, or whose certificate is wrong, gets neither the password nor the mail.
 */
export function smtpMailer(settings: SmtpSettings): Mailer {
  const { from } = settings;
  let opened: Promise<Transporter> | undefined;
  return {
    async send({ to, subject, text, headers = {} }) {
      if (!isEmail(to)) throw new DeliveryFailure('NOT_AN_ADDRESS', true);
      const transport = await (opened ??= openTransport(settings));
      const lists = Object.entries(headers).map(([key, value]) => ({ key, value: { prepared: true, value: headerValue(value) } }));
      try {
        await transport.sendMail({
          from: { name: from.name, address: from.address },
          to: { name: '', address: to },
          envelope: { from: from.address, to: [to] },
          subject: oneLine(subject),
          text: plainBody(text),
          // Nobody's holiday answers: RFC 3834.
          headers: [{ key: 'Auto-Submitted', value: 'auto-generated' }, ...lists],
          textEncoding: 'base64',
        });
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

/** The library is read with the first mail: many servers and commands send none. */
async function openTransport({ server, ca }: SmtpSettings): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const local = LOCAL.has(server.host);
  return createTransport({
    host: server.host,
    port: server.port,
    secure: server.implicitTls,
    requireTLS: !local && !server.implicitTls,
    ignoreTLS: local && !server.implicitTls,
    ...(server.credentials && { auth: server.credentials }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
    connectionTimeout: 15 * SECOND,
    greetingTimeout: 15 * SECOND,
    socketTimeout: 30 * SECOND,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** What went wrong, by its codes alone: the words of a server may hold the address or parts of the mail. */
function failureOf(error: unknown): DeliveryFailure {
  const { code, responseCode, command } = (error ?? {}) as { code?: unknown; responseCode?: unknown; command?: unknown };
  const told = typeof responseCode === 'number' ? responseCode : undefined;
  const name = typeof code === 'string' && /^[A-Z_0-9]{2,40}$/.test(code) ? code : 'UNKNOWN';
  // What a server says for good of the recipient or the text (RFC 5321, 4.2.1); of the sender or the password it is ours to mend.
  const permanent = told !== undefined && told >= 550 && told <= 559 && (command === 'RCPT TO' || command === 'DATA');
  return new DeliveryFailure(told === undefined ? name : `${name} ${told}`, permanent);
}
