/** Two copies of one log: do they agree as far as both reach, and if not, which entry is the first that differs? */
import { type Node, subtreeHash, type TreeHead } from '@yupana/ledger';
import type { LogSource } from '../source.ts';
import { nativeHash, same, VerifiedTree } from '../tree.ts';

export interface Comparison {
  /** As many entries as both have. */
  readonly common: number;
  /** Undefined where they agree. */
  readonly difference: { readonly entry: number; readonly here: Uint8Array; readonly there: Uint8Array } | undefined;
}

export interface Copy {
  readonly source: LogSource;
  readonly head: TreeHead;
}

/** Each copy is held to its own signed head, so a difference is one of the trees, not of a damaged file. Throws `Difference` for those. */
export async function compareLogs(here: Copy, there: Copy): Promise<Comparison> {
  const common = Math.min(here.head.size, there.head.size);
  const trees = [await VerifiedTree.open(here.source, here.head), await VerifiedTree.open(there.source, there.head)] as const;
  if (common === 0 || same(await trees[0].rootOf(common), await trees[1].rootOf(common))) return { common, difference: undefined };
  const entry = await firstDifferentLeaf(trees, common);
  const [a, b] = [await entryOf(trees[0], entry), await entryOf(trees[1], entry)];
  return { common, difference: { entry, here: a, there: b } };
}

type Trees = readonly [VerifiedTree, VerifiedTree];

async function firstDifferentLeaf(trees: Trees, size: number): Promise<number> {
  for (const top of completeSubtreesOf(size)) {
    if (!(await differs(trees, top))) continue;
    let node = top;
    while (node.level > 0) {
      const left: Node = { level: node.level - 1, index: node.index * 2 };
      node = (await differs(trees, left)) ? left : { ...left, index: left.index + 1 };
    }
    return node.index;
  }
  throw new Error('two roots differ, and no subtree below them does');
}

async function differs([a, b]: Trees, node: Node): Promise<boolean> {
  return !same(await a.node(node), await b.node(node));
}

/** The complete subtrees of a tree, from the first entry on. */
function completeSubtreesOf(size: number): Node[] {
  const nodes: Node[] = [];
  subtreeHash({ start: 0, end: size }, (node) => (nodes.push(node), new Uint8Array(32)), nativeHash);
  return nodes;
}

async function entryOf(tree: VerifiedTree, index: number): Promise<Uint8Array> {
  for await (const { start, entries } of tree.bundlesFrom(index)) return entries[index - start] ?? new Uint8Array(0);
  throw new Error(`there is no entry ${index}`);
}
