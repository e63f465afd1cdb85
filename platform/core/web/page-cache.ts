/**
 * Keeps finished public pages while they are true: until the next publication, or midnight (deadlines pass).
 *
 * Pages for readers depend on nothing but the address, what is published, and the day, because readers have no cookies.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/**
 * Quality 10 saves a tenth of the bytes for twenty times the time (docs/decisions/0004). It is for pages that are made once
 * and read often: the addresses without a query, of which there are only so many.
 */
const QUALITY = { once: 5, often: 10 } as const;
export type Read = keyof typeof QUALITY;
/** Below this a header is longer than what is saved. */
const SMALLEST_COMPRESSED = 200;

export class FinishedPage {
  readonly status: number;
  readonly type: string;
  /** Bytes where it is no text, such as a picture. */
  readonly body: string | Buffer<ArrayBuffer>;
  readonly etag: string;
  #brotli: Promise<Buffer<ArrayBuffer>> | undefined;
  #gzip: Promise<Buffer<ArrayBuffer>> | undefined;

  readonly #read: Read;

  /** @param read how often the page will be read as it is. */
  constructor(status: number, type: string, body: string | Buffer<ArrayBuffer>, read: Read = 'once') {
    this.#read = read;
    this.status = status;
    this.type = type;
    this.body = body;
    // Weak: the compressed page and the plain one have the same (RFC 9110 §8.8.1).
    this.etag = `W/"${createHash('sha256').update(type).update(body).digest('base64url').slice(0, 22)}"`;
  }

  get compressible(): boolean {
    return typeof this.body === 'string' && this.body.length >= SMALLEST_COMPRESSED;
  }

  brotli(): Promise<Buffer<ArrayBuffer>> {
    this.#brotli ??= compressBrotli(this.body, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY[this.#read], [constants.BROTLI_PARAM_SIZE_HINT]: this.body.length } }) as Promise<Buffer<ArrayBuffer>>;
    return this.#brotli;
  }

  gzip(): Promise<Buffer<ArrayBuffer>> {
    this.#gzip ??= compressGzip(this.body) as Promise<Buffer<ArrayBuffer>>;
    return this.#gzip;
  }
}

const MOST_CHARACTERS = 32_000_000;

export class PageCache {
  #validFor = '';
  #characters = 0;
  readonly #pages = new Map<string, FinishedPage>();

  /** @param validFor what the pages depend on beside the address: newest sequence and day. */
  get(validFor: string, key: string): FinishedPage | undefined {
    if (validFor !== this.#validFor) this.#clear(validFor);
    const page = this.#pages.get(key);
    if (page) {
      // The one asked for last goes to the end, so that the one longest unasked for goes first.
      this.#pages.delete(key);
      this.#pages.set(key, page);
    }
    return page;
  }

  set(validFor: string, key: string, page: FinishedPage): void {
    if (validFor !== this.#validFor || page.status !== 200) return;
    // Two requests at the same time may have made the same page.
    this.#characters += page.body.length - (this.#pages.get(key)?.body.length ?? 0);
    this.#pages.delete(key);
    this.#pages.set(key, page);
    for (const [oldest, { body }] of this.#pages) {
      if (this.#characters <= MOST_CHARACTERS) break;
      this.#pages.delete(oldest);
      this.#characters -= body.length;
    }
  }

  #clear(validFor: string): void {
    this.#pages.clear();
    this.#characters = 0;
    this.#validFor = validFor;
  }
}
