/** What is done without anybody asking for it: a job of the core or of a module. */
import type { Mailer } from '../mail/message.ts';
import type { Platform } from '../platform.ts';

export interface Job {
  /** Small letters, digits and hyphens; a module puts its own name before: `register-reminders`. */
  readonly name: string;
  /** When it runs, as cron writes it, in the time zone of the country: `15 3 * * *`. */
  readonly cron: string;
  /** A PostgreSQL channel: word on it runs the job at once, not only by the clock. */
  readonly wokenBy?: string;
  /**
   * Does what is to be done now. At most one process runs a job at a time, but one that dies in the middle is followed by
   * another: what a job does is whole by transactions, or harmless twice.
   */
  run(context: JobContext): Promise<void>;
}

export interface JobContext {
  readonly platform: Platform;
  readonly mailer: Mailer;
  /** Aborted when the server is ending: stop at the next good place. */
  readonly signal: AbortSignal;
  /** A line for whoever runs the server; no address, no text of a mail. */
  warn(event: string, details: Readonly<Record<string, string | number>>): void;
}
