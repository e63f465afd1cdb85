/** Indices of our own: their data out of the table of figures, and what the engine makes of them. */
import { bundle, bundleText, CompositeError, computeIndex, type Dataset, type IndexResult, localShares, neighboursOf, prepare, type Prepared, profileOf, type ProfileEntry, rankBounds, type RankBounds, type Recipe, type Robustness, robustnessOf, weigh, type Weighed } from '@yupana/composite';
import { recordsById } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { byTime, numberOf, totals } from './figures.ts';
import type { Index } from './kinds/index-kind.ts';
import type { Indicator } from './kinds/indicator.ts';
import { type Observation, observations } from './observations.ts';

export interface IndexData {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  /** The figure behind each value, by code of the indicator, in the order of the units; undefined where there is none. */
  readonly figures: ReadonlyMap<string, readonly (Observation | undefined)[]>;
  readonly indicators: ReadonlyMap<string, Indicator>;
  /** Codes that the recipe names and of which the sets have no figure. */
  readonly missing: readonly string[];
}

/**
 * The newest figure of the whole for each unit and indicator of the recipe, in the sets that the index reads.
 * @param asOf as the figures were after the publication of this sequence; as they are where it is not given.
 */
export async function readIndexData(database: Database, { recipe: text = '{}', observationSets = [], units = [], time }: Index, asOf?: number): Promise<IndexData> {
  const recipe = JSON.parse(text) as Recipe;
  const all = totals(await observations(database, { sets: observationSets, ...(asOf !== undefined && { asOf }) })).filter((one) => numberOf(one.content) !== undefined && (time === undefined || one.time === time));
  const documents = await recordsById(database, [...new Set(all.map(({ indicator }) => indicator))]);
  const indicators = new Map(documents.map(({ document }) => [(document as Indicator).code, document as Indicator]));
  const codeOf = new Map(documents.map(({ id, document }) => [id, (document as Indicator).code]));
  const byCode = Map.groupBy(all, ({ indicator }) => codeOf.get(indicator) ?? '');
  const wanted = [...new Set(recipe.indicators.flatMap(({ code, denominator }) => (denominator === undefined ? [code] : [code, denominator])))];
  const figures = new Map(wanted.map((code) => [code, units.map((unit) => (byCode.get(code) ?? []).filter(({ territory }) => territory === unit).toSorted(byTime)[0])]));
  return {
    recipe,
    figures,
    indicators,
    dataset: { units: units.map((code) => ({ code })), values: Object.fromEntries([...figures].map(([code, column]) => [code, column.map((one) => (one === undefined ? null : (numberOf(one.content) ?? null)))])) },
    missing: wanted.filter((code) => !byCode.has(code)),
  };
}

export interface OwnIndex {
  readonly data: IndexData;
  readonly result: IndexResult;
  /** Undefined where the recipe names no uncertain choice. */
  readonly robustness: Robustness | undefined;
}

/** Many people look at few indices, and settings by the thousand are counted out for each: what was computed last is kept. */
const KEPT = 24;

/** Keeps the results that were asked for last. */
export function keeping<T>(): (key: string, compute: () => T) => T {
  const kept = new Map<string, T>();
  return (key, compute) => {
    const value = kept.has(key) ? (kept.get(key) as T) : compute();
    kept.delete(key);
    kept.set(key, value);
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    return value;
  };
}

const robustnessKept = keeping<Robustness>();
const reachKept = keeping<Reach | undefined>();

/** Of the same data, recipe and engine the same comes out. */
export function keyOf({ recipeHash, dataHash, engine }: IndexResult): string {
  return `${engine} ${recipeHash} ${dataHash}`;
}

/** @throws CompositeError where recipe and data do not go together. */
export function computeOwn(data: IndexData): OwnIndex {
  const result = computeIndex(data.dataset, data.recipe);
  return { data, result, robustness: data.recipe.uncertainty === undefined ? undefined : robustnessKept(keyOf(result), () => robustnessOf(data.dataset, data.recipe)) };
}

/** The index with other weights: what the weight panel asks for. */
export function reweighed({ dataset, recipe }: IndexData, weights: Readonly<Record<string, number>>): Weighed {
  return weigh(prepare(dataset, recipe), weights);
}

export interface Reach {
  readonly bounds: RankBounds;
  /** By what share of itself each weight may move. */
  readonly spread: number;
}

/** What a unit can reach while every weight stays within a share of its own; undefined where the means are not arithmetic. */
export function reachOf({ data, result }: OwnIndex, unit: string): Reach | undefined {
  return reachKept(`${keyOf(result)} ${unit}`, () => computeReach(data, unit));
}

/** Units times free weights: beyond this the linear programs take minutes. */
const MOST_FREE = 500;

/** The places of the parts whose weights may move: every indicator; in a large index the parts right below it, as far as a search can go. */
export function freeParts({ structure, table }: Prepared): number[] {
  const leaves = Array.from({ length: structure.leaves }, (_, place) => place);
  if (leaves.length * table.units.length <= MOST_FREE) return leaves;
  const children = structure.nodes.at(-1)?.children ?? [];
  return children.length * table.units.length <= MOST_FREE ? [...children] : [];
}

function computeReach({ dataset, recipe }: IndexData, unit: string): Reach | undefined {
  const noise = recipe.uncertainty?.factors.find((one) => one.kind === 'weight-noise');
  const spread = noise?.kind === 'weight-noise' ? noise.spread : 0.25;
  const prepared = prepare(dataset, recipe);
  const shares = localShares(prepared.structure, prepared.weights);
  const parts = freeParts(prepared);
  if (parts.length === 0) return undefined;
  const free = parts.map((place): [string, readonly [number, number]] => [prepared.structure.nodes[place]?.code ?? '', [(shares[place] ?? 0) * (1 - spread), Math.min(1, (shares[place] ?? 0) * (1 + spread))]]);
  try {
    const [bounds] = rankBounds(prepared, Object.fromEntries(free), [unit]);
    return bounds && { bounds, spread };
  } catch (error) {
    if (error instanceof CompositeError && (error.code === 'not-linear' || error.code === 'infeasible-bounds')) return undefined;
    throw error;
  }
}

/** Whether a unit can be told from the one behind it, by unit. */
export function apartFromNext({ robustness }: OwnIndex): Map<string, boolean> {
  return new Map((robustness ? neighboursOf(robustness) : []).map(({ upper, apart }) => [upper, apart]));
}

export function partsOf({ result }: OwnIndex, unit: string): ProfileEntry[] {
  return profileOf(result, unit);
}

/** Data, recipe, engine and results in one text that `yupana index rerun` computes again. */
export function bundleOf({ dataset, recipe }: IndexData): string {
  return bundleText(bundle(dataset, recipe));
}

export { CompositeError };
