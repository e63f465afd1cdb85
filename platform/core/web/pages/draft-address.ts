/** Which draft the address names. */
import type { Person } from '../../access/person.ts';
import { mayRead, requireThat } from '../../access/policy.ts';
import type { Kind } from '../../kinds/kind.ts';
import { type Draft, readDraft } from '../../records/drafts.ts';
import type { PageContext } from '../context.ts';
import { NotFound } from '../view.ts';
import { idAt, kindAt } from './record-address.ts';

/** The open draft of the record in the address, for whoever may read it. @throws NotFound, Forbidden */
export async function draftAt(context: PageContext, person: Person): Promise<{ kind: Kind; draft: Draft }> {
  const kind = kindAt(context);
  const draft = await readDraft(context.platform.database, idAt(context));
  if (!draft || draft.kind !== kind.name) throw new NotFound();
  requireThat(mayRead(person, kind, draft.document, draft));
  return { kind, draft };
}
