/** Observations of SDMX as rows of a set: ours, and those of others as far as they say the same things. */
import { ABSENCES, isAbsence } from '#core/kinds/values.ts';
import type { Breakdown, Row } from '#modules/observatory/kinds/observation-set.ts';
import type { ReadRow } from '#modules/observatory/kinds/read-row.ts';
import { MISSING, STATUS_OF_ABSENCE } from '#modules/observatory/kinds/status.ts';
import { STATUSES } from '#modules/observatory/kinds/vocabulary.ts';
import { textOfId, TOTAL } from '../codes.ts';
import { codeNames, type DataStructure, isText, type Message, type Misfit, type Observation, Report, scalarsOf, type Text } from '../model.ts';
import { fromSdmxTime } from '../time.ts';
import { type Dimension, DIMENSION_IDS } from './structure.ts';

/** Names that others give to our dimensions. */
const ALIASES: Readonly<Record<string, Dimension>> = {
  ...Object.fromEntries(Object.entries(DIMENSION_IDS).map(([dimension, id]) => [id, dimension as Dimension])),
  ...Object.fromEntries(Object.keys(DIMENSION_IDS).map((dimension) => [dimension.toUpperCase(), dimension as Dimension])),
  AREA_TYPE: 'area', DEG_URB: 'area', GENDER: 'sex', AGE_GROUP: 'age', EDUCATION: 'education', ISCED11: 'education', OCCUP: 'occupation', ECO_ACTIVITY: 'sector', SIZE_CLASS: 'company_size',
};
const AREAS = ['REF_AREA', 'GEO', 'AREA', 'COUNTRY', 'LOCATION', 'GEO_AREA'];
const INDICATORS = ['INDICATOR', 'SERIES', 'SUBJECT', 'MEASURE', 'INDIC'];
const IGNORED: ReadonlySet<string> = new Set(['FREQ', 'TIME_FORMAT', 'REPORTING_TYPE']);
const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(['UNIT_MEASURE', 'UNIT_TEXT', 'UNIT_MULT', 'DECIMALS', 'SOURCE', 'OBS_STATUS', 'CONF_STATUS', 'MISSING_REASON', 'MISSING_GROUND', 'MISSING_REVIEW', 'TIME_MISSING', 'NUMERATOR', 'DENOMINATOR', 'LOWER_BOUND', 'UPPER_BOUND', 'IMPOSSIBLE_SHARE', 'SOURCE_PLACE', 'COMMENT_OBS', 'OBS_COMMENT', 'SOURCE_DETAIL']);
const DECIMAL = /^-?\d{1,30}(\.\d{1,20})?$/;
/** More powers of ten than any unit has. */
const MOST_POWERS = 15;

export interface ReadRows {
  readonly rows: readonly ReadRow[];
  readonly report: readonly Misfit[];
}

/** What holds after all data sets of the message, in their order: later ones replace, deletions take away. */
export function rowsOfMessage({ dataSets }: Message, before: readonly Misfit[] = []): ReadRows {
  const report = new Report();
  for (const { place, problem, detail } of before) report.add(place, problem, detail);
  const rows = new Map<string, ReadRow>();
  for (const [index, { structure, action, observations, partial = [] }] of dataSets.entries()) {
    for (const [place, one] of [...observations, ...partial].entries()) {
      const here = `dataSets.${index}.observations.${place}`;
      const key = JSON.stringify([structure.reference, structure.dimensions.map(({ id }) => one.key.get(id) ?? null)]);
      if (action === 'Delete') {
        if (structure.dimensions.every(({ id }) => one.key.has(id))) rows.delete(key);
        else report.add(here, 'bulk_deletion');
        continue;
      }
      if (partial.includes(one)) report.add(here, 'partial_key');
      const row = partial.includes(one) ? undefined : rowOf(one, structure, here, report);
      if (row) rows.set(key, row);
    }
  }
  return { rows: [...rows.values()], report: report.all() };
}

