/** How far the quorum has seen the log: by the signatures, with the keys of the policy as it is now, never by a mark in the database. */
import type { Database } from '#core/storage/database.ts';
import { judgeCheckpoint, Malformed, parsePolicy, type PolicyWitness, type QuorumState, Unverified } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { latestWitnessedHead, type LogState, type SignedHead } from './queries.ts';

/** Who has seen a head of the log, as the policy counts it. */
export interface Witnessing {
  readonly witnesses: readonly { readonly name: string; readonly key: string; readonly at: Date | undefined }[];
  /** Undefined where the policy asks for no witness. */
  readonly quorum: QuorumState | undefined;
}

/** Checked here and now with the keys of the policy. Undefined where the policy or the signatures do not hold. */
export async function witnessingOf({ policy }: Pick<LogState, 'policy'>, { note }: Pick<SignedHead, 'note'>): Promise<Witnessing | undefined> {
  try {
    const read = parsePolicy(Buffer.from(policy));
    const { cosignatures, quorum } = await judgeCheckpoint(Buffer.from(note), read, { mlDsa44: nodeMlDsa44 });
    const times = new Map<PolicyWitness, Date>(cosignatures.map(({ witness, timestamp }) => [witness, new Date(timestamp * 1000)]));
    return { witnesses: read.witnesses.map((witness) => ({ name: witness.name, key: witness.key.name, at: times.get(witness) })), quorum };
  } catch (error) {
    if (error instanceof Malformed || error instanceof Unverified) return undefined;
    throw error;
  }
}

/** Signatures cost milliseconds and every record's page asks: the same ones are judged once. */
const judged = new WeakMap<Database, { readonly policy: string; readonly note: string; readonly met: boolean }>();

/**
 * The size of the newest head that is marked as seen by the quorum, where its signatures bear that out; else 0. Whoever has
 * seen a head has seen all heads before it.
 */
export async function witnessedSize(database: Database, state: LogState | undefined): Promise<number> {
  const head = state && (await latestWitnessedHead(database));
  if (!state || !head) return 0;
  const [{ policy }, { note, size }] = [state, head];
  const known = judged.get(database);
  const met = known?.policy === policy && known.note === note ? known.met : (await witnessingOf(state, head))?.quorum?.met === true;
  judged.set(database, { policy, note, met });
  return met ? size : 0;
}

/** A head without a mark that the signatures do not bear out. */
export function asWitnessed<T extends Pick<SignedHead, 'size' | 'witnessedAt'>>(head: T, witnessed: number): T {
  return head.size <= witnessed ? head : { ...head, witnessedAt: null };
}
