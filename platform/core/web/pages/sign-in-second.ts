/** The second factor after a password: a code of the app, a backup code, or a passkey. */
import type { Context } from 'hono';
import { accountById } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { factorsOf, useSecondFactor } from '../../access/second-factors.ts';
import { takeStep, tryStep, seeStep } from '../../access/steps.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import type { View } from '../view.ts';
import type { Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, sentFields, textField } from './sign-in-forms.ts';

export function secondRoutes(entry: Entry): void {
  const { web } = entry;
  web.ownPage('/sign-in/second', async (context, request) => {
    const { database } = context.platform;
    const step = await seeStep(database, entry.stepOf(request), 'second', web.platform.now());
    if (step?.accountId === undefined) return request.redirect(href(context, 'sign-in'), 303);
    return web.respond(request, secondView(context, (await factorsOf(database, step.accountId)).passkeys > 0, []));
  });
  web.action('/sign-in/second', (context, request) => bySecond(entry, context, request));
}

function secondView(context: PageContext, hasPasskey: boolean, faults: readonly FieldFault[]): View {
  const { t } = context;
  return accessView(context, {
    title: t('access.second.title'),
    faults,
    body: html`<form class="form" method="post" action="${href(context, 'sign-in/second')}">${textField(context, faults, { name: 'code', label: 'access.fields.code', autocomplete: 'one-time-code', help: t('access.second.help') })}
<p class="buttons"><button class="button">${t('access.second.button')}</button> <a href="${href(context, 'sign-in')}">${t('access.second.cancel')}</a></p></form>
${hasPasskey && html`<section><h2>${t('access.sign_in.passkey')}</h2><form method="post" action="${href(context, 'sign-in/passkey')}"><p class="buttons"><button class="button secondary">${t('access.sign_in.passkey_button')}</button></p></form></section>`}
<p>${t('access.second.lost')}</p>`,
  });
}

async function bySecond(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { database } = web.platform;
  const now = web.platform.now();
  const step = await tryStep(database, entry.stepOf(request), 'second', now);
  const account = step?.accountId === undefined ? undefined : await accountById(database, step.accountId);
  if (!step || !account) return web.respond(request, accessView(context, { title: context.t('access.second.title'), faults: [{ field: '', key: 'step_over' }], body: html`<p><a class="button" href="${href(context, 'sign-in')}">${context.t('access.second.cancel')}</a></p>` }), 403);
  const refuse = async (key: string, status: number): Promise<Response> => web.respond(request, secondView(context, (await factorsOf(database, account.id)).passkeys > 0, [{ field: 'code', key }]), status);
  const tried = await entry.attempt(request, LIMITS.second, { typed: account.email, accountId: account.id });
  if (!tried.allowed) return refuse('too_often', 429);
  const which = await useSecondFactor(database, entry.settings.box, { accountId: account.id, name: account.name }, (await sentFields(request))('code'), now);
  if (which === undefined) {
    await entry.failed(request, 'second', account.id);
    return refuse('code', 422);
  }
  await tried.forgive();
  // The step is used up: the code belongs to this sign-in and no other.
  if (!(await takeStep(database, entry.stepOf(request), 'second', now))) return refuse('step_over', 403);
  if (step.method === 'recovery') {
    await entry.begin(request, account.id, { purpose: 'reset' });
    return request.redirect(href(context, 'recover/password'), 303);
  }
  return entry.enter(context, request, account, { method: which === 'totp' ? 'password+totp' : 'password+backup', strong: true }, step.next);
}
