/** Entry bundles of C2SP tlog-tiles, “Log entries”: each entry behind its length, a big-endian uint16. */
import { concatenated, sameBytes } from '../encoding/bytes.ts';
import { type Hash, sha256 } from '../hash.ts';
import { Malformed } from '../malformed.ts';
import { leafHash } from '../merkle/hash.ts';
import type { EntryBundle } from './path.ts';
import { hashesOfTile, type Tile, TILE_WIDTH, tileOfTree } from './tile.ts';

/** What 16 bits of length can say. Log small envelopes with digests, never documents. */
export const MAX_ENTRY_BYTES = 65_535;

/** One entry as a bundle holds it. */
export function encodeEntry(entry: Uint8Array): Uint8Array {
  if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes; a bundle takes ${MAX_ENTRY_BYTES}`);
  return concatenated(Uint8Array.of(entry.length >> 8, entry.length & 255), entry);
}

export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0 || entries.length > TILE_WIDTH) throw new RangeError(`a bundle holds 1 to ${TILE_WIDTH} entries`);
  return concatenated(...entries.map(encodeEntry));
}

/** The entries of a bundle. A full bundle may stand for a partial one. */
export function decodeBundle(bundle: EntryBundle, bytes: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const low = bytes[at + 1];
    const length = low === undefined ? Infinity : (bytes[at] ?? 0) * 256 + low;
    if (at + 2 + length > bytes.length) throw new Malformed('entry bundle', 'ends within an entry', { byte: at });
    if (entries.length === TILE_WIDTH) throw new Malformed('entry bundle', `more than ${TILE_WIDTH} entries`, { byte: at });
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (entries.length !== bundle.width && entries.length !== TILE_WIDTH) {
    throw new Malformed('entry bundle', `${entries.length} entries for ${bundle.width}`, { byte: bytes.length });
  }
  return entries.slice(0, bundle.width);
}

/** The bundle with an index, as wide as the tree makes it. */
export function bundleOfTree(index: number, size: number): EntryBundle {
  return { ...tileOfTree(0, index, size), level: 'entries' };
}

/** Index of the first entry that is not what its tile says; undefined where all are. Both must be decoded already. */
export function firstDifference(entries: readonly Uint8Array[], tile: Tile, tileBytes: Uint8Array, hash: Hash = sha256): number | undefined {
  const hashes = hashesOfTile(tile, tileBytes);
  for (let at = 0; at < Math.max(entries.length, hashes.length); at++) {
    const [entry, expected] = [entries[at], hashes[at]];
    if (entry === undefined || expected === undefined || !sameBytes(leafHash(entry, hash), expected)) return tile.index * TILE_WIDTH + at;
  }
  return undefined;
}
