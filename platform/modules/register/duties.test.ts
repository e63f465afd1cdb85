import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryDate, arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { texts } from '../../../test/support/kinds.ts';
import { answersOf, type Duty, type DutyAnswer, type DutyFacts, type DutyState, isSaid, standingWaiver, type Tranche, type Waiver, WORST_STATES, worstOf } from './duties.ts';
import { type Deployment, deployment } from './kinds/deployment.ts';
import { CORE_ITEMS, type CoreItem, DUTY_ITEMS, type DutyItem, PERSONAL_DATA, RISK_CLASSES, STATUSES } from './kinds/vocabulary.ts';

const TODAY = '2026-11-21';
const ID = 'h7777777777m';
const notStated = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;
const withheld = { absent: 'withheld', ground: 'Ley 27806' } as const;

const aDeployment = (fields: Partial<Deployment> = {}): Deployment => ({
  title: texts('Citas'), plainSummary: texts('Ordena citas'), institution: 'body', product: notStated, sector: 'health', status: 'in_use', startedOn: '2026-03', territories: notStated,
  accountableOwner: notStated, purpose: notStated, legalBasis: notStated, impactAssessment: notStated, humanOversight: notStated, notice: notStated, objection: notStated, contact: notStated,
  decisionRole: 'informs', uses: ['diagnosis_triage'], affectedGroups: notStated, peopleAffected: notStated, personalData: 'sensitive', claimedByBody: true, ...fields,
});
const aDuty = (fields: Partial<Duty['document']> = {}): Duty => ({
  id: 'duty', document: { code: 'D', title: texts('Deber'), whyItMatters: texts('Porque sí'), requires: ['purpose'], statuses: ['in_use'], instrument: ID, article: notStated, confidence: 'reported', dueOn: '2026-09-10', ...fields },
});
const aTranche = (id: string, dueOn: string, institutionTypes: string[], institutions?: string[]): Tranche => ({
  id, document: { title: texts(id), institutionTypes, ...(institutions && { institutions }), dueOn, instrument: ID, article: notStated, confidence: 'reported' },
});
const aWaiver = (item: CoreItem, signedOn: string, expiresOn: string): Waiver => ({
  id: 'waiver', document: { deployment: ID, item, ground: texts('Se contrata'), instrument: notStated, article: notStated, signedBy: 'body', signerRole: texts('Titular'), signedOn, expiresOn },
});
const facts = (fields: Partial<DutyFacts> = {}): DutyFacts => ({ today: TODAY, deployment: aDeployment(), riskClass: 'high', offTheShelf: undefined, institution: 'body', institutionType: 'local', tranches: new Map(), waivers: [], ...fields });
const tranches = (...all: Tranche[]) => ({ tranches: new Map(all.map((one) => [one.id, one])) });

const evidence = (field: string) => [{ field, source: ID, place: 'page 1', confidence: 'official' as const }];
const said = (fields: Partial<Deployment>) => ({ deployment: aDeployment(fields) });
const purpose = texts('Atender antes');
const unstarted = { dueOn: '2027-09-10' };

