/** Bodies of C2SP tlog-mirror `add-entries`: entries in packages of up to 256, each with a proof of its own. */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { bigEndian, concatenated, fromBigEndian } from '../encoding/bytes.ts';
import { fromDecimal } from '../encoding/decimal.ts';
import { fromUtf8, toUtf8 } from '../encoding/utf8.ts';
import { HASH_BYTES } from '../hash.ts';
import { Malformed } from '../malformed.ts';
import { type Interval, isSize } from '../merkle/subtree.ts';
import { linesOf, MAX_PROOF_HASHES, textOf } from '../note/text.ts';
import { encodeEntry } from '../tiles/bundle.ts';
import { TILE_WIDTH } from '../tiles/tile.ts';

export interface AddEntries {
  readonly origin: string;
  readonly uploadStart: number;
  /** Where it is beyond 2^53 − 1 it is rounded: no tree is of that size, and no packages for it are read. */
  readonly uploadEnd: number;
  /** Opaque, from the mirror. */
  readonly ticket: Uint8Array;
}

export interface EntryPackage {
  readonly entries: readonly Uint8Array[];
  /** From the subtree of `packageSubtree` to the tree of size `uploadEnd`. */
  readonly proof: readonly Uint8Array[];
}

const FORMAT = 'add-entries';

/** The intervals of the canonical sequence: cut at multiples of 256. */
export function entryPackages(uploadStart: number, uploadEnd: number): Interval[] {
  const packages: Interval[] = [];
  for (let start = uploadStart; start < uploadEnd; start = packageEnd(start, uploadEnd)) packages.push({ start, end: packageEnd(start, uploadEnd) });
  return packages;
}

/** The subtree that the proof of a package is about: it begins at a multiple of 256, entries sent before included. */
export function packageSubtree({ start, end }: Interval): Interval {
  return { start: Math.floor(start / TILE_WIDTH) * TILE_WIDTH, end };
}

export function formatAddEntries({ origin, uploadStart, uploadEnd, ticket }: AddEntries): Uint8Array {
  const name = toUtf8(origin);
  return concatenated(bigEndian(name.length, 2), name, bigEndian(uploadStart, 8), bigEndian(uploadEnd, 8), bigEndian(ticket.length, 2), ticket);
}

export function formatEntryPackage({ entries, proof }: EntryPackage): Uint8Array {
  if (proof.length > MAX_PROOF_HASHES) throw new RangeError(`${proof.length} hashes; a package takes ${MAX_PROOF_HASHES}`);
  return concatenated(...entries.map(encodeEntry), Uint8Array.of(proof.length), ...proof);
}

/**
 * Reads a body as it comes in, so that no mirror need hold it whole: `push` gives the packages that are complete, in
 * their order, and keeps at most one package that is not.
 */
export class AddEntriesReader {
  /** Grows by doubling: a client that sends single bytes costs no more than its bytes. */
  #buffer = new Uint8Array(4096);
  #from = 0;
  #to = 0;
  /** Bytes of the body before those that are pending. */
  #consumed = 0;
  #header: AddEntries | undefined;
  /** Index of the first entry of the package that comes next. */
  #next = 0;
  #broken: Malformed | undefined;

  /** Undefined until it has come in. */
  get header(): AddEntries | undefined {
    return this.#header;
  }

  /** Index of the first entry that no package has brought yet. */
  get nextEntry(): number {
    return this.#next;
  }

  /** Bytes behind the last complete package; at the end of a body they are what a mirror discards. */
  get partialBytes(): number {
    return this.#to - this.#from;
  }

