/**
 * Who may do what, as sentences.
 *
 * A draft lies at a desk: that of a public body, or that of the strategy office. A body's people write and approve at their own
 * desk; the office writes at its own, and reviews and publishes what comes from all. That nobody decides about what they wrote
 * is not for here: records/review.ts and records/publish-draft.ts refuse it to everybody.
 */
import type { Document, Kind } from '../kinds/kind.ts';
import type { Platform } from '../platform.ts';
import type { Draft } from '../records/drafts.ts';
import { Forbidden } from '../web/security.ts';
import { isOf, isOffice, type Person } from './person.ts';
import { requireStrong } from './requirements.ts';

/** The field by which a record belongs to a body. */
const OWNER = 'institution';

type Desk = Pick<Draft, 'desk'>;

/** The body whose record it is; undefined where it belongs to none. */
export function ownerOf(kind: Kind, document: Document): string | undefined {
  const owner = document[OWNER];
  return kind.fields[OWNER] !== undefined && typeof owner === 'string' ? owner : undefined;
}

/**
 * Where a draft is open, those of its desk write in it, and a body hands its records to no other. Where none is open, the
 * office's editors begin one of any record, and a body's people of the records of their body.
 */
export function mayWrite(person: Person, kind: Kind, document: Document, draft?: Desk): boolean {
  const owner = ownerOf(kind, document);
  const forOwnBody = (body: string): boolean => isOf(person, body, 'author', 'approver');
  if (draft === undefined) return writesForOffice(person) || (owner !== undefined && forOwnBody(owner));
  if (draft.desk === null) return writesForOffice(person);
  return forOwnBody(draft.desk) && (kind.fields[OWNER] === undefined || owner === draft.desk);
}

/** The body for which a person begins a draft of a record; undefined: the strategy office. */
export function deskOf(person: Person, kind: Kind, document: Document): string | undefined {
  const owner = ownerOf(kind, document);
  return owner !== undefined && isOf(person, owner, 'author', 'approver') ? owner : undefined;
}

/** Everybody in the office reads every draft; a body's people read those of their body. */
export function mayRead(person: Person, kind: Kind, document: Document, draft?: Desk): boolean {
  if (isOffice(person)) return true;
  const body = draft ? draft.desk : ownerOf(kind, document);
  return typeof body === 'string' && isOf(person, body, 'author', 'approver');
}

/** A body's people begin records of the kinds that belong to a body. */
export function mayStart(person: Person, kind: Kind): boolean {
  return writesForOffice(person) || (kind.fields[OWNER] !== undefined && ownBodies(person).length > 0);
}

/** A second person of the body approves what its authors send. */
export function mayApprove(person: Person, { desk }: Desk): boolean {
  return desk !== null && isOf(person, desk, 'approver');
}

/** Everybody in the office reviews: gives back with remarks, or publishes. */
export function mayReview(person: Person): boolean {
  return isOffice(person);
}

/** The bodies for which a person writes. */
export function ownBodies(person: Person): string[] {
  return [...new Set(person.memberships.flatMap(({ institution, role }) => (institution !== undefined && (role === 'author' || role === 'approver') ? [institution] : [])))];
}

/** @throws Forbidden where it is not so. */
export function requireThat(allowed: boolean): void {
  if (!allowed) throw new Forbidden('access.problems.not_allowed');
}

/** Publishing needs the role and two factors. @throws Forbidden, ProofNeeded */
export async function requireReviewer(platform: Pick<Platform, 'database'>, person: Person): Promise<void> {
  requireThat(mayReview(person));
  await requireStrong(platform, person);
}

/** So does approving. @throws Forbidden, ProofNeeded */
export async function requireApprover(platform: Pick<Platform, 'database'>, person: Person, draft: Desk): Promise<void> {
  requireThat(mayApprove(person, draft));
  await requireStrong(platform, person);
}

function writesForOffice(person: Person): boolean {
  return isOffice(person, 'editor', 'administrator');
}
