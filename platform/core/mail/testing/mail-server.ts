/** A mail server for tests: takes what it is sent, or says what it is told to say. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Scope } from '../../../../test/support/database.ts';
import { CERTIFICATE, KEY } from './certificate.ts';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

export interface MailServer {
  readonly port: number;
  readonly received: readonly Received[];
  /** Passwords that somebody showed. */
  readonly passwords: readonly string[];
  close(): Promise<void>;
}

export interface MailServerOptions {
  readonly host?: string;
  /** TLS from the first byte. */
  readonly implicitTls?: boolean;
  readonly noStartTls?: boolean;
  /** What it answers to recipients and texts that it does not take: 550. */
  readonly refuseRecipient?: { readonly code: number; readonly text: string };
  readonly refuseText?: { readonly code: number; readonly text: string };
  /** User and password that it wants. */
  readonly login?: { readonly user: string; readonly pass: string };
}

const refusal = ({ code, text }: { readonly code: number; readonly text: string }): Error => Object.assign(new Error(text), { responseCode: code });

export async function mailServer(scope: Scope, options: MailServerOptions = {}): Promise<MailServer> {
  const received: Received[] = [];
  const passwords: string[] = [];
  const { refuseRecipient, refuseText, login } = options;
  const settings: SMTPServerOptions = {
    secure: options.implicitTls === true,
    key: KEY,
    cert: CERTIFICATE,
    logger: false,
    disableReverseLookup: true,
    authOptional: login === undefined,
    disabledCommands: [...(options.noStartTls ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      passwords.push(password ?? '');
      if (username === login?.user && password === login?.pass) done(null, { user: username });
      else done(refusal({ code: 535, text: `no ${String(username)} with ${String(password)}` }));
    },
    onRcptTo: (_address, _session, done) => done(refuseRecipient && refusal(refuseRecipient)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refuseText) return done(refusal(refuseText));
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8'), secure: session.secure, user: session.user });
        done();
      });
    },
  };
  const server = new SMTPServer(settings);
  server.on('error', () => {});
  const listening = server.listen(0, options.host ?? 'localhost');
  await once(listening, 'listening');
  let open = true;
  const close = (): Promise<void> => (open ? new Promise((done) => ((open = false), server.close(() => done()))) : Promise.resolve());
  scope.after(close);
  return { port: (listening.address() as AddressInfo).port, received, passwords, close };
}

/** The head of a mail, each header unfolded, and its text as it was written. */
export function parsed(raw: string): { readonly headers: ReadonlyMap<string, string>; readonly names: readonly string[]; readonly text: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const pairs = lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]);
  const headers = new Map(pairs);
  const body = raw.slice(end + 4);
  const text = headers.get('content-transfer-encoding') === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
  return { headers, names: pairs.map(([name]) => name), text };
}

/** Encoded words as people see them (RFC 2047). */
export function decodedWords(header: string): string {
  return header.replace(/\?= +=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, content: string) =>
    how.toLowerCase() === 'b' ? Buffer.from(content, 'base64').toString('latin1') : content.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/g, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** The same where the whole header was encoded: its bytes put together, then read as UTF-8. */
export const visible = (header: string): string => (header.includes('=?') ? Buffer.from(decodedWords(header), 'latin1').toString('utf8') : header);
