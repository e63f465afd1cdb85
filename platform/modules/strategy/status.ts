/**
 * The status of an action. It is computed from evidence, never typed.
 *
 * 1. What an independent reviewer found last decides: no evidence, not started, limited, substantial, complete (the
 *    completion scale of the Open Government Partnership's Independent Reporting Mechanism).
 * 2. Where the government has said since that it will not pursue the action, it is not pursued: nobody needs to prove that.
 *    That it was taken up again, it has to show.
 * 3. Without a verdict, a claim with evidence makes the action "claimed": said, shown, not yet checked by anybody else.
 *    A claim without evidence does not: the action stays at no evidence, and is marked.
 * 4. Nothing said and nothing found is "no evidence".
 *
 * Beside the state stand marks: a date has passed and the thing is not done; a claim without evidence; a claim that says
 * more than the reviewer found. A date that the source does not state never passes.
 */
import { lastDay } from '#core/kinds/values.ts';
import { type Finding, FINDINGS } from './kinds/verdict.ts';

export const STATES = ['complete', 'substantial', 'limited', 'claimed', 'not_started', 'no_evidence', 'not_pursued'] as const;
export type State = (typeof STATES)[number];

export const MARKS = ['overdue', 'claim_without_evidence', 'claim_beyond_verdict'] as const;
export type Mark = (typeof MARKS)[number];

export interface DatedStep {
  /** Of the milestone; undefined for the deadline of the action as a whole. */
  readonly key: string | undefined;
  /** `2026`, `2026-12`, `2026-12-31`; undefined where the source does not state one. */
  readonly dueOn: string | undefined;
}

export interface ClaimFacts {
  readonly id: string;
  /** The milestone that it is about; undefined where it is about the whole action. */
  readonly milestone: string | undefined;
  readonly says: 'started' | 'partly_done' | 'done' | 'not_pursued';
  readonly date: string | undefined;
  readonly hasEvidence: boolean;
}

export interface VerdictFacts {
  readonly id: string;
  readonly finding: Finding;
  readonly date: string;
}

export interface StatusFacts {
  /** The day for which the status is asked, `2026-11-21`. */
  readonly today: string;
  readonly steps: readonly DatedStep[];
  /** In the order of publication. */
  readonly claims: readonly ClaimFacts[];
  /** In the order of publication. */
  readonly verdicts: readonly VerdictFacts[];
}

/** Why the status is what it is; the code names a message `strategy.reasons.<code>`. */
export interface Reason {
  readonly code: 'verdict' | 'not_pursued' | 'claimed' | 'claim_without_evidence' | 'claim_beyond_verdict' | 'nothing' | 'overdue' | 'no_dates';
  readonly params: Readonly<Record<string, string>>;
  /** The claim or verdict that is meant. */
  readonly record?: string;
}

export interface Status {
  readonly state: State;
  readonly marks: readonly Mark[];
  readonly reasons: readonly Reason[];
}

/** The status of an action with the reasons for it. Never fails; unknown dates count as not passed. */
export function statusOf(facts: StatusFacts): Status {
  const { state, reason } = stateOf(facts);
  const unproven = facts.claims.filter(({ says, hasEvidence }) => says !== 'not_pursued' && !hasEvidence);
  const beyond = claimBeyondVerdict(facts);
  const overdue = state === 'complete' || state === 'not_pursued' ? [] : overdueSteps(facts);
  const undated = facts.steps.every(({ dueOn }) => dueOn === undefined);
  return {
    state,
    marks: MARKS.filter((mark) => ({ overdue: overdue.length > 0, claim_without_evidence: unproven.length > 0, claim_beyond_verdict: beyond !== undefined })[mark]),
    reasons: [
      reason,
      ...overdue.map(({ key, dueOn = '' }): Reason => ({ code: 'overdue', params: { date: dueOn, milestone: key ?? '' } })),
      ...(beyond ? [{ code: 'claim_beyond_verdict' as const, params: {}, record: beyond.id }] : []),
      ...unproven.map(({ id, says }): Reason => ({ code: 'claim_without_evidence', params: { says }, record: id })),
      ...(undated ? [{ code: 'no_dates' as const, params: {} }] : []),
    ],
  };
}

function stateOf({ claims, verdicts }: StatusFacts): { state: State; reason: Reason } {
  const verdict = newest(verdicts);
  const onWhole = claims.filter(({ milestone }) => milestone === undefined);
  const dropped = newest(onWhole.filter(({ says }) => says === 'not_pursued'));
  const newestWhole = newest(onWhole.filter(({ says, hasEvidence }) => says === 'not_pursued' || hasEvidence));
  // Taken up again since: a later claim shows so, or a later verdict found otherwise.
  const stillDropped = dropped !== undefined && dropped === newestWhole && !(verdict && isLater(verdict.date, dropped.date));
  if (stillDropped) return { state: 'not_pursued', reason: { code: 'not_pursued', params: {}, record: dropped.id } };
  if (verdict) return { state: verdict.finding, reason: { code: 'verdict', params: { finding: verdict.finding, date: verdict.date }, record: verdict.id } };
  const proven = newest(claims.filter(({ says, hasEvidence }) => says !== 'not_pursued' && hasEvidence));
  if (proven) return { state: 'claimed', reason: { code: 'claimed', params: { says: proven.says }, record: proven.id } };
  return { state: 'no_evidence', reason: { code: 'nothing', params: {} } };
}

/** The latest by date; of two of the same day, or without a date, the one published last. */
function newest<T extends { readonly date: string | undefined }>(items: readonly T[]): T | undefined {
  return items.reduce<T | undefined>((best, item) => (best === undefined || (item.date ?? '') >= (best.date ?? '') ? item : best), undefined);
}

function isLater(date: string, than: string | undefined): boolean {
  return than === undefined || date > than;
}

/** What a claim says, on the scale of the verdicts. */
const SAID: Readonly<Record<ClaimFacts['says'], Finding | undefined>> = { started: 'limited', partly_done: 'limited', done: 'complete', not_pursued: undefined };

function claimBeyondVerdict({ claims, verdicts }: StatusFacts): ClaimFacts | undefined {
  const verdict = newest(verdicts);
  const claim = newest(claims.filter(({ milestone }) => milestone === undefined));
  const said = claim && SAID[claim.says];
  return verdict && said && FINDINGS.indexOf(said) > FINDINGS.indexOf(verdict.finding) ? claim : undefined;
}

/** Dates that have passed for what nobody has shown to be done. */
function overdueSteps({ today, steps, claims }: StatusFacts): DatedStep[] {
  const done = new Set(claims.filter(({ says, hasEvidence }) => says === 'done' && hasEvidence).map(({ milestone }) => milestone));
  return steps.filter(({ key, dueOn }) => dueOn !== undefined && lastDay(dueOn) < today && !(key !== undefined && done.has(key)));
}
