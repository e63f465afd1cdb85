/**
 * What the law asks of a deployment, item by item. Duties are data (kind `duty`), each with its legal basis and how sure we are
 * of our reading of it.
 *
 * Four answers, and never "complies": met, with evidence; due since a day; not due; cannot be told. A record that others
 * report and the body has not taken over is never said to owe anything: what cannot be seen from outside is not a breach.
 */
import type { DocumentOf } from '#core/kinds/kind.ts';
import { type Absence, isAbsence, lastDay, present } from '#core/kinds/values.ts';
import type { Deployment } from './kinds/deployment.ts';
import type { duty } from './kinds/duty.ts';
import type { tranche } from './kinds/tranche.ts';
import type { DutyItem, RiskClass } from './kinds/vocabulary.ts';
import type { waiver } from './kinds/waiver.ts';

export interface Duty {
  readonly id: string;
  readonly document: DocumentOf<typeof duty>;
}
export interface Tranche {
  readonly id: string;
  readonly document: DocumentOf<typeof tranche>;
}
export interface Waiver {
  readonly id: string;
  readonly document: DocumentOf<typeof waiver>;
}

type LegalBasis = Exclude<Deployment['legalBasis'], Absence>;
type Assessment = Exclude<Deployment['impactAssessment'], Absence>;

export type DutyState = 'met' | 'waived' | 'due_since' | 'not_due' | 'cannot_tell';

export interface DutyAnswer {
  readonly duty: Duty;
  readonly item: DutyItem;
  readonly state: DutyState;
  /** Why: names a message `register.duties.reasons.<code>`. */
  readonly reason: 'evidence' | 'no_evidence' | 'withheld' | 'missing' | 'before_day' | 'not_claimed' | 'class_unknown' | 'status_unknown' | 'data_unknown' | 'product_unknown' | 'no_day' | 'waiver' | 'says_not_applicable';
  /** The day that the reason speaks of. */
  readonly day?: string;
  readonly waiver?: string;
}

export interface DutyFacts {
  readonly today: string;
  readonly deployment: Deployment;
  /** Undefined where it cannot be told. */
  readonly riskClass: RiskClass | undefined;
  /** Of the product; undefined where no product is named, or the product does not say. */
  readonly offTheShelf: boolean | undefined;
  readonly institution: string | undefined;
  readonly institutionType: string | undefined;
  readonly tranches: ReadonlyMap<string, Tranche>;
  readonly waivers: readonly Waiver[];
}

/** The answer for each item of each duty that may touch the deployment; duties that certainly do not touch it are left out. */
export function answersOf(duties: readonly Duty[], facts: DutyFacts): DutyAnswer[] {
  return duties.flatMap((one) => {
    const touches = touch(one, facts);
    if (touches === 'no') return [];
    return one.document.requires.map((item): DutyAnswer => ({ duty: one, item, ...answer(one, item, touches, facts) }));
  });
}

type Touch = 'yes' | 'no' | 'class_unknown' | 'status_unknown' | 'data_unknown' | 'product_unknown';

function touch({ document }: Duty, { deployment, riskClass, offTheShelf }: DutyFacts): Touch {
  const { status, personalData } = deployment;
  if (!isAbsence(status) && !document.statuses.includes(status)) return 'no';
  if (document.offTheShelf !== undefined && offTheShelf !== undefined && document.offTheShelf !== offTheShelf) return 'no';
  if (document.riskClasses && riskClass !== undefined && !document.riskClasses.includes(riskClass)) return 'no';
  if (document.personalData && !isAbsence(personalData) && !document.personalData.includes(personalData)) return 'no';
  if (isAbsence(status)) return 'status_unknown';
  if (document.riskClasses && riskClass === undefined) return 'class_unknown';
  if (document.personalData && isAbsence(personalData)) return 'data_unknown';
  return document.offTheShelf !== undefined && offTheShelf === undefined ? 'product_unknown' : 'yes';
}

type Given = Omit<DutyAnswer, 'duty' | 'item'>;

