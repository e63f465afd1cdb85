/** Proofs as files, made from the tiles of the log. */
import { createHash } from 'node:crypto';
import type { Database } from '#core/storage/database.ts';
import { formatTlogProof, fullTilePath, type Hash, inclusionProof, nodesOfTiles, type Tile, tilePath, tilesForInclusion } from '@yupana/ledger';
import type { Entry, SignedHead } from './queries.ts';

const nativeHash: Hash = (bytes) => createHash('sha256').update(bytes).digest();

/** The `.tlog-proof` of an entry by a head of the log that covers it. */
export async function proofFile(database: Database, { index }: Pick<Entry, 'index'>, { size, note }: SignedHead): Promise<Uint8Array> {
  const files = await readTiles(database, tilesForInclusion(index, size));
  const nodes = nodesOfTiles(size, (tile) => files.get(tilePath(tile)) ?? new Uint8Array(), nativeHash);
  return formatTlogProof({ extra: undefined, index, hashes: inclusionProof(index, size, nodes, nativeHash), checkpoint: Buffer.from(note) });
}

/** Of a partial tile the widest is kept: a narrower one is its beginning. */
async function readTiles(database: Database, tiles: readonly Tile[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const tile of tiles) {
    const full = fullTilePath(tile);
    const rows = await database.selectFrom('ledger_file').select('bytes').where(({ or, eb }) => or([eb('path', '=', full), eb('path', 'like', `${full}.p/%`)])).execute();
    const widest = rows.map(({ bytes }) => bytes).toSorted((a, b) => b.length - a.length)[0];
    if (widest) files.set(tilePath(tile), widest.subarray(0, tile.width * 32));
  }
  return files;
}
