import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { modules } from '../../app.ts';
import { log, thing } from '../../../test/support/kinds.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { fieldMeta, type FieldMeta } from '../kinds/fields.ts';
import type { Document, Kind } from '../kinds/kind.ts';
import { validate } from '../kinds/validate.ts';
import { newId } from '../records/id.ts';
import { moduleOf } from './pages/testing/editor.ts';
import { decoded, Site } from './testing/site.ts';
import { parseXml } from './testing/xml.ts';

/** Each works in some place: text, attribute, address, comment, script, style, template, title. */
const ATTACKS = [
  '<script>alert("x")</script>', '"><img src=x onerror=alert("x")>', "' onmouseover='alert(1)' x='", '</title><svg onload=alert(1)>', '</textarea><script>alert(1)</script>', '--><script>alert(1)</script>', '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;', '<style>*{display:none}</style>', '<base href=//evil.example>', '<meta http-equiv=refresh content=0>', '</svg></text><iframe src=//evil.example>', '<form action=//evil.example>', '{{constructor.constructor("alert(1)")()}}',
];
const attack = (index: number): string => ATTACKS[index % ATTACKS.length] ?? '';

/** A document of a kind whose every text is an attack; other values are those of the examples. */
function hostile(kind: Kind, references: Readonly<Record<string, string>>, from: number): Document {
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
  const withheld = new Set(['share', 'price']);
  return Object.fromEntries(
    Object.entries(kind.fields).flatMap(([name, schema]) => {
      if (name === 'evidence') return references['source'] === undefined ? [] : [[name, [{ field: kind.title, source: references['source'], place: attack(next), confidence: 'official', note: { es: { text: attack(next + 1), status: 'original' } } }]]];
      if (kind === sample && withheld.has(name)) return [[name, { absent: 'withheld', ground: attack(next) }]];
      const meta = fieldMeta(schema);
      const content = meta.type === 'reference' && meta.acyclic ? undefined : value(meta);
      const instead = meta.absences.find((absent) => absent !== 'withheld');
      return content !== undefined ? [[name, content]] : instead === undefined ? [] : [[name, { absent: instead }]];
    }),
  );
}

const site = await Site.open({ after }, { modules: [...modules, moduleOf({ after }, [thing, log, sample])] });
const kinds = ['source', 'institution-type', 'territory', 'institution', 'legal-instrument', 'strategy', 'axis', 'objective', 'action', 'claim', 'verdict', 'indicator-link', 'crosswalk', 'printed-table', 'thing', 'log', 'sample'];
const ids: Record<string, string> = {};

/** What rules between fields ask of a hostile document. */
function mended(kind: string, document: Document): Document {
  if (kind === 'action') return { ...document, territorialScope: 'named', milestones: [{ ...(document['milestones'] as object[])[0], key: 'a"><b>' }, { ...(document['milestones'] as object[])[1], key: "b' onload='x" }], sdgs: ['<b>', '"'] };
  if (kind === 'printed-table') return { ...document, rows: (document['rows'] as object[]).map((row) => ({ ...row, counts: [3, { absent: 'not_stated' }] })), totals: [1, 2] };
  if (kind === 'crosswalk') return { ...document, toStrategy: ids['strategy'], relation: 'kept', from: [ids['action']], to: [ids['action']] };
  if (kind === 'claim') return { ...document, milestone: 'a"><b>' };
  return document;
}

for (const [index, name] of kinds.entries()) {
  const kind = site.platform.kinds.get(name);
  const document = mended(name, hostile(kind, ids, index * 3));
  assert.deepEqual(validate(kind, document).faults, undefined, name);
  const { id } = await site.publish(kind, document);
  ids[name] = id;
  // A second version, so that there is something to compare.
  if (name !== 'log' && name !== 'indicator-link') await site.publish(kind, mended(name, hostile(kind, ids, index * 3 + 5)), id, 1);
}
const gone = await site.publish(log, { title: attack(0), entries: [] });
await site.withdraw(gone, attack(3));

const OUR_TAGS = new Set('!doctype html head meta title link script body a header div svg rect circle g text desc figure figcaption form label input button nav ul ol li main h1 h2 h3 h4 p small strong span code section article aside footer dl dt dd table caption thead tbody tfoot tr th td details summary time select option del ins s br meter pre'.split(' '));

