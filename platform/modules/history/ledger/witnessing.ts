/** Carries new checkpoints to the witnesses, each at its own pace, and keeps what they sign. */
import type { Database } from '#core/storage/database.ts';
import { judgeCheckpoint, type NoteSignature, type Policy, type PolicyWitness } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { type StoredCheckpoint } from './checkpoint.ts';
import { ForkDanger, type ReachableWitness, reachableWitnesses } from './precedents.ts';
import { addCheckpoint, growthProof, withCosignatures } from './witness-client.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Clocks that differ by more than this are worth a line. */
const MOST_CLOCK_DIFFERENCE_S = 300;

export interface WitnessingOptions {
  readonly database: Database;
  readonly policy: Policy;
  /** The sizes that the witnesses are known to have cosigned. */
  readonly known: ReadonlyMap<PolicyWitness, number>;
  now(): Date;
  warn(event: string, details: Readonly<Record<string, string | number>>): void;
  /** A witness has seen more than there is here, or something else: signing must stop. */
  endangered(danger: ForkDanger): void;
}

export class Witnessing {
  readonly #options: WitnessingOptions;
  readonly #ending = new AbortController();
  readonly #runs: Promise<void>[] = [];
  readonly #wakers = new Set<() => void>();
  #newest: StoredCheckpoint | undefined;

  constructor(options: WitnessingOptions) {
    this.#options = options;
    for (const witness of reachableWitnesses(options.policy)) this.#runs.push(this.#attend(witness));
  }

  /** Only the newest checkpoint is carried: it stands for those before it. */
  offer(checkpoint: StoredCheckpoint): void {
    this.#newest = checkpoint;
    for (const wake of this.#wakers) wake();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    for (const wake of this.#wakers) wake();
    await Promise.all(this.#runs);
  }

  async #attend(witness: ReachableWitness): Promise<void> {
    const { signal } = this.#ending;
    let theirs = this.#options.known.get(witness) ?? 0;
    let done = -1;
    let pause = 0;
    while (!signal.aborted) {
      const checkpoint = this.#newest;
      if (checkpoint === undefined || checkpoint.size === done) {
        await this.#rest(undefined);
        continue;
      }
      // What fails here, be it the database, is tried again like a witness that is down.
      const outcome = await this.#carry(witness, checkpoint, theirs).catch((error: unknown) => ({ theirs, reason: error instanceof Error ? error.name : 'unknown' }));
      if (signal.aborted) return;
      theirs = outcome.theirs;
      if (outcome.reason === undefined) {
        done = checkpoint.size;
        pause = 0;
      } else {
        pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
        this.#options.warn('witness-failed', { witness: witness.name, reason: outcome.reason, size: checkpoint.size, againInSeconds: pause / 1000 });
        await this.#rest(pause);
      }
    }
  }

  /** @returns the size that the witness has cosigned, and why it has not cosigned this one. */
  async #carry(witness: ReachableWitness, checkpoint: StoredCheckpoint, theirs: number): Promise<{ readonly theirs: number; readonly reason: string | undefined }> {
    const { database, now, warn, endangered } = this.#options;
    const { size, note } = checkpoint;
    let from = Math.min(theirs, size);
    // The second time with the size that it told us; if that changes in between again, later.
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await addCheckpoint(witness, { oldSize: from, proof: await growthProof(database, from, size), note }, this.#ending.signal);
      if (answer.type === 'cosigned') {
        if (Math.abs(now().getTime() / 1000 - answer.timestamp) > MOST_CLOCK_DIFFERENCE_S) warn('witness-clock-differs', { witness: witness.name, timestamp: answer.timestamp });
        await keepCosignatures(database, this.#options.policy, size, answer.signatures, now());
        return { theirs: size, reason: undefined };
      }
      if (answer.type === 'parted') {
        endangered(new ForkDanger(witness.name, `another tree of ${from} entries`));
        return { theirs: from, reason: 'parted' };
      }
      if (answer.type === 'at') {
        // A newer checkpoint of ours may have reached it while this one was under way.
        if (answer.size > Math.max(size, this.#newest?.size ?? 0)) endangered(new ForkDanger(witness.name, `${answer.size} entries; here are ${size}`));
        if (answer.size > size) return { theirs: answer.size, reason: 'ahead' };
        if (answer.size === from) {
          endangered(new ForkDanger(witness.name, `another tree of ${from} entries`));
          return { theirs: from, reason: 'parted' };
        }
        from = answer.size;
        continue;
      }
      return { theirs: from, reason: answer.type === 'stranger' ? `it does not know this log or its key (${answer.status})` : answer.reason };
    }
    return { theirs: from, reason: 'it changes its size' };
  }

  /** Until there is something new, the pause is over, or the end. */
  async #rest(milliseconds: number | undefined): Promise<void> {
    if (this.#ending.signal.aborted) return;
    await new Promise<void>((done) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        done();
      };
      // A witness that is being left alone is not asked sooner for every new checkpoint.
      const wake = (): void => (milliseconds === undefined || this.#ending.signal.aborted ? finish() : undefined);
      const timer = milliseconds === undefined ? undefined : setTimeout(finish, milliseconds);
      this.#wakers.add(wake);
    });
  }
}

/** Adds cosignatures to a checkpoint, and notes when the quorum was reached. */
export async function keepCosignatures(database: Database, policy: Policy, size: number, signatures: readonly NoteSignature[], now: Date): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const row = await transaction.selectFrom('ledger_checkpoint').select(['note', 'cosigned', 'witnessed_at']).where('size', '=', size).forUpdate().executeTakeFirst();
    if (!row) return;
    const cosigned = withCosignatures(row.cosigned ?? row.note, signatures);
    const judged = await judgeCheckpoint(Buffer.from(cosigned), policy, { mlDsa44: nodeMlDsa44 });
    const reached = row.witnessed_at === null && judged.quorum?.met === true;
    await transaction.updateTable('ledger_checkpoint').set({ cosigned, ...(reached && { witnessed_at: now }) }).where('size', '=', size).execute();
  });
}
