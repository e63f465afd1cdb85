/**
 * Editing a record: the form of its draft. Each save names what the person had before them, so that of two editors
 * neither undoes the other unseen; whatever cannot be saved is shown again as it was typed.
 */
import type { Context } from 'hono';
import type { Person } from '../../access/person.ts';
import { deskOf, mayRead, mayStart, mayWrite, ownBodies, requireThat } from '../../access/policy.ts';
import { fault, type Fault, InvalidDocument } from '../../kinds/faults.ts';
import { faultsInForm, fromFormEntries, toFormEntries } from '../../kinds/form.ts';
import { addItem, removeItem } from '../../kinds/form-tree.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { validate } from '../../kinds/validate.ts';
import { type Draft, readDraft, saveDraft, startDraft } from '../../records/drafts.ts';
import { EditConflict, RecordNotFound } from '../../records/errors.ts';
import { recordForEditing } from '../../records/restricted.ts';
import { type FormPage, formView } from '../components/form-page.ts';
import { readForm, type SentForm } from '../components/form-request.ts';
import { actorOf, savedText } from '../components/form-saved.ts';
import { type PageContext, recordHref } from '../context.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { idAt, kindAt } from './record-address.ts';

export function editRoutes(web: Web): void {
  web.editorPage('/desk/new/:path', newView);
  web.editorAction('/desk/new/:path', (context, person, request) => act(web, context, person, request, undefined));
  web.editorPage('/:path/:id/edit', editView);
  web.editorAction('/:path/:id/edit', (context, person, request) => act(web, context, person, request, idAt(context)));
}

/** An empty form. What the address gives is filled in: `?action=k7m29xq4abcd` begins a claim about that action. */
function newView(context: PageContext, person: Person): Promise<View> {
  const kind = kindAt(context);
  requireThat(mayStart(person, kind));
  // Whoever writes for one body need not say which.
  const [own, ...more] = ownBodies(person);
  const owner: [string, string][] = own !== undefined && more.length === 0 && kind.fields['institution'] !== undefined ? [['institution', own]] : [];
  return formView(context, { kind, id: undefined, seen: { revision: 0, version: 0 }, entries: [...owner, ...context.url.searchParams], state: 'saved' });
}

async function editView(context: PageContext, person: Person): Promise<View> {
  const kind = kindAt(context);
  const id = idAt(context);
  const work = await workOn(context, kind, id);
  requireThat(mayRead(person, kind, work.document, work.draft));
  const saved = context.url.searchParams.has('saved');
  return formView(context, {
    kind,
    id,
    seen: work.seen,
    entries: toFormEntries(kind, work.document),
    state: 'saved',
    ...(saved ? { notice: 'saved' } : work.withdrawn && { notice: 'withdrawn' }),
  });
}

/** What there is to edit: the open draft, or the newest publication where there is none. */
interface Work extends Pick<FormPage, 'seen'> {
  readonly document: Document;
  readonly withdrawn: boolean;
  /** Undefined where none is open. */
  readonly draft: Draft | undefined;
  /** Who saved it and when, in words. */
  readonly by: string;
  readonly published: { readonly version: number; readonly document: Document; readonly by: string };
}

/** @throws RecordNotFound, NotFound where the record is of another kind. */
async function workOn(context: PageContext, kind: Kind, id: string): Promise<Work> {
  const { database } = context.platform;
  const [record, draft] = await Promise.all([recordForEditing(database, id), readDraft(database, id)]);
  if (!record) throw new RecordNotFound(id);
  if (record.kind !== kind.name) throw new NotFound();
  const { version, withdrawn } = record;
  const published = { version, document: record.document, by: record.publishedAt ? savedText(context, record.publishedAt, '') : '' };
  return draft
    ? { seen: { revision: draft.revision, version: draft.basedOn }, document: draft.document, draft, withdrawn, by: savedText(context, draft.savedAt, draft.savedBy), published }
    : { seen: { revision: 0, version }, document: record.document, draft, withdrawn, by: published.by, published };
}

