/** A new password by mail. What the pages say never depends on whether an address has an account (ASVS 5.0: 6.3.8). */
import type { Context } from 'hono';
import { deleteCookie } from 'hono/cookie';
import { accountById, foldEmail, isEmail } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { passwordFault, SHORTEST_ALONE, SHORTEST_WITH_SECOND } from '../../access/passwords.ts';
import { askRecovery, RECOVERY_MINUTES, setPassword, useRecovery } from '../../access/recovery.ts';
import { factorsOf, hasSecond } from '../../access/second-factors.ts';
import { seeStep, STEP_COOKIE, takeStep } from '../../access/steps.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import { siteTitle } from '../layout.ts';
import type { View } from '../view.ts';
import { COOKIE, type Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, sentFields, textField } from './sign-in-forms.ts';

export function recoverRoutes(entry: Entry): void {
  const { web } = entry;
  web.page('/recover', async (context) => askView(context, '', []));
  web.action('/recover', (context, request) => ask(entry, context, request));
  web.ownPage('/recover/password', (context, request) => resetPage(entry, context, request));
  web.ownPage('/recover/:token', (context, request) => confirmPage(entry, context, request));
  web.action('/recover/password', (context, request) => reset(entry, context, request));
  web.action('/recover/:token', (context, request) => open(entry, context, request));
}

function askView(context: PageContext, email: string, faults: readonly FieldFault[]): View {
  const { t } = context;
  return accessView(context, {
    title: t('access.recover.title'),
    faults,
    body: html`<p class="lead">${t('access.recover.text')}</p><form class="form" method="post" action="${href(context, 'recover')}">${textField(context, faults, { name: 'email', label: 'access.fields.email', type: 'email', value: email, autocomplete: 'username' })}
<p class="buttons"><button class="button">${t('access.recover.button')}</button></p></form>`,
  });
}

async function ask(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { t, platform } = context;
  const email = (await sentFields(request))('email').slice(0, 300);
  if (!isEmail(foldEmail(email))) return web.respond(request, askView(context, email, [{ field: 'email', key: 'email' }]), 422);
  const tried = await entry.attempt(request, LIMITS.recovery, { typed: foldEmail(email), accountId: undefined });
  if (!tried.allowed) return web.respond(request, askView(context, email, [{ field: 'email', key: 'too_often' }]), 429);
  // Looked up after the answer: time tells nothing either.
  entry.mailLater(request, async (transaction) => {
    const made = await askRecovery(transaction, email, platform.now());
    return made && { to: made.email, subject: t('access.mail.recover_subject', { site: siteTitle(context) }), text: t('access.mail.recover_text', { link: `${platform.origin}${href(context, `recover/${made.token}`)}`, minutes: RECOVERY_MINUTES }) };
  });
  return web.respond(request, accessView(context, { title: t('access.recover.title'), body: html`<p class="notice" role="status">${t('access.recover.sent', { minutes: RECOVERY_MINUTES })}</p><p>${t('access.recover.nothing')}</p>` }));
}

/** Opening the link uses nothing up: mail scanners open links too. */
function confirmPage({ web }: Entry, context: PageContext, request: Context): Promise<Response> {
  const { t } = context;
  return web.respond(request, accessView(context, { title: t('access.recover.title'), body: html`<p>${t('access.recover.confirm')}</p><form method="post"><button class="button">${t('access.recover.go_on')}</button></form>` }));
}

async function open(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { database } = web.platform;
  if (!(await entry.attempt(request, LIMITS.link)).allowed) return over(entry, context, request, 'too_often', 429);
  const accountId = await useRecovery(database, context.param('token'), web.platform.now());
  if (accountId === undefined) return over(entry, context, request, 'recovery_over', 403);
  if (hasSecond(await factorsOf(database, accountId))) {
    await entry.begin(request, accountId, { purpose: 'second', next: '', method: 'recovery' });
    return request.redirect(href(context, 'sign-in/second'), 303);
  }
  await entry.begin(request, accountId, { purpose: 'reset' });
  return request.redirect(href(context, 'recover/password'), 303);
}

function over({ web }: Entry, context: PageContext, request: Context, key: string, status: number): Promise<Response> {
  const { t } = context;
  return web.respond(request, accessView(context, { title: t('access.recover.title'), faults: [{ field: '', key }], body: html`<p><a class="button" href="${href(context, 'recover')}">${t('access.recover.button')}</a></p>` }), status);
}

async function resetPage(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const step = await seeStep(context.platform.database, entry.stepOf(request), 'reset', context.platform.now());
  if (step?.accountId === undefined) return request.redirect(href(context, 'recover'), 303);
  return entry.web.respond(request, resetView(context, await shortestFor(context, step.accountId), []));
}

async function shortestFor({ platform }: PageContext, accountId: string): Promise<number> {
  return hasSecond(await factorsOf(platform.database, accountId)) ? SHORTEST_WITH_SECOND : SHORTEST_ALONE;
}

function resetView(context: PageContext, shortest: number, faults: readonly FieldFault[]): View {
  const { t } = context;
  return accessView(context, {
    title: t('access.recover.new'),
    faults,
    body: html`<form class="form" method="post" action="${href(context, 'recover/password')}">${textField(context, faults, { name: 'new_password', label: 'access.fields.new_password', type: 'password', autocomplete: 'new-password', help: t('access.fields.password_help', { shortest }) })}
<p class="buttons"><button class="button">${t('access.recover.set')}</button></p></form>`,
  });
}

async function reset(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { platform } = context;
  const { database } = platform;
  const password = (await sentFields(request))('new_password');
  const step = await seeStep(database, entry.stepOf(request), 'reset', platform.now());
  const account = step?.accountId === undefined ? undefined : await accountById(database, step.accountId);
  if (!account) return over(entry, context, request, 'step_over', 403);
  const shortest = await shortestFor(context, account.id);
  const fault = passwordFault(password, shortest, [account.email, account.name, siteTitle(context)]);
  if (fault) return entry.web.respond(request, resetView(context, shortest, [{ field: 'new_password', key: fault, params: { shortest } }]), 422);
  if (!(await takeStep(database, entry.stepOf(request), 'reset', platform.now()))) return over(entry, context, request, 'step_over', 403);
  await setPassword(database, { accountId: account.id, name: account.name }, password, undefined);
  deleteCookie(request, STEP_COOKIE, COOKIE);
  entry.mailLater(request, async () => ({ to: account.email, subject: context.t('access.mail.changed_subject', { site: siteTitle(context) }), text: context.t('access.mail.changed_text') }));
  return request.redirect(href(context, 'sign-in', { changed: '1' }), 303);
}
