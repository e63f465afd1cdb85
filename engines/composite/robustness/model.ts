/**
 * The index as a function of its uncertain choices. Steps that come out alike for many combinations are done once: most
 * choices sit late, so that a combination costs little more than an aggregation.
 */
import { type Dataset, parseDataset, tableOf } from '../dataset.ts';
import { CompositeError, located } from '../errors.ts';
import { aggregateStep, applied, contextOf, dataSteps, indicatorColumns } from '../pipeline.ts';
import { idOf, type Recipe } from '../recipe/recipe.ts';
import { parseRecipe } from '../recipe/validate.ts';
import { ranksOf, TIE_TOLERANCE } from '../statistics/rank.ts';
import { aggregate, indexOf, type Plan, planOf, roomFor } from '../steps/aggregate.ts';
import { type Structure, structureOf } from '../structure.ts';
import { at, type Table } from '../table.ts';
import { weightSet } from '../weights/sets.ts';
import { aggregateStepAt, type Dimension, dimensionsOf, type Position } from './factors.ts';

/** More outcomes of one stage than this are not kept. */
const KEPT = 4096;

export interface RunResult {
  /** Of the index, in the order of the data set; NaN for a unit that this combination leaves out. Good until the next run. */
  readonly scores: Float64Array;
  /** 0 for a unit without rank. */
  readonly ranks: Int32Array;
}

export interface StageSummary {
  readonly step: string;
  readonly alternatives: Readonly<Record<string, string>>;
  readonly units: number;
  readonly imputed: number;
  readonly treated: number;
}

export interface Model {
  readonly dimensions: readonly Dimension[];
  readonly units: readonly string[];
  /** One position per dimension. A refusal says which alternatives were at work. */
  run(positions: ArrayLike<Position>): RunResult;
  /** What every step did, once for each of its kept outcomes. */
  readonly stages: readonly StageSummary[];
}

export function modelOf(dataset: Dataset, recipe: Recipe): Model {
  parseRecipe(recipe);
  parseDataset(dataset);
  const structure = structureOf(recipe);
  const context = contextOf(recipe, structure);
  const dimensions = dimensionsOf(recipe, structure, dataset);
  const steps = dataSteps(recipe);
  const raw = tableOf(dataset, recipe);
  const stages: StageSummary[] = [];
  const labels = (positions: ArrayLike<Position>, most: number = Infinity): Record<string, string> =>
    Object.fromEntries(dimensions.flatMap((dimension, place) => (dimension.stage <= most ? [[dimension.name, dimension.label(at(positions, place))]] : [])));

  const begun = (positions: ArrayLike<Position>): Table => dimensions.reduce((table, { data }, place) => (data ? data(table, at(positions, place)) : table), raw);
  const memory = [begun, ...steps.map((base, index) => (positions: ArrayLike<Position>): Table => {
    const table = reach(index, positions);
    const stage = index + 1;
    let step: typeof base | null = base;
    let instead: { readonly dimension: Dimension; readonly position: Position } | undefined;
    dimensions.forEach((dimension, place) => {
      if (dimension.stage !== stage) return;
      const position = at(positions, place);
      if (dimension.step && step !== null) step = dimension.step(step, position) as typeof base | null;
      if (dimension.instead) instead = { dimension, position };
    });
    if (step === null) return table;
    const { notes, table: result } = instead?.dimension.instead?.(table, step, instead.position) ?? applied(step, table, context);
    const count = (what: string): number => notes.filter((note) => note.what === what).length;
    if (stages.length < KEPT) stages.push({ step: idOf(base), alternatives: labels(positions, stage), units: result.units.length, imputed: count('imputed'), treated: count('treated') });
    return result;
  })].map((compute, stage) => remembered(compute, dimensions, stage));
  function reach(stage: number, positions: ArrayLike<Position>): Table {
    return memory[stage]?.(positions) ?? raw;
  }

  const end = aggregator(recipe, structure, dimensions, steps.length + 1);
  const finished = remembered((positions: ArrayLike<Position>) => {
    const table = reach(steps.length, positions);
    return { table, columns: indicatorColumns(table, structure), places: placesOf(table.units, raw.units) };
  }, dimensions, steps.length);
  return {
    dimensions,
    units: raw.units,
    stages,
    run: (positions) => {
      try {
        const { table, columns, places } = finished(positions);
        const scores = spread(end(columns, positions, table.units), places, raw.units.length);
        return { scores, ranks: ranksOf(scores, recipe.tieTolerance ?? TIE_TOLERANCE) };
      } catch (error) {
        throw error instanceof CompositeError ? error.within({ alternatives: labels(positions) }) : error;
      }
    },
  };
}

