/** The people of an institution, or of the strategy office: who they are, what they may do, who is invited. */
import type { Context } from 'hono';
import { accountById, foldEmail, isEmail } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { noteAccess } from '../../access/audit.ts';
import { type Invitation, invite, openInvitations, withdrawInvitation } from '../../access/invitations.ts';
import { type Member, membersOf, mayManage, readMembership, rolesOf, setRoles } from '../../access/memberships.ts';
import { isOffice, type Person } from '../../access/person.ts';
import { missingProof, requireRecent, requireStrong } from '../../access/requirements.ts';
import { createSignInLink } from '../../access/sign-in-links.ts';
import { isId } from '../../records/id.ts';
import { sentEntries } from '../components/form-request.ts';
import { momentText } from '../components/form-saved.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { siteTitle } from '../layout.ts';
import { Forbidden } from '../security.ts';
import { NotFound, type View } from '../view.ts';
import { institutionName } from './members-parts.ts';
import type { Entry } from './sign-in-entry.ts';
import { accessView, type FieldFault, sentFields, textField } from './sign-in-forms.ts';

export function memberRoutes(entry: Entry): void {
  const { web } = entry;
  web.editorPage('/members/:institution', async (context, person) => {
    const place = await placeAt(context, person);
    await requireStrong(context.platform, person);
    return membersView(context, person, place, {});
  });
  const act = (path: string, handler: (context: PageContext, person: Person, request: Context, place: Place) => Promise<Response>): void =>
    web.editorAction(`/members/:institution/${path}`, async (context, person, request) => {
      const place = await placeAt(context, person);
      await requireStrong(context.platform, person);
      await requireRecent(context.platform, person);
      return handler(context, person, request, place);
    });
  act('invite', (context, person, request, place) => sendInvitation(entry, context, person, request, place));
  act('withdraw', (context, person, request, place) => takeBack(context, person, request, place));
  act('roles', (context, person, request, place) => changeRoles(entry, context, person, request, place));
  act('new-start', (context, person, request, place) => newStart(entry, context, person, request, place));
}

interface Place {
  /** Undefined for the office. */
  readonly institution: string | undefined;
  readonly path: string;
}

/** @throws Forbidden where the person looks after another institution or none, whether that one exists or not. */
async function placeAt(context: PageContext, person: Person): Promise<Place> {
  const { database } = context.platform;
  const named = context.param('institution');
  const institution = named === 'office' ? undefined : named;
  if (!mayManage(person, institution)) throw new Forbidden('access.problems.not_yours');
  if (institution !== undefined && !(isId(institution) && (await database.selectFrom('record').select('id').where('id', '=', institution).executeTakeFirst()))) throw new NotFound();
  return { institution, path: `members/${named}` };
}

interface Extra {
  readonly email?: string;
  readonly faults?: readonly FieldFault[];
  /** The link of an invitation that was made just now. */
  readonly link?: string;
  readonly notice?: string;
}

async function membersView(context: PageContext, person: Person, place: Place, extra: Extra): Promise<View> {
  const { platform, t } = context;
  const { institution } = place;
  const [members, invitations, missing, name] = await Promise.all([
    membersOf(platform.database, institution), openInvitations(platform.database, institution, platform.now()), missingProof(platform, person), institutionName(context, institution),
  ]);
  const { faults = [], link, notice } = extra;
  return accessView(context, {
    title: `${t('access.members.title')}: ${name}`,
    faults,
    body: html`${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}
${link !== undefined && html`<div class="notice" role="status"><p>${t('access.members.link')}</p><p><code>${link}</code></p></div>`}
${missing && html`<p class="notice">${t('access.account.confirm')} <a href="${href(context, 'sign-in', { next: href(context, place.path) })}">${t('access.sign_in.again')}</a></p>`}
<ul class="plain">${members.map((member) => memberItem(context, person, place, member, missing === undefined))}</ul>
${!missing && inviteForm(context, place, extra)}${invitations.length > 0 && html`<section><h2>${t('access.members.open')}</h2><ul>${invitations.map((one) => invitationItem(context, place, one, missing === undefined))}</ul></section>`}`,
  });
}

const roleName = ({ t }: PageContext, institution: string | undefined, role: string): string => t(`access.roles.${institution === undefined ? 'office' : 'body'}.${role}`);

function memberItem(context: PageContext, person: Person, { institution, path }: Place, member: Member, mayChange: boolean): Html {
  const { t } = context;
  const roles = member.roles.map((role) => roleName(context, institution, role)).join(', ');
  const id = `m-${member.accountId}`;
  const isSelf = member.accountId === person.accountId;
  return html`<li><h2>${member.name}</h2><p>${member.email} · ${roles}${isSelf && html` · ${t('access.members.you')}`}</p>${
    mayChange &&
    !isSelf &&
    html`<form method="post" action="${href(context, `${path}/roles`)}"><input type="hidden" name="account" value="${member.accountId}"><fieldset><legend>${t('access.members.roles', { name: member.name })}</legend>${rolesOf(institution).map(
      (role) => html`<div class="option"><input type="checkbox" id="${id}-${role}" name="role" value="${role}"${member.roles.includes(role) && html` checked`}><label for="${id}-${role}">${roleName(context, institution, role)}</label></div>`,
    )}</fieldset><p class="help">${t('access.members.none_help')}</p><p class="buttons"><button class="button secondary">${t('access.account.save')}</button></p></form>
${isOffice(person, 'administrator') && html`<form method="post" action="${href(context, `${path}/new-start`)}"><input type="hidden" name="account" value="${member.accountId}"><p class="buttons"><button class="button secondary">${t('access.members.new_start')}</button></p></form>`}`
  }</li>`;
}

