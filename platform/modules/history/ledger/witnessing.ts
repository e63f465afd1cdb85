/** Carries new checkpoints to the witnesses, and entries to the mirrors, each at its own pace; keeps what they sign. */
import type { Database } from '#core/storage/database.ts';
import { judgeCheckpoint, type NoteSignature, type Policy, type PolicyWitness } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { latestCheckpoint, type StoredCheckpoint } from './checkpoint.ts';
import { type MirrorProgress, unknownProgress, uploadEntries } from './mirror-client.ts';
import { type ReachableWitness, reachableWitnesses, WitnessClaim } from './precedents.ts';
import { addCheckpoint, type Cosigned, growthProof, withCosignatures } from './witness-client.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Clocks that differ by more than this are worth a line. */
const MOST_CLOCK_DIFFERENCE_S = 300;

export interface WitnessingOptions {
  readonly database: Database;
  readonly policy: Policy;
  /** The sizes that the witnesses are known to have cosigned, or, as mirrors, to have taken. */
  readonly known: ReadonlyMap<PolicyWitness, number>;
  /** How long one upload to a mirror may take. */
  readonly patienceMs?: number;
  now(): Date;
  warn(event: string, details: Readonly<Record<string, string | number>>): void;
  /** A witness has seen more than there is here, or something else: signing must stop. */
  endangered(danger: WitnessClaim): void;
}

interface Outcome {
  /** The size that the witness has seen. */
  readonly theirs: number;
  /** Why it has not cosigned that much; undefined where it has. */
  readonly reason: string | undefined;
  readonly retryAfterMs?: number;
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
    const progress = unknownProgress();
    while (!signal.aborted) {
      const checkpoint = this.#newest;
      if (checkpoint === undefined || checkpoint.size <= done) {
        await this.#rest(undefined);
        continue;
      }
      // What fails here, be it the database, is tried again like a witness that is down.
      const { furthest } = progress;
      const outcome: Outcome = await this.#carry(witness, checkpoint, theirs, progress).catch((error: unknown) => ({ theirs, reason: error instanceof Error ? error.name : 'unknown' }));
      if (signal.aborted) return;
      theirs = outcome.theirs;
      if (outcome.reason === undefined) {
        done = theirs;
        pause = 0;
      } else {
        // A mirror that got further than ever before is on its way.
        pause = progress.furthest > furthest ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
        const rest = Math.min(LONGEST_PAUSE_MS, Math.max(pause, outcome.retryAfterMs ?? 0));
        this.#options.warn('witness-failed', { witness: witness.name, reason: outcome.reason, size: checkpoint.size, againInSeconds: rest / 1000 });
        await this.#rest(rest);
      }
    }
  }

  async #carry(witness: ReachableWitness, checkpoint: StoredCheckpoint, theirs: number, progress: MirrorProgress): Promise<Outcome> {
    const { database, endangered } = this.#options;
    const { size, note } = checkpoint;
    let from = Math.min(theirs, size);
    // The second time with the size that it told us; if that changes in between again, later.
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await addCheckpoint(witness, { oldSize: from, proof: await growthProof(database, from, size), note }, this.#ending.signal);
      if (answer.type === 'cosigned') {
        await this.#keep(witness, size, answer);
        return { theirs: size, reason: undefined };
      }
      if (answer.type === 'taken') return this.#feed(witness, checkpoint, progress);
      if (answer.type === 'parted') {
        endangered(new WitnessClaim(witness, `another tree of ${from} entries`));
        return { theirs: from, reason: 'parted' };
      }
      if (answer.type === 'at') {
        // A newer checkpoint of ours may have reached it while this one was under way, by ways that are not ours: it is public once it is stored.
        if (answer.size > ((await latestCheckpoint(database))?.size ?? 0)) endangered(new WitnessClaim(witness, `${answer.size} entries; here are ${size}`));
        if (answer.size > size) return { theirs: answer.size, reason: 'ahead' };
        if (answer.size === from) {
          endangered(new WitnessClaim(witness, `another tree of ${from} entries`));
          return { theirs: from, reason: 'parted' };
        }
        from = answer.size;
        continue;
      }
      return { theirs: from, reason: answer.type === 'stranger' ? `it does not know this log or its key (${answer.status})` : answer.reason };
    }
    return { theirs: from, reason: 'it changes its size' };
  }

  /** Brings a mirror the entries of a checkpoint that it has taken. */
  async #feed(mirror: ReachableWitness, checkpoint: StoredCheckpoint, progress: MirrorProgress): Promise<Outcome> {
    const { database, patienceMs } = this.#options;
    const { size } = checkpoint;
    const outcome = await uploadEntries(mirror, checkpoint, progress, { database, signal: this.#ending.signal, ...(patienceMs !== undefined && { patienceMs }) });
    if (outcome.type === 'failed') return { theirs: size, reason: outcome.reason, ...(outcome.retryAfterMs !== undefined && { retryAfterMs: outcome.retryAfterMs }) };
    await this.#keep(mirror, outcome.size, outcome);
    return { theirs: Math.max(size, outcome.size), reason: outcome.size < size ? `it has cosigned the ${outcome.size} entries before` : undefined };
  }

  async #keep(witness: ReachableWitness, size: number, { signatures, timestamp }: Cosigned): Promise<void> {
    const { database, policy, now, warn } = this.#options;
    if (Math.abs(now().getTime() / 1000 - timestamp) > MOST_CLOCK_DIFFERENCE_S) warn('witness-clock-differs', { witness: witness.name, timestamp });
    await keepCosignatures(database, policy, size, signatures, now());
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
