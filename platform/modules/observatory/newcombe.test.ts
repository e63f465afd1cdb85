import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type Count, differenceOf, wilson } from './newcombe.ts';

const close = (actual: number, expected: number, within = 5e-5): void => assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);
const count = fc.integer({ min: 1, max: 5000 }).chain((n) => fc.record({ k: fc.nat(n), n: fc.constant(n) }));

describe('the gap between two shares', () => {
  it('has the intervals of table II of Newcombe (1998)', () => {
    const examples: [Count, Count, number, number][] = [
      [{ k: 56, n: 70 }, { k: 48, n: 80 }, 0.0524, 0.3339],
      [{ k: 9, n: 10 }, { k: 3, n: 10 }, 0.1705, 0.809],
      [{ k: 5, n: 56 }, { k: 0, n: 29 }, -0.0381, 0.1926],
      [{ k: 0, n: 10 }, { k: 0, n: 20 }, -0.1611, 0.2775],
      [{ k: 10, n: 10 }, { k: 0, n: 20 }, 0.6791, 1],
    ];
    for (const [a, b, lower, upper] of examples) {
      const found = differenceOf(a, b);
      close(found.lower, lower);
      close(found.upper, upper);
    }
  });

  it('turns round when the two change places, and holds the difference', () => {
    fc.assert(
      fc.property(count, count, (a, b) => {
        const [one, other] = [differenceOf(a, b), differenceOf(b, a)];
        close(one.difference, -other.difference, 1e-12);
        close(one.lower, -other.upper, 1e-12);
        assert.ok(one.lower <= one.difference && one.difference <= one.upper && one.lower >= -1 - 1e-12 && one.upper <= 1 + 1e-12);
      }),
    );
  });

  it('is narrower the more were asked', () => {
    fc.assert(
      fc.property(count, count, fc.integer({ min: 2, max: 50 }), (a, b, times) => {
        const more = ({ k, n }: Count): Count => ({ k: k * times, n: n * times });
        const [few, many] = [differenceOf(a, b), differenceOf(more(a), more(b))];
        assert.ok(many.upper - many.lower < few.upper - few.lower);
      }),
    );
  });
});

describe('the interval of a share', () => {
  it('is where the score test stops refusing: the solutions of (p − π)² = z² π(1 − π)/n', () => {
    fc.assert(
      fc.property(count, ({ k, n }) => {
        const { lower, upper } = wilson({ k, n });
        for (const end of [lower, upper]) close((k / n - end) ** 2, (1.959963984540054 ** 2 * end * (1 - end)) / n, 1e-9);
      }),
    );
  });
});
