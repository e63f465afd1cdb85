/** Everybody who may ask for a page: bodies A and B, the office, and those who are none of them. */
import type { Membership } from '../../platform/core/access/person.ts';

/** Where a role is held. */
type Place = 'A' | 'B' | 'office' | undefined;

interface Kind {
  readonly place: Place;
  readonly role?: Membership['role'];
  /** The session showed one factor. */
  readonly weak?: true;
  /** No session, or one that is over. */
  readonly out?: 'never in' | 'expired' | 'ended' | 'disabled';
}

const PEOPLE = {
  'stranger': { place: undefined, out: 'never in' },
  'expired session': { place: 'A', role: 'author', out: 'expired' },
  'ended session': { place: 'office', role: 'administrator', out: 'ended' },
  'disabled account': { place: 'office', role: 'administrator', out: 'disabled' },
  'no role': { place: undefined },
  'author A': { place: 'A', role: 'author' },
  'approver A': { place: 'A', role: 'approver' },
  'administrator A': { place: 'A', role: 'administrator' },
  'author B': { place: 'B', role: 'author' },
  'approver B': { place: 'B', role: 'approver' },
  'administrator B': { place: 'B', role: 'administrator' },
  'reviewer': { place: 'office', role: 'reviewer' },
  'editor': { place: 'office', role: 'editor' },
  'office administrator': { place: 'office', role: 'administrator' },
  'author A, one factor': { place: 'A', role: 'author', weak: true },
  'approver A, one factor': { place: 'A', role: 'approver', weak: true },
  'administrator A, one factor': { place: 'A', role: 'administrator', weak: true },
  'reviewer, one factor': { place: 'office', role: 'reviewer', weak: true },
  'office administrator, one factor': { place: 'office', role: 'administrator', weak: true },
} as const satisfies Record<string, Kind>;

export type Name = keyof typeof PEOPLE;
export const people: Readonly<Record<Name, Kind>> = PEOPLE;
export const NAMES = Object.keys(PEOPLE) as Name[];

const those = (which: (one: Kind) => boolean): Name[] => NAMES.filter((name) => which(people[name]));
const holds = (place: Place, ...roles: readonly string[]): Name[] => those((one) => one.out === undefined && one.place === place && one.role !== undefined && roles.includes(one.role));

/** Those without a session. */
export const OUTSIDE = those(({ out }) => out !== undefined);
/** Everybody with a session. */
export const INSIDE = those(({ out }) => out === undefined);
/** With a session that showed one factor only. */
export const WEAK = those(({ weak }) => weak === true);
/** Those who write for body A: authors and approvers. */
export const WRITERS_A = holds('A', 'author', 'approver');
export const APPROVERS_A = holds('A', 'approver');
export const ADMINISTRATORS_A = holds('A', 'administrator');
export const WRITERS_B = holds('B', 'author', 'approver');
/** Everybody in the office. */
export const OFFICE = holds('office', 'reviewer', 'editor', 'administrator');
/** Those of the office who write. */
export const EDITORS = holds('office', 'editor', 'administrator');
export const OFFICE_ADMINISTRATORS = holds('office', 'administrator');
/** Everybody who may begin a record of a kind that belongs to a body. */
export const STARTERS = [...WRITERS_A, ...WRITERS_B, ...EDITORS];
/** Those who may know of a draft at the desk of body A. */
export const READERS_A = [...WRITERS_A, ...OFFICE];
