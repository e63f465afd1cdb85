import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryDate } from '../../../test/support/arbitrary-document.ts';
import { FINDINGS } from './kinds/verdict.ts';
import { type ClaimFacts, MARKS, type State, STATES, type StatusFacts, statusOf, type VerdictFacts } from './status.ts';

const TODAY = '2026-11-21';
const claim = (id: string, says: ClaimFacts['says'], fields: Partial<ClaimFacts> = {}): ClaimFacts => ({ id, says, milestone: undefined, date: '2026-05-01', hasEvidence: true, ...fields });
const verdict = (id: string, finding: VerdictFacts['finding'], date = '2026-08-01'): VerdictFacts => ({ id, finding, date });
const facts = (some: Partial<StatusFacts> = {}): StatusFacts => ({ today: TODAY, steps: [{ key: undefined, dueOn: undefined }], claims: [], verdicts: [], ...some });

/** What stands behind a state: the facts, the state, its marks, the record that decided. */
const CASES: readonly (readonly [what: string, facts: Partial<StatusFacts>, state: State, marks: readonly string[], decidedBy: string | undefined])[] = [
  ['nothing said and nothing found', {}, 'no_evidence', [], undefined],
  ['a claim with evidence', { claims: [claim('c', 'done')] }, 'claimed', [], 'c'],
  ['a start claimed with evidence', { claims: [claim('c', 'started')] }, 'claimed', [], 'c'],
  ['a claim without evidence', { claims: [claim('c', 'done', { hasEvidence: false })] }, 'no_evidence', ['claim_without_evidence'], undefined],
  ['one claim with evidence and a later one without', { claims: [claim('c', 'started'), claim('d', 'done', { hasEvidence: false, date: '2026-09' })] }, 'claimed', ['claim_without_evidence'], 'c'],
  ['two claims with evidence: the later one', { claims: [claim('c', 'done', { date: '2026-09' }), claim('d', 'started', { date: '2026-02' })] }, 'claimed', [], 'c'],
  ['a claim about a milestone only', { claims: [claim('c', 'done', { milestone: 'pilot' })] }, 'claimed', [], 'c'],
  ...FINDINGS.map((finding) => [`a verdict: ${finding}`, { verdicts: [verdict('v', finding)] }, finding, [], 'v'] as const),
  ['a verdict over a claim that says more', { claims: [claim('c', 'done')], verdicts: [verdict('v', 'limited')] }, 'limited', ['claim_beyond_verdict'], 'v'],
  ['a verdict over a later claim: only a verdict moves a verdict', { claims: [claim('c', 'done', { date: '2026-10' })], verdicts: [verdict('v', 'not_started')] }, 'not_started', ['claim_beyond_verdict'], 'v'],
  ['a verdict that finds more than was claimed', { claims: [claim('c', 'started')], verdicts: [verdict('v', 'complete')] }, 'complete', [], 'v'],
  ['two verdicts: the later by date, not by publication', { verdicts: [verdict('v', 'complete', '2026-09-01'), verdict('w', 'limited', '2026-03-01')] }, 'complete', [], 'v'],
  ['two verdicts of one day: the one published last', { verdicts: [verdict('v', 'complete'), verdict('w', 'limited')] }, 'limited', [], 'w'],
  ['not pursued, which nobody needs to prove', { claims: [claim('c', 'not_pursued', { hasEvidence: false })] }, 'not_pursued', [], 'c'],
  ['not pursued since the verdict', { claims: [claim('c', 'not_pursued', { date: '2026-10' })], verdicts: [verdict('v', 'limited')] }, 'not_pursued', [], 'c'],
  ['a verdict since it was dropped', { claims: [claim('c', 'not_pursued')], verdicts: [verdict('v', 'limited')] }, 'limited', [], 'v'],
  ['dropped without a date, and a verdict: nothing says that it came since', { claims: [claim('c', 'not_pursued', { date: undefined })], verdicts: [verdict('v', 'limited')] }, 'limited', [], 'v'],
  ['taken up again with evidence', { claims: [claim('c', 'not_pursued'), claim('d', 'started', { date: '2026-09' })] }, 'claimed', [], 'd'],
  ['said to be taken up again, with nothing to show', { claims: [claim('c', 'not_pursued'), claim('d', 'started', { date: '2026-09', hasEvidence: false })] }, 'not_pursued', ['claim_without_evidence'], 'c'],
  ['one milestone dropped, not the action', { claims: [claim('c', 'not_pursued', { milestone: 'pilot' })] }, 'no_evidence', [], undefined],
];

