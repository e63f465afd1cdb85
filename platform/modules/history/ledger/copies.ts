/** A copy of the log, in a folder or at an address: read, and believed only as far as it proves itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleOfTree, type Checkpoint, decodeBundle, CompactRange, formatNote, leafHash, openNote, parseCheckpoint, TILE_WIDTH, fullTilePath, tilePath, Unverified, type VerifierKey } from '@yupana/ledger';
import { nativeHash } from './hash.ts';

export interface LogCopy {
  /** By its path below the prefix; undefined where the copy has it not. */
  read(path: string): Promise<Uint8Array | undefined>;
}

const PATIENCE_MS = 30_000;

/** @param place the address of a log or mirror, or a folder with the same files. */
export function copyAt(place: string): LogCopy {
  const base = place.replace(/\/+$/, '');
  if (/^https?:\/\//.test(base)) {
    return {
      read: async (path) => {
        const answer = await fetch(`${base}/${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
        if (answer.status === 404) return undefined;
        if (!answer.ok) throw new Error(`${base}/${path}: status ${answer.status}`);
        return new Uint8Array(await answer.arrayBuffer());
      },
    };
  }
  return { read: async (path) => readFile(join(base, path)).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error))) };
}

export interface ProvedCopy {
  readonly checkpoint: Checkpoint;
  /** As the log signed it: of other lines nothing is known, and a copy could have any number. */
  readonly note: string;
  readonly entries: readonly Uint8Array[];
}

/** Every entry of a copy, proved to be what its checkpoint says. @throws Unverified, Malformed. */
export async function readCopy(copy: LogCopy, keys: readonly VerifierKey[]): Promise<ProvedCopy> {
  const bytes = await copy.read('checkpoint');
  if (bytes === undefined) throw new Unverified('the copy has no checkpoint');
  const { text, valid } = await openNote(bytes, keys);
  const checkpoint = parseCheckpoint(text);
  if (!keys.some(({ name }) => name === checkpoint.origin)) throw new Unverified(`a checkpoint of another log: ${checkpoint.origin}`);
  const entries: Uint8Array[] = [];
  const range = new CompactRange(nativeHash);
  for (let index = 0; index * TILE_WIDTH < checkpoint.size; index += 1) {
    const bundle = bundleOfTree(index, checkpoint.size);
    const found = (await copy.read(tilePath(bundle))) ?? (await copy.read(fullTilePath(bundle)));
    if (found === undefined) throw new Unverified(`the copy lacks ${tilePath(bundle)}`);
    for (const entry of decodeBundle(bundle, found)) {
      entries.push(entry);
      range.append(leafHash(entry, nativeHash));
    }
  }
  const root = checkpoint.size === 0 ? checkpoint.root : range.root();
  if (!Buffer.from(root).equals(checkpoint.root)) throw new Unverified('the entries of the copy do not make the root that its checkpoint names');
  return { checkpoint, note: Buffer.from(formatNote({ text, signatures: valid.map(({ signature }) => signature) })).toString('utf8'), entries };
}
