/** Who acts. The name goes to the audit trail, never into a public document. */
export interface Actor {
  /** `pack:peru`, `person:ana@example.org`, `system`. */
  readonly name: string;
}
