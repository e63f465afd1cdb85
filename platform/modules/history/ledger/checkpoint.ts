/** Signs the head of the tree, after everything that it stands for was read back and found right. */
import type { Database } from '#core/storage/database.ts';
import {
  bundleOfTree,
  decodeBundle,
  firstDifference,
  formatCheckpoint,
  formatNote,
  hashesOfTile,
  nodeHash,
  nodesOfTiles,
  openNote,
  parseCheckpoint,
  subtreeHash,
  TILE_WIDTH,
  tileOfTree,
  tilePath,
  tilesForRoot,
  tilesOfGrowth,
  type TreeHead,
  type VerifierKey,
} from '@yupana/ledger';
import { sql } from 'kysely';
import { type FaultPoint, noFault } from './append.ts';
import { fileSource, readLogFiles } from './files.ts';
import { nativeHash } from './hash.ts';
import type { LogKeys } from './keys.ts';

/** What lies in the database is not what was written, or not what was signed before: nothing more is signed. */
export class BrokenLog extends Error {}

export interface StoredCheckpoint extends TreeHead {
  readonly note: string;
  readonly signedAt: Date;
  /** With the cosignatures of witnesses so far; without any, the note as it was signed. */
  readonly cosigned: string;
  readonly witnessedAt: Date | undefined;
}

function checkpoints(database: Database) {
  return database.selectFrom('ledger_checkpoint').select(['size', 'root', 'note', 'signed_at as signedAt', 'cosigned', 'witnessed_at as witnessedAt']);
}

type CheckpointRow = Awaited<ReturnType<ReturnType<typeof checkpoints>['executeTakeFirstOrThrow']>>;

function stored(row: CheckpointRow | undefined): StoredCheckpoint | undefined {
  return row && { ...row, cosigned: row.cosigned ?? row.note, witnessedAt: row.witnessedAt ?? undefined };
}

export async function latestCheckpoint(database: Database): Promise<StoredCheckpoint | undefined> {
  return stored(await checkpoints(database).orderBy('size', 'desc').limit(1).executeTakeFirst());
}

/** The newest checkpoint that the quorum has seen. */
export async function latestWitnessed(database: Database): Promise<StoredCheckpoint | undefined> {
  return stored(await checkpoints(database).where('witnessed_at', 'is not', null).orderBy('size', 'desc').limit(1).executeTakeFirst());
}

/** The first checkpoint over at least so many entries. */
export async function checkpointCovering(database: Database, size: number): Promise<StoredCheckpoint | undefined> {
  return stored(await checkpoints(database).where('size', '>=', size).orderBy('size').limit(1).executeTakeFirst());
}

/** The root of a beginning of the log, from its tiles. @throws Malformed where a tile is missing. */
export async function rootOfLog(database: Database, size: number): Promise<Uint8Array> {
  const files = await readLogFiles(database, tilesForRoot(size).map(tilePath));
  const read = fileSource(files);
  return subtreeHash({ start: 0, end: size }, nodesOfTiles(size, (tile) => read(tilePath(tile)), nativeHash), nativeHash);
}

/** @throws BrokenLog where the tiles do not make the root that was signed. */
export async function assertRoot(database: Database, { size, root }: TreeHead): Promise<void> {
  if (!Buffer.from(root).equals(await rootOfLog(database, size))) throw new BrokenLog(`the tiles of the first ${size} entries do not make the root that was signed`);
}

/**
 * Reads back what came after the last checkpoint: every new entry is in its bundle, every bundle fits its tile, every tile the
 * one above, and the tree at the size of the last checkpoint has the root that was signed then.
 * @returns the root at this size. @throws BrokenLog
 */