  /** Throws `Malformed` at what cannot be read; packages before it in the same chunk are given first. */
  push(chunk: Uint8Array): EntryPackage[] {
    if (this.#broken !== undefined) throw this.#broken;
    this.#take(chunk);
    const packages: EntryPackage[] = [];
    try {
      this.#readAll(packages);
    } catch (error) {
      if (!(error instanceof Malformed) || packages.length === 0) throw error;
      this.#broken = error;
    }
    return packages;
  }

  /** To be called when the body has ended. Throws where it was broken or ended within its header. */
  end(): void {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#header === undefined) throw this.#fault('ends within the header', this.#to - this.#from);
  }

  #readAll(packages: EntryPackage[]): void {
    this.#header ??= this.#readHeader();
    if (this.#header !== undefined && !isSize(this.#header.uploadEnd)) throw this.#fault('an end beyond the largest tree', 0);
    while (this.#header !== undefined && this.#next < this.#header.uploadEnd) {
      const read = this.#readPackage(this.#header.uploadEnd);
      if (read === undefined) return;
      packages.push(read);
    }
    if (this.#header !== undefined && this.partialBytes > 0) throw this.#fault('more after the last package', 0);
  }

  #readHeader(): AddEntries | undefined {
    const bytes = this.#buffer.subarray(this.#from, this.#to);
    const originEnd = 2 + fromBigEndian(bytes.subarray(0, 2));
    const ticketStart = originEnd + 18;
    const end = ticketStart + fromBigEndian(bytes.subarray(ticketStart - 2, ticketStart));
    if (bytes.length < 2 || bytes.length < ticketStart || bytes.length < end) return undefined;
    const origin = fromUtf8(bytes.subarray(2, originEnd));
    if (origin === undefined || origin === '') throw this.#fault('no origin of a log', 2);
    const uploadStart = fromBigEndian(bytes.subarray(originEnd, originEnd + 8));
    const uploadEnd = fromBigEndian(bytes.subarray(originEnd + 8, originEnd + 16));
    if (uploadStart > uploadEnd) throw this.#fault('no interval of entries', originEnd);
    const ticket = bytes.slice(ticketStart, end);
    this.#consume(end);
    this.#next = uploadStart;
    return { origin, uploadStart, uploadEnd, ticket };
  }

  #readPackage(uploadEnd: number): EntryPackage | undefined {
    const bytes = this.#buffer.subarray(this.#from, this.#to);
    const end = packageEnd(this.#next, uploadEnd);
    const starts: number[] = [];
    let at = 0;
    // Nothing is copied before the package is whole: it is looked at again with every chunk.
    while (starts.length < end - this.#next) {
      if (bytes.length < at + 2) return undefined;
      starts.push(at);
      at += 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    }
    const hashes = bytes[at];
    if (hashes === undefined) return undefined;
    if (hashes > MAX_PROOF_HASHES) throw this.#fault(`more than ${MAX_PROOF_HASHES} hashes`, at);
    const proofEnd = at + 1 + hashes * HASH_BYTES;
    if (bytes.length < proofEnd) return undefined;
    const entries = starts.map((start, place) => bytes.slice(start + 2, starts[place + 1] ?? at));
    const proof = Array.from({ length: hashes }, (_, index) => bytes.slice(at + 1 + index * HASH_BYTES, at + 1 + (index + 1) * HASH_BYTES));
    this.#consume(proofEnd);
    this.#next = end;
    return { entries, proof };
  }

  #consume(length: number): void {
    this.#from += length;
    this.#consumed += length;
  }

  #take(chunk: Uint8Array): void {
    const pending = this.#to - this.#from;
    if (this.#to + chunk.length > this.#buffer.length) {
      const old = this.#buffer.subarray(this.#from, this.#to);
      this.#buffer = new Uint8Array(2 * (pending + chunk.length));
      this.#buffer.set(old);
      this.#from = 0;
      this.#to = pending;
    }
    this.#buffer.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  #fault(reason: string, at: number): Malformed {
    return new Malformed(FORMAT, reason, { byte: this.#consumed + at });
  }
}

/** Where the package that begins at an entry ends. */
function packageEnd(start: number, uploadEnd: number): number {
  return Math.min(uploadEnd, (Math.floor(start / TILE_WIDTH) + 1) * TILE_WIDTH);
}

/** Content-Type of the body of 202 and 409. */
export const MIRROR_INFO_CONTENT_TYPE = 'text/x.tlog.mirror-info';

/** What a mirror answers so that the client can go on. */
export interface MirrorInfo {
  readonly pendingSize: number;
  readonly nextEntry: number;
  readonly ticket: Uint8Array;
}

export function parseMirrorInfo(body: Uint8Array): MirrorInfo {
  const lines = linesOf('mirror info', textOf('mirror info', body, 128 * 1024));
  const [sizeText = '', nextText = '', ticketText = ''] = lines;
  const [pendingSize, nextEntry, ticket] = [fromDecimal(sizeText), fromDecimal(nextText), fromBase64(ticketText)];
  if (lines.length !== 3 || pendingSize === undefined || nextEntry === undefined || ticket === undefined) throw new Malformed('mirror info', 'not a size, an index and a ticket');
  return { pendingSize, nextEntry, ticket };
}

export function formatMirrorInfo({ pendingSize, nextEntry, ticket }: MirrorInfo): Uint8Array {
  return toUtf8(`${pendingSize}\n${nextEntry}\n${toBase64(ticket)}\n`);
}
