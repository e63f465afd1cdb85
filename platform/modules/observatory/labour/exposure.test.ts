import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { crossed, exposureOf, type Jobs, lostOf, type Pair, type Score, shareOf, wayBetween } from './exposure.ts';

const SCALE = { lower: 0, upper: 1 };
const jobs = (of: Record<string, number>): Jobs => new Map(Object.entries(of));

describe('a crosswalk', () => {
  it('divides jobs by its weights, or in equal parts where it has none', () => {
    const { jobs: out, lost } = crossed(jobs({ a: 100, b: 30, c: 7 }), [{ from: 'a', to: '1', weight: 0.75 }, { from: 'a', to: '2', weight: 0.25 }, { from: 'b', to: '1' }, { from: 'b', to: '2' }, { from: 'b', to: '3' }]);
    assert.deepEqual([...out], [['1', 85], ['2', 35], ['3', 10]]);
    assert.deepEqual([...lost], [['c', 7]]);
  });

  it('loses the jobs of what leads nowhere, and does not divide by nothing', () => {
    const { jobs: out, lost } = crossed(jobs({ a: 5 }), [{ from: 'a', to: '1', weight: 0 }]);
    assert.deepEqual([[...out], [...lost]], [[], [['a', 5]]]);
  });
});

describe('exposure', () => {
  // By hand: 1,000 printed, 900 coded; 'x' (100) is not in the crosswalk; '3' (200) has no score.
  const table = jobs({ a: 400, b: 400, x: 100 });
  const pairs: Pair[] = [{ from: 'a', to: '1' }, { from: 'b', to: '2', weight: 0.5 }, { from: 'b', to: '3', weight: 0.5 }];
  const scores: Score[] = [{ occupation: '1', score: 0.5, lower: 0.4, upper: 0.7, class: 'high' }, { occupation: '2', score: 0.2, lower: 0.1, upper: 0.4, class: 'low' }, { occupation: '9', score: 1 }];
  const found = exposureOf(table, 1000, { crosswalks: [{ id: 'k', pairs }], scores, scale: SCALE });

  it('is the mean over the jobs that have a score, with where it may lie', () => {
    assert.equal(found.covered, 600);
    assert.ok(Math.abs((found.mean ?? NaN) - 240 / 600) < 1e-12);
    assert.ok(Math.abs((found.interval?.lower ?? NaN) - 0.3) < 1e-12 && Math.abs((found.interval?.upper ?? NaN) - 0.6) < 1e-12);
    assert.ok(Math.abs((found.possible?.lower ?? NaN) - 0.24) < 1e-12 && Math.abs((found.possible?.upper ?? NaN) - 0.64) < 1e-12);
    assert.deepEqual([...found.classes].toSorted(), [['high', 400], ['low', 200]]);
  });

  it('names the jobs without a score at each step', () => {
    assert.deepEqual(found.losses, [{ step: 'not_coded', jobs: 100 }, { step: 'k', jobs: 100 }, { step: 'no_score', jobs: 200 }]);
    assert.equal(shareOf(lostOf(found), found), 40);
  });

  it('of scores without an end has no interval; of no jobs no mean', () => {
    assert.equal(exposureOf(jobs({ 1: 1 }), undefined, { crosswalks: [], scores: [{ occupation: '1', score: 0.5, lower: 0.1 }], scale: SCALE }).interval, undefined);
    const none = exposureOf(jobs({}), undefined, { crosswalks: [], scores, scale: SCALE });
    assert.deepEqual([none.mean, none.possible, shareOf(0, none)], [undefined, undefined, undefined]);
    const lost = exposureOf(jobs({ z: 10 }), undefined, { crosswalks: [], scores, scale: SCALE });
    assert.deepEqual([lost.mean, lostOf(lost), lost.total], [undefined, 10, 10]);
  });

  it('says where occupations exceed the printed total', () => {
    const { total, excess, losses } = exposureOf(jobs({ 1: 60, 2: 50 }), 100, { crosswalks: [], scores, scale: SCALE });
    assert.deepEqual([total, excess, losses[0]], [110, 10, { step: 'not_coded', jobs: 0 }]);
  });
});

