/** Reads what the pages of the register need. */
import { type RawBuilder, sql } from 'kysely';
import type { DocumentOf, Kind } from '#core/kinds/kind.ts';
import { present } from '#core/kinds/values.ts';
import { isId } from '#core/records/id.ts';
import { type PublicRecord, recordsById, recordsOfKind, recordsWithFacet } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { answersOf, type Duty, type DutyAnswer, type Tranche, type Waiver } from './duties.ts';
import { readRules, readWaivers } from './gate.ts';
import { type Deployment, deployment } from './kinds/deployment.ts';
import { duty } from './kinds/duty.ts';
import type { product } from './kinds/product.ts';
import { tranche } from './kinds/tranche.ts';
import type { RiskClass } from './kinds/vocabulary.ts';
import { disagreement, type Risk, type RiskRule, riskOf } from './risk.ts';

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
    id === undefined ? undefined : readWaivers(database, [id]),
    recordsById(database, ids(document.institution)),
    recordsById(database, ids(document.product)),
  ]);
  const own = (id !== undefined && waivers?.get(id)) || [];
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
    waivers: own,
  });
  return { risk, answers, rules, waivers: own };
}

function ids(reference: unknown): string[] {
  return typeof reference === 'string' ? [reference] : [];
}

/** Uses of one product: so many of them as a page names, how many there are, and what bodies say of them all. */
export interface ProductUses {
  readonly listed: readonly AssessedDeployment[];
  readonly all: number;
  /** Where bodies disagree: how many uses are of each class. */
  readonly disagreement: ReadonlyMap<RiskClass, number>;
}

/** A page names so many; the list behind it has them all. */
const MOST_USES = 50;

/** A product may have thousands of uses: the classes of all are read off the search rows. */
export async function usesOfProduct(database: Database, productId: string, today: string): Promise<ProductUses> {
  const facet = `product:${productId}`;
  const [records, rules, { rows }] = await Promise.all([
    recordsWithFacet(database, deployment.name, facet, MOST_USES),
    readRules(database),
    sql<{ risk: RiskClass | 'unknown'; institution: string; uses: number }>`
      select ${valueOf('risk')} as risk, ${valueOf('institution')} as institution, count(*) as uses
      from search_entry where kind = ${deployment.name} and facets @> ${[facet]}::text[] group by 1, 2`.execute(database),
  ]);
  const judged = rows.map(({ risk, institution, uses }) => ({ uses, risk: { riskClass: risk === 'unknown' ? undefined : risk }, document: { institution: isId(institution) ? institution : { absent: 'unknown' as const } } }));
  return {
    listed: records.map((record) => ({ ...as<typeof deployment>(record), risk: riskOf(record.document as Deployment, rules, today) })),
    all: sumOf(rows),
    disagreement: new Map([...disagreement(judged)].map(([riskClass, list]) => [riskClass, sumOf(list)])),
  };
}

/** The value of a facet of which a row has one. */
function valueOf(facet: string): RawBuilder<string> {
  return sql`(select split_part(facet, ':', 2) from unnest(facets) as facet where facet like ${`${facet}:%`} limit 1)`;
}

function sumOf(list: readonly { readonly uses: number }[]): number {
  return list.reduce((total, { uses }) => total + uses, 0);
}
