/** Headers and checks that every answer and every request gets (OWASP ASVS 5: V3). */
import type { Context, MiddlewareHandler } from 'hono';
import { BadRequest } from './view.ts';

/** No inline script or style, nothing from elsewhere, nobody frames us. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Not no-referrer: with that, browsers send "Origin: null" with our own forms.
  'Referrer-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
};

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
  // What is public is there for everybody's programs; what a form shows is not.
  const open = READING.has(context.req.method) && !context.res.headers.has('Set-Cookie') && context.res.headers.get('Cache-Control') !== 'no-store';
  context.res.headers.set('Cross-Origin-Resource-Policy', open ? 'cross-origin' : 'same-origin');
  if (open) context.res.headers.set('Access-Control-Allow-Origin', '*');
};

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export class Forbidden extends Error {
  readonly key: string;
  constructor(key: string) {
    super(key);
    this.name = 'Forbidden';
    this.key = key;
  }
}

/**
 * Refuses what another site makes a person's browser send, whatever its content type.
 * @param isOpen says which addresses take posts from anywhere, because a secret in them and no cookie is what counts.
 */
export function refuseForeignRequests(origin: string | undefined, isOpen: (path: string) => boolean): MiddlewareHandler {
  return async (context, next) => {
    if (!SAFE.has(context.req.method) && !isOpen(context.req.path) && !isOwnRequest(context, origin)) throw new Forbidden('core.errors.foreign_request');
    await next();
  };
}

function isOwnRequest(context: Context, origin: string | undefined): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const from = context.req.header('origin');
  if (from === undefined) return false;
  const own = origin ?? `${new URL(context.req.url).protocol}//${context.req.header('host') ?? ''}`;
  return from === own;
}

/** The longest address that means anything here. */
const LONGEST_ADDRESS = 4000;

/** Refuses addresses that are too long or are not UTF-8 before anything reads them. */
export const refuseBrokenAddresses: MiddlewareHandler = async (context, next) => {
  const { url } = context.req;
  if (url.length > LONGEST_ADDRESS) throw new BadRequest('core.errors.address_too_long', { maximum: LONGEST_ADDRESS });
  const { pathname, search } = new URL(url);
  try {
    decodeURIComponent(pathname);
    decodeURIComponent(search.replaceAll('+', ' '));
  } catch {
    throw new BadRequest('core.errors.address_not_utf8');
  }
  if (/%00/.test(url)) throw new BadRequest('core.errors.address_not_utf8');
  await next();
};
