/** Who is signed in, and for whom they act. */

/** In a public body: who writes, who approves as the second person, who invites others. */
export const BODY_ROLES = ['author', 'approver', 'administrator'] as const;
export type BodyRole = (typeof BODY_ROLES)[number];

/** In the strategy office: who reviews what bodies send, who writes its own records, who looks after people. */
export const OFFICE_ROLES = ['reviewer', 'editor', 'administrator'] as const;
export type OfficeRole = (typeof OFFICE_ROLES)[number];

export type Membership =
  | { readonly institution: string; readonly role: BodyRole }
  /** Of the strategy office. */
  | { readonly institution: undefined; readonly role: OfficeRole };

export interface Person {
  readonly accountId: string;
  /** As colleagues and the audit trail see it; never in a public document. */
  readonly name: string;
  readonly sessionId: string;
  readonly memberships: readonly Membership[];
}

export function isOffice(person: Person, ...roles: readonly OfficeRole[]): boolean {
  return person.memberships.some((one) => one.institution === undefined && (roles.length === 0 || roles.includes(one.role)));
}

export function isOf(person: Person, institution: string, ...roles: readonly BodyRole[]): boolean {
  return person.memberships.some((one) => one.institution === institution && (roles.length === 0 || roles.includes(one.role)));
}
