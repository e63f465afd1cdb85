/** What a supplier's page counts, counted by the database. */
import { sql } from 'kysely';
import type { Database } from '#core/storage/database.ts';
import { contract } from './kinds/contract.ts';
import { deployment } from './kinds/deployment.ts';

export interface User {
  readonly institution: string;
  readonly systems: number;
}

/** The bodies that use products of a supplier, those with the most systems first. */
export async function usersOfSupplier(database: Database, supplierId: string, most: number): Promise<User[]> {
  const { rows } = await sql<User>`
    select link.to_id as institution, count(distinct link.from_id) as systems
    from search_entry join link on link.from_id = search_entry.record_id and link.field = 'institution'
    where search_entry.kind = ${deployment.name} and search_entry.facets @> ${[`supplier:${supplierId}`]}::text[]
    group by link.to_id order by systems desc, link.to_id limit ${most}`.execute(database);
  return rows;
}

export interface Amounts {
  readonly all: number;
  /** How many of them state an amount. */
  readonly stated: number;
  /** One for each currency, exact: decimals are never made into floating point. */
  readonly sums: readonly { readonly amount: string; readonly currency: string }[];
}

/** The contracts of a supplier and what they are worth, by currency. */
export async function amountsOf(database: Database, supplierId: string): Promise<Amounts> {
  const { rows } = await sql<{ currency: string | null; contracts: number; amount: string | null }>`
    select document -> 'amount' ->> 'currency' as currency, count(*) as contracts, sum((document -> 'amount' ->> 'amount')::numeric)::text as amount
    from search_entry join record on record.id = search_entry.record_id join version on version.record_id = record.id and version.number = record.version
    where search_entry.kind = ${contract.name} and search_entry.facets @> ${[`supplier:${supplierId}`]}::text[]
    group by currency order by currency`.execute(database);
  const sums = rows.flatMap(({ currency, amount }) => (currency !== null && amount !== null ? [{ currency, amount }] : []));
  const contracts = (of: typeof rows): number => of.reduce((sum, one) => sum + one.contracts, 0);
  return { all: contracts(rows), stated: contracts(rows.filter(({ currency }) => currency !== null)), sums };
}
