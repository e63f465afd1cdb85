/** Time periods of SDMX and ours: `2018`, `2018-S1`, `2018-Q3`, `2019-06`, `2019-06-30`, and spans of years. */

/** Our `2014/2020` (both years included) is `2014-01-01/P7Y` in SDMX: a beginning and a duration. */
export function toSdmxTime(time: string): string {
  const [, from, until] = /^(\d{4})\/(\d{4})$/.exec(time) ?? [];
  return from === undefined || until === undefined ? time : `${from}-01-01/P${Number(until) - Number(from) + 1}Y`;
}

/** Undefined where we have no such period (weeks, hours, trimesters). */
export function fromSdmxTime(text: string): string | undefined {
  const time = text.trim().replace(/T00:00(:00(\.0+)?)?(Z|[+-]00:00)?$/, '');
  const [, year = '', unit, part = ''] = /^(\d{4})-([ASQM])(\d{1,2})$/.exec(time) ?? [];
  if (unit === 'A') return part === '1' ? year : undefined;
  if (unit === 'M') return Number(part) >= 1 && Number(part) <= 12 ? `${year}-${part.padStart(2, '0')}` : undefined;
  if (unit !== undefined) return part.length === 1 && Number(part) >= 1 && Number(part) <= (unit === 'S' ? 2 : 4) ? time : undefined;
  const [, start, years] = /^(\d{4})(?:-01-01)?\/P(\d{1,4})Y$/.exec(time) ?? [];
  if (start !== undefined && years !== undefined) {
    const until = Number(start) + Number(years) - 1;
    return Number(years) === 1 ? start : Number(years) > 1 && until <= 9999 ? `${start}/${until}` : undefined;
  }
  return /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(time) ? time : undefined;
}

/** The code of CL_FREQ for the length of a period; `_O` for a span of years. */
export function frequencyOf(time: string): string {
  if (time.includes('/')) return '_O';
  const [, unit] = /^\d{4}-([SQ])/.exec(time) ?? [];
  return unit ?? ({ 4: 'A', 7: 'M', 10: 'D' } as const)[time.length as 4] ?? '_U';
}

export interface Bounds {
  readonly start: string;
  readonly end: string;
}

/** First and last second of a period of SDMX. Empty where it is none that we have. */
export function periodBounds(text: string): Bounds | Record<string, never> {
  const time = fromSdmxTime(text);
  if (time === undefined) return {};
  const [from = '', until] = time.split('/');
  const [, year = '', unit, part] = /^(\d{4})(?:-([SQ]))?(\d)?/.exec(from) ?? [];
  const months = unit === 'S' ? 6 : 3;
  const [, month, day] = unit ? [] : from.split('-').map(Number);
  const first = unit ? (Number(part) - 1) * months : (month ?? 1) - 1;
  const length = until !== undefined ? 12 * (Number(until) - Number(year) + 1) : unit ? months : month === undefined ? 12 : 1;
  const start = Date.UTC(Number(year), first, day ?? 1);
  const end = day === undefined ? Date.UTC(Number(year), first + length, 1) : Date.UTC(Number(year), first, day + 1);
  return { start: toSecond(start), end: toSecond(end - 1000) };
}

function toSecond(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
