import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { texts } from '../../../test/support/kinds.ts';
import { BODY_STATES, type Body, type BodyFacts, type BodyState, countStates, daysUntil, statusOfBody } from './bodies.ts';
import type { Tranche } from './duties.ts';

const TODAY = '2026-11-21';
const BODY: Body = { id: 'muni', type: 'local' };

function tranche(dueOn: string, institutionTypes: string[], institutions?: string[]): Tranche {
  return { id: `t ${dueOn}`, document: { title: texts(dueOn), institutionTypes, ...(institutions && { institutions }), dueOn, instrument: 'law', article: { absent: 'not_stated' }, confidence: 'reported' } };
}
const facts = (fields: Partial<BodyFacts> = {}): BodyFacts => ({ today: TODAY, tranches: [], filed: new Map(), declared: new Map(), ...fields });

const past = [tranche('2026-09-10', ['local'])];
const ahead = [tranche('2027-09-10', ['local'])];
const says = (what: 'none' | 'in_preparation') => new Map([[BODY.id, what]]);

const CASES: readonly (readonly [what: string, facts: Partial<BodyFacts>, state: BodyState])[] = [
  ['nothing, in no tranche', {}, 'silent'],
  ['nothing, before its day', { tranches: ahead }, 'silent'],
  ['nothing, on its day', { tranches: [tranche(TODAY, ['local'])] }, 'silent'],
  ['nothing, in the month that is its day', { tranches: [tranche('2026-11', ['local'])] }, 'silent'],
  ['nothing, after its day', { tranches: past }, 'late'],
  ['that it prepares, before its day', { tranches: ahead, declared: says('in_preparation') }, 'in_preparation'],
  ['that it prepares, in no tranche', { declared: says('in_preparation') }, 'in_preparation'],
  ['that it prepares, after its day', { tranches: past, declared: says('in_preparation') }, 'late'],
  ['that it has none, after its day', { tranches: past, declared: says('none') }, 'declares_none'],
  ['that it has none, and files one', { declared: says('none'), filed: new Map([[BODY.id, 1]]) }, 'filed'],
  ['nothing, and filed two, after its day', { tranches: past, filed: new Map([[BODY.id, 2]]) }, 'filed'],
  ['nothing, while others filed and declared', { filed: new Map([['other', 3]]), declared: new Map([['other', 'none']]) }, 'silent'],
];

describe('a body', () => {
  for (const [what, some, state] of CASES) it(`that says ${what} is ${state}`, () => assert.equal(statusOfBody(BODY, facts(some)).state, state));

  it('that the law names has its own day, wherever its type stands', () => {
    const named = tranche('2028-09-10', ['ministry'], [BODY.id]);
    for (const tranches of [[...past, named], [named, ...past]]) {
      const { dueOn, state } = statusOfBody(BODY, facts({ tranches }));
      assert.deepEqual([dueOn, state], ['2028-09-10', 'silent']);
    }
  });

  it('in no tranche has no day', () => assert.equal(statusOfBody(BODY, facts({ tranches: [tranche('2020-01-01', ['ministry'], ['other'])] })).dueOn, undefined));
});

describe('however many bodies there are', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const anyFacts: fc.Arbitrary<BodyFacts> = fc.record({
    today: fc.constant(TODAY),
    tranches: fc.array(fc.tuple(fc.constantFrom('2025', '2026-11', '2026-11-20', TODAY, '2027-01-01'), fc.subarray(['x', 'y']), fc.subarray(['a', 'b'])).map(([day, types, named]) => tranche(day, types, named)), { maxLength: 4 }),
    filed: fc.array(fc.tuple(ids, fc.integer({ min: 1, max: 9 }))).map((pairs) => new Map(pairs)),
    declared: fc.array(fc.tuple(ids, fc.constantFrom('none' as const, 'in_preparation' as const))).map((pairs) => new Map(pairs)),
  });

  it('each is in one state, and the counts add up to the frame', () => {
    fc.assert(fc.property(fc.array(fc.record({ id: ids, type: fc.constantFrom('x', 'y', 'z') })), anyFacts, (bodies, some) => {
      const counts = countStates(bodies.map((body) => statusOfBody(body, some)));
      assert.deepEqual(Object.keys(counts), [...BODY_STATES]);
      assert.equal(Object.values(counts).reduce((sum, one) => sum + one, 0), bodies.length);
    }));
  });

  it('only one that filed nothing and whose day has passed is late; whoever filed is never silent', () => {
    fc.assert(fc.property(ids, fc.constantFrom('x', 'y', 'z'), anyFacts, (id, type, some) => {
      const { state, dueOn, systems } = statusOfBody({ id, type }, some);
      assert.equal(state === 'filed', some.filed.has(id));
      assert.equal(systems, some.filed.get(id) ?? 0);
      if (state === 'late') assert.ok(dueOn !== undefined && ['2025', '2026-11-20'].includes(dueOn));
    }));
  });
});

describe('the days to a deadline', () => {
  it('count over the ends of months and years, and back', () => {
    for (const [day, today, days] of [[TODAY, TODAY, 0], ['2026-12-01', '2026-11-30', 1], ['2027-01-01', '2026-12-31', 1], ['2024-03-01', '2024-02-28', 2], ['2023-03-01', '2023-02-28', 1], ['2026-09-10', TODAY, -72], ['2028-09-10', '2027-09-10', 366], ['2027-03-29', '2027-03-27', 2]] as const) {
      assert.equal(daysUntil(day, today), days, `${day} from ${today}`);
    }
  });

  it('run to the last day of a month or year', () => {
    for (const [day, days] of [['2026-11', 9], ['2026', 40], ['2026-10', -21]] as const) assert.equal(daysUntil(day, TODAY), days, day);
  });
});
