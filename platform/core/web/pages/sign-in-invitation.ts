/** Accepting an invitation: with a passkey, a password, a provider, or the account that the person has. */
import type { Context } from 'hono';
import { accountByEmail, accountById, cleanName, makeAccount } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { acceptInvitation, type Invitation, invitationOf, type Refusal } from '../../access/invitations.ts';
import { addPasskey, readRegistration, registrationOptions } from '../../access/passkeys.ts';
import { hashPassword, passwordFault, SHORTEST_ALONE } from '../../access/passwords.ts';
import { takeStep } from '../../access/steps.ts';
import { newId } from '../../records/id.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import { siteTitle } from '../layout.ts';
import type { View } from '../view.ts';
import { institutionName } from './members-parts.ts';
import type { Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, passkeyForm, sentFields, textField } from './sign-in-forms.ts';

export function invitationRoutes(entry: Entry): void {
  const { web } = entry;
  web.ownPage('/invitation/:token', (context, request) => show(entry, context, request, { name: '', faults: [], status: 200 }));
  web.action('/invitation/:token', (context, request) => byPassword(entry, context, request));
  web.action('/invitation/:token/passkey', (context, request) => offerPasskey(entry, context, request));
  web.action('/invitation/:token/passkey/answer', (context, request) => byPasskey(entry, context, request));
  web.action('/invitation/:token/join', (context, request) => join(entry, context, request));
}

