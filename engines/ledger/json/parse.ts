/**
 * JSON from raw bytes (RFC 8259, I-JSON of RFC 7493). `JSON.parse` cannot be used for what is hashed: it takes the last
 * of two equal keys, and a decoder before it hides invalid UTF-8. Here one value has one reading, or is refused with the
 * byte at which it goes wrong.
 */
import { firstInvalidUtf8, fromUtf8 } from '../encoding/utf8.ts';
import { Malformed } from '../malformed.ts';
import { type JsonProfile, RFC8785 } from './profile.ts';
import type { Json, JsonObject } from './value.ts';

/** Throws `Malformed` with the byte offset and the cause. */
export function parseJson(bytes: Uint8Array, profile: JsonProfile = RFC8785): Json {
  if (bytes.length > profile.maxBytes) throw new Malformed('JSON', `longer than ${profile.maxBytes} bytes`, { byte: profile.maxBytes });
  const invalid = firstInvalidUtf8(bytes);
  if (invalid !== undefined) throw new Malformed('JSON', 'invalid UTF-8', { byte: invalid });
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw new Malformed('JSON', 'a byte order mark', { byte: 0 });
  return new Parser(bytes, profile).document();
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER_BYTES = new Set(Array.from('+-.eE0123456789', (letter) => letter.charCodeAt(0)));
const ESCAPED: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Parser {
  readonly #bytes: Uint8Array;
  readonly #profile: JsonProfile;
  #at = 0;

  constructor(bytes: Uint8Array, profile: JsonProfile) {
    this.#bytes = bytes;
    this.#profile = profile;
  }

  document(): Json {
    this.#skipWhitespace();
    const value = this.#value(0);
    this.#skipWhitespace();
    if (this.#at < this.#bytes.length) throw this.#fault('more after the end of the value');
    return value;
  }

  #value(depth: number): Json {
    switch (this.#bytes[this.#at]) {
      case 0x7b:
        return this.#object(depth + 1);
      case 0x5b:
        return this.#array(depth + 1);
      case QUOTE:
        return this.#string();
      case 0x74:
        return this.#literal('true', true);
      case 0x66:
        return this.#literal('false', false);
      case 0x6e:
        return this.#literal('null', null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonObject {
    this.#open(depth);
    const object: Record<string, Json> = Object.create(null) as Record<string, Json>;
    if (this.#passes('}')) return object;
    do {
      this.#skipWhitespace();
      const place = this.#at;
      if (this.#bytes[place] !== QUOTE) throw this.#fault('no key where one belongs');
      const key = this.#string();
      if (Object.hasOwn(object, key)) throw this.#fault('a key that stands twice in one object', place);
      if (!this.#passes(':')) throw this.#fault('no colon after a key');
      this.#skipWhitespace();
      object[key] = this.#value(depth);
    } while (this.#passes(','));
    if (!this.#passes('}')) throw this.#fault('no comma and no closing brace');
    return object;
  }

  #array(depth: number): readonly Json[] {
    this.#open(depth);
    const items: Json[] = [];
    if (this.#passes(']')) return items;
    do {
      this.#skipWhitespace();
      items.push(this.#value(depth));
    } while (this.#passes(','));
    if (!this.#passes(']')) throw this.#fault('no comma and no closing bracket');
    return items;
  }

  #open(depth: number): void {
    if (depth > this.#profile.maxDepth) throw this.#fault(`deeper than ${this.#profile.maxDepth} levels`);
    this.#at++;
  }

  #literal<T extends Json>(word: string, value: T): T {
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[this.#at + index] !== word.charCodeAt(index)) throw this.#fault('no JSON value');
    }
    this.#at += word.length;
    return value;
  }

  #number(): number {
    const start = this.#at;
    let end = start;
    while (NUMBER_BYTES.has(this.#bytes[end] ?? 0)) end++;
    const literal = String.fromCharCode(...this.#bytes.subarray(start, Math.min(end, start + 1024)));
    if (end - start > 1024) throw this.#fault('a number of more than 1,024 digits');
    if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(literal)) throw this.#fault('no JSON value');
    const refused = this.#profile.refusedNumber(literal);
    if (refused !== undefined) throw this.#fault(refused);
    this.#at = end;
    return Number(literal);
  }

  #string(): string {
    const start = this.#at++;
    let text = '';
    let from = this.#at;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw this.#fault('a text without its end', start);
      if (byte < 0x20) throw this.#fault('a control character that is not escaped');
      if (byte !== QUOTE && byte !== BACKSLASH) {
        this.#at++;
        continue;
      }
      // The whole input is valid UTF-8, and both bytes stand for themselves in it.
      if (this.#at > from) text += fromUtf8(this.#bytes.subarray(from, this.#at)) ?? '';
      if (byte === QUOTE) break;
      text += this.#escape();
      from = this.#at;
    }
    this.#at++;
    const refused = this.#profile.refusedText(text);
    if (refused !== undefined) throw this.#fault(refused, start);
    return text;
  }

  #escape(): string {
    const start = this.#at;
    const letter = String.fromCharCode(this.#bytes[start + 1] ?? 0);
    if (letter !== 'u') {
      const character = ESCAPED[letter];
      if (character === undefined) throw this.#fault('an escape that JSON does not know');
      this.#at += 2;
      return character;
    }
    const unit = this.#codeUnit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    const paired = unit < 0xdc00 && this.#bytes[this.#at] === BACKSLASH && this.#bytes[this.#at + 1] === 0x75;
    const second = paired ? this.#codeUnit() : 0;
    if (second < 0xdc00 || second > 0xdfff) throw this.#fault('a lone surrogate', start);
    return String.fromCharCode(unit, second);
  }

  /** Reads `\u0041`. */
  #codeUnit(): number {
    const digits = String.fromCharCode(...this.#bytes.subarray(this.#at + 2, this.#at + 6));
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#fault('an escape without four hexadecimal digits');
    this.#at += 6;
    return Number.parseInt(digits, 16);
  }

  /** Whether the next thing after whitespace is this character; then it is behind us. */
  #passes(character: string): boolean {
    this.#skipWhitespace();
    const found = this.#bytes[this.#at] === character.charCodeAt(0);
    if (found) this.#at++;
    return found;
  }

  #skipWhitespace(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }

  #fault(reason: string, byte: number = this.#at): Malformed {
    return new Malformed('JSON', reason, { byte });
  }
}
