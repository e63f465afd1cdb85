/** What territories, groups and periods are called in the language of the page. */
import { sql } from 'kysely';
import { formatDate } from '#core/i18n/format.ts';
import type { Translator } from '#core/i18n/messages.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { optionKey } from '#core/kinds/labels.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import type { Database } from '#core/storage/database.ts';
import { plainText } from '#core/web/components/text.ts';
import type { PageContext } from '#core/web/context.ts';
import type { Breakdown } from './kinds/observation-set.ts';
import { breakdownsOf } from './figures.ts';
import type { Observation } from './observations.ts';

/** A part of the country in the directory, by its code of ISO 3166-2. */
export interface Region {
  readonly code: string;
  readonly title: Readonly<Record<string, string>>;
  readonly tile: { readonly column: number; readonly row: number } | undefined;
}
export type Regions = ReadonlyMap<string, Region>;

/** Of the directory's kind, read by name: modules do not import one another. */
export async function readRegions(database: Database): Promise<Regions> {
  const { rows } = await sql<{ code: string; name: Multilingual; tile: Region['tile'] | null }>`
    select document ->> 'iso' as code, document -> 'name' as name, document -> 'tile' as tile
    from record join version on version.record_id = record.id and version.number = record.version
    where record.kind = 'territory' and not record.withdrawn and document ? 'iso'`.execute(database);
  return new Map(rows.map(({ code, name, tile }) => [code, { code, title: Object.fromEntries(Object.entries(name).map(([language, { text }]) => [language, text])), tile: tile ?? undefined }]));
}

const COUNTRIES = new Map<string, Intl.DisplayNames>();

/** The name of a country, a group of countries or a part of a country; its code where nobody knows a name. */
export function territoryName({ t, preferred }: Pick<PageContext, 't' | 'preferred'>, code: string, regions: Regions): string {
  const region = regions.get(code);
  if (region) return chooseTitle(region.title, preferred)?.text ?? code;
  if (code.includes('-')) return code;
  const locales = t.locales.join();
  const names = COUNTRIES.get(locales) ?? new Intl.DisplayNames([...t.locales], { type: 'region' });
  COUNTRIES.set(locales, names);
  // As a label: Intl gives what stands within a sentence (`mundo`).
  const name = names.of(code) ?? code;
  return `${name.slice(0, 1).toLocaleUpperCase([...t.locales])}${name.slice(1)}`;
}

/** `mujeres`, `Claro`: the label of the group, what its code means, or the code. */
export function groupName(context: Pick<PageContext, 't' | 'preferred'>, { dimension, value, label }: Breakdown): string {
  const known = `observatory.groups.${dimension}.${value}`;
  return label ? plainText(context as PageContext, label) : context.t.has(known) ? context.t(known) : value;
}

export function groupNames(context: Pick<PageContext, 't' | 'preferred'>, one: Observation): string {
  return breakdownsOf(one).map((breakdown) => groupName(context, breakdown)).join(', ');
}

export function dimensionName(t: Translator, dimension: string): string {
  return t(optionKey('indicator', 'dimensions', dimension));
}

/** `2018`, `junio de 2019`, `2018, trimestre 1`, `2014–2020`; in words where the source gives none. */
export function timeName(t: Translator, time: string | null): string {
  if (time === null) return t('observatory.no_time');
  const [from = '', until] = time.split('/');
  if (until !== undefined) return `${from}–${until}`;
  const [, year, unit, part] = /^(\d{4})-([QS])(\d)$/.exec(time) ?? [];
  return unit !== undefined && year !== undefined && part !== undefined ? t(`observatory.periods.${unit}`, { year, part }) : formatDate(t, time);
}
