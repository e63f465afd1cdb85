/** Periods as tables write them: `2018`, `jun-19`, `I trimestre 2018`, `2014-2020`. */
import { fold } from '#core/search/fold.ts';
import { tidy, withoutRaised } from './marks.ts';

/** `days`: day and month could each be the other. */
export type Period = { readonly time: string } | { readonly unclear: 'days' } | undefined;

const MONTHS: readonly (readonly string[])[] = [
  ['enero', 'ene', 'january', 'jan'], ['febrero', 'feb', 'february'], ['marzo', 'mar', 'march'], ['abril', 'abr', 'april', 'apr'], ['mayo', 'may'], ['junio', 'jun', 'june'],
  ['julio', 'jul', 'july'], ['agosto', 'ago', 'august', 'aug'], ['septiembre', 'setiembre', 'sep', 'set', 'sept', 'september'], ['octubre', 'oct', 'october'], ['noviembre', 'nov', 'november'], ['diciembre', 'dic', 'december', 'dec'],
];
const YEAR = String.raw`((?:1[89]|20|21)\d\d)`;
const PART: Readonly<Record<string, string>> = { i: '1', ii: '2', iii: '3', iv: '4', 1: '1', 2: '2', 3: '3', 4: '4' };

/** @param first which of day and month comes first in `05/06/2019`; undefined where nobody has said so. */
export function readPeriod(text: string, first: 'day' | 'month' | undefined): Period {
  const folded = fold(withoutRaised(tidy(text))).replace(/^(ano|anio|year|wata|periodo)s?[ :]+/, '').replace(/\s?(\([a-z]\)|[a-z]\/|\*+|\d\/)$/, '').trim();
  const time = plainPeriod(folded) ?? named(folded) ?? part(folded) ?? span(folded);
  return time === undefined ? day(folded, first) : { time };
}

function plainPeriod(text: string): string | undefined {
  const upper = text.toUpperCase();
  return new RegExp(`^${YEAR}(-(S[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?))?$`).test(upper) ? upper : undefined;
}

/** `junio de 2019`, `jun-2019`, `2019 junio`. */
function named(text: string): string | undefined {
  const [, month, year] = new RegExp(`^([a-z]+)\\.?(?: de | del |[ -/])${YEAR}$`).exec(text) ?? [];
  const [, other, word] = new RegExp(`^${YEAR}[ -/]([a-z]+)\\.?$`).exec(text) ?? [];
  const at = MONTHS.findIndex((names) => names.includes(month ?? word ?? ''));
  return at < 0 ? undefined : `${year ?? other}-${String(at + 1).padStart(2, '0')}`;
}

/** `I trimestre 2018`, `2018 T1`, `1T2018`, `2018-II semestre`, `Q3 2018`. */
function part(text: string): string | undefined {
  const unit = String.raw`(t|q|trim|trimestre|quarter|s|sem|semestre)\.?`;
  const number = String.raw`(iv|iii|ii|i|[1-4])`;
  const patterns: readonly (readonly [RegExp, number, number, number])[] = [
    [new RegExp(`^${number}[ -]?${unit}(?: de | del |[ -])?${YEAR}$`), 1, 2, 3],
    [new RegExp(`^${unit}[ -]?${number}(?: de | del |[ -])${YEAR}$`), 2, 1, 3],
    [new RegExp(`^${YEAR}[ -]?${unit}[ -]?${number}$`), 3, 2, 1],
    [new RegExp(`^${YEAR}[ -]?${number} ?${unit}$`), 2, 3, 1],
  ];
  for (const [pattern, n, u, y] of patterns) {
    const found = pattern.exec(text);
    const half = found?.[u]?.startsWith('s') === true;
    const value = Number(PART[found?.[n] ?? ''] ?? 9);
    if (found && value <= (half ? 2 : 4)) return `${found[y]}-${half ? 'S' : 'Q'}${value}`;
  }
  return undefined;
}

/** `2014-2020`, `2014/2020`, `2014 a 2020`. `2018-19` is no period here: nobody can tell it from a month. */
function span(text: string): string | undefined {
  const [, from = '', until = ''] = new RegExp(`^${YEAR} ?(?:-|–|—|/|a|al|to) ?${YEAR}$`).exec(text) ?? [];
  return from < until ? `${from}/${until}` : undefined;
}

function day(text: string, first: 'day' | 'month' | undefined): Period {
  const [, one = '', two = '', year] = new RegExp(`^(\\d{1,2})[/.-](\\d{1,2})[/.-]${YEAR}$`).exec(text) ?? [];
  if (year === undefined) return undefined;
  const [a, b] = [Number(one), Number(two)];
  const order = a > 12 ? 'day' : b > 12 ? 'month' : a === b ? 'day' : first;
  if (order === undefined) return { unclear: 'days' };
  const [d, m] = order === 'day' ? [a, b] : [b, a];
  const time = `${year}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
  return m >= 1 && m <= 12 && d >= 1 && d <= 31 && new Date(`${time}T00:00:00Z`).toISOString().startsWith(time) ? { time } : undefined;
}
