/** One `add-entries` of C2SP tlog-mirror: entries in packages, each of which proves that it belongs to the head that it is sent for. */
import { type AddEntries, CompactRange, type EntryPackage, leafHash, packageSubtree, TILE_WIDTH, verifySubtreeConsistency } from '@yupana/ledger';
import { nativeHash } from '../tree.ts';
import type { LogCopy } from './copy.ts';
import type { SignedHead } from './pending.ts';

export class Upload {
  readonly #copy: LogCopy;
  readonly #target: SignedHead;
  readonly #start: number;
  #next: number;

  /** @param target the head of size `uploadEnd`. The caller has seen that no entry before `uploadStart` is missing. */
  constructor(copy: LogCopy, target: SignedHead, { uploadStart }: AddEntries) {
    this.#copy = copy;
    this.#target = target;
    this.#start = uploadStart;
    this.#next = uploadStart;
  }

  get copy(): LogCopy {
    return this.#copy;
  }

  get target(): SignedHead {
    return this.#target;
  }

  /** Whether a package was authenticated, or none is needed. */
  get broughtSomething(): boolean {
    return this.#next > this.#start || this.#start === this.#target.size;
  }

  /** Keeps what is new of a package. @returns false, and keeps nothing of it, where its entries are not proved to be the head's. */
  take({ entries, proof }: EntryPackage): boolean {
    const interval = { start: this.#next, end: this.#next + entries.length };
    const subtree = packageSubtree(interval);
    const index = subtree.start / TILE_WIDTH;
    const before = interval.start === subtree.start ? [] : this.#copy.files.entries(index, interval.start - subtree.start);
    if (before === undefined) throw new Error(`entries from ${subtree.start} on have gone from ${this.#copy.folder}. Check the copy with "yupana verify log ${this.#copy.folder}", and the disk.`);
    const bundle = [...before, ...entries];
    if (!verifySubtreeConsistency(subtree, rootOf(bundle), this.#target, proof, nativeHash)) {
      // What was right when it was signed for is no fault of the client's.
      if (this.#copy.files.isAsHashed(index, before) === false) throw new Error(`entries from ${subtree.start} on are no longer what was kept in ${this.#copy.folder}. Check the copy with "yupana verify log ${this.#copy.folder}", and the disk.`);
      return false;
    }
    if (interval.end > this.#copy.nextEntry) this.#copy.place(index, bundle);
    this.#next = interval.end;
    return true;
  }

  /** What was taken survives a power cut. */
  makeLasting(): void {
    this.#copy.files.makeLasting(this.#start, this.#next);
  }
}

function rootOf(entries: readonly Uint8Array[]): Uint8Array {
  const range = new CompactRange(nativeHash);
  for (const entry of entries) range.append(leafHash(entry, nativeHash));
  return range.root();
}

