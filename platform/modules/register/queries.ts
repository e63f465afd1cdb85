/** Reads what the pages of the register need. */
import type { DocumentOf, Kind } from '#core/kinds/kind.ts';
import { isAbsence, lastDay, present } from '#core/kinds/values.ts';
import { type PublicRecord, recordsById, recordsLinking, recordsOfKind } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import type { Body, BodyFacts } from './bodies.ts';
import { answersOf, type Duty, type DutyAnswer, type Tranche, type Waiver } from './duties.ts';
import { readRules, readWaivers } from './gate.ts';
import { declaration } from './kinds/declaration.ts';
import { type Deployment, deployment } from './kinds/deployment.ts';
import { duty } from './kinds/duty.ts';
import type { product } from './kinds/product.ts';
import { tranche } from './kinds/tranche.ts';
import { type Risk, type RiskRule, riskOf } from './risk.ts';

export interface Of<K extends Kind> {
  readonly id: string;
  readonly record: PublicRecord;
  readonly document: DocumentOf<K>;
}

/** What is in the database was valid under its kind when it was published. */
export function as<K extends Kind>(record: PublicRecord): Of<K> {
  return { id: record.id, record, document: record.document as DocumentOf<K> };
}

export interface AssessedDeployment extends Of<typeof deployment> {
  readonly risk: Risk;
}

export async function readLaw(database: Database): Promise<{ rules: RiskRule[]; duties: Duty[]; tranches: Map<string, Tranche> }> {
  const [rules, duties, tranches] = await Promise.all([readRules(database), recordsOfKind(database, duty.name), recordsOfKind(database, tranche.name)]);
  return {
    rules,
    duties: duties.map((record) => as<typeof duty>(record)).toSorted((a, b) => (a.document.code < b.document.code ? -1 : 1)),
    tranches: new Map(tranches.map((record) => [record.id, as<typeof tranche>(record)])),
  };
}

/** What the law asks of a deployment today, and the class of risk that it gives it. */
export async function readAnswers(database: Database, record: PublicRecord, today: string): Promise<{ risk: Risk; answers: DutyAnswer[] }> {
  return readDraftAnswers(database, record.document as Deployment, record.id, today);
}

/** The same of a document that is not public yet. @param id undefined where no waiver can name it. */
export async function readDraftAnswers(database: Database, document: Deployment, id: string | undefined, today: string): Promise<{ risk: Risk; answers: DutyAnswer[]; rules: RiskRule[]; waivers: Waiver[] }> {
  const [{ rules, duties, tranches }, waivers, institution, ofProduct] = await Promise.all([
    readLaw(database),
    id === undefined ? [] : readWaivers(database, id),
    recordsById(database, ids(document.institution)),
    recordsById(database, ids(document.product)),
  ]);
  const risk = riskOf(document, rules, today);
  const [body] = institution;
  const [productRecord] = ofProduct.map((one) => as<typeof product>(one));
  const answers = answersOf(duties, {
    today,
    deployment: document,
    riskClass: risk.riskClass,
    offTheShelf: present<boolean>(productRecord?.document.offTheShelf),
    institution: body?.id,
    institutionType: typeof body?.document['type'] === 'string' ? body.document['type'] : undefined,
    tranches,
    waivers,
  });
  return { risk, answers, rules, waivers };
}

function ids(reference: unknown): string[] {
  return typeof reference === 'string' ? [reference] : [];
}

/** The deployments of a product with the class of risk of each. */
export async function deploymentsOfProduct(database: Database, productId: string, today: string): Promise<AssessedDeployment[]> {
  const [records, rules] = await Promise.all([recordsLinking(database, deployment.name, 'product', [productId]), readRules(database)]);
  return records.map((record) => ({ ...as<typeof deployment>(record), risk: riskOf(record.document as Deployment, rules, today) }));
}

/** Every deployment with its class of risk. */
export async function allDeployments(database: Database, today: string): Promise<AssessedDeployment[]> {
  const [records, rules] = await Promise.all([recordsOfKind(database, deployment.name), readRules(database)]);
  return records.map((record) => ({ ...as<typeof deployment>(record), risk: riskOf(record.document as Deployment, rules, today) }));
}

/** The public bodies of the directory, and what each has filed or declared. Kinds of other modules are read by name. */
export async function readBodies(database: Database, today: string): Promise<{ bodies: (Body & { readonly record: PublicRecord })[]; types: Map<string, PublicRecord>; facts: BodyFacts }> {
  const [institutions, types, deployments, declarations, tranches] = await Promise.all([
    recordsOfKind(database, 'institution'),
    recordsOfKind(database, 'institution-type'),
    recordsOfKind(database, deployment.name),
    recordsOfKind(database, declaration.name),
    recordsOfKind(database, tranche.name),
  ]);
  const publicTypes = new Map(types.filter(({ document }) => document['publicBody'] === true).map((type) => [type.id, type]));
  const bodies = institutions.flatMap((record) => {
    const type = record.document['type'];
    const until = record.document['existsUntil'];
    const gone = typeof until === 'string' && lastDay(until) < today;
    return typeof type === 'string' && publicTypes.has(type) && !gone ? [{ id: record.id, type, record }] : [];
  });
  const filed = new Map<string, number>();
  for (const { document } of deployments.map((record) => as<typeof deployment>(record))) {
    const { institution, claimedByBody } = document;
    if (claimedByBody && !isAbsence(institution)) filed.set(institution, (filed.get(institution) ?? 0) + 1);
  }
  const oldestFirst = declarations.map((record) => as<typeof declaration>(record)).toSorted((a, b) => (a.document.date < b.document.date ? -1 : 1));
  const declared = new Map(oldestFirst.map(({ document }) => [document.institution, document.says]));
  return { bodies, types: publicTypes, facts: { today, tranches: tranches.map((record) => as<typeof tranche>(record)), filed, declared } };
}
