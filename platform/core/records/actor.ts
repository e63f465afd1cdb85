/** Who acts. The name goes to the audit trail, never into a public document. */
export interface Actor {
  /** `pack:peru`, `person:Ana Quispe`, `system`. */
  readonly name: string;
  /** Of a person. A name can change and be shared; an account cannot. */
  readonly accountId?: string;
  /** The public body that a person writes for; without one they write for the strategy office. */
  readonly institution?: string;
}

/** What tells one actor from another. */
export function identityOf({ accountId, name }: Actor): string {
  return accountId ?? name;
}
