/** What the buttons of an edit form do. */
import type { Context } from 'hono';
import type { Person } from '../../access/person.ts';
import { mayStart, mayWrite, requireThat } from '../../access/policy.ts';
import { fault, type Fault } from '../../kinds/faults.ts';
import { faultsInForm } from '../../kinds/form.ts';
import { addItem, removeItem } from '../../kinds/form-tree.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { isAbsence } from '../../kinds/values.ts';
import { validate } from '../../kinds/validate.ts';
import { partOf, WHOLE } from '../../kinds/form-steps.ts';
import type { Draft } from '../../records/drafts.ts';
import { EditConflict, NoDraft, RecordNotFound, UnderReview } from '../../records/errors.ts';
import { recordsById } from '../../records/read.ts';
import { recordForEditing } from '../../records/restricted.ts';
import { type FormPage, formView } from '../components/form-page.ts';
import { readForm, type SentForm } from '../components/form-request.ts';
import { type PageContext, recordHref } from '../context.ts';
import { NotFound } from '../view.ts';
import { noteDenial } from '../denials.ts';
import type { Web } from '../web.ts';
import { conflict, takeOver } from './edit-conflict.ts';
import { type Saved, save, type Sending, sendingOf } from './edit-save.ts';
import { baseOf, workOn } from './edit-work.ts';
import { kindAt } from './record-address.ts';

interface Act extends Sending {
  readonly context: PageContext;
  readonly person: Person;
  readonly request: Context;
  /** The draft that was open; undefined where there was none. */
  readonly draft: Draft | undefined;
  show(page: FormPage, status?: number): Promise<Response>;
}

/** Does what the button says. Whatever was typed comes back, or is saved. */
export async function act(web: Web, context: PageContext, person: Person, request: Context, id: string | undefined): Promise<Response> {
  const kind = kindAt(context);
  const work = id === undefined ? undefined : await workOn(context, person, kind, id).catch((error: unknown) => (error instanceof NoDraft ? undefined : Promise.reject(error)));
  requireThat(work ? mayWrite(person, kind, work.document, work.draft) : mayStart(person, kind));
  const form = withoutRemoved(kind, await readForm(request));
  const show = async (page: FormPage, status = 200): Promise<Response> => web.respond(request, await formView(context, page), status);
  const one: Act = { ...sendingOf(kind, id, form, work), context, person, request, draft: work?.draft, show };
  if (id !== undefined && !work) {
    await noteDenial(context.platform.database, person, request, '/:path/:id/edit');
    return gone(one);
  }
  if (form.act === 'take') return show(await takeOver(context, person, one));
  if (form.act === 'autosave') return autosave(one);
  return one.page.part.whole ? actOnWhole(one) : keep(one);
}

/** On a form that is one page nothing is saved but by the buttons that say so. */
async function actOnWhole(one: Act): Promise<Response> {
  const { context, kind, id, form, page, show } = one;
  switch (form.act) {
    case 'add': {
      const { entries, item } = addItem(form.entries, form.place);
      return show({ ...page, entries, focus: item });
    }
    case 'remove':
      return show({ ...page, entries: removeItem(form.entries, form.place) });
    case 'check': {
      const faults = await faultsOfDraft(context, kind, id, page.document);
      return show({ ...page, faults, ...(faults.length === 0 && { notice: context.t('desk.notices.no_faults') }) });
    }
    default:
      return keep(one);
  }
}

/** Saves, and goes on to where the button leads. Every button of a step saves: what stands on other steps follows it. */
async function keep(one: Act): Promise<Response> {
  const { context, person, request, kind, page, show } = one;
  // A record handed to another body would be out of its author's sight.
  if (!mayWrite(person, kind, page.document, one.draft)) return show({ ...page, faults: [fault('institution', 'not_your_institution')] }, 422);
  try {
    const fill = one.form.act === 'copy' ? await fillFrom(context, one) : {};
    const saved = await save(context, person, one, fill);
    return request.redirect(`${recordHref(context, kind, saved.id)}${goOn(one, saved, Object.keys(fill))}`, 303);
  } catch (error) {
    if (error instanceof RecordNotFound) return gone(one);
    if (error instanceof UnderReview) return show({ ...page, notice: context.t('review.notices.under_review') }, 409);
    if (error instanceof EditConflict) return show(await conflict(context, person, one), 409);
    throw error;
  }
}

