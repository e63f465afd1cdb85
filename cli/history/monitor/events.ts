/** What a monitor reports: one line each, of which the id is the same however often it comes. */
import type { ChainFault } from '../chain.ts';
import type { LogEntry } from '../entry.ts';
import type { KeyChange } from '../key-change.ts';

export type EventType =
  | 'baseline' | 'withdrawal' | 'edit' | 'redaction' | 'key' | 'unproved-key'
  | ChainFault['what'] | 'again' | 'not-canonical'
  | 'fork' | 'different' | 'refused' | 'behind' | 'ahead' | 'not-witnessed' | 'silence' | 'unreachable' | 'resolved';

export interface MonitorEvent {
  /** To know an event again: deliveries may come twice. */
  readonly id: string;
  readonly type: EventType;
  /** When the monitor saw it. */
  readonly seen: string;
  readonly log: string;
  readonly message: string;
  readonly entry?: number;
  readonly record?: string;
  readonly kind?: string;
  readonly version?: number;
  /** What the entry says of its time. */
  readonly at?: string;
  /** Files of evidence. */
  readonly evidence?: readonly string[];
}

/** These say that something is wrong, not only that something happened. */
export const ALARMS: ReadonlySet<EventType> = new Set<EventType>(['missing-version', 'broken-chain', 'again', 'not-canonical', 'unproved-key', 'fork', 'different', 'refused', 'ahead']);

export type Happening = Pick<MonitorEvent, 'type' | 'message'> & Partial<MonitorEvent>;

/** What is to be told of an entry. @param kinds whose edits are told. */
export function happeningsOf(index: number, entry: LogEntry, faults: readonly { readonly what: ChainFault['what'] | 'again'; readonly reason: string }[], kinds: ReadonlySet<string>): Happening[] {
  const place = {
    entry: index,
    ...(entry.record !== undefined && { record: entry.record }),
    ...(entry.kind !== undefined && { kind: entry.kind }),
    ...(entry.version !== undefined && { version: entry.version }),
    ...(entry.at !== undefined && { at: entry.at }),
  };
  const what = happeningOf(entry, kinds);
  return [...(what === undefined ? [] : [{ ...place, ...what }]), ...faults.map(({ what: type, reason }) => ({ ...place, type, message: `${entry.kind ?? 'entry'} ${entry.record ?? ''}: ${reason}` }))];
}

function happeningOf(entry: LogEntry, kinds: ReadonlySet<string>): Happening | undefined {
  const name = `${entry.kind ?? ''} ${entry.record ?? ''}`.trim();
  switch (entry.type) {
    case 'withdrawal':
      return { type: 'withdrawal', message: `${name} was withdrawn` };
    case 'redaction': {
      const { article, count } = entry.members;
      return { type: 'redaction', message: `${name}: ${typeof count === 'number' ? count : 'some'} values were erased${typeof article === 'string' ? ` (${article})` : ''}` };
    }
    case 'publication':
      return (entry.version ?? 1) > 1 && kinds.has(entry.kind ?? '') ? { type: 'edit', message: `${name} was changed: version ${entry.version}` } : undefined;
    default:
      return undefined;
  }
}

/** What is to be told of an entry by which the log announces another key. */
export function keyHappening(index: number, { members, at }: LogEntry, { key, proved }: KeyChange): Happening {
  const place = { entry: index, ...(at !== undefined && { at }) };
  if (proved) return { ...place, type: 'key', message: `the log has a new key, which the one before has signed: ${key}. Ask its office by another way, then put it into your policy` };
  const why = members['lost'] === true ? 'it is said that the one before was lost' : 'what it shows for it does not hold';
  return { ...place, type: 'unproved-key', message: `the log announces a new key that no key of your policy has signed (${why}): ${key}. Do not trust it before its office has explained it in public` };
}

/** One line for people. What strangers wrote in it cannot move the cursor. */
export function textLine({ seen, type, log, entry, message, evidence }: MonitorEvent): string {
  const line = `${seen} ${ALARMS.has(type) ? 'ALARM ' : ''}${type} ${log}${entry === undefined ? '' : ` entry ${entry}`}: ${message}${evidence === undefined ? '' : ` [${evidence.join(', ')}]`}`;
  return line.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
