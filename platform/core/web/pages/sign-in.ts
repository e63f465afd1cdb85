/** Signing in: a passkey, a password, a provider, or the link of whoever administers the machine; and signing out. */
import type { Context } from 'hono';
import { deleteCookie } from 'hono/cookie';
import { accountByEmail, foldEmail } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { isPassword } from '../../access/passwords.ts';
import { factorsOf, hasSecond } from '../../access/second-factors.ts';
import { endSession, SESSION_COOKIE } from '../../access/sessions.ts';
import { useSignInLink } from '../../access/sign-in-links.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import type { View } from '../view.ts';
import { COOKIE, type Entry, safeNext } from './sign-in-entry.ts';
import { accessView, type FieldFault, sentFields, textField } from './sign-in-forms.ts';

export function signInRoutes(entry: Entry): void {
  const { web } = entry;
  web.page('/sign-in', async (context) => signInView(entry, context, { email: '', next: context.url.searchParams.get('next') ?? '' }));
  web.action('/sign-in', (context, request) => byPassword(entry, context, request));
  web.editorAction('/sign-out', async (context, person, request) => {
    await endSession(context.platform.database, person);
    deleteCookie(request, SESSION_COOKIE, COOKIE);
    // What the edit form keeps in the browser goes too: the next person at this machine must not find it.
    request.header('Clear-Site-Data', '"storage"');
    return request.redirect(href(context, 'sign-in'), 303);
  });
}

/** After every other address below /sign-in: it takes any word for a token. */
export function signInLinkRoutes(entry: Entry): void {
  const { web } = entry;
  web.ownPage('/sign-in/:token', (context, request) => web.respond(request, confirmView(context)));
  web.action('/sign-in/:token', (context, request) => byLink(entry, context, request));
}

interface SignInForm {
  readonly email: string;
  readonly next: string;
  readonly faults?: readonly FieldFault[];
}

function signInView({ provider }: Entry, context: PageContext, { email, next, faults = [] }: SignInForm): View {
  const { t, person, url } = context;
  const goOn = safeNext(context, next) ?? '';
  const hidden = html`<input type="hidden" name="next" value="${goOn}">`;
  const title = person ? t('access.sign_in.again') : t('desk.sign_in.title');
  return accessView(context, {
    title,
    faults,
    body: html`${person && html`<p class="lead">${t('access.sign_in.again_text', { name: person.name })}</p>`}${url.searchParams.has('changed') && html`<p class="notice" role="status">${t('access.recover.changed')}</p>`}
<section><h2>${t('access.sign_in.passkey')}</h2><p>${t('access.sign_in.passkey_text')}</p>
<form method="post" action="${href(context, 'sign-in/passkey')}">${hidden}<p class="buttons"><button class="button">${t('access.sign_in.passkey_button')}</button></p></form></section>
${provider && html`<section><h2>${provider.settings.label}</h2><p class="buttons"><a class="button secondary" href="${href(context, 'sign-in/oidc', { next: goOn === '' ? undefined : goOn })}">${t('access.sign_in.oidc', { provider: provider.settings.label })}</a></p></section>`}
<section><h2>${t('access.sign_in.password')}</h2><form class="form" method="post" action="${href(context, 'sign-in')}">${hidden}
${textField(context, faults, { name: 'email', label: 'access.fields.email', type: 'email', value: email, autocomplete: 'username' })}
${textField(context, faults, { name: 'password', label: 'access.fields.password', type: 'password', autocomplete: 'current-password' })}
<p class="buttons"><button class="button secondary">${t('desk.sign_in.button')}</button> <a href="${href(context, 'recover')}">${t('access.sign_in.forgot')}</a></p></form></section>
<p>${t('desk.sign_in.readers')} ${t('access.sign_in.no_account')}</p><details><summary>${t('access.sign_in.first')}</summary><p>${t('desk.sign_in.how')}</p></details>`,
  });
}

/** The same answer, after the same work, whether the address has an account or not (ASVS 5.0: 6.3.8). */
async function byPassword(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { database } = web.platform;
  const sent = await sentFields(request);
  const [email, next] = [sent('email'), sent('next')];
  const account = await accountByEmail(database, email);
  const refuse = (key: string, status: number): Promise<Response> => web.respond(request, signInView(entry, context, { email: email.slice(0, 254), next, faults: [{ field: 'email', key }] }), status);
  const tried = await entry.attempt(request, LIMITS.password, { typed: foldEmail(email), accountId: account?.id });
  if (!tried.allowed) return refuse('too_often', 429);
  const isRight = await isPassword(account?.passwordHash, sent('password'));
  if (!account || !isRight) {
    await entry.failed(request, 'password', account?.id);
    return refuse('credentials', 422);
  }
  await tried.forgive();
  if (!hasSecond(await factorsOf(database, account.id))) return entry.enter(context, request, account, { method: 'password', strong: false }, next);
  await entry.begin(request, account.id, { purpose: 'second', next, method: 'password' });
  return request.redirect(href(context, 'sign-in/second'), 303);
}

const linkPage = (context: PageContext, body: Html): View => accessView(context, { title: context.t('desk.sign_in.title'), body });

/** Opening the link uses nothing up, because mail scanners open links too. The button does. */
function confirmView(context: PageContext): View {
  const { t } = context;
  return linkPage(context, html`<p>${t('desk.sign_in.confirm')}</p><form method="post"><button class="button">${t('desk.sign_in.button')}</button></form>`);
}

async function byLink(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { t, platform } = context;
  const refuse = (text: string, status: number): Promise<Response> => web.respond(request, linkPage(context, html`<p class="notice" role="alert">${text}</p><p>${t('desk.sign_in.how')}</p>`), status);
  const tried = await entry.attempt(request, LIMITS.link);
  if (!tried.allowed) return refuse(t('access.faults.too_often'), 429);
  const account = await useSignInLink(platform.database, context.param('token'), platform.now());
  if (!account) {
    await entry.failed(request, 'link');
    return refuse(t('desk.sign_in.refused'), 403);
  }
  return entry.enter(context, request, account, { method: 'link', strong: false });
}
