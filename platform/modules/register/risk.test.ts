import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { texts } from '../../../test/support/kinds.ts';
import { type Deployment, deployment } from './kinds/deployment.ts';
import { AFFECTED_GROUPS, DECISION_ROLES, PERSONAL_DATA, RISK_CLASSES, type RiskClass } from './kinds/vocabulary.ts';
import { disagreement, type RiskRule, riskOf } from './risk.ts';

const TODAY = '2026-11-21';
const ID = 'h7777777777m';
const unknown = { absent: 'unknown' } as const;
const notStated = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;

type Asked = Parameters<typeof riskOf>[0];
const ASKED = ['uses', 'decisionRole', 'affectedGroups', 'personalData'] as const;
const asked = (fields: Partial<Asked> = {}): Asked => ({ uses: ['none'], decisionRole: 'informs', affectedGroups: ['patients'], personalData: 'none', ...fields });

function rule(id: string, position: number, riskClass: RiskClass, fields: Partial<RiskRule['document']> = {}): RiskRule {
  const document = { code: id, title: texts(id), explanation: texts(id), riskClass, position, anyUse: [], instrument: ID, article: notStated, inForceFrom: '2025-09-10', confidence: 'reported' as const, ...fields };
  return { id, document };
}

const scoring = rule('scoring', 1, 'prohibited', { anyUse: ['social_scoring'] });
const triage = rule('triage', 2, 'high', { anyUse: ['diagnosis_triage', 'health_access'] });
const hiring = rule('hiring', 3, 'high', { anyUse: ['hiring'], andDecisionRole: ['decides_alone', 'recommends'], andPersonalData: ['sensitive'] });
const rest = rule('rest', 9, 'acceptable');
const ALL = [scoring, triage, hiring, rest];

/** What the record says, the rules, the class, the rule that gave it, the near misses. */
const CASES: readonly (readonly [what: string, record: Partial<Asked>, rules: readonly RiskRule[], riskClass: RiskClass | undefined, fired: string | undefined, near: readonly string[]])[] = [
  ['no rule at all', {}, [], undefined, undefined, []],
  ['a rule that asks for nothing', { uses: notStated }, [rest], 'acceptable', 'rest', []],
  ['the first rule that holds', { uses: ['diagnosis_triage', 'social_scoring'] }, ALL, 'prohibited', 'scoring', []],
  ['one of the uses of a rule', { uses: ['health_access'] }, ALL, 'high', 'triage', []],
  ['no use of any rule', {}, ALL, 'acceptable', 'rest', []],
  ['uses that are not stated: the rule neither holds nor fails, and those after it do not count', { uses: notStated }, ALL, undefined, undefined, ['scoring', 'triage']],
  ['an empty list of uses, which says nothing', { uses: [] }, ALL, undefined, undefined, ['scoring', 'triage']],
  ['something not stated that only a later rule asks', { uses: ['diagnosis_triage'], decisionRole: unknown }, ALL, 'high', 'triage', []],
  ['something not stated that an earlier rule asks, but the rule fails by its use', { uses: ['none'], decisionRole: unknown }, ALL, 'acceptable', 'rest', []],
  ['something not stated that the rule asks besides its use', { uses: ['hiring'], decisionRole: unknown, personalData: 'sensitive' }, ALL, undefined, undefined, ['hiring']],
  ['all three conditions of a rule', { uses: ['hiring'], decisionRole: 'recommends', personalData: 'sensitive' }, ALL, 'high', 'hiring', []],
  ['two of three conditions: almost', { uses: ['hiring'], decisionRole: 'informs', personalData: 'sensitive' }, ALL, 'acceptable', 'rest', ['hiring']],
  ['one of three conditions: not even almost', { uses: ['hiring'], decisionRole: 'informs', personalData: 'none' }, ALL, 'acceptable', 'rest', []],
  ['not applicable, which is an answer', { uses: ['hiring'], decisionRole: none, personalData: 'sensitive' }, ALL, 'acceptable', 'rest', ['hiring']],
  ['a near miss of a class that is not graver', { uses: ['social_scoring'], decisionRole: 'informs' }, [rule('mild', 0, 'acceptable', { anyUse: ['social_scoring'], andDecisionRole: ['decides_alone'] }), scoring], 'prohibited', 'scoring', []],
  ['a rule that begins today', {}, [rule('new', 1, 'high', { inForceFrom: TODAY })], 'high', 'new', []],
  ['a rule that begins tomorrow', {}, [rule('new', 1, 'high', { inForceFrom: '2026-11-22' }), rest], 'acceptable', 'rest', []],
  ['a rule that ends today', {}, [rule('old', 1, 'high', { inForceUntil: TODAY })], 'high', 'old', []],
  ['a rule that ends this month', {}, [rule('old', 1, 'high', { inForceUntil: '2026-11' })], 'high', 'old', []],
  ['a rule that ended yesterday', {}, [rule('old', 1, 'high', { inForceUntil: '2026-11-20' }), rest], 'acceptable', 'rest', []],
  ['a rule whose first day is not stated', {}, [rule('some', 1, 'high', { inForceFrom: notStated })], 'high', 'some', []],
  ['two rules at one position: the graver class', {}, [rule('b', 1, 'acceptable'), rule('a', 1, 'prohibited'), rule('c', 1, 'high')], 'prohibited', 'a', []],
];

