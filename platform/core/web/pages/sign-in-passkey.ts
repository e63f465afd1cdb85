/** Signing in with a passkey: the button gets a challenge, the browser answers it. */
import type { Context } from 'hono';
import { accountById } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { authenticationOptions, readAuthentication } from '../../access/passkeys.ts';
import { seeStep, takeStep } from '../../access/steps.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import type { View } from '../view.ts';
import type { Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, passkeyForm, sentFields } from './sign-in-forms.ts';

export function passkeyRoutes(entry: Entry): void {
  const { web } = entry;
  web.action('/sign-in/passkey', (context, request) => challenge(entry, context, request));
  web.action('/sign-in/passkey/answer', (context, request) => byPasskey(entry, context, request));
}

/** A challenge that one browser may answer once, within ten minutes. */
async function challenge(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { database } = web.platform;
  const sent = await sentFields(request);
  const tried = await entry.attempt(request, LIMITS.passkey);
  if (!tried.allowed) return web.respond(request, startAgain(context, { field: '', key: 'too_often' }), 429);
  const second = await seeStep(database, entry.stepOf(request), 'second', web.platform.now());
  const options = await authenticationOptions(entry.party(context));
  await entry.begin(request, second?.accountId, { purpose: 'passkey', challenge: options.challenge, next: second?.next ?? sent('next'), ...(second && { after: second.method }) });
  const body = html`<p class="lead">${context.t('access.passkey.now')}</p>${passkeyForm(context, { act: 'get', action: href(context, 'sign-in/passkey/answer'), options })}<p><a href="${href(context, 'sign-in')}">${context.t('access.passkey.other')}</a></p>`;
  return web.respond(request, accessView(context, { title: context.t('access.sign_in.passkey'), scripts: ['passkey.js'], body }));
}

function startAgain(context: PageContext, fault: FieldFault): View {
  const { t } = context;
  return accessView(context, { title: t('access.sign_in.passkey'), faults: [fault], body: html`<p><a class="button" href="${href(context, 'sign-in')}">${t('access.passkey.other')}</a></p>` });
}

async function byPasskey(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { database } = web.platform;
  const now = web.platform.now();
  const tried = await entry.attempt(request, LIMITS.passkey);
  if (!tried.allowed) return web.respond(request, startAgain(context, { field: '', key: 'too_often' }), 429);
  const step = await takeStep(database, entry.stepOf(request), 'passkey', now);
  const accountId = step && (await readAuthentication(database, entry.party(context), step.challenge, (await sentFields(request))('response'), now));
  const account = accountId === undefined ? undefined : await accountById(database, accountId);
  // After a password the passkey must be of the same account.
  if (!step || !account || (step.accountId !== undefined && step.accountId !== account.id)) {
    await entry.failed(request, 'passkey', account?.id);
    return web.respond(request, startAgain(context, { field: '', key: 'passkey' }), 403);
  }
  if (step.after === 'recovery') {
    await entry.begin(request, account.id, { purpose: 'reset' });
    return request.redirect(href(context, 'recover/password'), 303);
  }
  return entry.enter(context, request, account, { method: step.after === undefined ? 'passkey' : 'password+passkey', strong: true }, step.next);
}
