/** Bodies of `add-entries` (C2SP tlog-mirror), from the log's own bundles and tiles, one package after another. */
import type { Database } from '#core/storage/database.ts';
import { type AddEntries, bundleOfTree, decodeBundle, entryPackages, formatAddEntries, formatEntryPackage, type Interval, nodesOfTiles, packageSubtree, subtreeConsistencyProof, TILE_WIDTH, tilePath, tilesForSubtreeConsistency } from '@yupana/ledger';
import { fileSource, readLogFiles } from './files.ts';
import { nativeHash } from './hash.ts';

/** So many packages of the canonical sequence, from its beginning. */
export function firstPackages(uploadStart: number, uploadEnd: number, count: number): Interval[] {
  // Packages end at multiples of 256, so those of a nearer end are the first of those of the farther one.
  return entryPackages(uploadStart, Math.min(uploadEnd, (Math.floor(uploadStart / TILE_WIDTH) + count) * TILE_WIDTH));
}

/** No more than one package is held at a time, apart from the tiles that their proofs have in common. @throws Malformed where the log lacks a file. */
export async function* uploadBody(database: Database, header: AddEntries, packages: readonly Interval[]): AsyncGenerator<Uint8Array> {
  const { uploadEnd } = header;
  yield formatAddEntries(header);
  const tiles = packages.flatMap((interval) => tilesForSubtreeConsistency(packageSubtree(interval), uploadEnd)).map(tilePath);
  const read = fileSource(await readLogFiles(database, [...new Set(tiles)]));
  const nodes = nodesOfTiles(uploadEnd, (tile) => read(tilePath(tile)), nativeHash);
  for (const interval of packages) {
    const proof = subtreeConsistencyProof(packageSubtree(interval), uploadEnd, nodes, nativeHash);
    yield formatEntryPackage({ entries: await readEntries(database, interval, uploadEnd), proof });
  }
}

/** The entries of one package, which lie in one bundle. */
async function readEntries(database: Database, { start, end }: Interval, size: number): Promise<Uint8Array[]> {
  const bundle = bundleOfTree(Math.floor(start / TILE_WIDTH), size);
  const path = tilePath(bundle);
  const entries = decodeBundle(bundle, fileSource(await readLogFiles(database, [path]))(path));
  const first = bundle.index * TILE_WIDTH;
  return entries.slice(start - first, end - first);
}
