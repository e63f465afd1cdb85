/** Two versions of an index side by side, and what happens when one element is taken away. */
import type { Dataset } from '../dataset.ts';
import { CompositeError } from '../errors.ts';
import type { Recipe, Step } from '../recipe/recipe.ts';
import { computeIndex, type IndexResult } from '../run.ts';
import { ranksOf } from '../statistics/rank.ts';
import { at } from '../table.ts';

export interface Comparison {
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** The units of both, by their rank before. Ranks are among these alone: a rank among more units is another thing. */
  readonly units: readonly { readonly unit: string; readonly before: number; readonly after: number; /** Positive for a move up. */ readonly change: number; readonly scoreBefore: number; readonly scoreAfter: number }[];
  /** Mean distance between the two ranks. */
  readonly meanShift: number;
}

export function compare(before: IndexResult, after: IndexResult): Comparison {
  const [old, recent] = [scoresByUnit(before), scoresByUnit(after)];
  const common = [...old.keys()].filter((unit) => recent.has(unit));
  const ranks = (scores: ReadonlyMap<string, number>, { tolerance }: IndexResult): Int32Array => ranksOf(common.map((unit) => scores.get(unit) ?? Number.NaN), tolerance);
  const [first, second] = [ranks(old, before), ranks(recent, after)];
  const units = common.map((unit, place) => ({ unit, before: at(first, place), after: at(second, place), change: at(first, place) - at(second, place), scoreBefore: old.get(unit) ?? Number.NaN, scoreAfter: recent.get(unit) ?? Number.NaN }));
  return {
    onlyBefore: [...old.keys()].filter((unit) => !recent.has(unit)),
    onlyAfter: [...recent.keys()].filter((unit) => !old.has(unit)),
    units: units.toSorted((a, b) => a.before - b.before),
    meanShift: units.reduce((sum, { change }) => sum + Math.abs(change), 0) / Math.max(1, units.length),
  };
}

function scoresByUnit({ units, scores }: IndexResult): ReadonlyMap<string, number> {
  const index = scores.at(-1) ?? new Float64Array();
  return new Map(units.map((unit, place) => [unit, at(index, place)] as const).filter(([, score]) => !Number.isNaN(score)));
}

/** The whole index computed again without each element in turn, indicators and groups; the greatest shift first. */
export function removals(dataset: Dataset, recipe: Recipe): { readonly code: string; readonly comparison: Comparison }[] {
  const nominal = computeIndex(dataset, recipe);
  const root = recipe.aggregates.find(({ parent }) => parent === undefined)?.code;
  const siblings = Map.groupBy([...recipe.indicators, ...recipe.aggregates], ({ parent }) => parent);
  return [...recipe.indicators, ...recipe.aggregates]
    // Without the only part of the index nothing is left.
    .filter(({ code, parent }) => code !== root && !(parent === root && siblings.get(root)?.length === 1) && recipe.indicators.length > 1)
    .map(({ code }) => ({ code, comparison: compare(nominal, computeIndex(dataset, withoutElement(recipe, code))) }))
    .toSorted((a, b) => b.comparison.meanShift - a.comparison.meanShift);
}

/** The recipe without an indicator or group, what is below it, what is left empty above it, and every setting that names it. */
export function withoutElement(recipe: Recipe, code: string): Recipe {
  const gone = new Set([code]);
  const all = [...recipe.indicators, ...recipe.aggregates];
  for (let size = 0; size < gone.size; ) {
    size = gone.size;
    for (const one of all) if (one.parent !== undefined && gone.has(one.parent)) gone.add(one.code);
    for (const { code: group } of recipe.aggregates) if (all.filter(({ parent }) => parent === group).every((child) => gone.has(child.code))) gone.add(group);
  }
  const indicators = recipe.indicators.filter((one) => !gone.has(one.code));
  if (indicators.length === 0) throw new CompositeError('unknown-name', `Without ${code} nothing is left of the index.`, { indicator: code });
  const { format, title, weightSets, tieTolerance } = recipe;
  // Without its uncertain choices, which may name what is gone.
  return {
    format,
    ...(title === undefined ? {} : { title }),
    ...(tieTolerance === undefined ? {} : { tieTolerance }),
    indicators,
    aggregates: recipe.aggregates.filter((one) => !gone.has(one.code)),
    steps: recipe.steps.flatMap((step) => stepWithout(step, gone, indicators)),
    ...(weightSets ? { weightSets: Object.fromEntries(Object.entries(weightSets).map(([name, set]) => [name, without(set, gone)])) } : {}),
  };
}

/** None where nothing is left for the step to do. */
function stepWithout(step: Step, gone: ReadonlySet<string>, left: Recipe['indicators']): Step[] {
  switch (step.step) {
    case 'impute': {
      const named = step.indicators?.filter((code) => !gone.has(code));
      // The gaps may have been in what is gone.
      return named?.length === 0 ? [] : [{ ...step, idle: 'accept', ...(named ? { indicators: named } : {}) }];
    }
    case 'denominate': {
      const used = new Set(left.flatMap(({ denominator }) => denominator ?? []));
      const scale = Object.fromEntries(Object.entries(step.scale ?? {}).filter(([denominator]) => used.has(denominator)));
      return used.size === 0 ? [] : [{ ...step, scale }];
    }
    case 'treat':
    case 'normalise':
      return [step.indicators ? ({ ...step, indicators: without<unknown>(step.indicators, gone) } as Step) : step];
    case 'aggregate':
      return [step.nodes ? { ...step, nodes: without(step.nodes, gone) } : step];
    case 'screen':
      return [step];
  }
}

function without<T>(settings: Readonly<Record<string, T>>, gone: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(settings).filter(([code]) => !gone.has(code)));
}