function answer(of: Duty, item: DutyItem, touches: Exclude<Touch, 'no'>, facts: DutyFacts): Given {
  const { deployment, today } = facts;
  const value = deployment[item];
  if (isSaid(deployment, item)) return hasEvidence(deployment, item) ? { state: 'met', reason: 'evidence' } : { state: 'cannot_tell', reason: 'no_evidence' };
  if (touches !== 'yes') return { state: 'cannot_tell', reason: touches };
  const waived = standingWaiver(facts.waivers, item, today);
  if (waived) return { state: 'waived', reason: 'waiver', day: waived.document.expiresOn, waiver: waived.id };
  if (isWithheld(deployment, item)) return { state: 'cannot_tell', reason: 'withheld' };
  const day = dayOf(of, facts);
  if (day === undefined) return { state: 'cannot_tell', reason: 'no_day' };
  if (lastDay(day) > today) return { state: 'not_due', reason: 'before_day', day };
  if (!deployment.claimedByBody) return { state: 'cannot_tell', reason: 'not_claimed' };
  if (isAbsence(value) && value.absent === 'not_applicable') return { state: 'cannot_tell', reason: 'says_not_applicable' };
  return { state: 'due_since', reason: 'missing', day };
}

/**
 * Whether a record says something of an item: an empty list says nothing, a "no" is not the thing, a legal basis names a norm or
 * its words, an impact assessment is a document that can be read. The gate, the duties and the figures all ask this.
 */
export function isSaid(deployment: Deployment, item: DutyItem): boolean {
  const value = deployment[item];
  if (value === undefined || value === false || isAbsence(value)) return false;
  if (item === 'legalBasis') return (present<LegalBasis>(deployment.legalBasis) ?? []).some(({ instrument, text }) => !isAbsence(instrument) || text !== undefined);
  if (item === 'impactAssessment') return canBeRead(present<Assessment>(deployment.impactAssessment));
  return !Array.isArray(value) || value.length > 0;
}

function canBeRead(assessment: Assessment | undefined): boolean {
  return typeof assessment?.url === 'string' || assessment?.source !== undefined;
}

/** An assessment may be there and its document withheld. */
function isWithheld(deployment: Deployment, item: DutyItem): boolean {
  const value = item === 'impactAssessment' ? (present<Assessment>(deployment.impactAssessment)?.url ?? deployment.impactAssessment) : deployment[item];
  return isAbsence(value) && value.absent === 'withheld';
}

function hasEvidence({ evidence = [] }: Deployment, item: DutyItem): boolean {
  return evidence.some(({ field }) => field === item || field.startsWith(`${item}.`));
}

/** A waiver that holds today: signed, and not yet expired. */
export function standingWaiver(waivers: readonly Waiver[], item: string, today: string): Waiver | undefined {
  return waivers.find(({ document }) => document.item === item && document.signedOn <= today && lastDay(document.expiresOn) >= today);
}

/** The day of the tranche of the body, or else of the duty itself. */
function dayOf({ document }: Duty, facts: DutyFacts): string | undefined {
  const own = trancheOf((document.tranches ?? []).flatMap((id) => facts.tranches.get(id) ?? []), facts.institution, facts.institutionType);
  return own?.document.dueOn ?? present<string>(document.dueOn);
}

/** A body is in a tranche by its name, or else by its type: one that the law names stands apart from its type. */
export function trancheOf(tranches: readonly Tranche[], institution: string | undefined, type: string | undefined): Tranche | undefined {
  const named = tranches.find(({ document }) => institution !== undefined && (document.institutions ?? []).includes(institution));
  return named ?? tranches.find(({ document }) => type !== undefined && document.institutionTypes.includes(type));
}

/** From the gravest. `none` is where no duty that we know asks anything of a record in its state. */
export const WORST_STATES = ['due_since', 'cannot_tell', 'waived', 'not_due', 'met', 'none'] as const;
export type WorstState = (typeof WORST_STATES)[number];

/** The gravest of the answers: what a list can say of a record in one word. */
export function worstOf(answers: readonly DutyAnswer[]): WorstState {
  return WORST_STATES.find((state) => answers.some((answer) => answer.state === state)) ?? 'none';
}
