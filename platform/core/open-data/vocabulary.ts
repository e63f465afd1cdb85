/** The words of our JSON-LD: addresses of our own terms, and those of others where they mean exactly the same. */
import type { Kind } from '../kinds/kind.ts';

/** Prefixes of other vocabularies. Each term that is used of them is used for what its definition says, no more. */
export const PREFIXES = {
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dct: 'http://purl.org/dc/terms/',
  dcat: 'http://www.w3.org/ns/dcat#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  org: 'http://www.w3.org/ns/org#',
} as const;

/** A term that every kind shares: `https://…/terms#absent`. It leads to the page that explains it. */
export function sharedTerm(origin: string, name: string): string {
  return `${origin}/terms#${name}`;
}

/** A kind, or one of its fields: `https://…/terms/action#milestones.dueOn`. It leads to the documentation of the field. */
export function kindTerm(origin: string, { name }: Kind, field?: string): string {
  return `${origin}/terms/${name}${field === undefined ? '' : `#${field}`}`;
}

/** What a record is about, by its permanent address. */
export function thingAddress(origin: string, id: string): string {
  return `${origin}/id/${id}`;
}

export function contextAddress(origin: string, { name }: Kind): string {
  return `${origin}/contexts/${name}.jsonld`;
}

/** XML Schema has a type for each precision of a date: nobody takes `2021` for the first of January. */
export function dateType(date: string): 'xsd:gYear' | 'xsd:gYearMonth' | 'xsd:date' {
  return date.length === 4 ? 'xsd:gYear' : date.length === 7 ? 'xsd:gYearMonth' : 'xsd:date';
}
