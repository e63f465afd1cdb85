/**
 * The answer to the form of a draft that is sent when the session has ended: a page that holds everything that was typed,
 * to be sent again after signing in. Nothing of it is kept on the server, and nothing in it is looked at.
 */
import type { Context } from 'hono';
import { sentEntries } from './components/form-request.ts';
import { href, type PageContext } from './context.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Web } from './web.ts';

export async function sessionEnded(web: Web, context: PageContext, request: Context): Promise<Response> {
  const { t, url } = context;
  const sent = await sentEntries(request);
  // A browser that saves by itself keeps what it has, and tells the person.
  if (sent.some(([name, text]) => name === '_do' && text === 'autosave')) return Response.json({ problem: 'expired' }, { status: 401, headers: { 'Cache-Control': 'no-store' } });
  const body = html`<h1>${t('form.expired.title')}</h1><p class="lead">${t('form.expired.text')}</p>
<ol><li><p><a href="${href(context, 'sign-in')}" target="_blank" rel="noopener">${t('form.expired.first')}</a></p></li>
<li><p>${t('form.expired.second')}</p><form method="post" action="${url.pathname}">${sent.map(([name, text]) => html`<input type="hidden" name="${name}" value="${text}">`)}
<p class="buttons"><button class="button">${t('form.expired.button')}</button></p></form></li></ol>`;
  return web.respond(request, { html: () => page(context, { title: t('form.expired.title'), noIndex: true, body }) }, 401);
}
