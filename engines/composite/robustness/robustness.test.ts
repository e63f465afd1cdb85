import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Dataset } from '../dataset.ts';
import { seeded } from '../random.ts';
import type { Factor, Recipe, Step } from '../recipe/recipe.ts';
import { computeIndex } from '../run.ts';
import { allClose, close, refused } from '../testing/close.ts';
import { b2cData, b2cRecipe } from '../testing/b2c.ts';
import { dataOf, flatRecipe } from '../testing/small.ts';
import { modelOf } from './model.ts';
import { changesBetween, neighboursOf } from './noise.ts';
import { robustnessOf } from './robustness.ts';
import { sobolPoints } from './sobol-sequence.ts';
import { estimatedShares, exactShares, interactionShares } from './variance.ts';

const SCALES: Factor = { name: 'scale', kind: 'choice', step: 'normalise', alternatives: [{ label: 'as published' }, { label: 'min–max', set: { method: 'min-max', range: [1, 100] } }, { label: 'Borda', set: { method: 'borda' } }] };
const MEANS: Factor = { name: 'mean', kind: 'choice', step: 'aggregate', alternatives: [{ label: 'arithmetic' }, { label: 'median', set: { method: 'median' } }] };
const NOISE: Factor = { name: 'weights', kind: 'weight-noise', spread: 0.4, draws: 5 };
const uncertain = (factors: readonly Factor[], more: Partial<Recipe['uncertainty']> = {}): Recipe => ({ ...b2cRecipe, uncertainty: { factors, ...more } });

test('every combination is the index computed from scratch with those settings', () => {
  const recipe = uncertain([SCALES, MEANS]);
  const { units, design, ranks } = robustnessOf(b2cData, recipe);
  assert.deepEqual(design, { kind: 'enumerated', runs: 6 });
  const normalise: readonly Step[] = [{ step: 'normalise', method: 'none' }, { step: 'normalise', method: 'min-max', range: [1, 100] }, { step: 'normalise', method: 'borda' }];
  const runs = normalise.flatMap((scale) => (['arithmetic', 'median'] as const).map((method) => [...computeIndex(b2cData, { ...b2cRecipe, steps: [scale, { step: 'aggregate', method }] }).ranks]));
  assert.deepEqual([...ranks], runs.flat());
  units.forEach(({ probabilities, mean }, unit) => {
    close(probabilities.reduce((sum, share) => sum + share, 0), 1);
    close(mean, runs.reduce((sum, run) => sum + (run[unit] ?? 0) / 6, 0));
    probabilities.forEach((share, rank) => close(share, runs.filter((run) => run[unit] === rank + 1).length / 6));
  });
});

test('who is above whom is counted in the same runs', () => {
  const { above, ranks, units } = robustnessOf(b2cData, uncertain([SCALES, MEANS, NOISE]));
  const runs = Array.from({ length: ranks.length / units.length }, (_, run) => ranks.slice(run * units.length, (run + 1) * units.length));
  assert.equal(runs.length, 30);
  units.forEach((_, i) => units.forEach((__, j) => close(above[i]?.[j], runs.filter((run) => (run[i] ?? 0) < (run[j] ?? 0)).length / runs.length)));
});

const upTo = (probabilities: readonly number[], rank: number): number => probabilities.slice(0, rank).reduce((sum, share) => sum + share, 0);

test('quantiles of ranks contain what they say', () => {
  const { units } = robustnessOf(b2cData, uncertain([SCALES, MEANS, NOISE]));
  for (const { probabilities, low, median, high } of units) {
    assert.ok(low <= median && median <= high);
    for (const [rank, share] of [[low, 0.05], [median, 0.5], [high, 0.95]] as const) assert.ok(upTo(probabilities, rank) >= share - 1e-9 && upTo(probabilities, rank - 1) < share);
  }
});

