/** Following a record by e-mail, without an account. No page says whether an address follows anything. */
import type { Context } from 'hono';
import { foldEmail, isEmail } from '../../access/accounts.ts';
import { attempt, type Limit, LIMITS } from '../../access/attempts.ts';
import { addressOf, isShared, networkOf } from '../../access/network.ts';
import type { AccessSettings } from '../../access/settings.ts';
import type { Kind } from '../../kinds/kind.ts';
import { newestVersion } from '../../records/read.ts';
import { askToSubscribe } from '../../subscriptions/ask.ts';
import { namesOf } from '../../subscriptions/names.ts';
import { CONFIRM_HOURS, confirmWish, followedBy, forgetSubscriber, subscriberOf, unfollow } from '../../subscriptions/subscriptions.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { idAt, kindAt, recordCrumbs } from './record-address.ts';
import { accessView, faultSummary, type FieldFault, sentFields, textField } from './sign-in-forms.ts';

export function subscriptionRoutes(web: Web, settings: AccessSettings): void {
  web.page('/:path/:id/subscribe', async (context) => formView(context, await followable(context), '', []));
  web.action('/:path/:id/subscribe', (context, request) => ask(web, settings, context, request));
  web.ownPage('/subscriptions/confirm/:token', (context, request) => web.respond(request, confirmView(context)));
  web.action('/subscriptions/confirm/:token', (context, request) => confirm(web, context, request));
  web.ownPage('/subscriptions/:token', (context, request) => list(web, context, request));
  web.openAction('/subscriptions/:token', (context, request) => end(web, context, request));
}

interface Followable {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
}

/** The record of the address, withdrawn ones too: they may come back. @throws NotFound */
async function followable(context: PageContext): Promise<Followable> {
  const { platform, preferred } = context;
  const [kind, id] = [kindAt(context), idAt(context)];
  const version = await newestVersion(platform.database, id);
  if (version?.kind !== kind.name) throw new NotFound();
  return { kind, id, name: (await namesOf(platform.database, platform, [id], preferred)).get(id) ?? id };
}

function recordFrame(context: PageContext, { kind, id, name }: Followable, title: string, body: Html): View {
  const crumbs = [...recordCrumbs(context, kind), { label: name, href: recordHref(context, kind, id) }];
  return { html: () => page(context, { title, crumbs, noIndex: true, body: html`<h1>${context.t('subscriptions.form.title')}</h1>${body}` }) };
}

function formView(context: PageContext, of: Followable, email: string, faults: readonly FieldFault[]): View {
  const { t } = context;
  const title = `${t('subscriptions.form.title')}: ${of.name}`;
  return recordFrame(context, of, faults.length > 0 ? t('desk.errors.page_title', { title }) : title, html`${faultSummary(context, faults)}<p class="lead">${of.name}</p><p>${t('subscriptions.form.text')}</p>
<form class="form" method="post" action="${recordHref(context, of.kind, of.id)}/subscribe">${textField(context, faults, { name: 'email', label: 'access.fields.email', type: 'email', value: email, autocomplete: 'email', help: t('subscriptions.form.help', { hours: CONFIRM_HOURS }) })}
<p class="buttons"><button class="button">${t('subscriptions.form.button')}</button></p></form><p><a href="${recordHref(context, of.kind, of.id)}/feed.atom">${t('subscriptions.form.feed')}</a></p>`);
}

async function ask(web: Web, settings: AccessSettings, context: PageContext, request: Context): Promise<Response> {
  const { platform, t } = context;
  const of = await followable(context);
  const email = foldEmail((await sentFields(request))('email').slice(0, 300));
  if (!isEmail(email)) return web.respond(request, formView(context, of, email, [{ field: 'email', key: 'email' }]), 422);
  const tried = async (limit: Limit, typed?: string): Promise<boolean> => {
    const address = addressOf(request, settings.proxies);
    return (await attempt(platform.database, limit, { network: networkOf(address), shared: isShared(address), device: undefined }, typed, platform.now())).allowed;
  };
  if (!(await tried(LIMITS.subscribe))) return web.respond(request, recordFrame(context, of, t('subscriptions.form.title'), html`<p class="notice" role="alert">${t('subscriptions.form.too_often')}</p>`), 429);
  // An address that was written to often enough gets no more mail, and whoever asks is told the same as ever.
  if (await tried(LIMITS.subscribeAddress, email)) {
    await platform.database.transaction().execute((transaction) => askToSubscribe(transaction, platform, settings.outgoing, { email, language: context.language, recordId: of.id }));
  }
  return web.respond(request, recordFrame(context, of, t('subscriptions.form.title'), html`<p class="notice" role="status">${t('subscriptions.form.sent', { hours: CONFIRM_HOURS })}</p><p><a href="${recordHref(context, of.kind, of.id)}">${of.name}</a></p>`));
}

