/** Is a checkpoint valid by a policy? By any one of its logs, and cosigned by its quorum. */
import { type Checkpoint, parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { Unverified } from '../malformed.ts';
import type { NoteSignature } from '../note/note.ts';
import type { VerifierKey } from '../note/verifier-key.ts';
import { openNote } from '../note/verify.ts';
import type { Algorithms } from '../signatures/algorithms.ts';
import { type Policy, type PolicyLog, type PolicyWitness, quorumState, type QuorumState } from './policy.ts';

export interface Cosigned {
  readonly witness: PolicyWitness;
  /** Seconds since 1970, by the witness's clock. */
  readonly timestamp: number;
}

export interface JudgedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly log: PolicyLog;
  readonly cosignatures: readonly Cosigned[];
  /** Undefined where the policy asks for none. */
  readonly quorum: QuorumState | undefined;
  /** Whether the quorum is met. Until then a checkpoint is “not yet witnessed”, which its log may well repair. */
  readonly witnessed: boolean;
  readonly ignored: readonly NoteSignature[];
}

/** Throws `Malformed`, or `Unverified` where no log of the policy has signed or a known signature is wrong. */
export async function judgeCheckpoint(bytes: Uint8Array, policy: Policy, algorithms: Algorithms = {}): Promise<JudgedCheckpoint> {
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const { text, valid, ignored } = await openNote(bytes, keys, algorithms);
  const checkpoint = parseCheckpoint(text);
  const log = policy.logs.find(({ key }) => key.name === checkpoint.origin && valid.some((signature) => isSameKey(signature.key, key)));
  if (log === undefined) throw new Unverified(`no log of the policy has signed this checkpoint of ${checkpoint.origin}`);
  const cosignatures = policy.witnesses.flatMap((witness) => {
    const times = valid.flatMap(({ key, timestamp }) => (isSameKey(key, witness.key) && timestamp !== undefined ? [timestamp] : []));
    return times.length === 0 ? [] : [{ witness, timestamp: Math.max(...times) }];
  });
  const quorum = policy.quorum && quorumState(policy.quorum, new Set(cosignatures.map(({ witness }) => witness)));
  return { checkpoint, log, cosignatures, quorum, witnessed: quorum === undefined || quorum.met, ignored };
}

/** A name and an id are one key, whoever holds it: a log may be a witness of itself. */
function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && a.id === b.id;
}