function rowOf(one: Observation, structure: DataStructure, place: string, report: Report): ReadRow | undefined {
  const { key, attributes } = one;
  const said = (id: string): string | undefined => {
    const [first] = scalarsOf(attributes.get(id) ?? []);
    return first === undefined ? undefined : isText(first) ? Object.values(first)[0] : first;
  };
  const areaId = AREAS.find((id) => key.has(id));
  const indicatorId = INDICATORS.find((id) => key.has(id));
  if (areaId === undefined) return (report.add(place, 'no_territory'), undefined);
  const [written, territory] = [key.get('TIME_PERIOD'), textOfId(key.get(areaId) ?? '')];
  const time = written === undefined ? undefined : fromSdmxTime(written);
  if (written !== undefined && time === undefined) return (report.add(place, 'not_a_period', written), undefined);
  if (!/^([A-Z]{2}(-[A-Z0-9]{1,3})?|\d{3})$/.test(territory)) report.add(place, 'not_a_territory', territory);
  const breakdowns = structure.dimensions.flatMap((component): Breakdown[] => {
    const value = key.get(component.id);
    if (value === undefined || value === TOTAL || component.id === areaId || component.id === indicatorId || component.id === 'TIME_PERIOD' || component.id === 'DATA_SET' || IGNORED.has(component.id)) return [];
    const dimension = ALIASES[component.id];
    if (dimension === undefined || !Object.hasOwn(ALIASES, component.id)) return (report.add(place, 'unknown_dimension', `${component.id}=${value}`), []);
    const names = codeNames(component, value);
    return [{ dimension, value: textOfId(value), ...(names && Object.keys(names).length > 0 && { label: multilingual(names) }) }];
  });
  for (const id of attributes.keys()) if (!KNOWN_ATTRIBUTES.has(id)) report.add(place, 'unknown_attribute', id);
  const value = valueOf(one, said, place, report);
  const status = statusOf(said('OBS_STATUS'), value, place, report);
  const note = attributes.get('COMMENT_OBS') ?? attributes.get('OBS_COMMENT');
  const whole = (id: string): number | undefined => {
    const text = said(id);
    if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
    return (report.add(place, 'not_a_count', `${id}=${text}`), undefined);
  };
  const bound = (id: string): string | undefined => {
    const text = said(id);
    const scaled = text === undefined ? undefined : scaledBy(text, said('UNIT_MULT'));
    if (text !== undefined && scaled === undefined) report.add(place, 'not_a_number', `${id}=${text}`);
    return scaled;
  };
  const [k, n, lower, upper] = [whole('NUMERATOR'), whole('DENOMINATOR'), bound('LOWER_BOUND'), bound('UPPER_BOUND')];
  const [impossible, source, unit, set] = [said('IMPOSSIBLE_SHARE'), said('SOURCE'), said('UNIT_MEASURE'), key.get('DATA_SET')];
  return {
    indicator: indicatorId === undefined ? undefined : textOfId(key.get(indicatorId) ?? ''),
    territory,
    time: time ?? { absent: said('TIME_MISSING') === 'unknown' ? 'unknown' : 'not_stated' },
    ...(breakdowns.length > 0 && { breakdowns }),
    value,
    ...(k !== undefined && { k }),
    ...(n !== undefined && { n }),
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
    ...(status !== undefined && { status }),
    ...(impossible !== undefined && { impossible: impossible === 'true' }),
    place: said('SOURCE_PLACE') ?? said('SOURCE_DETAIL') ?? place,
    ...(note !== undefined && { note: multilingual(isText(scalarsOf(note)[0] ?? '') ? (scalarsOf(note)[0] as Text) : { und: String(scalarsOf(note)[0] ?? '') }) }),
    ...(unit !== undefined && { unit: textOfId(unit) }),
    ...(set !== undefined && { set }),
    ...(source !== undefined && { source }),
  };
}

function valueOf({ measures }: Observation, said: (id: string) => string | undefined, place: string, report: Report): Row['value'] {
  const [measure] = measures.get('OBS_VALUE') === undefined ? [...measures.values()] : [measures.get('OBS_VALUE') ?? ''];
  const text = typeof measure === 'string' && measure !== 'NaN' && measure !== '#N/A' ? measure : undefined;
  const number = text === undefined ? undefined : scaledBy(text, said('UNIT_MULT'));
  if (number !== undefined) return number;
  if (text !== undefined) report.add(place, 'not_a_number', text);
  const reason = said('MISSING_REASON');
  const [byStatus] = Object.entries(STATUS_OF_ABSENCE).find(([, code]) => code === said('OBS_STATUS')) ?? [];
  const [ground, reviewOn] = [said('MISSING_GROUND'), said('MISSING_REVIEW')];
  return { absent: ABSENCES.find((one) => one === reason) ?? ABSENCES.find((one) => one === byStatus) ?? 'not_stated', ...(ground !== undefined && { ground }), ...(reviewOn !== undefined && { reviewOn }) };
}

/** The status where it says more than the value does by itself. */
function statusOf(code: string | undefined, value: Row['value'], place: string, report: Report): Row['status'] {
  if (code === undefined || code === 'A') return undefined;
  const status = STATUSES.find((one) => one === code);
  const isMissing = isAbsence(value);
  if (!status || MISSING.has(code) !== isMissing) return (report.add(place, status ? 'status_mismatch' : 'unknown_status', code), undefined);
  return isMissing && STATUS_OF_ABSENCE[value.absent] === status ? undefined : status;
}

/** A number of thousands as a number of ones, digit by digit. Undefined where the text is no number. */
function scaledBy(text: string, power: string | undefined): string | undefined {
  const plain = plainDecimal(text.trim().replace(/^\+/, ''));
  const shift = power === undefined || power === '0' ? 0 : /^-?\d{1,2}$/.test(power) ? Number(power) : undefined;
  if (plain === undefined || shift === undefined || Math.abs(shift) > MOST_POWERS) return undefined;
  return shift === 0 ? plain : shifted(plain, shift);
}

/** `1.5E3` is 1500: our numbers have no exponents. */
function plainDecimal(text: string): string | undefined {
  if (DECIMAL.test(text)) return text;
  const [, mantissa = '', exponent = ''] = /^(-?\d{1,30}(?:\.\d{1,20})?)[eE]([-+]?\d{1,2})$/.exec(text) ?? [];
  return mantissa === '' || Math.abs(Number(exponent)) > 20 ? undefined : shifted(mantissa, Number(exponent));
}

function shifted(decimal: string, power: number): string | undefined {
  const negative = decimal.startsWith('-');
  const [whole = '', part = ''] = decimal.replace('-', '').split('.');
  const digits = `${'0'.repeat(Math.max(0, -power))}${whole}${part}${'0'.repeat(Math.max(0, power - part.length))}`;
  const point = Math.max(0, -power) + whole.length + power;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const right = digits.slice(point);
  const result = `${negative ? '-' : ''}${left === '' ? '0' : left}${right === '' ? '' : `.${right}`}`;
  return DECIMAL.test(result) ? result : undefined;
}

function multilingual(text: Text): NonNullable<Row['note']> {
  // Whoever gives a text without its language is taken to mean the main one of the deployment: the form asks for it.
  return Object.fromEntries(Object.entries(text).map(([language, words]) => [language, { text: words, status: 'original' as const }]));
}
