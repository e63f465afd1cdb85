/** Which logs are believed and which witnesses must have seen them: a parsed C2SP tlog-policy. */
import type { VerifierKey } from '../note/verifier-key.ts';

export interface PolicyLog {
  /** Its name is the origin of the log's checkpoints. */
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

export interface PolicyWitness {
  readonly type: 'witness';
  /** Means something inside the policy only. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

/** Has witnessed what at least `threshold` of its members have. */
export interface PolicyGroup {
  readonly type: 'group';
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly PolicyMember[];
}

export type PolicyMember = PolicyWitness | PolicyGroup;

export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Undefined for `quorum none`. */
  readonly quorum: PolicyMember | undefined;
}

/** How far a quorum has come, for people to see which sector is missing. */
export interface QuorumState {
  readonly member: PolicyMember;
  readonly met: boolean;
  /** Of a group: one for each member. */
  readonly members: readonly QuorumState[];
}

/** @param cosigned the witnesses with a valid cosignature. */
export function quorumState(member: PolicyMember, cosigned: ReadonlySet<PolicyWitness>): QuorumState {
  if (member.type === 'witness') return { member, met: cosigned.has(member), members: [] };
  const members = member.members.map((inner) => quorumState(inner, cosigned));
  return { member, met: members.filter(({ met }) => met).length >= member.threshold, members };
}
