/** What there is to edit of a record, for whoever may read it: its open draft, or its newest publication. */
import type { Person } from '../../access/person.ts';
import { mayRead, requireThat } from '../../access/policy.ts';
import { digestOf, type FormPart } from '../../kinds/form-steps.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { type Draft, isWithWriters, readDraft, type Seen } from '../../records/drafts.ts';
import { NoDraft } from '../../records/errors.ts';
import { recordForEditing } from '../../records/restricted.ts';
import { savedText } from '../components/form-saved.ts';
import type { PageContext } from '../context.ts';

export interface Work {
  readonly seen: Seen;
  readonly document: Document;
  readonly withdrawn: boolean;
  /** Undefined where none is open. */
  readonly draft: Draft | undefined;
  /** Who saved it and when, in words. */
  readonly by: string;
  readonly published: { readonly version: number; readonly document: Document; readonly by: string };
}

/** @throws NoDraft where the person may know of none. @throws Forbidden where the record is public, and not theirs to work on. */
export async function workOn(context: PageContext, person: Person, kind: Kind, id: string): Promise<Work> {
  const { database } = context.platform;
  const [record, draft] = await Promise.all([recordForEditing(database, id), readDraft(database, id)]);
  if (!record || record.kind !== kind.name) throw new NoDraft(id);
  if (!mayRead(person, kind, (draft ?? record).document, draft)) {
    // Of what was published everybody knows; whether a draft of it is open is told to nobody else.
    if (record.version === 0) throw new NoDraft(id);
    requireThat(false);
  }
  const { version, withdrawn } = record;
  const published = { version, document: record.document, by: record.publishedAt ? savedText(context, record.publishedAt, '') : '' };
  return draft
    ? { seen: { revision: draft.revision, version: draft.basedOn }, document: draft.document, draft, withdrawn, by: savedText(context, draft.savedAt, draft.savedBy), published }
    : { seen: { revision: 0, version }, document: record.document, draft, withdrawn, by: published.by, published };
}

/** True where others have the draft before them: it is read, and not written in. */
export const isUnderReview = ({ draft }: Work): boolean => draft !== undefined && !isWithWriters(draft);

/** True where the record was published again below an open draft: what the draft goes on top of has changed. */
export const isOvertaken = ({ seen, published }: Work): boolean => seen.revision > 0 && seen.version !== published.version;

/** What the fields of a part held when its page was made. */
export const baseOf = (document: Document, part: FormPart): string => digestOf(document, part.fields);
