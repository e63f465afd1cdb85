/** The desk of those who edit: what waits for them, their open drafts, new records. */
import type { Context } from 'hono';
import { isOffice, type Person } from '../../access/person.ts';
import { mayApprove, mayRead, mayStart, mayWrite, ownBodies, requireThat } from '../../access/policy.ts';
import { titleOf } from '../../kinds/content.ts';
import type { Kind } from '../../kinds/kind.ts';
import { collatorFor } from '../../i18n/format.ts';
import { discardDraft, type Draft, isWithWriters, listDrafts } from '../../records/drafts.ts';
import { identityOf } from '../../records/actor.ts';
import { isFresh, readyStage } from '../../records/publish-draft.ts';
import { countIn, sentEntries } from '../components/form-request.ts';
import { actorName, actorOf, momentText } from '../components/form-saved.ts';
import { kindName, mentionTitle } from '../components/text.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';
import { institutionName } from './members-parts.ts';
import { confirmRoutes } from './confirm.ts';
import { continueForm } from './desk-continue.ts';
import { draftAt } from './draft-address.ts';
import { editRoutes } from './edit.ts';
import { previewRoutes } from './preview.ts';
import { queueRoutes } from './queue.ts';
import { reviewRoutes } from './review.ts';
import { withdrawRoutes } from './withdraw.ts';

/** Everything for people who are signed in. Registered before the routes of records, which match any path. */
export function deskRoutes(web: Web): void {
  web.editorPage('/desk', deskView);
  queueRoutes(web);
  editRoutes(web);
  previewRoutes(web);
  reviewRoutes(web);
  withdrawRoutes(web);
  confirmRoutes(web);
  web.editorAction('/:path/:id/discard', discard);
}

/** What a draft asks of the person who looks at the desk, the most pressing first. */
const TASKS = ['unanswered', 'returned', 'decide', 'writing', 'sent', 'others'] as const;
type Task = (typeof TASKS)[number];

/** Who writes what nobody typed. */
const SYSTEM = 'system';

function taskOf(person: Person, kind: Kind, draft: Draft): Task {
  const actor = actorOf(person);
  const ready = draft.stage === readyStage(draft);
  if (isFresh(draft, actor) && ((ready && isOffice(person)) || (draft.stage === 'submitted' && mayApprove(person, draft)))) return 'decide';
  if (!mayWrite(person, kind, draft.document, draft)) return 'others';
  // The platform opened it for whoever at this desk takes it on: a report that waits for an answer.
  if (draft.stage === 'writing' && draft.writers.every((writer) => writer === SYSTEM)) return 'unanswered';
  if (!draft.writers.includes(identityOf(actor))) return 'others';
  if (draft.stage === 'returned') return 'returned';
  return draft.stage === 'writing' ? 'writing' : 'sent';
}

async function deskView(context: PageContext, person: Person): Promise<View> {
  const { platform, t } = context;
  const drafts = await listDrafts(platform.database, isOffice(person) ? undefined : ownBodies(person));
  const tasks = Map.groupBy(
    drafts.flatMap((draft) => {
      const kind = platform.kinds.find(draft.kind);
      return kind && mayRead(person, kind, draft.document, draft) ? [{ draft, kind, task: taskOf(person, kind, draft) }] : [];
    }),
    ({ task }) => task,
  );
  const managed = await placesManagedBy(context, person);
  const startable = kindsByName(context).filter((kind) => mayStart(person, kind));
  const sections = await Promise.all(platform.modules.map((module) => module.desk?.(context, person) ?? nothing));
  return {
    html: () =>
      page(context, {
        title: t('desk.title'),
        noIndex: true,
        body: html`<h1>${t('desk.title')}</h1><p class="lead">${t('desk.signed_in', { name: person.name })}</p>
<p class="buttons">${isOffice(person) && html`<a class="button" href="${href(context, 'desk/queue')}">${t('review.queue.title')}</a> `}${managed.map(({ id, name }) => html`<a class="button secondary" href="${href(context, `members/${id}`)}">${t('access.members.title')}: ${name}</a> `)}<a class="button secondary" href="${href(context, 'account')}">${t('access.account.title')}</a></p>
${TASKS.map((task) => {
          const drafts = tasks.get(task);
          return drafts ? html`<section><h2>${t(`review.tasks.${task}`)} <span class="n">${drafts.length}</span></h2>${draftList(context, task, drafts.map((one) => one.draft))}</section>` : nothing;
        })}
${tasks.size === 0 && html`<p class="empty">${t('desk.drafts.none')}</p>`}
${sections}
${startable.length > 0 && html`${startSection(context, startable)}${continueForm(context)}`}
<form method="post" action="${href(context, 'sign-out')}"><button class="button secondary">${t('desk.sign_out')}</button></form>`,
      }),
  };
}

