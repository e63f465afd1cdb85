/**
 * Documents with some fields committed instead of shown (RFC 9901 §4.2, §7.1). What is published never changes: showing a
 * field is handing out its disclosure, erasing it is destroying the disclosure. Every proof over the document stays valid.
 */
import { isObject, type Json, type JsonObject } from '../json/value.ts';
import { type JsonProfile, RFC8785 } from '../json/profile.ts';
import { Malformed, Unverified } from '../malformed.ts';
import { decoyDigest, disclosureDigest, encodeDisclosure, parseDisclosure, RESERVED_NAMES } from './disclosure.ts';

/** What must be kept apart from the document, and erased where the law asks for it. */
export interface CommittedField {
  /** JSON pointer (RFC 6901) into the document as it was. */
  readonly pointer: string;
  readonly disclosure: string;
}

export interface CommittedDocument {
  /** May be published. */
  readonly document: JsonObject;
  readonly fields: readonly CommittedField[];
}

/** Random bytes that no call gives twice; at least 16 each. The randomness is the caller's. */
export type SaltSource = () => Uint8Array;

export interface CommitOptions {
  /** Digests that stand for nothing, added to each published object that has a committed field. */
  readonly decoys?: number;
  readonly profile?: JsonProfile;
}

/** Replaces the fields at the pointers by digests. A field inside a committed field may be committed too. */
export function commitFields(document: JsonObject, pointers: readonly string[], nextSalt: SaltSource, { decoys = 0, profile = RFC8785 }: CommitOptions = {}): CommittedDocument {
  refuseReservedNames(document);
  const paths = [...new Set(pointers)].map((pointer) => ({ pointer, path: pointerTokens(pointer) }));
  const salt = unrepeated(nextSalt);
  const fields: CommittedField[] = [];
  let whole: Json = document;
  // What lies deepest first: an outer disclosure then holds the digest of the inner one.
  for (const { pointer, path } of paths.toSorted((a, b) => b.path.length - a.path.length)) {
    const name = path.at(-1) ?? '';
    whole = changedAt(whole, path.slice(0, -1), pointer, (parent) => {
      const value = childOf(parent, name, pointer);
      const disclosure = encodeDisclosure(salt(), Array.isArray(parent) ? undefined : name, value, profile);
      fields.push({ pointer, disclosure });
      return withDigest(parent, name, disclosureDigest(disclosure));
    });
  }
  const filled = decoys === 0 ? whole : withDecoys(whole, () => Array.from({ length: decoys }, () => decoyDigest(salt())));
  return { document: { ...(filled as JsonObject), _sd_alg: 'sha-256' }, fields: fields.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1)) };
}

export interface DisclosedDocument {
  readonly document: JsonObject;
  /** Digests without a disclosure: fields kept back or erased, and decoys. Nobody can tell which. */
  readonly hidden: number;
}

/**
 * The document with the fields whose disclosures are given. Throws `Malformed`, or `Unverified` where a disclosure does
 * not belong to the document (changed salt, name or value; another document's; given twice).
 */
export function discloseFields(document: JsonObject, disclosures: readonly string[]): DisclosedDocument {
  const algorithm = document['_sd_alg'] ?? 'sha-256';
  if (algorithm !== 'sha-256') throw new Malformed('committed document', 'digests by another algorithm than SHA-256');
  const { _sd_alg: _, ...rest } = document;
  const disclosing = new Disclosing(disclosures);
  return { document: disclosing.object(rest), hidden: disclosing.finish() };
}

/** The fields that are left when one is erased, and what lies within it. The caller destroys the others, in backups too. */
export function eraseField(fields: readonly CommittedField[], pointer: string): CommittedField[] {
  return fields.filter((field) => field.pointer !== pointer && !field.pointer.startsWith(`${pointer}/`));
}

class Disclosing {
  readonly #byDigest: ReadonlyMap<string, string>;
  readonly #seen = new Set<string>();
  #used = 0;
  /** Disclosures may lie within each other; no stack is deep enough for all that can be sent. */
  #depth = 0;

