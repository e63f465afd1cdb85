/**
 * `/dev/mail`: the mail that a platform without a mail server wrote, for whoever tries it out. A mail holds secrets by
 * which people sign in, so it is shown on the machine itself and nowhere else.
 */
import type { Context } from 'hono';
import { connectedAddress, isLoopback } from '../../access/network.ts';
import { keptMail, keptMails } from '../../mail/folder.ts';
import type { MailSettings } from '../../mail/settings.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import { NotFound } from '../view.ts';
import type { Web } from '../web.ts';
import { accessView } from './sign-in-forms.ts';

export function devMailRoutes(web: Web, { folder }: Pick<MailSettings, 'folder'>): void {
  const only = (context: Context): string => {
    if (folder === undefined || !isOnThisMachine(web, context)) throw new NotFound();
    return folder;
  };
  web.plain('/dev/mail', (context) => {
    only(context);
    context.header('Cache-Control', 'no-store');
    return context.redirect(`/${web.platform.configuration.languages[0] ?? 'es'}/dev/mail`, 302);
  });
  web.ownPage('/dev/mail', async (context, request) => web.respond(request, await listView(context, only(request))));
  web.ownPage('/dev/mail/:name', async (context, request) => web.respond(request, await mailView(context, only(request))));
}

/** The site, the name by which it was asked for, and whoever asks: all on this machine, and no proxy between. */
function isOnThisMachine({ platform }: Web, context: Context): boolean {
  const asked = URL.parse(`http://${context.req.header('host') ?? ''}`)?.hostname ?? '';
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some((name) => context.req.header(name) !== undefined);
  return !forwarded && isLoopback(new URL(platform.origin).hostname) && isLoopback(asked) && isLoopback(connectedAddress(context));
}

async function listView(context: PageContext, folder: string) {
  const { t } = context;
  const mails = await keptMails(folder);
  const rows = mails.map(({ name, to, subject, date }) => html`<li><a href="${href(context, `dev/mail/${name}`)}">${subject}</a> · ${to} · ${date}</li>`);
  return accessView(context, { title: t('mail.dev.title'), body: html`<p>${t('mail.dev.text')}</p>${mails.length === 0 ? html`<p>${t('mail.dev.none')}</p>` : html`<ul class="plain">${rows}</ul>`}` });
}

async function mailView(context: PageContext, folder: string) {
  const { t, param } = context;
  const mail = await keptMail(folder, param('name'));
  if (!mail) throw new NotFound();
  // Only a link of this site becomes one: who wrote the text of a mail is not always we.
  const parts = mail.text.split(/(https?:\/\/[^\s<>"']+)/).map((part) => (URL.parse(part)?.origin === new URL(context.platform.origin).origin ? html`<a href="${part}">${part}</a>` : part));
  return accessView(context, {
    title: mail.subject,
    body: html`<p><a href="${href(context, 'dev/mail')}">${t('mail.dev.title')}</a></p><p>${mail.to} · ${mail.date}</p><pre class="scroll" tabindex="0">${parts}</pre>`,
  });
}
