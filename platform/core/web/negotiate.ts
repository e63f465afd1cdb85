/** In which form is an answer wanted? The ending of the address decides, else the Accept header. */
import { accepts } from 'hono/accepts';
import type { Context } from 'hono';

/** Endings of addresses that name a form; an id or a path never holds a full stop. `.entry` is a file of its own. */
const ENDING = /\.(?!entry$)([a-z0-9]{2,6})$/;

/** The path that routes match: the address without its ending. Files under /assets and /bulk and at the root keep theirs; so do versions and keys of SDMX. */
export function routedPath(request: Request): string {
  const { pathname } = new URL(request.url);
  // Else it would be the page “data” of a language “sdmx”.
  if (pathname === '/sdmx/data') return '/sdmx/data/';
  return isFile(pathname) ? pathname : pathname.replace(ENDING, '');
}

function isFile(pathname: string): boolean {
  return pathname.startsWith('/assets/') || pathname.startsWith('/bulk/') || pathname.startsWith('/sdmx/') || pathname.lastIndexOf('/') === 0;
}

/** `html`, `json`, `csv` or another ending. */
export function wantedForm(context: Context): string {
  const { pathname } = new URL(context.req.url);
  const ending = isFile(pathname) ? undefined : ENDING.exec(pathname)?.[1];
  if (ending !== undefined) return ending;
  // What is for programs alone has no page, not even of an error.
  if (pathname.startsWith('/api/') || pathname.startsWith('/sdmx/')) return 'json';
  const type = accepts(context, { header: 'Accept', supports: ['text/html', 'application/json', 'application/ld+json', 'text/csv'], default: 'text/html' });
  return { 'application/json': 'json', 'application/ld+json': 'jsonld', 'text/csv': 'csv' }[type] ?? 'html';
}

/** The best coding that the client takes. */
export function wantedCoding(context: Context): 'br' | 'gzip' | undefined {
  const header = context.req.header('accept-encoding') ?? '';
  const taken = (coding: string): boolean => new RegExp(`(^|,)\\s*${coding}\\s*(;\\s*q=(?!0(\\.0*)?\\s*(,|$))[^,]*)?(,|$)`).test(header);
  return taken('br') ? 'br' : taken('gzip') ? 'gzip' : undefined;
}

/** The language of the site that a person's browser asks for, or the main one. */
export function wantedLanguage(context: Context, languages: readonly string[]): string {
  return accepts(context, { header: 'Accept-Language', supports: [...languages], default: languages[0] ?? 'es', match: bestLanguage });
}

function bestLanguage(asked: readonly { type: string; q: number }[], { supports, default: fallback }: { supports: string[]; default: string }): string {
  const found = asked.filter(({ q }) => q > 0).toSorted((a, b) => b.q - a.q).map(({ type }) => supports.find((language) => language === type || language === type.split('-')[0]));
  return found.find((language) => language !== undefined) ?? fallback;
}