  constructor(disclosures: readonly string[]) {
    this.#byDigest = new Map(disclosures.map((disclosure) => [disclosureDigest(disclosure), disclosure]));
    if (this.#byDigest.size !== disclosures.length) throw new Unverified('a disclosure that is given twice');
  }

  /** How many digests stay closed. */
  finish(): number {
    if (this.#used !== this.#byDigest.size) throw new Unverified('a disclosure that does not belong to this document');
    return this.#seen.size - this.#used;
  }

  object(object: JsonObject): JsonObject {
    const { _sd: digests = [], ...shown } = object;
    const result: Record<string, Json> = Object.create(null) as Record<string, Json>;
    for (const [key, value] of Object.entries(shown)) {
      if (RESERVED_NAMES.has(key)) throw new Malformed('committed document', `a field named ${key}`);
      result[key] = this.#value(value);
    }
    if (!Array.isArray(digests)) throw new Malformed('committed document', '_sd is no list');
    for (const digest of digests as readonly Json[]) {
      const opened = this.#open(digest);
      if (opened === undefined) continue;
      if (opened.name === undefined) throw new Malformed('committed document', 'the disclosure of an element for a field');
      if (Object.hasOwn(result, opened.name)) throw new Unverified(`a second field named ${opened.name}`);
      result[opened.name] = this.#value(opened.value);
    }
    return result;
  }

  #value(value: Json): Json {
    if (this.#depth >= RFC8785.maxDepth) throw new Malformed('committed document', `deeper than ${RFC8785.maxDepth} levels`);
    this.#depth++;
    const disclosed = isObject(value) ? this.object(value) : Array.isArray(value) ? (value as readonly Json[]).flatMap((item) => this.#element(item)) : value;
    this.#depth--;
    return disclosed;
  }

  /** An element without a disclosure is left out, §7.1 step 3.d. */
  #element(item: Json): Json[] {
    if (!isObject(item) || !Object.hasOwn(item, '...')) return [this.#value(item)];
    if (Object.keys(item).length !== 1) throw new Malformed('committed document', 'more beside the digest of an element');
    const opened = this.#open(item['...'] ?? null);
    if (opened === undefined) return [];
    if (opened.name !== undefined) throw new Malformed('committed document', 'the disclosure of a field for an element');
    return [this.#value(opened.value)];
  }

  #open(digest: Json): ReturnType<typeof parseDisclosure> | undefined {
    if (typeof digest !== 'string') throw new Malformed('committed document', 'a digest that is no text');
    if (this.#seen.has(digest)) throw new Unverified('a digest that stands twice');
    this.#seen.add(digest);
    const disclosure = this.#byDigest.get(digest);
    if (disclosure === undefined) return undefined;
    this.#used++;
    return parseDisclosure(disclosure);
  }
}

/** RFC 6901 §3 and §4. */
function pointerTokens(pointer: string): string[] {
  if (!/^(?:\/(?:[^~/]|~[01])*)+$/u.test(pointer)) throw new Malformed('JSON pointer', `${pointer} names no field`);
  return pointer.slice(1).split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function childOf(parent: Json, name: string, pointer: string): Json {
  const child = isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : Array.isArray(parent) && /^(?:0|[1-9][0-9]*)$/.test(name) ? (parent as readonly Json[])[Number(name)] : undefined;
  if (child === undefined) throw new Malformed('JSON pointer', `nothing stands at ${pointer}`);
  return child;
}

/** A copy in which what stands at a path is another. */
function changedAt(value: Json, path: readonly string[], pointer: string, change: (value: Json) => Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  const child = changedAt(childOf(value, name, pointer), rest, pointer, change);
  if (Array.isArray(value)) return (value as readonly Json[]).with(Number(name), child);
  return { ...(value as JsonObject), [name]: child };
}

/** Digests are sorted: their order tells nothing of that of the fields (§4.2.4.1). */
function withDigest(parent: Json, name: string, digest: string): Json {
  if (Array.isArray(parent)) return (parent as readonly Json[]).with(Number(name), { '...': digest });
  const { [name]: _, _sd: digests = [], ...rest } = parent as JsonObject;
  return { ...rest, _sd: [...(digests as readonly string[]), digest].toSorted() };
}

function withDecoys(value: Json, decoys: () => string[]): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withDecoys(item, decoys));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, inner]) => [key, key === '_sd' ? [...(inner as readonly string[]), ...decoys()].toSorted() : withDecoys(inner, decoys)] as const);
  return Object.fromEntries(members);
}

function refuseReservedNames(value: Json): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) refuseReservedNames(item);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (RESERVED_NAMES.has(key)) throw new Malformed('committed document', `a field named ${key}`);
    refuseReservedNames(inner);
  }
}

/** A source that repeats itself is broken, and its commitments could be guessed. */
function unrepeated(nextSalt: SaltSource): SaltSource {
  const given = new Set<string>();
  return () => {
    const salt = nextSalt();
    const text = String(salt);
    if (given.has(text)) throw new RangeError('the source of salts repeats itself');
    given.add(text);
    return salt;
  };
}
