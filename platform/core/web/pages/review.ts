/** The way of a draft to publication, as pages: sent, approved, given back, taken back, published. */
import type { Context } from 'hono';
import type { Person } from '../../access/person.ts';
import { mayApprove, mayReview, mayWrite, requireApprover, requireReviewer, requireThat } from '../../access/policy.ts';
import { type Fault, InvalidDocument } from '../../kinds/faults.ts';
import { faultsInForm } from '../../kinds/form.ts';
import type { Kind } from '../../kinds/kind.ts';
import { languageText, type Multilingual } from '../../kinds/values.ts';
import { publisherOf } from '../../platform.ts';
import { type Draft, readDraft } from '../../records/drafts.ts';
import { EditConflict, FourEyes, RecordNotFound, WrongStage } from '../../records/errors.ts';
import { publishDraft, isFresh, readyStage, rehearse } from '../../records/publish-draft.ts';
import { recordsById } from '../../records/read.ts';
import { recordForEditing } from '../../records/restricted.ts';
import { approveDraft, eventsOfDraft, type Message, returnDraft, submitDraft, takeBack } from '../../records/review.ts';
import { countIn, sentEntries } from '../components/form-request.ts';
import { actorOf } from '../components/form-saved.ts';
import { draftChanges } from '../components/draft-changes.ts';
import { REMARKS, type ReviewPage, reviewView } from '../components/review-page.ts';
import { recordName } from '../components/text.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { namesOf } from '../../access/accounts.ts';
import { makePreview } from './preview.ts';
import { draftAt } from './draft-address.ts';

export function reviewRoutes(web: Web): void {
  web.editorPage('/:path/:id/review', async (context, person) => {
    const { kind, draft } = await draftAt(context, person);
    return reviewOf(context, person, kind, draft, {});
  });
  web.editorAction('/:path/:id/review', (context, person, request) => act(web, context, person, request));
}

async function reviewOf(context: PageContext, person: Person, kind: Kind, draft: Draft, shown: Pick<ReviewPage, 'notice' | 'typed' | 'preview'> & { readonly faults?: readonly Fault[] }): Promise<View> {
  const { database } = context.platform;
  const [record, events, checked, bodies] = await Promise.all([
    recordForEditing(database, draft.recordId),
    eventsOfDraft(database, draft.recordId),
    check(context, draft),
    recordsById(database, draft.desk === null ? [] : [draft.desk]),
  ]);
  const [body] = bodies;
  const faults = shown.faults ?? checked.faults;
  const notice = shown.notice ?? checked.notice;
  const [names, changes] = await Promise.all([namesOf(database, events.map(({ actor }) => actor)), draftChanges(context, kind, record?.document ?? {}, draft.document)]);
  return reviewView(context, { ...shown, kind, draft, changes, events, names, faults: faultsInForm(draft.document, faults), powers: powersOf(person, kind, draft), body: body && recordName(context, body), notice });
}

async function check({ platform }: PageContext, draft: Draft): Promise<{ faults: readonly Fault[]; notice?: 'moved_on' }> {
  try {
    return { faults: await rehearse(platform.database, publisherOf(platform), draft) };
  } catch (error) {
    if (error instanceof EditConflict) return { faults: [], notice: 'moved_on' };
    throw error;
  }
}

function powersOf(person: Person, kind: Kind, draft: Draft): ReviewPage['powers'] {
  const fresh = isFresh(draft, actorOf(person));
  const ready = draft.stage === readyStage(draft);
  const [approver, reviewer] = [mayApprove(person, draft), mayReview(person)];
  return {
    write: mayWrite(person, kind, draft.document, draft),
    approve: approver && fresh && draft.stage === 'submitted',
    publish: reviewer && fresh && ready,
    giveBack: (approver && fresh && draft.stage === 'submitted') || (reviewer && fresh && ready),
    tooClose: !fresh && ((ready && reviewer) || (!ready && approver && draft.stage === 'submitted')),
  };
}

