/** Mail. Without a mail server it is written to a folder, where whoever tries the platform out can read it. */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  send(message: Message): Promise<void>;
}

/** A header holds no line break: what follows one would be another header. */
const headerText = (text: string): string => text.replace(/[\r\n\0]+/g, ' ');

/** Writes each message as a file that mail programs open; only the owner of the folder reads it. */
export function folderMailer(folder: string, now: () => Date = () => new Date()): Mailer {
  return {
    async send({ to, subject, text }) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const at = now();
      const head = [`To: ${headerText(to)}`, `Subject: =?utf-8?B?${Buffer.from(headerText(subject)).toString('base64')}?=`, `Date: ${at.toUTCString()}`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
      await writeFile(join(folder, `${at.toISOString().replaceAll(':', '-')}-${randomUUID()}.eml`), `${head.join('\r\n')}\r\n\r\n${text}`, { mode: 0o600 });
    },
  };
}
