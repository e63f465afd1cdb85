/**
 * From normalised indicators to the index. It is kept apart from the steps before it, and quick: a new set of weights asks
 * for this alone.
 */
import { CompositeError, located } from '../errors.ts';
import type { AggregateStep, Mean } from '../recipe/recipe.ts';
import { rootOf, type Structure } from '../structure.ts';
import { at } from '../table.ts';
import { copeland, meanOf, type Weighted } from './means.ts';

export interface Plan {
  readonly structure: Structure;
  /** By place of the node; of no use for indicators. */
  readonly methods: readonly Mean[];
  readonly minimumShare: number | undefined;
}

/** By place of the node: the columns given for the indicators, then the scores of the groups. The last is the index. */
export type Scores = readonly Float64Array[];

export function planOf(structure: Structure, { method, levels = {}, nodes = {}, minimumShare }: AggregateStep): Plan {
  return { structure, minimumShare, methods: structure.nodes.map(({ code, height }) => nodes[code] ?? levels[String(height)] ?? method) };
}

/**
 * The score of every group and the index. `weights` by place of the node, relative to its siblings; `units` only for
 * what a refusal says. Thousands of aggregations spare themselves new arrays by writing `into` the old ones.
 */
export function aggregate(indicators: readonly Float64Array[], plan: Plan, weights: Float64Array, units: readonly string[], into: Float64Array[] = roomFor(plan, units.length)): Scores {
  const { nodes, leaves } = plan.structure;
  for (let place = 0; place < leaves; place++) into[place] = indicators[place] ?? new Float64Array(units.length);
  for (let place = leaves; place < nodes.length; place++) {
    const children = nodes[place]?.children ?? [];
    const method = plan.methods[place] ?? 'arithmetic';
    const whole = sumOfWeights(plan.structure, place, weights);
    if (method === 'copeland') into[place]?.set(byCopeland(into, children, weights, units.length));
    else byMean(into, plan, place, children, method, weights, whole, units);
  }
  return into;
}

/** An array per group for as many units. */
export function roomFor({ structure }: Plan, units: number): Float64Array[] {
  return structure.nodes.map((_, place) => new Float64Array(place < structure.leaves ? 0 : units));
}

/** The scores of the index itself. */
export function indexOf(scores: Scores, structure: Structure): Float64Array {
  return scores[rootOf(structure)] ?? new Float64Array();
}

function byCopeland(scores: readonly Float64Array[], children: readonly number[], weights: Float64Array, units: number): Float64Array {
  const counted = children.filter((child) => at(weights, child) > 0);
  return copeland(counted.map((child) => scores[child] ?? []), counted.map((child) => at(weights, child)), units);
}

function byMean(scores: readonly Float64Array[], plan: Plan, place: number, children: readonly number[], method: Exclude<Mean, 'copeland'>, weights: Float64Array, whole: number, units: readonly string[]): void {
  const result = scores[place] ?? new Float64Array();
  if (method === 'arithmetic') sums(scores, result, children, weights, whole);
  else if (method === 'geometric') products(scores, result, children, weights, whole, plan.structure.leaves);
  else result.fill(Number.NaN);
  // What the quick way could not do is missing or meaningless: one unit at a time says which.
  for (let unit = 0; unit < result.length; unit++) if (!Number.isFinite(at(result, unit))) result[unit] = oneByOne(scores, plan, place, children, method, weights, units, unit);
}

/** Arithmetic means; NaN where a value is missing. */
function sums(scores: readonly Float64Array[], result: Float64Array, children: readonly number[], weights: Float64Array, whole: number): void {
  result.fill(0);
  for (const child of children) {
    const share = at(weights, child) / whole;
    if (share === 0) continue;
    const column = scores[child] ?? result;
    for (let unit = 0; unit < result.length; unit++) result[unit] = at(result, unit) + share * at(column, unit);
  }
}

/** Geometric means; not finite where a value is missing or not positive. */
function products(scores: readonly Float64Array[], result: Float64Array, children: readonly number[], weights: Float64Array, whole: number, leaves: number): void {
  result.fill(0);
  for (const child of children) {
    const share = at(weights, child) / whole;
    if (share === 0) continue;
    const column = scores[child] ?? result;
    if (child < leaves) {
      const logs = logarithms(column);
      for (let unit = 0; unit < result.length; unit++) result[unit] = at(result, unit) + share * at(logs, unit);
    } else for (let unit = 0; unit < result.length; unit++) result[unit] = at(result, unit) + share * Math.log(at(column, unit));
  }
  // −∞ is a value of 0, whose exponential would pass as a score.
  for (let unit = 0; unit < result.length; unit++) result[unit] = at(result, unit) === -Infinity ? Number.NaN : Math.exp(at(result, unit));
}

/** Normalised columns are used again with many weights; their logarithms need not be taken again. */
const known = new WeakMap<Float64Array, Float64Array>();

function logarithms(column: Float64Array): Float64Array {
  const found = known.get(column);
  if (found !== undefined) return found;
  const logs = column.map(Math.log);
  known.set(column, logs);
  return logs;
}

function oneByOne(scores: readonly Float64Array[], plan: Plan, place: number, children: readonly number[], method: Exclude<Mean, 'copeland'>, weights: Float64Array, units: readonly string[], unit: number): number {
  const { nodes } = plan.structure;
  const group = nodes[place]?.code ?? '';
  const counted = children.filter((child) => at(weights, child) > 0);
  const there = counted.filter((child) => !Number.isNaN(at(scores[child] ?? [], unit)));
  if (there.length < counted.length) {
    const missing = nodes[counted.find((child) => !there.includes(child)) ?? -1]?.code ?? '';
    if (plan.minimumShare === undefined) {
      throw new CompositeError('missing-value', `${units[unit]} has no value of ${missing}. Impute it, leave the unit out, or say with minimumShare how much of a group must be there.`, { unit: units[unit] ?? '', indicator: missing, aggregate: group });
    }
    if (there.length === 0 || there.length / counted.length < plan.minimumShare) return Number.NaN;
  }
  const parts = there.map((child): Weighted => ({ code: nodes[child]?.code ?? '', value: at(scores[child] ?? [], unit), weight: at(weights, child) }));
  return located({ unit: units[unit] ?? '', aggregate: group }, () => meanOf(parts, method));
}

/** Of the children of a node. Refuses weights that make no mean. */
function sumOfWeights({ nodes }: Structure, place: number, weights: Float64Array): number {
  let sum = 0;
  for (const child of nodes[place]?.children ?? []) {
    const weight = at(weights, child);
    if (!(weight >= 0 && weight < Infinity)) throw new CompositeError('invalid-weight', `The weight of ${nodes[child]?.code} is ${weight}: more of something good would then make the index worse.`, { indicator: nodes[child]?.code ?? '', value: weight });
    sum += weight;
  }
  if (!(sum > 0)) throw new CompositeError('invalid-weight', `The weights below ${nodes[place]?.code} are all 0.`, { aggregate: nodes[place]?.code ?? '' });
  return sum;
}
