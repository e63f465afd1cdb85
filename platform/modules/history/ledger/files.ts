/** The tiles and bundles of the log, in the database. */
import type { Database } from '#core/storage/database.ts';
import { bundleOfTree, decodeBundle, encodeBundle, type EntryBundle, filesToResume, fullTilePath, hashesOfTile, type LogFile, Malformed, parseTilePath, partialTiles, type Tile, TILE_WIDTH, tilePath } from '@yupana/ledger';
import { sql } from 'kysely';
import { inChunks } from '#core/records/chunks.ts';

/**
 * A file of the log by its path; undefined where the log has none. A narrower tile is the beginning of a wider one, so every
 * partial tile that ever was can be read as long as the log lives, and only the widest is kept.
 */
export async function readLogFile(database: Database, path: string): Promise<Uint8Array | undefined> {
  const found = await readLogFiles(database, [path]);
  return found.get(path);
}

/** Several at once; those that the log does not have are left out. */
export async function readLogFiles(database: Database, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const asked = paths.map((path) => ({ path, tile: parseTilePath(path) }));
  const prefixes = [...new Set(asked.map(({ tile }) => fullTilePath(tile)))];
  if (prefixes.length === 0) return new Map();
  // `tile/0/000` itself, and everything from `tile/0/000.p/` to before `tile/0/000.p0`.
  const { rows } = await sql<{ wanted: string; path: string; bytes: Buffer }>`
    select wanted.path as wanted, ledger_file.path, ledger_file.bytes from unnest(${prefixes}::text[]) as wanted (path)
    join ledger_file on ledger_file.path = wanted.path or (ledger_file.path >= (wanted.path || '.p/') collate "C" and ledger_file.path < (wanted.path || '.p0') collate "C")`.execute(database);
  const widest = new Map<string, { readonly width: number; readonly bytes: Uint8Array }>();
  for (const { wanted, path, bytes } of rows) {
    const { width } = parseTilePath(path);
    if (width > (widest.get(wanted)?.width ?? 0)) widest.set(wanted, { width, bytes });
  }
  const files = new Map<string, Uint8Array>();
  for (const { path, tile } of asked) {
    const kept = widest.get(fullTilePath(tile));
    if (kept && kept.width >= tile.width) files.set(path, beginningOf(tile, kept));
  }
  return files;
}

function beginningOf(tile: Tile | EntryBundle, { width, bytes }: { readonly width: number; readonly bytes: Uint8Array }): Uint8Array {
  if (width === tile.width) return bytes;
  if (tile.level === 'entries') return encodeBundle(decodeBundle({ ...tile, width }, bytes).slice(0, tile.width));
  const whole: Tile = { level: tile.level, index: tile.index, width };
  return bytes.subarray(0, hashesOfTile(whole, bytes).slice(0, tile.width).reduce((length, hash) => length + hash.length, 0));
}

/** Reads from files that were fetched beforehand. @throws Malformed where one is missing. */
export function fileSource(files: ReadonlyMap<string, Uint8Array>): (path: string) => Uint8Array {
  return (path) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Malformed('log', `the file ${path} is missing`);
    return bytes;
  };
}

/** Everything that is needed to go on appending. */
export async function filesAtEdge(database: Database, size: number): Promise<Map<string, Uint8Array>> {
  return readLogFiles(database, filesToResume(size));
}

/** Writes new files, and takes away the partial ones of the former size that wider ones replace. */
export async function writeLogFiles(database: Database, oldSize: number, files: readonly LogFile[]): Promise<void> {
  const rows = files.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes) }));
  for (const chunk of inChunks(rows)) {
    await database.insertInto('ledger_file').values(chunk).onConflict((conflict) => conflict.column('path').doUpdateSet((row) => ({ bytes: row.ref('excluded.bytes') }))).execute();
  }
  const written = new Set(files.map(({ path }) => path));
  const former: (Tile | EntryBundle)[] = [...partialTiles(oldSize), ...(oldSize % TILE_WIDTH === 0 ? [] : [bundleOfTree(Math.floor(oldSize / TILE_WIDTH), oldSize)])];
  const replaced = former.map(tilePath).filter((path) => !written.has(path) && files.some((file) => isSamePlace(file.path, path)));
  if (replaced.length > 0) await database.deleteFrom('ledger_file').where('path', 'in', replaced).execute();
}

function isSamePlace(a: string, b: string): boolean {
  return fullTilePath(parseTilePath(a)) === fullTilePath(parseTilePath(b));
}