export async function rereadGrowth(database: Database, last: TreeHead | undefined, size: number): Promise<Uint8Array> {
  const from = last?.size ?? 0;
  const tiles = tilesOfGrowth(from, size);
  const bundles = tiles.filter(({ level }) => level === 0).map(({ index }) => bundleOfTree(index, size));
  const rootTiles = [...tilesForRoot(size), ...(from === 0 ? [] : tilesForRoot(from))];
  const below = tiles.filter(({ level }) => level > 0).flatMap((tile) => newChildren(tile.level, tile.index, tile.width, from));
  const paths = [...new Set([...tiles, ...bundles, ...rootTiles, ...below].map(tilePath))];
  const read = fileSource(await readLogFiles(database, paths));
  const entries = await database.selectFrom('ledger_entry').select(['index', 'entry']).where('index', '>=', from).where('index', '<', size).orderBy('index').execute();
  const byIndex = new Map(entries.map(({ index, entry }) => [index, entry]));
  for (const bundle of bundles) {
    const decoded = decodeBundle(bundle, read(tilePath(bundle)));
    const tile = tileOfTree(0, bundle.index, size);
    const differs = firstDifference(decoded, tile, read(tilePath(tile)), nativeHash);
    if (differs !== undefined) throw new BrokenLog(`entry ${differs} is not what its tile says`);
    for (const [at, bytes] of decoded.entries()) {
      const index = bundle.index * TILE_WIDTH + at;
      if (index >= from && byIndex.get(index)?.equals(bytes) !== true) throw new BrokenLog(`entry ${index} is not what its bundle says`);
    }
  }
  for (const tile of tiles.filter(({ level }) => level > 0)) {
    const hashes = hashesOfTile(tile, read(tilePath(tile)));
    for (const child of newChildren(tile.level, tile.index, tile.width, from)) {
      if (!Buffer.from(rootOfFullTile(read(tilePath(child)))).equals(hashes[child.index % TILE_WIDTH] ?? Buffer.alloc(0))) throw new BrokenLog(`${tilePath(tile)} is not what ${tilePath(child)} says`);
    }
  }
  const rootAt = (at: number): Uint8Array => subtreeHash({ start: 0, end: at }, nodesOfTiles(at, (tile) => read(tilePath(tile)), nativeHash), nativeHash);
  if (last && from > 0 && !Buffer.from(last.root).equals(rootAt(from))) throw new BrokenLog(`the tree of ${from} entries has another root than the checkpoint that was signed`);
  return rootAt(size);
}

/** What stands for a full tile on the level above. */
function rootOfFullTile(bytes: Uint8Array): Uint8Array {
  const read = nodesOfTiles(TILE_WIDTH, () => bytes, nativeHash);
  const half = TILE_WIDTH / 2;
  return nodeHash(subtreeHash({ start: 0, end: half }, read, nativeHash), subtreeHash({ start: half, end: TILE_WIDTH }, read, nativeHash), nativeHash);
}

/** The full tiles below the hashes of a tile that came after a size. */
function newChildren(level: number, index: number, width: number, from: number): { readonly level: number; readonly index: number; readonly width: number }[] {
  const first = index * TILE_WIDTH;
  const known = Math.floor(from / TILE_WIDTH ** level);
  return Array.from({ length: width }, (_, at) => first + at)
    .filter((child) => child >= known)
    .map((child) => ({ level: level - 1, index: child, width: TILE_WIDTH }));
}

/** @throws BrokenLog where none of our keys has signed it: another key, or another name. */
export async function assertOurs(checkpoint: StoredCheckpoint, keys: readonly VerifierKey[]): Promise<void> {
  try {
    const { text } = await openNote(Buffer.from(checkpoint.note), keys);
    const { size, root } = parseCheckpoint(text);
    if (size === checkpoint.size && Buffer.from(root).equals(checkpoint.root)) return;
  } catch {
    // Said below.
  }
  throw new BrokenLog(`the key and name of this log (${keys[0]?.name ?? ''}) did not sign its checkpoint of size ${checkpoint.size}`);
}

/**
 * Signs the tree as it is now, if it has grown beyond the checkpoint that the caller believes to be the last.
 * @returns the new checkpoint; undefined where somebody else signed meanwhile.
 * @throws BrokenLog
 */
export async function signCheckpoint(database: Database, keys: LogKeys, last: TreeHead | undefined, size: number, fault: FaultPoint = noFault): Promise<StoredCheckpoint | undefined> {
  const root = await rereadGrowth(database, last, size);
  await fault('files read back');
  const text = formatCheckpoint({ origin: keys[0].verifier.name, size, root, extensions: [] });
  const signatures = [];
  for (const key of keys) signatures.push(await key.sign(text));
  const note = Buffer.from(formatNote({ text, signatures })).toString('utf8');
  await fault('signed');
  // Compare and swap: only on top of the checkpoint that was read back.
  const { rows } = await sql<{ signed_at: Date }>`
    insert into ledger_checkpoint (size, root, note) select ${size}, ${Buffer.from(root)}, ${note}
    where (select coalesce(max(size), 0) from ledger_checkpoint) = ${last?.size ?? 0}
    on conflict do nothing returning signed_at`.execute(database);
  await fault('checkpoint stored');
  const [row] = rows;
  return row && { size, root, note, signedAt: row.signed_at, cosigned: note, witnessedAt: undefined };
}