test('exact shares are those of the textbook: Var(E[Y|Xᵢ])/Var(Y), and 1 less what all others explain', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 4 }), fc.nat(), (sizes, seed) => {
      const random = seeded(seed);
      const values = Float64Array.from({ length: sizes.reduce((product, size) => product * size, 1) }, () => random.next());
      const digits = (run: number): number[] => sizes.map((size, factor) => Math.floor(run / sizes.slice(factor + 1).reduce((product, one) => product * one, 1)) % size);
      const explained = (factors: readonly number[]): number => {
        const groups = Map.groupBy(values.keys(), (run) => factors.map((factor) => digits(run)[factor]).join());
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return [...groups.values()].reduce((sum, runs) => sum + (runs.length / values.length) * (runs.reduce((total, run) => total + (values[run] ?? 0), 0) / runs.length - mean) ** 2, 0);
      };
      const all = [...sizes.keys()];
      const { first, total } = exactShares(values, sizes);
      all.forEach((factor) => {
        close(first[factor], explained([factor]) / explained(all), 1e-9);
        close(total[factor], 1 - explained(all.filter((one) => one !== factor)) / explained(all), 1e-9);
      });
      const shares = [...interactionShares(values, sizes)];
      close(shares.reduce((sum, [, share]) => sum + share, 0), 1);
      assert.ok(shares.every(([, share]) => share > -1e-9));
      all.forEach((factor) => close(shares.filter(([set]) => (set & (1 << factor)) !== 0).reduce((sum, [, share]) => sum + share, 0), total[factor] ?? 0));
    }),
    { numRuns: 40 },
  );
});

test('the sequence is Sobol’s: its first points, and every dyadic interval hit evenly', () => {
  const points = sobolPoints(3, new Uint32Array(3));
  assert.deepEqual(Array.from({ length: 5 }, () => [...points.next().value]), [[0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625]]);
  const wide = sobolPoints(64, Uint32Array.from({ length: 64 }, (_, index) => index * 0x9e3779b9));
  const counts = Array.from({ length: 64 }, () => new Int32Array(64));
  for (let n = 0; n < 64; n++) wide.next().value.forEach((value, dimension) => void counts[dimension]?.set([(counts[dimension]?.[Math.floor(value * 64)] ?? 0) + 1], Math.floor(value * 64)));
  assert.ok(counts.every((count) => count.every((hits) => hits === 1)));
});

function ishigami([x1 = 0, x2 = 0, x3 = 0]: readonly number[]): number {
  const [a, b, c] = [x1, x2, x3].map((x) => Math.PI * (2 * x - 1));
  return Math.sin(a ?? 0) + 7 * Math.sin(b ?? 0) ** 2 + 0.1 * (c ?? 0) ** 4 * Math.sin(a ?? 0);
}

test('estimated shares of the Ishigami function (Ishigami & Homma 1990; a = 7, b = 0.1)', () => {
  const points = sobolPoints(6, Uint32Array.from([1, 2, 3, 4, 5, 6], (word) => word * 0x61c88647));
  const sample = Array.from({ length: 8192 }, () => [...points.next().value]);
  const { first, total } = estimatedShares(
    Float64Array.from(sample, (point) => ishigami(point)),
    Float64Array.from(sample, (point) => ishigami(point.slice(3))),
    [0, 1, 2].map((factor) => Float64Array.from(sample, (point) => ishigami([0, 1, 2].map((place) => point[place === factor ? place + 3 : place] ?? 0)))),
  );
  allClose(first, [0.3139, 0.4424, 0], 0.01);
  allClose(total, [0.5576, 0.4424, 0.2437], 0.01);
});

test('an even sample agrees with counting out, within a few of its stated errors', () => {
  const factors = [SCALES, MEANS, NOISE];
  const exact = robustnessOf(b2cData, uncertain(factors));
  const sampled = robustnessOf(b2cData, uncertain(factors, { enumerateUpTo: 1, samples: 1024 }));
  assert.deepEqual(sampled.design, { kind: 'quasi-random', runs: 1024 * 5, samples: 1024, replicates: 8, seed: 1 });
  sampled.drivers.forEach(({ first, total }, factor) => {
    assert.ok(first.error > 0 && first.error < 0.1);
    close(first.value, exact.drivers[factor]?.first.value ?? 9, 5 * first.error + 1e-6);
    close(total.value, exact.drivers[factor]?.total.value ?? 9, 5 * total.error + 1e-6);
  });
  sampled.units.forEach(({ probabilities, error }, unit) => probabilities.forEach((share, rank) => close(share, exact.units[unit]?.probabilities[rank] ?? 9, 6 * error + 1e-9)));
  assert.deepEqual(robustnessOf(b2cData, uncertain(factors, { enumerateUpTo: 1, samples: 64 })), robustnessOf(b2cData, uncertain(factors, { enumerateUpTo: 1, samples: 64 })));
  assert.notDeepEqual(robustnessOf(b2cData, uncertain(factors, { enumerateUpTo: 1, samples: 64, seed: 2 })).units, robustnessOf(b2cData, uncertain(factors, { enumerateUpTo: 1, samples: 64 })).units);
});

