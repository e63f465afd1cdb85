/** How a person signs in: password, app, paper codes, passkeys, provider. Every change needs a fresh proof. */
import type { Context } from 'hono';
import { accountById } from '../../access/accounts.ts';
import { addPasskey, readRegistration, registrationOptions, removePasskey } from '../../access/passkeys.ts';
import { passwordFault, SHORTEST_ALONE, SHORTEST_WITH_SECOND } from '../../access/passwords.ts';
import type { Person } from '../../access/person.ts';
import { unlinkIdentities } from '../../access/oidc.ts';
import { setPassword } from '../../access/recovery.ts';
import { requireRecent } from '../../access/requirements.ts';
import { factorsOf, hasSecond, makeBackupCodes, removeTotp, setTotp } from '../../access/second-factors.ts';
import { endOthers, strengthen } from '../../access/sessions.ts';
import { seeStep, takeStep, tryStep } from '../../access/steps.ts';
import { base32, newSecret, otpauth, stepOf } from '../../access/totp.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import { siteTitle } from '../layout.ts';
import { NotFound } from '../view.ts';
import { accountView } from './account-page.ts';
import type { Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, passkeyForm, sentFields, textField } from './sign-in-forms.ts';

type Act = (entry: Entry, context: PageContext, person: Person, request: Context) => Promise<Response>;

const ACTS: Readonly<Record<string, Act>> = {
  password: changePassword, totp: offerTotp, 'totp/confirm': confirmTotp, 'totp/remove': dropTotp, codes: newCodes, passkeys: offerPasskey, 'passkeys/answer': keepPasskey, 'passkeys/remove': dropPasskey, 'oidc/remove': unlink,
};

export function factorRoutes(entry: Entry): void {
  for (const [path, act] of Object.entries(ACTS)) {
    entry.web.editorAction(`/account/${path}`, async (context, person, request) => {
      await requireRecent(context.platform, person);
      return act(entry, context, person, request);
    });
  }
}

const back = (context: PageContext, request: Context): Response => request.redirect(href(context, 'account'), 303);

async function withFaults(entry: Entry, context: PageContext, person: Person, request: Context, faults: readonly FieldFault[]): Promise<Response> {
  return entry.web.respond(request, await accountView(entry, context, person, faults), 422);
}

/** Tells the owner by mail, in case it was not they (ASVS 5.0: 6.3.7). */
async function tell(entry: Entry, context: PageContext, person: Person, request: Context): Promise<void> {
  const account = await accountById(context.platform.database, person.accountId);
  const { t } = context;
  if (account) entry.mailLater(request, async () => ({ to: account.email, subject: t('access.mail.changed_subject', { site: siteTitle(context) }), text: t('access.mail.changed_text') }));
}

async function changePassword(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database } = context.platform;
  const sent = await sentFields(request);
  const [account, factors] = await Promise.all([accountById(database, person.accountId), factorsOf(database, person.accountId)]);
  if (!account) throw new NotFound();
  if (!(await entry.knowsPassword(request, account, sent('current_password')))) return withFaults(entry, context, person, request, [{ field: 'current_password', key: 'current_password' }]);
  const shortest = hasSecond(factors) ? SHORTEST_WITH_SECOND : SHORTEST_ALONE;
  const fault = passwordFault(sent('new_password'), shortest, [account.email, account.name, siteTitle(context)]);
  if (fault) return withFaults(entry, context, person, request, [{ field: 'new_password', key: fault, params: { shortest } }]);
  await setPassword(database, person, sent('new_password'), person.sessionId);
  await tell(entry, context, person, request);
  return back(context, request);
}

async function offerTotp(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const secret = newSecret();
  await entry.begin(request, person.accountId, { purpose: 'totp', secret: entry.settings.box.seal(secret, person.accountId).toString('base64') });
  return showTotp(entry, context, person, request, { secret, faults: [], status: 200 });
}

