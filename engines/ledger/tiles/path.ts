/** Paths of C2SP tlog-tiles: `tile/0/x001/x234/067`, `tile/1/000.p/17`, `tile/entries/273.p/112`. */
import { fromDecimal } from '../encoding/decimal.ts';
import { Malformed } from '../malformed.ts';
import { type Tile, TILE_WIDTH } from './tile.ts';

/** Entries beside each other: those of the level-0 tile with the same index and width. */
export interface EntryBundle {
  readonly level: 'entries';
  readonly index: number;
  readonly width: number;
}

/** Below the log's prefix. */
export function tilePath({ level, index, width }: Tile | EntryBundle): string {
  const elements = indexElements(index);
  return `tile/${level}/${elements.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The path of the full tile or bundle, which may stand where a partial one is gone. */
export function fullTilePath(tile: Tile | EntryBundle): string {
  return tilePath({ ...tile, width: TILE_WIDTH });
}

export function parseTilePath(path: string): Tile | EntryBundle {
  const [, levelText = '', indexText = '', widthText] = /^tile\/(entries|[0-9]+)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]+))?$/.exec(path) ?? [];
  const level = levelText === 'entries' ? levelText : fromDecimal(levelText);
  const index = Number(indexText.replaceAll(/[x/]/g, ''));
  const width = widthText === undefined ? TILE_WIDTH : fromDecimal(widthText);
  const wellFormed = level !== undefined && (level === 'entries' || level <= 63) && width !== undefined && width > 0;
  if (!wellFormed || !Number.isSafeInteger(index) || (widthText !== undefined && width >= TILE_WIDTH)) throw new Malformed('tile path', 'no path of a tile or bundle');
  const tile = { level, index, width } as Tile | EntryBundle;
  if (tilePath(tile) !== path) throw new Malformed('tile path', 'needless zeroes');
  return tile;
}

/** Three digits each, `x` before all but the last. */
function indexElements(index: number): string[] {
  const elements: string[] = [];
  for (let rest = index; elements.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    elements.unshift(`${elements.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return elements;
}
