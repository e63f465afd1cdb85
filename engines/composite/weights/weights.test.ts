import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { seeded } from '../random.ts';
import { computeIndex, prepare } from '../run.ts';
import { pearson } from '../statistics/correlation.ts';
import { momentsOf } from '../statistics/moments.ts';
import { close, refused } from '../testing/close.ts';
import { dataOf, flatRecipe } from '../testing/small.ts';
import { balancedWeights } from './balanced.ts';
import { pcaWeights } from './pca-weights.ts';
import { localShares } from './sets.ts';

const INDICATORS = [{ code: 'a' }, { code: 'b' }, { code: 'c' }];

/** Three columns that share a part of their variance. */
function related(seed: number): ReturnType<typeof dataOf> {
  const random = seeded(seed);
  const common = Array.from({ length: 30 }, () => random.normal());
  return dataOf(Object.fromEntries(INDICATORS.map(({ code }, index) => [code, common.map((value) => value + (0.4 + 0.5 * index) * random.normal())])));
}

test('balanced weights are those of the linear solution (weight × deviation ∝ R⁻¹1), and refused exactly where one of those is negative', () => {
  let [found, none] = [0, 0];
  fc.assert(
    fc.property(fc.nat(500), (seed) => {
      const prepared = prepare(related(seed), flatRecipe(INDICATORS));
      const [a = [], b = [], c = []] = prepared.columns;
      const [ab, ac, bc] = [pearson(a, b), pearson(a, c), pearson(b, c)];
      const solution = [(1 - bc) * (1 + bc - ab - ac), (1 - ac) * (1 + ac - ab - bc), (1 - ab) * (1 + ab - ac - bc)];
      const least = Math.min(...solution) / Math.max(...solution);
      // Close to 0 the search may stop at either side.
      fc.pre(Math.abs(least) > 0.02);
      if (least < 0) {
        none++;
        return refused(() => balancedWeights(prepared, 'Index'), 'no-solution', { aggregate: 'Index' });
      }
      found++;
      const { weights, correlations } = balancedWeights(prepared, 'Index');
      for (const value of Object.values(correlations)) close(value, correlations['a'] ?? 0, 1e-4);
      const exact = solution.map((part, index) => part / momentsOf(prepared.columns[index] ?? []).deviation);
      exact.forEach((part, index) => close(Object.values(weights)[index], part / exact.reduce((sum, one) => sum + one, 0), 1e-3));
    }),
    { numRuns: 150, seed: 1 },
  );
  assert.ok(found > 50 && none > 2);
  const { correlations } = balancedWeights(prepare(related(3), flatRecipe(INDICATORS)), 'Index', { a: 1, b: 1.1, c: 1 });
  close((correlations['b'] ?? 0) / (correlations['a'] ?? 1), 1.1, 1e-4);
});

test('where no weights can balance, that is said', () => {
  const values = Array.from({ length: 12 }, (_, index) => index);
  const opposed = dataOf({ a: values, b: values.map((value) => -value), c: values.map((value) => (value * 7) % 12) });
  refused(() => balancedWeights(prepare(opposed, flatRecipe(INDICATORS)), 'Index', { a: 1, b: 1, c: 0.001 }), 'no-solution', { aggregate: 'Index' });
});

test('components give weights to what hangs together, and are refused for what does not', () => {
  const { structure, scores } = computeIndex(related(1), flatRecipe(INDICATORS));
  const { weights, explained } = pcaWeights(structure, scores, 'Index');
  close(Object.values(weights).reduce((sum, weight) => sum + weight ** 2, 0), 1);
  assert.ok(explained > 1 / 3 && (weights['a'] ?? 0) > (weights['c'] ?? 1));
  const turned = computeIndex(related(1), flatRecipe([{ code: 'a' }, { code: 'b' }, { code: 'c', direction: -1 }]));
  refused(() => pcaWeights(turned.structure, turned.scores, 'Index'), 'invalid-weight', { indicator: 'c', aggregate: 'Index' });
});

test('shares among siblings sum to 1', () => {
  const { structure } = prepare(related(1), flatRecipe(INDICATORS));
  close([...localShares(structure, [2, 3, 5, 1])].slice(0, 3).reduce((sum, share) => sum + share, 0), 1);
});
