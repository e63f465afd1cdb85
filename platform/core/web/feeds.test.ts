import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryProse } from '../../../test/support/arbitrary-text.ts';
import { aThing, log, texts, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { newId } from '../records/id.ts';
import { Site } from './testing/site.ts';
import { type Element, elements, parseXml } from './testing/xml.ts';

const site = await Site.open({ after });
const HOSTILE = ['<script>alert(1)</script>', ']]> & <b>"quoted\'', '&amp;&lt;&#39;', '</title></entry></feed>', '<!--', '<?php ?>', 'İ ñ 漢字 👩🏽‍🔬 ﷽', '\u{10fffd}\ufffd', '${1+1} {count, plural}'];

const published = await site.publishEach(HOSTILE.map((title) => ({ id: newId(), kind: 'thing', basedOn: 0, document: aThing({ es: title, en: `${title} (en)` }, { code: '<"&>' }) })));
const gone = await site.publish(log, { title: 'Cifras <retiradas>', entries: [] });
await site.withdraw(gone, 'Por error');

async function xml(path: string, type: string): Promise<Element> {
  const answer = await site.ask(path);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), `${type}; charset=utf-8`);
  return parseXml(await answer.text());
}

const below = (element: Element, name: string): string => element.children.find((child) => child.name === name)?.text ?? assert.fail(`no <${name}>`);
const local = (address: string): string => (address.startsWith(`${TEST_ORIGIN}/`) ? address.slice(TEST_ORIGIN.length) : assert.fail(`not of this site: ${address}`));

describe('the reader of XML of these tests', () => {
  it('takes what is well-formed and refuses what is not', () => {
    const head = '<?xml version="1.0" encoding="utf-8"?>';
    assert.deepEqual(parseXml(`${head}\n<a b="1 &amp; 2" c=""><d/>x &#39;y&#39;</a>`), { name: 'a', attributes: { b: '1 & 2', c: '' }, children: [{ name: 'd', attributes: {}, children: [], text: '' }], text: "x 'y'" });
    for (const bad of ['<a>', '<a></b>', '<a b="1" b="2"/>', '<a b=1/>', '<a b="<"/>', '<a>&nbsp;</a>', '<a>&</a>', '<a>]]></a>', '<a/><b/>', '<a>\u0001</a>', '<a>\uffff</a>', 'x<a/>', '<a b="1/>', '<!DOCTYPE a><a/>']) assert.throws(() => parseXml(head + bad), SyntaxError, bad);
  });
});

describe('the feed', () => {
  it('is well-formed Atom in every language, with every title as it was written', async () => {
    for (const language of ['es', 'en', 'qu']) {
      const feed = await xml(`/${language}/feed.atom`, 'application/atom+xml');
      assert.equal(feed.name, 'feed');
      assert.equal(feed.attributes['xmlns'], 'http://www.w3.org/2005/Atom');
      assert.equal(feed.attributes['xml:lang'], language);
      for (const part of ['id', 'title', 'updated', 'author']) assert.notEqual(below(feed, part), '');
      const titles = elements(feed, 'entry').map((entry) => below(entry, 'title'));
      for (const title of HOSTILE) assert.ok(titles.some((one) => one.endsWith(`<"&> ${title}${language === 'en' ? ' (en)' : ''}`)), title);
    }
  });

  it('names each publication once, the newest first, each with a moment and a page that is there', async () => {
    const entries = elements(await xml('/es/feed.atom', 'application/atom+xml'), 'entry');
    assert.equal(entries.length, published.length + 2);
    const ids = entries.map((entry) => below(entry, 'id'));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids[0], `urn:yupana:${gone.id}:2`);
    const moments = entries.map((entry) => below(entry, 'updated'));
    for (const moment of moments) assert.match(moment, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(moments, moments.toSorted().toReversed());
    for (const entry of entries) {
      const address = entry.children.find(({ name }) => name === 'link')?.attributes['href'] ?? '';
      assert.equal((await site.ask(local(address))).status, 200, address);
    }
  });

  it('names a withdrawn record by what it was', async () => {
    const [newest] = elements(await xml('/en/feed.atom', 'application/atom+xml'), 'entry');
    assert.match(newest ? below(newest, 'title') : '', /^Withdrawn: .*Cifras <retiradas>$/);
  });

  it('has the same updated moment until something is published', async () => {
    const first = await site.ask('/es/feed.atom');
    assert.equal((await site.ask('/es/feed.atom', { 'if-none-match': first.headers.get('etag') ?? '' })).status, 304);
    await site.publish(log, { title: 'Otra', entries: [] });
    assert.equal((await site.ask('/es/feed.atom', { 'if-none-match': first.headers.get('etag') ?? '' })).status, 200);
  });

  it('stays well-formed whatever a title says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryProse(200), { minLength: 20, maxLength: 20 }), async (titles) => {
        await site.publishEach(titles.map((title) => ({ id: newId(), kind: 'thing', basedOn: 0, document: { ...aThing(''), title: texts(title) } })));
        const found = elements(await xml('/es/feed.atom', 'application/atom+xml'), 'entry').map((entry) => below(entry, 'title'));
        // XML reads a tab or line break in an element as it stands.
        for (const title of titles) assert.ok(found.some((one) => one.endsWith(title)), JSON.stringify(title));
      }),
      { numRuns: 6 },
    );
  });
});

