/** A whole strategy as its pages need it: axes, objectives, actions, and what has been said and found of each action. */
import type { DocumentOf, Kind } from '#core/kinds/kind.ts';
import { isAbsence, present } from '#core/kinds/values.ts';
import { type PublicRecord, recordsById, recordsLinking } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { action } from './kinds/action.ts';
import { axis } from './kinds/axis.ts';
import { claim } from './kinds/claim.ts';
import { indicatorLink } from './kinds/indicator-link.ts';
import { objective } from './kinds/objective.ts';
import type { strategy } from './kinds/strategy.ts';
import { verdict } from './kinds/verdict.ts';
import { type Status, statusOf } from './status.ts';

/** A record with its document under the type of its kind. */
export interface Of<K extends Kind> {
  readonly id: string;
  readonly record: PublicRecord;
  readonly document: DocumentOf<K>;
}

export type StrategyRecord = Of<typeof strategy>;
export type AxisRecord = Of<typeof axis>;
export type ObjectiveRecord = Of<typeof objective>;
export type ClaimRecord = Of<typeof claim>;
export type VerdictRecord = Of<typeof verdict>;
export type IndicatorLinkRecord = Of<typeof indicatorLink>;

export interface ActionRecord extends Of<typeof action> {
  readonly claims: readonly ClaimRecord[];
  readonly verdicts: readonly VerdictRecord[];
  readonly status: Status;
}

export interface Plan {
  readonly strategy: StrategyRecord;
  readonly axes: readonly AxisRecord[];
  readonly objectives: readonly ObjectiveRecord[];
  /** In the order of the source. */
  readonly actions: readonly ActionRecord[];
}

/** What is in the database was valid under its kind when it was published. */
function as<K extends Kind>(record: PublicRecord): Of<K> {
  return { id: record.id, record, document: record.document as DocumentOf<K> };
}

/** @param today the day for which statuses are computed. @returns undefined where there is no such public strategy. */
export async function readPlan(database: Database, strategyId: string, today: string): Promise<Plan | undefined> {
  const [[found], axes, objectives, actions] = await Promise.all([
    recordsById(database, [strategyId]),
    recordsLinking(database, axis.name, 'strategy', [strategyId]),
    recordsLinking(database, objective.name, 'strategy', [strategyId]),
    recordsLinking(database, action.name, 'strategy', [strategyId]),
  ]);
  if (!found || found.kind !== 'strategy') return undefined;
  const placedAxes = axes.map((record) => as<typeof axis>(record)).toSorted((a, b) => a.document.position - b.document.position);
  const axisOrder = new Map(placedAxes.map(({ id }, index) => [id, index]));
  const placedObjectives = objectives
    .map((record) => as<typeof objective>(record))
    .toSorted((a, b) => order(axisOrder, a.document.axis) - order(axisOrder, b.document.axis) || a.document.position - b.document.position);
  const objectiveOrder = new Map(placedObjectives.map(({ id }, index) => [id, index]));
  const placedActions = (await withStatus(database, actions, today)).toSorted(
    (a, b) =>
      order(axisOrder, present(a.document.axis)) - order(axisOrder, present(b.document.axis)) ||
      order(objectiveOrder, present(a.document.objective)) - order(objectiveOrder, present(b.document.objective)) ||
      a.document.position - b.document.position,
  );
  return { strategy: as<typeof strategy>(found), axes: placedAxes, objectives: placedObjectives, actions: placedActions };
}

function order(positions: ReadonlyMap<string, number>, id: string | undefined): number {
  return id === undefined ? -1 : (positions.get(id) ?? -1);
}

/** Actions with what was said and found of them. */
export async function withStatus(database: Database, records: readonly PublicRecord[], today: string): Promise<ActionRecord[]> {
  const ids = records.map(({ id }) => id);
  const [claims, verdicts] = await Promise.all([recordsLinking(database, claim.name, 'action', ids), recordsLinking(database, verdict.name, 'action', ids)]);
  const claimsByAction = Map.groupBy(claims.map((record) => as<typeof claim>(record)), ({ document }) => document.action);
  const verdictsByAction = Map.groupBy(verdicts.map((record) => as<typeof verdict>(record)), ({ document }) => document.action);
  return records.map((record) => {
    const of = as<typeof action>(record);
    const [said, found] = [claimsByAction.get(record.id) ?? [], verdictsByAction.get(record.id) ?? []];
    return { ...of, claims: said, verdicts: found, status: statusOf(factsOf(of, said, found, today)) };
  });
}

function factsOf({ document }: Of<typeof action>, claims: readonly ClaimRecord[], verdicts: readonly VerdictRecord[], today: string) {
  const milestones = (document.milestones ?? []).map(({ key, dueOn }) => ({ key, dueOn: present<string>(dueOn) }));
  return {
    today,
    steps: [{ key: undefined, dueOn: present<string>(document.deadline) }, ...milestones],
    claims: claims.map(({ id, document: said }) => ({ id, milestone: present<string>(said.milestone), says: said.says, date: present<string>(said.date), hasEvidence: hasEvidence(said) })),
    verdicts: verdicts.map(({ id, document: found }) => ({ id, finding: found.finding, date: found.date })),
  };
}

/** A claim stands on evidence when it names a source or an address where the thing can be seen. */
export function hasEvidence({ evidence, proof }: DocumentOf<typeof claim>): boolean {
  return (evidence ?? []).length > 0 || proof !== undefined;
}

/** What actions and objectives are measured by. */
export async function readIndicatorLinks(database: Database, measured: readonly string[]): Promise<IndicatorLinkRecord[]> {
  return (await recordsLinking(database, indicatorLink.name, 'measures', measured)).map((record) => as<typeof indicatorLink>(record));
}

/** What of an action the source states. */
export const ASPECTS = ['date', 'owner_with_deadline', 'responsible', 'budget', 'baseline', 'target'] as const;
export type Aspect = (typeof ASPECTS)[number];

const STATED: Readonly<Record<Aspect, (document: DocumentOf<typeof action>) => boolean>> = {
  date: ({ deadline, milestones = [] }) => !isAbsence(deadline) || milestones.some(({ dueOn }) => !isAbsence(dueOn)),
  owner_with_deadline: ({ responsible, deadline, milestones = [] }) =>
    (!isAbsence(responsible) && !isAbsence(deadline)) || milestones.some((milestone) => !isAbsence(milestone.responsible) && !isAbsence(milestone.dueOn)),
  responsible: ({ responsible, milestones = [] }) => !isAbsence(responsible) || milestones.some((milestone) => !isAbsence(milestone.responsible)),
  budget: ({ budget }) => !isAbsence(budget),
  baseline: ({ baseline }) => !isAbsence(baseline),
  target: ({ target }) => !isAbsence(target),
};

export function states(document: DocumentOf<typeof action>, aspect: Aspect): boolean {
  return STATED[aspect](document);
}

/** How many actions state an aspect. */
export function countStating(actions: readonly Pick<ActionRecord, 'document'>[], aspect: Aspect): number {
  return actions.filter(({ document }) => states(document, aspect)).length;
}
