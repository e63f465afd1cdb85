/** Signing in by a provider of OpenID Connect: there and back. */
import type { Context } from 'hono';
import { accountById, cleanName, makeAccount } from '../../access/accounts.ts';
import { LIMITS } from '../../access/attempts.ts';
import { acceptInvitation, invitationOf } from '../../access/invitations.ts';
import { accountOfIdentity, type Identity, linkIdentity, type OidcProvider, ProviderFault } from '../../access/oidc.ts';
import { requireRecent } from '../../access/requirements.ts';
import { endOthers, personOf } from '../../access/sessions.ts';
import { type StepOf, takeStep } from '../../access/steps.ts';
import { todayOf, href, type PageContext, preferredLanguages } from '../context.ts';
import { logFailure } from '../errors.ts';
import { html } from '../html.ts';
import { NotFound } from '../view.ts';
import { type Entry, OIDC_PATH } from './sign-in-entry.ts';
import { accessView } from './sign-in-forms.ts';

export function oidcRoutes(entry: Entry): void {
  const { web, provider } = entry;
  // A link and not a form: the policy of our pages (form-action) lets no form lead to another site.
  web.ownPage('/sign-in/oidc', async (context, request) => {
    if (!provider) throw new NotFound();
    return depart(entry, provider, context, request);
  });
  web.plain(OIDC_PATH, (request) => {
    if (!provider) throw new NotFound();
    return arrive(entry, provider, request);
  });
}

/** With `invitation` it accepts one; with `link` a person who is signed in adds the provider to their account. */
async function depart(entry: Entry, provider: OidcProvider, context: PageContext, request: Context): Promise<Response> {
  const { web } = entry;
  const { platform, url, person, language } = context;
  // Another site must not begin a session for a person who only followed a link there (ASVS 5.0: 7.6.2).
  if (['cross-site', 'same-site'].includes(request.req.header('sec-fetch-site') ?? 'none')) return request.redirect(href(context, 'sign-in'), 303);
  if (!(await entry.attempt(request, LIMITS.oidc)).allowed) return refuse(entry, context, request, 'too_often', 429);
  const isLink = url.searchParams.has('link');
  const invitation = url.searchParams.get('invitation') ?? undefined;
  if (isLink && !person) return request.redirect(href(context, 'sign-in'), 303);
  if (isLink && person) await requireRecent(platform, person);
  if (invitation !== undefined && !(await invitationOf(platform.database, invitation, platform.now()))) return refuse(entry, context, request, 'invitation_over', 403);
  try {
    const { address, state, nonce, verifier } = await provider.begin();
    await entry.begin(request, undefined, {
      purpose: 'oidc', state, nonce, verifier, language, next: url.searchParams.get('next') ?? '', ...(invitation !== undefined && { invitation }), ...(isLink && person && { link: person.accountId }),
    });
    request.header('Cache-Control', 'no-store');
    return request.redirect(address, 303);
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    logFailure(request, error, web.platform.now());
    return refuse(entry, context, request, 'provider_down', 503);
  }
}

function refuse(entry: Entry, context: PageContext, request: Context, key: string, status: number): Promise<Response> {
  const { t } = context;
  return entry.web.respond(request, accessView(context, { title: t('desk.sign_in.title'), faults: [{ field: '', key }], body: html`<p><a class="button" href="${href(context, 'sign-in')}">${t('access.passkey.other')}</a></p>` }), status);
}

async function arrive(entry: Entry, provider: OidcProvider, request: Context): Promise<Response> {
  const { web } = entry;
  const { database } = web.platform;
  const now = web.platform.now();
  const step = await takeStep(database, entry.stepOf(request), 'oidc', now);
  const context = contextIn(entry, request, step?.language);
  if (!(await entry.attempt(request, LIMITS.oidc)).allowed) return refuse(entry, context, request, 'too_often', 429);
  if (!step) return refuse(entry, context, request, 'step_over', 403);
  let identity: Identity;
  try {
    identity = await provider.finish(new URL(request.req.url).search, step);
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    await entry.failed(request, 'oidc');
    return refuse(entry, context, request, 'provider', 403);
  }
  if (step.link !== undefined) return link(entry, context, request, step.link, identity);
  if (step.invitation !== undefined) return accept(entry, context, request, step, identity);
  const accountId = await accountOfIdentity(database, identity);
  const account = accountId === undefined ? undefined : await accountById(database, accountId);
  if (!account) {
    await entry.failed(request, 'oidc');
    return refuse(entry, context, request, 'not_linked', 403);
  }
  return entry.enter(context, request, account, { method: 'oidc', strong: identity.strong }, step.next);
}

/** The address that the provider knows has no language: the one in which the person left is remembered. */
function contextIn({ web }: Entry, request: Context, wanted: string | undefined): PageContext {
  const { platform } = web;
  const { languages } = platform.configuration;
  const language = languages.find((one) => one === wanted) ?? languages[0] ?? 'es';
  const preferred = preferredLanguages(language, languages);
  return { platform, t: platform.messages.translator(language, preferred), language, preferred, assets: web.assets, url: new URL(`/${language}/sign-in`, request.req.url), today: todayOf(platform), person: undefined, param: () => '' };
}

/** The session that left must be the one that comes back: else a stranger could put their identity on another's account. */
async function link(entry: Entry, context: PageContext, request: Context, accountId: string, identity: Identity): Promise<Response> {
  const { platform } = context;
  const person = await personOf(platform, request);
  if (!person || person.accountId !== accountId) return refuse(entry, context, request, 'step_over', 403);
  if (!(await linkIdentity(platform.database, person, identity, platform.now()))) return refuse(entry, context, request, 'identity_taken', 409);
  await endOthers(platform.database, person, person.sessionId);
  return request.redirect(href(context, 'account'), 303);
}

async function accept(entry: Entry, context: PageContext, request: Context, step: StepOf<'oidc'>, identity: Identity): Promise<Response> {
  const { platform } = context;
  const now = platform.now();
  if ((await accountOfIdentity(platform.database, identity)) !== undefined) return refuse(entry, context, request, 'identity_taken', 409);
  const account = await acceptInvitation(platform.database, step.invitation ?? '', now, async (transaction, { email }) => {
    const made = await makeAccount(transaction, { email, name: cleanName(identity.name ?? '') ?? email });
    await linkIdentity(transaction, { accountId: made.id, name: made.name }, identity, now);
    return made;
  });
  if (typeof account === 'string') return refuse(entry, context, request, account === 'has_account' ? 'invitation_has_account' : 'invitation_over', 403);
  return entry.enter(context, request, account, { method: 'oidc', strong: identity.strong });
}
