/** The head of a log as the one who checks sees it: by a policy, or, without one, only as it says of itself. */
import { type Checkpoint, judgeCheckpoint, parseCheckpoint, parseNote, type Policy, type QuorumState } from '@yupana/ledger';
import { ALGORITHMS } from '../cosigner.ts';
import { type LogSource, readCheckpoint } from '../source.ts';

/** How far others vouch for a head. */
export type Vouched =
  /** Signed by the log, and seen by the quorum of the policy. */
  | 'witnessed'
  /** Signed by the log; the quorum is not met. */
  | 'not-witnessed'
  /** No policy was given: no signature was checked. */
  | 'unchecked';

export interface JudgedHead {
  readonly checkpoint: Checkpoint;
  readonly vouched: Vouched;
  readonly witnesses: readonly { readonly name: string; readonly at: string }[];
  /** What the quorum lacks, for people. */
  readonly missing: readonly string[];
}

/** Throws `Malformed` or `Unverified`. */
export async function judgedHead(note: Uint8Array, policy: Policy | undefined): Promise<JudgedHead> {
  if (policy === undefined) return { checkpoint: parseCheckpoint(parseNote(note).text), vouched: 'unchecked', witnesses: [], missing: [] };
  const { checkpoint, cosignatures, witnessed, quorum } = await judgeCheckpoint(note, policy, ALGORITHMS);
  return {
    checkpoint,
    vouched: witnessed ? 'witnessed' : 'not-witnessed',
    witnesses: cosignatures.map(({ witness, timestamp }) => ({ name: witness.name, at: new Date(timestamp * 1000).toISOString() })),
    missing: quorum === undefined ? [] : missingMembers(quorum),
  };
}

export async function readHead(source: LogSource, policy: Policy | undefined): Promise<JudgedHead> {
  return judgedHead(await readCheckpoint(source), policy);
}

/** The groups and witnesses that an unmet quorum waits for. */
export function missingMembers(state: QuorumState): string[] {
  if (state.met) return [];
  if (state.member.type === 'witness') return [state.member.name];
  const have = state.members.filter(({ met }) => met).length;
  return [`${state.member.name}: ${have} of ${state.member.threshold}`, ...state.members.flatMap(missingMembers)];
}
