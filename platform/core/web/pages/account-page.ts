/** The page of a person's own account: name, roles, sessions, and how they sign in. */
import { accountById } from '../../access/accounts.ts';
import { mayManage, mayPublish } from '../../access/memberships.ts';
import { type PasskeyEntry, passkeysOf } from '../../access/passkeys.ts';
import type { Person } from '../../access/person.ts';
import { missingProof } from '../../access/requirements.ts';
import { type Factors, factorsOf, hasSecond } from '../../access/second-factors.ts';
import { type SessionState, sessionsOf } from '../../access/sessions.ts';
import { momentText } from '../components/form-saved.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { NotFound, type View } from '../view.ts';
import { factorSections } from './account-sections.ts';
import { institutionName } from './members-parts.ts';
import type { Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, textField } from './sign-in-forms.ts';

export async function accountView(entry: Entry, context: PageContext, person: Person, faults: readonly FieldFault[]): Promise<View> {
  const { platform, t, url } = context;
  const { database } = platform;
  const [account, factors, passkeys, sessions, missing, roles] = await Promise.all([
    accountById(database, person.accountId), factorsOf(database, person.accountId), passkeysOf(database, person.accountId), sessionsOf(database, person.accountId, platform.now()), missingProof(platform, person),
    Promise.all(person.memberships.map(async (one) => ({ ...one, name: await institutionName(context, one.institution) }))),
  ]);
  if (!account) throw new NotFound();
  const needsSecond = mayPublish(person) && !hasSecond(factors);
  return accessView(context, {
    title: t('access.account.title'),
    faults,
    scripts: ['passkey.js'],
    body: html`<p class="lead">${account.name} · ${account.email}</p>
${(needsSecond || url.searchParams.has('factor')) && html`<p class="notice" role="status">${t('access.account.needs_second')}</p>`}
<section><h2>${t('access.account.roles')}</h2>${roles.length === 0 ? html`<p class="empty">${t('access.account.no_roles')}</p>` : html`<ul>${roles.map((one) => roleLine(context, person, one))}</ul>`}</section>
<section><h2>${t('access.fields.name')}</h2><form class="form" method="post" action="${href(context, 'account/name')}">${textField(context, faults, { name: 'name', label: 'access.fields.name', value: account.name, autocomplete: 'name', help: t('access.account.name_help') })}<p class="buttons"><button class="button secondary">${t('access.account.save')}</button></p></form></section>
${missing ? confirmFirst(context, factors, passkeys) : factorSections(entry, context, factors, passkeys, faults)}
${sessionList(context, person, sessions)}`,
  });
}

function roleLine(context: PageContext, person: Person, { institution, role, name }: { institution: string | undefined; role: string; name: string }): Html {
  const { t } = context;
  const label = t(`access.roles.${institution === undefined ? 'office' : 'body'}.${role}`);
  return html`<li>${name}: ${label}${mayManage(person, institution) && html` · <a href="${href(context, `members/${institution ?? 'office'}`)}">${t('access.members.title')}</a>`}${institution === undefined && role === 'administrator' && html` · <a href="${href(context, 'accounts')}">${t('accounts.title')}</a>`}</li>`;
}

/** What there is, without the forms that change it: those need a fresh proof. */
function confirmFirst(context: PageContext, factors: Factors, passkeys: readonly PasskeyEntry[]): Html {
  const { t } = context;
  const has = [
    factors.password && t('access.sign_in.password'), factors.totp && t('access.totp.title'), passkeys.length > 0 && `${t('access.passkeys.title')} (${passkeys.length})`, factors.oidc > 0 && t('access.oidc.title'),
  ].filter((one) => one !== false);
  return html`<section><h2>${t('access.account.ways')}</h2>${has.length > 0 && html`<ul>${has.map((one) => html`<li>${one}</li>`)}</ul>`}<p>${t('access.account.confirm')}</p><p><a class="button" href="${href(context, 'sign-in', { next: href(context, 'account') })}">${t('access.sign_in.again')}</a></p></section>`;
}

function sessionList(context: PageContext, person: Person, sessions: readonly SessionState[]): Html {
  const { t } = context;
  const head = ['browser', 'since', 'seen', 'method', 'act'].map((name) => html`<th scope="col">${t(`access.sessions.${name}`)}</th>`);
  const end = (value: string, label: string): Html => html`<form method="post" action="${href(context, 'account/sessions/end')}"><input type="hidden" name="session" value="${value}"><button class="button secondary">${label}</button></form>`;
  return html`<section><h2>${t('access.sessions.title')}</h2><div class="scroll" tabindex="0" role="region" aria-label="${t('access.sessions.title')}"><table><thead><tr>${head}</tr></thead><tbody>${sessions.map(
    (one) => html`<tr><th scope="row">${one.agent === '' ? t('access.sessions.unknown') : one.agent} <small>${one.network}</small></th><td>${momentText(context, one.createdAt)}</td><td>${momentText(context, one.seenAt)}</td><td>${t(`access.methods.${one.method.replaceAll('+', '_')}`)}</td>
<td>${one.id === person.sessionId ? t('access.sessions.this') : end(one.id, t('access.sessions.end'))}</td></tr>`,
  )}</tbody></table></div>${sessions.length > 1 && end('others', t('access.sessions.end_others'))}</section>`;
}
