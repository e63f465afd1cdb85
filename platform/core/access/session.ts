/** Who is signed in. */
export interface Person {
  readonly name: string;
  readonly sessionId: string;
}
