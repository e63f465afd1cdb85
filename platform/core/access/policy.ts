/**
 * Who may do what, as sentences.
 *
 * Until a review flow lies between a body and publication, bodies prepare drafts of their own records and the strategy office
 * publishes them.
 */
import type { Document, Kind } from '../kinds/kind.ts';
import type { Platform } from '../platform.ts';
import { Forbidden } from '../web/security.ts';
import { isOf, isOffice, type Person } from './person.ts';
import { requireStrong } from './requirements.ts';

/** The field by which a record belongs to a body. */
const OWNER = 'institution';

/** The office's editors write every record; a body's people write the records of their own body. */
export function mayWrite(person: Person, kind: Kind, document: Document): boolean {
  if (writesForOffice(person)) return true;
  const owner = document[OWNER];
  return kind.fields[OWNER] !== undefined && typeof owner === 'string' && isOf(person, owner, 'author', 'approver');
}

/** Everybody in the office reads every draft; a body's people read the drafts of their own body. */
export function mayRead(person: Person, kind: Kind, document: Document): boolean {
  return isOffice(person) || mayWrite(person, kind, document);
}

/** A body's people begin records of the kinds that belong to a body. */
export function mayStart(person: Person, kind: Kind): boolean {
  return writesForOffice(person) || (kind.fields[OWNER] !== undefined && ownBodies(person).length > 0);
}

/** The office's editors publish and withdraw. */
export function mayPublish(person: Person): boolean {
  return writesForOffice(person);
}

/** The bodies for which a person writes. */
export function ownBodies(person: Person): string[] {
  return person.memberships.flatMap(({ institution, role }) => (institution !== undefined && (role === 'author' || role === 'approver') ? [institution] : []));
}

/** @throws Forbidden where it is not so. */
export function requireThat(allowed: boolean): void {
  if (!allowed) throw new Forbidden('access.problems.not_allowed');
}

/** Publishing and withdrawing need the role and two factors. @throws Forbidden, ProofNeeded */
export async function requirePublisher(platform: Pick<Platform, 'database'>, person: Person): Promise<void> {
  requireThat(mayPublish(person));
  await requireStrong(platform, person);
}

function writesForOffice(person: Person): boolean {
  return isOffice(person, 'editor', 'administrator');
}
