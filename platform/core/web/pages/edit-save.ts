/**
 * Saving a page of a form. Of two people at one record neither undoes the other unseen: where the other changed nothing
 * that stands on this page, both are kept and it is said; else nothing is saved, and both texts are shown.
 */
import type { Person } from '../../access/person.ts';
import { deskOf, mayWrite, requireThat } from '../../access/policy.ts';
import { fromFormEntries, mergeFormEntries, toFormEntries } from '../../kinds/form.ts';
import { partOf, WHOLE } from '../../kinds/form-steps.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { saveDraft, type Seen, startDraft } from '../../records/drafts.ts';
import { notePlace, placeInDraft } from '../../records/draft-places.ts';
import { EditConflict } from '../../records/errors.ts';
import type { FormPage } from '../components/form-page.ts';
import type { SentForm } from '../components/form-request.ts';
import { actorOf } from '../components/form-saved.ts';
import type { PageContext } from '../context.ts';
import { baseOf, isOvertaken, type Work, workOn } from './edit-work.ts';

/** A page of a form as it was sent. */
export interface Sending {
  readonly kind: Kind;
  /** Undefined for a record that does not exist yet. */
  readonly id: string | undefined;
  readonly form: SentForm;
  readonly page: FormPage;
  /** True where what stands on other pages had to follow what moved on this one. */
  readonly moved: boolean;
}

/** Reads what was sent into the document that it belongs to. @param work undefined for a record that is not there. */
export function sendingOf(kind: Kind, id: string | undefined, form: SentForm, work: Work | undefined): Sending {
  const part = partOf(kind, form.step === '' ? WHOLE : form.step);
  const merged = part.whole || !work ? { document: fromFormEntries(kind, form.entries), moved: false } : mergeFormEntries(kind, part.fields, work.document, form.entries);
  const { document, moved } = merged;
  return { kind, id, form, moved, page: { kind, id, part, seen: form.seen, base: form.base, document, entries: toFormEntries(kind, document), state: 'unsaved' } };
}

export interface Saved {
  readonly id: string;
  readonly seen: Seen;
  readonly document: Document;
  /** True where what somebody else saved in the meantime is kept beside it. */
  readonly merged: boolean;
}

/** Others may save between our reading and our writing; more often than this it is not by chance. */
const MOST_TRIES = 5;

/**
 * @param fill goes where the document says nothing.
 * @throws EditConflict where the same fields were changed in the meantime, RecordNotFound.
 */
export async function save(context: PageContext, person: Person, { kind, id, form, page }: Sending, fill: Document = {}): Promise<Saved> {
  const { database } = context.platform;
  const actor = actorOf(person, deskOf(person, kind, page.document));
  const place = { step: page.part.key, attempt: form.attempt };
  if (id === undefined) {
    const document = { ...fill, ...page.document };
    const started = await startDraft(database, kind, document, actor);
    await notePlace(database, started, { revision: 1, ...place });
    return { id: started, seen: { revision: 1, version: 0 }, document, merged: false };
  }
  let [seen, document]: [Seen, Document] = [form.seen, { ...fill, ...page.document }];
  for (let tries = 1; ; tries += 1) {
    try {
      const revision = await saveDraft(database, id, seen, document, actor);
      await notePlace(database, id, { revision, ...place });
      return { id, seen: { ...seen, revision }, document, merged: tries > 1 };
    } catch (error) {
      if (!(error instanceof EditConflict) || tries === MOST_TRIES) throw error;
      const work = await workOn(context, person, kind, id);
      // Somebody may have opened it at another desk meanwhile.
      requireThat(mayWrite(person, kind, work.document, work.draft));
      if (isOvertaken(work) || !(await isBeside(context, work, id, form, page))) throw error;
      seen = work.seen;
      document = { ...fill, ...(page.part.whole ? page.document : mergeFormEntries(kind, page.part.fields, work.document, form.entries).document) };
    }
  }
}

/** True where the fields of the page are still what the person had before them, or what their own browser made of them. */
async function isBeside(context: PageContext, work: Work, id: string, form: SentForm, { part }: FormPage): Promise<boolean> {
  if (form.base !== '' && baseOf(work.document, part) === form.base) return true;
  if (form.attempt === '') return false;
  const place = await placeInDraft(context.platform.database, id);
  return place?.revision === work.seen.revision && place.attempt === form.attempt;
}
