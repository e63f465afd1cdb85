/** The chain of each record through the log: every entry names the one before, and versions have no gaps. A number comes twice only where the log says so. */
import type { LogEntry } from './entry.ts';

/** Where a record stands after its newest entry. */
export interface ChainEnd {
  readonly index: number;
  /** Of the newest publication or withdrawal. */
  readonly version: number;
}

export interface ChainFault {
  readonly what: 'missing-version' | 'broken-chain';
  readonly reason: string;
}

export interface ChainStep {
  readonly end: ChainEnd;
  readonly faults: readonly ChainFault[];
  /** A number that the log had told of before: the log says itself that what bore it was lost. Nothing is broken, but somebody should know. */
  readonly again: boolean;
}

/**
 * What an entry makes of its record's chain. It goes on from the entry even where something is wrong, so that one fault is
 * told once. @param leafOf the hash of an earlier entry, in hexadecimal.
 */
export function chainStep(index: number, entry: LogEntry, before: ChainEnd | undefined, leafOf: (index: number) => string): ChainStep {
  const faults: ChainFault[] = [];
  const last = before?.version ?? 0;
  let again = false;
  if (isVersioned(entry)) {
    const version = entry.version;
    if (version === undefined) faults.push({ what: 'missing-version', reason: 'it says no version' });
    else if (version > last + 1) faults.push({ what: 'missing-version', reason: version === last + 2 ? `version ${last + 1} is not in the log` : `versions ${last + 1} to ${version - 1} are not in the log` });
    else if (version <= last && entry.members['again'] === true) again = true;
    else if (version <= last) faults.push({ what: 'broken-chain', reason: `version ${version} comes after version ${last}` });
  }
  const { previous } = entry;
  if (previous === undefined && before !== undefined) faults.push({ what: 'broken-chain', reason: `it names no entry before it, but entry ${before.index} is of the same record` });
  if (previous !== undefined && before === undefined) faults.push({ what: 'broken-chain', reason: `it names entry ${previous.index} as the one before, which is not of this record` });
  if (previous !== undefined && before !== undefined) {
    if (previous.index !== before.index) faults.push({ what: 'broken-chain', reason: `it names entry ${previous.index} as the one before, which is entry ${before.index}` });
    else if (previous.leaf !== leafOf(before.index)) faults.push({ what: 'broken-chain', reason: `the entry before it, ${before.index}, has another hash than it names` });
  }
  return { end: { index, version: isVersioned(entry) ? (entry.version ?? last) : last }, faults, again };
}

function isVersioned({ type }: LogEntry): boolean {
  return type === 'publication' || type === 'withdrawal';
}
