/** Files of everything: sent whole or in part, with what is needed to check them. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { contentAt, gzipOf, type BulkFile } from '../../open-data/bulk-files.ts';
import type { BulkStore, Made } from '../../open-data/bulk-store.ts';
import { licenceOf } from '../../open-data/licence.ts';
import { byteRange } from '../byte-range.ts';
import { deliver, matches } from '../deliver.ts';
import { logFailure } from '../errors.ts';
import { wantedLanguage } from '../negotiate.ts';
import { FinishedPage } from '../page-cache.ts';
import { toReader } from '../through.ts';
import { NotFound } from '../view.ts';
import type { Web } from '../web.ts';

const CHECKSUM = '.sha256';

export function bulkRoutes(web: Web, store: BulkStore): void {
  const { platform } = web;
  web.plain('/bulk', (context) => {
    context.header('Vary', 'Accept-Language');
    return context.redirect(`/${wantedLanguage(context, platform.configuration.languages)}/data`, 303);
  });
  web.plain('/bulk.json', async (context) => deliver(context, new FinishedPage(200, 'application/json; charset=utf-8', `${JSON.stringify(await bulkListing(web, store), null, 1)}\n`), 'no-cache'));
  web.plain('/bulk/:name', async (context) => {
    const asked = context.req.param('name') ?? '';
    const name = asked.endsWith(CHECKSUM) ? asked.slice(0, -CHECKSUM.length) : asked;
    const file = store.files.find((one) => one.name === name);
    if (!file) throw new NotFound();
    if (asked !== name) return deliver(context, new FinishedPage(200, 'text/plain; charset=utf-8', checksumLine(await store.obtain(file))), 'no-cache');
    const made = store.keepsFiles ? await store.obtain(file) : undefined;
    // Asked again: the folder may have turned out not to be writable meanwhile.
    return made?.path === undefined ? sendAsMade(web, store, file, context) : sendKept(web, store, file, { ...made, path: made.path }, context);
  });
}

/** As `sha256sum` writes it and `sha256sum -c` reads it. */
function checksumLine({ sha256, name }: Made): string {
  return `${sha256}  ${name}\n`;
}

/** What there is, for programs. */
async function bulkListing({ platform }: Web, store: BulkStore) {
  const [{ sequence }, listed] = [await store.newest(), await store.listing()];
  const files = listed.map(({ file, made }) => ({
    name: file.name,
    kind: file.kind?.name ?? null,
    url: `${platform.origin}/bulk/${file.name}`,
    checksum: `${platform.origin}/bulk/${file.name}${CHECKSUM}`,
    sequence: made?.sequence ?? null,
    records: made?.records ?? null,
    bytes: made?.bytes ?? null,
    sha256: made?.sha256 ?? null,
    contentSha256: made?.contentSha256 ?? null,
  }));
  const { name, url, identifier } = licenceOf(platform.configuration);
  return { sequence, licence: { name, url, identifier: identifier ?? null }, files };
}

function commonHeaders({ platform }: Web, file: { readonly name: string }, etag: string, publishedAt: Date | undefined): Headers {
  return new Headers({
    'Content-Type': 'application/gzip',
    'Content-Disposition': `attachment; filename="${file.name}"`,
    'Cache-Control': 'no-cache',
    ETag: etag,
    Link: `<${licenceOf(platform.configuration).url}>; rel="license"`,
    ...(publishedAt && { 'Last-Modified': publishedAt.toUTCString() }),
  });
}

/** True where the client has it already (RFC 9110 §13.2.2: the tag decides, else the date). */
function isKnown(context: Context, etag: string, publishedAt: Date | undefined): boolean {
  const tags = context.req.header('if-none-match');
  if (tags !== undefined) return matches(tags, etag);
  const since = Date.parse(context.req.header('if-modified-since') ?? '');
  return publishedAt !== undefined && Math.floor(publishedAt.getTime() / 1000) * 1000 <= since;
}

async function sendKept(web: Web, store: BulkStore, file: BulkFile, made: Made & { path: string }, context: Context): Promise<Response> {
  const { bytes, sha256, publishedAt, path } = made;
  const etag = `"${sha256}"`;
  const headers = commonHeaders(web, made, etag, publishedAt);
  if (isKnown(context, etag, publishedAt)) return new Response(null, { status: 304, headers });
  headers.set('Accept-Ranges', 'bytes');
  // RFC 9530: whoever gets the file can check it without a second question.
  headers.set('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
  const range = context.req.method === 'GET' && isUnchanged(context, etag, publishedAt) ? byteRange(context.req.header('range'), bytes) : undefined;
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${bytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  headers.set('Content-Length', String(end - start + 1));
  if (range) headers.set('Content-Range', `bytes ${start}-${end}/${bytes}`);
  if (context.req.method === 'HEAD') return new Response(null, { headers });
  // Opened before it is answered: a newer generation may take the name away, not the file.
  const handle = await open(path).catch(() => undefined);
  if (!handle) {
    store.forget(made);
    return sendAsMade(web, store, file, context);
  }
  return new Response(body(handle.createReadStream({ start, end }), context), { status: range ? 206 : 200, headers });
}

/** RFC 9110 §13.1.5: a part of another generation would not fit to what the client has. */
function isUnchanged(context: Context, etag: string, publishedAt: Date | undefined): boolean {
  const condition = context.req.header('if-range');
  return condition === undefined || condition === etag || condition === publishedAt?.toUTCString();
}

/** Without a folder nothing is kept, and neither length nor parts are known. */
async function sendAsMade(web: Web, store: BulkStore, file: BulkFile, context: Context): Promise<Response> {
  const { sequence, publishedAt, generation } = await store.newest();
  const etag = `"${generation}"`;
  const headers = commonHeaders(web, file, etag, publishedAt);
  if (isKnown(context, etag, publishedAt)) return new Response(null, { status: 304, headers });
  if (context.req.method === 'HEAD') return new Response(null, { headers });
  return new Response(body(gzipOf(contentAt(web.platform, file, sequence, { records: 0 })), context), { headers });
}

function body(content: Readable, context: Context): ReadableStream {
  return toReader(content, (error) => logFailure(context, error, new Date()));
}
