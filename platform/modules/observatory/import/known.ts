/** What an import is read against: the territories and the indicators of the deployment. */
import { sql } from 'kysely';
import { recordsOfKind } from '#core/records/read.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import type { Database } from '#core/storage/database.ts';
import { plainText } from '#core/web/components/text.ts';
import type { PageContext } from '#core/web/context.ts';
import { type Indicator, indicator } from '../kinds/indicator.ts';
import { countryCode } from '../overview.ts';
import { type Named, Names } from './names.ts';
import type { Context } from './rows.ts';

export async function readContext(page: PageContext): Promise<Context> {
  const { platform } = page;
  const { database } = platform;
  const [territories, records, country] = await Promise.all([readTerritories(page), recordsOfKind(database, indicator.name), countryCode(database)]);
  const indicators = records.map(({ id, document }): Named => {
    const { code, name } = document as Indicator;
    return { id, name: plainText(page, name), others: [code, ...Object.values(name).map(({ text }) => text)] };
  });
  const [language = 'es'] = platform.configuration.languages;
  const t = platform.messages.translator(language, [language, 'es']);
  return {
    territories,
    indicators: new Names(indicators.toSorted((a, b) => (a.name < b.name ? -1 : 1))),
    country,
    valueTypes: new Map(records.map(({ id, document }) => [id, (document as Indicator).valueType])),
    groups: [],
    language,
    note: (code, params) => t(`import.notes.${code}`, params),
  };
}

/** The regions of the directory by ISO code, with their codes of the statistical office; then all countries. */
async function readTerritories(page: PageContext): Promise<Names> {
  const regions = await readRegions(page.platform.database);
  const own: Named[] = regions.map(({ iso, code, name, otherNames }) => ({ id: iso, name: plainText(page, name), others: [...codesOf(code), ...Object.values(name).map(({ text }) => text), ...(otherNames ?? [])] }));
  const known = new Set(own.map(({ id }) => id));
  return new Names([...own, ...countriesIn(page.language).filter(({ id }) => !known.has(id))]);
}

interface Region {
  readonly iso: string;
  readonly code: string;
  readonly name: Multilingual;
  readonly otherNames: readonly string[] | null;
}

/** Of the directory's kind, read by name: modules do not import one another. */
async function readRegions(database: Database): Promise<Region[]> {
  const { rows } = await sql<Region>`
    select document ->> 'iso' as iso, document ->> 'code' as code, document -> 'name' as name, document -> 'otherNames' as "otherNames"
    from record join version on version.record_id = record.id and version.number = record.version
    where record.kind = 'territory' and not record.withdrawn and document ? 'iso' order by document ->> 'iso'`.execute(database);
  return rows;
}

/** `08` is also `8` where Excel took it for a number, and `080000` with six digits. */
function codesOf(code: string): string[] {
  return /^\d{2}$/.test(code) ? [code, String(Number(code)), `${code}0000`] : [code];
}

const COUNTRIES = new Map<string, readonly Named[]>();
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Every country of ISO 3166-1 that Unicode has a name for, in the language of the page, with its name in Spanish and English. */
function countriesIn(language: string): readonly Named[] {
  const known = COUNTRIES.get(language);
  if (known) return known;
  const names = [language, 'es', 'en'].map((locale) => new Intl.DisplayNames([locale, 'es'], { type: 'region', fallback: 'none' }));
  const found = LETTERS.flatMap((first) => LETTERS.map((second) => `${first}${second}`)).filter((code) => !/^(AA|Q[M-Z]|X[A-Z]|ZZ|EU|EZ|UN)$/.test(code) || code === 'XK').flatMap((code): Named[] => {
    const [name, ...others] = names.map((one) => one.of(code));
    return name === undefined ? [] : [{ id: code, name, others: others.filter((other) => other !== undefined) }];
  });
  COUNTRIES.set(language, found);
  return found;
}
