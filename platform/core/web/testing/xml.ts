/** A strict reader of XML 1.0, for what the site writes itself: elements, attributes, text, the five entities. Anything else is an error. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** All text below, in order. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w.:-]*/y;
/** Characters that XML 1.0 does not allow at all. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** @throws SyntaxError where the text is not well-formed. */
export function parseXml(text: string): Element {
  return new Reader(text).document();
}

/** Every element of a name at any depth. */
export function elements(root: Element, name: string): Element[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elements(child, name))];
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (FORBIDDEN.test(text)) this.#fail('a character that XML does not allow');
  }

  document(): Element {
    if (!this.#take('<?xml version="1.0" encoding="utf-8"?>')) this.#fail('no XML declaration');
    this.#space();
    const root = this.#element();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('something behind the root element');
    return root;
  }

  #element(): Element {
    if (!this.#take('<')) this.#fail('no element');
    const name = this.#name();
    const attributes = this.#attributes();
    if (this.#take('/>')) return { name, attributes, children: [], text: '' };
    if (!this.#take('>')) this.#fail('a tag that does not end');
    const children: Element[] = [];
    let text = '';
    while (!this.#text.startsWith('</', this.#at)) {
      if (this.#at >= this.#text.length) this.#fail(`no end of <${name}>`);
      if (this.#text[this.#at] === '<') {
        const child = this.#element();
        children.push(child);
        text += child.text;
      } else text += this.#characters(/[^<]+/y);
    }
    this.#at += 2;
    if (this.#name() !== name) this.#fail(`<${name}> ends under another name`);
    this.#space();
    if (!this.#take('>')) this.#fail('an end tag that does not end');
    return { name, attributes, children, text };
  }

  #attributes(): Record<string, string> {
    const found = new Map<string, string>();
    while (this.#space() && /[A-Za-z_]/.test(this.#text[this.#at] ?? '')) {
      const name = this.#name();
      if (found.has(name)) this.#fail(`the attribute ${name} twice`);
      if (!this.#take('="')) this.#fail('an attribute without a value in quotes');
      found.set(name, this.#take('"') ? '' : this.#characters(/[^"<]+/y));
      if (this.#text[this.#at - 1] !== '"' && !this.#take('"')) this.#fail('a value that does not end');
    }
    return Object.fromEntries(found);
  }

  #characters(pattern: RegExp): string {
    const raw = this.#match(pattern);
    if (raw.includes(']]>')) this.#fail('"]]>" in a text');
    return raw.replace(/&(#x[0-9a-fA-F]+|#\d+|\w*)(;?)/g, (_, name: string, end: string) => {
      if (end !== ';') this.#fail('a bare &');
      if (name.startsWith('#')) return String.fromCodePoint(Number(name.startsWith('#x') ? `0x${name.slice(2)}` : name.slice(1)));
      return ENTITIES[name] ?? this.#fail(`the unknown entity &${name};`);
    });
  }

  #name(): string {
    return this.#match(NAME);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? this.#fail(`not ${pattern.source}`);
    this.#at += found.length;
    return found;
  }

  /** @returns whether there was any. */
  #space(): boolean {
    const before = this.#at;
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#at > before;
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #fail(what: string): never {
    throw new SyntaxError(`Not XML: ${what} at ${this.#at}: …${this.#text.slice(Math.max(0, this.#at - 40), this.#at + 40)}…`);
  }
}
