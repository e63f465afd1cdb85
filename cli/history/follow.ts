/**
 * What a head that a log serves is to somebody who has seen an earlier one: its continuation, the same, an older one, or
 * the proof that there are two histories.
 */
import { type Checkpoint, judgeCheckpoint, type JudgedCheckpoint, type Policy, type TreeHead } from '@yupana/ledger';
import { ALGORITHMS } from './cosigner.ts';
import { type LogSource, readCheckpoint } from './source.ts';
import { same, VerifiedTree } from './tree.ts';

export interface ServedHead extends JudgedCheckpoint {
  readonly note: Uint8Array;
}

/** Reads and judges the head that the log serves. Throws `Unreachable`, `Malformed` or `Unverified`. */
export async function servedHead(source: LogSource, policy: Policy, origin: string): Promise<ServedHead> {
  const note = await readCheckpoint(source);
  const judged = await judgeCheckpoint(note, { ...policy, logs: policy.logs.filter(({ key }) => key.name === origin) }, ALGORITHMS);
  return { ...judged, note };
}

export type Relation =
  | { readonly relation: 'same' | 'older' }
  | { readonly relation: 'continues'; readonly tree: VerifiedTree }
  /** Both heads are signed by the log. */
  | { readonly relation: 'fork'; readonly reason: string };

/**
 * How a head stands to one that was accepted before. @param ownTree the accepted tree, for heads that are smaller.
 * Throws `Difference` where the log serves bytes that are not those of its own head: a fault of its files, not yet a fork.
 */
export async function relationOf(source: LogSource, served: Checkpoint, accepted: TreeHead | undefined, ownRoot: (size: number) => Promise<Uint8Array | undefined>): Promise<Relation> {
  if (accepted === undefined) return { relation: 'continues', tree: await VerifiedTree.open(source, served) };
  if (served.size === accepted.size) {
    return same(served.root, accepted.root) ? { relation: 'same' } : { relation: 'fork', reason: `two trees of ${served.size} entries with different roots` };
  }
  if (served.size < accepted.size) {
    const root = served.size === 0 ? served.root : await ownRoot(served.size);
    return root === undefined || same(root, served.root) ? { relation: 'older' } : { relation: 'fork', reason: `a tree of ${served.size} entries that is not the beginning of the one of ${accepted.size} entries seen before` };
  }
  const tree = await VerifiedTree.open(source, served);
  const root = accepted.size === 0 ? accepted.root : await tree.rootOf(accepted.size);
  return same(root, accepted.root) ? { relation: 'continues', tree } : { relation: 'fork', reason: `the tree of ${served.size} entries does not begin with the one of ${accepted.size} entries seen before` };
}
