/**
 * Salted commitments as in SD-JWT, RFC 9901: a digest stands in public where a value would; whoever holds the disclosure
 * (salt, name and value) can show what the digest stands for; without it nobody can guess, not even from a short list.
 */
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { sha256 } from '../hash.ts';
import { canonicalJson } from '../json/canonical.ts';
import { parseJson } from '../json/parse.ts';
import { type JsonProfile, RFC8785 } from '../json/profile.ts';
import type { Json } from '../json/value.ts';
import { Malformed } from '../malformed.ts';

export interface Disclosure {
  /** At least 128 random bits, used once, in base64url. */
  readonly salt: string;
  /** Of a member of an object; undefined for an element of an array. */
  readonly name: string | undefined;
  readonly value: Json;
}

/** §9.3: “RECOMMENDED to be at least 128 bits”. Here it is demanded of what is made. */
export const MIN_SALT_BYTES = 16;

/** Names that mean something to the format (§4.2.1). */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['_sd', '...', '_sd_alg']);

/** §4.2.1 and §4.2.2: the text whose digest is published. The text is what must be kept, and what must be erased. */
export function encodeDisclosure(salt: Uint8Array, name: string | undefined, value: Json, profile: JsonProfile = RFC8785): string {
  if (salt.length < MIN_SALT_BYTES) throw new RangeError(`a salt of ${salt.length} bytes; at least ${MIN_SALT_BYTES} are needed`);
  if (name !== undefined && RESERVED_NAMES.has(name)) throw new Malformed('disclosure', `a field named ${name}`);
  const text = toBase64url(salt);
  return toBase64url(canonicalJson(name === undefined ? [text, value] : [text, name, value], profile));
}

export function parseDisclosure(encoded: string): Disclosure {
  const bytes = fromBase64url(encoded);
  if (bytes === undefined) throw new Malformed('disclosure', 'no base64url');
  const parts = parseJson(bytes);
  const items: readonly Json[] = Array.isArray(parts) ? (parts as readonly Json[]) : [];
  const [salt, second] = items;
  const value = items.at(-1);
  if (typeof salt !== 'string' || value === undefined || items.length < 2 || items.length > 3) throw new Malformed('disclosure', 'not a salt, a name and a value');
  if (items.length === 2) return { salt, name: undefined, value };
  if (typeof second !== 'string' || RESERVED_NAMES.has(second)) throw new Malformed('disclosure', 'no name of a field');
  return { salt, name: second, value };
}

/** §4.2.3: SHA-256 over the characters of the encoded disclosure, in base64url. */
export function disclosureDigest(encoded: string): string {
  return toBase64url(sha256(toUtf8(encoded)));
}

/** §4.2.5: a digest that stands for nothing, so that the number of digests tells nothing. */
export function decoyDigest(random: Uint8Array): string {
  if (random.length < MIN_SALT_BYTES) throw new RangeError(`${random.length} random bytes; at least ${MIN_SALT_BYTES} are needed`);
  return toBase64url(sha256(random));
}
