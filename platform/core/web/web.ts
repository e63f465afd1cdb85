/** The web application: routes, content negotiation, conditional requests, compression. */
import { Readable } from 'node:stream';
import { createBrotliCompress, createGzip } from 'node:zlib';
import type { BlockList } from 'node:net';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Platform } from '../platform.ts';
import { publicState } from '../records/read.ts';
import type { Trier } from '../access/attempts.ts';
import { addressOf, isShared, networkOf } from '../access/network.ts';
import { ProofNeeded } from '../access/requirements.ts';
import { personOf } from '../access/sessions.ts';
import type { Person } from '../access/person.ts';
import type { Assets } from './assets.ts';
import { type PageContext, preferredLanguages, todayOf } from './context.ts';
import { notingDenials } from './denials.ts';
import { csvStream, csvText, isWhole } from './csv.ts';
import { deliver } from './deliver.ts';
import { answerError, logFailure } from './errors.ts';
import { routedPath, wantedCoding, wantedForm } from './negotiate.ts';
import { FinishedPage, PageCache, type Read } from './page-cache.ts';
import { sessionEnded } from './session-ended.ts';
import { refuseBrokenAddresses, refuseForeignRequests, securityHeaders } from './security.ts';
import { SharedQuestion } from './shared-question.ts';
import { through, toReader } from './through.ts';
import { NotFound, type View } from './view.ts';

export type PageHandler = (context: PageContext) => Promise<View>;
export type ActionHandler = (context: PageContext, request: Context) => Promise<Response>;

export interface RouteInfo {
  readonly method: 'GET' | 'POST';
  readonly pattern: string;
  /** For readers, or for people who are signed in. */
  readonly audience: 'everyone' | 'editors';
}

const HTML = 'text/html; charset=utf-8';
/** Forms are text; the longest (a strategy with all its slips) is far below. */
const LARGEST_BODY = 2 * 1024 * 1024;

export class Web {
  readonly app: Hono;
  readonly platform: Platform;
  readonly assets: Assets;
  readonly routes: RouteInfo[] = [];
  readonly #cache = new PageCache();
  readonly #newest: SharedQuestion<string>;
  readonly #proxies: BlockList;
  /** Addresses to which other sites may post: see {@link openAction}. */
  readonly #open: RegExp[] = [];
  /** Addresses whose handlers read longer bodies, by themselves and up to a limit of their own: see {@link uploadAction}. */
  readonly #uploads: RegExp[] = [];

