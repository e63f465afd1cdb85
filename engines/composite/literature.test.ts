/** Published numbers, computed again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutElement } from './results/compare.ts';
import { rankBounds } from './robustness/bounds.ts';
import { computeIndex, prepare } from './run.ts';
import type { Recipe } from './recipe/recipe.ts';
import { b2cData, b2cRecipe, b2cWith } from './testing/b2c.ts';
import { close, refused } from './testing/close.ts';
import { dataOf } from './testing/small.ts';

const rankOfPeru = (recipe: Recipe): number | undefined => computeIndex(b2cData, recipe).ranks[4];

test('UNCTAD B2C 2020: the plain mean of the four columns gives the published order of the ten countries', () => {
  assert.deepEqual([...computeIndex(b2cData, b2cRecipe).ranks], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('… and Peru, 5th there, is 7th with other scales, 8th by Borda counts and 9th without the post', () => {
  assert.equal(rankOfPeru(b2cWith({ step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' })), 7);
  assert.equal(rankOfPeru(b2cWith({ step: 'normalise', method: 'z-score' }, { step: 'aggregate', method: 'arithmetic' })), 7);
  assert.equal(rankOfPeru(b2cWith({ step: 'normalise', method: 'borda' }, { step: 'aggregate', method: 'arithmetic' })), 8);
  assert.equal(rankOfPeru(withoutElement(b2cRecipe, 'post')), 9);
});

test('… the geometric mean of the published columns is refused: the post of Ecuador is 0', () => {
  refused(() => rankOfPeru(b2cWith({ step: 'normalise', method: 'none' }, { step: 'aggregate', method: 'geometric' })), 'not-positive', { step: 'aggregate', unit: 'ECU', indicator: 'post', value: 0 });
});

test('… the ranks that weights can give Peru: 5–7 within 20–30 % each, 4–8 within 10–50 %, 2–10 with any', () => {
  const prepared = prepare(b2cData, b2cRecipe);
  const reach = (least: number, most: number): unknown[] => {
    const [bounds] = rankBounds(prepared, Object.fromEntries(['internet', 'accounts', 'servers', 'post'].map((code) => [code, [least, most] as const])), ['PER']);
    return [bounds?.best.rank, bounds?.worst.rank, bounds?.best.proven, bounds?.worst.proven];
  };
  // At one corner, 20 % for internet and accounts and 30 % for servers and post, Peru is level with Uruguay: tied for 4th.
  assert.deepEqual(reach(0.2, 0.3), [4, 7, true, true]);
  assert.deepEqual(reach(0.2, 0.2999), [5, 7, true, true]);
  assert.deepEqual(reach(0.1, 0.5), [4, 8, true, true]);
  assert.deepEqual(reach(0, 1), [2, 10, true, true]);
});

test('Human Development Index 2021: goalposts, logarithms of income, arithmetic in education and geometric above (HDR 2021/22, technical note 1)', () => {
  const up = { direction: 1 as const };
  const recipe: Recipe = {
    format: 'composite-recipe/1',
    indicators: [
      { code: 'life', parent: 'HDI', ...up, goalposts: [20, 85] },
      { code: 'expected', parent: 'Education', ...up, goalposts: [0, 18] },
      { code: 'mean', parent: 'Education', ...up, goalposts: [0, 15] },
      { code: 'income', parent: 'HDI', ...up, goalposts: [100, 75_000] },
    ],
    aggregates: [{ code: 'HDI' }, { code: 'Education', parent: 'HDI' }],
    steps: [
      { step: 'normalise', method: 'goalposts', factor: 1, indicators: { income: { method: 'goalposts', factor: 1, logarithm: true } } },
      { step: 'aggregate', method: 'arithmetic', nodes: { HDI: 'geometric' } },
    ],
  };
  // Switzerland, Norway, Iceland, Peru, as printed with one decimal: so the published index is met to ±0.001.
  const result = computeIndex(dataOf({ life: [84, 83.2, 82.7, 72.4], expected: [16.5, 18.2, 19.2, 15.4], mean: [13.9, 13, 13.8, 9.9], income: [66_933, 64_660, 55_782, 12_246] }), recipe);
  [0.962, 0.961, 0.959, 0.762].forEach((published, unit) => close(result.scores.at(-1)?.[unit], published, 1.2e-3));
  assert.deepEqual([...result.ranks], [1, 2, 3, 4]);
});
