/** UNCTAD B2C E-commerce Index 2020, the ten countries and four columns of Table 6 of USAID's DECA for Peru (2022), in the published order. */
import type { Dataset } from '../dataset.ts';
import type { Recipe, Step } from '../recipe/recipe.ts';
import { flatRecipe } from './small.ts';

const ROWS = [
  ['CHL', 'Chile', 82, 74, 75, 42],
  ['BRA', 'Brazil', 74, 70, 64, 46],
  ['COL', 'Colombia', 65, 46, 54, 71],
  ['URY', 'Uruguay', 87, 64, 61, 15],
  ['PER', 'Peru', 57, 43, 49, 61],
  ['ARG', 'Argentina', 80, 49, 65, 10],
  ['VEN', 'Venezuela', 72, 73, 45, 2],
  ['PRY', 'Paraguay', 69, 49, 48, 23],
  ['ECU', 'Ecuador', 59, 51, 47, 0],
  ['BOL', 'Bolivia', 47, 54, 43, 12],
] as const;

export const b2cData: Dataset = {
  units: ROWS.map(([code, name]) => ({ code, name })),
  values: { internet: ROWS.map((row) => row[2]), accounts: ROWS.map((row) => row[3]), servers: ROWS.map((row) => row[4]), post: ROWS.map((row) => row[5]) },
};

/** As UNCTAD computes it: the mean of four scores that are already on one scale. */
export const b2cRecipe: Recipe = flatRecipe([{ code: 'internet' }, { code: 'accounts' }, { code: 'servers' }, { code: 'post' }], [{ step: 'normalise', method: 'none' }, { step: 'aggregate', method: 'arithmetic' }]);

export function b2cWith(...steps: readonly Step[]): Recipe {
  return { ...b2cRecipe, steps };
}
