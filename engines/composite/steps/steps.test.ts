import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Dataset, tableOf } from '../dataset.ts';
import { seeded } from '../random.ts';
import type { ImputeStep, IndicatorSpec, Recipe, ScreenStep, TreatStep } from '../recipe/recipe.ts';
import { momentsOf } from '../statistics/moments.ts';
import { at, IMPUTED, TRANSFORMED, WINSORISED } from '../table.ts';
import { allClose, close, refused } from '../testing/close.ts';
import { contextFor, dataOf, flatRecipe } from '../testing/small.ts';
import { denominate } from './denominate.ts';
import { impute, imputeByDraws } from './impute.ts';
import { screen } from './screen.ts';
import type { Outcome } from './step.ts';
import { transformed } from './transform.ts';
import { treat, winsorise } from './treat.ts';

const values = ({ table }: Outcome, code: string): number[] => [...(table.indicators.get(code)?.values ?? [])];
const marks = ({ table }: Outcome, code: string): number[] => [...(table.indicators.get(code)?.marks ?? [])];

function doing<S>(step: (table: ReturnType<typeof tableOf>, settings: S, context: ReturnType<typeof contextFor>) => Outcome, settings: S, data: Dataset, recipe: Recipe = flatRecipe(Object.keys(data.values).map((code) => ({ code })))): Outcome {
  return step(tableOf(data, recipe), settings, contextFor(recipe));
}

test('an indicator is divided by its denominator, scaled; a missing one makes it missing, and the note says for whom', () => {
  const recipe = flatRecipe([{ code: 'a', denominator: 'people' }, { code: 'b' }]);
  const outcome = doing(denominate, { step: 'denominate', scale: { people: 0.001 } }, dataOf({ a: [10, 20, 30], b: [1, 2, 3], people: [1000, 500, null] }), recipe);
  allClose(values(outcome, 'a'), [10, 40, Number.NaN]);
  assert.deepEqual(values(outcome, 'b'), [1, 2, 3]);
  assert.deepEqual(outcome.notes, [{ what: 'divided', indicator: 'a', by: 'people', lost: ['U3'] }]);
});

test('a denominator of 0 is refused by name', () => {
  const recipe = flatRecipe([{ code: 'a', denominator: 'people' }]);
  refused(() => doing(denominate, { step: 'denominate' }, dataOf({ a: [1, 2], people: [5, 0] }), recipe), 'no-denominator', { unit: 'U2', indicator: 'a', value: 0 });
});

test('units with too little data are left out by the rule that they broke; kept ones stay', () => {
  const data = dataOf({ a: [1, null, null, 0], b: [1, 2, null, 0], c: [1, 2, 3, 4] });
  const screened = (settings: Omit<ScreenStep, 'step'>): Outcome => doing(screen, { step: 'screen', ...settings }, data);
  assert.deepEqual(screened({ minimumShare: 0.6 }).table.units, ['U1', 'U2', 'U4']);
  assert.deepEqual(screened({ minimumShare: 0.6, keep: ['U3'] }).table.units, ['U1', 'U2', 'U3', 'U4']);
  assert.deepEqual(screened({ minimumNonZero: 0.5 }).notes, [{ what: 'dropped', unit: 'U4', rule: 'minimumNonZero', share: 1 - 2 / 3 }]);
  assert.deepEqual(screened({ minimumShareOfGroups: 2 / 3, drop: ['U1'] }).table.units, ['U2', 'U4']);
});

test('screening that leaves nobody to compare with is refused, and so is a unit that does not exist', () => {
  const data = dataOf({ a: [1, null, null] });
  refused(() => doing(screen, { step: 'screen', minimumShare: 1 }, data), 'too-few-units');
  refused(() => doing(screen, { step: 'screen', keep: ['ATL'] }, data), 'unknown-name', { unit: 'ATL' });
});

test('gaps are filled with the mean or median, of all or of the group, and marked', () => {
  const data = dataOf({ a: [1, 2, null, 10, null] }, ['x', 'x', 'x', 'y', 'y']);
  const filled = (step: Omit<ImputeStep, 'step'>): number[] => values(doing(impute, { step: 'impute', ...step }, data), 'a');
  allClose(filled({ method: 'mean' }), [1, 2, 13 / 3, 10, 13 / 3]);
  allClose(filled({ method: 'median' }), [1, 2, 2, 10, 2]);
  allClose(filled({ method: 'mean', within: 'region' }), [1, 2, 1.5, 10, 10]);
  assert.deepEqual(marks(doing(impute, { step: 'impute', method: 'mean' }, data), 'a'), [0, 0, IMPUTED, 0, IMPUTED]);
});

