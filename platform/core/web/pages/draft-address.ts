/** Which draft the address names. */
import type { Person } from '../../access/person.ts';
import { mayRead } from '../../access/policy.ts';
import type { Kind } from '../../kinds/kind.ts';
import { type Draft, readDraft } from '../../records/drafts.ts';
import { NoDraft } from '../../records/errors.ts';
import type { PageContext } from '../context.ts';
import { idAt, kindAt } from './record-address.ts';

/** The open draft of the record in the address, for whoever may read it. @throws NoDraft */
export async function draftAt(context: PageContext, person: Person): Promise<{ kind: Kind; draft: Draft }> {
  const kind = kindAt(context);
  const id = idAt(context);
  const draft = await readDraft(context.platform.database, id);
  if (!draft || draft.kind !== kind.name || !mayRead(person, kind, draft.document, draft)) throw new NoDraft(id);
  return { kind, draft };
}
