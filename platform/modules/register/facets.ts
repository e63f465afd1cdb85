/**
 * What lists of deployments are narrowed by though no document says it: the class of risk, what the law still asks, the supplier
 * of the product, the type of the body, the region, whether the record is stale. And what the pages of figures count.
 */
import type { Computable, Compute, Computed, ComputedFacets } from '#core/kinds/computed-facets.ts';
import { isAbsence, present } from '#core/kinds/values.ts';
import { type PublicRecord, recordsById } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { answersOf, isSaid, WORST_STATES, worstOf } from './duties.ts';
import { freshnessOf } from './freshness.ts';
import { readWaivers } from './gate.ts';
import type { Deployment } from './kinds/deployment.ts';
import { CORE_ITEMS, RISK_CLASSES } from './kinds/vocabulary.ts';
import { readLaw } from './queries.ts';
import { readRegions, regionsOf } from './regions.ts';
import { riskOf } from './risk.ts';

export const deploymentFacets: ComputedFacets = {
  messages: 'register.facets',
  facets: [
    { name: 'risk', codes: [...RISK_CLASSES, 'unknown'] },
    { name: 'duty', codes: WORST_STATES },
    { name: 'bodyType', codes: [] },
    { name: 'region', codes: ['national', 'elsewhere'] },
    { name: 'supplier', codes: [] },
    { name: 'freshness', codes: ['fresh', 'review_due', 'never_confirmed'] },
  ],
  first: ['risk', 'duty', 'status', 'sector', 'bodyType', 'region', 'personalData', 'affectedGroups', 'institution', 'supplier', 'freshness', 'claimedByBody'],
  version: 1,
  dependsOn: {
    product: { linkedBy: 'product' },
    institution: { linkedBy: 'institution' },
    waiver: { names: 'deployment' },
    'risk-rule': 'all',
    duty: 'all',
    tranche: 'all',
    territory: 'all',
  },
  prepare,
};

async function prepare(database: Database, today: string): Promise<Compute> {
  const [{ rules, duties, tranches }, regions] = await Promise.all([readLaw(database), readRegions(database)]);
  return async (records) => {
    const documents = records.map(({ document }) => document as Deployment);
    const [products, institutions, waivers] = await Promise.all([
      byId(database, documents.map(({ product }) => product)),
      byId(database, documents.map(({ institution }) => institution)),
      readWaivers(database, records.map(({ id }) => id)),
    ]);
    const computedOf = ({ id, document }: Computable): Computed => {
      const deployment = document as Deployment;
      const product = typeof deployment.product === 'string' ? products.get(deployment.product) : undefined;
      const body = typeof deployment.institution === 'string' ? institutions.get(deployment.institution) : undefined;
      const { riskClass = 'unknown', ...risk } = riskOf(deployment, rules, today);
      const type = body?.document['type'];
      const answers = answersOf(duties, {
        today,
        deployment,
        riskClass: risk.fired?.rule.document.riskClass,
        offTheShelf: present<boolean>(product?.document['offTheShelf'] as boolean | undefined),
        institution: body?.id,
        institutionType: typeof type === 'string' ? type : undefined,
        tranches,
        waivers: waivers.get(id) ?? [],
      });
      const bodyType = throughLink(deployment.institution, type);
      return {
        facets: [
          `risk:${riskClass}`,
          `duty:${worstOf(answers)}`,
          `bodyType:${bodyType}`,
          ...regionsOf(deployment, regions).map((region) => `region:${region}`),
          `supplier:${throughLink(deployment.product, product?.document['supplier'])}`,
          `freshness:${freshnessOf(deployment, today).state}`,
        ],
        tallies: [
          `riskOfBodyType:${riskClass}:${bodyType}`,
          ...CORE_ITEMS.filter((item) => isSaid(deployment, item)).map((item) => `stated:${item}`),
          ...(deployment.claimedByBody && typeof deployment.institution === 'string' ? [`filedBy:${deployment.institution}`] : []),
        ],
      };
    };
    return new Map(records.map((record) => [record.id, computedOf(record)]));
  };
}

/** A value of a record that a field names: the reason why there is none, be it of the link or of the value; unknown where the record is gone. */
function throughLink(link: unknown, value: unknown): string {
  if (isAbsence(link)) return link.absent;
  if (isAbsence(value)) return value.absent;
  return typeof value === 'string' ? value : 'unknown';
}

async function byId(database: Database, references: readonly unknown[]): Promise<Map<string, PublicRecord>> {
  const ids = new Set(references.filter((one) => typeof one === 'string'));
  return new Map((await recordsById(database, [...ids])).map((record) => [record.id, record]));
}
