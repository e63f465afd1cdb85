/** Without a mail server mail is written to a folder, where whoever tries the platform out can read it. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { headerValue, type Mailer, oneLine, plainBody } from './message.ts';

const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** Writes each message as a file that mail programs open; only the owner of the folder reads it. */
export function folderMailer(folder: string, now: () => Date = () => new Date()): Mailer {
  return {
    async send({ to, subject, text, headers = {} }) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const at = now();
      const head = [
        `To: ${oneLine(to)}`, `Subject: ${encoded(oneLine(subject))}`, `Date: ${at.toUTCString()}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${headerValue(value)}`),
        'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit',
      ];
      await writeFile(join(folder, `${at.toISOString().replace(/[:.]/g, '-')}-${randomUUID()}.eml`), `${head.join('\r\n')}\r\n\r\n${plainBody(text)}`, { mode: 0o600 });
    },
  };
}

/** A mail of the folder. */
export interface KeptMail {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
}

const NAME = /^[\dTZ-]{24}-[\da-f-]{36}$/;
const MOST_LISTED = 100;

/** The mails of the folder, the newest first, at most a hundred. */
export async function keptMails(folder: string): Promise<KeptMail[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.eml')).map((file) => file.slice(0, -'.eml'.length)).toSorted().toReversed().slice(0, MOST_LISTED);
  return (await Promise.all(names.map((name) => keptMail(folder, name)))).filter((mail) => mail !== undefined);
}

/** @returns undefined where the folder has no mail of that name. */
export async function keptMail(folder: string, name: string): Promise<KeptMail | undefined> {
  if (!NAME.test(name)) return undefined;
  const content = await readFile(join(folder, `${name}.eml`), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const end = content.indexOf('\r\n\r\n');
  const head = new Map(content.slice(0, end).split('\r\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  return { name, to: head.get('To') ?? '', subject: decoded(head.get('Subject') ?? ''), date: head.get('Date') ?? '', text: content.slice(end + 4) };
}

const decoded = (text: string): string => Buffer.from(/^=\?utf-8\?B\?(.*)\?=$/.exec(text)?.[1] ?? '', 'base64').toString('utf8');
