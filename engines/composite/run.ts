/** An index from data and recipe, with what every step did; and again, quickly, with other weights. */
import { canonical } from './bundle/canonical.ts';
import { sha256 } from './bundle/sha256.ts';
import { type Dataset, parseDataset, tableOf } from './dataset.ts';
import { located } from './errors.ts';
import { aggregateStep, applied, contextOf, dataSteps, indicatorColumns } from './pipeline.ts';
import { idOf, type Recipe, type Weights } from './recipe/recipe.ts';
import { parseRecipe } from './recipe/validate.ts';
import { type Moments, momentsOf } from './statistics/moments.ts';
import { ranksOf, TIE_TOLERANCE } from './statistics/rank.ts';
import { aggregate, indexOf, type Plan, planOf, type Scores } from './steps/aggregate.ts';
import type { Note } from './steps/step.ts';
import { type Structure, structureOf } from './structure.ts';
import { IMPUTED, missingCount, type Table } from './table.ts';
import { ENGINE } from './version.ts';
import { effectiveWeights, weightSet, withWeights } from './weights/sets.ts';

/** What a step left behind. */
export interface Stage {
  readonly id: string;
  readonly units: number;
  readonly missing: number;
  readonly notes: readonly Note[];
  /** By indicator, after the step. */
  readonly statistics: Readonly<Record<string, Moments>>;
}

/** The index up to its normalised indicators: what does not depend on weights. */
export interface Prepared {
  readonly recipe: Recipe;
  readonly structure: Structure;
  readonly plan: Plan;
  /** Normalised. */
  readonly table: Table;
  /** The same columns, by place of the node. */
  readonly columns: readonly Float64Array[];
  /** As the recipe has them, by place of the node. */
  readonly weights: Float64Array;
  readonly stages: readonly Stage[];
  readonly tolerance: number;
}

export interface Weighed {
  readonly weights: Float64Array;
  /** By place of the node. */
  readonly scores: Scores;
  /** Of the index, by unit. */
  readonly ranks: Int32Array;
}

export interface IndexResult extends Prepared, Weighed {
  readonly engine: string;
  /** SHA-256 of the canonical JSON of recipe and data. */
  readonly recipeHash: string;
  readonly dataHash: string;
  readonly units: readonly string[];
  readonly imputed: readonly ImputedUnit[];
}

/** A unit that is ranked on values that were not observed. */
export interface ImputedUnit {
  readonly unit: string;
  readonly indicators: readonly string[];
  /** Share of the index, by effective weight, that stands on them. */
  readonly share: number;
}

/** Data steps only. Recipe and data are checked first. */
export function prepare(dataset: Dataset, recipe: Recipe): Prepared {
  parseRecipe(recipe);
  parseDataset(dataset);
  const structure = structureOf(recipe);
  const context = contextOf(recipe, structure);
  const stages: Stage[] = [];
  let table = tableOf(dataset, recipe);
  for (const step of dataSteps(recipe)) {
    const outcome = applied(step, table, context);
    table = outcome.table;
    stages.push(stageOf(idOf(step), table, outcome.notes));
  }
  const last = aggregateStep(recipe);
  return {
    recipe,
    structure,
    plan: planOf(structure, last),
    table,
    columns: indicatorColumns(table, structure),
    weights: weightSet(structure, recipe, last.weights),
    stages,
    tolerance: recipe.tieTolerance ?? TIE_TOLERANCE,
  };
}

function stageOf(id: string, table: Table, notes: readonly Note[]): Stage {
  const columns = [...table.indicators];
  return {
    id,
    notes,
    units: table.units.length,
    missing: columns.reduce((sum, [, { values }]) => sum + missingCount(values), 0),
    statistics: Object.fromEntries(columns.map(([code, { values }]) => [code, momentsOf(values)])),
  };
}

/** Scores and ranks under the recipe's weights, or others: the part that a weight panel asks for at every move. */
export function weigh(prepared: Prepared, changed: Weights = {}): Weighed {
  const { structure, plan, columns, table, tolerance } = prepared;
  const weights = withWeights(structure, prepared.weights, changed);
  const scores = located({ step: 'aggregate' }, () => aggregate(columns, plan, weights, table.units));
  return { weights, scores, ranks: ranksOf(indexOf(scores, structure), tolerance) };
}

export function computeIndex(dataset: Dataset, recipe: Recipe): IndexResult {
  const prepared = prepare(dataset, recipe);
  const weighed = weigh(prepared);
  return {
    ...prepared,
    ...weighed,
    engine: ENGINE,
    recipeHash: sha256(canonical(recipe)),
    dataHash: sha256(canonical(dataset)),
    units: prepared.table.units,
    imputed: imputedUnits(prepared, weighed.weights),
  };
}

/** Every unit with imputed values, the most first. */
export function imputedUnits({ structure, table }: Prepared, weights: Float64Array): ImputedUnit[] {
  const effective = effectiveWeights(structure, weights);
  const found = table.units.flatMap((unit, index): ImputedUnit[] => {
    const places = [...effective.keys()].slice(0, structure.leaves).filter((place) => ((table.indicators.get(structure.nodes[place]?.code ?? '')?.marks[index] ?? 0) & IMPUTED) !== 0);
    if (places.length === 0) return [];
    return [{ unit, indicators: places.map((place) => structure.nodes[place]?.code ?? ''), share: places.reduce((sum, place) => sum + (effective[place] ?? 0), 0) }];
  });
  return found.toSorted((a, b) => b.share - a.share);
}
