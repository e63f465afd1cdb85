/**
 * The addresses of a mirror. For readers its files, as any static server would give them: `/<origin hash>/checkpoint` and
 * `/<origin hash>/tile/…`. For logs, where it takes submissions: `/add-checkpoint`, `/add-entries`, `/sign-subtree`.
 */
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Malformed, originHash, parseTilePath } from '@yupana/ledger';
import type { Cosigner } from '../cosigner.ts';
import { readIfThere } from '../files.ts';
import { RateLimit } from '../rate.ts';
import { BrokenOff, type Reply, type Request, text } from '../server.ts';
import { signSubtree } from '../sign-subtree.ts';
import type { Submissions } from './submissions.ts';

export interface ServedMirror {
  readonly files: string;
  readonly origins: readonly string[];
  readonly cosigner: Cosigner | undefined;
  readonly url: string | undefined;
  readonly requestsPerMinute: number;
  /** Undefined where nothing is taken: the mirror fetches. */
  readonly submissions: Submissions | undefined;
  /** Of each log: its state in words. */
  states(): ReadonlyMap<string, string>;
}

/** “This endpoint is immutable, so its caching headers SHOULD be long-lived.” */
const FOREVER = 'public, max-age=31536000, immutable';

export function answersOfMirror(mirror: ServedMirror): (request: Request) => Promise<Reply> {
  const rate = new RateLimit(mirror.requestsPerMinute);
  const hashes = new Set(mirror.origins.map(originHash));
  return async (request) => {
    if (!rate.takes(request.client)) return text(429, 'Too many requests from this address. Wait a minute.', { 'Retry-After': '60' });
    if (mirror.submissions !== undefined && isSubmission(request.path)) return submitted(request, mirror.submissions, mirror);
    if (request.method !== 'GET') return text(405, 'Only GET.', { Allow: 'GET, HEAD' });
    if (request.path === '/') return about(mirror);
    const [, hash = '', ...rest] = request.path.split('/');
    const path = rest.join('/');
    if (!hashes.has(hash) || !(path === 'checkpoint' || isTilePath(path))) return text(404, 'There is nothing here.');
    const bytes = readIfThere(join(mirror.files, hash, path));
    if (bytes === undefined) return text(404, 'There is nothing here.');
    return path === 'checkpoint' ? { status: 200, body: bytes, headers: { 'Cache-Control': 'public, max-age=5' } } : { status: 200, type: 'application/octet-stream', body: bytes, headers: { 'Cache-Control': FOREVER } };
  };
}

/** Of `add-checkpoint` and `sign-subtree`: a note of the largest size with its proof. */
const BODY_BYTES = 131_072;
/** “When sending responses, mirrors SHOULD send an Accept-Encoding header that includes gzip and any other supported compression algorithms.” */
const ACCEPTED = { 'Accept-Encoding': 'gzip, identity' };

function isSubmission(path: string): boolean {
  return ['/add-checkpoint', '/add-entries', '/sign-subtree'].includes(path);
}

async function submitted(request: Request, submissions: Submissions, { cosigner, origins }: ServedMirror): Promise<Reply> {
  if (request.method !== 'POST') return text(405, 'Only POST.', { Allow: 'POST' });
  if (request.path === '/add-entries') {
    const body = decoded(request);
    const reply = body === undefined ? text(415, 'The body is compressed in a way that is not taken here: gzip is.') : await submissions.addEntries(request.client, body);
    return { ...reply, headers: { ...ACCEPTED, ...reply.headers } };
  }
  const body = await request.body(BODY_BYTES);
  if (body === undefined) return text(413, `A request has at most ${BODY_BYTES} bytes.`);
  if (request.path === '/add-checkpoint') return submissions.addCheckpoint(body);
  return cosigner === undefined ? text(404, 'There is nothing here.') : signSubtree(body, cosigner, (origin) => origins.includes(origin));
}

function decoded(request: Request): AsyncIterable<Uint8Array> | undefined {
  const encoding = String(request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return request.stream();
  return encoding === 'gzip' ? unzipped(request.stream()) : undefined;
}

/** However much it grows, no more of it is held than one piece. */
async function* unzipped(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // An error after the reader has left would have nobody to hear it.
  const gunzip = createGunzip().on('error', () => {});
  const fed = pipeline(body, gunzip);
  // Heard again below, or nobody reads on.
  fed.catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
    await fed;
  } catch (error) {
    throw error instanceof BrokenOff ? error : new BrokenOff('the compressed body broke off', { cause: error });
  }
}

function isTilePath(path: string): boolean {
  try {
    parseTilePath(path);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

function about({ origins, cosigner, url, states, submissions }: ServedMirror): Reply {
  const lines = [
    'Mirror of public logs (c2sp.org/tlog-tiles, c2sp.org/tlog-mirror). Every byte was checked before it was kept.',
    '',
    ...origins.flatMap((origin) => [origin, `  ${url ?? ''}/${originHash(origin)}/checkpoint`, `  ${states().get(origin) ?? 'not read yet'}`]),
    ...(submissions === undefined ? [] : ['', `Logs may bring their entries themselves (add-checkpoint, add-entries) to ${url ?? 'this address'}/`]),
    ...(cosigner === undefined ? [] : ['', 'For the policy of a log:', ...cosigner.policyLines(submissions === undefined ? undefined : url)]),
  ];
  return { status: 200, body: `${lines.join('\n')}\n`, headers: { 'Cache-Control': 'no-cache' } };
}