/** Opening the link does nothing yet: mail scanners open links too. */
function confirmView(context: PageContext): View {
  const { t } = context;
  return accessView(context, { title: t('subscriptions.confirm.title'), body: html`<p>${t('subscriptions.confirm.text')}</p><form method="post"><button class="button">${t('subscriptions.confirm.button')}</button></form>` });
}

async function confirm(web: Web, context: PageContext, request: Context): Promise<Response> {
  const { platform, t } = context;
  const token = await confirmWish(platform.database, context.param('token'), platform.now());
  if (token !== undefined) return request.redirect(href(context, `subscriptions/${token}`), 303);
  return web.respond(request, accessView(context, { title: t('subscriptions.confirm.title'), body: html`<p class="notice" role="alert">${t('subscriptions.confirm.over')}</p>` }), 404);
}

async function list(web: Web, context: PageContext, request: Context): Promise<Response> {
  const { platform, t, preferred } = context;
  const { database } = platform;
  const subscriber = await subscriberOf(database, context.param('token'), platform.now());
  if (subscriber === undefined) return web.respond(request, overView(context), 404);
  const ids = await followedBy(database, subscriber);
  const names = await namesOf(database, platform, ids, preferred);
  const items = ids.map((id) => html`<li><a href="/id/${id}">${names.get(id) ?? id}</a><form method="post"><input type="hidden" name="record" value="${id}"><button class="button secondary" aria-label="${t('subscriptions.list.end_one', { title: names.get(id) ?? id })}">${t('subscriptions.list.end')}</button></form></li>`);
  const body = html`<p>${t('subscriptions.list.text')}</p><ul class="plain">${items}</ul><form method="post"><input type="hidden" name="all" value="1"><p class="buttons"><button class="button secondary">${t('subscriptions.list.end_all')}</button></p></form>`;
  return web.respond(request, accessView(context, { title: t('subscriptions.list.title'), body }));
}

/**
 * From the page, or from a mail program by one click (RFC 8058), which names neither site nor cookie: the token in the
 * address is what counts.
 */
async function end(web: Web, context: PageContext, request: Context): Promise<Response> {
  const { platform, t } = context;
  const { database } = platform;
  const sent = await fieldsOfAnyForm(request);
  const subscriber = await subscriberOf(database, context.param('token'), platform.now());
  if (subscriber === undefined) return web.respond(request, overView(context), 404);
  const record = sent('record');
  if (record !== '') {
    await unfollow(database, subscriber, record);
    if ((await followedBy(database, subscriber)).length > 0) return request.redirect(href(context, `subscriptions/${context.param('token')}`), 303);
  } else if (sent('all') === '1' || sent('List-Unsubscribe') === 'One-Click') await forgetSubscriber(database, subscriber);
  else return request.redirect(href(context, `subscriptions/${context.param('token')}`), 303);
  return web.respond(request, accessView(context, { title: t('subscriptions.list.title'), body: html`<p class="notice" role="status">${t('subscriptions.list.ended')}</p>` }));
}

/** A mail program may send its click as a form of parts (RFC 8058, 3.2). */
async function fieldsOfAnyForm(request: Context): Promise<(name: string) => string> {
  if (!request.req.header('content-type')?.startsWith('multipart/form-data')) return sentFields(request);
  const parts = await request.req.formData().catch(() => new FormData());
  return (name) => {
    const part = parts.get(name);
    return typeof part === 'string' ? part : '';
  };
}

function overView(context: PageContext): View {
  const { t } = context;
  return accessView(context, { title: t('subscriptions.list.title'), body: html`<p class="notice" role="alert">${t('subscriptions.list.over')}</p>` });
}
