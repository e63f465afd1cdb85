/** The desk of those who edit: open drafts, new records, and the acts that take something away. */
import type { Context } from 'hono';
import type { Person } from '../../access/person.ts';
import { mayRead, mayStart, mayWrite, requirePublisher, requireThat } from '../../access/policy.ts';
import { titleOf } from '../../kinds/content.ts';
import { faultsOf } from '../../kinds/faults.ts';
import type { Kind } from '../../kinds/kind.ts';
import { languageText, type Multilingual } from '../../kinds/values.ts';
import { collatorFor, languageName } from '../../i18n/format.ts';
import { discardDraft, type Draft, listDrafts, readDraft } from '../../records/drafts.ts';
import { EditConflict } from '../../records/errors.ts';
import { withdraw } from '../../records/publish.ts';
import { newestVersion, type PublicRecord } from '../../records/read.ts';
import { faultText } from '../components/form-context.ts';
import { deskCrumbs } from '../components/form-page.ts';
import { countIn, sentEntries } from '../components/form-request.ts';
import { actorName, actorOf, momentText } from '../components/form-saved.ts';
import { kindName, mentionTitle } from '../components/text.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { continueForm } from './desk-continue.ts';
import { editRoutes } from './edit.ts';
import { idAt, kindAt, recordTitle } from './record-address.ts';

/** Everything for people who are signed in. Registered before the routes of records, which match any path. */
export function deskRoutes(web: Web): void {
  web.editorPage('/desk', deskView);
  editRoutes(web);
  web.editorPage('/:path/:id/withdraw', async (context, person) => {
    await requirePublisher(context.platform, person);
    return withdrawView(context, await publicRecord(context), '', undefined);
  });
  web.editorAction('/:path/:id/withdraw', (context, person, request) => withdrawRecord(web, context, person, request));
  web.editorAction('/:path/:id/discard', discard);
}

async function deskView(context: PageContext, person: Person): Promise<View> {
  const { platform, t, url } = context;
  const drafts = (await listDrafts(platform.database)).filter(({ kind: name, document }) => {
    const kind = platform.kinds.find(name);
    return kind !== undefined && mayRead(person, kind, document);
  });
  const own = drafts.filter(({ savedBy }) => savedBy === actorOf(person).name);
  const onlyOwn = url.searchParams.has('mine');
  const shown = onlyOwn ? own : drafts;
  const choice = (path: Record<string, string>, label: string, chosen: boolean): Html => html`<li><a href="${href(context, 'desk', path)}"${chosen && html` aria-current="page"`}>${label}</a></li>`;
  return {
    html: () =>
      page(context, {
        title: t('desk.title'),
        noIndex: true,
        body: html`<h1>${t('desk.title')}</h1><p class="lead">${t('desk.signed_in', { name: person.name })}</p>
<form method="post" action="${href(context, 'sign-out')}"><button class="button secondary">${t('desk.sign_out')}</button></form>
<section><h2>${t('desk.drafts.title')}</h2>
<nav aria-label="${t('desk.drafts.title')}"><ul class="choices">${choice({}, t('desk.drafts.all', { count: drafts.length }), !onlyOwn)}${choice({ mine: '1' }, t('desk.drafts.mine', { count: own.length }), onlyOwn)}</ul></nav>
${shown.length === 0 ? html`<p class="empty">${t('desk.drafts.none')}</p>` : draftTable(context, shown)}${continueForm(context)}</section>
<section><h2>${t('desk.start')}</h2><ul class="start">${kindsByName(context).filter((kind) => mayStart(person, kind)).map((kind) => html`<li><a class="button secondary" href="${href(context, `desk/new/${kind.path}`)}">${kindName(context, kind, 'one')}</a></li>`)}</ul></section>`,
      }),
  };
}

function kindsByName(context: PageContext): Kind[] {
  const collator = collatorFor(context.t);
  return context.platform.kinds.all.toSorted((a, b) => collator.compare(kindName(context, a, 'one'), kindName(context, b, 'one')));
}

function draftTable(context: PageContext, drafts: readonly Draft[]): Html {
  const { t } = context;
  const head = ['title', 'kind', 'saved', 'by'].map((name) => html`<th scope="col">${t(`desk.drafts.columns.${name}`)}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('desk.drafts.title')}"><table class="drafts"><thead><tr>${head}</tr></thead><tbody>${drafts.map((draft) => {
    const kind = context.platform.kinds.get(draft.kind);
    return html`<tr><th scope="row"><a href="${recordHref(context, kind, draft.recordId)}/edit">${mentionTitle(context, { title: titleOf(kind, draft.document) })}</a></th>
<td>${kindName(context, kind, 'one')}${draft.basedOn === 0 && html` <small>${t('desk.drafts.unpublished')}</small>`}</td><td><time datetime="${draft.savedAt.toISOString()}">${momentText(context, draft.savedAt)}</time></td><td>${actorName(draft.savedBy)}</td></tr>`;
  })}</tbody></table></div>`;
}

/** @throws NotFound where the record is not public now. */
async function publicRecord(context: PageContext): Promise<PublicRecord> {
  const version = await newestVersion(context.platform.database, idAt(context));
  if (!version || version.kind !== kindAt(context).name || version.document === null) throw new NotFound();
  return { ...version, document: version.document };
}

/** @param fault what is wrong with the reason, in words. */
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
<p>${t('desk.withdraw.text')}</p>
<form class="form" method="post" action="${recordHref(context, kind, record.id)}/withdraw"><input type="hidden" name="_version" value="${record.number}">
<div class="field"><label for="reason">${t('desk.withdraw.reason', { language: languageName(t, language) })}</label><p class="help" id="reason-help">${t('desk.withdraw.reason_help')}</p>
${fault !== undefined && html`<p class="error" id="reason-error">${fault}</p>`}
<textarea id="reason" name="reason" rows="4" lang="${language}" aria-describedby="reason-help${fault !== undefined && ' reason-error'}"${fault !== undefined && html` aria-invalid="true"`}>${'\n'}${reason}</textarea></div>
<p class="buttons"><button class="button">${t('desk.withdraw.button')}</button> <a href="${recordHref(context, kind, record.id)}">${t('desk.withdraw.keep')}</a></p></form>`,
      }),
  };
}

async function withdrawRecord(web: Web, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { platform, t } = context;
  await requirePublisher(platform, person);
  const record = await publicRecord(context);
  const sent = new Map(await sentEntries(request));
  const typed = sent.get('reason') ?? '';
  const refuse = (fault: string, status: number): Promise<Response> => web.respond(request, withdrawView(context, record, typed, fault), status);
  const read = languageText(1000).safeParse({ text: typed, status: 'original' });
  if (!read.success) return refuse(faultsOf(read.error.issues, { text: typed }).map((one) => faultText(context, one)).join(' '), 422);
  const reason: Multilingual = { [platform.configuration.languages[0] ?? 'es']: read.data };
  try {
    await withdraw(platform.database, record.id, countIn(sent, '_version'), reason, actorOf(person));
  } catch (error) {
    if (!(error instanceof EditConflict)) throw error;
    return refuse(t('desk.withdraw.changed'), 409);
  }
  return request.redirect(recordHref(context, kindAt(context), record.id), 303);
}

async function discard(context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database } = context.platform;
  const draft = await readDraft(database, idAt(context));
  if (!draft || draft.kind !== kindAt(context).name) throw new NotFound();
  requireThat(mayWrite(person, kindAt(context), draft.document));
  const sent = new Map(await sentEntries(request));
  await discardDraft(database, draft.recordId, countIn(sent, '_revision'));
  return request.redirect(href(context, 'desk'), 303);
}
