/** "Is this record wrong?": a form for everybody, and what becomes of it. */
import type { Context } from 'hono';
import { attempt, LIMITS } from '#core/access/attempts.ts';
import { isEmail } from '#core/access/accounts.ts';
import { formatDate } from '#core/i18n/format.ts';
import { fieldsOf, type Kind } from '#core/kinds/kind.ts';
import { labelKey } from '#core/kinds/labels.ts';
import { languageText } from '#core/kinds/values.ts';
import { isId } from '#core/records/id.ts';
import { newestVersion, type PublicRecord } from '#core/records/read.ts';
import { sentEntries } from '#core/web/components/form-request.ts';
import { recordName } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import type { Web } from '#core/web/web.ts';
import { CORRECTABLE, correction } from '../kinds/correction.ts';
import { ANSWER_DAYS, fileReport } from '../reports.ts';
import { noticeOfReport } from './report-mail.ts';

const LONGEST = 3000;
const isCorrectable = (kind: Kind): boolean => CORRECTABLE.some((name) => name === kind.name);

export function reportRoutes(web: Web): void {
  web.ownPage('/:path/:id/report', async (context, request) => web.respond(request, reportView(context, await reported(context), new Map(), undefined)));
  web.action('/:path/:id/report', (context, request) => report(web, context, request));
}

/** The link on every record that can be reported. */
export function reportLink(context: PageContext, kind: Kind, id: string): Html {
  return isCorrectable(kind) ? html`<p><a href="${recordHref(context, kind, id)}/report" rel="nofollow">${context.t('register.report.link')}</a></p>` : nothing;
}

/** @throws NotFound where the address names no public record that can be reported. */
async function reported({ platform, param }: PageContext): Promise<PublicRecord> {
  const kind = platform.kinds.atPath(param('path'));
  const id = param('id');
  const version = kind && isCorrectable(kind) && isId(id) ? await newestVersion(platform.database, id) : undefined;
  if (!version || version.kind !== kind?.name || version.document === null) throw new NotFound();
  return { ...version, document: version.document };
}

type Fault = { readonly at: 'what' | 'email'; readonly key: string };

function reportView(context: PageContext, record: PublicRecord, typed: ReadonlyMap<string, string>, fault: Fault | undefined): View {
  const { t, platform, url } = context;
  const kind = platform.kinds.get(record.kind);
  const title = recordName(context, record);
  const chosen = typed.get('field') ?? url.searchParams.get('field') ?? '';
  const fields = fieldsOf(kind).filter(([name, meta]) => meta.visibility === 'public' && name !== 'evidence');
  const error = (at: Fault['at']): Html | false => fault?.at === at && html`<p class="error" id="${at}-error">${t(fault.key)}</p>`;
  const described = (at: Fault['at']): Html => html` aria-describedby="${at}-help${fault?.at === at && ` ${at}-error`}"${fault?.at === at && html` aria-invalid="true" autofocus`}`;
  return {
    html: () =>
      page(context, {
        title: `${t('register.report.title')}: ${title}`,
        crumbs: [{ label: title, href: recordHref(context, kind, record.id) }],
        noIndex: true,
        body: html`<h1>${t('register.report.title')}</h1><p class="lead">${title}</p><p>${t('register.report.lead', { days: ANSWER_DAYS })}</p>
<form class="form" method="post" action="${recordHref(context, kind, record.id)}/report" novalidate>
<div class="field"><label for="field">${t('register.report.field')}</label><select id="field" name="field"><option value="">${t('register.report.whole')}</option>${fields.map(([name]) => html`<option value="${name}"${name === chosen && html` selected`}>${t(labelKey(kind.name, name))}</option>`)}</select></div>
<div class="field"><label for="what">${t('register.report.what')}</label><p class="help" id="what-help">${t('register.report.what_help')}</p>${error('what')}<textarea id="what" name="what" rows="6" maxlength="${LONGEST}" required${described('what')}>${'\n'}${typed.get('what') ?? ''}</textarea></div>
<div class="field"><label for="email">${t('register.report.email')}</label><p class="help" id="email-help">${t('register.report.email_help')}</p>${error('email')}<input id="email" name="email" type="email" autocomplete="email" maxlength="254"${described('email')} value="${typed.get('email') ?? ''}"></div>
<div class="field" hidden><label for="website">${t('register.report.leave')}</label><input id="website" name="website" tabindex="-1" autocomplete="off"></div>
<p class="buttons"><button class="button">${t('register.report.button')}</button></p></form>`,
      }),
  };
}

async function report(web: Web, context: PageContext, request: Context): Promise<Response> {
  const { platform, t, today } = context;
  const record = await reported(context);
  const kind = platform.kinds.get(record.kind);
  const sent = new Map(await sentEntries(request));
  const [what, email, field] = [(sent.get('what') ?? '').trim(), (sent.get('email') ?? '').trim(), sent.get('field') ?? ''];
  const refuse = (fault: Fault, status = 422): Promise<Response> => web.respond(request, reportView(context, record, sent, fault), status);
  if (what === '') return refuse({ at: 'what', key: 'register.report.empty' });
  if (!languageText(LONGEST).safeParse({ text: what, status: 'original' }).success) return refuse({ at: 'what', key: 'register.report.refused' });
  if (email !== '' && !isEmail(email)) return refuse({ at: 'email', key: 'register.report.email_wrong' });
  const { allowed } = await attempt(platform.database, LIMITS.report, web.trier(request), 'everybody', platform.now());
  if (!allowed) return refuse({ at: 'what', key: 'register.report.limited' }, 429);
  const known = Object.hasOwn(kind.fields, field) && fieldsOf(kind).some(([name, meta]) => name === field && meta.visibility === 'public');
  // Programs fill in every field; people do not see this one. They get the same answer, and nothing is kept.
  const filed = sent.get('website') ? undefined : await platform.database.transaction().execute(async (transaction) => {
    const done = await fileReport(transaction, platform, { record, field: known ? field : undefined, what, language: context.language }, today);
    await noticeOfReport(transaction, context, record, done, email);
    return done;
  });
  return web.respond(request, {
    html: () =>
      page(context, {
        title: t('register.report.done_title'),
        crumbs: [{ label: recordName(context, record), href: recordHref(context, kind, record.id) }],
        noIndex: true,
        body: html`<h1>${t('register.report.done_title')}</h1><p class="lead">${t('register.report.done', { day: formatDate(t, filed?.dueOn ?? today) })}</p>${email !== '' && html`<p>${t('register.report.mail_sent')}</p>`}${filed && html`<p><a class="button" href="${recordHref(context, correction, filed.id)}">${t('register.report.see')}</a></p>`}`,
      }),
  });
}
