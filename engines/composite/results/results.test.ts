import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recipe } from '../recipe/recipe.ts';
import { computeIndex } from '../run.ts';
import { recipeFaults } from '../recipe/validate.ts';
import { b2cData, b2cRecipe } from '../testing/b2c.ts';
import { close, refused } from '../testing/close.ts';
import { dataOf, flatRecipe } from '../testing/small.ts';
import { coherenceOf } from './coherence.ts';
import { compare, removals, withoutElement } from './compare.ts';
import { outrankingOf } from './outranking.ts';
import { contributionsOf, profileOf, strengthsAndWeaknesses } from './profile.ts';
import { rankingOf, ranksWithin } from './ranking.ts';
import { growthRate, robustSlope, slope } from './trends.ts';

const b2c = computeIndex(b2cData, b2cRecipe);

test('the ranking is in order, units without a score at its end', () => {
  assert.deepEqual(rankingOf(b2c).slice(0, 3).map(({ unit, rank, score }) => [unit, rank, score]), [['CHL', 1, 68.25], ['BRA', 2, 63.5], ['COL', 3, 59]]);
  const recipe = flatRecipe([{ code: 'a' }, { code: 'b' }], [{ step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic', minimumShare: 1 }]);
  assert.deepEqual(rankingOf(computeIndex(dataOf({ a: [null, 1, 2], b: [3, 4, 5] }), recipe)).map(({ unit, rank }) => [unit, rank]), [['U3', 1], ['U2', 2], ['U1', 0]]);
});

test('ranks within groups begin at 1 in each', () => {
  const result = computeIndex(dataOf({ a: [1, 2, 3, 4], b: [1, 2, 3, 4] }, ['x', 'y', 'x', 'y']), flatRecipe([{ code: 'a' }, { code: 'b' }]));
  assert.deepEqual(Object.values(ranksWithin(result, 'region', 'Index')).map(({ group, rank }) => `${group}${rank}`), ['x2', 'y2', 'x1', 'y1']);
  refused(() => ranksWithin(result, 'zone', 'Index'), 'unknown-name', { value: 'zone' });
});

test('contributions of all parts sum to the score, where means are arithmetic', () => {
  for (const [unit, parts] of Object.entries(contributionsOf(b2c))) close(Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0), rankingOf(b2c).find((row) => row.unit === unit)?.score ?? 0);
  const geometric = computeIndex(b2cData, { ...b2cRecipe, steps: [{ step: 'normalise', method: 'min-max', range: [1, 100] }, { step: 'aggregate', method: 'geometric' }] });
  assert.equal(profileOf(geometric, 'PER')[0]?.contribution, null);
  refused(() => profileOf(b2c, 'ATL'), 'unknown-name', { unit: 'ATL' });
});

test('Peru is strong in the post and weak in accounts', () => {
  const { strengths, weaknesses } = strengthsAndWeaknesses(b2c, 'PER', 1);
  assert.deepEqual([strengths[0]?.code, strengths[0]?.rank, weaknesses[0]?.code, weaknesses[0]?.rank], ['post', 2, 'accounts', 10]);
});

test('what was imputed is no strength', () => {
  const recipe = flatRecipe([{ code: 'a' }, { code: 'b' }, { code: 'c' }], [{ step: 'impute', method: 'mean' }, { step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' }]);
  const { strengths, weaknesses } = strengthsAndWeaknesses(computeIndex(dataOf({ a: [null, 1, 9, 10], b: [1, 2, 3, 4], c: [4, 3, 2, 1] }), recipe), 'U1');
  assert.deepEqual([strengths.map(({ code }) => code), weaknesses.map(({ code }) => code)], [['c'], ['b']]);
});

test('trends: growth, the line of least squares, and the median slope that one odd year does not move', () => {
  const points = [2018, 2019, 2020, 2021, 2022].map((period, index) => ({ period, value: index === 2 ? 500 : 100 + 10 * index }));
  close(growthRate(points), 1.4 ** 0.25 - 1);
  close(robustSlope(points), 10);
  close(slope([{ period: 0, value: 1 }, { period: 1, value: 2 }, { period: 3, value: 2 }]), 2 / 7);
  assert.equal(growthRate([{ period: 1, value: 0 }, { period: 2, value: 0 }]), 0);
  refused(() => growthRate([{ period: 1, value: -1 }, { period: 2, value: 3 }]), 'not-positive');
  refused(() => slope([{ period: 1, value: 2 }, { period: 2, value: null }]), 'too-few-values');
});

test('two versions are compared among the units of both', () => {
  const fewer = computeIndex({ units: b2cData.units.slice(1), values: Object.fromEntries(Object.entries(b2cData.values).map(([code, values]) => [code, values.slice(1)])) }, b2cRecipe);
  const { onlyBefore, units, meanShift } = compare(b2c, fewer);
  assert.deepEqual([onlyBefore, units[0]?.unit, units[0]?.before, units[0]?.after, meanShift], [['CHL'], 'BRA', 1, 1, 0]);
});

test('without each element in turn, the greatest shift first', () => {
  const all = removals(b2cData, b2cRecipe);
  assert.deepEqual(all.map(({ code }) => code).toSorted(), ['accounts', 'internet', 'post', 'servers']);
  assert.equal(all[0]?.code, 'post');
  assert.equal(all[0]?.comparison.units.find(({ unit }) => unit === 'PER')?.after, 9);
});

test('what is below goes with a group, what is left empty above too, and every setting that names them', () => {
  const recipe: Recipe = {
    format: 'composite-recipe/1',
    indicators: [{ code: 'a', parent: 'A', direction: 1, denominator: 'people' }, { code: 'b', parent: 'B', direction: 1 }],
    aggregates: [{ code: 'Index' }, { code: 'A', parent: 'Outer' }, { code: 'B', parent: 'Index' }, { code: 'Outer', parent: 'Index' }],
    weightSets: { mine: { a: 1, b: 2 } },
    steps: [{ step: 'denominate', scale: { people: 2 } }, { step: 'impute', method: 'mean', indicators: ['a'] }, { step: 'treat', limit: 1, indicators: { a: 'leave' } }, { step: 'normalise', method: 'min-max', indicators: { a: { method: 'rank' } } }, { step: 'aggregate', method: 'arithmetic', nodes: { A: 'geometric' }, weights: 'mine' }],
  };
  assert.deepEqual(recipeFaults(recipe), []);
  const rest = withoutElement(recipe, 'a');
  assert.deepEqual(rest.aggregates.map(({ code }) => code), ['Index', 'B']);
  assert.deepEqual([recipeFaults(rest), rest.steps.map(({ step }) => step), rest.weightSets], [[], ['treat', 'normalise', 'aggregate'], { mine: { b: 2 } }]);
  refused(() => withoutElement(flatRecipe([{ code: 'a' }]), 'a'), 'unknown-name');
});

test('pairs that say the same, and pairs that pull apart, are pointed at', () => {
  const recipe = flatRecipe([{ code: 'a' }, { code: 'b' }, { code: 'c' }]);
  const [group] = coherenceOf(computeIndex(dataOf({ a: [1, 2, 3, 4, 5], b: [2, 4, 6, 8, 11], c: [9, 7, 5, 4, 1] }), recipe));
  assert.deepEqual(group?.redundant.map(({ first, second }) => first + second), ['ab']);
  assert.deepEqual(group?.opposed.map(({ first, second }) => first + second), ['ac', 'bc', 'cIndex']);
  assert.ok((group?.alpha ?? 1) < 0.5);
});

test('pairs: shares of mirror pairs sum to 1, and dominance is what no weight can turn', () => {
  const { matrix, dominance } = outrankingOf(computeIndex(dataOf({ a: [1, 2, 3], b: [1, 2, 0] }), flatRecipe([{ code: 'a', weight: 3 }, { code: 'b' }])));
  close(matrix[2]?.[0], 0.75);
  matrix.forEach((row, i) => row.forEach((share, j) => close(share + (matrix[j]?.[i] ?? 0), 1)));
  close(dominance, 1 / 3);
});
