/** Proposing the withdrawal of a record. The proposal goes the way of every draft: others carry it out. */
import type { Context } from 'hono';
import type { Person } from '../../access/person.ts';
import { deskOf, mayWrite, requireThat } from '../../access/policy.ts';
import { faultsOf, InvalidDocument } from '../../kinds/faults.ts';
import { languageText, type Multilingual } from '../../kinds/values.ts';
import { languageName } from '../../i18n/format.ts';
import { publisherOf } from '../../platform.ts';
import { readDraft } from '../../records/drafts.ts';
import { EditConflict } from '../../records/errors.ts';
import { newestVersion, type PublicRecord } from '../../records/read.ts';
import { proposeWithdrawal } from '../../records/review.ts';
import { faultText } from '../components/form-context.ts';
import { deskCrumbs } from '../components/form-page.ts';
import { countIn, sentEntries } from '../components/form-request.ts';
import { actorOf } from '../components/form-saved.ts';
import { type PageContext, recordHref } from '../context.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { idAt, kindAt, recordTitle } from './record-address.ts';

export function withdrawRoutes(web: Web): void {
  web.editorPage('/:path/:id/withdraw', async (context, person) => {
    const record = await withdrawable(context, person);
    const open = await readDraft(context.platform.database, record.id);
    return withdrawView(context, record, '', open && context.t('review.withdraw_draft_open'));
  });
  web.editorAction('/:path/:id/withdraw', (context, person, request) => propose(web, context, person, request));
}

/** @throws NotFound where the record is not public now. @throws Forbidden where it is not the person's to write. */
async function withdrawable(context: PageContext, person: Person): Promise<PublicRecord> {
  const kind = kindAt(context);
  const version = await newestVersion(context.platform.database, idAt(context));
  if (!version || version.kind !== kind.name || version.document === null) throw new NotFound();
  requireThat(mayWrite(person, kind, version.document));
  return { ...version, document: version.document };
}

/** @param fault what is wrong, in words. */
function withdrawView(context: PageContext, record: PublicRecord, reason: string, fault: string | undefined): View {
  const { t, platform } = context;
  const kind = kindAt(context);
  const title = recordTitle(context, kind, record);
  const language = platform.configuration.languages[0] ?? 'es';
  return {
    html: () =>
      page(context, {
        title: `${t('desk.withdraw.title')}: ${title}`,
        crumbs: [...deskCrumbs(context), { label: title, href: recordHref(context, kind, record.id) }],
        noIndex: true,
        body: html`<h1>${t('desk.withdraw.title')}</h1><p class="lead">${title}</p>
${fault !== undefined && html`<div class="error-summary" role="alert" tabindex="-1" autofocus><h2>${t('desk.errors.title', { count: 1 })}</h2><ul><li><a href="#reason">${fault}</a></li></ul></div>`}
<p>${t('desk.withdraw.text')} ${t('review.withdraw_way')}</p>
<form class="form" method="post" action="${recordHref(context, kind, record.id)}/withdraw"><input type="hidden" name="_version" value="${record.number}">
<div class="field"><label for="reason">${t('desk.withdraw.reason', { language: languageName(t, language) })}</label><p class="help" id="reason-help">${t('desk.withdraw.reason_help')}</p>
${fault !== undefined && html`<p class="error" id="reason-error">${fault}</p>`}
<textarea id="reason" name="reason" rows="4" lang="${language}" aria-describedby="reason-help${fault !== undefined && ' reason-error'}"${fault !== undefined && html` aria-invalid="true"`}>${'\n'}${reason}</textarea></div>
<p class="buttons"><button class="button">${t('review.withdraw_button')}</button> <a href="${recordHref(context, kind, record.id)}">${t('desk.withdraw.keep')}</a></p></form>`,
      }),
  };
}

async function propose(web: Web, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { platform, t } = context;
  const kind = kindAt(context);
  const record = await withdrawable(context, person);
  const sent = new Map(await sentEntries(request));
  const typed = sent.get('reason') ?? '';
  const refuse = (fault: string, status: number): Promise<Response> => web.respond(request, withdrawView(context, record, typed, fault), status);
  const read = languageText(1000).safeParse({ text: typed, status: 'original' });
  if (!read.success) return refuse(faultsOf(read.error.issues, { text: typed }).map((one) => faultText(context, one)).join(' '), 422);
  const reason: Multilingual = { [platform.configuration.languages[0] ?? 'es']: read.data };
  try {
    await proposeWithdrawal(platform.database, publisherOf(platform), record.id, countIn(sent, '_version'), reason, actorOf(person, deskOf(person, kind, record.document)));
  } catch (error) {
    if (error instanceof InvalidDocument) return refuse(error.faults.map((one) => faultText(context, one)).join(' '), 422);
    if (!(error instanceof EditConflict)) throw error;
    const open = await readDraft(platform.database, record.id);
    return refuse(t(open ? 'review.withdraw_draft_open' : 'desk.withdraw.changed'), 409);
  }
  return request.redirect(`${recordHref(context, kind, record.id)}/review`, 303);
}
