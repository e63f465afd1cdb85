/**
 * JSON as strangers send it: numbers keep their digits (`38.10` is not `38.1` to whoever published it), objects are maps, so
 * that no name means anything to the program, and two members of one name are refused, because readers would differ.
 */
import { LIMITS, NUMBER, Unreadable } from '../model.ts';

/** A number with its digits. */
export class Numeral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
export type Json = null | boolean | string | Numeral | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** SDMX needs some dozen; more is an attack on the stack. */
const DEEPEST = 64;
const SPACE = /[ \t\n\r]*/y;
const TOKEN = /"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;

/** @throws Unreadable with the character where it stops being JSON. */
export function parseJson(text: string, most: number = LIMITS.characters): Json {
  if (text.length > most) throw new Unreadable('file', 'too_large');
  const reader = new Reader(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > DEEPEST) throw this.#fault('nested_too_deep');
    const token = this.#token();
    if (token === '{') return this.#object(depth);
    if (token === '[') return this.#array(depth);
    if (token.startsWith('"')) return this.#said(token);
    if (token === 'null') return null;
    if (token === 'true' || token === 'false') return token === 'true';
    if (NUMBER.test(token)) return new Numeral(token);
    throw this.#fault('not_json');
  }

  end(): void {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    if (SPACE.lastIndex !== this.#text.length) throw this.#fault('not_json');
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    for (let token = this.#token(); token !== '}'; token = this.#token()) {
      if (members.size > 0) this.#expect(token, ',');
      const name = members.size > 0 ? this.#token() : token;
      if (!name.startsWith('"')) throw this.#fault('not_json');
      const key = this.#said(name);
      if (members.has(key)) throw this.#fault('repeated_member');
      this.#expect(this.#token(), ':');
      members.set(key, this.value(depth + 1));
    }
    return members;
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    for (;;) {
      const before = this.#at;
      const token = this.#token();
      if (token === ']') return items;
      if (items.length === 0) this.#at = before;
      else this.#expect(token, ',');
      items.push(this.value(depth + 1));
    }
  }

  #expect(token: string, separator: string): void {
    if (token !== separator) throw this.#fault('not_json');
  }

  #token(): string {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    TOKEN.lastIndex = SPACE.lastIndex;
    const found = TOKEN.exec(this.#text);
    if (!found) throw this.#fault('not_json');
    this.#at = TOKEN.lastIndex;
    return found[0] === '"' ? this.#string() : found[0];
  }

  /** From its first quote to the one that ends it. Not by a pattern, whose memory would grow with the text. */
  #string(): string {
    const start = this.#at - 1;
    for (;;) {
      const quote = this.#text.indexOf('"', this.#at);
      if (quote === -1) throw this.#fault('not_json');
      let slashes = 0;
      while (this.#text[quote - 1 - slashes] === '\\') slashes += 1;
      this.#at = quote + 1;
      if (slashes % 2 === 0) return this.#text.slice(start, this.#at);
    }
  }

  /** What a token with quotes says. */
  #said(token: string): string {
    try {
      return JSON.parse(token) as string;
    } catch {
      throw this.#fault('not_json');
    }
  }

  #fault(problem: string): Unreadable {
    return new Unreadable(`character ${this.#at + 1}`, problem);
  }
}

/** What stands under a name, where it is of the shape that is wanted; undefined elsewhere. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return value instanceof Map ? (value as JsonObject).get(name) : undefined;
}

export function objectAt(value: Json | undefined, name: string): JsonObject | undefined {
  const found = member(value, name);
  return found instanceof Map ? found : undefined;
}

export function listAt(value: Json | undefined, name: string): readonly Json[] {
  const found = member(value, name);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

export function textAt(value: Json | undefined, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' ? found : found instanceof Numeral ? found.text : undefined;
}

/** A place in a list: a whole number without a sign. */
export function placeOf(value: Json | undefined): number | undefined {
  return value instanceof Numeral && /^\d{1,9}$/.test(value.text) ? Number(value.text) : undefined;
}
