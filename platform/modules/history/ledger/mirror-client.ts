/** Brings entries to a mirror until it has cosigned (C2SP tlog-mirror `add-entries`). Whatever it answers, the log goes on. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Database } from '#core/storage/database.ts';
import { type AddEntries, type Interval, Malformed, type MirrorInfo, parseCheckpoint, parseMirrorInfo, parseNote, Unverified } from '@yupana/ledger';
import { through } from '#core/web/through.ts';
import { checkpointCovering, type StoredCheckpoint } from './checkpoint.ts';
import type { ReachableWitness } from './precedents.ts';
import { firstPackages, uploadBody } from './upload-body.ts';
import { addressOf, causeOf, type Cosigned, limitedBody, readCosignatures } from './witness-client.ts';

/** A mirror checks and writes durably what it gets before it answers, at the end over the whole tree, and its line may be slow. */
const PATIENCE_MS = 120_000;
/** A ticket of the largest size in base64, and two numbers. */
const MOST_ANSWER_BYTES = 96 * 1024;
/** `ticket_size` has 16 bits. */
const MOST_TICKET_BYTES = 65_535;
/** “clients SHOULD limit each add-entries request to at most 32 entry packages”. */
const MOST_PACKAGES = 32;
/** 409 between two requests of which it took something. */
const MOST_CONFLICTS = 3;

/** What is remembered of a mirror from one upload to the next. */
export interface MirrorProgress {
  /** Its next entry; undefined where it must be asked, as after every failure. */
  next: number | undefined;
  /** The furthest that it ever was. */
  furthest: number;
  /** How many packages it gets at once: twice as many as it took last. */
  packages: number;
  /** More than so many are too large for it. */
  mostPackages: number;
}

export const unknownProgress = (): MirrorProgress => ({ next: undefined, furthest: 0, packages: MOST_PACKAGES, mostPackages: MOST_PACKAGES });

export interface UploadFailed {
  readonly type: 'failed';
  readonly reason: string;
  /** Not before, as it asks. */
  readonly retryAfterMs?: number;
}

/** What it cosigned: the checkpoint in question, or another of this log that it named. */
export type UploadOutcome = (Cosigned & { readonly size: number }) | UploadFailed;

export interface UploadOptions {
  readonly database: Database;
  readonly signal: AbortSignal;
  /** For one request. */
  readonly patienceMs?: number;
}

/**
 * Uploads what the mirror lacks of a checkpoint that it has taken, in as many requests as it needs. How many that can be is
 * limited by its progress: the next entry never goes back, and each 202 must bring at least one package.
 */
export async function uploadEntries(mirror: ReachableWitness, checkpoint: Pick<StoredCheckpoint, 'size' | 'note'>, progress: MirrorProgress, options: UploadOptions): Promise<UploadOutcome> {
  let { size: uploadEnd, note } = checkpoint;
  const { origin } = parseCheckpoint(parseNote(Buffer.from(note)).text);
  // Whoever does not know where to begin uploads nothing, which costs a few bytes and is answered with the next entry.
  let uploadStart = Math.min(progress.next ?? uploadEnd, uploadEnd);
  let ticket: Uint8Array = new Uint8Array(0);
  let told = 0;
  let conflicts = 0;
  progress.next = undefined;
  for (;;) {
    const packages = firstPackages(uploadStart, uploadEnd, progress.packages);
    const answer = await addEntries(mirror, { header: { origin, uploadStart, uploadEnd, ticket }, packages, note }, options);
    if (answer.type === 'cosigned') {
      progress.next = uploadEnd;
      progress.furthest = Math.max(progress.furthest, uploadEnd);
      return { ...answer, size: uploadEnd };
    }
    if (answer.type === 'failed') {
      if (answer.interrupted === true && packages.length > 0) progress.packages = Math.max(1, packages.length >> 1);
      return answer;
    }
    if (answer.type === 'too-large') {
      if (packages.length <= 1) return failed('it takes no request, however small');
      progress.packages = progress.mostPackages = packages.length >> 1;
      continue;
    }
    const { pendingSize, nextEntry } = answer.info;
    const next = await checkpointOf(options.database, pendingSize);
    if (!next) return failed('it names a size that this log never signed');
    if (nextEntry < told) return failed('it has fewer entries than it said before');
    if (answer.type === 'conflict') conflicts += 1;
    else {
      const taken = packages.filter(({ end }) => end <= nextEntry).length;
      if (taken === 0) return failed('it took nothing of what it got');
      progress.packages = Math.min(progress.mostPackages, 2 * taken);
      conflicts = 0;
    }
    if (conflicts > MOST_CONFLICTS) return failed('it does not say where to go on');
    told = nextEntry;
    ({ size: uploadEnd, note } = next);
    uploadStart = Math.min(nextEntry, uploadEnd);
    ticket = answer.info.ticket;
    progress.furthest = Math.max(progress.furthest, uploadStart);
  }
}

