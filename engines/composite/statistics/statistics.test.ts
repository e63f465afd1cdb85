import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { normalQuantile, seeded } from '../random.ts';
import { correlation } from './correlation.ts';
import { cronbachAlpha } from './cronbach.ts';
import { symmetricEigen } from './eigen.ts';
import { momentsOf, quantile } from './moments.ts';
import { principalComponents } from './pca.ts';
import { fractionalRanks, leastRanks, ranksOf } from './rank.ts';
import { incompleteBeta, normalTail, studentTail } from './special.ts';

const close = (actual: number, expected: number, within = 1e-9): void => assert.ok(Math.abs(actual - expected) <= within * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
const X = [2, 8, 0, 4, 1, 9, 9, 0];
const Y = [1, 5, 2, 4, 3, 7, 9, 2];
const z = (values: readonly number[]): number[] => values.map((value) => (value - momentsOf(values).mean) / momentsOf(values).deviation);

/** The first thousand numbers of a generator. */
function draw(...seed: readonly number[]): number[] {
  const random = seeded(...seed);
  return Array.from({ length: 1000 }, () => random.next());
}

test('skewness and kurtosis are those of SciPy 1.17 (bias=False), which are type 2 of Joanes & Gill', () => {
  const { skewness, kurtosis, count, missing } = momentsOf([...X, Number.NaN]);
  close(skewness, 0.3305821804079746);
  close(kurtosis, -2.098602258096087);
  assert.deepEqual([count, missing], [8, 1]);
});

test('without spread there is no shape, and with too few values neither', () => {
  assert.ok(Number.isNaN(momentsOf([3, 3, 3, 3, 3]).skewness));
  assert.ok(Number.isNaN(momentsOf([1, 2]).skewness));
  assert.ok(Number.isNaN(momentsOf([1, 2, 4]).kurtosis));
  assert.ok(Number.isNaN(momentsOf([]).minimum));
});

test('quantiles are those of R (type 7)', () => {
  close(quantile([1, 2, 3, 4], 0.25), 1.75);
  close(quantile([15, 20, 35, 40, 50, Number.NaN], 0.4), 29);
});

test('correlations and their probabilities are those of SciPy', () => {
  const [pearson, spearman, kendall] = [correlation(X, Y), correlation(X, Y, 'spearman'), correlation(X, Y, 'kendall')];
  close(pearson.value, 0.8995381882434659);
  close(pearson.probability, 0.0023476458186963197);
  close(spearman.value, 0.8485004317396408);
  close(spearman.probability, 0.007735269516053317);
  close(kendall.value, 0.7548513560963972);
  close(kendall.probability, 0.011349429056866325);
});

test('units without one of the two values do not count in a correlation', () => {
  assert.deepEqual(correlation([...X, Number.NaN, 4], [...Y, 3, Number.NaN]), correlation(X, Y));
});

test('tail probabilities and quantiles of the normal and Student distributions', () => {
  close(normalQuantile(1e-10), -6.361340902404056);
  close(normalQuantile(0.025), -1.959963984540054);
  close(normalQuantile(0.3), -0.5244005127080409);
  close(studentTail(2.5, 7), 0.04099221858575289);
  close(normalTail(1.3), 0.19360096917122072);
  close(normalTail(4.2), 2.669149803181262e-5, 1e-12);
  fc.assert(fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.double({ min: 0.1, max: 50, noNaN: true }), fc.double({ min: 0.1, max: 50, noNaN: true }), (x, a, b) => close(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a), 1)));
});

test('eigenvectors rebuild the matrix', () => {
  close(symmetricEigen([[4, 1, 2], [1, 3, 0], [2, 0, 5]]).values[0] ?? 0, 6.669079090);
  fc.assert(
    fc.property(fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 5, maxLength: 5 }), { minLength: 5, maxLength: 5 }), (rows) => {
      const symmetric = rows.map((row, i) => row.map((value, j) => value + (rows[j]?.[i] ?? 0)));
      const { values, vectors } = symmetricEigen(symmetric);
      symmetric.forEach((row, i) => row.forEach((value, j) => close(values.reduce((sum, lambda, k) => sum + lambda * (vectors[k]?.[i] ?? 0) * (vectors[k]?.[j] ?? 0), 0), value, 1e-8)));
    }),
  );
});

test('principal components of two correlated columns are known in closed form', () => {
  const { shares, loadings, units } = principalComponents([[...X, Number.NaN], [...Y, 1]], ['x', 'y']);
  close(shares[0] ?? 0, (1 + 0.8995381882434659) / 2);
  close(loadings[0]?.[0] ?? 0, Math.SQRT1_2);
  assert.equal(units, 8);
  assert.throws(() => principalComponents([X, X.map(() => 1)], ['x', 'flat']), { code: 'zero-range', place: { indicator: 'flat' } });
});

test("Cronbach's alpha is 1 for copies, and its standardised form for two columns is 2r/(1+r)", () => {
  close(cronbachAlpha([X, X, X]), 1);
  close(cronbachAlpha([z(X), z(Y)]), (2 * 0.8995381882434659) / 1.8995381882434659);
});

test('ranks compete, missing scores have none, and rounding does not split a tie', () => {
  assert.deepEqual([...ranksOf([3, 7, 7, Number.NaN, 1])], [3, 1, 1, 0, 4]);
  assert.deepEqual([...ranksOf([0.1 + 0.2, 0.3, 0.2])], [1, 1, 3]);
  assert.deepEqual([...ranksOf([0.1 + 0.2, 0.3, 0.2], 0)], [1, 2, 3]);
});

test('a chain of near-ties ends where the first of it is out of reach', () => {
  assert.deepEqual([...ranksOf([1, 0.95, 0.9, 0.85], 0.06)], [1, 1, 3, 3]);
});

test('ranks of ranks: fractional and least', () => {
  assert.deepEqual([...fractionalRanks([10, 20, 20, 5])], [2, 3.5, 3.5, 1]);
  assert.deepEqual([...leastRanks([10, 20, 20, 5])], [2, 3, 3, 1]);
});

test('generators of the same seed agree, of others not, and numbers are spread evenly', () => {
  assert.deepEqual(draw(1, 2), draw(1, 2));
  assert.notDeepEqual(draw(1, 2), draw(2, 1));
  assert.notDeepEqual(draw(1), draw(1, 0));
  close(momentsOf(draw(7)).mean, 0.5, 0.03);
  const random = seeded(3);
  const normal = momentsOf(Array.from({ length: 20_000 }, () => random.normal()));
  close(normal.mean, 0, 0.03);
  close(normal.deviation, 1, 0.03);
});
