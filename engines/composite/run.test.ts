import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Dataset } from './dataset.ts';
import { pooled, unitIn } from './panel.ts';
import type { Recipe, Step } from './recipe/recipe.ts';
import { computeIndex, prepare, weigh } from './run.ts';
import { allClose, close, refused } from './testing/close.ts';
import { b2cData, b2cRecipe } from './testing/b2c.ts';
import { type NaiveIndicator, naiveMeans, naiveRanks, naiveScales, naiveScore } from './testing/naive.ts';
import { dataOf, flatRecipe } from './testing/small.ts';

const SETTINGS = { 'min-max': { range: [1, 100] }, 'z-score': { mean: 10, deviation: 2 }, 'percentile-rank': {} } as const;
type Scale = keyof typeof SETTINGS;

/** Between two and six indicators in up to three groups, with gaps, but never a column without range. */
const drawn = fc.integer({ min: 4, max: 9 }).chain((units) =>
  fc.array(
    fc.record({
      parent: fc.constantFrom('A', 'B', 'C'),
      weight: fc.double({ min: 0.2, max: 5, noNaN: true }),
      direction: fc.constantFrom<1 | -1>(1, -1),
      values: fc.tuple(fc.constant(0), fc.constant(1000), ...Array.from({ length: units - 2 }, () => fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null }))),
    }),
    { minLength: 2, maxLength: 6 },
  ),
);

const named = (columns: readonly Omit<NaiveIndicator, 'code'>[]): NaiveIndicator[] => columns.map((column, index) => ({ ...column, code: `i${index}` }));

function recipeOf(indicators: readonly NaiveIndicator[], method: Scale, mean: 'arithmetic' | 'geometric' | 'harmonic'): Recipe {
  return {
    format: 'composite-recipe/1',
    indicators: indicators.map(({ code, parent, weight, direction }) => ({ code, parent, weight, direction })),
    aggregates: [{ code: 'Index' }, ...[...new Set(indicators.map(({ parent }) => parent))].map((code) => ({ code, parent: 'Index' }))],
    steps: [{ step: 'normalise', method, ...SETTINGS[method] } as Step, { step: 'aggregate', method: mean, minimumShare: 0 }],
  };
}

const dataFor = (indicators: readonly NaiveIndicator[]): Dataset => dataOf(Object.fromEntries(indicators.map(({ code, values }) => [code, values])));

test('scores and ranks are those of the definitions, computed one value at a time', () => {
  fc.assert(
    fc.property(drawn, fc.constantFrom<Scale>('min-max', 'z-score', 'percentile-rank'), fc.constantFrom<'arithmetic' | 'geometric' | 'harmonic'>('arithmetic', 'geometric', 'harmonic'), (columns, method, mean) => {
      const indicators = named(columns);
      // Percentile ranks hold zeros, of which there is no geometric or harmonic mean.
      fc.pre(method !== 'percentile-rank' || mean === 'arithmetic');
      const expected = (indicators[0]?.values ?? []).map((_, unit) => naiveScore(indicators, unit, naiveScales[method], naiveMeans[mean]));
      const { scores, ranks } = computeIndex(dataFor(indicators), recipeOf(indicators, method, mean));
      allClose(scores.at(-1) ?? [], expected.map((score) => score ?? Number.NaN), 1e-9);
      assert.deepEqual([...ranks], naiveRanks(expected));
    }),
    { numRuns: 300 },
  );
});

test('the order of units, indicators and groups changes nothing', () => {
  fc.assert(
    fc.property(drawn, (columns) => {
      const indicators = named(columns);
      const turned = indicators.map((one) => ({ ...one, values: one.values.toReversed() })).toReversed();
      const [one, other] = [computeIndex(dataFor(indicators), recipeOf(indicators, 'min-max', 'geometric')), computeIndex(dataFor(turned), recipeOf(turned, 'min-max', 'geometric'))];
      allClose(other.scores.at(-1)?.toReversed() ?? [], [...(one.scores.at(-1) ?? [])], 1e-9);
      assert.deepEqual([...other.ranks].toReversed(), [...one.ranks]);
    }),
  );
});

test('another unit of measurement, or all weights times a number, changes nothing', () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -100, max: 100 }), (columns, factor, shift) => {
      const indicators = named(columns);
      const other = indicators.map((one) => ({ ...one, weight: one.weight * factor, values: one.values.map((value) => (value === null ? null : value * factor + shift)) }));
      for (const method of ['min-max', 'z-score'] as const) {
        allClose(computeIndex(dataFor(other), recipeOf(other, method, 'arithmetic')).scores.at(-1) ?? [], [...(computeIndex(dataFor(indicators), recipeOf(indicators, method, 'arithmetic')).scores.at(-1) ?? [])], 1e-8);
      }
    }),
  );
});

test('a better value of a unit, within the range of all, never lowers it', () => {
  fc.assert(
    fc.property(drawn, fc.nat(), fc.integer({ min: 1, max: 500 }), (columns, pick, more) => {
      const indicators = named(columns);
      const chosen = pick % indicators.length;
      const [unit, value] = [2, indicators[chosen]?.values[2] ?? null];
      fc.pre(value !== null);
      const direction = indicators[chosen]?.direction ?? 1;
      const better = indicators.map((one, index) => (index === chosen ? { ...one, values: one.values.map((old, place) => (place === unit && old !== null ? Math.min(1000, Math.max(0, old + direction * more)) : old)) } : one));
      for (const mean of ['arithmetic', 'geometric', 'harmonic'] as const) {
        const [before, after] = [computeIndex(dataFor(indicators), recipeOf(indicators, 'min-max', mean)), computeIndex(dataFor(better), recipeOf(better, 'min-max', mean))];
        assert.ok((after.ranks[unit] ?? 0) <= (before.ranks[unit] ?? 0));
      }
    }),
  );
});

