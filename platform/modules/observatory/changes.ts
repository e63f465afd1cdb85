/** What changed in an index of our own since it was last another one, and what of it is noise. */
import { type Changes, changesBetween } from '@yupana/composite';
import { historyOf } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import type { Index } from './kinds/index-kind.ts';
import { observations } from './observations.ts';
import { CompositeError, computeOwn, keyOf, type OwnIndex, readIndexData } from './own-index.ts';

export interface EarlierIndex {
  readonly changes: Changes;
  /** When the index became what it is now. */
  readonly since: Date;
}

/** So many former states are looked at, the newest first: most publications change nothing that the ranks hang on. */
const MOST_STATES = 20;

/** The newest former state with another recipe or other data, against that of now; undefined where there is none with uncertain choices. */
export async function earlierIndex(database: Database, id: string, { result, robustness }: OwnIndex): Promise<EarlierIndex | undefined> {
  if (robustness === undefined) return undefined;
  for (const { sequence, at } of await publicationsOf(database, id)) {
    const before = await stateBefore(database, id, sequence);
    if (before === undefined) return undefined;
    if (before === 'refused' || keyOf(before.result) === keyOf(result)) continue;
    return before.robustness && { changes: changesBetween(before.robustness, robustness), since: at };
  }
  return undefined;
}

/** The publications that changed the record or a figure that it reads, the newest first. */
async function publicationsOf(database: Database, id: string): Promise<{ readonly sequence: number; readonly at: Date }[]> {
  const versions = await historyOf(database, id);
  const sets = new Set(versions.flatMap(({ document }) => (document as Index | null)?.observationSets ?? []));
  const figures = await observations(database, { sets: [...sets], history: true });
  const moments = new Map<number, Date>(versions.map(({ sequence, publishedAt }) => [sequence, publishedAt]));
  for (const { fromSequence, validFrom, toSequence, validTo } of figures) {
    moments.set(fromSequence, validFrom);
    if (toSequence !== null && validTo !== null) moments.set(toSequence, validTo);
  }
  return [...moments].map(([sequence, at]) => ({ sequence, at })).toSorted((a, b) => b.sequence - a.sequence).slice(0, MOST_STATES);
}

/** Undefined where the index was not public then; `refused` where it could not be computed, as between the publications of its figures. */
async function stateBefore(database: Database, id: string, sequence: number): Promise<OwnIndex | 'refused' | undefined> {
  const version = (await historyOf(database, id)).find((one) => one.sequence < sequence);
  const document = version?.document as Index | null | undefined;
  if (!document?.own) return undefined;
  try {
    return computeOwn(await readIndexData(database, document, sequence - 1));
  } catch (error) {
    if (error instanceof CompositeError) return 'refused';
    throw error;
  }
}
