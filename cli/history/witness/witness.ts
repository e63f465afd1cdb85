/** The witness: judges by the engine's rules, keeps, then answers. One request after the other. */
import { join } from 'node:path';
import { formatCosignatures, formatSizeBody, judgeAddCheckpoint, originHash, SIZE_CONTENT_TYPE, type VerifierKey, type WitnessVerdict } from '@yupana/ledger';
import { ALGORITHMS, type Cosigner } from '../cosigner.ts';
import { reasonOf } from '../config.ts';
import { RefusedRequests } from '../evidence.ts';
import { type Reply, text } from '../server.ts';
import { signSubtree } from '../sign-subtree.ts';
import { cosignedNote, rememberKeys, WitnessRecord } from './record.ts';

export interface WitnessedLogSetting {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
}

export interface WitnessOptions {
  readonly state: string;
  readonly cosigner: Cosigner;
  readonly logs: readonly WitnessedLogSetting[];
  /** Seconds since 1970. */
  now(): number;
  /** Hears what the operator should know. */
  tell(line: string): void;
}

/** So far a clock may have gone back before the witness stops signing; within it, it repeats its last time. */
const CLOCK_TOLERANCE_SECONDS = 600;
/** Requests that wait for their turn. */
const MOST_WAITING = 64;

export class Witness {
  readonly #options: WitnessOptions;
  readonly #records: ReadonlyMap<string, WitnessRecord>;
  readonly #refused: ReadonlyMap<string, RefusedRequests>;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** The latest time that was ever signed, over all logs. */
  #lastTime = 0;

  private constructor(options: WitnessOptions) {
    const ownKeys = rememberKeys(options.state, options.cosigner.keys);
    this.#options = options;
    this.#refused = new Map(options.logs.map(({ origin }) => [origin, new RefusedRequests(join(options.state, originHash(origin)))]));
    this.#records = new Map(options.logs.map(({ origin }) => [origin, new WitnessRecord(options.state, origin, ownKeys)]));
  }

  /** Reads all that it has ever signed. Throws where a part of it is damaged. The folder must be locked by the caller. */
  static async open(options: WitnessOptions): Promise<Witness> {
    const witness = new Witness(options);
    for (const record of witness.#records.values()) witness.#lastTime = Math.max(witness.#lastTime, (await record.latest())?.timestamp ?? 0);
    return witness;
  }

  /** `POST add-checkpoint`, C2SP tlog-witness. */
  async addCheckpoint(body: Uint8Array): Promise<Reply> {
    if (this.#waiting >= MOST_WAITING) return text(503, 'Too many requests wait. Try again in a few seconds.', { 'Retry-After': '5' });
    this.#waiting++;
    // To compare and to keep is one step: the next request waits until this one has ended.
    const answer = this.#turn.then(() => this.#answer(body)).finally(() => this.#waiting--);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** `POST sign-subtree`: of a head that this witness has cosigned, not necessarily its latest. */
  signSubtree(body: Uint8Array): Promise<Reply> {
    return signSubtree(body, this.#options.cosigner, (origin) => this.#records.has(origin));
  }

  /** What was cosigned last, as a signed note. */
  async checkpoint(origin: string): Promise<Uint8Array | undefined> {
    return (await this.#records.get(origin)?.latest())?.note;
  }

  /** For people: where each log stands. */
  async heads(): Promise<{ readonly origin: string; readonly size: number | undefined; readonly at: string | undefined }[]> {
    return Promise.all(
      [...this.#records].map(async ([origin, record]) => {
        const latest = await record.latest();
        return { origin, size: latest?.checkpoint.size, at: latest && new Date(latest.timestamp * 1000).toISOString() };
      }),
    );
  }

  async #answer(body: Uint8Array): Promise<Reply> {
    const verdict = await judgeAddCheckpoint(
      body,
      async (asked) => {
        const [log, record] = [this.#options.logs.find((one) => one.origin === asked), this.#records.get(asked)];
        if (log === undefined || record === undefined) return undefined;
        return { keys: log.keys, latest: (await record.latest())?.checkpoint };
      },
      ALGORITHMS,
    );
    if (verdict.status === 200) return this.#cosign(verdict);
    if (verdict.status === 409) return { status: 409, type: SIZE_CONTENT_TYPE, body: formatSizeBody(verdict.size) };
    if (verdict.status === 422) await this.#tellRefused(verdict, body);
    return text(verdict.status, verdict.reason);
  }

  async #cosign({ checkpoint, note }: Extract<WitnessVerdict, { status: 200 }>): Promise<Reply> {
    const record = this.#records.get(checkpoint.origin);
    if (record === undefined) throw new Error('a log without a record');
    const timestamp = this.#time();
    if (timestamp === undefined) return text(503, 'The clock of this witness is wrong. Its operator has been told.', { 'Retry-After': '600' });
    const own = await this.#options.cosigner.cosign(note.text, timestamp);
    const ofLog = note.valid.map(({ signature }) => signature);
    try {
      record.keep({ checkpoint, timestamp, note: cosignedNote(note.text, ofLog, own) });
    } catch (error) {
      // Nothing is signed that could be forgotten: a full disk stops the witness, it does not make it lie.
      this.#options.tell(`The checkpoint of ${checkpoint.origin} cannot be kept (${reasonOf(error)}), so it was not cosigned. Make room on the disk.`);
      return text(503, 'This witness cannot keep the checkpoint now. Try again later.', { 'Retry-After': '60' });
    }
    this.#lastTime = timestamp;
    return { status: 200, body: formatCosignatures(own) };
  }

  /** The time to sign: never before one that was signed. Undefined while the clock is too far behind. */
  #time(): number | undefined {
    const now = this.#options.now();
    if (now >= this.#lastTime) return now;
    if (this.#lastTime - now <= CLOCK_TOLERANCE_SECONDS) return this.#lastTime;
    this.#options.tell(`The clock says ${moment(now)}, but this witness has signed at ${moment(this.#lastTime)}. It signs nothing until the clock has passed that. Set the clock; if the earlier time was the wrong one, see docs/witness.md.`);
    return undefined;
  }

  /** A head that contradicts ours accuses the log. A proof that does not verify accuses nobody: heads are public. */
  async #tellRefused({ checkpoint, proves }: Extract<WitnessVerdict, { status: 422 }>, body: Uint8Array): Promise<void> {
    const { origin, size, root } = checkpoint;
    const record = this.#records.get(origin);
    const latest = (await record?.latest())?.checkpoint;
    if (!proves && size === (latest?.size ?? 0) && (latest === undefined || Buffer.from(root).equals(latest.root))) return;
    const said = proves
      ? `REFUSED: ${origin} has signed ${latest === undefined ? 'an empty tree that is not empty' : `two trees of ${size} entries`}.`
      : `NOT PROVED: a head of ${origin} of ${size} entries came with a proof that does not lead there from the ${latest?.size ?? 0} cosigned. That anybody can send. If no other proof follows, the log has parted from what was seen here.`;
    try {
      const kept = this.#refused.get(origin)?.keep(proves ? 'proof' : 'doubt', checkpoint, body, new Date(this.#options.now() * 1000));
      if (kept !== undefined) this.#options.tell(`${said} The request is kept in ${kept}.${proves ? " Ask the log's operator, in public, why." : ''}`);
      else if (proves) this.#options.tell(said);
    } catch (error) {
      this.#options.tell(`${said} It could not be kept as evidence: ${reasonOf(error)}`);
    }
  }
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
