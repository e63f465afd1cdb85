import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDataset, tableOf } from '../dataset.ts';
import { refused } from '../testing/close.ts';
import { dataOf, flatRecipe, PLAIN_STEPS } from '../testing/small.ts';
import { recipeFaults } from './validate.ts';

const good = flatRecipe([{ code: 'a' }, { code: 'b' }]);
const paths = (value: unknown): string[] => recipeFaults(value).map(({ path }) => path);

test('a recipe without fault has none', () => {
  assert.deepEqual(recipeFaults(good), []);
  assert.deepEqual(recipeFaults(JSON.parse(JSON.stringify(good))), []);
});

test('what is no recipe at all is told so', () => {
  for (const value of [null, 3, [], 'x', {}]) assert.ok(recipeFaults(value).length > 0);
});

test('every fault is told at once, each with its path', () => {
  assert.deepEqual(
    paths({ ...good, format: 'x', indicators: [{ code: 'a b', parent: 'Index', direction: 2 }], steps: [{ step: 'normalise', method: 'min-max', range: [0, '1'] }, { step: 'agregate' }] }).toSorted(),
    ['format', 'indicators.0.code', 'indicators.0.direction', 'steps.0.range.1', 'steps.1.step'],
  );
});

test('a mistyped setting is a fault, not ignored', () => {
  assert.deepEqual(paths({ ...good, steps: [{ step: 'treat', limt: 5 }, ...PLAIN_STEPS] }), ['steps.0.limt']);
});

test('the structure is one tree', () => {
  assert.deepEqual(paths({ ...good, aggregates: [{ code: 'Index' }, { code: 'Other' }] }), ['aggregates', 'aggregates.1']);
  assert.deepEqual(paths({ ...good, aggregates: [{ code: 'Index' }, { code: 'X', parent: 'Y' }, { code: 'Y', parent: 'X' }] }), ['aggregates.1.parent', 'aggregates.2.parent']);
  assert.deepEqual(paths(flatRecipe([{ code: 'a' }, { code: 'a' }, { code: 'b', parent: 'Nowhere' }])), ['indicators.1.code', 'indicators.2.parent']);
});

test('steps stand in an order that makes sense', () => {
  const [normalise, aggregate] = PLAIN_STEPS;
  assert.deepEqual(paths({ ...good, steps: [aggregate, normalise] }), ['steps.0', 'steps']);
  assert.deepEqual(paths({ ...good, steps: [aggregate] }), ['steps']);
  assert.deepEqual(paths({ ...good, steps: [normalise, { step: 'treat', limit: 1 }, aggregate] }), ['steps.1']);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'impute', method: 'mean' }, { step: 'impute', method: 'median' }, ...PLAIN_STEPS] }), ['steps.1']);
});

test('a step or setting that would not be applied is refused before anything is computed', () => {
  assert.deepEqual(paths({ ...good, steps: [{ step: 'denominate' }, ...PLAIN_STEPS] }), ['steps.0']);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'screen' }, ...PLAIN_STEPS] }), ['steps.0']);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'treat', skewness: 2 }, ...PLAIN_STEPS] }), ['steps.0']);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'impute', method: 'row-mean', within: 'region' }, ...PLAIN_STEPS] }), ['steps.0.within']);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'treat', limit: 1, indicators: { c: 'leave' } }, ...PLAIN_STEPS] }), ['steps.0.indicators']);
});

test('other periods and rows are looked at before values are transformed or scaled', () => {
  const [normalise, aggregate] = PLAIN_STEPS;
  const row = { step: 'impute', method: 'row-mean' };
  const panel = { step: 'impute', method: 'panel-latest' };
  const treat = { step: 'treat', limit: 1 };
  assert.deepEqual(paths({ ...good, steps: [panel, treat, row, normalise, aggregate].map((step, index) => ({ ...step, id: `s${index}` })) }), []);
  assert.deepEqual(paths({ ...good, steps: [treat, panel, normalise, aggregate] }), ['steps.1']);
  assert.deepEqual(paths({ ...good, steps: [normalise, row, aggregate] }), ['steps.1']);
  const alternatives = [{ label: 'mean' }, { label: 'row', set: { method: 'row-mean' } }];
  assert.deepEqual(paths({ ...good, steps: [normalise, { step: 'impute', method: 'mean' }, aggregate], uncertainty: { factors: [{ name: 'f', kind: 'choice', step: 'impute', alternatives }] } }), ['uncertainty.factors.0.alternatives.1.set']);
});

