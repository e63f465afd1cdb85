/** A map of tiles: one square for each territory, about where it stands, with a number and a shade that tells the same. */
import { formatNumber } from '../../i18n/format.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';

export interface Tile {
  readonly name: string;
  readonly code: string;
  /** Undefined for a territory that has no place on the map. */
  readonly tile: { readonly column: number; readonly row: number } | undefined;
  readonly number: number;
}

/** Undefined where nobody has given a number: the place is drawn, so that those that have one stand where they are. */
export type MaybeEmpty = Omit<Tile, 'number'> & { readonly number: number | undefined };

export interface TileMapTexts {
  readonly title: string;
  readonly caption: string;
  /** In words, where every number is nought. */
  readonly none: string;
  /** Where no territory has a place. */
  readonly noMap: string;
}

const SIDE = 56;

/** The same has to stand beside it as a table: the picture tells the numbers to nobody who cannot see it but in its description. */
export function tileMap(context: Pick<PageContext, 't'>, tiles: readonly MaybeEmpty[], texts: TileMapTexts): Html {
  return tiles.some(({ tile }) => tile !== undefined) ? html`<figure class="tiles">${drawn(context, tiles, texts)}<figcaption>${texts.caption}</figcaption></figure>` : html`<p class="absent">${texts.noMap}</p>`;
}

function drawn({ t }: Pick<PageContext, 't'>, tiles: readonly MaybeEmpty[], texts: TileMapTexts): Html {
  const placed = tiles.flatMap((one) => (one.tile ? [{ ...one, tile: one.tile }] : []));
  const columns = Math.max(...placed.map(({ tile }) => tile.column)) + 1;
  const rows = Math.max(...placed.map(({ tile }) => tile.row)) + 1;
  const most = Math.max(...placed.map(({ number = 0 }) => number), 1);
  const named = placed.flatMap(({ name, number = 0 }) => (number > 0 ? [`${name}: ${formatNumber(t, number)}`] : []));
  return html`<svg viewBox="0 0 ${columns * SIDE} ${rows * SIDE}" role="img" aria-labelledby="tiles-title tiles-text"><title id="tiles-title">${texts.title}</title><desc id="tiles-text">${named.length > 0 ? named.join('; ') : texts.none}</desc>
${placed.map(({ name, code, tile, number }) => html`<g class="tile shade-${shade(number ?? 0, most)}" transform="translate(${tile.column * SIDE} ${tile.row * SIDE})"><title>${code} ${name}${number !== undefined && `: ${formatNumber(t, number)}`}</title><rect x="2" y="2" width="${SIDE - 4}" height="${SIDE - 4}" rx="4"/><text x="${SIDE / 2}" y="23" class="name">${abbreviate(name)}</text>${number !== undefined && html`<text x="${SIDE / 2}" y="42" class="value">${formatNumber(t, number)}</text>`}</g>`)}</svg>`;
}

/** What the style sheet says of the shades (assets/3-parts.css), by share of the accent on the colour of empty squares. */
const SHADES = ['#f1ece1', '#e2c7c3', '#d3a1a5', '#be6f7d', '#9d1c3a'];
const LIGHT_TEXT_FROM = 3;

/** The map without a page around it: its colours and sizes stand in it. For `chartFile`. At least one territory has a place. */
export function tileFile(context: Pick<PageContext, 't'>, tiles: readonly MaybeEmpty[], texts: TileMapTexts): string {
  return drawn(context, tiles, texts)
    .toString()
    .replace(/<svg viewBox="0 0 (\d+) (\d+)"/, '<svg width="$1" height="$2" viewBox="0 0 $1 $2"')
    .replaceAll(/<g class="tile shade-(\d)"([^>]*)>(.*?)<\/g>/gs, (_, shadeOf: string, place: string, inner: string) => {
      const ink = Number(shadeOf) >= LIGHT_TEXT_FROM ? '#fff' : 'var(--ink)';
      const colours = inner
        .replace('<rect ', `<rect fill="${SHADES[Number(shadeOf)] ?? ''}" stroke="var(--strong-line)" `)
        .replaceAll('class="name"', `text-anchor="middle" font-size="10" fill="${ink}"`)
        .replaceAll('class="value"', `text-anchor="middle" font-size="15" font-weight="700" fill="${ink}"`);
      return `<g${place}>${colours}</g>`;
    });
}

/** 0 for none, 1 to 4 for a quarter each of the most. */
function shade(number: number, most: number): number {
  return number === 0 ? 0 : Math.ceil((number / most) * 4);
}

function abbreviate(name: string): string {
  return name.length <= 8 ? name : `${name.slice(0, 6)}.`;
}