test('by row: a unit gets the place among others that its other indicators have, in the direction of each', () => {
  const recipe = flatRecipe([{ code: 'a' }, { code: 'b', direction: -1 }, { code: 'c' }]);
  const outcome = doing(impute, { step: 'impute', method: 'row-mean' }, dataOf({ a: [0, 10, 5], b: [100, 0, 25], c: [0, 1, null] }), recipe);
  // a stands at 0.5, b (less is better) at 0.75.
  close(values(outcome, 'c')[2], 0.625);
});

test('a gap with nothing to fill it is refused by unit and indicator', () => {
  const data = dataOf({ a: [1, 2, null, null] }, ['x', 'x', 'y', 'y']);
  refused(() => doing(impute, { step: 'impute', method: 'mean', within: 'region' }, data), 'cannot-impute', { unit: 'U3', indicator: 'a' });
  refused(() => doing(impute, { step: 'impute', method: 'row-mean' }, data), 'cannot-impute', { unit: 'U3', indicator: 'a' });
  refused(() => doing(impute, { step: 'impute', method: 'mean', within: 'zone' }, data), 'unknown-name', { value: 'zone' });
});

test('an imputation that has nothing to do is refused, unless the recipe says that this may be', () => {
  const data = dataOf({ a: [1, 2] });
  refused(() => doing(impute, { step: 'impute', method: 'mean' }, data), 'step-without-effect');
  assert.deepEqual(doing(impute, { step: 'impute', method: 'mean', idle: 'accept' }, data).notes, []);
});

const PANEL: Dataset = {
  ...dataOf({ a: [null, null, null, 4] }),
  period: 2020,
  panel: [
    { period: 2016, values: { a: [1, null, null, 1] } },
    { period: 2018, values: { a: [3, 6, null, 2] } },
    { period: 2022, values: { a: [7, null, null, 9] } },
  ],
};

const filledPanel = (method: ImputeStep['method'], more: Partial<ImputeStep> = {}): Outcome => doing(impute, { step: 'impute', method, ...more }, PANEL);

test('panel: latest, constant and linear, each naming the periods that a value comes from', () => {
  allClose(values(filledPanel('panel-latest'), 'a'), [3, 6, Number.NaN, 4]);
  allClose(values(filledPanel('panel-constant'), 'a'), [3, 6, Number.NaN, 4]);
  allClose(values(filledPanel('panel-linear'), 'a'), [5, Number.NaN, Number.NaN, 4]);
  allClose(values(filledPanel('panel-linear-constant'), 'a'), [5, 6, Number.NaN, 4]);
  assert.deepEqual(filledPanel('panel-linear').notes, [
    { what: 'imputed', unit: 'U1', indicator: 'a', value: 5, periods: [2018, 2022] },
    { what: 'left-missing', unit: 'U2', indicator: 'a' },
    { what: 'left-missing', unit: 'U3', indicator: 'a' },
  ]);
});

test('panel: latest goes no further back than its reach', () => {
  const old: Dataset = { ...PANEL, panel: [{ period: 2016, values: { a: [1, 5, 5, 5] } }, { period: 2018, values: { a: [null, 6, null, 2] } }] };
  allClose(values(doing(impute, { step: 'impute', method: 'panel-latest', reach: 1 }, old), 'a'), [Number.NaN, 6, Number.NaN, 4]);
  allClose(values(doing(impute, { step: 'impute', method: 'panel-latest', reach: 2 }, old), 'a'), [1, 6, 5, 4]);
});

test('draws for multiple imputation come from observed values of the group, and differ by the generator', () => {
  const data = dataOf({ a: [1, 2, 3, 50, 60, null, null] }, ['x', 'x', 'x', 'y', 'y', 'x', 'y']);
  const recipe = flatRecipe([{ code: 'a' }]);
  const drawn = (seed: number): number[] => values(imputeByDraws(tableOf(data, recipe), { step: 'impute', method: 'mean', within: 'region' }, seeded(seed)), 'a').slice(5);
  const all = Array.from({ length: 200 }, (_, seed) => drawn(seed));
  assert.deepEqual(new Set(all.map(([x]) => x)), new Set([1, 2, 3]));
  assert.deepEqual(new Set(all.map(([, y]) => y)), new Set([50, 60]));
  assert.deepEqual(drawn(4), drawn(4));
});

