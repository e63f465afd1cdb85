/** A mail: plain text to one person. */

/** The headers that a mail of ours may have beside the usual ones (RFC 2369, RFC 8058). */
export type HeaderName = 'List-Unsubscribe' | 'List-Unsubscribe-Post';

export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers?: Readonly<Partial<Record<HeaderName, string>>>;
}

export interface Mailer {
  /** @throws DeliveryFailure */
  send(message: Message): Promise<void>;
}

/** A mail did not go out. The reason is a code of ours or of SMTP: never an address, a text or what a server wrote. */
export class DeliveryFailure extends Error {
  /** True where trying again is of no use: the address is refused. */
  readonly permanent: boolean;
  constructor(reason: string, permanent: boolean) {
    super(reason);
    this.name = 'DeliveryFailure';
    this.permanent = permanent;
  }
}

const LONGEST_HEADER = 250;

/** Characters that end a line, or that turn or hide the text around them (Unicode UAX 9). */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** One visible line: what would follow a line break in a header would be another header. */
export function oneLine(text: string, longest: number = LONGEST_HEADER): string {
  const line = text.toWellFormed().replace(CONTROLS, ' ').replace(/ {2,}/g, ' ').trim();
  const signs = [...line];
  return signs.length <= longest ? line : `${signs.slice(0, longest - 1).join('')}…`;
}

/** The value of a header for programs, which is ASCII; a line of a mail has at most 998 bytes (RFC 5322, 2.1.1). */
export function headerValue(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '').slice(0, 900);
}

/** A text that every part of the way can hold: PostgreSQL no NUL, UTF-8 no half characters. */
export function plainBody(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