test('new weights on what is prepared give what a recipe with those weights gives', () => {
  const prepared = prepare(b2cData, b2cRecipe);
  const { scores, ranks } = weigh(prepared, { internet: 3, post: 0 });
  const whole = computeIndex(b2cData, { ...b2cRecipe, weightSets: { mine: { internet: 3, post: 0 } }, steps: [{ step: 'normalise', method: 'none' }, { step: 'aggregate', method: 'arithmetic', weights: 'mine' }] });
  assert.deepEqual([scores.at(-1), ranks], [whole.scores.at(-1), whole.ranks]);
  refused(() => weigh(prepared, { phones: 1 }), 'unknown-name', { indicator: 'phones' });
  refused(() => weigh(prepared, { internet: -1 }), 'invalid-weight', { step: 'aggregate', indicator: 'internet', value: -1 });
});

const weightedBy = (weights: string): Recipe => ({ ...flatRecipe([{ code: 'a', weight: 3 }, { code: 'b' }], [{ step: 'normalise', method: 'none' }, { step: 'aggregate', method: 'arithmetic', weights }]), weightSets: { experts: { b: 7 } } });
const scoreBy = (weights: string): number | undefined => computeIndex(dataOf({ a: [0, 1], b: [10, 3] }), weightedBy(weights)).scores.at(-1)?.[0];

test('weight sets: equal, of the structure, and named', () => {
  close(scoreBy('equal'), 5);
  close(scoreBy('structure'), 2.5);
  close(scoreBy('experts'), 7);
});

test('units ranked on imputed values are named with what share of the index stands on them', () => {
  const recipe = flatRecipe([{ code: 'a', weight: 3 }, { code: 'b' }], [{ step: 'impute', method: 'mean' }, { step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' }]);
  const { imputed } = computeIndex(dataOf({ a: [1, 2, null], b: [null, 5, 6] }), recipe);
  assert.deepEqual(imputed, [{ unit: 'U3', indicators: ['a'], share: 0.75 }, { unit: 'U1', indicators: ['b'], share: 0.25 }]);
});

test('every stage leaves its statistics', () => {
  const recipe = flatRecipe([{ code: 'a' }], [{ step: 'impute', method: 'mean' }, { step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' }]);
  const { stages } = computeIndex(dataOf({ a: [1, 2, null] }), recipe);
  assert.deepEqual(stages.map(({ id, units, missing }) => [id, units, missing]), [['impute', 3, 0], ['normalise', 3, 0]]);
  assert.deepEqual([stages[0]?.statistics['a']?.mean, stages[1]?.statistics['a']?.maximum], [1.5, 100]);
});

test('a refusal inside says which step, indicator and unit', () => {
  refused(() => computeIndex(dataOf({ a: [3, 3], b: [1, 2] }), flatRecipe([{ code: 'a' }, { code: 'b' }])), 'zero-range', { step: 'normalise', indicator: 'a', value: 3 });
  refused(() => computeIndex(dataOf({ a: [3, null], b: [1, 2] }), flatRecipe([{ code: 'a' }, { code: 'b' }])), 'zero-range', { step: 'normalise', indicator: 'a' });
  refused(() => computeIndex(dataOf({ a: [3, null, 4], b: [1, 2, 3] }), flatRecipe([{ code: 'a' }, { code: 'b' }])), 'missing-value', { step: 'aggregate', unit: 'U2', indicator: 'a', aggregate: 'Index' });
});

test('one country over time: the years are the units, and goalposts keep old scores where they were', () => {
  const series: Dataset = { units: [{ code: 'PER' }, { code: 'BOL' }], period: 2021, values: { a: [60, 40] }, panel: [{ period: 2020, values: { a: [50, 30] } }, { period: 2022, values: { a: [70, null] } }] };
  const recipe = flatRecipe([{ code: 'a', goalposts: [0, 100] }], [{ step: 'normalise', method: 'goalposts' }, { step: 'aggregate', method: 'arithmetic', minimumShare: 0 }]);
  const { units, scores, ranks } = computeIndex(pooled(series), recipe);
  assert.deepEqual(units, ['PER@2020', 'BOL@2020', 'PER@2021', 'BOL@2021', 'PER@2022', 'BOL@2022']);
  allClose(scores.at(-1) ?? [], [50, 30, 60, 40, 70, Number.NaN]);
  assert.deepEqual([...ranks], [3, 5, 2, 4, 1, 0]);
  assert.equal(unitIn('PER', 2020), 'PER@2020');
  refused(() => pooled(b2cData), 'invalid-data', { setting: 'panel' });
});

test('results bear the engine and the hashes of recipe and data, which do not depend on the order of keys', () => {
  const { engine, recipeHash, dataHash } = computeIndex(b2cData, b2cRecipe);
  assert.match(engine, /^@yupana\/composite \d/);
  const turned = Object.fromEntries(Object.entries(b2cRecipe).toReversed()) as unknown as Recipe;
  assert.equal(computeIndex(b2cData, turned).recipeHash, recipeHash);
  assert.notEqual(computeIndex(b2cData, { ...b2cRecipe, title: 'x' }).recipeHash, recipeHash);
  assert.match(dataHash, /^[0-9a-f]{64}$/);
});
