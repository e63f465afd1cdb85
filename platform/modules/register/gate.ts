/**
 * The gate before publication: a deployment that is in use and of high risk is not public without the seven core items, unless a
 * public waiver stands in the place of one that is missing. It belongs to the kinds (KindSet), so form, pack and command line
 * all meet it.
 */
import { type Fault, fault } from '#core/kinds/faults.ts';
import type { Gate } from '#core/kinds/kind.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { sql } from 'kysely';
import type { Database } from '#core/storage/database.ts';
import { recordsLinking, recordsOfKind } from '#core/records/read.ts';
import { isSaid, standingWaiver, type Waiver } from './duties.ts';
import type { Deployment } from './kinds/deployment.ts';
import { riskRule } from './kinds/risk-rule.ts';
import { CORE_ITEMS, type CoreItem, RUNNING } from './kinds/vocabulary.ts';
import { waiver } from './kinds/waiver.ts';
import { type AskedRule, type RiskRule, riskOf } from './risk.ts';

export const deploymentGate: Gate = async (transaction, record) => {
  const [rules, waivers, today] = await Promise.all([readRules(transaction), readWaivers(transaction, record.id), readToday(transaction)]);
  return faultsAtGate(record.document as Deployment, rules, waivers, today);
};

/** What keeps a deployment from being public. */
export function faultsAtGate(deployment: Deployment, rules: readonly RiskRule[], waivers: readonly Waiver[], today: string): Fault[] {
  const { status, uses, claimedByBody } = deployment;
  const running = !isAbsence(status) && RUNNING.includes(status);
  // Leaving the uses open, or whatever else a rule asks, would be a way around the gate for the body that knows.
  if (claimedByBody && running && (isAbsence(uses) || uses.length === 0)) return [fault('uses', 'uses_needed')];
  const { riskClass, fired, open } = riskOf(deployment, rules, today);
  if (claimedByBody && status === 'in_use' && open && open.rule.document.riskClass !== 'acceptable') return openFaults(open);
  if (riskClass === undefined || riskClass === 'acceptable') return [];
  if (claimedByBody && isAbsence(status)) return [fault('status', 'required')];
  if (status !== 'in_use') return [];
  return CORE_ITEMS.filter((item) => !isGiven(deployment, item) && !standingWaiver(waivers, item, today)).map((item) => fault(item, 'core_item_missing', { rule: fired?.rule.document.code ?? '' }));
}

/** What the rule that could not be answered asks and the record leaves open. */
function openFaults({ conditions }: AskedRule): Fault[] {
  return conditions.filter(({ answer }) => answer === 'unknown').map(({ field }) => fault(field, 'required'));
}

/** An impact assessment is given when the document itself can be read. */
function isGiven(deployment: Deployment, item: CoreItem): boolean {
  const { impactAssessment } = deployment;
  if (item !== 'impactAssessment') return isSaid(deployment, item);
  return !isAbsence(impactAssessment) && (typeof impactAssessment.url === 'string' || impactAssessment.source !== undefined);
}

export async function readRules(database: Database): Promise<RiskRule[]> {
  return (await recordsOfKind(database, riskRule.name)).map(({ id, document }) => ({ id, document: document as RiskRule['document'] }));
}

export async function readWaivers(database: Database, deploymentId: string): Promise<Waiver[]> {
  return (await recordsLinking(database, waiver.name, 'deployment', [deploymentId])).map(({ id, document }) => ({ id, document: document as Waiver['document'] }));
}

/** The day of the publication, by the clock of the database, which is the one that dates the version. */
async function readToday(database: Database): Promise<string> {
  const { rows } = await sql<{ today: string }>`select to_char(now() at time zone coalesce((select configuration ->> 'timezone' from deployment), 'UTC'), 'YYYY-MM-DD') as today`.execute(database);
  return rows[0]?.today ?? '';
}

