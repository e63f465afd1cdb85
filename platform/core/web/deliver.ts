/** Sends a finished page: compressed as the client takes it, or as 304 where it has it already. */
import type { Context } from 'hono';
import { wantedCoding } from './negotiate.ts';
import type { FinishedPage } from './page-cache.ts';

/** An answer in full, as 304 where the client has it already. */
export async function deliver(context: Context, page: FinishedPage, caching: string): Promise<Response> {
  const headers = new Headers({ 'Content-Type': page.type, ETag: page.etag, 'Cache-Control': caching, Vary: 'Accept, Accept-Encoding, Cookie' });
  if (page.status === 200 && matches(context.req.header('if-none-match'), page.etag)) return new Response(null, { status: 304, headers });
  const coding = page.compressible ? wantedCoding(context) : undefined;
  if (coding) headers.set('Content-Encoding', coding);
  const body = coding === 'br' ? await page.brotli() : coding === 'gzip' ? await page.gzip() : page.body;
  return new Response(body, { status: page.status, headers });
}

/** True where a tag of If-None-Match is that of the page, weak or strong. */
export function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && header.split(',').some((one) => bare(one) === bare(etag) || one.trim() === '*');
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
