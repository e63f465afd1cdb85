/** Moments in questions: `xs:dateTime`, in the time zone of the country where they say none (REST 2.2, “Data queries”). */
import { Refusal } from './refusal.ts';

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** A day alone is meant to its end: what was published on it counts. @throws Refusal 400 */
export function momentOf(name: string, text: string, timeZone: string): Date {
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = MOMENT.exec(text.replace(' ', '+')) ?? [];
  const written = hour === undefined ? `${year}-${month}-${day}T23:59:59.999` : `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const asUtc = new Date(`${written}Z`);
  if (year === undefined || Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) throw new Refusal(400, 'bad_value', { name, value: text });
  const moment = zone === undefined ? inZone(asUtc, timeZone) : new Date(`${written}${zone}`);
  if (Number.isNaN(moment.getTime())) throw new Refusal(400, 'bad_value', { name, value: text });
  return moment;
}

/** The moment at which clocks of the zone show what this one shows in UTC. Twice, for days on which clocks change. */
function inZone(shown: Date, timeZone: string): Date {
  const first = new Date(shown.getTime() - offsetAt(shown, timeZone));
  return new Date(shown.getTime() - offsetAt(first, timeZone));
}

function offsetAt(moment: Date, timeZone: string): number {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(moment).map(({ type, value }) => [type, value]));
  const local = Date.UTC(Number(parts['year']), Number(parts['month']) - 1, Number(parts['day']), Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
  return local - Math.floor(moment.getTime() / 1000) * 1000;
}