const code = fc.constantFrom('1', '2', '3', '4', '5', '6');
const anyJobs = fc.dictionary(code, fc.integer({ min: 0, max: 1_000_000 }), { noNullPrototype: true }).map((all) => new Map(Object.entries(all)));
const anyPairs = fc.uniqueArray(fc.record({ from: code, to: code, weight: fc.double({ min: 0.01, max: 1, noNaN: true }) }), { selector: ({ from, to }) => `${from} ${to}` });
const anyScores = fc.uniqueArray(fc.record({ occupation: code, score: fc.double({ min: 0, max: 1, noNaN: true }), class: fc.constantFrom('low', 'high') }), { selector: ({ occupation }) => occupation });
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
const total = (all: Iterable<number>): number => [...all].reduce((sum, one) => sum + one, 0);

describe('whatever the tables', () => {
  it('a crosswalk neither makes nor loses jobs unseen', () => {
    fc.assert(fc.property(anyJobs, anyPairs, (of, pairs) => {
      const { jobs: out, lost } = crossed(of, pairs);
      return close(total(out.values()) + total(lost.values()), total(of.values()));
    }));
  });

  it('covered and lost make the total, and so do classes and lost', () => {
    fc.assert(fc.property(anyJobs, anyPairs, anyScores, fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }), (of, pairs, scores, printed) => {
      const found = exposureOf(of, printed, { crosswalks: [{ id: 'k', pairs }], scores, scale: SCALE });
      return close(found.covered + lostOf(found), found.total) && close(total(found.classes.values()), found.covered);
    }));
  });

  it('the order of rows changes no digit', () => {
    const orders = fc.tuple(anyJobs, anyPairs, anyScores).chain(([of, pairs, scores]) => fc.record({
      first: fc.constant({ of, pairs, scores }),
      second: fc.record({ of: fc.shuffledSubarray([...of], { minLength: of.size }).map((all) => new Map(all)), pairs: fc.shuffledSubarray(pairs, { minLength: pairs.length }), scores: fc.shuffledSubarray(scores, { minLength: scores.length }) }),
    }));
    fc.assert(fc.property(orders, ({ first, second }) => {
      const [a, b] = [first, second].map(({ of, pairs, scores }) => exposureOf(of, undefined, { crosswalks: [{ id: 'k', pairs }], scores, scale: SCALE }));
      return a !== undefined && b !== undefined && Object.is(a.mean, b.mean) && a.covered === b.covered && a.possible?.lower === b.possible?.lower;
    }));
  });

  it('the mean lies between the least and the largest score, and within what is possible', () => {
    fc.assert(fc.property(anyJobs, anyScores, (of, scores) => {
      const { mean, possible } = exposureOf(of, undefined, { crosswalks: [], scores, scale: SCALE });
      const used = scores.map(({ score }) => score);
      return mean === undefined || (mean >= Math.min(...used) - 1e-9 && mean <= Math.max(...used) + 1e-9 && possible !== undefined && possible.lower <= possible.upper + 1e-12);
    }));
  });
});

const bridge = (from: string, to: string, id = '') => ({ from, to, id });

describe('the way from one classification to another', () => {
  it('is the shortest, and of two the one named first', () => {
    const bridges = [bridge('a', 'b'), bridge('b', 'c'), bridge('a', 'c', 'first'), bridge('a', 'c', 'second')];
    assert.deepEqual(wayBetween('a', 'c', bridges)?.map(({ id }) => id), ['first']);
    assert.deepEqual(wayBetween('a', 'c', bridges.slice(0, 2))?.length, 2);
  });

  it('is empty to itself, and missing where no bridge leads there; circles end', () => {
    assert.deepEqual(wayBetween('a', 'a', []), []);
    assert.equal(wayBetween('a', 'z', [bridge('a', 'b'), bridge('b', 'a')]), undefined);
  });
});
