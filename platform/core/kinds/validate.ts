/** Is this a document of this kind? */
import { canonicalJson, type Json, LEDGER, Malformed, RFC8785 } from '@yupana/ledger';
import { fault, type Fault, faultsOf, valueAt } from './faults.ts';
import { metaAt } from './content.ts';
import type { Document, Kind } from './kind.ts';

export type Validation = { readonly document: Document; readonly faults?: never } | { readonly faults: readonly Fault[]; readonly document?: never };

/**
 * Checks a document against the schema and the rules of its kind.
 * @returns the document as it will be kept (texts in NFC and trimmed), or every fault found.
 */
export function validate(kind: Kind, candidate: unknown): Validation {
  const parsed = kind.schema.safeParse(candidate);
  if (!parsed.success) return { faults: faultsOf(parsed.error.issues, candidate) };
  const document: Document = parsed.data;
  const faults = [...kind.rules(document), ...faultsOfEvidence(kind, document), ...faultsOfProfile(document)];
  return faults.length > 0 ? { faults } : { document };
}

/** Evidence must stand behind a field that is there: not behind one language of it, nor the currency of an amount. */
function faultsOfEvidence(kind: Kind, document: Document): Fault[] {
  const evidence = (document['evidence'] ?? []) as readonly { readonly field: string }[];
  return evidence.flatMap(({ field }, index) =>
    metaAt(kind, field) === undefined || valueAt(document, field.split('.')) === undefined ? [fault(`evidence.${index}.field`, 'evidence_without_field', { field })] : [],
  );
}

/** What is published is hashed for the public log: two readers must never differ over its bytes. The size is the kind's affair. */
const PROFILE = { ...LEDGER, maxBytes: RFC8785.maxBytes };

function faultsOfProfile(document: Document): Fault[] {
  try {
    // As it is written to the database: what is undefined is not there.
    canonicalJson(JSON.parse(JSON.stringify(document)) as Json, PROFILE);
    return [];
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const [, path = ''] = /, at \$\.?(.*)$/.exec(error.message) ?? [];
    return [fault(path.replaceAll(/\[(\d+)\]/g, '.$1'), 'forbidden_character')];
  }
}