  /** @param proxies the machines before the server whose word about addresses is believed. */
  constructor(platform: Platform, assets: Assets, publicOrigin: string | undefined, proxies: BlockList) {
    this.platform = platform;
    this.#proxies = proxies;
    this.assets = assets;
    this.#newest = new SharedQuestion(() => stateOf(platform));
    this.app = new Hono({ getPath: routedPath });
    this.app.use(securityHeaders, refuseBrokenAddresses, refuseForeignRequests(publicOrigin, (path) => this.#open.some((pattern) => pattern.test(path))), except((path) => this.#uploads.some((pattern) => pattern.test(path)), bodyLimit({ maxSize: LARGEST_BODY })));
    this.app.onError((error, context) => (error instanceof ProofNeeded && context.req.method !== 'POST' ? this.#askProof(error, context) : answerError(this, error, context)));
    this.app.notFound((context) => answerError(this, new NotFound(), context));
  }

  /** Who tries something without an account. */
  trier(request: Context): Trier {
    const address = addressOf(request, this.#proxies);
    return { network: networkOf(address), shared: isShared(address), device: undefined };
  }

  /** A page for everybody, below the language: `/actions/:id`. */
  page(pattern: string, handler: PageHandler): void {
    this.#note('GET', pattern, 'everyone');
    this.app.get(`/:language${pattern}`, async (context) => {
      const person = await personOf(this.platform, context);
      return person ? this.#answer(context, await handler(this.context(context, person)), 'no-store') : this.#publicPage(context, handler);
    });
  }

  /** A page for everybody of which no copy is kept: it tells something that changes without a publication. */
  livePage(pattern: string, handler: PageHandler): void {
    this.#note('GET', pattern, 'everyone');
    this.app.get(`/:language${pattern}`, async (context) => {
      const person = await personOf(this.platform, context);
      return this.#answer(context, await handler(this.context(context, person)), person ? 'no-store' : 'no-cache');
    });
  }

  /** A page for people who are signed in; others are sent to the page that says how. */
  editorPage(pattern: string, handler: (context: PageContext, person: Person) => Promise<View | Response>): void {
    this.#note('GET', pattern, 'editors');
    this.app.get(`/:language${pattern}`, async (context) => {
      const person = await personOf(this.platform, context);
      if (!person) return this.#askSignIn(context);
      const answer = await notingDenials(this.platform.database, person, context, pattern, () => handler(this.context(context, person), person));
      return answer instanceof Response ? answer : this.#answer(context, answer, 'no-store');
    });
  }

  /** What a form sends, from people who are signed in. */
  editorAction(pattern: string, handler: (context: PageContext, person: Person, request: Context) => Promise<Response>): void {
    this.#note('POST', pattern, 'editors');
    this.app.post(`/:language${pattern}`, async (context) => {
      const person = await personOf(this.platform, context);
      if (!person) return context.redirect(`/${this.context(context, undefined).language}/sign-in`, 303);
      return notingDenials(this.platform.database, person, context, pattern, () => handler(this.context(context, person), person, context));
    });
  }

  /** A form with a file, from people who are signed in: the handler reads it by `readUpload`, within its own limit. */
  uploadAction(pattern: string, handler: (context: PageContext, person: Person, request: Context) => Promise<Response>): void {
    this.#uploads.push(addressesOf(pattern));
    this.editorAction(pattern, handler);
  }

  /** What the form of a draft sends. Where the session has ended meanwhile, the person keeps what they typed. */
  draftAction(pattern: string, handler: (context: PageContext, person: Person, request: Context) => Promise<Response>): void {
    this.#note('POST', pattern, 'editors');
    this.app.post(`/:language${pattern}`, async (context) => {
      const person = await personOf(this.platform, context);
      if (person) return notingDenials(this.platform.database, person, context, pattern, () => handler(this.context(context, person), person, context));
      return sessionEnded(this, this.context(context, undefined), context);
    });
  }

  /** What a form sends, from anybody. */
  action(pattern: string, handler: ActionHandler): void {
    this.#note('POST', pattern, 'everyone');
    this.app.post(`/:language${pattern}`, async (context) => {
      const person = await personOf(this.platform, context);
      const run = (): Promise<Response> => handler(this.context(context, person), context);
      return person ? notingDenials(this.platform.database, person, context, pattern, run) : run();
    });
  }

  /** The same from anywhere: for what a secret in the address allows, and no cookie. Whoever is signed in is nobody here. */
  openAction(pattern: string, handler: ActionHandler): void {
    this.#note('POST', pattern, 'everyone');
    this.#open.push(addressesOf(pattern));
    this.app.post(`/:language${pattern}`, async (context) => handler(this.context(context, undefined), context));
  }

  /** A page for anybody that is made for one of them: its address or its cookie holds a secret, and no copy is kept. */
  ownPage(pattern: string, handler: ActionHandler): void {
    this.#note('GET', pattern, 'everyone');
    this.app.get(`/:language${pattern}`, async (context) => handler(this.context(context, await personOf(this.platform, context)), context));
  }

  /** What is below no language: feeds, health. */
  plain(pattern: string, handler: (context: Context) => Response | Promise<Response>): void {
    this.routes.push({ method: 'GET', pattern, audience: 'everyone' });
    this.app.get(pattern, handler);
  }

  /** @throws NotFound where the site has no such language. */
  context(context: Context, person: Person | undefined): PageContext {
    const { configuration, messages } = this.platform;
    const language = context.req.param('language') ?? '';
    if (!configuration.languages.includes(language)) throw new NotFound();
    const preferred = preferredLanguages(language, configuration.languages);
    return {
      platform: this.platform,
      t: messages.translator(language, preferred),
      language,
      preferred,
      assets: this.assets,
      url: new URL(context.req.url),
      today: todayOf(this.platform),
      person,
      param: (name) => context.req.param(name) ?? '',
    };
  }

  /** Answers with a page that was made outside `page`, such as a form with faults. */
  async respond(context: Context, view: View, status?: number): Promise<Response> {
    const answer = await this.#answer(context, view, 'no-store', status);
    // With the cookies that were set for it: an answer of our own making would leave them behind.
    return context.newResponse(answer.body, answer);
  }

  /** Sends a person to sign in, and back to the page that they wanted. */
  #askSignIn(context: Context): Response {
    const { pathname, search } = new URL(context.req.url);
    return context.redirect(`/${this.context(context, undefined).language}/sign-in?${new URLSearchParams({ next: `${pathname}${search}` }).toString()}`, 303);
  }

  /** Sends a person to prove more, and back to the page that they wanted. */
  #askProof({ where }: ProofNeeded, context: Context): Response {
    const { pathname, search } = new URL(context.req.url);
    const query = where === 'sign-in' ? new URLSearchParams({ next: `${pathname}${search}` }).toString() : 'factor=1';
    return context.redirect(`/${this.context(context, undefined).language}/${where}?${query}`, 303);
  }

  async #publicPage(context: Context, handler: PageHandler): Promise<Response> {
    const page = this.context(context, undefined);
    const form = wantedForm(context);
    const validFor = `${await this.#newest.answer()} ${page.today}`;
    const key = `${form} ${page.url.pathname}${page.url.search}`;
    const known = this.#cache.get(validFor, key);
    if (known) return deliver(context, known, 'no-cache');
    const view = await handler(page);
    const finished = await finish(view, form, view.status, page.url.search === '' ? 'often' : 'once');
    if (finished instanceof Flow) return stream(context, finished);
    this.#cache.set(validFor, key, finished);
    return deliver(context, finished, 'no-cache');
  }

  async #answer(context: Context, view: View, caching: string, status?: number): Promise<Response> {
    const finished = await finish(view, wantedForm(context), status);
    return finished instanceof Flow ? stream(context, finished) : deliver(context, finished, caching);
  }

  #note(method: RouteInfo['method'], pattern: string, audience: RouteInfo['audience']): void {
    this.routes.push({ method, pattern: `/{language}${pattern}`, audience });
  }
}