/** The draft is not there, or not for this person to know of: what was typed for it must not be lost. */
async function gone({ context, form, page, show }: Act): Promise<Response> {
  if (form.act === 'autosave') return answer({ problem: 'conflict' }, 409);
  return show({ ...page, id: undefined, seen: { revision: 0, version: 0 }, base: '', notice: context.t('desk.notices.gone') }, 409);
}

/** Below the address of the record. */
function goOn({ form, kind, page }: Sending, { merged }: Saved, fields: readonly string[]): string {
  const [step, saved] = [page.part.key, merged ? 'merged' : '1'];
  const at = (query: Record<string, string>): string => `/edit?${new URLSearchParams({ ...(kind.steps.length > 1 && { step }), ...query }).toString()}`;
  switch (form.act) {
    case 'review':
      return '/review';
    case 'go':
      return at({ step: partOf(kind, form.place).key, saved });
    case 'add':
      return at({ add: form.place.slice(0, 300) });
    case 'check':
      return at({ check: '1' });
    case 'copy':
      return at({ copied: fields.join(',') });
    default:
      return at({ saved });
  }
}

/** On a step the page is made anew after every save, so an item that is taken out is one that was not sent. */
function withoutRemoved(kind: Kind, form: SentForm): SentForm {
  if (form.act !== 'remove' || partOf(kind, form.step === '' ? WHOLE : form.step).whole) return form;
  return { ...form, entries: form.entries.filter(([name]) => name !== form.place && !name.startsWith(`${form.place}.`)) };
}

/** What the record that the draft names can fill in where the draft says nothing. */
async function fillFrom({ platform }: PageContext, { kind, page }: Sending): Promise<Document> {
  const target = kind.copyFrom && page.document[kind.copyFrom.field];
  const [source] = typeof target === 'string' ? await recordsById(platform.database, [target]) : [];
  const values = Object.entries(kind.copyFrom?.fields ?? {}).flatMap(([from, to]): [string, unknown][] => {
    const value = source?.document[from];
    return value === undefined || isAbsence(value) || page.document[to] !== undefined ? [] : [[to, value]];
  });
  return Object.fromEntries(values);
}

const answer = (body: object, status = 200): Response => Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } });

/** Answers a browser that saves by itself, in a few bytes. */
async function autosave(one: Act): Promise<Response> {
  const { context, person, kind, page, moved } = one;
  if (!mayWrite(person, kind, page.document, one.draft)) return answer({ problem: 'pending' }, 422);
  // The page would not know where its items have gone: this one is saved by a button, which makes the page anew.
  if (moved || (one.id === undefined && Object.keys(page.document).length === 0)) return answer({ problem: 'pending' }, 422);
  try {
    const { id, seen, document } = await save(context, person, one);
    return answer({ revision: seen.revision, version: seen.version, base: baseOf(document, page.part), action: `${recordHref(context, kind, id)}/edit`, step: page.part.key });
  } catch (error) {
    if (error instanceof EditConflict || error instanceof RecordNotFound || error instanceof UnderReview) return answer({ problem: 'conflict' }, 409);
    throw error;
  }
}

/** What publication would say of a draft, but for what only the whole collection can tell. */
export async function faultsOfDraft({ platform }: PageContext, kind: Kind, id: string | undefined, draft: Document): Promise<Fault[]> {
  const { document, faults } = validate(kind, draft);
  if (!document) return faultsInForm(draft, faults);
  const former = id === undefined ? undefined : await recordForEditing(platform.database, id);
  if (former && former.kind !== kind.name) throw new NotFound();
  return former && former.version > 0 && !former.withdrawn ? kind.transition(former.document, document) : [];
}
