import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { seeded } from '../random.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { prepare, weigh } from '../run.ts';
import { b2cData, b2cRecipe, b2cWith } from '../testing/b2c.ts';
import { allClose, close, refused } from '../testing/close.ts';
import { dataOf, flatRecipe } from '../testing/small.ts';
import { rankBounds } from './bounds.ts';
import { minimise } from './simplex.ts';

test('a linear program of a textbook (Dantzig’s furniture: 3x + 5y at most 36)', () => {
  const solution = minimise([-3, -5], [{ coefficients: [1, 0], relation: '<=', bound: 4 }, { coefficients: [0, 2], relation: '<=', bound: 12 }, { coefficients: [3, 2], relation: '<=', bound: 18 }]);
  close(solution?.value, -36);
  allClose(solution?.x ?? [], [2, 6]);
});

test('equations, negative bounds and contradictions', () => {
  allClose(minimise([1, 2], [{ coefficients: [1, 1], relation: '=', bound: 1 }, { coefficients: [-1, 0], relation: '<=', bound: -0.25 }, { coefficients: [1, 0], relation: '<=', bound: 0.5 }])?.x ?? [], [0.5, 0.5]);
  assert.equal(minimise([1], [{ coefficients: [1], relation: '=', bound: 1 }, { coefficients: [1], relation: '<=', bound: 0.5 }]), undefined);
  allClose(minimise([1, 1], [{ coefficients: [1, 1], relation: '=', bound: 1 }, { coefficients: [2, 2], relation: '=', bound: 2 }])?.x ?? [], [1, 0]);
});

test('in two variables the least is at the best of all corners', () => {
  const half = fc.record({ coefficients: fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })), bound: fc.integer({ min: -6, max: 12 }) });
  fc.assert(
    fc.property(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), fc.array(half, { maxLength: 5 }), (costs, drawn) => {
      const box = [{ coefficients: [1, 0] as const, bound: 10 }, { coefficients: [0, 1] as const, bound: 10 }];
      const lines = [...drawn, ...box, { coefficients: [-1, 0] as const, bound: 0 }, { coefficients: [0, -1] as const, bound: 0 }];
      const corners = lines.flatMap((one, i) => lines.slice(i + 1).flatMap((other) => {
        const [[a, b], [c, d]] = [one.coefficients, other.coefficients];
        const determinant = a * d - b * c;
        return determinant === 0 ? [] : [[(one.bound * d - b * other.bound) / determinant, (a * other.bound - one.bound * c) / determinant] as const];
      })).filter(([x, y]) => lines.every(({ coefficients: [a, b], bound }) => a * x + b * y <= bound + 1e-9));
      const solution = minimise(costs, [...drawn, ...box].map((line) => ({ ...line, relation: '<=' as const })));
      if (corners.length === 0) assert.equal(solution, undefined);
      else close(solution?.value, Math.min(...corners.map(([x, y]) => costs[0] * x + costs[1] * y)), 1e-7);
    }),
    { numRuns: 300 },
  );
});

/** Two groups of two and three indicators, eight units of whole numbers, so that ties happen. */
function drawnIndex(seed: number): { readonly prepared: ReturnType<typeof prepare>; readonly codes: readonly string[] } {
  const random = seeded(seed);
  const codes = ['a1', 'a2', 'b1', 'b2', 'b3'];
  const recipe: Recipe = {
    ...flatRecipe(codes.map((code) => ({ code, parent: code.slice(0, 1).toUpperCase() })), [{ step: 'normalise', method: 'none' }, { step: 'aggregate', method: 'arithmetic' }]),
    aggregates: [{ code: 'Index' }, { code: 'A', parent: 'Index' }, { code: 'B', parent: 'Index' }],
  };
  const data = dataOf(Object.fromEntries(codes.map((code) => [code, Array.from({ length: 8 }, () => random.below(12))])));
  return { prepared: prepare(data, recipe), codes };
}

test('every rank that any weights within the bounds give lies between best and worst, and both are reached', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { prepared } = drawnIndex(seed);
      const limits = { A: [0.3, 0.6], B: [0.4, 0.7], b1: [0.1, 0.5], b2: [0.2, 0.6], b3: [0, 0.5] } as const;
      const bounds = rankBounds(prepared, limits);
      const random = seeded(seed, 1);
      for (let round = 0; round < 200; round++) {
        const a = 0.3 + 0.3 * random.next();
        const b = [0.1 + 0.4 * random.next(), 0.2 + 0.4 * random.next()] as const;
        const rest = 1 - b[0] - b[1];
        if (rest < 0 || rest > 0.5) continue;
        const { ranks } = weigh(prepared, { A: a, B: 1 - a, b1: b[0], b2: b[1], b3: rest });
        bounds.forEach(({ best, worst, unit }, place) => {
          const rank = ranks[place] ?? 0;
          assert.ok(best.limit <= rank && rank <= worst.limit, `${unit}: ${rank} is not in ${best.rank}–${worst.rank}`);
        });
      }
      bounds.forEach(({ best, worst }, place) => {
        assert.ok(best.proven && worst.proven);
        assert.equal(weigh(prepared, best.weights).ranks[place], best.rank);
        assert.equal(weigh(prepared, worst.weights).ranks[place], worst.rank);
        for (const { weights } of [best, worst]) for (const [code, [least, most]] of Object.entries(limits)) assert.ok((weights[code] ?? -1) >= least - 1e-9 && (weights[code] ?? 2) <= most + 1e-9);
      });
    }),
    { numRuns: 25 },
  );
});

test('wider bounds reach no fewer ranks', () => {
  const prepared = prepare(b2cData, b2cRecipe);
  const within = (least: number, most: number): ReturnType<typeof rankBounds> => rankBounds(prepared, Object.fromEntries(['internet', 'accounts', 'servers', 'post'].map((code) => [code, [least, most]])));
  const [narrow, wide] = [within(0.2, 0.3), within(0.1, 0.5)];
  narrow.forEach(({ best, worst }, unit) => assert.ok((wide[unit]?.best.rank ?? 99) <= best.rank && (wide[unit]?.worst.rank ?? 0) >= worst.rank));
});

test('bounds that cannot be kept, that bound nothing, or means that are not arithmetic are refused', () => {
  const prepared = prepare(b2cData, b2cRecipe);
  refused(() => rankBounds(prepared, { internet: [0, 0.1], accounts: [0, 0.1], servers: [0, 0.1], post: [0, 0.1] }), 'infeasible-bounds', { aggregate: 'Index' });
  refused(() => rankBounds(prepared, { internet: [0.5, 0.4] }), 'infeasible-bounds', { indicator: 'internet' });
  refused(() => rankBounds(prepared, {}), 'step-without-effect');
  refused(() => rankBounds(prepared, { phones: [0, 1] }), 'unknown-name', { indicator: 'phones' });
  refused(() => rankBounds(prepared, { internet: [0, 1] }, ['ATL']), 'unknown-name', { unit: 'ATL' });
  refused(() => rankBounds(prepare(b2cData, b2cWith({ step: 'normalise', method: 'min-max', range: [1, 2] }, { step: 'aggregate', method: 'harmonic' })), { post: [0, 1] }), 'not-linear', { aggregate: 'Index' });
  const gaps = prepare(dataOf({ a: [1, 2], b: [3, null] }), flatRecipe([{ code: 'a' }, { code: 'b' }], [{ step: 'normalise', method: 'none' }, { step: 'aggregate', method: 'arithmetic', minimumShare: 0 }]));
  refused(() => rankBounds(gaps, { a: [0, 1] }), 'missing-value', { unit: 'U2', indicator: 'b' });
});
