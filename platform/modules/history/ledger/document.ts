/** The public document of a version as bytes that everybody computes alike: what the digest in its entry is over. */
import { createHash } from 'node:crypto';
import type { Document } from '#core/kinds/kind.ts';
import { canonicalJson, type Json } from '@yupana/ledger';

/** RFC 8785. Publication lets only in what satisfies the narrower profile of the ledger, which has the same bytes. */
export function canonicalDocument(document: Document | Readonly<Record<string, unknown>>): Uint8Array {
  return canonicalJson(document as Json);
}

/** SHA-256 in hexadecimal, as `sha256sum` prints it. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
