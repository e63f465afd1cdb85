/** Figures of employment as a table: for each group of people and place, its jobs by occupation. Pure. */
import { breakdownsOf, byTime, numberOf } from '../figures.ts';
import type { Breakdown } from '../kinds/observation-set.ts';
import type { Observation } from '../observations.ts';
import type { Jobs } from './exposure.ts';

/** Whose jobs: a place, and a part of its people where `breakdowns` names one. */
export interface Group {
  readonly territory: string;
  readonly breakdowns: readonly Breakdown[];
  /** All jobs of the group as the table prints them. */
  readonly total: Observation | undefined;
  readonly occupations: ReadonlyMap<string, Observation>;
}

export interface Table {
  readonly time: string | null;
  readonly groups: readonly Group[];
}

const isOccupation = ({ dimension }: Breakdown): boolean => dimension === 'occupation';

/** The newest time of which there are occupations, or the one asked for. The groups of fewer breakdowns come first. */
export function employmentTable(figures: readonly Observation[], time?: string): Table | undefined {
  const newest = figures.filter((one) => breakdownsOf(one).some(isOccupation) && (time === undefined || one.time === time)).toSorted(byTime)[0];
  if (!newest) return undefined;
  const groups = Map.groupBy(figures.filter((one) => one.time === newest.time).toSorted(byTime), (one) => JSON.stringify([one.territory, ...othersOf(one).map(({ dimension, value }) => [dimension, value])]));
  return { time: newest.time, groups: [...groups.values()].flatMap(groupOf).toSorted((a, b) => a.breakdowns.length - b.breakdowns.length || keyOf(a).localeCompare(keyOf(b))) };
}

/** Of figures that say the same of the same, the one published last stands first and counts. */
function groupOf(of: readonly Observation[]): Group[] {
  const coded = of.filter((one) => breakdownsOf(one).some(isOccupation));
  const [first] = coded;
  if (!first) return [];
  const occupations = new Map(coded.toReversed().map((one) => [breakdownsOf(one).find(isOccupation)?.value ?? '', one]));
  return [{ territory: first.territory, breakdowns: othersOf(first), total: of.find((one) => !breakdownsOf(one).some(isOccupation) && numberOf(one.content) !== undefined), occupations }];
}

function othersOf(one: Observation): Breakdown[] {
  return breakdownsOf(one).filter((breakdown) => !isOccupation(breakdown)).toSorted((a, b) => (a.dimension < b.dimension ? -1 : 1));
}

function keyOf({ territory, breakdowns }: Group): string {
  return [territory, ...breakdowns.flatMap(({ dimension, value }) => [dimension, value])].join(' ');
}

/** The jobs of a group that were counted. */
export function jobsOf({ occupations }: Group): Jobs {
  return new Map([...occupations].flatMap(([code, one]): [string, number][] => {
    const jobs = numberOf(one.content);
    return jobs === undefined ? [] : [[code, jobs]];
  }));
}

/** Occupations of which the table says that there are jobs, and not how many. */
export function silentOf({ occupations }: Group): number {
  return [...occupations.values()].filter(({ content }) => numberOf(content) === undefined).length;
}
