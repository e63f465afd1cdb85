/** What a monitor reports: one line each, of which the id is the same however often it comes. */
import type { ChainFault } from '../chain.ts';
import type { LogEntry } from '../entry.ts';

export type EventType =
  | 'baseline' | 'withdrawal' | 'edit' | 'redaction' | 'key'
  | ChainFault['what'] | 'not-canonical'
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
export const ALARMS: ReadonlySet<EventType> = new Set<EventType>(['missing-version', 'broken-chain', 'not-canonical', 'fork', 'different', 'refused', 'ahead']);

export type Happening = Pick<MonitorEvent, 'type' | 'message'> & Partial<MonitorEvent>;

/** What is to be told of an entry. @param kinds whose edits are told. */
export function happeningsOf(index: number, entry: LogEntry, faults: readonly ChainFault[], kinds: ReadonlySet<string>): Happening[] {
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
    case 'key':
      return { type: 'key', message: entry.members['lost'] === true ? 'the log has a new key, which the one before did not sign: it is said to be lost' : 'the log has a new key, signed by the one before' };
    case 'publication':
      return (entry.version ?? 1) > 1 && kinds.has(entry.kind ?? '') ? { type: 'edit', message: `${name} was changed: version ${entry.version}` } : undefined;
    default:
      return undefined;
  }
}

/** One line for people. What strangers wrote in it cannot move the cursor. */
export function textLine({ seen, type, log, entry, message, evidence }: MonitorEvent): string {
  const line = `${seen} ${ALARMS.has(type) ? 'ALARM ' : ''}${type} ${log}${entry === undefined ? '' : ` entry ${entry}`}: ${message}${evidence === undefined ? '' : ` [${evidence.join(', ')}]`}`;
  return line.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
