/** For whom people act, and who may change that. */
import type { Database } from '../storage/database.ts';
import { noteAccess } from './audit.ts';
import { BODY_ROLES, type BodyRole, isOf, isOffice, type Membership, OFFICE_ROLES, type OfficeRole, type Person } from './person.ts';

/** Those whose act makes something public, or gives others the means to: they need two factors (ASVS 5.0: 6.3.3). */
const PUBLISHING: ReadonlySet<string> = new Set(['approver', 'administrator']);

export function mayPublish({ memberships }: Pick<Person, 'memberships'>): boolean {
  return memberships.some(({ institution, role }) => institution === undefined || PUBLISHING.has(role));
}

/** An institution and a role of it, or the office and a role of that. @returns undefined where there is no such role. */
export function readMembership(institution: string | undefined, role: string): Membership | undefined {
  if (institution === undefined) {
    const found = OFFICE_ROLES.find((one) => one === role);
    return found && { institution, role: found };
  }
  const found = BODY_ROLES.find((one) => one === role);
  return found && { institution, role: found };
}

export function rolesOf(institution: string | undefined): readonly (BodyRole | OfficeRole)[] {
  return institution === undefined ? OFFICE_ROLES : BODY_ROLES;
}

/** Who looks after the people of an institution (undefined: of the office). */
export function mayManage(person: Person, institution: string | undefined): boolean {
  return isOffice(person, 'administrator') || (institution !== undefined && isOf(person, institution, 'administrator'));
}

export async function membershipsOf(database: Database, accountId: string): Promise<Membership[]> {
  const rows = await database.selectFrom('membership').select(['institution', 'role']).where('account_id', '=', accountId).orderBy('institution').orderBy('role').execute();
  // A role that this version does not know gives no right.
  return rows.map(({ institution, role }) => readMembership(institution ?? undefined, role)).filter((one) => one !== undefined);
}

export async function addMembership(database: Database, accountId: string, { institution, role }: Membership, grantedBy: string | undefined): Promise<void> {
  await database.insertInto('membership').values({ account_id: accountId, institution: institution ?? null, role, granted_by: grantedBy ?? null }).onConflict((conflict) => conflict.doNothing()).execute();
}

export interface Member {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}

export async function membersOf(database: Database, institution: string | undefined): Promise<Member[]> {
  const rows = await database
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.account_id')
    .select(['account.id', 'account.name', 'account.email', 'membership.role'])
    .where('institution', 'is not distinct from', institution ?? null)
    .orderBy('account.name')
    .orderBy('account.id')
    .execute();
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((own) => (own[0] ? [{ accountId: own[0].id, name: own[0].name, email: own[0].email, roles: own.map(({ role }) => role) }] : []));
}

/** Who looks after a place and may sign in. */
export async function administratorsOf(database: Database, institution: string | undefined): Promise<string[]> {
  const rows = await database.selectFrom('membership').innerJoin('account', 'account.id', 'membership.account_id').select('account.id').where('institution', 'is not distinct from', institution ?? null).where('role', '=', 'administrator').where('disabled_at', 'is', null).execute();
  return rows.map(({ id }) => id);
}

export type RoleFault = 'own_roles' | 'last_administrator' | 'no_member';

/**
 * Gives a member of an institution these roles and no others; without any the person is a member no more.
 * Nobody changes their own, and the last administrator stays.
 */
export async function setRoles(database: Database, by: Person, institution: string | undefined, accountId: string, memberships: readonly Membership[]): Promise<RoleFault | undefined> {
  if (accountId === by.accountId) return 'own_roles';
  return database.transaction().execute(async (transaction) => {
    const rows = await transaction.selectFrom('membership').select(['account_id', 'role']).where('institution', 'is not distinct from', institution ?? null).forUpdate().execute();
    const former = rows.filter(({ account_id }) => account_id === accountId).map(({ role }) => role);
    if (former.length === 0) return 'no_member';
    // Read after the lock: an account that was disabled meanwhile administers nothing.
    const administrators = await administratorsOf(transaction, institution);
    const staysAdministered = memberships.some(({ role }) => role === 'administrator') || administrators.some((id) => id !== accountId);
    if (former.includes('administrator') && !staysAdministered) return 'last_administrator';
    await transaction.deleteFrom('membership').where('account_id', '=', accountId).where('institution', 'is not distinct from', institution ?? null).execute();
    for (const one of memberships) await addMembership(transaction, accountId, one, by.accountId);
    await noteAccess(transaction, 'roles-changed', by, { of: accountId, institution: institution ?? 'office', former, roles: memberships.map(({ role }) => role) });
    return undefined;
  });
}
