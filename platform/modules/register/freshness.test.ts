import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type Freshness, freshnessOf } from './freshness.ts';
import { STATUSES } from './kinds/vocabulary.ts';

const TODAY = '2026-11-21';
const notStated = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;

type Said = Parameters<typeof freshnessOf>[0];

const CASES: readonly (readonly [what: string, said: Partial<Said>, state: Freshness['state'], reviewDueOn: string | undefined])[] = [
  ['nothing said', {}, 'never_confirmed', undefined],
  ['a confirmation not stated', { confirmedOn: notStated, reviewDueOn: none }, 'never_confirmed', undefined],
  ['a confirmation today', { confirmedOn: TODAY }, 'fresh', '2027-11-21'],
  ['a confirmation a year ago to the day', { confirmedOn: '2025-11-21' }, 'fresh', '2026-11-21'],
  ['a confirmation a year and a day ago', { confirmedOn: '2025-11-20' }, 'review_due', '2026-11-20'],
  ['a confirmation in a month, counted from its last day', { confirmedOn: '2025-11' }, 'fresh', '2026-11-30'],
  ['a confirmation in a year', { confirmedOn: '2024' }, 'review_due', '2025-12-31'],
  ['a review due today', { confirmedOn: '2026-01-10', reviewDueOn: TODAY }, 'fresh', TODAY],
  ['a review due yesterday', { confirmedOn: '2026-01-10', reviewDueOn: '2026-11-20' }, 'review_due', '2026-11-20'],
  ['a review due this month', { confirmedOn: '2026-01-10', reviewDueOn: '2026-11' }, 'fresh', '2026-11'],
  ['a review due last month, and never confirmed', { reviewDueOn: '2026-10' }, 'review_due', '2026-10'],
  ['a review to come, and never confirmed', { reviewDueOn: '2027' }, 'fresh', '2027'],
  ['a named day later than a year', { confirmedOn: '2024-01-10', reviewDueOn: '2028-01-10' }, 'fresh', '2028-01-10'],
  ['a confirmation after the review was due: the review took place', { confirmedOn: '2026-11-01', reviewDueOn: '2026-09-01' }, 'fresh', '2027-11-01'],
  ['a confirmation on the day of the review', { confirmedOn: '2026-09-01', reviewDueOn: '2026-09-01' }, 'fresh', '2027-09-01'],
  ['a retired system long unconfirmed', { status: 'retired', confirmedOn: '2020', reviewDueOn: '2021' }, 'fresh', undefined],
];

describe('a record', () => {
  for (const [what, said, state, reviewDueOn] of CASES) {
    it(`with ${what} is ${state}`, () => {
      const found = freshnessOf({ status: 'in_use', ...said }, TODAY);
      assert.deepEqual([found.state, found.reviewDueOn], [state, reviewDueOn]);
    });
  }

  it('is due 365 days after its confirmation, whatever the leap day between them', () => {
    for (const [confirmedOn, due] of [['2024-02-29', '2025-02-28'], ['2023-03-01', '2024-02-29'], ['2024-02-28', '2025-02-27'], ['2023-12-31', '2024-12-30'], ['2024-02', '2025-02-28'], ['2024', '2025-12-31']] as const) {
      assert.equal(freshnessOf({ status: 'in_use', confirmedOn }, TODAY).reviewDueOn, due, confirmedOn);
    }
  });

  it('does not become fresh by waiting', () => {
    const day = fc.date({ min: new Date('2019-01-01'), max: new Date('2035-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    const date = fc.option(fc.tuple(day, fc.constantFrom(4, 7, 10)).map(([text, length]) => text.slice(0, length)), { nil: undefined });
    fc.assert(fc.property(fc.constantFrom(...STATUSES), date, date, day, day, (status, confirmedOn, reviewDueOn, one, other) => {
      const [before, after] = [one, other].toSorted();
      const said: Said = { status, confirmedOn, reviewDueOn };
      if (freshnessOf(said, before ?? one).state !== 'fresh') assert.notEqual(freshnessOf(said, after ?? other).state, 'fresh');
    }), { numRuns: 500 });
  });
});