describe('the class of risk', () => {
  for (const [what, record, rules, riskClass, fired, near] of CASES) {
    it(`with ${what} is ${riskClass ?? 'not to be told'}`, () => {
      const risk = riskOf(asked(record), rules, TODAY);
      assert.equal(risk.riskClass, riskClass);
      assert.equal(risk.fired?.rule.id, fired);
      assert.deepEqual(risk.nearMisses.map((one) => one.rule.id), near);
    });
  }

  it('names for each condition what was asked, what the record has of it, and the answer', () => {
    const { fired } = riskOf(asked({ uses: ['hiring', 'other_rights'], decisionRole: 'recommends', personalData: 'sensitive' }), ALL, TODAY);
    assert.deepEqual(fired?.conditions, [
      { field: 'uses', anyOf: ['hiring'], answer: 'yes', found: ['hiring'] },
      { field: 'decisionRole', anyOf: ['decides_alone', 'recommends'], answer: 'yes', found: ['recommends'] },
      { field: 'personalData', anyOf: ['sensitive'], answer: 'yes', found: ['sensitive'] },
    ]);
  });
});

const some = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 2 });
const listOrNone = <T>(values: readonly T[]) => fc.option(some(values), { nil: undefined });
const USED = ['hiring', 'social_scoring', 'diagnosis_triage'] as const;
const absence = fc.constantFrom(unknown, notStated);
const anyAsked: fc.Arbitrary<Asked> = fc.record({
  uses: fc.oneof({ weight: 3, arbitrary: some(USED) }, absence),
  decisionRole: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...DECISION_ROLES) }, absence, fc.constant(none)),
  affectedGroups: fc.oneof({ weight: 3, arbitrary: some(AFFECTED_GROUPS.slice(0, 3)) }, absence, fc.constant(none)),
  personalData: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PERSONAL_DATA) }, absence),
});
const anyRule = fc.record({
  position: fc.nat({ max: 4 }),
  riskClass: fc.constantFrom(...RISK_CLASSES),
  anyUse: some(USED),
  andDecisionRole: listOrNone(DECISION_ROLES),
  andAffectedGroups: listOrNone(AFFECTED_GROUPS.slice(0, 3)),
  andPersonalData: listOrNone(PERSONAL_DATA),
  inForceFrom: fc.constantFrom('2025', '2026-11-21', '2026-11-22', '2027', notStated),
  inForceUntil: fc.constantFrom(undefined, '2026', '2026-11', '2026-11-20', '2026-10'),
});
const anyRules = fc.array(anyRule, { maxLength: 6 }).map((all) => all.map(({ position, riskClass, ...fields }, index) => rule(`r${index}`, position, riskClass, fields)));

const inForce = ({ document }: RiskRule): boolean => (typeof document.inForceFrom !== 'string' || document.inForceFrom <= TODAY) && !['2026-11-20', '2026-10'].includes(document.inForceUntil ?? '');

/** Whether a rule holds, told anew from what the kind says: undefined where the record leaves it open. */
function holds({ document }: RiskRule, record: Asked): boolean | undefined {
  const pairs = [[document.anyUse, record.uses], [document.andDecisionRole, record.decisionRole], [document.andAffectedGroups, record.affectedGroups], [document.andPersonalData, record.personalData]] as const;
  const answers = new Set(pairs.flatMap(([wanted = [], said]): (boolean | undefined)[] => {
    if (wanted.length === 0) return [];
    if (typeof said === 'object' && 'absent' in said) return [said.absent === 'not_applicable' ? false : undefined];
    const values: readonly string[] = typeof said === 'string' ? [said] : said;
    return [values.length === 0 ? undefined : values.some((one) => wanted.some((other) => other === one))];
  }));
  return answers.has(false) ? false : answers.has(undefined) ? undefined : true;
}

