/** The submission side of C2SP tlog-mirror: `add-checkpoint` and `add-entries`, for logs that bring their entries themselves. */
import {
  type AddEntries, AddEntriesReader, type EntryPackage, formatCosignatures, formatMirrorInfo, formatNote, formatSizeBody, judgeAddCheckpoint, Malformed, MIRROR_INFO_CONTENT_TYPE, parseAddCheckpoint, parseCheckpoint, parseNote, SIZE_CONTENT_TYPE, type SignedNote, Unverified, verifyNote, type VerifierKey, type WitnessVerdict,
} from '@yupana/ledger';
import { ALGORITHMS } from '../cosigner.ts';
import { reasonOf } from '../config.ts';
import { keepFork, RefusedRequests } from '../evidence.ts';
import { BrokenOff, type Reply, text } from '../server.ts';
import { same } from '../tree.ts';
import type { LogCopy } from './copy.ts';
import type { SignedHead } from './pending.ts';
import { Upload } from './upload.ts';

export interface SubmissionOptions {
  readonly copies: readonly LogCopy[];
  /** Of a package, 256 entries with their proof: what is held in memory for each upload. */
  readonly packageBytes: number;
  now(): Date;
  /** Hears what the operator should know. */
  warn(origin: string, line: string): void;
  /** Hears of each head that the copy has reached. */
  grown(origin: string, size: number): void;
}

/** Entries that are here already and are sent again: as many as a request should have, and no more. */
const MOST_EXCESS = 32 * 256;
/** Uploads at a time, of all clients and of one. */
const MOST_UPLOADS = 16;
const MOST_UPLOADS_OF_ONE = 4;

const LATER = { 'Retry-After': '60' };

export class Submissions {
  readonly #options: SubmissionOptions;
  readonly #copies: ReadonlyMap<string, LogCopy>;
  readonly #refused: ReadonlyMap<string, RefusedRequests>;
  /** Who is uploading. */
  readonly #uploads: string[] = [];

  constructor(options: SubmissionOptions) {
    this.#options = options;
    this.#copies = new Map(options.copies.map((copy) => [copy.origin, copy]));
    this.#refused = new Map(options.copies.map((copy) => [copy.origin, new RefusedRequests(copy.folder)]));
  }

  /** `POST add-checkpoint`: the pending head, by the rules of a witness and without its signature. */
  async addCheckpoint(body: Uint8Array): Promise<Reply> {
    const copy = this.#copies.get(originIn(body) ?? '');
    if (copy === undefined) return answerOf(await judgeAddCheckpoint(body, () => undefined));
    return copy.inTurn(() => this.#pend(copy, body));
  }

  async #pend(copy: LogCopy, body: Uint8Array): Promise<Reply> {
    const latest = await copy.latest();
    const verdict = await judgeAddCheckpoint(body, () => ({ keys: copy.keys, latest }), ALGORITHMS);
    if (verdict.status === 422) this.#tellRefused(copy, latest, verdict, body);
    if (verdict.status !== 200 || verdict.checkpoint.size === latest?.size) return answerOf(verdict);
    const { checkpoint, note } = verdict;
    const signed = await proven(note, [...copy.keys, ...copy.policy.witnesses.map(({ key }) => key)]);
    return this.#keeping(copy.origin, async () => {
      copy.pending.keep({ ...checkpoint, note: formatNote(signed) });
      return answerOf(verdict);
    });
  }

  /** `POST add-entries`. @param body without its compression; ends with `BrokenOff` where the client stops in the middle. */
  async addEntries(client: string, body: AsyncIterable<Uint8Array>): Promise<Reply> {
    // Who pauses in the middle keeps nobody else out.
    const own = this.#uploads.filter((one) => one === client).length;
    if (this.#uploads.length >= MOST_UPLOADS || own >= MOST_UPLOADS_OF_ONE) return text(503, 'Too many uploads at a time. Try again in a minute.', LATER);
    this.#uploads.push(client);
    try {
      return await this.#upload(body);
    } finally {
      this.#uploads.splice(this.#uploads.indexOf(client), 1);
    }
  }

  async #upload(body: AsyncIterable<Uint8Array>): Promise<Reply> {
    let upload: Upload | undefined;
    let fault = 'the body ends within its first package';
    for await (const read of readBody(body, this.#options.packageBytes)) {
      if (read.fault !== undefined) fault = read.fault;
      if (upload === undefined) {
        const begun = read.header === undefined ? text(400, fault) : await this.#begin(read.header);
        if (!(begun instanceof Upload)) return begun;
        upload = begun;
      }
      const into = upload;
      const taken = await this.#keeping(into.copy.origin, async () => (read.packages.every((one) => into.take(one)) ? undefined : text(422, 'The proof of a package does not lead to the head that it is sent for. Nothing of this package was kept.')));
      if (taken !== undefined) return taken;
    }
    if (upload === undefined || !upload.broughtSomething) return text(400, fault);
    const whole = upload;
    return this.#keeping(whole.copy.origin, () => this.#finish(whole));
  }

  /** What stands in the way of an upload, in the order of the standard; or the upload. */
  async #begin(header: AddEntries): Promise<Upload | Reply> {
    const { origin, uploadStart, uploadEnd } = header;
    const copy = this.#copies.get(origin);
    if (copy === undefined) return text(404, 'This mirror does not know the log.');
    const [kept, latest] = [await copy.head(), await copy.latest()];
    if (latest === undefined) return text(422, 'There is no checkpoint of this log yet. Send one with add-checkpoint first.');
    const target = copy.pending.of(uploadEnd) ?? (kept?.size === uploadEnd ? kept : undefined);
    if (target === undefined) return conflict(latest.size, copy);
    if (uploadStart > copy.nextEntry || Math.min(uploadEnd, copy.nextEntry) - uploadStart > MOST_EXCESS) return conflict(uploadEnd, copy);
    return new Upload(copy, target, header);
  }

  async #finish(upload: Upload): Promise<Reply> {
    const { copy, target } = upload;
    if (copy.nextEntry < target.size) {
      // Whoever is told that something is here must find it after a power cut too; a commit sees to that itself.
      upload.makeLasting();
      return { ...conflict(target.size, copy), status: 202 };
    }
    return copy.inTurn(async () => {
      const committed = await copy.commit(target, parseNote(target.note));
      if (committed === 'damaged') this.#options.warn(copy.origin, `what was kept of ${target.size} entries was not what lay on the disk afterwards. It was thrown away and is asked for again. Check the disk.`);
      if (committed === 'older' || committed === 'damaged') return conflict((await copy.latest())?.size ?? 0, copy);
      if (committed === 'grown') this.#options.grown(copy.origin, target.size);
      // That the size of the head which is served may be uploaded for is “necessary to allow timestamp refresh” (C2SP/C2SP #326).
      if (committed === 'kept') await copy.refresh();
      const head = await copy.head();
      return { status: 200, body: formatCosignatures(head === undefined ? [] : copy.ownSignatures(parseNote(head.note))) };
    });
  }

  /** A full disk stops the mirror, it does not make it lie. */
  async #keeping<T>(origin: string, work: () => Promise<T>): Promise<T | Reply> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      this.#options.warn(origin, `what was submitted cannot be kept (${reasonOf(error)}). Make room on the disk.`);
      return text(503, 'This mirror cannot keep anything now. Try again later.', LATER);
    }
  }

  /** A head that contradicts ours accuses the log. A proof that does not verify accuses nobody: heads are public. */
  #tellRefused(copy: LogCopy, latest: SignedHead | undefined, { checkpoint, proves }: Extract<WitnessVerdict, { status: 422 }>, body: Uint8Array): void {
    const { origin, size, root } = checkpoint;
    if (!proves && latest?.size === size && same(latest.root, root)) return;
    const said = proves ? `FORK: the log has signed ${latest === undefined ? 'an empty tree that is not empty' : `two histories: two trees of ${size} entries`}.` : `NOT PROVED: a head of ${size} entries came with a proof that does not lead there from the ${latest?.size ?? 0} known here. That anybody can send. If no other proof follows, the log has parted from what was seen here.`;
    try {
      const files = proves ? keepFork(copy.folder, [...(latest ? [latest.note] : []), parseAddCheckpoint(body).checkpoint]) : [this.#refused.get(origin)?.keep('doubt', checkpoint, body, this.#options.now())].filter((file) => file !== undefined);
      if (files.length > 0) this.#options.warn(origin, `${said} Kept: ${files.join(', ')}.${proves ? ' Publish both.' : ''}`);
    } catch (error) {
      this.#options.warn(origin, `${said} It could not be kept as evidence: ${reasonOf(error)}`);
    }
  }
}

