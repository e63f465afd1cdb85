/**
 * Before the first signature after a start: has anybody seen this log larger than it is here, or otherwise? A database restored
 * from a backup must not begin a second history from where the backup ends.
 */
import type { Database } from '#core/storage/database.ts';
import { type Checkpoint, emptyRoot, formatCheckpoint, formatNote, openNote, parseCheckpoint, type Policy, type PolicyWitness, type TreeHead, type VerifierKey } from '@yupana/ledger';
import { rootOfLog, type StoredCheckpoint } from './checkpoint.ts';
import type { LogKeys } from './keys.ts';
import { addCheckpoint, growthProof, limitedBody } from './witness-client.ts';

/** Somebody saw what this database does not hold. */
export class ForkDanger extends Error {
  readonly who: string;
  readonly what: string;
  constructor(who: string, what: string) {
    super(`${who} has seen ${what}`);
    this.who = who;
    this.what = what;
  }
}

/** A witness or mirror of the policy says so. It may lie, and halts the log all the same: a fork cannot be undone, a pause can. See claims.ts. */
export class WitnessClaim extends ForkDanger {
  readonly witness: ReachableWitness;
  constructor(witness: ReachableWitness, what: string) {
    super(witness.name, what);
    this.witness = witness;
  }
}

export type ReachableWitness = PolicyWitness & { readonly url: string };
export const reachableWitnesses = ({ witnesses }: Policy): ReachableWitness[] => witnesses.filter((witness): witness is ReachableWitness => witness.url !== undefined);

export interface Precedents {
  /** The witnesses and mirrors that answered and did not contradict, each with the size that it cosigned or took last. */
  readonly agreed: ReadonlyMap<PolicyWitness, number>;
  readonly silent: readonly { readonly who: string; readonly reason: string }[];
}

/** @throws ForkDanger */
export async function askWitnesses(database: Database, keys: LogKeys, latest: StoredCheckpoint | undefined, witnesses: readonly ReachableWitness[], signal: AbortSignal): Promise<Precedents> {
  const note = latest?.note ?? (await emptyCheckpoint(keys));
  const size = latest?.size ?? 0;
  const agreed = new Map<PolicyWitness, number>();
  const silent: { who: string; reason: string }[] = [];
  await Promise.all(
    witnesses.map(async (witness) => {
      // In the same breath: if it knows exactly this tree it says yes, if it knows another it says which.
      const answer = await addCheckpoint(witness, { oldSize: size, proof: [], note }, signal);
      if (answer.type === 'cosigned') agreed.set(witness, size);
      else if (answer.type === 'taken') {
        const doubt = await doubtOf(witness, size, note, signal);
        if (doubt === undefined) agreed.set(witness, size);
        else silent.push({ who: witness.name, reason: doubt });
      } else if (answer.type === 'at') agreed.set(witness, await agreedSize(database, witness, answer.size, size, note, signal));
      else if (answer.type === 'parted') throw new WitnessClaim(witness, answer.reason);
      // One that never heard of the log has seen nothing of it; one that knows it under other keys may have seen more than we.
      else if (answer.type === 'stranger' && answer.status === 404) agreed.set(witness, 0);
      else silent.push({ who: witness.name, reason: answer.type === 'stranger' ? `it does not know the key that signs (${answer.status})` : answer.reason });
    }),
  );
  return { agreed, silent };
}

/**
 * A mirror says yes without signing, as does whatever says yes to everything. So it is asked once more, from an old size that is
 * not its own: a mirror must answer with its size. @returns why its word does not count. @throws ForkDanger
 */
async function doubtOf(mirror: ReachableWitness, size: number, note: string, signal: AbortSignal): Promise<string | undefined> {
  // Whoever has nothing but the empty tree has seen nothing.
  if (size === 0) return undefined;
  const answer = await addCheckpoint(mirror, { oldSize: 0, proof: [], note }, signal);
  if (answer.type === 'at' && answer.size > size) throw new WitnessClaim(mirror, `${answer.size} entries; here are ${size}`);
  if (answer.type === 'at' && answer.size === size) return undefined;
  return answer.type === 'failed' ? answer.reason : 'it signs nothing, and does not stand by what it says';
}

/** @throws ForkDanger where the witness is ahead of us, or its tree is not the beginning of ours. */
async function agreedSize(database: Database, witness: ReachableWitness, theirs: number, ours: number, note: string, signal: AbortSignal): Promise<number> {
  if (theirs > ours) throw new WitnessClaim(witness, `${theirs} entries; here are ${ours}`);
  if (theirs === ours && ours > 0) throw new WitnessClaim(witness, `another tree of ${ours} entries`);
  const answer = await addCheckpoint(witness, { oldSize: theirs, proof: await growthProof(database, theirs, ours), note }, signal);
  if (answer.type === 'parted') throw new WitnessClaim(witness, `another tree of ${theirs} entries`);
  if (answer.type === 'at' && answer.size > ours) throw new WitnessClaim(witness, `${answer.size} entries; here are ${ours}`);
  return answer.type === 'cosigned' || answer.type === 'taken' ? ours : theirs;
}

/** The head of the empty tree, which every tree continues: to ask before anything was signed. By all keys: the witness may know the former alone. */
async function emptyCheckpoint(keys: LogKeys): Promise<string> {
  const text = formatCheckpoint({ origin: keys[0].verifier.name, size: 0, root: emptyRoot(), extensions: [] });
  return Buffer.from(formatNote({ text, signatures: await Promise.all(keys.map((key) => key.sign(text))) })).toString('utf8');
}

/** @throws ForkDanger where the head is not one of the tree that is here. */
export async function assertWithin(database: Database, who: string, head: TreeHead, ours: number): Promise<void> {
  if (head.size > ours) throw new ForkDanger(who, `${head.size} entries; here are ${ours}`);
  if (head.size > 0 && !Buffer.from(head.root).equals(await rootOfLog(database, head.size))) throw new ForkDanger(who, `another tree of ${head.size} entries`);
}

const PATIENCE_MS = 10_000;

export interface ShownHead extends Checkpoint {
  /** With our signatures alone: of other lines nothing is known, and there could be any number. */
  readonly note: string;
}

/** The head of the log that an answer holds; undefined where it holds that of another, or nothing. @throws Malformed, Unverified */
export async function headIn(answer: Response, origin: string, keys: readonly VerifierKey[]): Promise<ShownHead | undefined> {
  if (!answer.ok) return undefined;
  const { text, valid } = await openNote(await limitedBody(answer), keys);
  const checkpoint = parseCheckpoint(text);
  return checkpoint.origin === origin ? { ...checkpoint, note: Buffer.from(formatNote({ text, signatures: valid.map(({ signature }) => signature) })).toString('utf8') } : undefined;
}

/** The checkpoint of a copy of the log; undefined where it cannot be had. A signature that is not ours says nothing. */
export async function checkpointOfMirror(url: string, keys: LogKeys, signal: AbortSignal): Promise<Checkpoint | undefined> {
  try {
    const answer = await fetch(`${url}/checkpoint`, { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    return await headIn(answer, keys[0].verifier.name, keys.map(({ verifier }) => verifier));
  } catch {
    return undefined;
  }
}
