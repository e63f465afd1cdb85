/**
 * Entries as the platform logs them: canonical JSON, of which a reader outside needs only what places an entry in the
 * chain of its record. Members that are not known are left alone: they belong to later versions of the form.
 */
import { type Json, type JsonObject, LEDGER, Malformed, parseCanonicalJson } from '@yupana/ledger';

export interface LogEntry {
  readonly type: string;
  /** Undefined for what the log says of itself, such as a key. */
  readonly record: string | undefined;
  readonly kind: string | undefined;
  /** Of a publication or withdrawal. */
  readonly version: number | undefined;
  readonly previous: { readonly index: number; readonly leaf: string } | undefined;
  readonly at: string | undefined;
  readonly role: string | undefined;
  /** SHA-256 of the canonical public document, in hexadecimal. */
  readonly sha256: string | undefined;
  /** All of it. */
  readonly members: JsonObject;
}

/** Throws `Malformed` where the bytes are not canonical or not an entry. */
export function readEntry(bytes: Uint8Array): LogEntry {
  const value = canonicalValue(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed('entry', 'no JSON object');
  const members = value as JsonObject;
  const type = textOf(members, 'type');
  if (type === undefined) throw new Malformed('entry', 'no type');
  return {
    type,
    record: textOf(members, 'id'),
    kind: textOf(members, 'kind'),
    version: placeOf(members, 'version'),
    previous: previousOf(members['prev']),
    at: textOf(members, 'at'),
    role: textOf(members, 'role'),
    sha256: textOf(members, 'sha256'),
    members,
  };
}

function textOf(members: JsonObject, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Malformed('entry', `"${name}" is no text`);
}

function placeOf(members: JsonObject, name: string): number | undefined {
  const value = members[name];
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
  throw new Malformed('entry', `"${name}" is no number`);
}

function previousOf(value: Json | undefined): LogEntry['previous'] {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && 'index' in value && 'leaf' in value && typeof value.index === 'number' && typeof value.leaf === 'string') return { index: value.index, leaf: value.leaf };
  throw new Malformed('entry', '"prev" has no index and leaf');
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value of canonical bytes. The engine's parser judges; what can be proved canonical by the runtime's own JSON, ten
 * times faster, does not reach it. Whatever this cannot prove, the parser decides.
 */
function canonicalValue(bytes: Uint8Array): Json {
  return provenCanonical(bytes) ?? parseCanonicalJson(bytes, LEDGER);
}

/** Undefined where it is not proved. */
export function provenCanonical(bytes: Uint8Array): Json | undefined {
  if (bytes.length > LEDGER.maxBytes) return undefined;
  try {
    const text = DECODER.decode(bytes);
    const value = JSON.parse(text) as Json;
    // Written again it is the same: no other spelling, no key twice, no spaces. What is left is order, numbers and texts.
    if (JSON.stringify(value) !== text || !isOrdered(value, 0) || /\\ud[89a-f]/.test(text)) return undefined;
    // A part of a text in NFC is in NFC, so the whole may stand for its strings.
    const plain = bytes.length === text.length; // ASCII
    return plain || LEDGER.refusedText(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOrdered(value: Json, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= LEDGER.maxDepth) return false;
  if (Array.isArray(value)) return value.every((item: Json) => isOrdered(item, depth + 1));
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if (before !== undefined && key <= before) return false;
    if (!isOrdered((value as JsonObject)[key] ?? null, depth + 1)) return false;
    before = key;
  }
  return true;
}
