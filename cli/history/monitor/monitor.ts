/** The monitor: reads what is new of a log, checked like a mirror would, and says what people should look at. */
import { judgeCheckpoint, leafHash, Malformed, type Policy, Unverified } from '@yupana/ledger';
import { chainStep } from '../chain.ts';
import { reasonOf } from '../config.ts';
import { ALGORITHMS } from '../cosigner.ts';
import { readEntry } from '../entry.ts';
import { keepFork } from '../evidence.ts';
import { relationOf, type ServedHead, servedHead } from '../follow.ts';
import { httpSource, type LogSource, readCheckpoint, Unreachable } from '../source.ts';
import { Difference, nativeHash, same, VerifiedTree } from '../tree.ts';
import { missingMembers } from '../verify/head.ts';
import { keyChangeOf } from '../key-change.ts';
import { ALARMS, type Happening, happeningsOf, keyHappening, type MonitorEvent } from './events.ts';
import type { Condition, KnownRecord, MonitorState, MonitorStore } from './store.ts';

export interface MonitorOptions {
  readonly source: LogSource;
  readonly policy: Policy;
  readonly origin: string;
  readonly store: MonitorStore;
  readonly kinds: ReadonlySet<string>;
  readonly silenceSeconds: number;
  readonly unreachableSeconds: number;
  readonly witnessSeconds: number;
  /** Whether what happened before the first look is told one by one. */
  readonly tellsHistory: boolean;
  /** Addresses of mirrors and witnesses. */
  readonly compare: readonly string[];
  /** Seconds since 1970. */
  now(): number;
}

export interface Look {
  /** Whether the log answered. */
  readonly reached: boolean;
  /** All of them are kept already. */
  readonly events: readonly MonitorEvent[];
}

export class Monitor {
  readonly #options: MonitorOptions;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** One look at the log. Throws only where its own state cannot be kept. */
  async look(): Promise<Look> {
    const round = new Round(this.#options);
    const reached = await round.readLog();
    if (reached) await round.compareOthers();
    return { reached, events: round.finish() };
  }
}

class Round {
  readonly #options: MonitorOptions;
  readonly #state: MonitorState;
  readonly #conditions: Record<string, Condition>;
  readonly #records = new Map<string, KnownRecord>();
  readonly #happenings: Happening[] = [];
  #head: MonitorState['head'];
  #grewAt: number;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#state = options.store.state;
    this.#conditions = { ...this.#state.conditions };
    this.#head = this.#state.head;
    this.#grewAt = this.#state.grewAt;
  }

  async readLog(): Promise<boolean> {
    const { source, policy, origin, unreachableSeconds } = this.#options;
    try {
      const served = await servedHead(source, policy, origin);
      await this.#follow(served);
      this.#judgeQuorum(served);
      for (const cleared of ['unreachable', 'different', 'refused'] as const) this.#holds(cleared, false, 0, { type: cleared, message: 'the log answers again as it should' });
      return true;
    } catch (error) {
      const message = reasonOf(error);
      if (error instanceof Unreachable) this.#holds('unreachable', true, unreachableSeconds, { type: 'unreachable', message });
      else if (error instanceof Difference) this.#holds('different', true, 0, { type: 'different', message, ...(error.entry !== undefined && { entry: error.entry }) });
      else if (error instanceof Malformed || error instanceof Unverified) this.#holds('refused', true, 0, { type: 'refused', message: `the head of the log is not valid: ${message}` });
      else throw error;
      return !(error instanceof Unreachable);
    } finally {
      this.#judgeSilence();
    }
  }

  /** What others were shown must be the beginning of what we were shown. */
  async compareOthers(): Promise<void> {
    const { compare, source, policy, witnessSeconds, unreachableSeconds } = this.#options;
    const head = this.#head;
    if (head === null) return;
    for (const address of compare) {
      try {
        const note = await readCheckpoint(httpSource(address));
        const { checkpoint } = await judgeCheckpoint(note, policy, ALGORITHMS);
        this.#holds(`unreachable ${address}`, false, 0, { type: 'unreachable', message: `${address} answers again` });
        const ahead = checkpoint.size > head.size;
        this.#holds(`ahead ${address}`, ahead, witnessSeconds, { type: 'ahead', message: ahead ? `${address} has seen ${checkpoint.size} entries, the log shows ${head.size}` : `${address} has seen no more than the log shows` });
        if (ahead || checkpoint.size === 0) continue;
        const root = await this.#rootAt(source, checkpoint.size);
        const differs = root !== undefined && !same(root, checkpoint.root);
        this.#judgeFork(`fork ${address}`, differs ? `${address} was shown another tree of ${checkpoint.size} entries` : undefined, note);
      } catch (error) {
        const known = error instanceof Unreachable || error instanceof Malformed || error instanceof Unverified || error instanceof Difference;
        if (!known) throw error;
        this.#holds(`unreachable ${address}`, true, unreachableSeconds, { type: 'unreachable', message: reasonOf(error) });
      }
    }
  }

