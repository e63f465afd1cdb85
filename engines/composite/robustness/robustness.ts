/** Uncertainty and sensitivity of an index (handbook, step 7): how sure each rank is, and which choice makes it unsure. */
import type { Dataset } from '../dataset.ts';
import { CompositeError } from '../errors.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { prepare, weigh } from '../run.ts';
import { at } from '../table.ts';
import { ENGINE } from '../version.ts';
import { enumerate, type Replicate, REPLICATES, type Runs, sampled } from './design.ts';
import { aboveMatrix, distributionOf, type RankDistribution } from './distribution.ts';
import { type Model, modelOf, type StageSummary } from './model.ts';
import { estimatedShares, exactShares, interactionShares, type Shares } from './variance.ts';

export const LARGEST_ENUMERATION = 100_000;
/** Sets of factors are 2ᵏ; beyond this the shares of all of them say nothing more to anyone. */
const MOST_INTERACTING = 8;

/** A share of variance. The error is a standard error; 0 where the figure is exact. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

export interface Driver {
  readonly factor: string;
  readonly first: Estimate;
  readonly total: Estimate;
}

export interface UnitRobustness extends RankDistribution {
  readonly unit: string;
  /** Rank under the recipe as it stands; 0 where it has none. */
  readonly nominal: number;
  /** Largest standard error of the probabilities; 0 where they are exact. */
  readonly error: number;
  /** What moves the rank of this unit. Empty where nothing does, or where it is not ranked in every run. */
  readonly drivers: readonly Driver[];
}

export interface Robustness {
  readonly engine: string;
  readonly design: { readonly kind: 'enumerated'; readonly runs: number } | { readonly kind: 'quasi-random'; readonly runs: number; readonly samples: number; readonly replicates: number; readonly seed: number };
  readonly factors: readonly { readonly name: string; readonly alternatives: readonly string[] }[];
  /** What moves the ranking as a whole: the mean over the units of the distance between rank and nominal rank. */
  readonly drivers: readonly Driver[];
  /** Shares of all sets of factors, summing to 1; only where everything was counted out. */
  readonly interactions: readonly { readonly factors: readonly string[]; readonly share: number }[];
  readonly units: readonly UnitRobustness[];
  /** Probability that the unit of the row is above that of the column. */
  readonly above: readonly (readonly number[])[];
  readonly stages: readonly StageSummary[];
  /** Ranks by run and unit, for comparisons with another edition. */
  readonly ranks: Uint16Array;
}

export function robustnessOf(dataset: Dataset, recipe: Recipe): Robustness {
  const model = modelOf(dataset, recipe);
  if (model.dimensions.length === 0) throw new CompositeError('step-without-effect', 'The recipe names no uncertain choices.', { setting: 'uncertainty.factors' });
  const sizes = model.dimensions.map(({ size }) => size);
  const nominal = nominalRanks(dataset, recipe, model);
  const product = sizes.reduce((all, size) => all * size, 1);
  return product <= (recipe.uncertainty?.enumerateUpTo ?? LARGEST_ENUMERATION) ? countedOut(model, sizes, nominal) : estimated(model, sizes, nominal, recipe);
}

function nominalRanks(dataset: Dataset, recipe: Recipe, { units }: Model): readonly number[] {
  const prepared = prepare(dataset, recipe);
  const { ranks } = weigh(prepared);
  const own = new Map(prepared.table.units.map((unit, index) => [unit, at(ranks, index)]));
  return units.map((unit) => own.get(unit) ?? 0);
}

function countedOut(model: Model, sizes: readonly number[], nominal: readonly number[]): Robustness {
  const runs = enumerate(model, sizes);
  sizes.forEach((size, factor) => {
    const stride = sizes.slice(factor + 1).reduce((product, one) => product * one, 1);
    // Each run against the one with the first alternative of this factor.
    const moved = runs.signatures.some((signature, run) => differs(signature, at(runs.signatures, run - (Math.floor(run / stride) % size) * stride)));
    if (!moved) refuseWithoutEffect(model, factor);
  });
  const exact = (values: Float64Array): Driver[] => driversOf(model, [exactShares(values, sizes)]);
  const shift = rankShift(runs, nominal);
  return {
    ...common(model, [runs], nominal, (unit) => exact(ranksOfUnit(runs, model.units.length, unit))),
    design: { kind: 'enumerated', runs: runs.count },
    drivers: exact(shift),
    interactions: sizes.length > MOST_INTERACTING ? [] : [...interactionShares(shift, sizes)].map(([set, share]) => ({ factors: model.dimensions.filter((_, factor) => (set & (1 << factor)) !== 0).map(({ name }) => name), share })),
    ranks: runs.ranks,
  };
}