test('a range makes the choices innumerable, so that they are sampled', () => {
  const { design, factors } = robustnessOf(b2cData, { ...b2cRecipe, steps: [{ step: 'normalise', method: 'min-max', range: [1, 100] }, { step: 'aggregate', method: 'arithmetic' }], uncertainty: { factors: [{ name: 'power', kind: 'range', step: 'aggregate', setting: 'method.power', from: -1, to: 1 }], samples: 64 } });
  assert.equal(design.kind, 'quasi-random');
  assert.deepEqual(factors, [{ name: 'power', alternatives: ['-1', '1'] }]);
});

const STEPS: readonly Step[] = [{ step: 'impute', method: 'mean' }, { step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' }];
const measured: Dataset = { ...dataOf({ a: [1, 2, 3, 10, null], b: [2, 1, 4, 3, 9] }), errors: { a: [0.5, 0.5, 0.5, 0.5, null] } };
const measuredRecipe = flatRecipe([{ code: 'a' }, { code: 'b' }], STEPS);

test('errors of measurement and of imputation reach the ranks', () => {
  const { units, drivers } = robustnessOf(measured, { ...measuredRecipe, uncertainty: { factors: [{ name: 'measurement', kind: 'measurement-error', draws: 40 }, { name: 'imputation', kind: 'imputation-error', step: 'impute', draws: 20 }] } });
  assert.ok(units.some(({ low, high }) => low < high));
  assert.ok(drivers.every(({ total }) => total.value > 0 && total.value <= 1));
});

test('without errors in the data an error of measurement is refused', () => {
  refused(() => robustnessOf(dataOf({ a: [1, 2], b: [2, 1] }), { ...flatRecipe([{ code: 'a' }, { code: 'b' }]), uncertainty: { factors: [{ name: 'm', kind: 'measurement-error', draws: 3 }] } }), 'step-without-effect', { alternatives: { m: 'draw 1' } });
});

test('alternatives that change nothing are refused by name, counted out or sampled', () => {
  const idle: Factor = { name: 'limit', kind: 'choice', step: 'treat', alternatives: [{ label: '1', set: { limit: 1 } }, { label: '2', set: { limit: 2 } }] };
  const recipe = { ...b2cRecipe, steps: [{ step: 'treat', limit: 1 } as const, ...b2cRecipe.steps] };
  refused(() => robustnessOf(b2cData, { ...recipe, uncertainty: { factors: [SCALES, idle] } }), 'alternatives-without-effect', { setting: 'uncertainty.factors.1' });
  refused(() => robustnessOf(b2cData, { ...recipe, uncertainty: { factors: [SCALES, idle], enumerateUpTo: 1, samples: 64 } }), 'alternatives-without-effect', { setting: 'uncertainty.factors.1' });
  refused(() => robustnessOf(b2cData, b2cRecipe), 'step-without-effect');
});

test('a step may be left out in one alternative; units that one leaves out have no rank there', () => {
  const data = dataOf({ a: [1, 2, 3, null], b: [4, 3, 1, 2] });
  const recipe: Recipe = {
    ...flatRecipe([{ code: 'a' }, { code: 'b' }], [{ step: 'screen', minimumShare: 1 }, { step: 'impute', method: 'mean', idle: 'accept' }, { step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' }]),
    uncertainty: { factors: [{ name: 'screening', kind: 'choice', step: 'screen', alternatives: [{ label: 'full data' }, { label: 'none', omit: true }] }] },
  };
  const { units, above } = robustnessOf(data, recipe);
  assert.deepEqual(units.map(({ unranked, nominal }) => [unranked, nominal > 0]), [[0, true], [0, true], [0, true], [0.5, false]]);
  assert.ok((above[0]?.[3] ?? -1) >= 0);
});

test('what every step did is kept for each of its outcomes', () => {
  const { stages } = robustnessOf(measured, { ...measuredRecipe, uncertainty: { factors: [{ name: 'imputation', kind: 'choice', step: 'impute', alternatives: [{ label: 'mean' }, { label: 'median', set: { method: 'median' } }] }, NOISE] } });
  assert.deepEqual(stages.filter(({ step }) => step === 'impute'), [
    { step: 'impute', alternatives: { imputation: 'mean' }, units: 5, imputed: 1, treated: 0 },
    { step: 'impute', alternatives: { imputation: 'median' }, units: 5, imputed: 1, treated: 0 },
  ]);
});

test('runs do not depend on what ran before them', () => {
  const model = modelOf(b2cData, uncertain([SCALES, MEANS, NOISE]));
  const once = [...model.run([1, 0, 2]).scores];
  model.run([2, 1, 0]);
  model.run([0, 0, 4]);
  assert.deepEqual([...model.run([1, 0, 2]).scores], once);
});

test('neighbours are apart when the order holds in 95 % of the runs', () => {
  const pairs = neighboursOf(robustnessOf(b2cData, uncertain([SCALES, MEANS, NOISE])));
  assert.equal(pairs.length, 9);
  assert.deepEqual([pairs[0]?.upper, pairs[0]?.lower], ['CHL', 'BRA']);
  for (const { probability, apart } of pairs) assert.equal(apart, probability >= 0.95);
  assert.ok(pairs.some(({ apart }) => apart) && pairs.some(({ apart }) => !apart));
});

test('an edition compared with itself has moved nobody; one with a leap has moved who leapt', () => {
  const recipe = uncertain([SCALES, MEANS, NOISE]);
  const before = robustnessOf(b2cData, recipe);
  const same = changesBetween(before, before);
  assert.ok(same.paired && same.units.every(({ withinNoise, mean, low, high }) => withinNoise && mean === 0 && low === 0 && high === 0));
  const leap: Dataset = { ...b2cData, values: Object.fromEntries(Object.entries(b2cData.values).map(([code, column]) => [code, column.map((value, unit) => (unit === 4 ? 99 : value))])) };
  const changes = changesBetween(before, robustnessOf(leap, recipe));
  const peru = changes.units.find(({ unit }) => unit === 'PER');
  assert.deepEqual([peru?.before, peru?.after, peru?.withinNoise, peru?.probabilityUp], [5, 1, false, 1]);
});

test('errors of measurement of two editions do not cancel out: the same values measured again are no change, and no certainty', () => {
  const recipe: Recipe = { ...measuredRecipe, uncertainty: { factors: [{ name: 'measurement', kind: 'measurement-error', draws: 200 }] } };
  const { paired, units } = changesBetween(robustnessOf({ ...measured, period: 2023 }, recipe), robustnessOf({ ...measured, period: 2024 }, recipe));
  assert.ok(paired && units.every(({ before, after, withinNoise }) => before === after && withinNoise));
  assert.ok(units.some(({ low, high }) => low < 0 && high > 0));
});

test('another set of choices is compared run by run with every other; units of one edition only are named', () => {
  const after = robustnessOf({ units: b2cData.units.slice(1), values: Object.fromEntries(Object.entries(b2cData.values).map(([code, column]) => [code, column.slice(1)])) }, uncertain([SCALES, MEANS]));
  const changes = changesBetween(robustnessOf(b2cData, uncertain([MEANS, NOISE])), after);
  assert.equal(changes.paired, false);
  assert.deepEqual(changes.onlyBefore, ['CHL']);
  assert.ok(changes.units.every(({ probabilityUp, probabilityDown, low, high }) => probabilityUp + probabilityDown <= 1 + 1e-9 && low <= high));
});
