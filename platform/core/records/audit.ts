/** What happened to records, in the audit trail: by whom (name and account), to which. Never what they say. */
import type { Database } from '../storage/database.ts';
import type { Actor } from './actor.ts';
import { inChunks } from './chunks.ts';

export type DraftAct = 'draft-opened' | 'draft-discarded' | 'draft-submitted' | 'draft-taken-back' | 'draft-returned' | 'draft-approved' | 'preview-link-made';
export type VersionAct = 'publish' | 'withdraw' | 'confirm';

export async function noteDraft(database: Database, actor: Actor, act: DraftAct, recordId: string): Promise<void> {
  await database.insertInto('audit').values({ actor: actor.name, act, record_id: recordId, details: JSON.stringify(accountOf(actor)) }).execute();
}

export async function noteVersions(database: Database, actor: Actor, act: VersionAct, versions: readonly { readonly id: string; readonly number: number }[]): Promise<void> {
  const rows = versions.map(({ id, number }) => ({ actor: actor.name, act, record_id: id, details: JSON.stringify({ version: number, ...accountOf(actor) }) }));
  for (const chunk of inChunks(rows)) await database.insertInto('audit').values(chunk).execute();
}

function accountOf({ accountId }: Actor): { account?: string } {
  return accountId === undefined ? {} : { account: accountId };
}
