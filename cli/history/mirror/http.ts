/** The files of the mirror, read-only: `/<origin hash>/checkpoint` and `/<origin hash>/tile/…`, as any static server would give them. */
import { join } from 'node:path';
import { Malformed, originHash, parseTilePath } from '@yupana/ledger';
import type { Cosigner } from '../cosigner.ts';
import { readIfThere } from '../files.ts';
import { RateLimit } from '../rate.ts';
import { type Reply, type Request, text } from '../server.ts';

export interface ServedMirror {
  readonly files: string;
  readonly origins: readonly string[];
  readonly cosigner: Cosigner | undefined;
  readonly url: string | undefined;
  readonly requestsPerMinute: number;
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

function isTilePath(path: string): boolean {
  try {
    parseTilePath(path);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

function about({ origins, cosigner, url, states }: ServedMirror): Reply {
  const lines = [
    'Mirror of public logs (c2sp.org/tlog-tiles, c2sp.org/tlog-mirror). Every byte was checked before it was kept.',
    '',
    ...origins.flatMap((origin) => [origin, `  ${url ?? ''}/${originHash(origin)}/checkpoint`, `  ${states().get(origin) ?? 'not read yet'}`]),
    ...(cosigner === undefined ? [] : ['', 'For the policy of a log:', ...cosigner.policyLines(url)]),
  ];
  return { status: 200, body: `${lines.join('\n')}\n`, headers: { 'Cache-Control': 'no-cache' } };
}