test('values are divided once', () => {
  const divided = flatRecipe([{ code: 'a', denominator: 'd' }], [{ step: 'denominate' }, { step: 'denominate', id: 'again' }, ...PLAIN_STEPS]);
  assert.deepEqual(paths(divided), ['steps']);
});

test('samples are a power of 2', () => {
  assert.deepEqual(paths({ ...good, uncertainty: { samples: 1000, factors: [{ name: 'f', kind: 'weight-noise', spread: 0.1, draws: 2 }] } }), ['uncertainty.samples']);
});

test('names in settings are names of something', () => {
  assert.deepEqual(paths({ ...good, weightSets: { experts: { c: 1 }, equal: {} } }), ['weightSets.experts.c', 'weightSets.equal']);
  assert.deepEqual(paths({ ...good, steps: [PLAIN_STEPS[0], { step: 'aggregate', method: 'arithmetic', weights: 'experts', nodes: { X: 'geometric' } }] }), ['steps.1.nodes', 'steps.1.weights']);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'normalise', method: 'goalposts' }, PLAIN_STEPS[1]] }), ['steps.0', 'steps.0']);
});

test('uncertain choices are checked with the settings that each alternative gives', () => {
  const factor = (alternatives: unknown[], step: string = 'normalise'): unknown => ({ ...good, uncertainty: { factors: [{ name: 'f', kind: 'choice', step, alternatives }] } });
  assert.deepEqual(paths(factor([{ label: 'x' }, { label: 'y', set: { method: 'z-score', mean: 10 } }])), []);
  assert.deepEqual(paths(factor([{ label: 'x' }, { label: 'y', set: { method: 'z-score', deviation: 0 } }])), ['uncertainty.factors.0.alternatives.1.set.deviation']);
  assert.deepEqual(paths(factor([{ label: 'x' }, { label: 'y', omit: true }])), ['uncertainty.factors.0.alternatives.1.omit']);
  assert.deepEqual(paths(factor([{ label: 'x' }, { label: 'y' }], 'treat')), ['uncertainty.factors.0.step']);
  assert.deepEqual(paths({ ...good, uncertainty: { factors: [{ name: 'f', kind: 'range', step: 'aggregate', setting: 'method.power', from: -1, to: 1 }] } }), []);
  assert.deepEqual(paths({ ...good, uncertainty: { factors: [{ name: 'f', kind: 'range', step: 'aggregate', setting: 'methd', from: -1, to: 1 }] } }), ['uncertainty.factors.0.step.methd', 'uncertainty.factors.0.step.methd']);
});

test('data are checked as exactly', () => {
  refused(() => parseDataset({ units: [{ code: 'x' }, { code: 'x' }], values: { a: [1] } }), 'invalid-data', { setting: 'units.1.code' });
  refused(() => parseDataset({ units: [{ code: 'x' }, { code: 'y' }], values: { a: [1, '2'] } }), 'invalid-data', { setting: 'values.a.1' });
  refused(() => parseDataset({ ...dataOf({ a: [1, 2] }), errors: { a: [-1, 0] } }), 'invalid-data', { setting: 'errors.a.0' });
  refused(() => tableOf(dataOf({ a: [1, 2] }), good), 'invalid-data', { indicator: 'b' });
  refused(() => tableOf(dataOf({ a: [1, 2], b: [null, null] }), good), 'too-few-values', { indicator: 'b' });
});

test('keys that mean something to the language mean nothing here', () => {
  const hostile = JSON.parse('{"__proto__": [1, 2], "constructor": [1, 2], "a": [1, 2], "b": [3, 4]}') as Record<string, number[]>;
  refused(() => tableOf(dataOf({ a: [1, 2] }), flatRecipe([{ code: 'toString' }])), 'invalid-data', { indicator: 'toString' });
  assert.deepEqual([...(tableOf(dataOf(hostile), flatRecipe([{ code: 'constructor' }])).indicators.get('constructor')?.values ?? [])], [1, 2]);
  assert.deepEqual(paths({ ...good, steps: [{ step: 'constructor' }, ...PLAIN_STEPS] }), ['steps.0.step']);
  assert.deepEqual(paths(flatRecipe([{ code: 'constructor' }, { code: '__proto__' }, { code: 'a' }])), ['indicators.0.code', 'indicators.1.code']);
});
