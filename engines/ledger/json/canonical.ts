/** The JSON Canonicalization Scheme, RFC 8785. */
import { sameBytes } from '../encoding/bytes.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { Malformed } from '../malformed.ts';
import { parseJson } from './parse.ts';
import { type JsonProfile, RFC8785 } from './profile.ts';
import { isObject, type Json, type JsonObject } from './value.ts';

/** The canonical bytes of a value. Throws `Malformed` for what the profile refuses, with the path to it. */
export function canonicalJson(value: Json, profile: JsonProfile = RFC8785): Uint8Array {
  const bytes = toUtf8(text(value, profile, '$', 0));
  if (bytes.length > profile.maxBytes) throw new Malformed('JSON', `longer than ${profile.maxBytes} bytes`);
  return bytes;
}

/** The value of bytes that are already canonical; any other spelling of it is refused. */
export function parseCanonicalJson(bytes: Uint8Array, profile: JsonProfile = RFC8785): Json {
  const value = parseJson(bytes, profile);
  const canonical = canonicalJson(value, profile);
  if (sameBytes(bytes, canonical)) return value;
  const byte = canonical.findIndex((expected, index) => bytes[index] !== expected);
  throw new Malformed('JSON', 'not the canonical spelling', { byte: byte < 0 ? canonical.length : byte });
}

function text(value: Json, profile: JsonProfile, path: string, depth: number): string {
  if (typeof value === 'string') return textOfString(value, profile, path);
  if (typeof value === 'number') return textOfNumber(value, profile, path);
  if (value === null || typeof value === 'boolean') return String(value);
  if (depth >= profile.maxDepth) throw fault(`deeper than ${profile.maxDepth} levels`, path);
  if (Array.isArray(value)) return `[${Array.from(value as readonly Json[], (item, index) => text(item, profile, `${path}[${index}]`, depth + 1)).join(',')}]`;
  if (isPlainObject(value)) return textOfObject(value, profile, path, depth);
  throw fault(`${typeof value === 'object' ? 'an object of a class' : typeof value} is no JSON value`, path);
}

/** Dates, maps and the like would be written as empty objects. */
function isPlainObject(value: Json): value is JsonObject {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** §3.2.3: keys in the order of their UTF-16 code units, which is the order of ECMAScript's comparison of strings. */
function textOfObject(object: JsonObject, profile: JsonProfile, path: string, depth: number): string {
  const members = Object.keys(object)
    .toSorted()
    .map((key) => {
      const inside = `${path}.${key}`;
      return `${textOfString(key, profile, inside)}:${text(object[key] as Json, profile, inside, depth + 1)}`;
    });
  return `{${members.join(',')}}`;
}

/** §3.2.2.2: of well-formed strings, what ECMAScript writes. */
function textOfString(value: string, profile: JsonProfile, path: string): string {
  if (!value.isWellFormed()) throw fault('a lone surrogate', path);
  const refused = profile.refusedText(value);
  if (refused !== undefined) throw fault(refused, path);
  return JSON.stringify(value);
}

/** §3.2.2.3: what ECMAScript writes; −0 becomes 0, and NaN and the infinities are refused. */
function textOfNumber(value: number, profile: JsonProfile, path: string): string {
  if (!Number.isFinite(value)) throw fault(`${value} is no JSON number`, path);
  const literal = String(value);
  const refused = profile.refusedNumber(literal);
  if (refused !== undefined) throw fault(refused, path);
  return literal;
}

function fault(reason: string, path: string): Malformed {
  return new Malformed('JSON', `${reason}, at ${path}`);
}
