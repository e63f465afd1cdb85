/**
 * Facets that no document holds, because they follow from several records and from the day: a class of risk, a duty that is
 * due. A module declares them beside its gates; core/search/computed-facets.ts keeps them true.
 */
import type { Database } from '../storage/database.ts';
import type { Document } from './kind.ts';

export interface ComputedFacet {
  readonly name: string;
  /** The codes it may take, each with a message `<messages>.<name>.values.<code>`; beside them ids of records and special values. */
  readonly codes: readonly string[];
}

/** What a record is found and counted by beside the facets of its own document, as `risk:high`. */
export interface Computed {
  readonly facets: readonly string[];
  /** Counted for pages of figures; neither listed nor searched. */
  readonly tallies: readonly string[];
}

export interface Computable {
  readonly id: string;
  readonly document: Document;
}

/** Computes for some records at a time. */
export type Compute = (records: readonly Computable[]) => Promise<ReadonlyMap<string, Computed>>;

/**
 * Which records hang on one that changed: all of them; those that link to it by a field; or those that it names in a field,
 * before the change or after.
 */
export type Dependence = 'all' | { readonly linkedBy: string } | { readonly names: string };

export interface ComputedFacets {
  /** Where the texts are: `register.facets` for `register.facets.risk.label`, `.help`, `.values.high`. */
  readonly messages: string;
  readonly facets: readonly ComputedFacet[];
  /** Names of facets, computed or of fields, that lists show first, in this order. */
  readonly first: readonly string[];
  /** Raised when the same records give other facets than before: all are then made anew. */
  readonly version: number;
  /** By the kind of what changed. A record always hangs on itself. */
  readonly dependsOn: Readonly<Record<string, Dependence>>;
  /** Reads what all records have in common once. */
  prepare(database: Database, today: string): Promise<Compute>;
}
