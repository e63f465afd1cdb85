/** "Claim this record": an officer of the body takes over what others reported, as a draft that says so. */
import type { Context } from 'hono';
import { isOf, type Person } from '#core/access/person.ts';
import { requireThat } from '#core/access/policy.ts';
import { readDraft, saveDraft } from '#core/records/drafts.ts';
import { isId } from '#core/records/id.ts';
import { recordForEditing } from '#core/records/restricted.ts';
import { actorOf } from '#core/web/components/form-saved.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { NotFound } from '#core/web/view.ts';
import { deployment } from '../kinds/deployment.ts';

/** The button. */
export function claimForm(context: PageContext, id: string): Html {
  return html`<form method="post" action="${recordHref(context, deployment, id)}/claim"><button class="button secondary">${context.t('review.claim.button')}</button></form>`;
}

/** What the page of an unclaimed record shows: to the officers of the body the button, to others the way to it. */
export function claimNotice(context: PageContext, id: string, institution: unknown): Html {
  const { t, person } = context;
  const own = person !== undefined && typeof institution === 'string' && isOf(person, institution, 'author', 'approver');
  // Where the sources name no body, nobody can take it over before somebody says whose it is.
  const way = typeof institution !== 'string' ? html` <a href="${recordHref(context, deployment, id)}/report?field=institution" rel="nofollow">${t('review.claim.nobody')}</a>` : person === undefined && html` <a href="${href(context, 'sign-in', { next: recordHref(context, deployment, id) })}">${t('review.claim.title')}</a>`;
  return html`<div class="notice"><p>${t('register.unclaimed_help')}${way}</p>${own && claimForm(context, id)}</div>`;
}

/** Opens the draft, or goes on with the one that is open. */
export async function claim(context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database } = context.platform;
  const id = context.param('id');
  const record = isId(id) ? await recordForEditing(database, id) : undefined;
  if (!record || record.kind !== deployment.name || record.version === 0 || record.withdrawn) throw new NotFound();
  const { institution } = record.document;
  requireThat(typeof institution === 'string' && isOf(person, institution, 'author', 'approver'));
  const edit = `${recordHref(context, deployment, id)}/edit`;
  if (!(await readDraft(database, id))) {
    await saveDraft(database, id, { revision: 0, version: record.version }, { ...record.document, claimedByBody: true }, actorOf(person, String(institution)));
  }
  return request.redirect(edit, 303);
}
