/** Uploads to mirrors as C2SP tlog-mirror describes them, from a log of the tests. */
import { createHash } from 'node:crypto';
import { entryPackages, formatAddEntries, formatEntryPackage, packageSubtree, subtreeConsistencyProof } from '@yupana/ledger';
import type { TestLog } from './log.ts';

const hash = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

export interface TestUpload {
  readonly header: Uint8Array;
  readonly packages: readonly Uint8Array[];
}

/** The canonical sequence of packages from one entry to another. @param end a size that the log has had. */
export function uploadOf(log: TestLog, start: number, end: number, origin = log.origin): TestUpload {
  const read = treeOf(log, end).nodes(end);
  return {
    header: formatAddEntries({ origin, uploadStart: start, uploadEnd: end, ticket: new Uint8Array(0) }),
    packages: entryPackages(start, end).map((interval) =>
      formatEntryPackage({ entries: log.entries.slice(interval.start, interval.end), proof: subtreeConsistencyProof(packageSubtree(interval), end, read, hash) }),
    ),
  };
}

export const bodyOf = ({ header, packages }: TestUpload): Uint8Array => Buffer.concat([header, ...packages]);

/** The log when it had this size. */
const trees = new WeakMap<TestLog, Map<number, TestLog>>();

function treeOf(log: TestLog, size: number): TestLog {
  if (size === log.size) return log;
  const known = trees.get(log) ?? new Map<number, TestLog>();
  trees.set(log, known);
  const found = known.get(size) ?? log.cut(size);
  known.set(size, found);
  return found;
}