/** Plan and weights for some positions; both are kept where they come again. */
function aggregator(recipe: Recipe, structure: Structure, dimensions: readonly Dimension[], stage: number): (columns: readonly Float64Array[], positions: ArrayLike<Position>, units: readonly string[]) => Float64Array {
  const base = aggregateStep(recipe);
  const chosen = dimensions.map((dimension) => (dimension.stage === stage && dimension.step ? dimension : { ...dimension, stage: Infinity }));
  const planned = remembered((positions: ArrayLike<Position>): { readonly plan: Plan; readonly weights: Float64Array } => {
    const step = aggregateStepAt(base, dimensions, stage, positions);
    return { plan: planOf(structure, step), weights: weightSet(structure, recipe, step.weights) };
  }, chosen, stage);
  const noisy = dimensions.map((dimension) => (dimension.stage === stage ? dimension : { ...dimension, stage: Infinity }));
  const weighed = remembered((positions: ArrayLike<Position>): Float64Array => dimensions.reduce((weights, dimension, place) => (dimension.weights ? dimension.weights(weights, at(positions, place)) : weights), planned(positions).weights), noisy, stage);
  const rooms = new Map<number, Float64Array[]>();
  return (columns, positions, units) => {
    const { plan } = planned(positions);
    const room = rooms.get(units.length) ?? roomFor(plan, units.length);
    rooms.set(units.length, room);
    return located({ step: idOf(base) }, () => indexOf(aggregate(columns, plan, weighed(positions), units, room), structure));
  };
}

/** The function with its results kept by the positions of the dimensions up to a stage; only the last where there are too many. */
function remembered<T>(compute: (positions: ArrayLike<Position>) => T, dimensions: readonly Dimension[], stage: number): (positions: ArrayLike<Position>) => T {
  const places = [...dimensions.keys()].filter((place) => (dimensions[place]?.stage ?? Infinity) <= stage);
  const combinations = places.reduce((product, place) => product * (dimensions[place]?.size ?? 1), 1);
  const kept = new Map<number | string, T>();
  // A number tells finitely many combinations apart, and is made faster than a text.
  const keyOf = (positions: ArrayLike<Position>): number | string => {
    if (combinations > KEPT) return places.map((place) => at(positions, place)).join();
    let key = 0;
    for (const place of places) key = key * (dimensions[place]?.size ?? 1) + at(positions, place);
    return key;
  };
  return (positions) => {
    const key = keyOf(positions);
    const found = kept.get(key);
    if (found !== undefined) return found;
    const result = compute(positions);
    if (combinations > KEPT) kept.clear();
    kept.set(key, result);
    return result;
  };
}

/** Where each unit of a table stands among all; undefined where they are the same. */
function placesOf(units: readonly string[], all: readonly string[]): readonly number[] | undefined {
  return units.length === all.length ? undefined : units.map((unit) => all.indexOf(unit));
}

function spread(scores: Float64Array, places: readonly number[] | undefined, size: number): Float64Array {
  if (places === undefined) return scores;
  const result = new Float64Array(size).fill(Number.NaN);
  places.forEach((place, index) => void (result[place] = at(scores, index)));
  return result;
}
