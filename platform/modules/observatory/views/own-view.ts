/** What all pages of an index of our own begin with. */
import { newestVersion } from '#core/records/read.ts';
import { plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import type { Html } from '#core/web/html.ts';
import { html } from '#core/web/html.ts';
import { NotFound } from '#core/web/view.ts';
import { type Index, index as kind } from '../kinds/index-kind.ts';
import type { Names } from '../method-words.ts';
import { readRegions, type Regions, territoryName } from '../names.ts';
import { CompositeError, computeOwn, type IndexData, type OwnIndex, readIndexData } from '../own-index.ts';
import { countryCode } from '../overview.ts';

export interface OwnView {
  readonly id: string;
  readonly document: Index;
  readonly own: OwnIndex;
  readonly regions: Regions;
  /** The unit that the page speaks of: the one asked for by `u`, or the own country, or the first. */
  readonly unit: string;
  /** The own country; undefined where it is not in the index. */
  readonly country: string | undefined;
  readonly title: string;
}

/** @throws NotFound where there is no index of our own, or it cannot be computed now. */
export async function ownView(context: PageContext): Promise<OwnView> {
  const { platform, param, url } = context;
  const record = await newestVersion(platform.database, param('id'));
  const document = record?.kind === kind.name ? (record.document as Index | null) : null;
  if (!record || !document?.own) throw new NotFound();
  const own = await computedIndex(platform.database, document);
  if ('refused' in own) throw new NotFound();
  const [regions, country] = await Promise.all([readRegions(platform.database), countryCode(platform.database)]);
  const { units } = own.result;
  const asked = url.searchParams.get('u') ?? '';
  const present = country !== undefined && units.includes(country) ? country : undefined;
  return { id: record.id, document, own, regions, country: present, unit: units.includes(asked) ? asked : (present ?? firstOf(own)), title: plainText(context, document.name) };
}

/** The index, or why the engine cannot compute it: figures may have changed since its publication. */
export async function computedIndex(database: PageContext['platform']['database'], document: Index): Promise<OwnIndex | { readonly refused: CompositeError; readonly data: IndexData }> {
  const data = await readIndexData(database, document);
  try {
    return computeOwn(data);
  } catch (error) {
    if (error instanceof CompositeError) return { refused: error, data };
    throw error;
  }
}

/** The unit that comes first. */
export function firstOf({ result: { units, ranks } }: OwnIndex): string {
  const best = units.findIndex((_, place) => ranks[place] === 1);
  return units[Math.max(0, best)] ?? '';
}

/** The name of an indicator or group, or its code. */
export function partName(context: PageContext, { indicators, recipe }: IndexData, code: string): string {
  const indicator = indicators.get(code);
  return indicator ? plainText(context, indicator.name) : (recipe.aggregates.find((one) => one.code === code)?.name ?? code);
}

export function namesOf(context: PageContext, data: IndexData, regions: Regions): Names {
  return { unit: (code) => territoryName(context, code, regions), part: (code) => partName(context, data, code) };
}

/** Where the page of an index says how its numbers were computed. */
export const howOf = (context: PageContext, id: string): string => `${indexAddress(context, id)}#how-index`;

export const indexAddress = (context: PageContext, id: string): string => href(context, `indices/${id}`);

/** Chooses the unit that the page speaks of, without a script. */
export function unitForm(context: PageContext, { own, unit, regions }: Pick<OwnView, 'own' | 'unit' | 'regions'>): Html {
  const { t } = context;
  return html`<form class="search"><div><label for="f-u">${t('observatory.sure.other_unit')}</label><select id="f-u" name="u">${own.result.units.map((code) => html`<option value="${code}"${code === unit && html` selected`}>${territoryName(context, code, regions)}</option>`)}</select></div><button class="secondary">${t('observatory.figures.show')}</button></form>`;
}
