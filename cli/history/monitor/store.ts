/**
 * What a monitor remembers, in three files: where each record stands and what was reported are journals that only grow;
 * `state.json`, replaced whole, says how much of them counts. Killed between the two, what was appended last is cut off.
 */
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChainEnd } from '../chain.ts';
import { reasonOf } from '../config.ts';
import { appendDurably, makeFolder, readIfThere, replaceFile } from '../files.ts';
import type { MonitorEvent } from './events.ts';

const condition = z.object({ since: z.number(), told: z.boolean() });
export type Condition = z.infer<typeof condition>;

const stored = z.object({
  origin: z.string(),
  head: z.object({ size: z.number(), root: z.string(), note: z.string() }).nullable(),
  /** Seconds since 1970 when the log last grew. */
  grewAt: z.number(),
  conditions: z.record(z.string(), condition),
  recordsBytes: z.number(),
  eventsBytes: z.number(),
  /** How far the events were delivered. */
  deliveredBytes: z.number(),
});
export type MonitorState = z.infer<typeof stored>;

export interface KnownRecord extends ChainEnd {
  /** Hash of the newest entry, in hexadecimal. */
  readonly leaf: string;
}

export class MonitorStore {
  readonly #folder: string;
  readonly records = new Map<string, KnownRecord>();
  state: MonitorState;

  /** Throws where the folder belongs to another log, or is damaged. */
  constructor(folder: string, origin: string) {
    makeFolder(folder);
    this.#folder = folder;
    this.state = this.#read(origin);
    this.#cut('records.jsonl', this.state.recordsBytes);
    this.#cut('events.jsonl', this.state.eventsBytes);
    for (const line of linesOf(readIfThere(this.#path('records.jsonl')))) {
      const [id, index, version, leaf] = JSON.parse(line) as [string, number, number, string];
      this.records.set(id, { index, version, leaf });
    }
  }

  get folder(): string {
    return this.#folder;
  }

  /** All of it or, after a kill, nothing. Throws where the disk is full; then nothing has changed. */
  commit(state: MonitorState, records: ReadonlyMap<string, KnownRecord>, events: readonly MonitorEvent[]): void {
    const before = this.state;
    const journal = Buffer.from([...records].map(([id, { index, version, leaf }]) => `${JSON.stringify([id, index, version, leaf])}\n`).join(''));
    const report = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    try {
      if (journal.length > 0) appendDurably(this.#path('records.jsonl'), journal);
      if (report.length > 0) appendDurably(this.#path('events.jsonl'), report);
      this.#save({ ...state, recordsBytes: before.recordsBytes + journal.length, eventsBytes: before.eventsBytes + report.length });
    } catch (error) {
      this.#cut('records.jsonl', before.recordsBytes);
      this.#cut('events.jsonl', before.eventsBytes);
      throw error;
    }
    for (const [id, record] of records) this.records.set(id, record);
  }

  /** What is reported but not delivered yet, the oldest first. */
  undelivered(most: number): { readonly lines: readonly string[]; readonly upTo: number } {
    const bytes = readIfThere(this.#path('events.jsonl')) ?? new Uint8Array(0);
    const lines = linesOf(bytes.subarray(this.state.deliveredBytes, this.state.eventsBytes)).slice(0, most);
    return { lines, upTo: this.state.deliveredBytes + lines.reduce((length, line) => length + Buffer.byteLength(line) + 1, 0) };
  }

  delivered(upTo: number): void {
    this.#save({ ...this.state, deliveredBytes: upTo });
  }

  #save(state: MonitorState): void {
    replaceFile(this.#path('state.json'), Buffer.from(`${JSON.stringify(state)}\n`));
    this.state = state;
  }

  #read(origin: string): MonitorState {
    const file = this.#path('state.json');
    const bytes = readIfThere(file);
    if (bytes === undefined) return { origin, head: null, grewAt: 0, conditions: {}, recordsBytes: 0, eventsBytes: 0, deliveredBytes: 0 };
    let state: MonitorState;
    try {
      state = stored.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
      throw new Error(`${file} is damaged (${reasonOf(error).split('\n')[0]}). Keep the folder as it is, for its events.jsonl, and name another one in "state".`, { cause: error });
    }
    if (state.origin !== origin) throw new Error(`${this.#folder} is the state of a monitor of ${state.origin}. Name another folder in "state".`);
    return state;
  }

  #cut(name: string, bytes: number): void {
    const file = this.#path(name);
    if (!existsSync(file)) {
      if (bytes > 0) throw new Error(`${file} is gone, though ${bytes} bytes of it count. Put it back, or name another folder in "state".`);
      return;
    }
    if (readFileSync(file).length < bytes) throw new Error(`${file} is shorter than ${this.#path('state.json')} says. Put both back from one copy, or name another folder in "state".`);
    truncateSync(file, bytes);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

function linesOf(bytes: Uint8Array | undefined): string[] {
  return Buffer.from(bytes ?? new Uint8Array(0)).toString('utf8').split('\n').filter((line) => line !== '');
}
