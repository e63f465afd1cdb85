/** One click by which a body says that a record of its own is still right. */
import type { Context } from 'hono';
import { isOf, type Person } from '../../access/person.ts';
import { ownerOf, requireThat } from '../../access/policy.ts';
import { requireStrong } from '../../access/requirements.ts';
import { InvalidDocument } from '../../kinds/faults.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import type { Multilingual } from '../../kinds/values.ts';
import { publisherOf } from '../../platform.ts';
import { confirmRecord } from '../../records/confirm.ts';
import { readDraft } from '../../records/drafts.ts';
import { EditConflict } from '../../records/errors.ts';
import { newestVersion } from '../../records/read.ts';
import { countIn, sentEntries } from '../components/form-request.ts';
import { actorOf } from '../components/form-saved.ts';
import { type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound } from '../view.ts';
import type { Web } from '../web.ts';
import { idAt, kindAt } from './record-address.ts';

export function confirmRoutes(web: Web): void {
  web.editorAction('/:path/:id/confirm', (context, person, request) => confirm(web, context, person, request));
}

/** Those who write and approve for the body answer for its records. */
export function mayConfirm(person: Person | undefined, kind: Kind, document: Document): boolean {
  const owner = ownerOf(kind, document);
  // Before a body confirms what others tell of it, it takes it over.
  const isTold = kind.vouched !== undefined && document[kind.vouched] === false;
  return person !== undefined && kind.confirmation !== undefined && !isTold && owner !== undefined && isOf(person, owner, 'author', 'approver');
}

/** The button. */
export function confirmForm(context: PageContext, kind: Kind, id: string, version: number): Html {
  const { t } = context;
  return html`<form method="post" action="${recordHref(context, kind, id)}/confirm"><input type="hidden" name="_version" value="${version}"><button class="button">${t('review.confirm.button')}</button></form>`;
}

async function confirm(web: Web, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { platform, today, t } = context;
  const kind = kindAt(context);
  const id = idAt(context);
  const version = await newestVersion(platform.database, id);
  if (!version || version.kind !== kind.name || version.document === null || kind.confirmation === undefined) throw new NotFound();
  requireThat(mayConfirm(person, kind, version.document));
  await requireStrong(platform, person);
  const sent = new Map(await sentEntries(request));
  const refuse = async (key: string, status: number): Promise<Response> =>
    web.respond(request, { html: () => page(context, { title: t('review.confirm.title'), noIndex: true, body: html`<h1>${t('review.confirm.title')}</h1><p class="notice" role="alert">${t(key)}</p><p><a class="button" href="${recordHref(context, kind, id)}/edit">${t('core.records.edit')}</a> <a href="${recordHref(context, kind, id)}">${t('desk.other.view')}</a></p>` }) }, status);
  try {
    await confirmRecord(platform.database, publisherOf(platform), id, countIn(sent, '_version'), today, actorOf(person, ownerOf(kind, version.document)), noteOf(context));
  } catch (error) {
    if (error instanceof InvalidDocument) return refuse('review.confirm.refused', 422);
    if (error instanceof EditConflict) return refuse((await readDraft(platform.database, id)) ? 'review.confirm.draft_open' : 'review.notices.stale', 409);
    throw error;
  }
  return request.redirect(recordHref(context, kind, id), 303);
}

/** In every language of the site: the text is ours. Where nobody has reviewed a language, its text is a machine's. */
function noteOf({ platform: { messages, configuration } }: PageContext): Multilingual {
  return Object.fromEntries(configuration.languages.map((language, index) => [language, { text: messages.translator(language, [language])('review.confirm.note'), status: index === 0 ? 'original' : messages.isReviewed(language) ? 'reviewed' : 'machine' }]));
}

/** What the page of a record shows to those who answer for it. */
export function confirmSection(context: PageContext, kind: Kind, id: string, version: number, document: Document): Html {
  const { t, person } = context;
  if (!mayConfirm(person, kind, document)) return nothing;
  return html`<h3>${t('review.confirm.title')}</h3><p>${t('review.confirm.help')}</p>${confirmForm(context, kind, id, version)}`;
}
