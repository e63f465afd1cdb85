/** What a page knows of the request and of the platform. */
import { dayOf } from '../i18n/format.ts';
import type { Translator } from '../i18n/messages.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Platform } from '../platform.ts';
import type { Person } from '../access/person.ts';
import type { Assets } from './assets.ts';

export interface PageContext {
  readonly platform: Platform;
  readonly t: Translator;
  /** The language of the page. */
  readonly language: string;
  /** Languages for texts of records: that of the page, then those of the deployment. */
  readonly preferred: readonly string[];
  readonly assets: Assets;
  /** As it was asked for, query included. */
  readonly url: URL;
  /** Today where the country is, as `2026-11-21`. */
  readonly today: string;
  /** Undefined for readers, who need no account. */
  readonly person: Person | undefined;
  param(name: string): string;
}

/** Languages in which an interface text or a record's text is looked for, in order. */
export function preferredLanguages(language: string, deployment: readonly string[]): string[] {
  return [...new Set([language, ...deployment, 'es', 'en'])];
}

export function todayOf(platform: Platform): string {
  return dayOf(platform.now(), platform.configuration.timezone);
}

/** The address of something of the site in the language of the page: `/es/actions`. */
export function href(context: Pick<PageContext, 'language'>, path: string, query: Readonly<Record<string, string | readonly string[] | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) search.append(name, one);
  }
  const text = search.toString();
  return `/${context.language}${path === '' ? '/' : `/${path}`}${text === '' ? '' : `?${text}`}`;
}

export function recordHref(context: Pick<PageContext, 'language'>, kind: Kind, id: string): string {
  return href(context, `${kind.path}/${id}`);
}