const TAILED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 200];
const RULE = { skewness: 2, kurtosis: 3.5 };
const spec = (code: string): Partial<IndicatorSpec> & { readonly code: string } => ({ code });

test('a column with a long tail is winsorised until the rule is kept; one without is left alone', () => {
  const outcome = doing(treat, { step: 'treat', limit: 5 } satisfies TreatStep, dataOf({ a: TAILED, b: TAILED.map((_, index) => index) }), flatRecipe([spec('a'), spec('b')]));
  assert.deepEqual(values(outcome, 'a'), [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]);
  assert.deepEqual(marks(outcome, 'a'), [0, 0, 0, 0, 0, 0, 0, 0, 0, WINSORISED]);
  assert.equal(outcome.notes.length, 1);
  assert.deepEqual(values(outcome, 'b'), TAILED.map((_, index) => index));
});

test('a low tail is drawn up', () => {
  assert.deepEqual([...winsorise(Float64Array.from(TAILED, (value) => -value), 5, RULE).values], TAILED.map((value) => -Math.min(value, 9)));
});

test('tied values move together or not at all: the limit is never passed (COINr moves 3 cells at a limit of 1)', () => {
  const tied = Float64Array.from([...Array.from({ length: 40 }, (_, index) => index / 10), 500, 500, 500]);
  assert.equal(momentsOf(tied).skewness > 2, true);
  assert.deepEqual(winsorise(tied, 1, RULE).winsorised, []);
  assert.deepEqual(winsorise(tied, 3, RULE).winsorised, [40, 41, 42]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 100, 100, 5000, -300), { minLength: 4, maxLength: 60 }), fc.nat(10), (column, limit) => {
      const { winsorised, values: drawn } = winsorise(Float64Array.from(column), limit, RULE);
      assert.ok(winsorised.length <= limit);
      assert.ok(new Set(drawn).size > 1 || new Set(column).size === 1, 'a column keeps its spread');
      column.forEach((value, index) => assert.equal(value === drawn[index], !winsorised.includes(index)));
    }),
  );
});

test('where winsorising does not suffice the original values are transformed, and marked so', () => {
  const steep = Array.from({ length: 30 }, (_, index) => 3 ** index);
  const outcome = doing(treat, { step: 'treat', limit: 2, otherwise: 'log-shifted' } satisfies TreatStep, dataOf({ a: steep }));
  allClose(values(outcome, 'a'), steep.map((value) => Math.log(value - 1 + 0.01 * (3 ** 29 - 1))));
  assert.ok(marks(outcome, 'a').every((mark) => mark === TRANSFORMED));
  const combined = doing(treat, { step: 'treat', limit: 2, otherwise: 'log-shifted', combine: true } satisfies TreatStep, dataOf({ a: steep }));
  assert.equal(marks(combined, 'a')[29], TRANSFORMED + WINSORISED);
});

test('single indicators have rules of their own: left alone, or transformed whatever their shape', () => {
  const outcome = doing(treat, { step: 'treat', limit: 5, indicators: { a: 'leave', b: { force: 'log' } } } satisfies TreatStep, dataOf({ a: TAILED, b: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] }));
  assert.deepEqual(values(outcome, 'a'), TAILED);
  allClose(values(outcome, 'b'), Array.from({ length: 10 }, (_, index) => index * Math.LN2));
});

test('every transformation keeps the order of values, and changes them (in COINr log_GII does nothing)', () => {
  const column = Float64Array.from([1, 3, 10, 40, 200, 900]);
  for (const transform of ['log', 'log-shifted', 'log-shifted-signed', 'log-one', 'log-gii', { boxCox: 0.3 }, { boxCox: 0 }, { boxCox: -1 }] as const) {
    const changed = transformed(column, transform, 'a');
    assert.ok(changed.every((value, index) => index === 0 || value > at(changed, index - 1)), JSON.stringify(transform));
    assert.ok(changed.some((value, index) => Math.abs(value - at(column, index)) > 1), JSON.stringify(transform));
  }
  close(transformed(column, 'log-gii', 'a')[2], Math.log((899 * 9) / 899 + 1));
});

test('the logarithm of a value that is not positive is refused', () => {
  refused(() => transformed(Float64Array.from([0, 1]), 'log', 'a'), 'not-positive', { indicator: 'a', value: 0 });
  refused(() => transformed(Float64Array.from([0.1, 0.5]), 'log-gii', 'a'), 'not-positive', { indicator: 'a' });
});
