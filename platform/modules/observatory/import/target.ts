/** The set that an import goes into: an existing one with its open draft, or a new one. */
import type { Person } from '#core/access/person.ts';
import { mayRead, mayStart, mayWrite } from '#core/access/policy.ts';
import type { Document } from '#core/kinds/kind.ts';
import { isWithWriters, readDraft, type Seen } from '#core/records/drafts.ts';
import { recordForEditing } from '#core/records/restricted.ts';
import type { Database } from '#core/storage/database.ts';
import { observationSet, type Row } from '../kinds/observation-set.ts';

export interface Target {
  /** Undefined for a new set. */
  readonly id: string | undefined;
  readonly seen: Seen;
  readonly document: Document;
  readonly rows: readonly Row[];
  /** Null where nothing of it is public. */
  readonly former: Document | null;
  readonly desk: string | null;
}

/** Why nothing may be written into a set now. */
export type Obstacle = 'gone' | 'not_allowed' | 'under_review';

export const NEW_SET: Target = { id: undefined, seen: { revision: 0, version: 0 }, document: {}, rows: [], former: null, desk: null };

export async function readTarget(database: Database, person: Person, id: string | undefined): Promise<Target | Obstacle> {
  if (id === undefined) return mayStart(person, observationSet) ? NEW_SET : 'not_allowed';
  const [record, draft] = await Promise.all([recordForEditing(database, id), readDraft(database, id)]);
  if (record?.kind !== observationSet.name || (record.version === 0 && !draft)) return 'gone';
  if (record.version === 0 && draft && !mayRead(person, observationSet, draft.document, draft)) return 'gone';
  const document = (draft ?? record).document;
  if (!mayWrite(person, observationSet, document, draft)) return 'not_allowed';
  if (draft && !isWithWriters(draft)) return 'under_review';
  return {
    id,
    seen: draft ? { revision: draft.revision, version: draft.basedOn } : { revision: 0, version: record.version },
    document,
    rows: rowsOf(document),
    former: record.version === 0 || record.withdrawn ? null : record.document,
    desk: draft?.desk ?? null,
  };
}

/** A draft may hold anything: what is no row is not compared. */
function rowsOf(document: Document): Row[] {
  const rows: unknown = document['rows'];
  return Array.isArray(rows) ? rows.filter((row): row is Row => typeof row === 'object' && row !== null && 'value' in row && typeof (row as Row).indicator === 'string') : [];
}
