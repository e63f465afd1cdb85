/** What happened to accounts, in the audit trail: who did it, to whom. Never a secret, never what was typed in vain. */
import type { Database } from '../storage/database.ts';

export type AccessAct =
  | 'sign-in' | 'sign-in-failed' | 'sign-in-limited' | 'sign-out' | 'session-ended' | 'account-made' | 'account-renamed'
  | 'password-set' | 'totp-added' | 'totp-removed' | 'backup-codes-made' | 'backup-code-used' | 'passkey-added' | 'passkey-removed'
  | 'oidc-linked' | 'oidc-unlinked' | 'invited' | 'invitation-withdrawn' | 'invitation-accepted' | 'roles-changed' | 'recovery-asked' | 'recovered'
  | 'new-start' | 'access-denied' | 'account-disabled' | 'account-enabled';

/** What is known of whoever acts; a stranger has no name. */
export interface Doer {
  readonly accountId: string;
  readonly name: string;
}

/** @param by undefined for strangers. Details are ids and words of ours; networks without the part that names a machine. */
export async function noteAccess(database: Database, act: AccessAct, by: Doer | undefined, details: Readonly<Record<string, string | boolean | readonly string[] | null>> = {}): Promise<void> {
  const actor = by === undefined ? 'stranger' : `person:${by.name}`;
  await database.insertInto('audit').values({ actor, act, record_id: null, details: JSON.stringify({ ...(by && { account: by.accountId }), ...details }) }).execute();
}
