import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AggregateStep, Mean } from '../recipe/recipe.ts';
import { structureOf } from '../structure.ts';
import { allClose, close, refused } from '../testing/close.ts';
import { effectiveWeights } from '../weights/sets.ts';
import { aggregate, planOf, type Scores } from './aggregate.ts';
import { copeland, meanOf, outranking } from './means.ts';

/** Two groups: A of a1, a2, a3 and B of b1; a deeper index than its shortest branch. */
const tree = structureOf({
  indicators: ['a1', 'a2', 'a3'].map((code) => ({ code, parent: 'A', direction: 1 as const })).concat([{ code: 'b1', parent: 'Index', direction: 1 }]),
  aggregates: [{ code: 'Index' }, { code: 'A', parent: 'Index' }],
});
const UNITS = ['U1', 'U2', 'U3'];
const COLUMNS = [[1, 2, 4], [3, 2, 4], [5, 8, 4], [10, 20, 30]].map((column) => Float64Array.from(column));
const EQUAL = new Float64Array(tree.nodes.length).fill(1);

const under = (method: Mean, more: Partial<AggregateStep> = {}, columns: readonly Float64Array[] = COLUMNS, weights: Float64Array = EQUAL): Scores => aggregate(columns, planOf(tree, { step: 'aggregate', method, ...more }), weights, UNITS);
const group = (scores: Scores, code: string): Float64Array => scores[tree.places.get(code) ?? -1] ?? new Float64Array();

test('branches may differ in depth; heights count from the indicators', () => {
  assert.deepEqual(tree.nodes.map(({ code, height }) => [code, height]), [['a1', 0], ['a2', 0], ['a3', 0], ['b1', 0], ['A', 1], ['Index', 2]]);
});

test('the means of textbooks', () => {
  allClose(group(under('arithmetic'), 'A'), [3, 4, 4]);
  allClose(group(under('geometric'), 'A'), [Math.cbrt(15), Math.cbrt(32), 4]);
  allClose(group(under('harmonic'), 'A'), [3 / (1 + 1 / 3 + 1 / 5), 3 / (1 / 2 + 1 / 2 + 1 / 8), 4]);
  allClose(group(under({ power: 2 }), 'A'), [Math.sqrt(35 / 3), Math.sqrt(72 / 3), 4]);
  allClose(group(under('median'), 'A'), [3, 2, 4]);
});

test('means differ by level and by group, the group being stronger', () => {
  const scores = under('arithmetic', { levels: { 1: 'harmonic' }, nodes: { Index: 'geometric' } });
  allClose(group(scores, 'Index'), [10, 20, 30].map((b, unit) => Math.sqrt(b * (group(under('harmonic'), 'A')[unit] ?? 0))));
});

test('generalised means run from harmonic over geometric and arithmetic upwards', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ value: fc.double({ min: 0.1, max: 100, noNaN: true }), weight: fc.double({ min: 0.1, max: 5, noNaN: true }) }), { minLength: 1, maxLength: 8 }), (drawn) => {
      const parts = drawn.map((part) => ({ code: 'x', ...part }));
      const means = ([{ power: -3 }, 'harmonic', 'geometric', 'arithmetic', { power: 2 }] as const).map((mean) => meanOf(parts, mean));
      means.forEach((mean, index) => assert.ok(index === 0 || mean >= (means[index - 1] ?? 0) * (1 - 1e-9)));
      close(meanOf(parts, { power: 1 }), meanOf(parts, 'arithmetic'));
      close(meanOf(parts, { power: -1 }), meanOf(parts, 'harmonic'));
      close(meanOf(parts, { power: 0 }), meanOf(parts, 'geometric'));
    }),
  );
});

test('only the ratios of weights count, and an indicator of weight 0 not at all', () => {
  const weights = Float64Array.from([1, 2, 0, 3, 1, 1]);
  for (const method of ['arithmetic', 'geometric', 'harmonic', 'median', 'copeland', { power: 3 }] as const) {
    const scores = under(method, method === 'copeland' ? { nodes: { Index: 'arithmetic' } } : {}, COLUMNS, weights);
    allClose(group(under(method, method === 'copeland' ? { nodes: { Index: 'arithmetic' } } : {}, COLUMNS, weights.map((weight) => weight * 7)), 'Index'), [...group(scores, 'Index')]);
    const without = [COLUMNS[0], COLUMNS[1], Float64Array.from([Number.NaN, 0, -5]), COLUMNS[3]].map((column) => column ?? new Float64Array());
    allClose(group(under(method, method === 'copeland' ? { nodes: { Index: 'arithmetic' } } : {}, without, weights), 'A'), [...group(scores, 'A')]);
  }
});

