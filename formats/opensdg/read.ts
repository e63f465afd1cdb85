/** Open SDG's CSV of an indicator as rows of a set of observations. */
import { parse } from 'csv-parse/sync';
import type { Breakdown, Row } from '#modules/observatory/kinds/observation-set.ts';
import type { ReadRow } from '#modules/observatory/kinds/read-row.ts';
import { codeOf, dimensionOf } from './columns.ts';
import { misfit, type Misfit, MOST_MISFITS } from './misfit.ts';

export interface OpenSdgReading {
  /** Where a row without `GeoCode` is of: the country of the site. */
  readonly territory?: string;
}

export interface ReadOpenSdg {
  readonly rows: readonly ReadRow[];
  readonly report: readonly Misfit[];
}

const FIXED = { year: 'Year', units: 'Units', series: 'Series', geo: 'GeoCode', value: 'Value' } as const;
const MOST_CHARACTERS = 50_000_000;
const LONGEST_GROUP = 80;

/** A file of another kind gives no rows and a report that says so; nothing is thrown. */
export function readOpenSdg(text: string, { territory }: OpenSdgReading = {}): ReadOpenSdg {
  if (text.length > MOST_CHARACTERS) return nothing('too_large');
  let table: string[][];
  try {
    table = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 1_000_000, info: false }) as string[][];
  } catch (error) {
    return nothing(error instanceof Error && 'code' in error ? String(error.code).toLowerCase() : 'not_csv');
  }
  const [header = [], ...lines] = table;
  const titles = header.map((title) => title.trim());
  const at = (name: string): number => titles.findIndex((title) => title.toLowerCase() === name.toLowerCase());
  const places = { year: at(FIXED.year), units: at(FIXED.units), series: at(FIXED.series), geo: at(FIXED.geo), value: at(FIXED.value) };
  for (const name of ['year', 'value'] as const) if (places[name] === -1) return nothing('no_column', FIXED[name]);
  const twice = titles.find((title, index) => title !== '' && titles.findIndex((other) => other.toLowerCase() === title.toLowerCase()) < index);
  if (twice !== undefined) return nothing('repeated_column', twice);
  const groups = titles.flatMap((title, index) => (title === '' || Object.values(places).includes(index) ? [] : [{ title, index, dimension: dimensionOf(title) }]));
  const taken = groups.map(({ dimension }) => dimension);
  // Two columns of one meaning would be one group to us: the second goes with those that we have no dimension for.
  const columns = groups.map((one, index) => ({ ...one, dimension: taken.indexOf(one.dimension) < index ? undefined : one.dimension }));
  const report: Misfit[] = [];
  const say = (place: string, problem: string, detail?: string): void => void (report.length < MOST_MISFITS && report.push(misfit(place, problem, detail)));
  const seen = new Set<string>();
  const rows = lines.flatMap((cells, number): ReadRow[] => {
    const place = `row ${number + 2}`;
    const cell = (index: number): string => (index === -1 ? '' : (cells[index] ?? '').trim());
    if (cells.length > titles.length && cells.slice(titles.length).some((one) => one.trim() !== '')) say(place, 'too_many_cells');
    const time = timeOf(cell(places.year));
    if (time === undefined) return (say(`${place}, ${FIXED.year}`, 'not_a_period', cell(places.year)), []);
    const value = valueOf(cell(places.value));
    if (value === undefined) return (say(`${place}, ${FIXED.value}`, 'not_a_number', cell(places.value)), []);
    const where = cell(places.geo) === '' ? territory : cell(places.geo);
    if (where === undefined) say(`${place}, ${FIXED.geo}`, 'no_territory');
    const breakdowns = breakdownsOf(columns, cell, place, say);
    const [unit, series] = [cell(places.units), cell(places.series)];
    const key = JSON.stringify([where ?? '', time, unit, series, breakdowns.map(({ dimension, value: group }) => [dimension, group]).toSorted()]);
    if (seen.has(key)) say(place, 'repeated_observation');
    seen.add(key);
    return [{ indicator: undefined, territory: where ?? '', time, ...(breakdowns.length > 0 && { breakdowns }), value, place, ...(unit !== '' && { unit }), ...(series !== '' && { series }) }];
  });
  return { rows, report };
}

function nothing(problem: string, detail?: string): ReadOpenSdg {
  return { rows: [], report: [misfit('file', problem, detail)] };
}

interface Column {
  readonly title: string;
  readonly index: number;
  readonly dimension: ReturnType<typeof dimensionOf>;
}

/** Columns that we have no dimension for are one group together, named by their titles, so that nothing is lost. */
function breakdownsOf(columns: readonly Column[], cell: (index: number) => string, place: string, say: (place: string, problem: string, detail?: string) => void): Breakdown[] {
  const filled = columns.map((one) => ({ ...one, text: cell(one.index) })).filter(({ text }) => text !== '');
  const known = filled.flatMap(({ dimension, text }): Breakdown[] => (dimension === undefined ? [] : [{ dimension, value: codeOf(dimension, text) }]));
  const rest = filled.filter(({ dimension }) => dimension === undefined);
  const hasOther = known.some(({ dimension }) => dimension === 'other');
  const together = rest.map(({ title, text }) => `${title}: ${text}`).join('; ');
  for (const { title } of rest) say(`${place}, ${title}`, hasOther ? 'no_dimension' : 'other_dimension', title);
  const all = rest.length === 0 || hasOther ? known : [...known, { dimension: 'other' as const, value: together }];
  for (const { dimension, value } of all) if (value.length > LONGEST_GROUP) say(place, 'long_group', dimension);
  return all;
}

/** Years, and what else we have as a period. `2015.0` is what spreadsheets make of a year. */
function timeOf(text: string): string | undefined {
  const time = /^\d{4}\.0$/.test(text) ? text.slice(0, 4) : text;
  return /^\d{4}(-(S[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?))?$/.test(time) ? time : undefined;
}

/** A number without exponent or separators of thousands; a blank one is missing. */
function valueOf(text: string): Row['value'] | undefined {
  if (text === '') return { absent: 'not_stated' };
  const number = text.replace(/^\+/, '').replace(/^(-?)\./, '$10.').replace(/\.$/, '');
  if (/^-?\d{1,30}(\.\d{1,20})?$/.test(number)) return number;
  if (!/^-?\d(\.\d{1,15})?[eE][-+]?\d{1,2}$/.test(number)) return undefined;
  const [mantissa = '', exponent = ''] = number.toLowerCase().split('e');
  const digits = Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
  return digits > 20 ? undefined : Number(number).toFixed(digits);
}