describe('whatever a record and the rules say', () => {
  it('the first rule in force that does not fail decides: its class where it holds, none where it is open', () => {
    fc.assert(fc.property(anyAsked, anyRules, (record, rules) => {
      const open = rules.filter((one) => inForce(one) && holds(one, record) !== false);
      const first = Math.min(...open.map(({ document }) => document.position));
      const firsts = open.filter(({ document }) => document.position === first).toSorted((a, b) => RISK_CLASSES.indexOf(a.document.riskClass) - RISK_CLASSES.indexOf(b.document.riskClass));
      const { riskClass, fired } = riskOf(record, rules, TODAY);
      assert.equal(fired?.rule.document.riskClass, riskClass);
      if (firsts.length === 0) assert.equal(riskClass, undefined);
      else if (firsts.length === 1 || new Set(firsts.map(({ document }) => document.riskClass)).size === firsts.length) assert.equal(riskClass, firsts[0] && holds(firsts[0], record) === true ? firsts[0].document.riskClass : undefined);
    }), { numRuns: 1000 });
  });

  it('the order in which the rules are given does not matter', () => {
    fc.assert(fc.property(anyAsked, anyRules.chain((rules) => fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length }))), (record, [rules, shuffled]) => {
      assert.deepEqual(riskOf(record, shuffled, TODAY), riskOf(record, rules, TODAY));
    }), { numRuns: 500 });
  });

  it('a rule that is not in force is not asked', () => {
    fc.assert(fc.property(anyAsked, anyRules, (record, rules) => assert.deepEqual(riskOf(record, rules.filter(inForce), TODAY), riskOf(record, rules, TODAY))), { numRuns: 500 });
  });

  it('a near miss has exactly one open condition, and is of a graver class than the one given', () => {
    fc.assert(fc.property(anyAsked, anyRules, (record, rules) => {
      const { nearMisses, riskClass } = riskOf(record, rules, TODAY);
      for (const { conditions, answer, rule: near } of nearMisses) {
        assert.notEqual(answer, 'yes');
        assert.equal(conditions.filter((one) => one.answer !== 'yes').length, 1);
        if (riskClass !== undefined) assert.ok(RISK_CLASSES.indexOf(near.document.riskClass) < RISK_CLASSES.indexOf(riskClass));
      }
    }), { numRuns: 1000 });
  });

  it('mitigation, oversight and every other field never change the class', () => {
    fc.assert(fc.property(arbitraryDocument(deployment, { maxItems: 2 }), arbitraryDocument(deployment, { maxItems: 2 }), anyRules, (one, other, rules) => {
      const [a, b] = [one as Deployment, other as Deployment];
      const mixed = { ...b, ...Object.fromEntries(ASKED.map((name) => [name, a[name]])) } as Deployment;
      assert.deepEqual(riskOf(mixed, rules, TODAY), riskOf(a, rules, TODAY));
    }), { numRuns: 100 });
  });
});

const use = (riskClass: RiskClass | undefined, institution: Deployment['institution']) => ({ risk: { riskClass }, document: { institution } });

describe('bodies that use one product', () => {
  const judged = fc.array(fc.tuple(fc.constantFrom(...RISK_CLASSES, undefined), fc.constantFrom('a', 'b', notStated)).map(([riskClass, body]) => use(riskClass, body)), { maxLength: 6 });

  it('disagree where two of them say different classes', () => {
    assert.deepEqual([...disagreement([use('high', 'a'), use('acceptable', 'b')]).keys()], ['high', 'acceptable']);
  });

  it('do not disagree where one body uses it in two ways, or says it beside a body that is not stated', () => {
    assert.equal(disagreement([use('high', 'a'), use('acceptable', 'a')]).size, 0);
    assert.equal(disagreement([use('high', 'a'), use('acceptable', notStated)]).size, 0);
  });

  it('disagree exactly where two different bodies say two different classes; what cannot be told disagrees with nothing', () => {
    fc.assert(fc.property(judged, (all) => {
      const told = all.filter(({ risk, document }) => risk.riskClass !== undefined && typeof document.institution === 'string');
      const differ = told.some((one) => told.some((other) => one.risk.riskClass !== other.risk.riskClass && one.document.institution !== other.document.institution));
      const found = disagreement(all);
      assert.equal(found.size > 0, differ);
      if (differ) assert.equal([...found.values()].flat().length, told.length);
      for (const [riskClass, list] of found) assert.ok(list.every(({ risk }) => risk.riskClass === riskClass));
    }));
  });
});
