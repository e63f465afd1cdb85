/** The forms with which a person changes how they sign in. */
import type { PasskeyEntry } from '../../access/passkeys.ts';
import { SHORTEST_ALONE, SHORTEST_WITH_SECOND } from '../../access/passwords.ts';
import { type Factors, hasSecond } from '../../access/second-factors.ts';
import { momentText } from '../components/form-saved.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import type { Entry } from './sign-in-entry.ts';
import { type FieldFault, textField } from './sign-in-forms.ts';

/** The forms, for a person who proved lately that it is they. */
export function factorSections({ provider }: Entry, context: PageContext, factors: Factors, passkeys: readonly PasskeyEntry[], faults: readonly FieldFault[]): Html {
  const { t } = context;
  const button = (path: string, label: string, hidden?: Html): Html => html`<form method="post" action="${href(context, `account/${path}`)}">${hidden}<p class="buttons"><button class="button secondary">${label}</button></p></form>`;
  const shortest = hasSecond(factors) ? SHORTEST_WITH_SECOND : SHORTEST_ALONE;
  return html`<section><h2>${t('access.passkeys.title')}</h2><p>${t('access.sign_in.passkey_text')}</p>${passkeys.length > 0 && html`<ul>${passkeys.map(
    (one) => html`<li>${one.name} <small>${momentText(context, one.createdAt)}</small>${button('passkeys/remove', t('access.passkeys.remove', { name: one.name }), html`<input type="hidden" name="passkey" value="${one.id}">`)}</li>`,
  )}</ul>`}${button('passkeys', t('access.passkey.make'))}</section>
<section><h2>${t('access.totp.title')}</h2><p>${factors.totp ? t('access.totp.on') : t('access.totp.off')}</p>${button('totp', t(factors.totp ? 'access.totp.replace' : 'access.totp.add'))}${factors.totp && button('totp/remove', t('access.totp.remove'))}</section>
${factors.totp && html`<section><h2>${t('access.codes.title')}</h2><p>${t('access.codes.left', { count: factors.backupCodes })}</p>${button('codes', t('access.codes.make'))}</section>`}
<section><h2>${t('access.sign_in.password')}</h2><form class="form" method="post" action="${href(context, 'account/password')}">${factors.password && textField(context, faults, { name: 'current_password', label: 'access.fields.current_password', type: 'password', autocomplete: 'current-password' })}
${textField(context, faults, { name: 'new_password', label: 'access.fields.new_password', type: 'password', autocomplete: 'new-password', help: t('access.fields.password_help', { shortest }) })}
<p class="buttons"><button class="button secondary">${t('access.recover.set')}</button></p></form></section>
${provider && html`<section><h2>${t('access.oidc.title')}</h2><p>${provider.settings.label}</p>${factors.oidc > 0 ? button('oidc/remove', t('access.oidc.remove')) : html`<p><a class="button secondary" href="${href(context, 'sign-in/oidc', { link: '1' })}">${t('access.oidc.add')}</a></p>`}</section>`}`;
}