interface ShownSecret {
  readonly secret: Buffer;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

/** The key as text and as a link that apps on the same telephone open. */
async function showTotp(entry: Entry, context: PageContext, person: Person, request: Context, { secret, faults, status }: ShownSecret): Promise<Response> {
  const { t } = context;
  const account = await accountById(context.platform.database, person.accountId);
  const view = accessView(context, {
    title: t('access.totp.add'),
    faults,
    body: html`<p>${t('access.totp.how')}</p><p><code>${base32(secret).replace(/(.{4})(?=.)/g, '$1 ')}</code></p><p><a href="${otpauth(secret, siteTitle(context), account?.email ?? '')}">${t('access.totp.link')}</a></p>
<form class="form" method="post" action="${href(context, 'account/totp/confirm')}">${textField(context, faults, { name: 'code', label: 'access.fields.code', autocomplete: 'one-time-code', inputmode: 'numeric', help: t('access.totp.code_help') })}<p class="buttons"><button class="button">${t('access.totp.confirm')}</button> <a href="${href(context, 'account')}">${t('access.account.cancel')}</a></p></form>`,
  });
  return entry.web.respond(request, view, status);
}

async function confirmTotp(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database, now } = context.platform;
  const step = await tryStep(database, entry.stepOf(request), 'totp', now());
  const secret = step?.accountId === person.accountId ? entry.settings.box.open(Buffer.from(step.secret, 'base64'), person.accountId) : undefined;
  if (!secret) return withFaults(entry, context, person, request, [{ field: '', key: 'step_over' }]);
  const matched = stepOf(secret, (await sentFields(request))('code'), now(), 0);
  if (matched === undefined) return showTotp(entry, context, person, request, { secret, faults: [{ field: 'code', key: 'code' }], status: 422 });
  if (!(await takeStep(database, entry.stepOf(request), 'totp', now()))) return back(context, request);
  await setTotp(database, entry.settings.box, person, secret, matched, now());
  await added(entry, context, person, request);
  return showCodes(entry, context, person, request);
}

/** A factor was added just now, and proved: the session has two. Every other session of the person is over. */
async function added(entry: Entry, context: PageContext, person: Person, request: Context): Promise<void> {
  const { database } = context.platform;
  await endOthers(database, person, person.sessionId);
  entry.renew(request, await strengthen(database, person));
  await tell(entry, context, person, request);
}

async function showCodes(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { t, platform } = context;
  const codes = await makeBackupCodes(platform.database, person);
  return entry.web.respond(request, accessView(context, { title: t('access.codes.title'), body: html`<p>${t('access.codes.text')}</p><ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul><p><a class="button" href="${href(context, 'account')}">${t('access.codes.done')}</a></p>` }));
}

async function newCodes(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  if (!(await factorsOf(context.platform.database, person.accountId)).totp) throw new NotFound();
  await endOthers(context.platform.database, person, person.sessionId);
  await tell(entry, context, person, request);
  return showCodes(entry, context, person, request);
}

async function dropTotp(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  await removeTotp(context.platform.database, person);
  await endOthers(context.platform.database, person, person.sessionId);
  await tell(entry, context, person, request);
  return back(context, request);
}

async function offerPasskey(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { platform, t } = context;
  const account = await accountById(platform.database, person.accountId);
  if (!account) throw new NotFound();
  const options = await registrationOptions(platform.database, entry.party(context), account);
  await entry.begin(request, account.id, { purpose: 'register', challenge: options.challenge, userId: account.id, name: entry.visitOf(request).agent });
  return entry.web.respond(request, accessView(context, { title: t('access.passkey.make'), scripts: ['passkey.js'], body: html`${passkeyForm(context, { act: 'create', action: href(context, 'account/passkeys/answer'), options })}<p><a href="${href(context, 'account')}">${t('access.account.cancel')}</a></p>` }));
}

async function keepPasskey(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database, now } = context.platform;
  const seen = await seeStep(database, entry.stepOf(request), 'register', now());
  const step = seen?.accountId === person.accountId ? await takeStep(database, entry.stepOf(request), 'register', now()) : undefined;
  const passkey = step && (await readRegistration(entry.party(context), step.challenge, (await sentFields(request))('response')));
  if (!passkey) return withFaults(entry, context, person, request, [{ field: '', key: 'passkey' }]);
  const name = step.name === '' ? context.t('access.passkeys.one') : step.name;
  await addPasskey(database, person, passkey, name, now());
  await added(entry, context, person, request);
  return back(context, request);
}

async function dropPasskey(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database } = context.platform;
  if (!(await removePasskey(database, person, (await sentFields(request))('passkey')))) throw new NotFound();
  await endOthers(database, person, person.sessionId);
  await tell(entry, context, person, request);
  return back(context, request);
}

async function unlink(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  await unlinkIdentities(context.platform.database, person);
  await endOthers(context.platform.database, person, person.sessionId);
  await tell(entry, context, person, request);
  return back(context, request);
}
