/** Dates of a strategy as iCalendar (RFC 5545), by the library ical-generator. */
import ical, { ICalCalendarMethod } from 'ical-generator';

export interface CalendarEntry {
  /** Stays the same when the entry changes, so that calendars replace it. Without commas, semicolons and backslashes: they would need escaping. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly url: string;
  /** First and last day, `2026-12-01`. */
  readonly from: string;
  readonly to: string;
}

/** @param stamp when the calendar was made. */
export function calendarText(title: string, entries: readonly CalendarEntry[], stamp: Date): string {
  const calendar = ical({ name: escaped(title), prodId: { company: 'Yupana', product: 'Strategy', language: 'ES' }, method: ICalCalendarMethod.PUBLISH });
  for (const { uid, title: summary, description, url, from, to } of entries) {
    calendar.createEvent({ id: uid, summary, description, url, stamp, start: day(from), end: dayAfter(to), allDay: true });
  }
  return calendar.toString();
}

/** The library escapes every text but the name of the calendar. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, String.raw`\$&`).replace(/\r?\n/g, String.raw`\n`);
}

/** In UTC, in which the library writes days: where the server stands does not count. */
function day(text: string): Date {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  const result = new Date(0);
  result.setUTCFullYear(year, month - 1, date);
  return result;
}

/** The end of an event is the first day after it (RFC 5545 §3.6.1). */
function dayAfter(text: string): Date {
  const end = day(text);
  end.setUTCDate(end.getUTCDate() + 1);
  return end;
}