const due = (dueOn: string | undefined, key?: string) => ({ key, dueOn });
const DATES: readonly (readonly [what: string, facts: Partial<StatusFacts>, overdue: boolean])[] = [
  ['a deadline yesterday', { steps: [due('2026-11-20')] }, true],
  ['a deadline today', { steps: [due(TODAY)] }, false],
  ['a deadline this month', { steps: [due('2026-11')] }, false],
  ['a deadline last month', { steps: [due('2026-10')] }, true],
  ['a deadline this year', { steps: [due('2026')] }, false],
  ['a deadline last year', { steps: [due('2025')] }, true],
  ['no date', { steps: [due(undefined)] }, false],
  ['a date that passed and a completion found', { steps: [due('2025')], verdicts: [verdict('v', 'complete')] }, false],
  ['a date that passed and substantial progress found', { steps: [due('2025')], verdicts: [verdict('v', 'substantial')] }, true],
  ['a date that passed for what was dropped', { steps: [due('2025')], claims: [claim('c', 'not_pursued')] }, false],
  ['a milestone that passed', { steps: [due(undefined), due('2025', 'pilot')] }, true],
  ['a milestone shown to be done', { steps: [due(undefined), due('2025', 'pilot')], claims: [claim('c', 'done', { milestone: 'pilot' })] }, false],
  ['a milestone said to be done', { steps: [due(undefined), due('2025', 'pilot')], claims: [claim('c', 'done', { milestone: 'pilot', hasEvidence: false })] }, true],
  ['a milestone partly done', { steps: [due(undefined), due('2025', 'pilot')], claims: [claim('c', 'partly_done', { milestone: 'pilot' })] }, true],
  ['another milestone done', { steps: [due(undefined), due('2025', 'pilot'), due('2030', 'end')], claims: [claim('c', 'done', { milestone: 'end' })] }, true],
];

describe('the status of an action', () => {
  for (const [what, some, state, marks, decidedBy] of CASES) {
    it(`of ${what} is ${state}${marks.length > 0 ? `, marked ${marks.join(', ')}` : ''}`, () => {
      const status = statusOf(facts(some));
      assert.equal(status.state, state);
      assert.deepEqual(status.marks, marks);
      assert.equal(status.reasons[0]?.record, decidedBy);
    });
  }

  for (const [what, some, overdue] of DATES) {
    it(`with ${what} is ${overdue ? '' : 'not '}overdue`, () => assert.equal(statusOf(facts(some)).marks.includes('overdue'), overdue));
  }
});

const date = fc.oneof(fc.constantFrom('2025', '2026', '2026-10', '2026-11', '2026-11-20', TODAY, '2026-11-22', '2027'), arbitraryDate());
const key = fc.constantFrom('a', 'b', 'c');
const anyClaims = fc.array(fc.record({ says: fc.constantFrom('started' as const, 'partly_done' as const, 'done' as const, 'not_pursued' as const), milestone: fc.option(key, { nil: undefined }), date: fc.option(date, { nil: undefined }), hasEvidence: fc.boolean() }), { maxLength: 5 }).map((claims) => claims.map((one, index) => ({ id: `c${index}`, ...one })));
const anyVerdicts = fc.array(fc.record({ finding: fc.constantFrom(...FINDINGS), date }), { maxLength: 4 }).map((verdicts) => verdicts.map((one, index) => ({ id: `v${index}`, ...one })));
const anyStep = fc.record({ key: fc.option(key, { nil: undefined }), dueOn: fc.option(date, { nil: undefined }) });
const anyFacts: fc.Arbitrary<StatusFacts> = fc.record({ today: fc.constantFrom(TODAY, '2021-01-01', '2030-02-28'), steps: fc.array(anyStep, { maxLength: 4 }), claims: anyClaims, verdicts: anyVerdicts });