type Case = readonly [what: string, duty: Partial<Duty['document']>, facts: Partial<DutyFacts>, state: DutyState | undefined, reason?: DutyAnswer['reason'], day?: string];
const CASES: readonly Case[] = [
  ['an item with evidence', {}, said({ purpose, evidence: evidence('purpose') }), 'met', 'evidence'],
  ['an item with evidence for a part of it', { requires: ['objection'] }, said({ objection: { text: texts('Pida') }, evidence: evidence('objection.text') }), 'met', 'evidence'],
  ['an item without evidence', {}, said({ purpose }), 'cannot_tell', 'no_evidence'],
  ['an item with evidence for another', {}, said({ purpose, evidence: evidence('title') }), 'cannot_tell', 'no_evidence'],
  ['an item with evidence before the day', unstarted, said({ purpose, evidence: evidence('purpose') }), 'met', 'evidence'],
  ['an item with evidence that others report', {}, said({ claimedByBody: false, purpose, evidence: evidence('purpose') }), 'met', 'evidence'],
  ['an item not stated after the day', {}, {}, 'due_since', 'missing', '2026-09-10'],
  ['an item not stated on the day', { dueOn: TODAY }, {}, 'due_since', 'missing', TODAY],
  ['an item not stated before the day', { dueOn: '2026-11-22' }, {}, 'not_due', 'before_day', '2026-11-22'],
  ['an item not stated in the month that is the day', { dueOn: '2026-11' }, {}, 'not_due', 'before_day', '2026-11'],
  ['an item not stated, of a body that did not claim the record', {}, said({ claimedByBody: false }), 'cannot_tell', 'not_claimed'],
  ['an item not stated, not claimed, before the day', unstarted, said({ claimedByBody: false }), 'not_due', 'before_day', '2027-09-10'],
  ['an item left out', { requires: ['risks'] }, {}, 'due_since', 'missing', '2026-09-10'],
  ['an item withheld', { requires: ['notice'] }, said({ notice: withheld }), 'cannot_tell', 'withheld'],
  ['an item that is said not to apply', { requires: ['notice'] }, said({ notice: none, evidence: evidence('notice') }), 'cannot_tell', 'says_not_applicable'],
  ['an item that is said not to apply, before the day', { requires: ['notice'], ...unstarted }, said({ notice: none }), 'not_due', 'before_day', '2027-09-10'],
  ['an empty list, with evidence', { requires: ['labels'] }, said({ labels: [], evidence: evidence('labels') }), 'due_since', 'missing', '2026-09-10'],
  ['a legal basis that names nothing, with evidence', { requires: ['legalBasis'] }, said({ legalBasis: [{ instrument: notStated }], evidence: evidence('legalBasis') }), 'due_since', 'missing', '2026-09-10'],
  ['a legal basis that names a norm', { requires: ['legalBasis'] }, said({ legalBasis: [{ instrument: ID }], evidence: evidence('legalBasis.0') }), 'met', 'evidence'],
  ['the answer no, with evidence', { requires: ['inDigitalPlan'] }, said({ inDigitalPlan: false, evidence: evidence('inDigitalPlan') }), 'due_since', 'missing', '2026-09-10'],
  ['the answer yes, with evidence', { requires: ['inDigitalPlan'] }, said({ inDigitalPlan: true, evidence: evidence('inDigitalPlan') }), 'met', 'evidence'],
  ['a waiver', {}, { waivers: [aWaiver('purpose', '2026-05-20', '2027-05-20')] }, 'waived', 'waiver', '2027-05-20'],
  ['a waiver that expired', {}, { waivers: [aWaiver('purpose', '2026-05-20', '2026-11-20')] }, 'due_since', 'missing', '2026-09-10'],
  ['a waiver of another item', {}, { waivers: [aWaiver('notice', '2026-05-20', '2027-05-20')] }, 'due_since', 'missing', '2026-09-10'],
  ['a waiver of an item that is there', {}, { ...said({ purpose, evidence: evidence('purpose') }), waivers: [aWaiver('purpose', '2026-05-20', '2027-05-20')] }, 'met', 'evidence'],
  ['another status', {}, said({ status: 'planned' }), undefined],
  ['a status not stated', {}, said({ status: notStated }), 'cannot_tell', 'status_unknown'],
  ['another class', { riskClasses: ['prohibited'] }, {}, undefined],
  ['a class that cannot be told', { riskClasses: ['high'] }, { riskClass: undefined }, 'cannot_tell', 'class_unknown'],
  ['a class that cannot be told, where none is asked', {}, { riskClass: undefined }, 'due_since', 'missing', '2026-09-10'],
  ['other data', { personalData: ['sensitive'] }, said({ personalData: 'none' }), undefined],
  ['data not stated', { personalData: ['sensitive'] }, said({ personalData: notStated }), 'cannot_tell', 'data_unknown'],
  ['a product bought as it is, of a duty for others', { offTheShelf: false }, { offTheShelf: true }, undefined],
  ['a product made to order, of a duty for such', { offTheShelf: false }, { offTheShelf: false }, 'due_since', 'missing', '2026-09-10'],
  ['a product that does not say whether it is bought as it is, of a duty for others', { offTheShelf: false }, {}, 'cannot_tell', 'product_unknown'],
  ['a product that does not say, of a duty for such as are bought', { offTheShelf: true }, {}, 'cannot_tell', 'product_unknown'],
  ['an assessment with evidence that nobody can read', { requires: ['impactAssessment'] }, said({ impactAssessment: { title: texts('Evaluación'), url: notStated, date: notStated }, evidence: evidence('impactAssessment') }), 'due_since', 'missing', '2026-09-10'],
  ['an assessment with evidence whose document is withheld', { requires: ['impactAssessment'] }, said({ impactAssessment: { title: texts('Evaluación'), url: withheld, date: notStated }, evidence: evidence('impactAssessment') }), 'cannot_tell', 'withheld'],
  ['an assessment with evidence at an address', { requires: ['impactAssessment'] }, said({ impactAssessment: { title: texts('Evaluación'), url: 'https://www.gob.pe/e', date: notStated }, evidence: evidence('impactAssessment') }), 'met', 'evidence'],
  ['no day at all', { dueOn: notStated }, {}, 'cannot_tell', 'no_day'],
  ['tranches in which the body is not', { tranches: ['a'], dueOn: undefined }, tranches(aTranche('a', '2026-09-10', ['ministry'])), 'cannot_tell', 'no_day'],
  ['a tranche that was withdrawn', { tranches: ['gone'], dueOn: notStated }, {}, 'cannot_tell', 'no_day'],
  ['the tranche of its type, before the duty’s own day', { tranches: ['a'] }, tranches(aTranche('a', '2027-09-10', ['local'])), 'not_due', 'before_day', '2027-09-10'],
  ['a tranche by its name, before the duty’s own day', { tranches: ['a'] }, tranches(aTranche('a', '2028-09-10', [], ['body'])), 'not_due', 'before_day', '2028-09-10'],
  ['a tranche by its name, after that of its type', { tranches: ['a', 'b'] }, tranches(aTranche('a', '2026-09-10', ['local']), aTranche('b', '2027-09-10', [], ['body'])), 'not_due', 'before_day', '2027-09-10'],
  ['a tranche of the law that the duty does not name', {}, tranches(aTranche('a', '2028-09-10', [], ['body'])), 'due_since', 'missing', '2026-09-10'],
  ['a body not stated', { tranches: ['a'], dueOn: undefined }, { ...tranches(aTranche('a', '2026-09-10', ['local'])), institution: undefined, institutionType: undefined }, 'cannot_tell', 'no_day'],
];

