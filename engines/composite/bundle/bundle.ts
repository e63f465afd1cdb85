/**
 * An index as a stranger can check it: data, recipe, hashes of both, engine and results in one text. Run again it gives the
 * same bytes.
 */
import { type Dataset, parseDataset } from '../dataset.ts';
import { CompositeError } from '../errors.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { isObject } from '../recipe/shapes.ts';
import { parseRecipe } from '../recipe/validate.ts';
import { type Robustness, robustnessOf } from '../robustness/robustness.ts';
import { computeIndex, type IndexResult } from '../run.ts';
import { ENGINE } from '../version.ts';
import { effectiveWeights, namedWeights } from '../weights/sets.ts';
import { canonical } from './canonical.ts';
import { sha256 } from './sha256.ts';

export const BUNDLE_FORMAT = 'composite-bundle/1';

export interface Bundle {
  readonly format: typeof BUNDLE_FORMAT;
  readonly engine: string;
  readonly data: Dataset;
  readonly recipe: Recipe;
  readonly results: unknown;
  /** SHA-256 of the canonical JSON of each part. */
  readonly hashes: { readonly data: string; readonly recipe: string; readonly results: string };
}

/** Computes the index, its robustness if the recipe names uncertain choices, and packs them. */
export function bundle(data: Dataset, recipe: Recipe): Bundle {
  const index = computeIndex(data, recipe);
  const results = rounded({ index: indexResults(index), robustness: recipe.uncertainty === undefined ? null : robustnessResults(robustnessOf(data, recipe)) });
  return { format: BUNDLE_FORMAT, engine: ENGINE, data, recipe, results, hashes: { data: index.dataHash, recipe: index.recipeHash, results: sha256(canonical(results)) } };
}

/** The bundle as it is published: canonical JSON and a line feed. */
export function bundleText(one: Bundle): string {
  return `${canonical(one)}\n`;
}

export interface Rerun {
  /** Whether the new text is the old one, byte for byte. */
  readonly same: boolean;
  readonly text: string;
  /** Engine of the bundle, where it is not this one. */
  readonly otherEngine: string | null;
  /** Paths at which the results differ, the first hundred. */
  readonly differences: readonly string[];
}

/** Computes a bundle again from its data and recipe. Throws `broken-bundle` where a hash does not fit its part. */
export function rerun(text: string): Rerun {
  const given = parsed(text);
  const again = bundle(given.data, given.recipe);
  const own = bundleText(again);
  return { same: own === text, text: own, otherEngine: given.engine === ENGINE ? null : given.engine, differences: differencesOf(given.results, again.results, 'results').slice(0, 100) };
}

function parsed(text: string): Bundle {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CompositeError('broken-bundle', 'The bundle is no JSON.');
  }
  if (!isObject(value) || value['format'] !== BUNDLE_FORMAT || !isObject(value['hashes'])) throw new CompositeError('broken-bundle', `The text is no ${BUNDLE_FORMAT}.`, { setting: 'format' });
  for (const part of ['data', 'recipe', 'results'] as const) {
    if (sha256(canonical(value[part])) !== value['hashes'][part]) throw new CompositeError('broken-bundle', `The ${part} of the bundle are not those whose hash it bears.`, { setting: `hashes.${part}` });
  }
  return { format: BUNDLE_FORMAT, engine: String(value['engine']), data: parseDataset(value['data']), recipe: parseRecipe(value['recipe']), results: value['results'], hashes: value['hashes'] as Bundle['hashes'] };
}

function indexResults({ units, structure, scores, ranks, weights, stages, imputed }: IndexResult): unknown {
  return {
    units,
    scores: Object.fromEntries(structure.nodes.map(({ code }, place) => [code, scores[place] ?? []])),
    ranks,
    weights: namedWeights(structure, weights),
    effectiveWeights: namedWeights(structure, effectiveWeights(structure, weights)),
    imputed,
    stages,
  };
}

/** Ranks run by run are many and follow from the rest. */
function robustnessResults({ engine, design, factors, drivers, interactions, units, above, stages }: Robustness): unknown {
  return { engine, design, factors, drivers, interactions, units, above, stages };
}

/**
 * Twelve significant digits, and null for what is no number. Logarithms and powers of other machines may differ in the last
 * of sixteen digits; those differences are no results.
 */
export function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(12)) : null;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (entry) => rounded(entry));
  if (Array.isArray(value)) return value.map((entry) => rounded(entry));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)])) : value;
}

function differencesOf(before: unknown, after: unknown, path: string): string[] {
  if (before === after) return [];
  const [old, recent] = [entriesOf(before), entriesOf(after)];
  if (old === undefined || recent === undefined) return [path];
  return [...new Set([...old.keys(), ...recent.keys()])].flatMap((key) => differencesOf(old.get(key), recent.get(key), `${path}.${key}`));
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}
