/** What figures say together: the newest, the change, the gaps between groups. Pure: the pages and tables show what these functions find. */
import { type Absence, present } from '#core/kinds/values.ts';
import type { Breakdown, Row } from './kinds/observation-set.ts';
import { statusOf } from './kinds/status.ts';
import { differenceOf, type Interval } from './newcombe.ts';
import type { Observation } from './observations.ts';

export { statusOf };

/** The number of a figure; undefined where there is none. */
export function numberOf({ value }: Pick<Row, 'value'>): number | undefined {
  const text = present<string>(value as string | Absence);
  return text === undefined ? undefined : Number(text);
}

/** The end of a period as a number of years, to set figures side by side: `2018` is 2019, `2018-Q1` is 2018.25. */
export function endOf(time: string): number {
  const [from = '', until] = time.split('/');
  const [year = '', part] = (until ?? from).split('-');
  const start = Number(year);
  if (part === undefined) return start + 1;
  if (part.startsWith('Q')) return start + Number(part.slice(1)) / 4;
  if (part.startsWith('S')) return start + Number(part.slice(1)) / 2;
  return start + Number(part) / 12;
}

/** The newest first; what has no time comes last. Of one time, the one that was published last comes first. */
export function byTime(a: Observation, b: Observation): number {
  const [end, other] = [a.time === null ? -Infinity : endOf(a.time), b.time === null ? -Infinity : endOf(b.time)];
  return end === other ? b.fromSequence - a.fromSequence : other > end ? 1 : -1;
}

export function breakdownsOf({ content }: Observation): readonly Breakdown[] {
  return content.breakdowns ?? [];
}

/** The figures of wholes, not of groups. */
export function totals(figures: readonly Observation[]): Observation[] {
  return figures.filter((one) => breakdownsOf(one).length === 0);
}

export interface Newest {
  readonly newest: Observation;
  /** The figure before it in time, of the same source and whole. */
  readonly before: Observation | undefined;
}

/** The newest figure of a territory that has a number, with the one to compare it with: never one of another source. */
export function newestOf(figures: readonly Observation[], territory: string): Newest | undefined {
  const own = figures.filter((one) => one.territory === territory && numberOf(one.content) !== undefined).toSorted(byTime);
  const newest = totals(own)[0] ?? own[0];
  if (!newest) return undefined;
  const group = groupOf(newest);
  const before = own.find((one) => one.source === newest.source && one.time !== null && newest.time !== null && endOf(one.time) < endOf(newest.time) && groupOf(one) === group);
  // Across a break in the series nothing is compared.
  return { newest, before: statusOf(newest.content) === 'B' ? undefined : before };
}

/** The group that a figure is of, as a text that tells groups apart. */
export function groupOf(one: Observation): string {
  return breakdownsOf(one).map(({ dimension, value }) => `${dimension}=${value}`).toSorted().join(' ');
}

/** The difference between the groups of one dimension, in the unit of the indicator. */
export interface Gap {
  readonly dimension: string;
  /** The group that has more, and the one that has less. */
  readonly more: Observation;
  readonly less: Observation;
  readonly difference: number;
  /** 95 %, where both are k of n. */
  readonly interval: Interval | undefined;
}

/** Dimensions whose values are groups of people. Operators, technologies or questions are not groups that have or lack something. */
const GROUPS_OF_PEOPLE: ReadonlySet<string> = new Set(['sex', 'area', 'age', 'language', 'ethnicity', 'disability', 'education', 'income']);

/** Between the largest and the smallest of the groups of people that one source gives for one place, time and dimension. */
export function gapsOf(figures: readonly Observation[]): Gap[] {
  const single = figures.filter((one) => breakdownsOf(one).every(({ dimension }) => GROUPS_OF_PEOPLE.has(dimension)) && breakdownsOf(one).length === 1 && numberOf(one.content) !== undefined);
  const families = Map.groupBy(single, (one) => [one.setId, one.territory, one.time, breakdownsOf(one)[0]?.dimension].join(' '));
  return [...families.values()].flatMap((family) => {
    const [more, ...rest] = family.toSorted((a, b) => (numberOf(b.content) ?? 0) - (numberOf(a.content) ?? 0));
    const less = rest.at(-1);
    if (!more || !less) return [];
    return [{ dimension: breakdownsOf(more)[0]?.dimension ?? '', more, less, difference: rounded((numberOf(more.content) ?? 0) - (numberOf(less.content) ?? 0)), interval: intervalOf(more.content, less.content) }];
  });
}

function intervalOf(more: Row, less: Row): Interval | undefined {
  if (more.k === undefined || more.n === undefined || less.k === undefined || less.n === undefined) return undefined;
  const { lower, upper } = differenceOf({ k: more.k, n: more.n }, { k: less.k, n: less.n });
  return { lower: 100 * lower, upper: 100 * upper };
}

/** Without the last digits, which are of the way numbers are kept and not of the source. */
export function rounded(number: number): number {
  return Number(number.toPrecision(12));
}
