/**
 * The gate before publication: a deployment that is in use and of high risk is not public without the seven core items, unless a
 * public waiver stands in the place of one that is missing; and such a waiver stays as long as it is needed. Both belong to the
 * kinds (KindSet), so form, pack and command line all meet them.
 */
import { type Fault, fault } from '#core/kinds/faults.ts';
import type { Change, Gate } from '#core/kinds/kind.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { inChunks } from '#core/records/chunks.ts';
import type { Database } from '#core/storage/database.ts';
import { databaseToday, recordsById, recordsLinking, recordsOfKind } from '#core/records/read.ts';
import { isSaid, standingWaiver, type Waiver } from './duties.ts';
import type { Deployment } from './kinds/deployment.ts';
import { riskRule } from './kinds/risk-rule.ts';
import { CORE_ITEMS, RUNNING } from './kinds/vocabulary.ts';
import { waiver } from './kinds/waiver.ts';
import { type AskedRule, type RiskRule, riskOf } from './risk.ts';

export const deploymentGate: Gate = async (transaction, changes) => {
  const [rules, waivers, today] = await Promise.all([readRules(transaction), readWaivers(transaction, changes.map(({ id }) => id)), databaseToday(transaction)]);
  return new Map(changes.flatMap(({ id, document }) => (document ? [[id, faultsAtGate(document as Deployment, rules, waivers.get(id) ?? [], today)] as const] : [])));
};

/**
 * A waiver that a public deployment still needs cannot be withdrawn, nor changed so that it no longer stands: what keeps a
 * deployment from being public is asked again for each that loses a waiver.
 */
export const waiverGate: Gate = async (transaction, changes) => {
  const before = changes.flatMap(({ id, former }) => (former ? [{ id, document: former as Waiver['document'] }] : []));
  const needing = await recordsById(transaction, [...new Set(before.map(({ document }) => document.deployment))]);
  if (needing.length === 0) return new Map();
  const [rules, waivers, today] = await Promise.all([readRules(transaction), readWaivers(transaction, needing.map(({ id }) => id)), databaseToday(transaction)]);
  const changed = new Map(changes.map((change) => [change.id, change]));
  const faults = needing.flatMap(({ id, document }) => {
    const now = waivers.get(id) ?? [];
    const once = [...now.filter((one) => !changed.has(one.id)), ...before.filter((one) => one.document.deployment === id)];
    const missing = (standing: readonly Waiver[]): string[] => faultsAtGate(document as Deployment, rules, standing, today).filter(({ code }) => code === 'core_item_missing').map(({ path }) => path);
    // What was missing before is not the fault of this change: the waiver had expired.
    const lost = new Set(missing(now)).difference(new Set(missing(once)));
    return before.filter((one) => one.document.deployment === id && lost.has(one.document.item)).map((one): [string, Fault[]] => [one.id, [fault(changedPart(changed.get(one.id)), 'waiver_still_needed', { deployment: id, item: one.document.item })]]);
  });
  return new Map(faults);
};

/** Where a form shows that the waiver may not be changed so; empty for a withdrawal. */
function changedPart(change: Change | undefined): string {
  const { former, document } = change ?? {};
  return ['deployment', 'item', 'signedOn', 'expiresOn'].find((field) => document && former?.[field] !== document[field]) ?? '';
}

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
  return CORE_ITEMS.filter((item) => !isSaid(deployment, item) && !standingWaiver(waivers, item, today)).map((item) => fault(item, 'core_item_missing', { rule: fired?.rule.document.code ?? '' }));
}

/** What the rule that could not be answered asks and the record leaves open. */
function openFaults({ conditions }: AskedRule): Fault[] {
  return conditions.filter(({ answer }) => answer === 'unknown').map(({ field }) => fault(field, 'required'));
}

export async function readRules(database: Database): Promise<RiskRule[]> {
  return (await recordsOfKind(database, riskRule.name)).map(({ id, document }) => ({ id, document: document as RiskRule['document'] }));
}

/** The waivers of each of some deployments. */
export async function readWaivers(database: Database, deploymentIds: readonly string[]): Promise<Map<string, Waiver[]>> {
  const waivers: Waiver[] = [];
  for (const chunk of inChunks(deploymentIds)) waivers.push(...(await recordsLinking(database, waiver.name, 'deployment', chunk)).map(({ id, document }) => ({ id, document: document as Waiver['document'] })));
  return Map.groupBy(waivers, ({ document }) => document.deployment);
}