function inviteForm(context: PageContext, { institution, path }: Place, { email = '', faults = [] }: Extra): Html {
  const { t } = context;
  return html`<section><h2>${t('access.members.invite')}</h2><form class="form" method="post" action="${href(context, `${path}/invite`)}">${textField(context, faults, { name: 'email', label: 'access.fields.email', type: 'email', value: email, autocomplete: 'off' })}
<div class="field"><label for="f-role">${t('access.members.role')}</label><select id="f-role" name="role">${rolesOf(institution).map((role) => html`<option value="${role}">${roleName(context, institution, role)}</option>`)}</select></div>
<p class="buttons"><button class="button">${t('access.members.invite_button')}</button></p></form></section>`;
}

function invitationItem(context: PageContext, { institution, path }: Place, { id, email, membership, expiresAt }: Invitation, mayChange: boolean): Html {
  const { t } = context;
  return html`<li>${email}: ${roleName(context, institution, membership.role)}, ${t('access.members.until', { at: momentText(context, expiresAt) })}${
    mayChange && html`<form method="post" action="${href(context, `${path}/withdraw`)}"><input type="hidden" name="invitation" value="${id}"><button class="button secondary">${t('access.members.withdraw')}</button></form>`
  }</li>`;
}

async function sendInvitation(entry: Entry, context: PageContext, person: Person, request: Context, place: Place): Promise<Response> {
  const { platform, t } = context;
  const sent = await sentFields(request);
  const email = foldEmail(sent('email'));
  const membership = readMembership(place.institution, sent('role'));
  const refuse = async (fault: FieldFault, status: number): Promise<Response> => entry.web.respond(request, await membersView(context, person, place, { email, faults: [fault] }), status);
  if (!membership) return refuse({ field: 'role', key: 'role' }, 422);
  if (!isEmail(email)) return refuse({ field: 'email', key: 'email' }, 422);
  if (!(await entry.attempt(request, LIMITS.invite, { typed: person.accountId, accountId: undefined })).allowed) return refuse({ field: 'email', key: 'too_often' }, 429);
  const name = await institutionName(context, place.institution);
  const link = await platform.database.transaction().execute(async (transaction) => {
    const token = await invite(transaction, person, email, membership, platform.now());
    const made = `${platform.origin}${href(context, `invitation/${token}`)}`;
    await entry.settings.outgoing.enqueue(transaction, {
      to: email, subject: t('access.mail.invitation_subject', { site: siteTitle(context) }), text: t('access.mail.invitation_text', { name: person.name, institution: name, role: roleName(context, place.institution, membership.role), link: made }),
    });
    return made;
  });
  return entry.web.respond(request, await membersView(context, person, place, { link }));
}

async function takeBack(context: PageContext, person: Person, request: Context, place: Place): Promise<Response> {
  const { platform } = context;
  if (!(await withdrawInvitation(platform.database, person, place.institution, (await sentFields(request))('invitation'), platform.now()))) throw new NotFound();
  return request.redirect(href(context, place.path), 303);
}

async function changeRoles(entry: Entry, context: PageContext, person: Person, request: Context, place: Place): Promise<Response> {
  const entries = await sentEntries(request);
  const account = entries.find(([name]) => name === 'account')?.[1] ?? '';
  const wanted = entries.filter(([name]) => name === 'role').map(([, role]) => readMembership(place.institution, role));
  const memberships = wanted.filter((one) => one !== undefined);
  if (memberships.length !== wanted.length) return entry.web.respond(request, await membersView(context, person, place, { faults: [{ field: '', key: 'role' }] }), 422);
  const fault = await setRoles(context.platform.database, person, place.institution, account, memberships);
  if (fault === 'no_member') throw new NotFound();
  if (fault) return entry.web.respond(request, await membersView(context, person, place, { faults: [{ field: '', key: fault }] }), 422);
  return request.redirect(href(context, place.path), 303);
}

/** For whoever lost every factor: a link to their own address, and to nobody else. Only the office may (ASVS 5.0: 6.4.4). */
async function newStart(entry: Entry, context: PageContext, person: Person, request: Context, place: Place): Promise<Response> {
  const { platform, t } = context;
  const id = (await sentFields(request))('account');
  if (!isOffice(person, 'administrator') || id === person.accountId) throw new Forbidden('access.problems.not_yours');
  const isMember = (await membersOf(platform.database, place.institution)).some(({ accountId }) => accountId === id);
  const account = isMember ? await accountById(platform.database, id) : undefined;
  if (!account) throw new NotFound();
  await platform.database.transaction().execute(async (transaction) => {
    const token = await createSignInLink(transaction, account.email, platform.now());
    await noteAccess(transaction, 'new-start', person, { of: account.id });
    await entry.settings.outgoing.enqueue(transaction, { to: account.email, subject: t('access.mail.start_subject', { site: siteTitle(context) }), text: t('access.mail.start_text', { name: person.name, link: `${platform.origin}${href(context, `sign-in/${token}`)}` }) });
  });
  return entry.web.respond(request, await membersView(context, person, place, { notice: t('access.members.new_start_sent', { name: account.name }) }));
}