interface Shown {
  readonly name: string;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function show(entry: Entry, context: PageContext, request: Context, { name, faults, status }: Shown): Promise<Response> {
  const { platform, person } = context;
  if (!(await entry.attempt(request, LIMITS.link)).allowed) return refuse(entry, context, request, 'too_often', 429);
  const invitation = await invitationOf(platform.database, context.param('token'), platform.now());
  if (!invitation) return refuse(entry, context, request, 'invitation_over', 403);
  const hasAccount = (await accountByEmail(platform.database, invitation.email)) !== undefined;
  const institution = await institutionName(context, invitation.membership.institution);
  const own = person && (await accountById(platform.database, person.accountId));
  const way = own ? joinView(context, own.email === invitation.email) : hasAccount ? knownView(context) : newView(entry, context, invitation, name, faults);
  const { t } = context;
  const view: View = accessView(context, {
    title: t('access.invitation.title'),
    faults,
    body: html`<p class="lead">${t('access.invitation.text', { institution, role: t(`access.roles.${invitation.membership.institution === undefined ? 'office' : 'body'}.${invitation.membership.role}`), email: invitation.email })}</p>${way}`,
  });
  return entry.web.respond(request, view, status);
}

function joinView(context: PageContext, isTheirs: boolean) {
  const { t } = context;
  return isTheirs ? html`<form method="post" action="${at(context, '/join')}"><button class="button">${t('access.invitation.join')}</button></form>` : html`<p class="notice">${t('access.faults.invitation_other')}</p>`;
}

function knownView(context: PageContext) {
  const { t } = context;
  return html`<p>${t('access.faults.invitation_has_account')}</p><p><a class="button" href="${href(context, 'sign-in', { next: at(context, '') })}">${t('desk.sign_in.button')}</a></p>`;
}

function newView({ provider }: Entry, context: PageContext, { email }: Invitation, name: string, faults: readonly FieldFault[]) {
  const { t } = context;
  const nameField = (value: string) => textField(context, faults, { name: 'name', label: 'access.fields.name', value, autocomplete: 'name' });
  return html`<section><h2>${t('access.sign_in.passkey')}</h2><p>${t('access.sign_in.passkey_text')}</p>
<form class="form" method="post" action="${at(context, '/passkey')}"><div class="field"><label for="p-name">${t('access.fields.name')}</label><input id="p-name" name="name" value="${name}" autocomplete="name" required maxlength="120"></div><p class="buttons"><button class="button">${t('access.passkey.make')}</button></p></form></section>
${provider && html`<section><h2>${provider.settings.label}</h2><p><a class="button secondary" href="${href(context, 'sign-in/oidc', { invitation: context.param('token') })}">${t('access.sign_in.oidc', { provider: provider.settings.label })}</a></p></section>`}
<section><h2>${t('access.sign_in.password')}</h2><p>${t('access.invitation.password_text')}</p><form class="form" method="post" action="${at(context, '')}">
<input type="hidden" name="username" value="${email}" autocomplete="username">${nameField(name)}
${textField(context, faults, { name: 'new_password', label: 'access.fields.new_password', type: 'password', autocomplete: 'new-password', help: t('access.fields.password_help', { shortest: SHORTEST_ALONE }) })}
<p class="buttons"><button class="button secondary">${t('access.invitation.button')}</button></p></form></section>`;
}

const at = (context: PageContext, rest: string): string => href(context, `invitation/${encodeURIComponent(context.param('token'))}${rest}`);

function refuse({ web }: Entry, context: PageContext, request: Context, key: string, status: number): Promise<Response> {
  return web.respond(request, accessView(context, { title: context.t('access.invitation.title'), faults: [{ field: '', key }], body: html`<p>${context.t('access.invitation.ask_again')}</p>` }), status);
}

const REFUSALS: Readonly<Record<Refusal, string>> = { over: 'invitation_over', other_email: 'invitation_other', has_account: 'invitation_has_account' };

async function byPassword(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { platform } = context;
  const sent = await sentFields(request);
  const [typed, password] = [sent('name'), sent('new_password')];
  const invitation = await invitationOf(platform.database, context.param('token'), platform.now());
  if (!invitation) return show(entry, context, request, { name: typed, faults: [], status: 403 });
  const name = cleanName(typed);
  const fault = passwordFault(password, SHORTEST_ALONE, [invitation.email, typed, siteTitle(context)]);
  const faults: FieldFault[] = [...(name === undefined ? [{ field: 'name', key: 'name' }] : []), ...(fault ? [{ field: 'new_password', key: fault, params: { shortest: SHORTEST_ALONE } }] : [])];
  if (name === undefined || fault) return show(entry, context, request, { name: typed, faults, status: 422 });
  const password_hash = await hashPassword(password);
  const account = await acceptInvitation(platform.database, context.param('token'), platform.now(), async (transaction, { email }) => {
    const made = await makeAccount(transaction, { email, name });
    await transaction.updateTable('account').set({ password_hash }).where('id', '=', made.id).execute();
    return made;
  });
  if (typeof account === 'string') return refuse(entry, context, request, REFUSALS[account], 403);
  return entry.enter(context, request, account, { method: 'password', strong: false }, href(context, 'account'));
}

/** The person who is invited names themselves, and gets the challenge for a new passkey. */
async function offerPasskey(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { platform, t } = context;
  const typed = (await sentFields(request))('name');
  const name = cleanName(typed);
  const token = context.param('token');
  const invitation = await invitationOf(platform.database, token, platform.now());
  if (!invitation || name === undefined) return show(entry, context, request, { name: typed, faults: invitation ? [{ field: 'name', key: 'name' }] : [], status: invitation ? 422 : 403 });
  const userId = newId();
  const options = await registrationOptions(platform.database, entry.party(context), { id: userId, name, email: invitation.email });
  await entry.begin(request, undefined, { purpose: 'register', challenge: options.challenge, userId, invitation: token, name });
  return entry.web.respond(request, accessView(context, { title: t('access.passkey.make'), scripts: ['passkey.js'], body: passkeyForm(context, { act: 'create', action: at(context, '/passkey/answer'), options }) }));
}

async function byPasskey(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { platform } = context;
  const now = platform.now();
  const token = context.param('token');
  const step = await takeStep(platform.database, entry.stepOf(request), 'register', now);
  const passkey = step?.invitation === token ? await readRegistration(entry.party(context), step.challenge, (await sentFields(request))('response')) : undefined;
  if (!step || !passkey) return show(entry, context, request, { name: step?.name ?? '', faults: [{ field: '', key: 'passkey' }], status: 403 });
  const account = await acceptInvitation(platform.database, token, now, async (transaction, { email }) => {
    const made = await makeAccount(transaction, { id: step.userId, email, name: step.name });
    await addPasskey(transaction, { accountId: made.id, name: made.name }, passkey, entry.visitOf(request).agent, now);
    return made;
  });
  if (typeof account === 'string') return refuse(entry, context, request, REFUSALS[account], 403);
  return entry.enter(context, request, account, { method: 'passkey', strong: true }, href(context, 'account'));
}

/** A person who has an account takes the role on; with the address that was invited only. */
async function join(entry: Entry, context: PageContext, request: Context): Promise<Response> {
  const { platform, person } = context;
  const account = person && (await accountById(platform.database, person.accountId));
  if (!account) return request.redirect(href(context, 'sign-in', { next: at(context, '') }), 303);
  const accepted = await acceptInvitation(platform.database, context.param('token'), platform.now(), account);
  if (typeof accepted === 'string') return refuse(entry, context, request, REFUSALS[accepted], 403);
  return request.redirect(href(context, 'account'), 303);
}
