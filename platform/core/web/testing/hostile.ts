/** Hostile markup as texts of records and people, and what it must not become on a page. */
import assert from 'node:assert/strict';
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import type { Document, Kind } from '../../kinds/kind.ts';

/** Each works in some place: text, attribute, address, comment, script, style, template, title. */
export const ATTACKS = [
  '<script>alert("x")</script>', '"><img src=x onerror=alert("x")>', "' onmouseover='alert(1)' x='", '</title><svg onload=alert(1)>', '</textarea><script>alert(1)</script>', '--><script>alert(1)</script>', '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;', '<style>*{display:none}</style>', '<base href=//evil.example>', '<meta http-equiv=refresh content=0>', '</svg></text><iframe src=//evil.example>', '<form action=//evil.example>', '{{constructor.constructor("alert(1)")()}}',
];
export const attack = (index: number): string => ATTACKS[index % ATTACKS.length] ?? '';

/**
 * A document of a kind whose every text is an attack; other values are those of the examples.
 * @param references a record for each kind. @param from the attack to begin with. @param withheld fields that are withheld, on a hostile ground.
 */
export function hostileDocument(kind: Kind, references: Readonly<Record<string, string>>, from: number, withheld: readonly string[] = []): Document {
  let next = from;
  const value = (meta: FieldMeta): unknown => {
    next += 1;
    switch (meta.type) {
      case 'line':
      case 'prose':
        return attack(next).slice(0, meta.maxLength);
      case 'multilingual':
        return Object.fromEntries(['es', 'en', 'qu', 'ay'].map((language, index) => [language, { text: attack(next + index).slice(0, meta.maxLength).trim(), status: index === 2 ? 'machine' : 'original' }]));
      case 'url':
        return `https://example.org/${encodeURIComponent(attack(next))}?a="><script>&b='`.replace(/[<>"\s]/g, (sign) => (sign === '"' ? '"' : sign === '<' ? '<' : '%20'));
      case 'reference':
        return meta.to.map((name) => references[name]).find((id) => id !== undefined);
      case 'list': {
        const items = Array.from({ length: 2 }, () => value(fieldMeta(meta.element)));
        return items.includes(undefined) ? undefined : items;
      }
      case 'group':
        return Object.fromEntries(Object.entries(meta.fields).map(([name, schema]) => [name, value(fieldMeta(schema)) ?? { absent: fieldMeta(schema).absences[0] }]));
      default:
        return meta.example;
    }
  };
  return Object.fromEntries(
    Object.entries(kind.fields).flatMap(([name, schema]) => {
      if (name === 'evidence') return references['source'] === undefined ? [] : [[name, [{ field: kind.title, source: references['source'], place: attack(next), confidence: 'official', note: { es: { text: attack(next + 1), status: 'original' } } }]]];
      if (withheld.includes(name)) return [[name, { absent: 'withheld', ground: attack(next) }]];
      const meta = fieldMeta(schema);
      const content = meta.type === 'reference' && meta.acyclic ? undefined : value(meta);
      const instead = meta.absences.find((absent) => absent !== 'withheld');
      return content !== undefined ? [[name, content]] : instead === undefined ? [] : [[name, { absent: instead }]];
    }),
  );
}

const OUR_TAGS = new Set('!doctype html head meta title link script body a header div svg rect circle g text desc figure figcaption form label input button nav ul ol li main h1 h2 h3 h4 p small strong span code section article aside footer dl dt dd table caption thead tbody tfoot tr th td details summary time select option fieldset legend textarea edit-form blockquote datalist del ins s br meter pre'.split(' '));

/** Only tags of ours, without handlers, and no address that a text could have made. */
export function assertInert(page: string, where: string): void {
  for (const [tag, name = ''] of page.matchAll(/<\/?([a-z!0-9-]+)[^>]*>/gi)) {
    assert.ok(OUR_TAGS.has(name.toLowerCase()), `${where}: ${tag}`);
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+=|javascript:|evil\.example|'|style=/i, `${where}: ${tag}`);
    assert.doesNotMatch(tag, /\b(href|src|action)="(?!\/(?!\/)|#|\?|https?:\/\/|")/i, `${where}: ${tag}`);
    if (name === 'script') assert.match(tag, /^<(\/script|script type="module" src="\/assets\/[\w.-]+")>$/, where);
  }
}
