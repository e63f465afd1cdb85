import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { IndicatorSpec, Scaling } from '../recipe/recipe.ts';
import { allClose, close, refused } from '../testing/close.ts';
import { scaled } from './normalise.ts';

const UNITS = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6'];
const up: IndicatorSpec = { code: 'a', parent: 'Index', direction: 1 };
const down: IndicatorSpec = { ...up, direction: -1 };
const of = (values: readonly number[], scaling: Scaling, spec: IndicatorSpec = up): Float64Array => scaled(Float64Array.from(values), scaling, spec, UNITS);

test('min–max puts the worst and the best on the ends of the range', () => {
  allClose(of([2, 4, 7, Number.NaN], { method: 'min-max' }), [0, 40, 100, Number.NaN]);
  allClose(of([2, 4, 7], { method: 'min-max', range: [1, 11] }, down), [11, 7, 1]);
});

test('z-scores have the mean and deviation asked for', () => {
  allClose(of([1, 2, 3], { method: 'z-score' }), [-1, 0, 1]);
  allClose(of([1, 2, 3], { method: 'z-score', mean: 10, deviation: 2 }, down), [12, 10, 8]);
});

test('ranks, percentile ranks and Borda counts rise with what is better; ties share the least', () => {
  allClose(of([5, 1, 5, 9], { method: 'rank' }), [2, 1, 2, 4]);
  allClose(of([5, 1, 5, 9], { method: 'borda' }, down), [1, 3, 1, 0]);
  allClose(of([5, 1, 5, 9, Number.NaN], { method: 'percentile-rank' }), [1 / 3, 0, 1 / 3, 1, Number.NaN]);
});

test('distances to the maximum, to a unit and to a target', () => {
  allClose(of([2, 4, 7], { method: 'distance-to-maximum' }, down), [1, 0.6, 0]);
  allClose(of([2, 4, 7], { method: 'distance-to-reference', unit: 'U2' }), [0, 1, 2.5]);
  allClose(of([2, 4, 7], { method: 'distance-to-reference', unit: 'U2', cap: true }), [0, 1, 1]);
  allClose(of([2, 4, 7], { method: 'distance-to-target' }, { ...up, target: 6 }), [0, 0.5, 1.25]);
  allClose(of([2, 4, 7], { method: 'distance-to-target', cap: true }, { ...down, target: 3 }), [1, 0.75, 0]);
});

test('goalposts are fixed: worst first, on the way of the direction, capped as given, on logarithms on request', () => {
  const life = { ...up, goalposts: [20, 85] as const };
  allClose(of([20, 52.5, 90, 10], { method: 'goalposts', factor: 1 }, life), [0, 0.5, 1, 0]);
  allClose(of([90], { method: 'goalposts', cap: false }, life), [(70 / 65) * 100]);
  allClose(of([0, 5], { method: 'goalposts' }, { ...down, goalposts: [10, 0] }), [100, 50]);
  close(of([1000], { method: 'goalposts', factor: 1, logarithm: true }, { ...up, goalposts: [100, 10_000] })[0], 0.5);
});

test('scaled by bounds', () => {
  allClose(of([1, 5], { method: 'scaled', bounds: [1, 5] }), [0, 100]);
  allClose(of([1, 5], { method: 'scaled', bounds: [1, 5], factor: 1 }, down), [1, 0]);
});

test('fraction of the maximum gives the best 1 in either direction (COINr turns indicators of direction −1 round)', () => {
  allClose(of([2, 4, 8], { method: 'fraction-of-maximum' }), [0.25, 0.5, 1]);
  allClose(of([2, 4, 8], { method: 'fraction-of-maximum' }, down), [1, 0.5, 0.25]);
  refused(() => of([0, 4], { method: 'fraction-of-maximum' }, down), 'not-positive', { unit: 'U1' });
  refused(() => of([-1, 4], { method: 'fraction-of-maximum' }), 'negative-value', { unit: 'U1', value: -1 });
});

test('an indicator without range is refused (in COINr it drops out in silence)', () => {
  for (const method of ['min-max', 'z-score', 'rank', 'borda', 'percentile-rank', 'distance-to-maximum', 'fraction-of-maximum', 'distance-to-target'] as const) {
    refused(() => of([3, 3, 3], { method }, { ...up, target: 5 }), 'zero-range', { value: 3 });
  }
  refused(() => of([1, 3, 3], { method: 'distance-to-reference', unit: 'U1' }), 'zero-range', { unit: 'U1' });
  refused(() => of([1, 2], { method: 'scaled', bounds: [4, 4] }), 'zero-range', { setting: 'bounds' });
});

test('targets and goalposts on the wrong side are refused, and values taken as they are that point down', () => {
  refused(() => of([2, 4], { method: 'distance-to-target' }, { ...up, target: 1 }), 'invalid-target', { setting: 'target' });
  refused(() => of([2, 4], { method: 'goalposts' }, { ...up, goalposts: [10, 0] }), 'invalid-target', { setting: 'goalposts' });
  refused(() => of([2, 0], { method: 'goalposts', logarithm: true }, { ...up, goalposts: [1, 10] }), 'not-positive', { unit: 'U2' });
  refused(() => of([2, 4], { method: 'none' }, down), 'invalid-target');
  refused(() => of([2, 4], { method: 'distance-to-reference', unit: 'ATL' }), 'unknown-name', { unit: 'ATL' });
  refused(() => of([2, Number.NaN, 5], { method: 'distance-to-reference', unit: 'U2' }), 'missing-value', { unit: 'U2' });
});

const column = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
const positive = fc.integer({ min: 1, max: 100 });

test('min–max, z-scores and ranks do not care about the unit of measurement', () => {
  fc.assert(
    fc.property(column, positive, fc.integer({ min: -500, max: 500 }), fc.constantFrom(up, down), (values, factor, shift, spec) => {
      for (const method of ['min-max', 'z-score', 'rank', 'borda', 'percentile-rank', 'distance-to-maximum'] as const) allClose(of(values.map((value) => value * factor + shift), { method }, spec), [...of(values, { method }, spec)], 1e-8);
    }),
  );
});

test('every scaling puts better above worse', () => {
  const scalings: Scaling[] = [{ method: 'min-max' }, { method: 'z-score' }, { method: 'rank' }, { method: 'borda' }, { method: 'percentile-rank' }, { method: 'distance-to-maximum' }, { method: 'fraction-of-maximum' }, { method: 'scaled', bounds: [0, 50] }, { method: 'goalposts', cap: false }, { method: 'goalposts', cap: false, logarithm: true }];
  fc.assert(
    fc.property(column, fc.constantFrom<1 | -1>(1, -1), (values, direction) => {
      for (const scaling of scalings) {
        const scores = of(values, scaling, { ...up, direction, goalposts: direction === 1 ? [1, 2000] : [2000, 1] });
        values.forEach((value, i) => values.forEach((other, j) => assert.ok(direction * (value - other) <= 0 || (scores[i] ?? 0) > (scores[j] ?? 0), scaling.method)));
      }
    }),
  );
});
