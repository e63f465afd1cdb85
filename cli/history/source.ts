/** Where a log is read from: its address, or a folder with its files. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type EntryBundle, fullTilePath, NOTE_LIMITS, type Tile, TILE_WIDTH, tilePath } from '@yupana/ledger';
import { reasonOf } from './config.ts';
import { isMissing } from './files.ts';

export interface LogSource {
  /** For people. */
  readonly name: string;
  /** Undefined where there is no such file. Throws `Unreachable` where that cannot be told. */
  read(path: string, mostBytes: number): Promise<Uint8Array | undefined>;
}

/** The log, or the way to it, does not answer. That says nothing against the log. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const PATIENCE_MS = 30_000;
const TILE_BYTES = TILE_WIDTH * 32;
const BUNDLE_BYTES = TILE_WIDTH * (2 + 65_535);

/** @param place an address that begins with http, or a folder. */
export async function openSource(place: string): Promise<LogSource> {
  if (/^https?:\/\//.test(place)) return httpSource(place.replace(/\/+$/, ''));
  const found = await stat(place).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`${place} is neither a folder nor an address that begins with http:// or https://.`);
  return folderSource(place);
}

export function folderSource(folder: string): LogSource {
  return {
    name: folder,
    read: async (path, mostBytes) => {
      try {
        return bounded(new Uint8Array(await readFile(join(folder, path))), mostBytes, join(folder, path));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

export function httpSource(address: string): LogSource {
  return {
    name: address,
    read: async (path, mostBytes) => {
      const url = `${address}/${path}`;
      try {
        const response = await fetch(url, { headers: { 'User-Agent': 'yupana' }, signal: AbortSignal.timeout(PATIENCE_MS) });
        if (response.status === 404 || response.status === 410) {
          await response.body?.cancel();
          return undefined;
        }
        if (!response.ok) throw new Unreachable(`${url} answers ${response.status}`);
        return await boundedBody(response, mostBytes, url);
      } catch (error) {
        throw error instanceof Unreachable ? error : new Unreachable(`${url} does not answer: ${reasonOf(error)}`, { cause: error });
      }
    },
  };
}

/** The signed head that it serves. */
export async function readCheckpoint(source: LogSource): Promise<Uint8Array> {
  const note = await source.read('checkpoint', NOTE_LIMITS.bytes);
  if (note === undefined) throw new Unreachable(`${source.name} has no checkpoint: is this the address of a log?`);
  return note;
}

/** A tile or bundle; the full one where the partial one is gone (tlog-tiles, “Partial Tiles”). */
export async function readTile(source: LogSource, tile: Tile | EntryBundle): Promise<Uint8Array | undefined> {
  const most = tile.level === 'entries' ? BUNDLE_BYTES : TILE_BYTES;
  const bytes = await source.read(tilePath(tile), most);
  return bytes ?? (tile.width === TILE_WIDTH ? undefined : source.read(fullTilePath(tile), most));
}

async function boundedBody(response: Response, mostBytes: number, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Unreachable(`${url} gives more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function bounded(bytes: Uint8Array, mostBytes: number, path: string): Uint8Array {
  if (bytes.length > mostBytes) throw new Unreachable(`${path} has more than ${mostBytes} bytes`);
  return bytes;
}