describe('what is due', () => {
  for (const [what, fields, some, state, reason, day] of CASES) {
    it(`for ${what} is ${state ?? 'not asked'}${reason === undefined ? '' : `: ${reason}`}`, () => {
      const [answer] = answersOf([aDuty(fields)], facts(some));
      assert.deepEqual([answer?.state, answer?.reason, answer?.day], [state, reason, day]);
    });
  }

  it('is answered for each item of each duty, in their order', () => {
    const answers = answersOf([aDuty({ requires: ['purpose', 'notice'] }), aDuty({ statuses: ['retired'] }), aDuty({ requires: ['risks'] })], facts());
    assert.deepEqual(answers.map(({ item }) => item), ['purpose', 'notice', 'risks']);
  });
});

const answer = (state: DutyState): DutyAnswer => ({ duty: aDuty(), item: 'purpose', state, reason: 'missing' });

describe('the worst of several answers', () => {
  it('is the gravest, wherever it stands; nothing asked is not the same as met', () => {
    assert.equal(worstOf([]), 'none');
    assert.equal(worstOf([answer('met'), answer('due_since'), answer('cannot_tell')]), 'due_since');
    fc.assert(fc.property(fc.array(fc.constantFrom<DutyState>('met', 'waived', 'due_since', 'not_due', 'cannot_tell'), { minLength: 1 }), (states) => {
      const worst = worstOf(states.map(answer));
      assert.ok(states.every((state) => WORST_STATES.indexOf(state) >= WORST_STATES.indexOf(worst)) && states.some((state) => state === worst));
    }));
  });
});

const counts = (waiver: Waiver, today: string): boolean => standingWaiver([waiver], 'purpose', today) !== undefined;

