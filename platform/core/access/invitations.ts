/** Invitations: how people get an account. Whoever looks after an institution invites for it, the office for all. */
import { newId } from '../records/id.ts';
import type { Database } from '../storage/database.ts';
import { type Account, hasAccount, foldEmail } from './accounts.ts';
import { type Doer, noteAccess } from './audit.ts';
import { addMembership, mayManage, readMembership } from './memberships.ts';
import type { Membership, Person } from './person.ts';
import { DAY, hashOf, newToken } from './tokens.ts';
import { Forbidden } from '../web/security.ts';

const VALID_DAYS = 7;

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly membership: Membership;
  readonly expiresAt: Date;
}

/** @returns the token for the link. @throws Forbidden where the person may not invite there (ASVS 5.0: 8.2.1). */
export async function invite(database: Database, by: Person, email: string, membership: Membership, now: Date): Promise<string> {
  if (!mayManage(by, membership.institution)) throw new Forbidden('access.problems.not_yours');
  const token = newToken();
  const { institution, role } = membership;
  const id = newId();
  await database
    .insertInto('invitation')
    .values({ id, token_hash: hashOf(token), email: foldEmail(email), institution: institution ?? null, role, invited_by: by.accountId, created_at: now, expires_at: new Date(now.getTime() + VALID_DAYS * DAY) })
    .execute();
  await noteAccess(database, 'invited', by, { invitation: id, institution: institution ?? 'office', role });
  return token;
}

interface Row {
  id: string;
  email: string;
  institution: string | null;
  role: string;
  expires_at: Date;
}
const COLUMNS = ['id', 'email', 'institution', 'role', 'expires_at'] as const;

function read({ id, email, institution, role, expires_at }: Row): Invitation | undefined {
  const membership = readMembership(institution ?? undefined, role);
  return membership && { id, email, membership, expiresAt: expires_at };
}

/** The open invitations of an institution. */
export async function openInvitations(database: Database, institution: string | undefined, now: Date): Promise<Invitation[]> {
  const rows = await database
    .selectFrom('invitation')
    .select(COLUMNS)
    .where('institution', 'is not distinct from', institution ?? null)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at')
    .execute();
  return rows.map(read).filter((one) => one !== undefined);
}

/** The invitation behind a link, where it is still good. */
export async function invitationOf(database: Database, token: string, now: Date): Promise<Invitation | undefined> {
  const row = await database
    .selectFrom('invitation')
    .select(COLUMNS)
    .where('token_hash', '=', hashOf(token))
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && read(row);
}

/** @returns false where there is no such invitation of that institution. */
export async function withdrawInvitation(database: Database, by: Person, institution: string | undefined, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('invitation')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('institution', 'is not distinct from', institution ?? null)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await noteAccess(database, 'invitation-withdrawn', by, { invitation: id });
  return true;
}

export type Refusal = 'over' | 'other_email' | 'has_account';

/**
 * Uses an invitation up and gives its role, together with what makes the account where it is new.
 * The right of whoever invited is looked at again: a role that was taken from them invites nobody any more.
 * @param make makes the account within the same transaction; undefined for a person who is signed in.
 */
export async function acceptInvitation(database: Database, token: string, now: Date, account: Account | ((transaction: Database, invitation: Invitation) => Promise<Account>)): Promise<Account | Refusal> {
  const refused = new Refused();
  try {
    return await database.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('invitation')
        .set({ used_at: now })
        .where('token_hash', '=', hashOf(token))
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .returning([...COLUMNS, 'invited_by'])
        .executeTakeFirst();
      const invitation = row && read(row);
      if (!row || !invitation || !(await stillManages(transaction, row.invited_by, invitation.membership.institution))) throw refused.because('over');
      if (typeof account !== 'function' && account.email !== invitation.email) throw refused.because('other_email');
      if (typeof account === 'function' && (await hasAccount(transaction, invitation.email))) throw refused.because('has_account');
      const accepted = typeof account === 'function' ? await account(transaction, invitation) : account;
      await addMembership(transaction, accepted.id, invitation.membership, row.invited_by);
      const doer: Doer = { accountId: accepted.id, name: accepted.name };
      await noteAccess(transaction, 'invitation-accepted', doer, { invitation: invitation.id, institution: invitation.membership.institution ?? 'office', role: invitation.membership.role });
      return accepted;
    });
  } catch (error) {
    if (error === refused) return refused.reason;
    throw error;
  }
}

/** Undoes the transaction: a refusal uses nothing up. */
class Refused extends Error {
  reason: Refusal = 'over';
  because(reason: Refusal): this {
    this.reason = reason;
    return this;
  }
}

async function stillManages(database: Database, accountId: string, institution: string | undefined): Promise<boolean> {
  const row = await database
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.account_id')
    .select('role')
    .where('account_id', '=', accountId)
    .where('disabled_at', 'is', null)
    .where('role', '=', 'administrator')
    .where((one) => one.or([one('institution', 'is', null), ...(institution === undefined ? [] : [one('institution', '=', institution)])]))
    .executeTakeFirst();
  return row !== undefined;
}