/** The institutions of which the person looks after the people; `office` is the strategy office. */
async function placesManagedBy(context: PageContext, { memberships }: Person): Promise<{ readonly id: string; readonly name: string }[]> {
  const places = memberships.filter(({ role }) => role === 'administrator');
  return Promise.all(places.map(async ({ institution }) => ({ id: institution ?? 'office', name: await institutionName(context, institution) })));
}

const isKept = ({ confirmation }: Kind): number => (confirmation === undefined ? 0 : 1);

/** First what a body keeps up to date, then by name. */
function kindsByName(context: PageContext): Kind[] {
  const collator = collatorFor(context.t);
  return context.platform.kinds.all.toSorted((a, b) => isKept(b) - isKept(a) || collator.compare(kindName(context, a, 'one'), kindName(context, b, 'one')));
}

/** More kinds than this are looked for under the name of their module. */
const MOST_IN_ONE_LIST = 8;

function startSection(context: PageContext, startable: readonly Kind[]): Html {
  const { t, platform } = context;
  if (startable.length <= MOST_IN_ONE_LIST) return html`<section><h2>${t('desk.start')}</h2>${startList(context, startable)}</section>`;
  const groups = platform.modules.map(({ navigation, kinds }) => ({ title: navigation?.[0]?.label, kinds: startable.filter((kind) => kinds.includes(kind)) })).filter(({ kinds }) => kinds.length > 0);
  return html`<section><h2>${t('desk.start')}</h2>${groups.map(({ title, kinds }) => html`${title !== undefined && html`<h3>${t(title)}</h3>`}${startList(context, kinds)}`)}</section>`;
}

function startList(context: PageContext, kinds: readonly Kind[]): Html {
  return html`<ul class="start">${kinds.map((kind) => html`<li><a class="button${kind.confirmation === undefined && ' secondary'}" href="${href(context, `desk/new/${kind.path}`)}">${kindName(context, kind, 'one')}</a></li>`)}</ul>`;
}

/** What is being written leads to the form, what is on its way to the page of the review. */
function draftList(context: PageContext, task: Task, drafts: readonly Draft[]): Html {
  const { t } = context;
  return html`<ul class="records">${drafts.map((draft) => {
    const kind = context.platform.kinds.get(draft.kind);
    const step = isWithWriters(draft) && task !== 'returned' ? 'edit' : 'review';
    const saved = t('desk.conflict.saved_by', { at: momentText(context, draft.savedAt), name: draft.savedBy === SYSTEM ? t('review.site') : actorName(draft.savedBy) });
    return html`<li><a href="${recordHref(context, kind, draft.recordId)}/${step}">${mentionTitle(context, { title: titleOf(kind, draft.document) })}</a><small>${kindName(context, kind, 'one')}${draft.basedOn === 0 && html` · ${t('desk.drafts.unpublished')}`}${draft.act === 'withdrawal' && html` · <span class="flag">${t('core.records.withdrawal')}</span>`} · ${saved}</small></li>`;
  })}</ul>`;
}

async function discard(context: PageContext, person: Person, request: Context): Promise<Response> {
  const { database } = context.platform;
  const { kind, draft } = await draftAt(context, person);
  requireThat(mayWrite(person, kind, draft.document, draft));
  const sent = new Map(await sentEntries(request));
  await discardDraft(database, draft.recordId, countIn(sent, '_revision'), actorOf(person, draft.desk ?? undefined));
  return request.redirect(href(context, 'desk'), 303);
}
