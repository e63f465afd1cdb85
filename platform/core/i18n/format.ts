/** Dates, numbers and lists as people of a language write them. */
import type { Translator } from './messages.ts';

/** A number; decimals kept as text are shown to the last digit. */
export function formatNumber(t: Translator, value: number | string): string {
  return new Intl.NumberFormat([...t.locales], { maximumFractionDigits: 20 }).format(value as Intl.StringNumericLiteral | number);
}

/** A share as k of n, never as a bare percentage. */
export function formatShare(t: Translator, k: number, n: number): string {
  const percent = new Intl.NumberFormat([...t.locales], { style: 'percent', maximumFractionDigits: 0 }).format(n === 0 ? 0 : k / n);
  return t('core.share', { k, n, percent });
}

/** A date no more precise than it is given: `2021`, `enero de 2021`, `15 de enero de 2021`. */
export function formatDate(t: Translator, date: string): string {
  const [year = 0, month, day] = date.split('-').map(Number);
  if (month === undefined) return String(year);
  const style: Intl.DateTimeFormatOptions = day === undefined ? { year: 'numeric', month: 'long' } : { year: 'numeric', month: 'long', day: 'numeric' };
  return new Intl.DateTimeFormat([...t.locales], { ...style, timeZone: 'UTC' }).format(new Date(Date.UTC(year, month - 1, day ?? 1)));
}

/** The day of a moment in the time zone of the deployment. */
export function formatMoment(t: Translator, moment: Date, timeZone: string): string {
  return formatDate(t, dayOf(moment, timeZone));
}

/** The day of a moment in a time zone, as `2026-11-21`. */
export function dayOf(moment: Date, timeZone: string): string {
  // The Swedish way of writing a date is the ISO one.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
}

export function formatMoney(t: Translator, amount: string, currency: string): string {
  return new Intl.NumberFormat([...t.locales], { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
}

export function formatList(t: Translator, items: readonly string[]): string {
  return new Intl.ListFormat([...t.locales], { type: 'conjunction' }).format(items);
}

/** The name of a language in the language of the page, or its tag where Intl has no name. */
export function languageName(t: Translator, tag: string): string {
  return t.has(`languages.${tag}`) ? t(`languages.${tag}`) : (new Intl.DisplayNames([...t.locales], { type: 'language' }).of(tag) ?? tag);
}

const collators = new Map<string, Intl.Collator>();
/** The order of texts for people: accents do not count, ñ does, 9 before 10. */
export function collatorFor(t: Translator): Intl.Collator {
  const name = t.locales.join();
  const known = collators.get(name);
  if (known) return known;
  const collator = new Intl.Collator([...t.locales], { numeric: true, sensitivity: 'base' });
  collators.set(name, collator);
  return collator;
}
