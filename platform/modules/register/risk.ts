/**
 * The class of risk of a deployment, by a tree of rules that is data (kind `risk-rule`), with the rule that gave it.
 *
 * Rules are asked in the order of their position; the first that holds gives the class. A rule that asks for something the
 * record does not say neither holds nor fails: then the class cannot be told, unless a rule before it holds. What the body does
 * against the risk (mitigation, oversight) is never asked: it changes the risk, not the class that the law gives.
 */
import type { DocumentOf } from '#core/kinds/kind.ts';
import { type Absence, isAbsence, lastDay, present } from '#core/kinds/values.ts';
import type { Deployment } from './kinds/deployment.ts';
import type { riskRule } from './kinds/risk-rule.ts';
import { RISK_CLASSES, type RiskClass } from './kinds/vocabulary.ts';

export interface RiskRule {
  readonly id: string;
  readonly document: DocumentOf<typeof riskRule>;
}

export type Answer = 'yes' | 'no' | 'unknown';

/** One thing that a rule asks of a record. */
export interface Condition {
  readonly field: 'uses' | 'decisionRole' | 'affectedGroups' | 'personalData';
  readonly anyOf: readonly string[];
  readonly answer: Answer;
  /** The values of the record that made the answer yes. */
  readonly found: readonly string[];
}

export interface AskedRule {
  readonly rule: RiskRule;
  readonly answer: Answer;
  readonly conditions: readonly Condition[];
}

export interface Risk {
  /** Undefined where it cannot be told. */
  readonly riskClass: RiskClass | undefined;
  /** The rule that gave the class; undefined where none holds. */
  readonly fired: AskedRule | undefined;
  /** The rule that leaves the class open: the first that does not fail, where the record does not say what it asks. */
  readonly open: AskedRule | undefined;
  /** Rules of a graver class that would hold if one more answer were yes: the closest to another class. */
  readonly nearMisses: readonly AskedRule[];
}

type Asked = Pick<Deployment, 'uses' | 'decisionRole' | 'affectedGroups' | 'personalData'>;

/**
 * @param rules in any order; those that are not in force on `today` are passed over. A rule whose first day the source does not
 *   state counts as in force: the rule is known, only its day is not.
 */
export function riskOf(record: Asked, rules: readonly RiskRule[], today: string): Risk {
  const asked = rules
    .filter((rule) => isInForce(rule, today))
    .toSorted(inOrder)
    .map((rule) => ask(rule, record));
  const decisive = asked.find(({ answer }) => answer !== 'no');
  const fired = decisive?.answer === 'yes' ? decisive : undefined;
  const before = fired ? asked.slice(0, asked.indexOf(fired)).filter(({ rule }) => gravity(rule) < gravity(fired.rule)) : asked;
  const open = fired ? undefined : decisive;
  return { riskClass: fired?.rule.document.riskClass, fired, open, nearMisses: before.filter(isNear) };
}

/** By position. Of two rules at one position the graver is asked first, so that the order of publication decides nothing. */
function inOrder(a: RiskRule, b: RiskRule): number {
  return a.document.position - b.document.position || gravity(a) - gravity(b) || (a.id < b.id ? -1 : 1);
}

/** From 0, the gravest. */
function gravity({ document }: RiskRule): number {
  return RISK_CLASSES.indexOf(document.riskClass);
}

function isInForce({ document }: RiskRule, today: string): boolean {
  const from = present<string>(document.inForceFrom);
  const until = document.inForceUntil;
  return (from === undefined || from <= today) && (until === undefined || lastDay(until) >= today);
}

function ask(rule: RiskRule, record: Asked): AskedRule {
  const { anyUse, andDecisionRole, andAffectedGroups, andPersonalData } = rule.document;
  const conditions = [
    condition('uses', anyUse, record.uses),
    condition('decisionRole', andDecisionRole, record.decisionRole),
    condition('affectedGroups', andAffectedGroups, record.affectedGroups),
    condition('personalData', andPersonalData, record.personalData),
  ].filter((one) => one !== undefined);
  return { rule, conditions, answer: all(conditions.map(({ answer }) => answer)) };
}

function condition(field: Condition['field'], anyOf: readonly string[] | undefined, said: string | readonly string[] | Absence): Condition | undefined {
  if (anyOf === undefined || anyOf.length === 0) return undefined;
  // "Not applicable" is an answer: nobody is affected, nothing is decided.
  if (isAbsence(said)) return { field, anyOf, answer: said.absent === 'not_applicable' ? 'no' : 'unknown', found: [] };
  const values = typeof said === 'string' ? [said] : said;
  // An empty list never means "no": there are words for that.
  if (values.length === 0) return { field, anyOf, answer: 'unknown', found: [] };
  const found = values.filter((value) => anyOf.includes(value));
  return { field, anyOf, answer: found.length > 0 ? 'yes' : 'no', found };
}

/** Of several answers that must all be yes. */
function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** Exactly one condition stands between the rule and holding, and at least one holds or the open one is unknown. */
function isNear({ conditions }: AskedRule): boolean {
  const open = conditions.filter(({ answer }) => answer !== 'yes');
  return open.length === 1 && (conditions.length > 1 || open[0]?.answer === 'unknown');
}

interface Judged {
  readonly risk: Pick<Risk, 'riskClass'>;
  readonly document: Pick<Deployment, 'institution'>;
}

/**
 * Classes that differ between bodies that use one product, with who says which. What cannot be told does not count, nor does a use
 * whose body is not stated; two uses by one body may well differ, and are no disagreement.
 */
export function disagreement<T extends Judged>(deployments: readonly T[]): Map<RiskClass, T[]> {
  const byClass = new Map<RiskClass, T[]>();
  const bodies = new Set<string>();
  for (const one of deployments) {
    const { riskClass } = one.risk;
    const { institution } = one.document;
    if (riskClass === undefined || isAbsence(institution)) continue;
    byClass.set(riskClass, [...(byClass.get(riskClass) ?? []), one]);
    bodies.add(institution);
  }
  return byClass.size > 1 && bodies.size > 1 ? byClass : new Map();
}