/** Every address of a pattern, in every language. */
function addressesOf(pattern: string): RegExp {
  return new RegExp(`^/[^/]+${pattern.replace(/:\w+/g, '[^/]+')}$`);
}

function except(isExcepted: (path: string) => boolean, middleware: MiddlewareHandler): MiddlewareHandler {
  return (context, next) => (isExcepted(context.req.path) ? next() : middleware(context, next));
}

/** What every kept page hangs on beside the day: what is published, and what else modules tell. */
async function stateOf({ database, modules }: Platform): Promise<string> {
  return (await Promise.all([publicState(database), ...modules.map((module) => module.state?.(database) ?? '')])).join(' ');
}

async function finish(view: View, form: string, status: number = view.status ?? 200, read: Read = 'once'): Promise<FinishedPage | Flow> {
  if (form === 'html') return new FinishedPage(status, HTML, view.html().toString(), read);
  if (form === 'json' && view.json) return new FinishedPage(status, 'application/json; charset=utf-8', `${JSON.stringify(view.json(), null, 1)}\n`);
  if (form === 'csv' && view.csv) {
    const table = view.csv();
    return isWhole(table) ? new FinishedPage(status, 'text/csv; charset=utf-8', csvText(table.columns, table.rows)) : new Flow('text/csv; charset=utf-8', csvStream(table));
  }
  const other = view.others?.[form];
  if (other) {
    const content = other.content();
    if (content instanceof Promise) return new FinishedPage(status, other.type, Buffer.from(await content));
    return typeof content === 'string' ? new FinishedPage(status, other.type, content) : new Flow(other.type, Readable.from(content, { objectMode: false }));
  }
  throw new NotFound();
}

/** What is sent as it is made. */
class Flow {
  readonly type: string;
  readonly content: Readable;
  constructor(type: string, content: Readable) {
    this.type = type;
    this.content = content;
  }
}

function stream(context: Context, { type, content }: Flow): Response {
  const headers = new Headers({ 'Content-Type': type, 'Cache-Control': 'no-cache', Vary: 'Accept, Accept-Encoding, Cookie' });
  const coding = wantedCoding(context);
  if (coding) headers.set('Content-Encoding', coding);
  if (context.req.method === 'HEAD') {
    // Else the whole table would be read for nobody.
    content.destroy();
    return new Response(null, { headers });
  }
  const coder = coding === 'br' ? createBrotliCompress() : coding === 'gzip' ? createGzip() : undefined;
  return new Response(toReader(coder ? through(content, coder) : content, (error) => logFailure(context, error, new Date())), { headers });
}