/** Does what the button says. Whatever was typed comes back, or is saved. */
async function act(web: Web, context: PageContext, person: Person, request: Context, id: string | undefined): Promise<Response> {
  const kind = kindAt(context);
  // A record that is gone is dealt with below: what was typed for it must not be lost.
  const record = id === undefined ? undefined : await recordForEditing(context.platform.database, id);
  if (record && record.kind !== kind.name) throw new NotFound();
  const work = record && id !== undefined ? await workOn(context, kind, id) : undefined;
  requireThat(work ? mayWrite(person, kind, work.document, work.draft) : mayStart(person, kind));
  const form = await readForm(request);
  const document = fromFormEntries(kind, form.entries);
  const typed: FormPage = { kind, id, seen: form.seen, entries: toFormEntries(kind, document), note: form.note, state: 'unsaved' };
  const show = async (page: FormPage, status = 200): Promise<Response> => web.respond(request, await formView(context, page), status);
  switch (form.act) {
    case 'add': {
      const { entries, item } = addItem(form.entries, form.place);
      return show({ ...typed, entries, focus: item });
    }
    case 'remove':
      return show({ ...typed, entries: removeItem(form.entries, form.place) });
    case 'check': {
      const faults = await faultsOfDraft(context, kind, id, document);
      return show({ ...typed, faults, ...(faults.length === 0 && { notice: 'no_faults' }) });
    }
    case 'take':
      return show(await takeOver(context, typed, form.place));
    default:
      return keep(context, person, request, { typed, document, form, show, draft: work?.draft });
  }
}

interface Sent {
  readonly typed: FormPage;
  readonly document: Document;
  readonly form: SentForm;
  readonly draft: Draft | undefined;
  show(page: FormPage, status?: number): Promise<Response>;
}

/** Saves, and publishes where that was asked for. */
async function keep(context: PageContext, person: Person, request: Context, { typed, document, form, show, draft }: Sent): Promise<Response> {
  const { platform } = context;
  const { kind } = typed;
  const actor = actorOf(person, deskOf(person, kind, document));
  let current = typed;
  // A record handed to another body would be out of its author's sight.
  if (!mayWrite(person, kind, document, draft)) return show({ ...typed, faults: [fault('institution', 'not_your_institution')] }, 422);
  try {
    const id = typed.id ?? (await startDraft(platform.database, kind, document, actor));
    if (typed.id !== undefined) await saveDraft(platform.database, id, form.seen, document, actor);
    return request.redirect(form.act === 'review' ? `${recordHref(context, kind, id)}/review` : `${recordHref(context, kind, id)}/edit?saved=1`, 303);
  } catch (error) {
    if (error instanceof InvalidDocument) return show({ ...current, faults: faultsInForm(document, error.faults) }, 422);
    if (error instanceof RecordNotFound) return show({ ...typed, id: undefined, seen: { revision: 0, version: 0 }, notice: 'gone' }, 409);
    if (error instanceof EditConflict) return show(await conflict(context, current), 409);
    throw error;
  }
}

/** What publication would say of a draft, but for what only the whole collection can tell. */
async function faultsOfDraft({ platform }: PageContext, kind: Kind, id: string | undefined, draft: Document): Promise<Fault[]> {
  const { document, faults } = validate(kind, draft);
  if (!document) return faultsInForm(draft, faults);
  const former = id === undefined ? undefined : await recordForEditing(platform.database, id);
  return former && former.version > 0 && !former.withdrawn ? kind.transition(former.document, document) : [];
}

/**
 * The form as it was typed beside what somebody else saved or published meanwhile, made so that the next save goes on
 * top of that.
 */
async function conflict(context: PageContext, typed: FormPage): Promise<FormPage> {
  const { kind, id, entries } = typed;
  if (id === undefined) return typed;
  const { seen, document, by, published } = await workOn(context, kind, id);
  const mine = fromFormEntries(kind, entries);
  // The draft is as it was seen: then it is the published record that moved on below it.
  return typed.seen.revision === seen.revision
    ? { ...typed, seen: { ...seen, version: published.version }, review: { saved: published.document, typed: mine, by: published.by }, state: 'unsaved' }
    : { ...typed, seen, review: { saved: document, typed: mine, by }, state: 'unsaved' };
}

/** The form with one field as it is saved now, and what else differs. */
async function takeOver(context: PageContext, typed: FormPage, field: string): Promise<FormPage> {
  const { kind, id, entries, seen } = typed;
  if (id === undefined) return typed;
  const work = await workOn(context, kind, id);
  const saved = seen.version > work.seen.version ? work.published : work;
  const isOf = (name: string): boolean => name === field || name.startsWith(`${field}.`);
  const taken = [...entries.filter(([name]) => !isOf(name)), ...toFormEntries(kind, saved.document).filter(([name]) => isOf(name))];
  return { ...typed, entries: taken, review: { saved: saved.document, typed: fromFormEntries(kind, taken), by: saved.by } };
}
