/** All accounts, for administrators of the office: who may sign in, and who may no more. */
import { type AccountEntry, accountsLike, disableAccount, type DisablingFault, enableAccount, MOST_ACCOUNTS } from '../../access/disabling.ts';
import { isOffice, type Person } from '../../access/person.ts';
import { requireThat } from '../../access/policy.ts';
import { missingProof, requireRecent, requireStrong } from '../../access/requirements.ts';
import { recordsById } from '../../records/read.ts';
import { momentText } from '../components/form-saved.ts';
import { recordName } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { accessView, sentFields } from './sign-in-forms.ts';

export function accountsRoutes(web: Web): void {
  web.editorPage('/accounts', async (context, person) => {
    await requireKeeper(context, person);
    return accountsView(context, person, {});
  });
  // Sent and not asked for in the address: names and addresses of people stand in no log.
  web.editorAction('/accounts', async (context, person, request) => {
    await requireKeeper(context, person);
    return web.respond(request, await accountsView(context, person, { typed: (await sentFields(request))('q') }));
  });
  const change = (path: string, done: string, how: (context: PageContext, person: Person, id: string) => Promise<DisablingFault | undefined>): void =>
    web.editorAction(`/accounts/${path}`, async (context, person, request) => {
      await requireKeeper(context, person);
      await requireRecent(context.platform, person);
      const fault = await how(context, person, (await sentFields(request))('account'));
      if (fault === 'no_account') throw new NotFound();
      return web.respond(request, await accountsView(context, person, fault ? { fault } : { notice: context.t(done) }), fault ? 422 : 200);
    });
  change('disable', 'accounts.disabled', ({ platform }, person, id) => disableAccount(platform.database, person, id, platform.now()));
  change('enable', 'accounts.enabled', ({ platform }, person, id) => enableAccount(platform.database, person, id));
}

/** @throws Forbidden, ProofNeeded */
async function requireKeeper({ platform }: PageContext, person: Person): Promise<void> {
  requireThat(isOffice(person, 'administrator'));
  await requireStrong(platform, person);
}

interface Shown {
  readonly typed?: string;
  readonly notice?: string;
  readonly fault?: DisablingFault;
}

async function accountsView(context: PageContext, person: Person, { typed = '', notice, fault }: Shown): Promise<View> {
  const { platform, t } = context;
  const [found, missing] = await Promise.all([accountsLike(platform.database, typed.slice(0, 254).replaceAll('\0', '').toWellFormed()), missingProof(platform, person)]);
  const accounts = found.slice(0, MOST_ACCOUNTS);
  const bodies = new Map((await recordsById(platform.database, [...new Set(accounts.flatMap(({ roles }) => roles.map((role) => role.split(':')[0] ?? '')))])).map((record) => [record.id, recordName(context, record)]));
  const roleText = (named: string): string => {
    const [place = '', role = ''] = named.split(':');
    return place === 'office' ? `${t('access.members.office')}: ${t(`access.roles.office.${role}`)}` : `${bodies.get(place) ?? place}: ${t(`access.roles.body.${role}`)}`;
  };
  return accessView(context, {
    title: t('accounts.title'),
    body: html`<p class="lead">${t('accounts.lead')}</p>
${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}${fault && html`<p class="notice" role="alert">${t(`accounts.faults.${fault}`)}</p>`}
${missing && html`<p class="notice">${t('access.account.confirm')} <a href="${href(context, 'sign-in', { next: href(context, 'accounts') })}">${t('access.sign_in.again')}</a></p>`}
<form class="search" method="post" action="${href(context, 'accounts')}"><div><label for="q">${t('accounts.find')}</label><input id="q" name="q" value="${typed}" maxlength="254" autocomplete="off"></div><button class="button secondary">${t('accounts.find_button')}</button></form>
${accounts.length === 0 ? html`<p class="empty">${t('accounts.none')}</p>` : html`<ul class="plain">${accounts.map((one) => accountItem(context, person, one, roleText, missing === undefined))}</ul>`}
${found.length > MOST_ACCOUNTS && html`<p>${t('accounts.more', { count: MOST_ACCOUNTS })}</p>`}`,
  });
}

function accountItem(context: PageContext, person: Person, { id, name, email, disabledAt, roles }: AccountEntry, roleText: (role: string) => string, mayChange: boolean): Html {
  const { t } = context;
  const act = disabledAt ? 'enable' : 'disable';
  return html`<li><h2>${name}${disabledAt && html` <span class="flag">${t('accounts.flag')}</span>`}</h2><p>${email}${disabledAt && html` · ${t('accounts.since', { at: momentText(context, disabledAt) })}`}</p><p>${roles.length === 0 ? t('accounts.no_role') : roles.map(roleText).join(' · ')}</p>${
    mayChange && id !== person.accountId && html`<form method="post" action="${href(context, `accounts/${act}`)}"><input type="hidden" name="account" value="${id}"><button class="button secondary">${t(`accounts.${act}`, { name })}</button></form>`
  }</li>`;
}
