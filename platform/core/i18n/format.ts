/** Dates, numbers and lists as people of a language write them. */
import type { Translator } from './messages.ts';

/** Formats of Intl take a hundred times longer to make than to use, and there are few of them: each is made once. */
function once<T>(make: (locales: string[], setting: string) => T): (t: Pick<Translator, 'locales'>, setting?: string) => T {
  const made = new Map<string, T>();
  return ({ locales }, setting = '') => {
    const name = `${locales.join()} ${setting}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make([...locales], setting);
    made.set(name, fresh);
    return fresh;
  };
}

const numbers = once((locales) => new Intl.NumberFormat(locales, { maximumFractionDigits: 20 }));
const compacts = once((locales) => new Intl.NumberFormat(locales, { notation: 'compact', maximumSignificantDigits: 4 }));
const percentages = once((locales) => new Intl.NumberFormat(locales, { style: 'percent', maximumFractionDigits: 0 }));
const months = once((locales) => new Intl.DateTimeFormat(locales, { year: 'numeric', month: 'long', timeZone: 'UTC' }));
const days = once((locales) => new Intl.DateTimeFormat(locales, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }));
// The Swedish way of writing a date is the ISO one.
const isoDays = once((locales, timeZone) => new Intl.DateTimeFormat(locales, { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }));
const instants = once((locales, timeZone) => new Intl.DateTimeFormat(locales, { dateStyle: 'long', timeStyle: 'long', timeZone }));
const units = once((locales, unit) => new Intl.NumberFormat(locales, { style: 'unit', unit, maximumFractionDigits: 1 }));
const amounts = once((locales, currency) => new Intl.NumberFormat(locales, { style: 'currency', currency }));
const lists = once((locales) => new Intl.ListFormat(locales, { type: 'conjunction' }));
const languageNames = once((locales) => new Intl.DisplayNames(locales, { type: 'language' }));
/** The order of texts for people: accents do not count, ñ does, 9 before 10. */
export const collatorFor = once((locales) => new Intl.Collator(locales, { numeric: true, sensitivity: 'base' }));

const SWEDISH = { locales: ['sv-SE'] };

/** A number; decimals kept as text are shown to the last digit. */
export function formatNumber(t: Translator, value: number | string): string {
  return numbers(t).format(value as Intl.StringNumericLiteral | number);
}

/** A number as short as an axis needs it: `46 M`. */
export function formatCompact(t: Translator, value: number): string {
  return compacts(t).format(value);
}

/** The size of a file, in thousands or millions of bytes. */
export function formatBytes(t: Translator, bytes: number): string {
  return bytes < 1_000_000 ? units(t, 'kilobyte').format(bytes / 1000) : units(t, 'megabyte').format(bytes / 1_000_000);
}

/** A share as k of n, never as a bare percentage. */
export function formatShare(t: Translator, k: number, n: number): string {
  const percent = percentages(t).format(n === 0 ? 0 : k / n);
  return t('core.share', { k, n, percent });
}

/** A date no more precise than it is given: `2021`, `enero de 2021`, `15 de enero de 2021`. */
export function formatDate(t: Translator, date: string): string {
  const [year = 0, month, day] = date.split('-').map(Number);
  if (month === undefined) return String(year);
  return (day === undefined ? months(t) : days(t)).format(new Date(Date.UTC(year, month - 1, day ?? 1)));
}

/** The day of a moment in the time zone of the deployment. */
export function formatMoment(t: Translator, moment: Date, timeZone: string): string {
  return formatDate(t, dayOf(moment, timeZone));
}

/** A moment to the second, with the time zone that it is told in. */
export function formatInstant(t: Translator, moment: Date, timeZone: string): string {
  return instants(t, timeZone).format(moment);
}

/** The day of a moment in a time zone, as `2026-11-21`. */
export function dayOf(moment: Date, timeZone: string): string {
  return isoDays(SWEDISH, timeZone).format(moment);
}

export function formatMoney(t: Translator, amount: string, currency: string): string {
  return amounts(t, currency).format(amount as Intl.StringNumericLiteral);
}

export function formatList(t: Translator, items: readonly string[]): string {
  return lists(t).format(items);
}

/** The name of a language in the language of the page, or its tag where Intl has no name. */
export function languageName(t: Translator, tag: string): string {
  return t.has(`languages.${tag}`) ? t(`languages.${tag}`) : (languageNames(t).of(tag) ?? tag);
}