const failed = (reason: string): UploadFailed => ({ type: 'failed', reason });

/** The checkpoint of exactly this size; undefined where the log signed none. */
async function checkpointOf(database: Database, size: number): Promise<StoredCheckpoint | undefined> {
  const covering = await checkpointCovering(database, size);
  return covering?.size === size ? covering : undefined;
}

interface Upload {
  readonly header: AddEntries;
  readonly packages: readonly Interval[];
  /** The checkpoint at `uploadEnd`, as the log signed it. */
  readonly note: string;
}

type MirrorAnswer =
  | Cosigned
  /** 202 and 409. */
  | { readonly type: 'accepted' | 'conflict'; readonly info: MirrorInfo }
  | { readonly type: 'too-large' }
  /** Interrupted: smaller requests may get through. */
  | (UploadFailed & { readonly interrupted?: boolean });

/** One request. Never throws: whatever comes back is somebody else's. */
async function addEntries(mirror: ReachableWitness, { header, packages, note }: Upload, { database, signal, patienceMs = PATIENCE_MS }: UploadOptions): Promise<MirrorAnswer> {
  // Ends with whichever of both ends first: a mirror may answer before it has read everything.
  const body = through(Readable.from(uploadBody(database, header, packages)), createGzip());
  try {
    const request: RequestInit & { readonly duplex: 'half' } = {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', 'Content-Encoding': 'gzip' },
      body: Readable.toWeb(body) as ReadableStream,
      duplex: 'half',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    };
    return await readAnswer(mirror, note, await fetch(addressOf(mirror, 'add-entries'), request));
  } catch (error) {
    if (error instanceof Malformed || error instanceof Unverified) return failed(error.message);
    // Something of our own that the body needs.
    if (error instanceof Error && error.cause instanceof Malformed) return failed(error.cause.message);
    return { type: 'failed', reason: causeOf(error), interrupted: true };
  } finally {
    body.destroy();
  }
}

/** @throws Malformed, Unverified */
async function readAnswer(mirror: ReachableWitness, note: string, answer: Response): Promise<MirrorAnswer> {
  const bytes = await limitedBody(answer, MOST_ANSWER_BYTES);
  switch (answer.status) {
    case 200:
      return readCosignatures(mirror, note, bytes);
    case 202:
    case 409: {
      const info = parseMirrorInfo(bytes);
      if (info.ticket.length > MOST_TICKET_BYTES) throw new Malformed('mirror info', 'a ticket that no request can hold');
      return { type: answer.status === 202 ? 'accepted' : 'conflict', info };
    }
    case 404:
    case 405:
      return failed(`it signs nothing by the key of the policy, and takes no entries of this log (${answer.status})`);
    case 413:
      return { type: 'too-large' };
    case 422:
      return failed('it says that entries and checkpoint do not fit (422)');
    case 429:
    case 503:
      return { ...failed(`status ${answer.status}`), ...retryAfter(answer.headers.get('Retry-After')) };
    default:
      return failed(`status ${answer.status}`);
  }
}

/** RFC 9110 §10.2.3. A date, which tells nothing without its clock, is not heeded. */
function retryAfter(field: string | null): Pick<UploadFailed, 'retryAfterMs'> {
  return field !== null && /^\d{1,6}$/.test(field) ? { retryAfterMs: Number(field) * 1000 } : {};
}
