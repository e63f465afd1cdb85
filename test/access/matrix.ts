/**
 * Who may do what, for every route of the site. The routes are those of `web.routes`; each line is an address of the route,
 * what a form sends there, and what each group of people gets: the first group that somebody belongs to counts.
 *
 * Forms are sent so that what is allowed changes nothing: with an old revision (409) or without what is needed (422). An answer
 * is a status, or one of these words:
 *
 * - `sign in`: sent to the page that says how to sign in;
 * - `prove`: sent to show a second factor first;
 * - `no draft`: 404, the same as for a draft that does not exist (matrix.test.ts compares them byte by byte);
 * - `gone`: 409 and the form as it was typed, the same as for a draft that does not exist.
 *
 * {words} stand for ids and secrets: see town.ts.
 */
import { ADMINISTRATORS_A, APPROVERS_A, EDITORS, INSIDE, type Name, NAMES, OFFICE, OFFICE_ADMINISTRATORS, OUTSIDE, READERS_A, STARTERS, WEAK, WRITERS_A } from './people.ts';

export type Answer = number | 'sign in' | 'prove' | 'no draft' | 'gone';
export type Cell = readonly [who: readonly Name[], answer: Answer];

export interface Line {
  readonly at: string;
  readonly send?: Readonly<Record<string, string>>;
  readonly cells: readonly Cell[];
}

const ALL: readonly Name[] = NAMES;
/** A line for a page of people who are signed in; the others are sent to sign in. */
const inside = (at: string, ...cells: readonly Cell[]): Line => ({ at, cells: [[OUTSIDE, 'sign in'], ...cells] });
/** The same for a form. */
const form = (at: string, send: Line['send'], ...cells: readonly Cell[]): Line => ({ at, ...(send && { send }), cells: [[OUTSIDE, 'sign in'], ...cells] });
/** The form of a draft: whoever has no session gets back what they typed. */
const typed = (at: string, send: Line['send'], ...cells: readonly Cell[]): Line => ({ at, ...(send && { send }), cells: [[OUTSIDE, 401], ...cells] });
/** A page or form for everybody. */
const open = (at: string, answer: number, send?: Line['send']): Line => ({ at, ...(send && { send }), cells: [[ALL, answer]] });

/** Whom one factor does not suffice. */
const weak = (who: readonly Name[]): Name[] => who.filter((name) => WEAK.includes(name));

/** Drafts at the desk of body A that were never published, one at each stage. */
export const HIDDEN_A = ['writing', 'returned', 'submitted', 'approved'] as const;
const eachHidden = (line: (draft: string) => Line): Line[] => HIDDEN_A.map(line);

const SAVE = { _do: 'save', _revision: '0', _version: '0', institution: '{A}', says: 'none' };
const AUTOSAVE = { ...SAVE, _do: 'autosave' };
const decide = (act: string): Record<string, string> => ({ _do: act, _revision: '0', reason: '' });