const linksOf = (element: Element): Element[] => element.children.filter(({ name }) => name === 'link');

/** What RFC 4287 asks of a feed and of an entry without content (4.1.1, 4.1.2). */
function assertAtom(feed: Element, self: string): Element[] {
  assert.deepEqual([feed.name, feed.attributes['xmlns']], ['feed', 'http://www.w3.org/2005/Atom']);
  const entries = feed.children.filter(({ name }) => name === 'entry');
  for (const element of [feed, ...entries]) {
    for (const name of ['id', 'title', 'updated']) assert.equal(element.children.filter((child) => child.name === name).length, 1, name);
    assert.doesNotThrow(() => new URL(below(element, 'id')));
    assert.match(below(element, 'updated'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(linksOf(element).filter(({ attributes }) => attributes['rel'] === 'alternate').length, 1);
  }
  assert.equal(elements(feed, 'author').length, 1);
  assert.equal(below(feed, 'id'), `${TEST_ORIGIN}${self}`);
  assert.deepEqual(linksOf(feed).filter(({ attributes }) => attributes['rel'] === 'self').map(({ attributes }) => attributes['href']), [`${TEST_ORIGIN}${self}`]);
  assert.equal(new Set(entries.map((entry) => below(entry, 'id'))).size, entries.length);
  return entries;
}
const idsOf = (entries: readonly Element[]): string[] => entries.map((entry) => below(entry, 'id'));

describe('the feed of a record', () => {
  it('holds its versions, withdrawals, and those of what links to it, the newest first', async () => {
    const target = await site.publish(thing, aThing('<b>Ministerio</b> & "más"'));
    const linking = await site.publish(thing, aThing('Sistema', { related: [target.id] }));
    await site.publish(thing, aThing('Otra cosa'));
    const again = await site.publish(thing, aThing('Sistema 2', { related: [target.id] }), linking.id, 1);
    const self = `/es/things/${target.id}/feed.atom`;
    const feed = await xml(self, 'application/atom+xml');
    assert.deepEqual(idsOf(assertAtom(feed, self)), [`urn:yupana:${linking.id}:2`, `urn:yupana:${linking.id}:1`, `urn:yupana:${target.id}:1`]);
    assert.equal(below(feed, 'title'), 'Yupana de prueba: <b>Ministerio</b> & "más"');
    await site.withdraw(target, 'Por error');
    assert.deepEqual(idsOf(assertAtom(await xml(self, 'application/atom+xml'), self))[0], `urn:yupana:${target.id}:2`);
    assert.equal(again.number, 2);
  });

  it('is found from the page of the record, and that of a kind from its list', async () => {
    const one = await site.publish(thing, aThing('Con "comillas" <y>'));
    for (const [page, feed] of [[`/es/things/${one.id}`, `/es/things/${one.id}/feed.atom`], ['/en/things', '/en/things/feed.atom']] as const) {
      const markup = await site.text(page);
      assert.ok(new RegExp(`<link rel="alternate" type="application/atom\\+xml" title="[^"<>]*" href="${feed}">`).test(markup), page);
      assertAtom(await xml(feed, 'application/atom+xml'), feed);
    }
  });

  it('is there for records and kinds that are there, as Atom and nothing else', async () => {
    for (const path of [`/es/things/${newId()}/feed.atom`, `/es/logs/${published[0]?.id}/feed.atom`, `/es/things/${published[0]?.id}/feed`, `/es/things/${published[0]?.id}/feed.json`, '/es/nothing/feed.atom', '/es/things/feed']) assert.equal((await site.ask(path)).status, 404, path);
  });
});

describe('the feed of a kind', () => {
  it('holds publications of the kind alone', async () => {
    const entries = assertAtom(await xml('/es/logs/feed.atom', 'application/atom+xml'), '/es/logs/feed.atom');
    assert.ok(idsOf(entries).includes(`urn:yupana:${gone.id}:2`));
    assert.ok(entries.every((entry) => entry.children.some(({ name, attributes }) => name === 'category' && attributes['term'] === 'log')));
  });
});

describe('the sitemap', () => {
  it('leads to every public record in every language, and to nothing that is withdrawn', async () => {
    const index = await xml('/sitemap.xml', 'application/xml');
    const pages = elements(index, 'loc').map(({ text }) => local(text));
    assert.deepEqual(pages, ['/sitemap/1.xml']);
    const map = await xml('/sitemap/1.xml', 'application/xml');
    assert.equal(map.attributes['xmlns'], 'http://www.sitemaps.org/schemas/sitemap/0.9');
    const addresses = elements(map, 'loc').map(({ text }) => local(text));
    assert.equal(new Set(addresses).size, addresses.length);
    for (const { id } of published) for (const language of ['es', 'en', 'qu']) assert.ok(addresses.includes(`/${language}/things/${id}`));
    assert.ok(!addresses.some((address) => address.includes(gone.id)));
    for (const address of [...addresses.slice(3, 9), ...addresses.slice(-3)]) assert.equal((await site.ask(address)).status, 200, address);
    for (const { text } of elements(map, 'lastmod')) assert.ok(!Number.isNaN(Date.parse(text)));
  });

  it('has no page beyond the last', async () => {
    assert.equal((await site.ask('/sitemap/2.xml')).status, 404);
  });
});
