export interface Command {
  /** What it does, its options, examples. */
  readonly help: string;
  /** @returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** The command was called wrongly; the message says how. */
export class UsageFault extends Error {}