const DRAFT_PAGES = {
  'GET /{language}/:path/:id/edit': [
    ...eachHidden((draft) => inside(`/es/declarations/{${draft}}/edit`, [READERS_A, 200], [ALL, 'no draft'])),
    inside('/es/declarations/{office draft}/edit', [OFFICE, 200], [ALL, 'no draft']),
    inside('/es/declarations/{unknown}/edit', [ALL, 'no draft']),
    inside('/es/systems/{writing}/edit', [ALL, 'no draft']),
    inside('/es/declarations/{plain}/edit', [READERS_A, 200], [ALL, 403]),
    inside('/es/declarations/{withdrawal}/edit', [READERS_A, 200], [ALL, 403]),
    inside('/es/corrections/{correction}/edit', [READERS_A, 200], [ALL, 403]),
    inside('/es/declarations/{plain, office draft}/edit', [OFFICE, 200], [ALL, 403]),
  ],
  'POST /{language}/:path/:id/edit': [
    typed('/es/declarations/{writing}/edit', SAVE, [WRITERS_A, 409], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{returned}/edit', SAVE, [WRITERS_A, 409], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{submitted}/edit', SAVE, [WRITERS_A, 409], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{approved}/edit', SAVE, [WRITERS_A, 409], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{writing}/edit', AUTOSAVE, [WRITERS_A, 409], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{writing}/edit', { ...SAVE, _do: 'take:says' }, [WRITERS_A, 200], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{writing}/edit', { ...SAVE, _do: 'check' }, [WRITERS_A, 200], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{office draft}/edit', SAVE, [EDITORS, 409], [OFFICE, 403], [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{unknown}/edit', SAVE, [STARTERS, 'gone'], [ALL, 403]),
    typed('/es/declarations/{plain}/edit', SAVE, [[...WRITERS_A, ...EDITORS], 409], [ALL, 403]),
    typed('/es/declarations/{withdrawal}/edit', SAVE, [WRITERS_A, 409], [ALL, 403]),
    typed('/es/corrections/{correction}/edit', { _do: 'save', _revision: '0', _version: '0' }, [WRITERS_A, 409], [ALL, 403]),
    typed('/es/declarations/{plain, office draft}/edit', SAVE, [EDITORS, 409], [ALL, 403]),
  ],
  'GET /{language}/:path/:id/preview': [
    ...eachHidden((draft) => inside(`/es/declarations/{${draft}}/preview`, [READERS_A, 200], [ALL, 'no draft'])),
    inside('/es/declarations/{office draft}/preview', [OFFICE, 200], [ALL, 'no draft']),
    inside('/es/declarations/{unknown}/preview', [ALL, 'no draft']),
    inside('/es/declarations/{plain}/preview', [ALL, 'no draft']),
    inside('/es/declarations/{withdrawal}/preview', [READERS_A, 200], [ALL, 'no draft']),
    inside('/es/corrections/{correction}/preview', [READERS_A, 200], [ALL, 'no draft']),
    inside('/es/declarations/{plain, office draft}/preview', [OFFICE, 200], [ALL, 'no draft']),
  ],
  'GET /{language}/:path/:id/review': [
    ...eachHidden((draft) => inside(`/es/declarations/{${draft}}/review`, [READERS_A, 200], [ALL, 'no draft'])),
    inside('/es/declarations/{office draft}/review', [OFFICE, 200], [ALL, 'no draft']),
    inside('/es/declarations/{unknown}/review', [ALL, 'no draft']),
    inside('/es/declarations/{plain}/review', [ALL, 'no draft']),
    inside('/es/declarations/{withdrawal}/review', [READERS_A, 200], [ALL, 'no draft']),
    inside('/es/corrections/{correction}/review', [READERS_A, 200], [ALL, 'no draft']),
    inside('/es/declarations/{plain, office draft}/review', [OFFICE, 200], [ALL, 'no draft']),
  ],
  'POST /{language}/:path/:id/review': [
    form('/es/declarations/{writing}/review', decide('submit'), [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{returned}/review', decide('submit'), [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{submitted}/review', decide('take_back'), [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{submitted}/review', decide('approve'), [weak(APPROVERS_A), 403], [APPROVERS_A, 409], [READERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{submitted}/review', decide('return'), [APPROVERS_A, 422], [READERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{submitted}/review', decide('publish'), [weak(OFFICE), 403], [OFFICE, 409], [WRITERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{approved}/review', decide('approve'), [weak(APPROVERS_A), 403], [APPROVERS_A, 409], [READERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{approved}/review', decide('return'), [OFFICE, 422], [WRITERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{approved}/review', decide('publish'), [weak(OFFICE), 403], [OFFICE, 409], [WRITERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{writing}/review', decide('preview'), [READERS_A, 200], [ALL, 'no draft']),
    form('/es/declarations/{office draft}/review', decide('submit'), [EDITORS, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{office draft}/review', decide('publish'), [weak(OFFICE), 403], [OFFICE, 409], [ALL, 'no draft']),
    form('/es/declarations/{office draft}/review', decide('approve'), [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{withdrawal}/review', decide('approve'), [weak(APPROVERS_A), 403], [APPROVERS_A, 409], [READERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{withdrawal}/review', decide('publish'), [weak(OFFICE), 403], [OFFICE, 409], [WRITERS_A, 403], [ALL, 'no draft']),
    form('/es/corrections/{correction}/review', decide('submit'), [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/corrections/{correction}/review', decide('publish'), [weak(OFFICE), 403], [OFFICE, 409], [WRITERS_A, 403], [ALL, 'no draft']),
    form('/es/declarations/{unknown}/review', decide('publish'), [ALL, 'no draft']),
  ],
  'POST /{language}/:path/:id/discard': [
    ...eachHidden((draft) => form(`/es/declarations/{${draft}}/discard`, { _revision: '0' }, [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft'])),
    form('/es/declarations/{office draft}/discard', { _revision: '0' }, [EDITORS, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{unknown}/discard', { _revision: '0' }, [ALL, 'no draft']),
    form('/es/declarations/{withdrawal}/discard', { _revision: '0' }, [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/corrections/{correction}/discard', { _revision: '0' }, [WRITERS_A, 409], [OFFICE, 403], [ALL, 'no draft']),
    form('/es/declarations/{plain, office draft}/discard', { _revision: '0' }, [EDITORS, 409], [OFFICE, 403], [ALL, 'no draft']),
  ],
  'GET /{language}/desk/continue': [
    inside('/es/desk/continue?code={writing}', [READERS_A, 303], [ALL, 'no draft']),
    inside('/es/desk/continue?code={office draft}', [OFFICE, 303], [ALL, 'no draft']),
    inside('/es/desk/continue?code={unknown}', [ALL, 'no draft']),
  ],
} satisfies Record<string, readonly Line[]>;

/** What is done with records that are public: everybody knows of them, so refusals say so. */
const RECORD_PAGES = {
  'GET /{language}/:path/:id/withdraw': [
    inside('/es/declarations/{plain}/withdraw', [[...WRITERS_A, ...EDITORS], 200], [ALL, 403]),
    inside('/es/declarations/{withdrawal}/withdraw', [[...WRITERS_A, ...EDITORS], 200], [ALL, 403]),
    inside('/es/declarations/{writing}/withdraw', [ALL, 404]),
    inside('/es/declarations/{unknown}/withdraw', [ALL, 404]),
  ],
  'POST /{language}/:path/:id/withdraw': [
    form('/es/declarations/{plain}/withdraw', { reason: '' }, [[...WRITERS_A, ...EDITORS], 422], [ALL, 403]),
    form('/es/declarations/{writing}/withdraw', { reason: '' }, [ALL, 404]),
    form('/es/declarations/{unknown}/withdraw', { reason: '' }, [ALL, 404]),
  ],
  'POST /{language}/:path/:id/confirm': [
    form('/es/systems/{system}/confirm', { _version: '0' }, [weak(WRITERS_A), 403], [WRITERS_A, 409], [ALL, 403]),
    form('/es/systems/{unknown}/confirm', { _version: '0' }, [ALL, 404]),
  ],
  'POST /{language}/systems/:id/claim': [
    form('/es/systems/{reported}/claim', {}, [WRITERS_A, 303], [ALL, 403]),
    form('/es/systems/{unknown}/claim', {}, [ALL, 404]),
  ],
} satisfies Record<string, readonly Line[]>;

/** Figures from a spreadsheet: for those who may begin a set of figures; what somebody imports is nobody else's. */
const IMPORT = {
  'GET /{language}/observatory/import': [inside('/es/observatory/import', [EDITORS, 200], [ALL, 403])],
  'POST /{language}/observatory/import': [form('/es/observatory/import', {}, [EDITORS, 422], [ALL, 403])],
  'GET /{language}/observatory/import/:import/:step': [inside('/es/observatory/import/{unknown}/table', [EDITORS, 'no draft'], [ALL, 403]), inside('/es/observatory/import/{unknown}/preview', [EDITORS, 'no draft'], [ALL, 403])],
  'POST /{language}/observatory/import/:import/:step': [form('/es/observatory/import/{unknown}/load', { digest: '' }, [EDITORS, 404], [ALL, 403]), form('/es/observatory/import/{unknown}/discard', {}, [EDITORS, 404], [ALL, 403])],
} satisfies Record<string, readonly Line[]>;

const DESK = {
  'GET /{language}/desk': [inside('/es/desk', [ALL, 200])],
  'GET /{language}/desk/queue': [inside('/es/desk/queue', [OFFICE, 200], [ALL, 403])],
  'GET /{language}/desk/new/:path': [
    inside('/es/desk/new/declarations', [STARTERS, 200], [ALL, 403]),
    inside('/es/desk/new/territories', [EDITORS, 200], [ALL, 403]),
  ],
  'POST /{language}/desk/new/:path': [
    typed('/es/desk/new/declarations', { _do: 'autosave', _revision: '0', _version: '0' }, [STARTERS, 422], [ALL, 403]),
    typed('/es/desk/new/territories', { _do: 'autosave', _revision: '0', _version: '0' }, [EDITORS, 422], [ALL, 403]),
  ],
} satisfies Record<string, readonly Line[]>;

const PEOPLE = {
  'GET /{language}/members/:institution': [
    inside('/es/members/{A}', [weak([...ADMINISTRATORS_A, ...OFFICE_ADMINISTRATORS]), 'prove'], [[...ADMINISTRATORS_A, ...OFFICE_ADMINISTRATORS], 200], [ALL, 403]),
    inside('/es/members/office', [weak(OFFICE_ADMINISTRATORS), 'prove'], [OFFICE_ADMINISTRATORS, 200], [ALL, 403]),
    inside('/es/members/{unknown}', [OFFICE_ADMINISTRATORS, 404], [ALL, 403]),
  ],
  'POST /{language}/members/:institution/invite': [
    form('/es/members/{A}/invite', { role: 'none' }, [WEAK, 403], [[...ADMINISTRATORS_A, ...OFFICE_ADMINISTRATORS], 422], [ALL, 403]),
    form('/es/members/office/invite', { role: 'none' }, [WEAK, 403], [OFFICE_ADMINISTRATORS, 422], [ALL, 403]),
  ],
  'POST /{language}/members/:institution/withdraw': [
    form('/es/members/{A}/withdraw', { invitation: '{unknown}' }, [WEAK, 403], [[...ADMINISTRATORS_A, ...OFFICE_ADMINISTRATORS], 404], [ALL, 403]),
    form('/es/members/office/withdraw', { invitation: '{unknown}' }, [WEAK, 403], [OFFICE_ADMINISTRATORS, 404], [ALL, 403]),
  ],
  'POST /{language}/members/:institution/roles': [
    form('/es/members/{A}/roles', { account: '{unknown}', role: 'author' }, [WEAK, 403], [[...ADMINISTRATORS_A, ...OFFICE_ADMINISTRATORS], 404], [ALL, 403]),
    form('/es/members/office/roles', { account: '{unknown}', role: 'editor' }, [WEAK, 403], [OFFICE_ADMINISTRATORS, 404], [ALL, 403]),
  ],
  'POST /{language}/members/:institution/new-start': [
    form('/es/members/{A}/new-start', { account: '{unknown}' }, [WEAK, 403], [OFFICE_ADMINISTRATORS, 404], [ALL, 403]),
    form('/es/members/office/new-start', { account: '{unknown}' }, [WEAK, 403], [OFFICE_ADMINISTRATORS, 404], [ALL, 403]),
  ],
} satisfies Record<string, readonly Line[]>;

const ACCOUNTS = {
  'GET /{language}/accounts': [inside('/es/accounts', [weak(OFFICE_ADMINISTRATORS), 'prove'], [OFFICE_ADMINISTRATORS, 200], [ALL, 403])],
  'POST /{language}/accounts': [form('/es/accounts', { q: 'nadie' }, [weak(OFFICE_ADMINISTRATORS), 403], [OFFICE_ADMINISTRATORS, 200], [ALL, 403])],
  'POST /{language}/accounts/disable': [form('/es/accounts/disable', { account: '{unknown}' }, [weak(OFFICE_ADMINISTRATORS), 403], [OFFICE_ADMINISTRATORS, 404], [ALL, 403])],
  'POST /{language}/accounts/enable': [form('/es/accounts/enable', { account: '{unknown}' }, [weak(OFFICE_ADMINISTRATORS), 403], [OFFICE_ADMINISTRATORS, 404], [ALL, 403])],
} satisfies Record<string, readonly Line[]>;

/** Everybody's own account; who is meant is told by the session alone. */
const OWN_ACCOUNT = {
  'GET /{language}/account': [inside('/es/account', [ALL, 200])],
  'POST /{language}/account/name': [form('/es/account/name', { name: '' }, [ALL, 422])],
  'POST /{language}/account/sessions/end': [form('/es/account/sessions/end', { session: '{unknown}' }, [ALL, 303])],
  'POST /{language}/account/password': [form('/es/account/password', { new_password: '' }, [ALL, 422])],
  'POST /{language}/account/totp': [form('/es/account/totp', {}, [ALL, 200])],
  'POST /{language}/account/totp/confirm': [form('/es/account/totp/confirm', { code: '' }, [ALL, 422])],
  'POST /{language}/account/totp/remove': [form('/es/account/totp/remove', {}, [ALL, 303])],
  'POST /{language}/account/codes': [form('/es/account/codes', {}, [ALL, 404])],
  'POST /{language}/account/passkeys': [form('/es/account/passkeys', {}, [ALL, 200])],
  'POST /{language}/account/passkeys/answer': [form('/es/account/passkeys/answer', { response: '' }, [ALL, 422])],
  'POST /{language}/account/passkeys/remove': [form('/es/account/passkeys/remove', { passkey: '' }, [ALL, 404])],
  'POST /{language}/account/oidc/remove': [form('/es/account/oidc/remove', {}, [ALL, 303])],
} satisfies Record<string, readonly Line[]>;

/** The ways in: for everybody, and what is sent here lets nobody in. */
const DOORS = {
  'GET /{language}/sign-in': [open('/es/sign-in', 200)],
  'POST /{language}/sign-in': [open('/es/sign-in', 422, { email: '', password: '' })],
  'GET /{language}/sign-in/second': [{ at: '/es/sign-in/second', cells: [[ALL, 'sign in']] }],
  'POST /{language}/sign-in/second': [open('/es/sign-in/second', 403, { code: '' })],
  'POST /{language}/sign-in/passkey': [open('/es/sign-in/passkey', 200, {})],
  'POST /{language}/sign-in/passkey/answer': [open('/es/sign-in/passkey/answer', 403, { response: '' })],
  'GET /{language}/sign-in/oidc': [open('/es/sign-in/oidc', 404)],
  'GET /sign-in/oidc/callback': [open('/sign-in/oidc/callback', 404)],
  'GET /{language}/sign-in/:token': [open('/es/sign-in/{secret}', 200)],
  'POST /{language}/sign-in/:token': [open('/es/sign-in/{secret}', 403, {})],
  'GET /{language}/recover': [open('/es/recover', 200)],
  'POST /{language}/recover': [open('/es/recover', 422, { email: '' })],
  'GET /{language}/recover/password': [open('/es/recover/password', 303)],
  'GET /{language}/recover/:token': [open('/es/recover/{secret}', 200)],
  'POST /{language}/recover/password': [open('/es/recover/password', 403, { new_password: '' })],
  'POST /{language}/recover/:token': [open('/es/recover/{secret}', 403, {})],
  'GET /{language}/invitation/:token': [open('/es/invitation/{secret}', 403)],
  'POST /{language}/invitation/:token': [open('/es/invitation/{secret}', 403, {})],
  'POST /{language}/invitation/:token/passkey': [open('/es/invitation/{secret}/passkey', 403, {})],
  'POST /{language}/invitation/:token/passkey/answer': [open('/es/invitation/{secret}/passkey/answer', 403, {})],
  'POST /{language}/invitation/:token/join': [form('/es/invitation/{secret}/join', {}, [ALL, 403])],
  'GET /{language}/preview/:token': [open('/es/preview/{secret}', 404), open('/es/preview/{preview link}', 200)],
  'GET /{language}/subscriptions/confirm/:token': [open('/es/subscriptions/confirm/{secret}', 200)],
  'POST /{language}/subscriptions/confirm/:token': [open('/es/subscriptions/confirm/{secret}', 404, {})],
  'GET /{language}/subscriptions/:token': [open('/es/subscriptions/{secret}', 404)],
  'POST /{language}/subscriptions/:token': [open('/es/subscriptions/{secret}', 404, {})],
} satisfies Record<string, readonly Line[]>;

/** What is public is the same for everybody; what is not public is not there, for anybody. */
const UNPUBLISHED = ['writing', 'office draft', 'unknown'];
const PUBLIC = {
  'GET /': [open('/', 302)],
  'GET /id/:id': [open('/id/{plain}', 303), ...UNPUBLISHED.map((id) => open(`/id/{${id}}`, 404))],
  'GET /healthz': [open('/healthz', 200)],
  'GET /robots.txt': [open('/robots.txt', 200)],
  'GET /sitemap.xml': [open('/sitemap.xml', 200)],
  'GET /sitemap/:page': [open('/sitemap/1.xml', 200)],
  'GET /assets/:name': [open('/assets/{asset}', 200)],
  'GET /favicon.ico': [open('/favicon.ico', 302)],
  'GET /es/feed': [open('/es/feed.atom', 200)],
  'GET /en/feed': [open('/en/feed.atom', 200)],
  'GET /qu/feed': [open('/qu/feed.atom', 200)],
  'GET /es': [open('/es', 308)],
  'GET /en': [open('/en', 308)],
  'GET /qu': [open('/qu', 308)],
  'GET /{language}/': [open('/es/', 200)],
  'GET /{language}/about': [open('/es/about', 200)],
  'GET /schemas/:kind': [open('/schemas/declaration', 200)],
  'GET /openapi.json': [open('/openapi.json', 200)],
  'GET /{language}/api': [open('/es/api', 200)],
  'GET /{language}/fields': [open('/es/fields', 200)],
  'GET /{language}/fields/:path/filters': [open('/es/fields/declarations/filters', 200)],
  'GET /{language}/fields/:path': [open('/es/fields/declarations', 200)],
  'GET /contexts/:kind': [open('/contexts/declaration', 200)],
  'GET /terms': [open('/terms', 303)],
  'GET /terms/:kind': [open('/terms/declaration', 303)],
  'GET /bulk': [open('/bulk', 303)],
  'GET /bulk.json': [open('/bulk.json', 200)],
  'GET /bulk/:name': [open('/bulk/declaration.jsonl.gz', 200)],
  'GET /api/changes': [open('/api/changes', 200)],
  'GET /{language}/data': [open('/es/data', 200)],
  'GET /dev/mail': [open('/dev/mail', 404)],
  'GET /{language}/dev/mail': [open('/es/dev/mail', 404)],
  'GET /{language}/dev/mail/:name': [open('/es/dev/mail/x', 404)],
  'GET /{language}/:path/:id/subscribe': [open('/es/declarations/{plain}/subscribe', 200), ...UNPUBLISHED.map((id) => open(`/es/declarations/{${id}}/subscribe`, 404))],
  'POST /{language}/:path/:id/subscribe': [open('/es/declarations/{plain}/subscribe', 422, { email: '' }), ...UNPUBLISHED.map((id) => open(`/es/declarations/{${id}}/subscribe`, 404, { email: '' }))],
  'GET /{language}/strategies/:id/gaps': [open('/es/strategies/{strategy}/gaps', 200)],
  'GET /{language}/strategies/:id/calendar': [open('/es/strategies/{strategy}/calendar', 200)],
  'GET /{language}/strategies/:id/institutions': [open('/es/strategies/{strategy}/institutions', 200)],
  'GET /{language}/strategies/:id/territories': [open('/es/strategies/{strategy}/territories', 200)],
  'GET /{language}/strategies/:id/results': [open('/es/strategies/{strategy}/results', 200)],
  'GET /{language}/strategies/:id/with/:other': [open('/es/strategies/{strategy}/with/{other strategy}', 200)],
  // The observatory: for everybody.
  'GET /{language}/observatory': [open('/es/observatory', 200)],
  'GET /{language}/observatory/compare': [open('/es/observatory/compare', 200)],
  'GET /{language}/observatory/labour': [open('/es/observatory/labour', 200)],
  'GET /{language}/indicators/:id/figures': [open('/es/indicators/{unknown}/figures', 404)],
  'GET /{language}/observations/:id/figures': [open('/es/observations/{unknown}/figures', 404)],
  'GET /{language}/observations/:id/figures/:figure': [open('/es/observations/{unknown}/figures/f-0', 404)],
  'GET /{language}/observatory/catalogue': [open('/es/observatory/catalogue', 200)],
  'GET /{language}/indicators/:id/sdmx': [open('/es/indicators/{unknown}/sdmx', 404)],
  'GET /{language}/indicators/:id/open-sdg': [open('/es/indicators/{unknown}/open-sdg', 404)],
  'GET /{language}/observations/:id/sdmx': [open('/es/observations/{unknown}/sdmx', 404)],
  'GET /sdmx/data/*': [open('/sdmx/data/nonsense', 406)],
  'GET /sdmx/structure/*': [open('/sdmx/structure/dataflow', 406)],
  'GET /sdmx/:resource/*': [open('/sdmx/schema/dataflow', 501)],
  'GET /{language}/indices/:id/results': [open('/es/indices/{unknown}/results', 404)],
  'GET /{language}/indicators/:id/map': [open('/es/indicators/{unknown}/map', 404)],
  'GET /{language}/indices/:id/robustness': [open('/es/indices/{unknown}/robustness', 404)],
  'GET /{language}/indices/:id/choices': [open('/es/indices/{unknown}/choices', 404)],
  'GET /{language}/indices/:id/method': [open('/es/indices/{unknown}/method', 404)],
  'GET /{language}/indices/:id/bundle': [open('/es/indices/{unknown}/bundle', 404)],
  // The history: for everybody, and empty in this town, where no log is kept.
  'GET /:language/:path/:id/versions/:file{[1-9][0-9]*\\.(?:tlog-proof|entry|canonical)}': [open('/es/declarations/{plain}/versions/1.entry', 404), open('/es/declarations/{plain}/versions/1.tlog-proof', 404)],
  'GET /L/:index': [open('/L/7', 303)],
  'GET /L/:index/:leaf': [open('/L/7/x', 404)],
  'GET /l/:index': [open('/l/7', 303)],
  'GET /l/:index/:leaf': [open('/l/7/x', 404)],
  'GET /log/checkpoint': [open('/log/checkpoint', 404)],
  'GET /log/key': [open('/log/key', 404)],
  'GET /log/policy': [open('/log/policy', 404)],
  'GET /log/tile/*': [open('/log/tile/0/000', 404)],
  'GET /{language}/:path/:id/history': [open('/es/declarations/{plain}/history', 200), open('/es/declarations/{unknown}/history', 404)],
  'GET /{language}/history': [open('/es/history', 200)],
  'GET /{language}/history/changes': [open('/es/history/changes', 200)],
  'GET /{language}/history/entries': [open('/es/history/entries', 200)],
  'GET /{language}/history/entries/:index': [open('/es/history/entries/7', 404)],
  'GET /{language}/history/how-to-verify': [open('/es/history/how-to-verify', 200)],
  'GET /{language}/history/mirror': [open('/es/history/mirror', 200)],
  'GET /{language}/history/redactions': [open('/es/history/redactions', 200)],
  'GET /{language}/history/verify': [open('/es/history/verify', 200)],
  'GET /{language}/history/witness': [open('/es/history/witness', 200)],
  'POST /{language}/history/verify': [open('/es/history/verify', 200, { proof: '' })],
  'GET /{language}/bodies': [open('/es/bodies', 200)],
  'GET /{language}/systems/statistics': [open('/es/systems/statistics', 200)],
  'GET /{language}/systems/map': [open('/es/systems/map', 200)],
  'GET /{language}/:path/:id/report': [open('/es/systems/{system}/report', 200), open('/es/systems/{unknown}/report', 404)],
  'POST /{language}/:path/:id/report': [open('/es/systems/{system}/report', 422, { what: '' }), open('/es/systems/{unknown}/report', 404, { what: '' })],
  'GET /{language}/laws/timeline': [open('/es/laws/timeline', 200)],
  'GET /{language}/:path/feed': [open('/es/declarations/feed.atom', 200)],
  'GET /{language}/:path/:id/feed': [open('/es/declarations/{plain}/feed.atom', 200), ...UNPUBLISHED.map((id) => open(`/es/declarations/{${id}}/feed.atom`, 404))],
  'GET /{language}/:path/form': [open('/es/declarations/form', 200)],
  'GET /{language}/search': [open('/es/search', 200)],
  'GET /{language}/:path/:id/versions/:number': [open('/es/declarations/{plain}/versions/1', 200), ...UNPUBLISHED.map((id) => open(`/es/declarations/{${id}}/versions/1`, 404))],
  'GET /{language}/:path/:id/versions': [open('/es/declarations/{plain}/versions', 200), ...UNPUBLISHED.map((id) => open(`/es/declarations/{${id}}/versions`, 404))],
  'GET /{language}/:path/:id/compare': [open('/es/declarations/{plain, twice}/compare', 200), ...UNPUBLISHED.map((id) => open(`/es/declarations/{${id}}/compare`, 404))],
  'GET /{language}/:path/:id': [open('/es/declarations/{plain}', 200), open('/es/declarations/{withdrawal}', 200), open('/es/corrections/{correction}', 200), ...UNPUBLISHED.flatMap((id) => ['', '.json', '.csv', '.jsonld'].map((ending) => open(`/es/declarations/{${id}}${ending}`, 404)))],
  'GET /{language}/:path': [open('/es/declarations', 200), open('/es/declarations.json', 200), open('/es/declarations.csv', 200)],
} satisfies Record<string, readonly Line[]>;

/** By method and pattern, as `web.routes` names them. Signing out comes last: it ends the sessions of everybody here. */
export const MATRIX: Readonly<Record<string, readonly Line[]>> = {
  ...DRAFT_PAGES, ...RECORD_PAGES, ...IMPORT, ...DESK, ...PEOPLE, ...ACCOUNTS, ...OWN_ACCOUNT, ...DOORS, ...PUBLIC,
  'POST /{language}/sign-out': [form('/es/sign-out', {}, [INSIDE, 'sign in'])],
};

/** Where a draft that a person may not know of and one that there is not have to be told apart by nobody. */
export const DRAFT_ROUTES: ReadonlySet<string> = new Set(Object.keys(DRAFT_PAGES));
