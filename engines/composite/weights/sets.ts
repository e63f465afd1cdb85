/** Sets of weights, and what each weight comes to at the index. */
import { CompositeError } from '../errors.ts';
import type { Recipe, Weights } from '../recipe/recipe.ts';
import type { Structure } from '../structure.ts';
import { at } from '../table.ts';

/** The weights of a named set, by place of the node. `equal` gives every child the same; `structure` is what the recipe's items say. */
export function weightSet(structure: Structure, recipe: Pick<Recipe, 'weightSets'>, name: string = 'structure'): Float64Array {
  if (name === 'equal') return new Float64Array(structure.nodes.length).fill(1);
  const own = Float64Array.from(structure.nodes, ({ weight }) => weight);
  if (name === 'structure') return own;
  const set = Object.hasOwn(recipe.weightSets ?? {}, name) ? recipe.weightSets?.[name] : undefined;
  if (set === undefined) throw new CompositeError('unknown-name', `There is no weight set ${name}.`, { setting: 'weights', value: name });
  return withWeights(structure, own, set);
}

/** The weights with some replaced by code. */
export function withWeights(structure: Structure, weights: Float64Array, changed: Weights): Float64Array {
  const result = weights.slice();
  for (const [code, weight] of Object.entries(changed)) {
    const place = structure.places.get(code);
    if (place === undefined) throw new CompositeError('unknown-name', `There is no indicator or group ${code} to weigh.`, { indicator: code, setting: 'weights' });
    result[place] = weight;
  }
  return result;
}

/** Weights by code. */
export function namedWeights(structure: Structure, weights: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(structure.nodes.map(({ code }, place) => [code, at(weights, place)]));
}

/** Share of each node among its siblings. */
export function localShares({ nodes }: Structure, weights: ArrayLike<number>): Float64Array {
  return Float64Array.from(nodes, ({ parent }, place) => {
    const siblings = nodes[parent]?.children;
    return siblings === undefined ? 1 : at(weights, place) / siblings.reduce((sum, sibling) => sum + at(weights, sibling), 0);
  });
}

/**
 * Share of each node in the index: its share among its siblings times that of every group above. At each height of an even
 * tree they sum to 1. What an arithmetic index gains when the node gains one point.
 */
export function effectiveWeights(structure: Structure, weights: ArrayLike<number>): Float64Array {
  const shares = localShares(structure, weights);
  for (let place = structure.nodes.length - 1; place >= 0; place--) {
    const parent = structure.nodes[place]?.parent ?? -1;
    if (parent >= 0) shares[place] = at(shares, place) * at(shares, parent);
  }
  return shares;
}