describe('a waiver', () => {
  it('counts from the day of its signing to that of its expiry, both included', () => {
    const exact = aWaiver('purpose', '2026-05-20', '2026-11-20');
    assert.deepEqual(['2026-05-19', '2026-05-20', '2026-11-20', '2026-11-21'].map((day) => counts(exact, day)), [false, true, true, false]);
    const months = aWaiver('purpose', '2026-05', '2026-11');
    assert.deepEqual(['2026-04-30', '2026-05-01', '2026-11-30', '2026-12-01'].map((day) => counts(months, day)), [false, true, true, false]);
  });
});

const date = fc.oneof(fc.constantFrom('2026', '2026-11', '2026-11-20', TODAY, '2026-11-22', '2027'), arbitraryDate());
const items = fc.subarray([...DUTY_ITEMS], { minLength: 1, maxLength: 5 });
const anyDuty = fc.record({
  requires: items, statuses: fc.subarray([...STATUSES], { minLength: 1 }), riskClasses: fc.option(fc.subarray([...RISK_CLASSES]), { nil: undefined }), personalData: fc.option(fc.subarray([...PERSONAL_DATA]), { nil: undefined }),
  offTheShelf: fc.option(fc.boolean(), { nil: undefined }), tranches: fc.option(fc.subarray(['t0', 't1', 'gone']), { nil: undefined }), dueOn: fc.oneof(date, fc.constantFrom(undefined, notStated)),
}).map(aDuty);
const anyTranches = fc.tuple(date, date, fc.subarray(['local']), fc.subarray(['body'])).map(([one, other, types, named]) => tranches(aTranche('t0', one, types), aTranche('t1', other, [], named)).tranches);
const anyFacts: fc.Arbitrary<DutyFacts> = fc.record({
  today: fc.constant(TODAY),
  deployment: arbitraryDocument(deployment, { maxItems: 2 }).map((document) => document as Deployment),
  riskClass: fc.constantFrom(...RISK_CLASSES, undefined), offTheShelf: fc.constantFrom(true, false, undefined), institution: fc.constantFrom('body', undefined), institutionType: fc.constantFrom('local', undefined),
  tranches: anyTranches, waivers: fc.array(fc.tuple(fc.constantFrom(...CORE_ITEMS), date, date).map(([item, from, until]) => aWaiver(item, from, until)), { maxLength: 3 }),
});
const STATES: Readonly<Record<DutyState, readonly DutyAnswer['reason'][]>> = {
  met: ['evidence'], waived: ['waiver'], due_since: ['missing'], not_due: ['before_day'],
  cannot_tell: ['no_evidence', 'withheld', 'not_claimed', 'class_unknown', 'status_unknown', 'data_unknown', 'product_unknown', 'no_day', 'says_not_applicable'],
};

/** The last day that a date can mean, by the calendar. */
function end(day: string): string {
  return day.length === 10 ? day : day.length === 4 ? `${day}-12-31` : new Date(Date.UTC(2000 + (Number(day.slice(0, 4)) % 400), Number(day.slice(5)), 0)).toISOString().slice(8, 10).padStart(2, '0').replace(/^/, `${day}-`);
}

const absent = (one: Deployment, item: DutyItem): string | undefined => (one[item] as { absent?: string } | undefined)?.absent;

describe('whatever a record and the law say', () => {
  it('every answer is one of the five, and owing is said only of a record that its body claimed, from its day on, of what it does not have', () => {
    fc.assert(fc.property(fc.array(anyDuty, { maxLength: 4 }), anyFacts, (duties, some) => {
      for (const { item, state, reason, day, waiver } of answersOf(duties, some)) {
        assert.ok(STATES[state].includes(reason), `${state}: ${reason}`);
        const why = absent(some.deployment, item);
        if (state === 'due_since') {
          assert.ok(some.deployment.claimedByBody);
          assert.ok(day !== undefined && end(day) <= TODAY, day);
          assert.ok(why !== 'not_applicable' && why !== 'withheld', why);
          assert.ok(!isSaid(some.deployment, item), 'what the gate takes for given is never due');
        }
        if (state === 'not_due') assert.ok(day !== undefined && end(day) > TODAY, day);
        if (state === 'met') assert.ok(isSaid(some.deployment, item));
        if (state === 'met') assert.equal(why, undefined, '"not applicable" and its like never count as met');
        assert.equal(waiver !== undefined, state === 'waived');
      }
    }), { numRuns: 200 });
  });
});