test('effective weights multiply along the way up', () => {
  allClose(effectiveWeights(tree, [1, 1, 2, 3, 1, 1]), [1 / 16, 1 / 16, 2 / 16, 3 / 4, 1 / 4, 1]);
});

const gap = [Float64Array.from([Number.NaN, 2, 4]), ...COLUMNS.slice(1)];

test('a missing value is refused by unit, indicator and group, unless the recipe says how much must be there', () => {
  refused(() => under('arithmetic', {}, gap), 'missing-value', { unit: 'U1', indicator: 'a1', aggregate: 'A' });
  allClose(group(under('arithmetic', { minimumShare: 0.5 }, gap), 'A'), [4, 4, 4]);
  allClose(group(under('arithmetic', { minimumShare: 0.7 }, gap), 'A'), [Number.NaN, 4, 4]);
});

test('no mean gives up for one missing child where the rest suffices (COINr loses the generalised mean)', () => {
  for (const method of ['arithmetic', 'geometric', 'harmonic', 'median', { power: 2 }] as const) assert.ok(group(under(method, { minimumShare: 0 }, gap), 'Index').every((score) => Number.isFinite(score)), JSON.stringify(method));
});

test('a geometric mean of 0 and a harmonic mean of negative values are refused by unit and indicator (COINr takes them)', () => {
  const zero = [Float64Array.from([1, 0, 4]), ...COLUMNS.slice(1)];
  const negative = [Float64Array.from([1, 2, -4]), ...COLUMNS.slice(1)];
  refused(() => under('geometric', {}, zero), 'not-positive', { unit: 'U2', indicator: 'a1', aggregate: 'A', value: 0 });
  refused(() => under('harmonic', {}, zero), 'not-positive', { unit: 'U2', indicator: 'a1', value: 0 });
  refused(() => under('harmonic', {}, negative), 'not-positive', { unit: 'U3', indicator: 'a1', value: -4 });
  refused(() => under('geometric', {}, negative), 'not-positive', { unit: 'U3', indicator: 'a1', value: -4 });
  refused(() => under({ power: 2 }, {}, negative), 'negative-value', { unit: 'U3', indicator: 'a1', value: -4 });
});

test('a negative weight, and weights that are all 0, are refused', () => {
  refused(() => under('arithmetic', {}, COLUMNS, Float64Array.from([1, -1, 1, 1, 1, 1])), 'invalid-weight', { indicator: 'a2', value: -1 });
  refused(() => under('arithmetic', {}, COLUMNS, Float64Array.from([0, 0, 0, 1, 1, 1])), 'invalid-weight', { aggregate: 'A' });
});

test('Copeland counts majorities, may be asked for like any mean, and its scores sum to 0', () => {
  // Condorcet: U1 beats U2 on 2 of 3, U2 beats U3 on 2 of 3, U3 beats U1 on 2 of 3.
  allClose(copeland([[3, 2, 1], [1, 3, 2], [2, 1, 3]], [1, 1, 1], 3), [0, 0, 0]);
  allClose(copeland([[3, 2, 1], [3, 2, 1], [1, 2, 3]], [1, 1, 1], 3), [2, 0, -2]);
  allClose(group(under('copeland', { nodes: { Index: 'arithmetic' } }), 'A'), [-2, 0, 2]);
});

test('with gaps a pair is compared on what both have, whatever the order of units (in COINr it depends on it)', () => {
  const columns = [[1, Number.NaN], [2, 1], [Number.NaN, 5]];
  close(outranking(columns, [1, 1, 1], 0, 1) + outranking(columns, [1, 1, 1], 1, 0), 1);
  close(outranking(columns, [1, 1, 1], 0, 1), 1);
  fc.assert(
    fc.property(fc.array(fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { nil: Number.NaN }), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (drawn) => {
      const weights = drawn.map((_, index) => index + 1);
      const forwards = copeland(drawn, weights, 4);
      allClose(copeland(drawn.map((column) => column.toReversed()), weights, 4).toReversed(), [...forwards]);
      close(forwards.reduce((sum, score) => sum + score, 0), 0);
    }),
  );
});
