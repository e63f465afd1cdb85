/** Follows a log and fetches what is new. Every byte is checked before it is kept; what an interruption left is checked again and not fetched again. */
import { join } from 'node:path';
import { type Checkpoint, parseNote, TILE_WIDTH } from '@yupana/ledger';
import { keepFork } from '../evidence.ts';
import { readIfThere } from '../files.ts';
import { relationOf, type ServedHead, servedHead } from '../follow.ts';
import { folderSource, type LogSource } from '../source.ts';
import { VerifiedTree } from '../tree.ts';
import type { LogCopy } from './copy.ts';

export interface MirrorOptions {
  readonly source: LogSource;
  readonly copy: LogCopy;
  /** Whether heads without quorum are fetched too. */
  readonly unwitnessed: boolean;
  progress?(done: number, total: number): void;
}

export type MirrorOutcome =
  | { readonly outcome: 'grown' | 'unchanged' | 'behind'; readonly size: number }
  /** What had been kept of it was not what lay on the disk afterwards; it was thrown away. */
  | { readonly outcome: 'damaged'; readonly size: number }
  /** The head has not the quorum of the policy. */
  | { readonly outcome: 'not-witnessed'; readonly size: number }
  | { readonly outcome: 'fork'; readonly size: number; readonly reason: string; readonly files: readonly string[] };

export class Mirror {
  readonly #options: MirrorOptions;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /** One look at the log. Throws `Unreachable`, `Difference`, `Malformed`, `Unverified`; then the head that is served has not changed. */
  async update(): Promise<MirrorOutcome> {
    const { source, copy, unwitnessed } = this.#options;
    const [served, latest, kept] = [await servedHead(source, copy.policy, copy.origin), await copy.latest(), await copy.head()];
    const { checkpoint } = served;
    const { size } = checkpoint;
    // Before the quorum is asked: two signed heads that part are a fork, whoever has seen them.
    const found = await relationOf(source, checkpoint, latest, (smaller) => this.#rootOf(kept, smaller));
    if (found.relation === 'fork') return { outcome: 'fork', size, reason: found.reason, files: keepFork(copy.folder, [...(latest ? [latest.note] : []), served.note]) };
    if (found.relation === 'older') return { outcome: 'behind', size };
    if (!served.witnessed && !unwitnessed) return { outcome: 'not-witnessed', size };
    if (kept === undefined || kept.size < size) {
      // A head that was submitted meanwhile has to be looked at too.
      if (!(await copy.holdTo({ ...checkpoint, note: served.note }, latest))) return this.update();
      await this.#fetch(found.relation === 'continues' ? found.tree : await VerifiedTree.open(source, checkpoint), kept?.size ?? 0);
    }
    return this.#commit(served);
  }

  async #commit({ checkpoint, note }: ServedHead): Promise<MirrorOutcome> {
    const { copy } = this.#options;
    const { size } = checkpoint;
    switch (await copy.inTurn(() => copy.commit(checkpoint, parseNote(note)))) {
      case 'grown':
        return { outcome: 'grown', size };
      case 'kept':
        return { outcome: 'unchanged', size };
      case 'older':
        return { outcome: 'behind', size };
      case 'damaged':
        return { outcome: 'damaged', size };
    }
  }

  /** Of a smaller tree than the one that is kept. What is pending is not all here. */
  async #rootOf(kept: Checkpoint | undefined, size: number): Promise<Uint8Array | undefined> {
    if (kept === undefined || kept.size < size) return undefined;
    return (await VerifiedTree.open(folderSource(this.#options.copy.folder), kept)).rootOf(size);
  }

  async #fetch(tree: VerifiedTree, from: number): Promise<void> {
    const { copy, progress } = this.#options;
    for await (const { entries, tile } of tree.bundlesFrom(from, (path) => readIfThere(join(copy.folder, path)))) {
      copy.place(tile.index, entries);
      progress?.(tile.index * TILE_WIDTH + entries.length, tree.head.size);
    }
  }
}
