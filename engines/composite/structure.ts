/** The tree of indicators, groups and index, laid flat so that it can be walked from the bottom up. */
import type { Recipe } from './recipe/recipe.ts';

export interface Node {
  readonly code: string;
  readonly name: string;
  /** Place among the nodes; −1 for the index. */
  readonly parent: number;
  /** Places of the nodes below, in the order of the recipe; none for an indicator. */
  readonly children: readonly number[];
  /** Longest way down to an indicator: 0 for an indicator, 1 for a group of indicators. */
  readonly height: number;
  readonly weight: number;
}

export interface Structure {
  /** The indicators in the order of the recipe, then the groups, every one after those below it. The last is the index. */
  readonly nodes: readonly Node[];
  /** How many of the nodes are indicators: the first ones. */
  readonly leaves: number;
  readonly places: ReadonlyMap<string, number>;
}

export function structureOf({ indicators, aggregates }: Pick<Recipe, 'indicators' | 'aggregates'>): Structure {
  const height = new Map<string, number>(indicators.map(({ code }) => [code, 0]));
  const below = Map.groupBy([...indicators, ...aggregates], ({ parent }) => parent);
  const heightOf = (code: string): number => {
    const known = height.get(code) ?? 1 + Math.max(...(below.get(code) ?? []).map((child) => heightOf(child.code)));
    height.set(code, known);
    return known;
  };
  const groups = aggregates.toSorted((a, b) => heightOf(a.code) - heightOf(b.code));
  const ordered = [...indicators, ...groups];
  const places = new Map(ordered.map(({ code }, place) => [code, place]));
  return {
    leaves: indicators.length,
    places,
    nodes: ordered.map(({ code, name, parent, weight }) => ({
      code,
      name: name ?? code,
      parent: parent === undefined ? -1 : (places.get(parent) ?? -1),
      children: (below.get(code) ?? []).map((child) => places.get(child.code) ?? -1),
      height: heightOf(code),
      weight: weight ?? 1,
    })),
  };
}

/** The places of all indicators below a node, or its own where it is one. */
export function leavesBelow(structure: Structure, place: number): number[] {
  return place < structure.leaves ? [place] : (structure.nodes[place]?.children ?? []).flatMap((child) => leavesBelow(structure, child));
}

/** The place of the index. */
export function rootOf({ nodes }: Structure): number {
  return nodes.length - 1;
}
