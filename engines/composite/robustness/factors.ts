/** The uncertain choices of a recipe, each ready to be set to one of its alternatives. */
import { canonical } from '../bundle/canonical.ts';
import { sha256 } from '../bundle/sha256.ts';
import type { Dataset } from '../dataset.ts';
import { CompositeError } from '../errors.ts';
import { dataSteps } from '../pipeline.ts';
import { type Random, seeded } from '../random.ts';
import { type AggregateStep, type Factor, idOf, type ImputeStep, type Recipe, type Step } from '../recipe/recipe.ts';
import { withSetting, withSettings } from '../recipe/settings.ts';
import type { Outcome } from '../steps/step.ts';
import { imputeByDraws } from '../steps/impute.ts';
import type { Structure } from '../structure.ts';
import { at, type Column, type Table, withColumns } from '../table.ts';

/** Where in a factor: a whole number from 0, or for a range a share from 0 to below 1. */
export type Position = number;

export interface Dimension {
  readonly name: string;
  /** How many alternatives; Infinity for a range. */
  readonly size: number;
  /** 0: the data; 1, 2, …: the data steps in order; one more: the aggregation. */
  readonly stage: number;
  readonly label: (position: Position) => string;
  /** What it changes. Undefined where it leaves that alone. */
  readonly data?: (table: Table, position: Position) => Table;
  /** Null where the step is left out. */
  readonly step?: (step: Step, position: Position) => Step | null;
  readonly instead?: (table: Table, step: Step, position: Position) => Outcome;
  readonly weights?: (weights: Float64Array, position: Position) => Float64Array;
}

export function dimensionsOf(recipe: Recipe, structure: Structure, dataset: Dataset): Dimension[] {
  const ids = dataSteps(recipe).map(idOf);
  const last = ids.length + 1;
  const stageOf = (id: string): number => (ids.includes(id) ? ids.indexOf(id) + 1 : last);
  const seed = recipe.uncertainty?.seed ?? 1;
  const factors = recipe.uncertainty?.factors ?? [];
  const edition = factors.some(({ kind }) => kind === 'measurement-error' || kind === 'imputation-error') ? editionSeed(dataset) : 0;
  return factors.map((factor, place): Dimension => {
    const random = (draw: Position): Random => seeded(seed, place + 1, draw + 1);
    const ownRandom = (draw: Position): Random => seeded(seed, place + 1, draw + 1, edition);
    switch (factor.kind) {
      case 'choice': {
        const chosen = (position: Position): (typeof factor.alternatives)[number] => factor.alternatives[position] ?? { label: '' };
        return {
          name: factor.name,
          size: factor.alternatives.length,
          stage: stageOf(factor.step),
          label: (position) => chosen(position).label,
          step: (step, position) => (chosen(position).omit ? null : withSettings(step, chosen(position).set ?? {})),
        };
      }
      case 'range': {
        const value = (position: Position): number => factor.from + position * (factor.to - factor.from);
        return { name: factor.name, size: Infinity, stage: stageOf(factor.step), label: (position) => String(value(position)), step: (step, position) => withSetting(step, factor.setting, value(position)) };
      }
      case 'weight-noise':
        return { ...drawn(factor), stage: last, weights: (weights, position) => noisyWeights(structure, weights, factor.spread, factor.levels, random(position)) };
      case 'measurement-error':
        return { ...drawn(factor), stage: 0, data: (table, position) => measuredAnew(table, dataset, ownRandom(position)) };
      case 'imputation-error':
        return { ...drawn(factor), stage: stageOf(factor.step), instead: (table, step, position) => imputeByDraws(table, step as ImputeStep, ownRandom(position)) };
    }
  });
}

/** Errors of two editions have nothing to do with one another: with the same draws for both they would cancel out in a comparison. */
function editionSeed(dataset: Dataset): number {
  return Number.parseInt(sha256(canonical(dataset)).slice(0, 8), 16);
}

function drawn(factor: Extract<Factor, { draws: number }>): Pick<Dimension, 'name' | 'size' | 'label'> {
  return { name: factor.name, size: factor.draws, label: (position) => `draw ${position + 1}` };
}

/** Every weight of the heights named, times a number between 1 − spread and 1 + spread. */
export function noisyWeights({ nodes }: Structure, weights: Float64Array, spread: number, levels: readonly number[] | undefined, random: Random): Float64Array {
  return weights.map((weight, place) => {
    const factor = 1 + spread * (2 * random.next() - 1);
    return levels === undefined || levels.includes(nodes[place]?.height ?? -1) ? weight * factor : weight;
  });
}

/** Each value with a standard error, drawn from the normal distribution around it. */
function measuredAnew(table: Table, { errors = {} }: Dataset, random: Random): Table {
  const columns = new Map<string, Column>();
  for (const [code, { values, marks }] of table.indicators) {
    const own = Object.hasOwn(errors, code) ? errors[code] : undefined;
    if (own === undefined) continue;
    columns.set(code, { marks, values: values.map((value, unit) => ((own[unit] ?? 0) > 0 ? value + (own[unit] ?? 0) * random.normal() : value)) });
  }
  if (columns.size === 0) throw new CompositeError('step-without-effect', 'The data have no standard errors of the indicators: a measurement error that is not applied must not stand in the recipe.');
  return withColumns(table, columns);
}

/** The aggregation with everything that its factors say, but the noise of weights. */
export function aggregateStepAt(step: AggregateStep, dimensions: readonly Dimension[], stage: number, positions: ArrayLike<Position>): AggregateStep {
  return dimensions.reduce<AggregateStep>((changed, dimension, place) => (dimension.stage === stage && dimension.step !== undefined ? ((dimension.step(changed, at(positions, place)) ?? changed) as AggregateStep) : changed), step);
}