const overdueOn = (dueOn: string, today: string): boolean => statusOf(facts({ today, steps: [{ key: undefined, dueOn }] })).marks.includes('overdue');

describe('whatever was said and found', () => {
  it('the status is the same every time, and leaves the facts alone', () => {
    fc.assert(fc.property(anyFacts, (some) => {
      const before = JSON.stringify(some);
      assert.deepEqual(statusOf(some), statusOf(structuredClone(some)));
      assert.equal(JSON.stringify(some), before);
    }));
  });

  it('the state is one of the known, and the marks stand each once in their order', () => {
    fc.assert(fc.property(anyFacts, (some) => {
      const { state, marks } = statusOf(some);
      assert.ok(STATES.includes(state));
      assert.deepEqual(marks, MARKS.filter((mark) => marks.includes(mark)));
    }));
  });

  it('a date that is not stated never makes anything overdue', () => {
    fc.assert(fc.property(anyFacts, fc.array(key), (some, keys) => {
      const undated = { ...some, steps: some.steps.map((step) => ({ ...step, dueOn: undefined })) };
      assert.ok(!statusOf(undated).marks.includes('overdue'));
      const more = { ...some, steps: [...some.steps, ...keys.map((one) => ({ key: one, dueOn: undefined }))] };
      assert.deepEqual(statusOf(more).marks, statusOf(some).marks);
    }));
  });

  it('a claim without evidence never changes the state, unless it is that the action is dropped', () => {
    fc.assert(fc.property(anyFacts, fc.constantFrom('started' as const, 'partly_done' as const, 'done' as const), fc.option(date, { nil: undefined }), fc.option(key, { nil: undefined }), (some, says, on, milestone) => {
      const more = { ...some, claims: [...some.claims, { id: 'new', says, date: on, milestone, hasEvidence: false }] };
      assert.equal(statusOf(more).state, statusOf(some).state);
      assert.ok(statusOf(more).marks.includes('claim_without_evidence'));
    }), { numRuns: 500 });
  });

  it('a verdict later than all else makes its finding the state', () => {
    fc.assert(fc.property(anyFacts, fc.constantFrom(...FINDINGS), (some, finding) => {
      const more = { ...some, verdicts: [...some.verdicts, { id: 'new', finding, date: '9999-12-31' }] };
      fc.pre(!some.claims.some((one) => one.date?.startsWith('9999')));
      const status = statusOf(more);
      assert.equal(status.state, finding);
      assert.equal(status.reasons[0]?.record, 'new');
    }));
  });

  it('what is dropped after everything else is not pursued', () => {
    fc.assert(fc.property(anyFacts, (some) => {
      fc.pre(![...some.claims, ...some.verdicts].some((one) => one.date?.startsWith('9999')));
      const status = statusOf({ ...some, claims: [...some.claims, { id: 'new', says: 'not_pursued', date: '9999-12-31', milestone: undefined, hasEvidence: false }] });
      assert.equal(status.state, 'not_pursued');
      assert.equal(status.reasons[0]?.record, 'new');
      assert.ok(!status.marks.includes('overdue'));
    }));
  });

  it('the first reason names the record that decided, and every mark has a reason', () => {
    fc.assert(fc.property(anyFacts, (some) => {
      const { state, marks, reasons } = statusOf(some);
      const [first] = reasons;
      if (first?.code === 'nothing') assert.equal(state, 'no_evidence');
      else assert.ok([...some.claims, ...some.verdicts].some(({ id }) => id === first?.record));
      for (const mark of marks) assert.ok(reasons.some(({ code }) => code === mark), mark);
      for (const { code, record } of reasons) if (code.startsWith('claim')) assert.ok(some.claims.some(({ id }) => id === record));
    }));
  });

  it('a month or year has passed only after its last day', () => {
    fc.assert(fc.property(fc.integer({ min: 1990, max: 2060 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
      const text = `${year}-${String(month).padStart(2, '0')}`;
      const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
      const after = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
      assert.deepEqual([overdueOn(text, last), overdueOn(text, after)], [false, true]);
      assert.deepEqual([overdueOn(String(year), `${year}-12-31`), overdueOn(String(year), `${year + 1}-01-01`)], [false, true]);
    }));
  });
});