  /** Keeps the state and the events, in one step. */
  finish(): MonitorEvent[] {
    const { now, origin, store } = this.#options;
    const seen = new Date(now() * 1000).toISOString();
    const events = this.#happenings.map((happening, place): MonitorEvent => ({ id: `${happening.type}-${happening.entry ?? `${seen}-${place}`}`, seen, log: origin, ...happening }));
    const state = { ...this.#state, head: this.#head, grewAt: this.#grewAt, conditions: this.#conditions };
    if (events.length > 0 || JSON.stringify(state) !== JSON.stringify(this.#state)) store.commit(state, this.#records, events);
    return events;
  }

  async #follow(served: ServedHead): Promise<void> {
    const { source } = this.#options;
    const { checkpoint } = served;
    const accepted = this.#head === null ? undefined : { size: this.#head.size, root: Buffer.from(this.#head.root, 'base64') };
    const found = await relationOf(source, checkpoint, accepted, async (size) => this.#rootAt(source, size));
    this.#holds('behind', found.relation === 'older', this.#options.witnessSeconds, { type: 'behind', message: found.relation === 'older' ? `the log shows ${checkpoint.size} entries; it showed ${accepted?.size} before` : 'the log shows as much as before' });
    this.#judgeFork('fork', found.relation === 'fork' ? found.reason : undefined, served.note);
    if (found.relation !== 'continues') return;
    await this.#readGrowth(found.tree, accepted?.size);
    this.#head = { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('base64'), note: Buffer.from(served.note).toString('utf8') };
  }

  /** All of the growth or, where a part of it cannot be read, nothing: the next look begins where this one did. */
  async #readGrowth(tree: VerifiedTree, from: number | undefined): Promise<void> {
    const { now, tellsHistory } = this.#options;
    const first = from === undefined;
    const found: Happening[] = [];
    let last: string | undefined;
    try {
      for await (const { start, entries } of tree.bundlesFrom(from ?? 0)) {
        for (const [at, bytes] of entries.entries()) {
          if (start + at >= (from ?? 0)) found.push(...(await this.#readEntry(start + at, bytes, (time) => (last = time))));
        }
      }
    } catch (error) {
      this.#records.clear();
      throw error;
    }
    this.#happenings.push(...(first && !tellsHistory ? found.filter(({ type }) => ALARMS.has(type)) : found));
    this.#grewAt = first ? Math.min(now(), Math.floor((Date.parse(last ?? '') || now() * 1000) / 1000)) : now();
    if (first) this.#happenings.push({ type: 'baseline', message: `the log has ${tree.head.size} entries of ${this.#records.size} records; from here on what changes is reported` });
  }

  async #readEntry(index: number, bytes: Uint8Array, hears: (time: string | undefined) => void): Promise<Happening[]> {
    const { kinds, policy } = this.#options;
    try {
      const entry = readEntry(bytes);
      hears(entry.at);
      if (entry.type === 'key') return [keyHappening(index, entry, await keyChangeOf(entry.members, policy.logs.map(({ key }) => key)))];
      if (entry.record === undefined) return happeningsOf(index, entry, [], kinds);
      const before = this.#records.get(entry.record) ?? this.#options.store.records.get(entry.record);
      const { end, faults, again } = chainStep(index, entry, before, () => before?.leaf ?? '');
      this.#records.set(entry.record, { ...end, leaf: Buffer.from(leafHash(bytes, nativeHash)).toString('hex') });
      return happeningsOf(index, entry, again ? [...faults, { what: 'again', reason: `version ${entry.version} was published a second time; the log says that a restored backup had lost the first` }] : faults, kinds);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return [{ type: 'not-canonical', entry: index, message: error.message }];
    }
  }

  #judgeQuorum({ witnessed, quorum, checkpoint }: ServedHead): void {
    const missing = quorum === undefined ? [] : missingMembers(quorum);
    this.#holds('not-witnessed', !witnessed, this.#options.witnessSeconds, { type: 'not-witnessed', message: witnessed ? 'the quorum is met again' : `the head of ${checkpoint.size} entries lacks its quorum: ${missing.join('; ')}` });
  }

  #judgeSilence(): void {
    const { now, silenceSeconds } = this.#options;
    if (this.#head === null) return;
    const quiet = now() - this.#grewAt;
    this.#holds('silence', quiet >= silenceSeconds, 0, { type: 'silence', message: quiet >= silenceSeconds ? `nothing new since ${new Date(this.#grewAt * 1000).toISOString()}` : 'the log grows again' });
  }

  /** The root of an earlier size, from the log's files, held to the head that was accepted. */
  async #rootAt(source: LogSource, size: number): Promise<Uint8Array | undefined> {
    if (this.#head === null) return undefined;
    try {
      return await (await VerifiedTree.open(source, { size: this.#head.size, root: Buffer.from(this.#head.root, 'base64') })).rootOf(size);
    } catch (error) {
      if (error instanceof Unreachable || error instanceof Difference) return undefined;
      throw error;
    }
  }

  /** The first two heads that part are kept; while the log goes on with it, that is enough. */
  #judgeFork(key: string, reason: string | undefined, note: Uint8Array): void {
    const told = this.#conditions[key]?.told === true;
    const evidence = reason === undefined || told || this.#head === null ? [] : keepFork(this.#options.store.folder, [Buffer.from(this.#head.note), note]);
    const message = reason === undefined ? 'one history is shown again' : `the log has signed two histories: ${reason}. Both heads are kept; publish them`;
    this.#holds(key, reason !== undefined, 0, { type: 'fork', message, ...(evidence.length > 0 && { evidence }) });
  }

  /** Tells once that something holds, when it has held for long enough, and once that it is over. */
  #holds(key: string, holds: boolean, seconds: number, happening: Happening): void {
    const known = this.#conditions[key];
    if (!holds) {
      if (known?.told === true) this.#happenings.push({ ...happening, type: 'resolved', message: `${key.split(' ')[0]} is over: ${happening.message}` });
      delete this.#conditions[key];
      return;
    }
    const since = known?.since ?? this.#options.now();
    const tells = known?.told !== true && this.#options.now() - since >= seconds;
    if (tells) this.#happenings.push(happening);
    this.#conditions[key] = { since, told: tells || known?.told === true };
  }
}
