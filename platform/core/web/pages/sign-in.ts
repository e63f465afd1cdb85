/** Signing in by a link that whoever administers the machine makes, and signing out. */
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { endSession, SESSION_COOKIE, useSignInLink } from '../../access/sessions.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';

const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

export function signInRoutes(web: Web): void {
  web.page('/sign-in', async (context) => signInView(context, html`<p>${context.t('desk.sign_in.how')}</p><p>${context.t('desk.sign_in.readers')}</p>`));
  // Not a `page`: those are kept for all readers, and this address holds a secret.
  web.routes.push({ method: 'GET', pattern: '/{language}/sign-in/:token', audience: 'everyone' });
  web.app.get('/:language/sign-in/:token', (context) => web.respond(context, confirmView(web.context(context, undefined))));
  web.action('/sign-in/:token', (context, request) => signIn(web, context, request));
  web.editorAction('/sign-out', async (context, person, request) => {
    await endSession(context.platform.database, person);
    deleteCookie(request, SESSION_COOKIE, COOKIE);
    // What the edit form keeps in the browser goes too: the next person at this machine must not find it.
    request.header('Clear-Site-Data', '"storage"');
    return request.redirect(href(context, 'sign-in'), 303);
  });
}

function signInView(context: PageContext, body: Html): View {
  const title = context.t('desk.sign_in.title');
  return { html: () => page(context, { title, noIndex: true, body: html`<h1>${title}</h1>${body}` }) };
}

/** Opening the link uses nothing up, because mail scanners open links too. The button does. */
function confirmView(context: PageContext): View {
  const { t } = context;
  return signInView(context, html`<p>${t('desk.sign_in.confirm')}</p><form method="post"><button class="button">${t('desk.sign_in.button')}</button></form>`);
}

async function signIn(web: Web, context: PageContext, request: Context): Promise<Response> {
  const { platform, t } = context;
  const session = await useSignInLink(platform.database, context.param('token'), platform.now());
  if (!session) return web.respond(request, signInView(context, html`<p class="notice" role="alert">${t('desk.sign_in.refused')}</p><p>${t('desk.sign_in.how')}</p>`), 403);
  setCookie(request, SESSION_COOKIE, session.token, { ...COOKIE, maxAge: session.maxAgeSeconds });
  return request.redirect(href(context, 'desk'), 303);
}
