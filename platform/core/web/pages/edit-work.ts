/** What there is to edit of a record: its open draft, or its newest publication. */
import { digestOf, type FormPart } from '../../kinds/form-steps.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { type Draft, isWithWriters, readDraft, type Seen } from '../../records/drafts.ts';
import { RecordNotFound } from '../../records/errors.ts';
import { recordForEditing } from '../../records/restricted.ts';
import { savedText } from '../components/form-saved.ts';
import type { PageContext } from '../context.ts';
import { NotFound } from '../view.ts';

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

/** @throws RecordNotFound, NotFound where the record is of another kind. */
export async function workOn(context: PageContext, kind: Kind, id: string): Promise<Work> {
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

/** True where others have the draft before them: it is read, and not written in. */
export const isUnderReview = ({ draft }: Work): boolean => draft !== undefined && !isWithWriters(draft);

/** True where the record was published again below an open draft: what the draft goes on top of has changed. */
export const isOvertaken = ({ seen, published }: Work): boolean => seen.revision > 0 && seen.version !== published.version;

/** What the fields of a part held when its page was made. */
export const baseOf = (document: Document, part: FormPart): string => digestOf(document, part.fields);