function estimated(model: Model, sizes: readonly number[], nominal: readonly number[], { uncertainty }: Recipe): Robustness {
  const [samples, seed] = [uncertainty?.samples ?? 1024, uncertainty?.seed ?? 1];
  const replicates = [...sampled(model, sizes, samples, seed)];
  sizes.forEach((_, factor) => {
    if (!replicates.some(({ a, hybrids }) => a.signatures.some((signature, run) => differs(signature, at(hybrids[factor]?.signatures ?? [], run))))) refuseWithoutEffect(model, factor);
  });
  const drivers = (values: (runs: Runs) => Float64Array): Driver[] => driversOf(model, replicates.map(({ a, b, hybrids }: Replicate) => estimatedShares(values(a), values(b), hybrids.map(values))));
  const base = replicates.flatMap(({ a, b }) => [a, b]);
  const result = common(model, base, nominal, (unit) => drivers((runs) => ranksOfUnit(runs, model.units.length, unit)));
  const errors = probabilityErrors(replicates, model.units.length);
  const count = base[0]?.count ?? 0;
  return {
    ...result,
    units: result.units.map((unit, index) => ({ ...unit, error: at(errors, index) })),
    design: { kind: 'quasi-random', runs: count * REPLICATES * (sizes.length + 2), samples: count * REPLICATES, replicates: REPLICATES, seed },
    drivers: drivers((runs) => rankShift(runs, nominal)),
    interactions: [],
    ranks: Uint16Array.from(base.flatMap(({ ranks }) => [...ranks])),
  };
}

function common(model: Model, runs: readonly Runs[], nominal: readonly number[], drivers: (unit: number) => Driver[]): Omit<Robustness, 'design' | 'drivers' | 'interactions' | 'ranks'> {
  const units = model.units.map((unit, index): UnitRobustness => {
    const distribution = distributionOf(runs, model.units.length, index);
    return { unit, nominal: at(nominal, index), ...distribution, error: 0, drivers: distribution.unranked > 0 || distribution.low === distribution.high && distribution.probabilities.includes(1) ? [] : drivers(index) };
  });
  return {
    engine: ENGINE,
    factors: model.dimensions.map(({ name, size, label }) => ({ name, alternatives: size === Infinity ? [label(0), label(1)] : Array.from({ length: size }, (_, position) => label(position)) })),
    units,
    above: aboveMatrix(runs, model.units.length),
    stages: model.stages,
  };
}

/** Equal up to rounding. */
function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

function refuseWithoutEffect({ dimensions }: Model, factor: number): never {
  const name = dimensions[factor]?.name ?? '';
  throw new CompositeError('alternatives-without-effect', `All alternatives of “${name}” lead to the same scores: it is not applied, and says nothing about how sure the ranks are.`, { setting: `uncertainty.factors.${factor}` });
}

function ranksOfUnit({ count, ranks }: Runs, units: number, unit: number): Float64Array {
  return Float64Array.from({ length: count }, (_, run) => at(ranks, run * units + unit));
}

/** By run: the mean distance between rank and nominal rank, over the units that have both. */
function rankShift({ count, ranks }: Runs, nominal: readonly number[]): Float64Array {
  return Float64Array.from({ length: count }, (_, run) => {
    let [sum, both] = [0, 0];
    for (let unit = 0; unit < nominal.length; unit++) {
      const rank = at(ranks, run * nominal.length + unit);
      if (rank === 0 || at(nominal, unit) === 0) continue;
      sum += Math.abs(rank - at(nominal, unit));
      both++;
    }
    return sum / both;
  });
}

/** Mean and standard error over the replicates; one of them is exact. */
function estimateOf(values: readonly number[]): Estimate {
  const n = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  return { value, error: n < 2 ? 0 : Math.sqrt(values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1) / n) };
}

function driversOf({ dimensions }: Model, shares: readonly Shares[]): Driver[] {
  return dimensions.map(({ name }, factor) => ({ factor: name, first: estimateOf(shares.map(({ first }) => first[factor] ?? Number.NaN)), total: estimateOf(shares.map(({ total }) => total[factor] ?? Number.NaN)) }));
}

/** By unit: the largest standard error of the probability of a rank, from how the replicates differ. */
function probabilityErrors(replicates: readonly Replicate[], units: number): number[] {
  return Array.from({ length: units }, (_, unit) => {
    const parts = replicates.map(({ a, b }) => distributionOf([a, b], units, unit).probabilities);
    return Math.max(...Array.from({ length: units }, (__, rank) => estimateOf(parts.map((part) => part[rank] ?? 0)).error));
  });
}