/** As a witness answers, but that a head which was taken is not signed: its entries are not here yet. */
function answerOf(verdict: WitnessVerdict): Reply {
  if (verdict.status === 200) return { status: 200, body: '' };
  return verdict.status === 409 ? { status: 409, type: SIZE_CONTENT_TYPE, body: formatSizeBody(verdict.size) } : text(verdict.status, verdict.reason);
}

/** With the head that the client should upload for, and where to begin. What is beyond that head is of no use to it. */
function conflict(size: number, { nextEntry }: LogCopy): Reply {
  return { status: 409, type: MIRROR_INFO_CONTENT_TYPE, body: formatMirrorInfo({ pendingSize: size, nextEntry: Math.min(size, nextEntry), ticket: new Uint8Array(0) }) };
}

/** The note with those signatures only that are valid: whoever submits may add lines, and they would be served. */
async function proven(note: SignedNote, keys: readonly VerifierKey[]): Promise<SignedNote> {
  const signatures = [];
  for (const signature of note.signatures) {
    try {
      await verifyNote({ text: note.text, signatures: [signature] }, keys, ALGORITHMS);
      signatures.push(signature);
    } catch (error) {
      if (!(error instanceof Unverified)) throw error;
    }
  }
  return { text: note.text, signatures };
}

function originIn(body: Uint8Array): string | undefined {
  try {
    return parseCheckpoint(parseNote(parseAddCheckpoint(body).checkpoint).text).origin;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

interface ReadPart {
  /** Undefined only at the end of a body that has none. */
  readonly header: AddEntries | undefined;
  readonly packages: readonly EntryPackage[];
  /** Why nothing comes after this. */
  readonly fault?: string;
}

/** The packages of a body as they come in, and at its end why it ended where that was not as it should. */
async function* readBody(body: AsyncIterable<Uint8Array>, packageBytes: number): AsyncGenerator<ReadPart> {
  const reader = new AddEntriesReader();
  try {
    for await (const chunk of body) {
      const packages = reader.push(chunk);
      if (reader.header !== undefined) yield { header: reader.header, packages };
      if (reader.partialBytes > packageBytes) return yield { header: reader.header, packages: [], fault: `a package has more than ${packageBytes} bytes, which this mirror does not take` };
    }
    reader.end();
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof BrokenOff)) throw error;
    yield { header: reader.header, packages: [], fault: error.message };
  }
}