/** Only tags of ours, without handlers, and no address that a text could have made. */
function assertInert(page: string, where: string): void {
  for (const [tag, name = ''] of page.matchAll(/<\/?([a-z!0-9]+)[^>]*>/gi)) {
    assert.ok(OUR_TAGS.has(name.toLowerCase()), `${where}: ${tag}`);
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+=|javascript:|evil\.example|'|style=/i, `${where}: ${tag}`);
    assert.doesNotMatch(tag, /\b(href|src|action)="(?!\/(?!\/)|#|https?:\/\/|")/i, `${where}: ${tag}`);
    if (name === 'script') assert.match(tag, /^<(\/script|script type="module" src="\/assets\/[\w.-]+")>$/, where);
  }
}

const PAGES = kinds.flatMap((name) => {
  const base = `${site.platform.kinds.get(name).path}`;
  return [base, `${base}/${ids[name] ?? ''}`, `${base}/${ids[name] ?? ''}/versions`, `${base}/${ids[name] ?? ''}/versions/1`, ...(name === 'log' || name === 'indicator-link' ? [] : [`${base}/${ids[name] ?? ''}/compare`])];
});
const VIEWS = ['gaps', 'calendar', 'institutions', 'territories', 'results', `with/${ids['strategy'] ?? ''}`].map((view) => `strategies/${ids['strategy'] ?? ''}/${view}`);
const OTHERS = ['', 'search', 'data', 'about', 'laws/timeline', `logs/${gone.id}`, `logs/${gone.id}/versions/2`, `search?q=${encodeURIComponent(attack(1))}`, `things?q=${encodeURIComponent(attack(0))}&f=${encodeURIComponent('tags:"><script>')}`, `search?sort=${encodeURIComponent(attack(1))}`, encodeURIComponent(attack(0)), `things?%22%3E%3Cscript%3E=1`];

describe('a record whose every text is hostile markup', () => {
  it('is inert on every page in every language', async () => {
    for (const language of ['es', 'en', 'qu']) {
      for (const path of [...PAGES, ...VIEWS, ...OTHERS]) {
        const answer = await site.ask(`/${language}/${path}`);
        assert.ok(answer.status < 500, path);
        const page = await answer.text();
        if (answer.status === 200) assertInert(page, path);
        assert.doesNotMatch(page, /<script>|<img|<iframe|<style|<base|<svg onload/i, path);
      }
    }
  });

  it('is shown: the markup stands there as text', async () => {
    const page = await site.text(`/es/samples/${ids['sample'] ?? ''}`);
    const seen = ATTACKS.filter((one) => page.includes(one.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;')));
    assert.ok(seen.length > 8, `only ${seen.length} of them are there`);
  });

  it('is the same text in JSON, served as JSON', async () => {
    for (const name of kinds) {
      const answer = await site.ask(`/es/${site.platform.kinds.get(name).path}/${ids[name] ?? ''}.json`);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
      const { document } = JSON.parse(await answer.text()) as { document: Document };
      assert.deepEqual(validate(site.platform.kinds.get(name), name === 'thing' || name === 'sample' ? { ...document, ...(name === 'sample' && { person: 'x' }) } : document).faults, undefined, name);
    }
  });

  it('is the same text in CSV, without a formula', async () => {
    for (const name of kinds) {
      const answer = await site.ask(`/es/${site.platform.kinds.get(name).path}.csv`);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/);
      const rows: string[][] = parse(await decoded(answer), { bom: true });
      assert.ok(rows.length >= 2, name);
      for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+@\t\r]/, name);
    }
  });

  it('leaves feed and sitemap well-formed', async () => {
    for (const path of ['/es/feed.atom', '/en/feed.atom', '/qu/feed.atom', '/sitemap.xml', '/sitemap/1.xml']) parseXml(await site.text(path));
  });

  it('makes no link of a javascript: address', async () => {
    for (const address of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', ' javascript:alert(1)', '//evil.example', 'https://x/\njavascript:alert(1)']) {
      await assert.rejects(site.publish(log, { title: 'x', entries: [] }, newId()).then(() => site.publish(thing, { title: { es: { text: 'x', status: 'original' } }, code: { absent: 'not_stated' }, topic: 'water', open: true, link: address })), /InvalidDocument|fault/i, address);
    }
  });
});
