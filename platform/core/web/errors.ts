/** Errors as people and programs can use them: what is wrong, what to do next. For programs RFC 9457. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Params, Translator } from '../i18n/messages.ts';
import { InvalidDocument } from '../kinds/faults.ts';
import { EditConflict, FourEyes, RecordNotFound, UnderReview, WrongStage } from '../records/errors.ts';
import { explainStorageError } from '../storage/postgres/index.ts';
import { preferredLanguages, todayOf } from './context.ts';
import { html } from './html.ts';
import { deliver } from './deliver.ts';
import { page } from './layout.ts';
import { FinishedPage } from './page-cache.ts';
import { wantedForm, wantedLanguage } from './negotiate.ts';
import { Forbidden } from './security.ts';
import { BadRequest, NotFound } from './view.ts';
import type { Web } from './web.ts';

interface Explanation {
  readonly status: 400 | 403 | 404 | 409 | 413 | 422 | 500 | 503;
  /** Message key; `<key>_help` says what to do. */
  readonly key: string;
  readonly params?: Params;
}

function explain(error: unknown): Explanation {
  if (error instanceof NotFound || error instanceof RecordNotFound) return { status: 404, key: 'core.errors.not_found' };
  if (error instanceof BadRequest) return { status: 400, key: error.key, params: error.params };
  if (error instanceof Forbidden) return { status: 403, key: error.key };
  if (error instanceof FourEyes) return { status: 403, key: 'review.problems.four_eyes' };
  if (error instanceof UnderReview || error instanceof WrongStage) return { status: 409, key: 'review.problems.under_review' };
  if (error instanceof EditConflict) return { status: 409, key: 'core.errors.conflict' };
  if (error instanceof InvalidDocument) return { status: 422, key: 'core.errors.invalid_document' };
  if (error instanceof HTTPException && error.status === 413) return { status: 413, key: 'core.errors.too_large' };
  const storage = explainStorageError(error);
  if (storage) return { status: 503, key: 'core.errors.storage', params: { reason: storage.code } };
  return { status: 500, key: 'core.errors.unexpected' };
}

/** Answers an error in the language and form of the request. Only what nobody foresaw is logged, with its number. */
export async function answerError(web: Web, error: unknown, context: Context): Promise<Response> {
  const { status, key, params } = explain(error);
  const instance = randomUUID();
  if (status >= 500) logFailure(context, error, web.platform.now(), instance);
  const { configuration, messages } = web.platform;
  const asked = new URL(context.req.url).pathname.split('/')[1] ?? '';
  const language = configuration.languages.includes(asked) ? asked : wantedLanguage(context, configuration.languages);
  const preferred = preferredLanguages(language, configuration.languages);
  const t = messages.translator(language, preferred);
  const headers = { 'Cache-Control': 'no-store', Vary: 'Accept, Accept-Language' };
  if (wantedForm(context) !== 'html') return Response.json(problem(t, status, key, params, instance), { status, headers: { ...headers, 'Content-Type': 'application/problem+json' } });
  const view = { platform: web.platform, t, language, preferred, assets: web.assets, url: new URL(context.req.url), today: todayOf(web.platform), person: undefined, param: () => '' };
  const body = html`<h1>${t(key, params)}</h1><p class="lead">${t(`${key}_help`, params)}</p>
    ${status >= 500 && html`<p>${t('core.errors.number')} <code>${instance}</code></p>`}
    <p><a href="/${language}/">${t('core.errors.home')}</a> · <a href="/${language}/search">${t('core.errors.search')}</a></p>`;
  return deliver(context, new FinishedPage(status, 'text/html; charset=utf-8', page(view, { title: t(key, params), body, noIndex: true }).toString()), 'no-store');
}

/** A line for whoever administers the server. */
export function logFailure(context: Context, error: unknown, at: Date, instance?: string): void {
  console.error(JSON.stringify({ level: 'error', at: at.toISOString(), instance, method: context.req.method, path: context.req.path, error: describe(error) }));
}

function problem(t: Translator, status: number, key: string, params: Params | undefined, instance: string) {
  return { type: `urn:yupana:problem:${key.slice(key.lastIndexOf('.') + 1)}`, title: t(key, params), status, detail: t(`${key}_help`, params), instance: `urn:uuid:${instance}` };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
