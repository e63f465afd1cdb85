/** Small indices for tests. */
import type { Dataset } from '../dataset.ts';
import { contextOf } from '../pipeline.ts';
import type { IndicatorSpec, Recipe, Step } from '../recipe/recipe.ts';
import type { Context } from '../steps/step.ts';
import { structureOf } from '../structure.ts';

export const PLAIN_STEPS: readonly Step[] = [{ step: 'normalise', method: 'min-max', range: [0, 100] }, { step: 'aggregate', method: 'arithmetic' }];

/** One index of these indicators, in one group. */
export function flatRecipe(indicators: readonly (Partial<IndicatorSpec> & { readonly code: string })[], steps: readonly Step[] = PLAIN_STEPS): Recipe {
  return { format: 'composite-recipe/1', indicators: indicators.map((one) => ({ parent: 'Index', direction: 1, ...one })), aggregates: [{ code: 'Index' }], steps };
}

/** Units U1, U2, … with these columns. */
export function dataOf(values: Dataset['values'], groups: readonly string[] = []): Dataset {
  const units = Object.values(values)[0]?.length ?? 0;
  return { units: Array.from({ length: units }, (_, index) => ({ code: `U${index + 1}`, ...(groups[index] === undefined ? {} : { groups: { region: groups[index] } }) })), values };
}

export function contextFor(recipe: Recipe): Context {
  return contextOf(recipe, structureOf(recipe));
}
