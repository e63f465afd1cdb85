/**
 * Entries of the log: canonical JSON in the profile of the ledger, below 4 KB. They say that something happened and what its
 * bytes hash to; never who did it, and of internal and personal fields nothing but salted commitments (RFC 9901 §4.2).
 */
import type { Document } from '#core/kinds/kind.ts';
import { canonicalJson, disclosureDigest, encodeDisclosure, type Json, type JsonObject, LEDGER, type SaltSource } from '@yupana/ledger';
import { canonicalDocument, digestOf } from './document.ts';

/** The largest entry: small enough that a bundle of 256 is a megabyte. */
export const MOST_ENTRY_BYTES = 4096;
/** More digests of evidence than this are told by one digest over their list. */
const MOST_BLOBS = 16;

/** On which side of the house whoever published stands. Never a name. */
export type Role = 'pack' | 'body' | 'office' | 'system';

/** The entry before this one of the same record. */
export interface Previous {
  readonly index: number;
  /** Of its leaf, in hexadecimal. */
  readonly leaf: string;
  /** The number of the last version that the log tells of; null where it tells of none. */
  readonly version: number | null;
}

export interface LoggedVersion {
  readonly recordId: string;
  readonly kind: string;
  readonly version: number;
  readonly act: 'publication' | 'withdrawal';
  readonly schemaVersion: number;
  readonly role: Role;
  readonly publishedAt: Date;
  /** The public document; null for a withdrawal. */
  readonly document: Document | null;
  readonly note: Readonly<Record<string, unknown>> | null;
  /** The internal and personal fields, each with its value. */
  readonly restricted: Document;
}

export interface SealedEntry {
  readonly bytes: Uint8Array;
  /** By field: what opens its commitment. To be kept apart, and destroyed when the value is erased. */
  readonly disclosures: ReadonlyMap<string, string>;
}

/** The entry of a publication or withdrawal. @param nextSalt at least 16 random bytes, never the same twice. */
export function versionEntry(version: LoggedVersion, previous: Previous | undefined, nextSalt: SaltSource): SealedEntry {
  const disclosures = new Map(Object.entries(version.restricted).map(([field, value]) => [field, encodeDisclosure(nextSalt(), field, value as Json)]));
  const { document, note } = version;
  const entry: JsonObject = {
    v: 1,
    type: version.act,
    id: version.recordId,
    kind: version.kind,
    version: version.version,
    at: moment(version.publishedAt),
    role: version.role,
    ...previousPart(previous),
    ...(isAgain(version, previous) && { again: true }),
    ...(document && { schema: { id: version.kind, version: version.schemaVersion }, sha256: digestOf(canonicalDocument(document)) }),
    ...(note && { note: digestOf(canonicalDocument(note)) }),
    ...(disclosures.size > 0 && { commit: Object.fromEntries([...disclosures].map(([field, disclosure]) => [`/${field}`, disclosureDigest(disclosure)])) }),
    ...(document && blobPart(document)),
  };
  return { bytes: sealed(entry), disclosures };
}

/** An erasure: which fields of which versions, by which article, how many values; never a value. */
export interface Redaction {
  readonly recordId: string;
  readonly kind: string;
  readonly fields: readonly string[];
  /** The first and the last version that were gone through. */
  readonly versions: { readonly from: number; readonly to: number };
  readonly article: string;
  readonly count: number;
}

export function redactionEntry(redaction: Redaction, at: Date, previous: Previous | undefined): Uint8Array {
  const { recordId, kind, fields, versions, article, count } = redaction;
  return sealed({ v: 1, type: 'redaction', id: recordId, kind, versions: { from: versions.from, to: versions.to }, fields, article, count, at: moment(at), role: 'office', ...previousPart(previous) });
}

/** A new key of the log, which the key before it has signed; without a signature where that one was lost. */
export interface KeyChange {
  /** The verifier key from now on. */
  readonly key: string;
  readonly previousKey: string;
  /** A signed note by the previous key: see keys.ts. */
  readonly statement?: string;
}

export function keyEntry({ key, previousKey, statement }: KeyChange, at: Date): Uint8Array {
  return sealed({ v: 1, type: 'key', key, previousKey, ...(statement === undefined ? { lost: true } : { statement }), at: moment(at), role: 'system' });
}

/** The database forgot versions that the log had told of (a restored backup), and gives their numbers a second time. */
const isAgain = ({ version }: LoggedVersion, previous: Previous | undefined): boolean => previous !== undefined && previous.version !== null && version <= previous.version;

function sealed(entry: JsonObject): Uint8Array {
  const bytes = canonicalJson(entry, LEDGER);
  if (bytes.length >= MOST_ENTRY_BYTES) throw new RangeError(`an entry of ${bytes.length} bytes; ${MOST_ENTRY_BYTES} are too many`);
  return bytes;
}

const moment = (at: Date): string => at.toISOString();

const previousPart = (previous: Previous | undefined): JsonObject => (previous ? { prev: { index: previous.index, leaf: previous.leaf } } : {});

/** SHA-256 digests of the pieces of evidence that the document names, so that a file found elsewhere can be matched. */
function blobPart(document: Document): JsonObject {
  const evidence = Array.isArray(document['evidence']) ? (document['evidence'] as readonly { readonly sha256?: unknown }[]) : [];
  const blobs = [...new Set(evidence.flatMap(({ sha256 }) => (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? [sha256] : [])))].toSorted();
  if (blobs.length === 0) return {};
  return blobs.length <= MOST_BLOBS ? { blobs } : { blobs: { count: blobs.length, sha256: digestOf(canonicalJson(blobs)) } };
}
