/** Estimates of exposure: what they name is read, and joined. */
import { recordsById, recordsOfKind } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { levelOf } from '../kinds/classifications.ts';
import type { ExposureEstimate } from '../kinds/exposure-estimate.ts';
import { exposureEstimate } from '../kinds/exposure-estimate.ts';
import type { ExposureScoreSet } from '../kinds/exposure-score-set.ts';
import type { OccupationCrosswalk } from '../kinds/occupation-crosswalk.ts';
import { numberOf } from '../figures.ts';
import { observations } from '../observations.ts';
import { employmentTable, type Group, jobsOf, type Table } from './employment.ts';
import { type Exposure, exposureOf, type Way, wayBetween } from './exposure.ts';

/** One set of scores with the way to it. */
export interface Scoring {
  readonly id: string;
  readonly document: ExposureScoreSet;
  /** Undefined where no crosswalk leads from the employment to the occupations of the scores. */
  readonly way: Way | undefined;
}

export interface Line {
  readonly group: Group;
  /** In the order of the scorings; undefined where there is no way. */
  readonly exposures: readonly (Exposure | undefined)[];
}

export interface Estimate {
  readonly id: string;
  readonly document: ExposureEstimate;
  readonly scorings: readonly Scoring[];
  readonly crosswalks: ReadonlyMap<string, OccupationCrosswalk>;
  readonly table: Table | undefined;
  readonly lines: readonly Line[];
}

export async function readEstimate(database: Database, id: string, document: ExposureEstimate): Promise<Estimate> {
  const [figures, scores, bridges] = await Promise.all([
    observations(database, { indicators: [document.employment], sets: document.observationSets }),
    recordsById(database, document.scores),
    recordsById(database, document.crosswalks ?? []),
  ]);
  const named = new Map(scores.map((one) => [one.id, one.document as ExposureScoreSet]));
  // Order decides between ways that are as long: as the estimate names them, not as the database found them.
  const found = new Map(bridges.map((one) => [one.id, one.document as OccupationCrosswalk]));
  const crosswalks = new Map((document.crosswalks ?? []).flatMap((one) => (found.has(one) ? [[one, found.get(one) as OccupationCrosswalk] as const] : [])));
  const scorings = document.scores.flatMap((one): Scoring[] => {
    const set = named.get(one);
    return set ? [{ id: one, document: set, way: wayTo(document, set, crosswalks) }] : [];
  });
  const table = employmentTable(figures, document.time);
  return { id, document, scorings, crosswalks, table, lines: (table?.groups ?? []).map((group) => ({ group, exposures: scorings.map(({ way }) => way && exposureOf(jobsOf(group), group.total && numberOf(group.total.content), way)) })) };
}

export async function readEstimates(database: Database): Promise<Estimate[]> {
  const records = await recordsOfKind(database, exposureEstimate.name);
  return Promise.all(records.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, document }) => readEstimate(database, id, document as ExposureEstimate)));
}

function wayTo({ coded }: ExposureEstimate, set: ExposureScoreSet, crosswalks: ReadonlyMap<string, OccupationCrosswalk>): Way | undefined {
  const bridges = [...crosswalks].map(([id, { from, to, rows }]) => ({ id, from: levelOf(from), to: levelOf(to), rows }));
  const way = wayBetween(levelOf(coded), levelOf(set.coded), bridges);
  return (
    way && {
      crosswalks: way.map(({ id, rows }) => ({ id, pairs: rows.map(({ from, to, weight }) => ({ from, to, ...(weight !== undefined && { weight: Number(weight) }) })) })),
      scores: set.rows.map(({ occupation, score, lower, upper, class: name }) => ({ occupation, score: Number(score), ...(lower !== undefined && { lower: Number(lower) }), ...(upper !== undefined && { upper: Number(upper) }), ...(name !== undefined && { class: name }) })),
      scale: { lower: Number(set.scale.lower), upper: Number(set.scale.upper) },
    }
  );
}
