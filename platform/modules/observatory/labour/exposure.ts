/**
 * Employment × exposure: how many jobs are in occupations of which exposure, and how many have no score at all. Pure. Sums run in
 * the order of the codes, so that the order of rows changes no digit.
 */

/** Jobs by code of an occupation. */
export type Jobs = ReadonlyMap<string, number>;

/** A pair of a crosswalk. Without a weight the jobs of `from` go to all that it leads to in equal parts. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly weight?: number;
}

export interface Crossed {
  /** By code of the other classification. */
  readonly jobs: Jobs;
  /** Jobs of which the crosswalk does not say where they go, by code of the first. */
  readonly lost: Jobs;
}

/** The jobs of one classification in another: what comes out and what is lost make what went in. */
export function crossed(jobs: Jobs, pairs: readonly Pair[]): Crossed {
  const ways = Map.groupBy(inOrder(pairs), ({ from }) => from);
  const out = new Map<string, number>();
  const lost = new Map<string, number>();
  for (const [code, count] of byCode(jobs)) {
    const to = ways.get(code) ?? [];
    const whole = sum(to.map(weightOf));
    if (whole <= 0) lost.set(code, count);
    else for (const pair of to) out.set(pair.to, (out.get(pair.to) ?? 0) + (count * weightOf(pair)) / whole);
  }
  return { jobs: new Map(byCode(out)), lost };
}

const weightOf = ({ weight = 1 }: Pair): number => weight;

export interface Score {
  readonly occupation: string;
  readonly score: number;
  /** Between which numbers its makers put it. */
  readonly lower?: number;
  readonly upper?: number;
  /** The class that its makers put it in. */
  readonly class?: string;
}

/** From the occupations of the employment table to those of the scores. */
export interface Way {
  readonly crosswalks: readonly { readonly id: string; readonly pairs: readonly Pair[] }[];
  readonly scores: readonly Score[];
  /** Between which numbers any score lies. */
  readonly scale: Range;
}

export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** Jobs that dropped out, and where: `not_coded`, the id of a crosswalk, `no_score`. */
export interface Loss {
  readonly step: string;
  readonly jobs: number;
}

export interface Exposure {
  /** All jobs: those with a score and those that were lost. */
  readonly total: number;
  readonly covered: number;
  readonly losses: readonly Loss[];
  /** By how much the occupations exceed the total that the table prints; 0 where they do not. */
  readonly excess: number;
  /** Of the jobs with a score; undefined where none has. */
  readonly mean: number | undefined;
  /** The mean of the lower and that of the upper ends; undefined unless every score that was used has both. */
  readonly interval: Range | undefined;
  /** Where the mean of all jobs lies, whatever the scores of those without one. */
  readonly possible: Range | undefined;
  /** Jobs by class; no class for jobs without a score. */
  readonly classes: Jobs;
}

/**
 * What a set of scores says of the jobs of a group.
 * @param jobs by occupation, as the table has them
 * @param printed the total that the table prints, where it does: what exceeds the occupations is in none of them
 */
export function exposureOf(jobs: Jobs, printed: number | undefined, { crosswalks, scores, scale }: Way): Exposure {
  const coded = sum(byCode(jobs).map(([, count]) => count));
  const total = Math.max(coded, printed ?? coded);
  const losses: Loss[] = printed === undefined ? [] : [{ step: 'not_coded', jobs: total - coded }];
  let at = jobs;
  for (const { id, pairs } of crosswalks) {
    const step = crossed(at, pairs);
    losses.push({ step: id, jobs: sum([...step.lost.values()]) });
    at = step.jobs;
  }
  const known = new Map(scores.map((one) => [one.occupation, one]));
  const scored = byCode(at).flatMap(([code, count]) => {
    const score = known.get(code);
    return score && count > 0 ? [{ score, count }] : [];
  });
  const unscored = byCode(at).filter(([code]) => !known.has(code));
  losses.push({ step: 'no_score', jobs: sum(unscored.map(([, count]) => count)) });
  const covered = sum(scored.map(({ count }) => count));
  const meanOf = (end: (score: Score) => number): number => sum(scored.map(({ score, count }) => count * end(score))) / covered;
  const mean = covered > 0 ? meanOf(({ score }) => score) : undefined;
  const bounded = covered > 0 && scored.every(({ score: { lower, upper } }) => lower !== undefined && upper !== undefined);
  return {
    total,
    covered,
    losses,
    excess: printed === undefined ? 0 : Math.max(0, coded - printed),
    mean,
    interval: bounded ? { lower: meanOf(({ lower = NaN }) => lower), upper: meanOf(({ upper = NaN }) => upper) } : undefined,
    possible: mean === undefined ? undefined : { lower: (covered * mean + (total - covered) * scale.lower) / total, upper: (covered * mean + (total - covered) * scale.upper) / total },
    classes: new Map([...Map.groupBy(scored, ({ score }) => score.class ?? '')].map(([code, of]) => [code, sum(of.map(({ count }) => count))])),
  };
}

/** A share of all jobs in percent; undefined of none. */
export function shareOf(jobs: number, { total }: Pick<Exposure, 'total'>): number | undefined {
  return total > 0 ? (100 * jobs) / total : undefined;
}

/** All jobs that have no score, at whatever step they were lost. */
export function lostOf({ losses }: Exposure): number {
  return sum(losses.map(({ jobs }) => jobs));
}

function byCode(jobs: Jobs): [string, number][] {
  return [...jobs].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function inOrder(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted((a, b) => (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Between which classifications a crosswalk leads: a name with its digits, such as `isco-08/4`. */
export interface Bridge {
  readonly from: string;
  readonly to: string;
}

/** The shortest way over bridges; of two that are as short, that of the bridges named first. Undefined where there is none. */
export function wayBetween<B extends Bridge>(from: string, to: string, bridges: readonly B[]): B[] | undefined {
  const reached = new Map<string, B[]>([[from, []]]);
  const waiting = [from];
  for (let at = waiting.shift(); at !== undefined && !reached.has(to); at = waiting.shift()) {
    for (const bridge of bridges) {
      if (bridge.from !== at || reached.has(bridge.to)) continue;
      reached.set(bridge.to, [...(reached.get(at) ?? []), bridge]);
      waiting.push(bridge.to);
    }
  }
  return reached.get(to);
}
