/** The parts of the country as tiles: all of them, so that those of which there is a figure stand where they are. */
import { type MaybeEmpty, tileMap } from '#core/web/components/tile-map.ts';
import type { PageContext } from '#core/web/context.ts';
import type { Html } from '#core/web/html.ts';
import { type Regions, territoryName } from '../names.ts';

/** Every region that has a place on the map, with its number where it has one. */
export function regionTiles(context: PageContext, regions: Regions, numbers: ReadonlyMap<string, number | undefined>): MaybeEmpty[] {
  return [...regions.values()].flatMap(({ code, tile }) => (tile ? [{ name: territoryName(context, code, regions), code, tile, number: numbers.get(code) }] : []));
}

/** Nothing where fewer than two parts have a number: then a table says it better. */
export function regionMap(context: PageContext, regions: Regions, numbers: ReadonlyMap<string, number | undefined>, { title, caption }: { readonly title: string; readonly caption: string }): Html | false {
  const tiles = regionTiles(context, regions, numbers);
  const none = context.t('observatory.map.none');
  return tiles.filter(({ number }) => number !== undefined).length > 1 && tileMap(context, tiles, { title, caption, none, noMap: none });
}