/** Does what the button says; where it cannot be done, the page comes back with what was typed. */
async function act(web: Web, context: PageContext, person: Person, request: Context): Promise<Response> {
  const { platform } = context;
  const { kind, draft } = await draftAt(context, person);
  const sent = new Map(await sentEntries(request));
  const show = async (shown: Parameters<typeof reviewOf>[4], status: number): Promise<Response> => {
    const now = await readDraft(platform.database, draft.recordId);
    return web.respond(request, await reviewOf(context, person, kind, now ?? draft, { typed: sent, ...shown }), status);
  };
  try {
    const done = await carryOut(context, person, kind, draft, sent);
    if ('preview' in done) return await show({ preview: done.preview }, 200);
    if ('notice' in done) return await show(done, 422);
    return request.redirect(done.to, 303);
  } catch (error) {
    if (error instanceof InvalidDocument) return show({ faults: error.faults }, 422);
    if (error instanceof EditConflict) return show({ notice: 'stale' }, 409);
    if (error instanceof WrongStage) return show({ notice: 'wrong_stage' }, 409);
    if (error instanceof FourEyes) return show({ notice: 'four_eyes' }, 403);
    // Published or thrown away by somebody else in the meantime.
    if (error instanceof RecordNotFound) throw new NotFound();
    throw error;
  }
}

type Done = { readonly to: string } | { readonly preview: string } | { readonly notice: 'reason_needed' | 'text_refused' };

async function carryOut(context: PageContext, person: Person, kind: Kind, draft: Draft, sent: ReadonlyMap<string, string>): Promise<Done> {
  const { platform } = context;
  const { database } = platform;
  const { recordId } = draft;
  const actor = actorOf(person, draft.desk ?? undefined);
  const revision = countIn(sent, '_revision');
  const text = textsOf(sent);
  if (!text) return { notice: 'text_refused' };
  const [record, page, desk] = [recordHref(context, kind, recordId), `${recordHref(context, kind, recordId)}/review`, href(context, 'desk')];
  switch (sent.get('_do')) {
    case 'submit': {
      requireThat(mayWrite(person, kind, draft.document, draft));
      const note = noteOf(context, text('note'));
      if (draft.act === 'withdrawal' && note === undefined) return { notice: 'reason_needed' };
      await submitDraft(database, publisherOf(platform), recordId, revision, actor, { ...(note && { note }), message: { text: text('message'), public: sent.has('public') } });
      return { to: page };
    }
    case 'take_back':
      requireThat(mayWrite(person, kind, draft.document, draft));
      await takeBack(database, recordId, revision, actor);
      return { to: page };
    case 'approve':
      await requireApprover(platform, person, draft);
      await approveDraft(database, recordId, revision, actor);
      return { to: page };
    case 'return': {
      const ready = draft.stage === readyStage(draft);
      requireThat(ready ? mayReview(person) : mayApprove(person, draft));
      const message = messageIn(kind, sent, text);
      if (message.text === '' && message.remarks?.length === 0) return { notice: 'reason_needed' };
      await returnDraft(database, recordId, revision, ready ? 'office' : 'body', message, actor);
      return { to: desk };
    }
    case 'publish':
      await requireReviewer(platform, person);
      await publishDraft(database, publisherOf(platform), recordId, revision, actor);
      return { to: record };
    case 'preview':
      return { preview: await makePreview(platform, context.language, recordId, actor) };
    default:
      return { to: page };
  }
}

const LONGEST_MESSAGE = 3000;

/** The texts of the form, checked. @returns undefined where one is too long or holds what is no text. */
function textsOf(sent: ReadonlyMap<string, string>): ((name: string) => string) | undefined {
  const names = ['note', 'message', 'reason', ...Array.from({ length: REMARKS }, (_, index) => `remark.${index}.text`)];
  const texts = new Map(names.map((name) => [name, (sent.get(name) ?? '').trim()]));
  const valid = [...texts].every(([name, text]) => text === '' || languageText(name === 'note' ? 1000 : LONGEST_MESSAGE).safeParse({ text, status: 'original' }).success);
  return valid ? (name) => texts.get(name) ?? '' : undefined;
}

/** In the main language; none where nothing was typed. */
function noteOf({ platform }: PageContext, text: string): Multilingual | undefined {
  return text === '' ? undefined : { [platform.configuration.languages[0] ?? 'es']: { text, status: 'original' } };
}

function messageIn(kind: Kind, sent: ReadonlyMap<string, string>, text: (name: string) => string): Message {
  const remarks = Array.from({ length: REMARKS }, (_, index) => ({ field: sent.get(`remark.${index}.field`) ?? '', text: text(`remark.${index}.text`) }));
  return { text: text('reason'), remarks: remarks.filter((one) => one.text !== '').map((one) => (Object.hasOwn(kind.fields, one.field) ? one : { ...one, field: '' })), public: sent.has('public') };
}
