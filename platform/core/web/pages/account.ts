/** A person's own account, and the routes of everything about accounts. */
import type { Context } from 'hono';
import { accountById, cleanName, renameAccount } from '../../access/accounts.ts';
import type { Person } from '../../access/person.ts';
import { requireRecent } from '../../access/requirements.ts';
import { endOneOf, endOthers } from '../../access/sessions.ts';
import type { AccessSettings } from '../../access/settings.ts';
import { href, type PageContext } from '../context.ts';
import { NotFound } from '../view.ts';
import type { Web } from '../web.ts';
import { factorRoutes } from './account-factors.ts';
import { accountView } from './account-page.ts';
import { accountsRoutes } from './accounts.ts';
import { memberRoutes } from './members.ts';
import { Entry } from './sign-in-entry.ts';
import { sentFields } from './sign-in-forms.ts';
import { invitationRoutes } from './sign-in-invitation.ts';
import { oidcRoutes } from './sign-in-oidc.ts';
import { passkeyRoutes } from './sign-in-passkey.ts';
import { recoverRoutes } from './sign-in-recover.ts';
import { secondRoutes } from './sign-in-second.ts';
import { signInLinkRoutes, signInRoutes } from './sign-in.ts';

/** Everything about accounts. Registered before the routes of records, which match any path. */
export function accountRoutes(web: Web, settings: AccessSettings): void {
  const entry = new Entry(web, settings);
  signInRoutes(entry);
  secondRoutes(entry);
  passkeyRoutes(entry);
  oidcRoutes(entry);
  signInLinkRoutes(entry);
  recoverRoutes(entry);
  invitationRoutes(entry);
  memberRoutes(entry);
  accountsRoutes(web);
  web.editorPage('/account', (context, person) => accountView(entry, context, person, []));
  web.editorAction('/account/name', (context, person, request) => rename(entry, context, person, request));
  web.editorAction('/account/sessions/end', endSessions);
  factorRoutes(entry);
}

async function rename(entry: Entry, context: PageContext, person: Person, request: Context): Promise<Response> {
  const name = cleanName((await sentFields(request))('name'));
  const account = await accountById(context.platform.database, person.accountId);
  if (!account) throw new NotFound();
  if (name === undefined) return entry.web.respond(request, await accountView(entry, context, person, [{ field: 'name', key: 'name' }]), 422);
  // Colleagues and the audit trail see the name: nobody takes another one in passing.
  await requireRecent(context.platform, person);
  await renameAccount(context.platform.database, account, name);
  return request.redirect(href(context, 'account'), 303);
}

async function endSessions(context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database } = context.platform;
  const which = (await sentFields(request))('session');
  if (which === 'others') await endOthers(database, person, person.sessionId);
  else await endOneOf(database, person, which);
  return request.redirect(href(context, 'account'), 303);
}
