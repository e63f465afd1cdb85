import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { modules } from '../../app.ts';
import { log, thing } from '../../../test/support/kinds.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import type { Document } from '../kinds/kind.ts';
import { validate } from '../kinds/validate.ts';
import { newId } from '../records/id.ts';
import { moduleOf } from './pages/testing/editor.ts';
import { assertInert, attack, ATTACKS, hostileDocument } from './testing/hostile.ts';
import { decoded, Site } from './testing/site.ts';
import { parseXml } from './testing/xml.ts';

const site = await Site.open({ after }, { modules: [...modules, moduleOf({ after }, [thing, log, sample])] });
const kinds = ['source', 'institution-type', 'territory', 'institution', 'legal-instrument', 'strategy', 'axis', 'objective', 'action', 'claim', 'verdict', 'indicator-link', 'crosswalk', 'printed-table', 'thing', 'log', 'sample', 'supplier', 'service', 'dataset', 'model', 'product', 'risk-rule', 'tranche', 'duty', 'deployment', 'contract', 'waiver', 'incident', 'declaration', 'correction', 'reply', 'foreign-case'];
const ids: Record<string, string> = {};
const WITHHELD: Readonly<Record<string, readonly string[]>> = { sample: ['share', 'price'] };

/** What rules between fields ask of a hostile document. */
function mended(kind: string, document: Document): Document {
  if (kind === 'action') return { ...document, territorialScope: 'named', milestones: [{ ...(document['milestones'] as object[])[0], key: 'a"><b>' }, { ...(document['milestones'] as object[])[1], key: "b' onload='x" }], sdgs: ['<b>', '"'] };
  if (kind === 'printed-table') return { ...document, rows: (document['rows'] as object[]).map((row) => ({ ...row, counts: [3, { absent: 'not_stated' }] })), totals: [1, 2] };
  if (kind === 'crosswalk') return { ...document, toStrategy: ids['strategy'], relation: 'kept', from: [ids['action']], to: [ids['action']] };
  // Planned: what is in use has gates, which have tests of their own.
  if (kind === 'deployment') return { ...document, status: 'planned', startedOn: { absent: 'not_applicable' }, endedOn: { absent: 'not_applicable' } };
  if (kind === 'claim') return { ...document, milestone: 'a"><b>' };
  return document;
}

/** Without the few fields that a rule of the kind does not want beside the others. */
function consistent(name: string, from: number): Document {
  const kind = site.platform.kinds.get(name);
  const document = mended(name, hostileDocument(kind, ids, from, WITHHELD[name]));
  const unwanted = new Set((validate(kind, document).faults ?? []).map(({ path }) => path.split('.')[0] ?? ''));
  assert.ok(unwanted.size <= 2, `${name}: ${[...unwanted].join(', ')}`);
  return Object.fromEntries(Object.entries(document).filter(([field]) => !unwanted.has(field)));
}

for (const [index, name] of kinds.entries()) {
  const kind = site.platform.kinds.get(name);
  const document = consistent(name, index * 3);
  assert.deepEqual(validate(kind, document).faults, undefined, name);
  const { id } = await site.publish(kind, document);
  ids[name] = id;
  // A second version, so that there is something to compare.
  if (name !== 'log' && name !== 'indicator-link') await site.publish(kind, consistent(name, index * 3 + 5), id, 1);
}
const gone = await site.publish(log, { title: attack(0), entries: [] });
await site.withdraw(gone, attack(3));

const PAGES = kinds.flatMap((name) => {
  const base = `${site.platform.kinds.get(name).path}`;
  return [base, `${base}/${ids[name] ?? ''}`, `${base}/${ids[name] ?? ''}/versions`, `${base}/${ids[name] ?? ''}/versions/1`, ...(name === 'log' || name === 'indicator-link' ? [] : [`${base}/${ids[name] ?? ''}/compare`])];
});
const VIEWS = ['gaps', 'calendar', 'institutions', 'territories', 'results', `with/${ids['strategy'] ?? ''}`].map((view) => `strategies/${ids['strategy'] ?? ''}/${view}`);
const OTHERS = ['', 'search', 'data', 'about', 'laws/timeline', `logs/${gone.id}`, `logs/${gone.id}/versions/2`, `search?q=${encodeURIComponent(attack(1))}`, `things?q=${encodeURIComponent(attack(0))}&f=${encodeURIComponent('tags:"><script>')}`, `search?sort=${encodeURIComponent(attack(1))}`, encodeURIComponent(attack(0)), `things?%22%3E%3Cscript%3E=1`,
  ...['bodies', 'systems/statistics', 'systems/map', 'sign-in', 'recover'].flatMap((path) => [path, `${path}?next=${encodeURIComponent(attack(0))}&f=${encodeURIComponent(`risk:${attack(1)}`)}&type=${encodeURIComponent(attack(2))}`]),
  ...['report', 'subscribe'].map((form) => `systems/${ids['deployment'] ?? ''}/${form}?field=${encodeURIComponent(attack(1))}`),
  ...site.platform.kinds.all.flatMap(({ path }) => [`${path}/form`, `fields/${path}`, `fields/${path}/filters`]),
];

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

  it('is the same text in JSON-LD, in files of everything and in the changes', async () => {
    for (const name of kinds) {
      const path = site.platform.kinds.get(name).path;
      JSON.parse(await site.text(`/es/${path}/${ids[name] ?? ''}.jsonld`));
      JSON.parse(await decoded(await site.ask(`/es/${path}.jsonld`)));
      const file = async (form: string): Promise<string> => gunzipSync(Buffer.from(await (await site.ask(`/bulk/${name}.${form}.gz`)).arrayBuffer())).toString('utf8');
      const lines = (await file('jsonl')).trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly id: string });
      assert.ok(lines.some(({ id }) => id === ids[name]), name);
      const rows: string[][] = parse(await file('csv'), { bom: true });
      for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+@\t\r]/, name);
    }
    assert.ok((await site.json<{ changes: unknown[] }>('/api/changes?size=500')).changes.length > kinds.length);
  });

  it('leaves feed and sitemap well-formed', async () => {
    for (const name of kinds) for (const path of [`/es/${site.platform.kinds.get(name).path}/feed.atom`, `/es/${site.platform.kinds.get(name).path}/${ids[name] ?? ''}/feed.atom`]) parseXml(await site.text(path));
    for (const path of ['/es/feed.atom', '/en/feed.atom', '/qu/feed.atom', '/sitemap.xml', '/sitemap/1.xml']) parseXml(await site.text(path));
  });

  it('makes no link of a javascript: address', async () => {
    for (const address of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', ' javascript:alert(1)', '//evil.example', 'https://x/\njavascript:alert(1)']) {
      await assert.rejects(site.publish(log, { title: 'x', entries: [] }, newId()).then(() => site.publish(thing, { title: { es: { text: 'x', status: 'original' } }, code: { absent: 'not_stated' }, topic: 'water', open: true, link: address })), /InvalidDocument|fault/i, address);
    }
  });
});
