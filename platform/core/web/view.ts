/** What a route answers: one content, in each form in which it can be had. */
import type { Html } from './html.ts';

export interface View {
  readonly status?: 200 | 404 | 410;
  html(): Html;
  /** Any value that JSON can say. */
  json?(): unknown;
  csv?(): CsvTable;
  /** Other forms by extension, such as `ics`. */
  readonly others?: Readonly<Record<string, OtherForm>>;
}

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly CsvCell[]> | AsyncIterable<readonly CsvCell[]>;
}
export type CsvCell = string | number | boolean | null;

export interface OtherForm {
  readonly type: string;
  /** Bytes for a picture. In pieces where it may be too long for memory: it is then sent as it is made, and not kept. */
  content(): string | Promise<Uint8Array> | AsyncIterable<string>;
}

/** The route knows that there is nothing; the error page says so. */
export class NotFound extends Error {
  constructor() {
    super('There is nothing at this address.');
    this.name = 'NotFound';
  }
}

/** What was asked cannot be answered as it was asked; the message key says what to do. */
export class BadRequest extends Error {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(key: string, params: Readonly<Record<string, string | number>> = {}) {
    super(key);
    this.name = 'BadRequest';
    this.key = key;
    this.params = params;
  }
}
