import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { aThing, log, texts, thing } from '../../../test/support/kinds.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { newId } from '../records/id.ts';
import { decoded, Site } from './testing/site.ts';

const site = await Site.open({ after });
const MANY = 1205;
await site.publishEach(
  Array.from({ length: MANY }, (_, index) => ({
    id: newId(), kind: 'thing', basedOn: 0,
    document: aThing({ es: `Obra ${index % 400} de agua`, ...(index % 3 === 0 && { en: `Water work ${index}` }) }, { code: index % 2 === 0 ? `A.${index}` : { absent: 'not_stated' }, topic: index % 5 === 0 ? 'water' : 'health', open: index % 7 !== 0, ...(index % 4 === 0 && { about: texts('Registro del caudal') }) }),
  })),
);

interface List {
  readonly total: number;
  readonly records: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly facets: readonly { readonly field: string; readonly values: readonly { readonly value: string; readonly records: number }[] }[];
}

async function csv(path: string): Promise<Record<string, string>[]> {
  const text = await decoded(await site.ask(path));
  return parse(text, { columns: true, bom: true, skip_empty_lines: true });
}

const idsInHtml = (page: string): string[] => [...page.replace(/[\s\S]*<ol class="records">/, '').matchAll(/<a href="\/es\/\w+\/([a-z0-9]{12})">/g)].map(([, id = '']) => id);
const nextInHtml = (page: string): string | undefined => /<a rel="next" href="([^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');

async function pagesOfHtml(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let address: string | undefined = `/es/things?${query}`; address !== undefined; ) {
    const page: string = await site.text(address);
    ids.push(...idsInHtml(page));
    address = nextInHtml(page);
  }
  return ids;
}

async function pagesOfJson(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let address: string | null = `/es/things.json?${query}&size=500`; address !== null; ) {
    const list: List = await site.json<List>(address);
    ids.push(...list.records.map(({ id }) => id));
    address = list.next?.replace(/^https:\/\/yupana\.test/, '') ?? null;
  }
  return ids;
}

describe('a list', () => {
  it('gives the same records in the same order as pages, as JSON and as CSV, and all of them', async () => {
    const queries = [['f=topic%3Awater&f=open%3Atrue', 206], ['q=caudal&sort=newest', 302], ['q=obra+17&sort=relevance', undefined], ['f=topic%3Awater&sort=name', 241], ['q=-agua', 0]] as const;
    for (const [query, expected] of queries) {
      const [pages, json, rows] = await Promise.all([pagesOfHtml(query), pagesOfJson(query), csv(`/es/things.csv?${query}`)]);
      assert.deepEqual(json, pages, query);
      assert.deepEqual(rows.map(({ id }) => id), pages, query);
      assert.equal(new Set(pages).size, pages.length, query);
      if (expected !== undefined) assert.equal(pages.length, expected, query);
      const { total } = await site.json<List>(`/es/things.json?${query}`);
      assert.equal(total, pages.length, query);
    }
  });

  it('that nothing narrows has every record as JSON and as CSV, in every order', async () => {
    for (const sort of ['name', 'newest']) {
      const [json, rows] = await Promise.all([pagesOfJson(`sort=${sort}`), csv(`/es/things.csv?sort=${sort}`)]);
      assert.equal(json.length, MANY);
      assert.deepEqual(rows.map(({ id }) => id), json);
    }
  });

  it('counts in its facets what the filtered list then has', async () => {
    const { facets, total } = await site.json<List>('/es/things.json');
    assert.equal(total, MANY);
    for (const { field, values } of facets) {
      assert.equal(values.reduce((sum, { records }) => sum + records, 0), MANY, field);
      for (const { value, records } of values) assert.equal((await site.json<List>(`/es/things.json?f=${encodeURIComponent(`${field}:${value}`)}`)).total, records, `${field}:${value}`);
    }
  });

  it('goes back by the way it went on', async () => {
    const first = await site.text('/es/things?f=topic%3Awater');
    const second = await site.text(nextInHtml(first) ?? assert.fail('no next page'));
    const back = /<a rel="prev" href="([^"]*)"/.exec(second)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail('no page before');
    assert.deepEqual(idsInHtml(await site.text(back)), idsInHtml(first));
  });

  it('offers its table whole, also on its second page', async () => {
    const second = await site.text(nextInHtml(await site.text('/es/things')) ?? assert.fail('no next page'));
    const address = /href="(\/es\/things\.csv[^"]*)">CSV/.exec(second)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail('no table');
    assert.equal((await csv(address)).length, MANY);
    const back = /<a rel="prev" href="([^"]*)"/.exec(await site.text(nextInHtml(second) ?? ''))?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.equal((await csv(back.replace('/things?', '/things.csv?'))).length, MANY);
  });

  it('of all kinds has a table of what all kinds have, with the same records in the same order', async () => {
    const rows = await csv('/es/search.csv?q=caudal');
    const first = await site.json<List>('/es/search.json?q=caudal&size=500');
    assert.equal(first.total, 302);
    assert.deepEqual(rows.map(({ id }) => id), first.records.map(({ id }) => id));
    assert.ok(rows.every((row) => row['kind'] === 'thing' && row['title.es'] !== '' && row['url']?.endsWith(`/es/things/${row['id']}`)));
  });
});

describe('a table', () => {
  it('begins with a byte order mark, ends every line with CRLF, and has a column for each public field', async () => {
    const text = await decoded(await site.ask('/es/things.csv?f=topic%3Awater'));
    assert.equal(text.charCodeAt(0), 0xfeff);
    assert.ok(text.endsWith('\r\n'));
    assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/);
    const [header = ''] = text.slice(1).split('\r\n');
    for (const column of ['id', 'record_version', 'published_at', 'title.es', 'title.en', 'title.qu', 'budget.amount']) assert.ok(header.split(',').includes(column), column);
    for (const column of ['reviewer', 'contact', 'informant', 'remarks']) assert.doesNotMatch(header, new RegExp(column));
  });

  it('makes no cell a formula, and says in brackets why a value is not there', async () => {
    const formulas = ['=1+1', '+1', '-1+2', '@SUM(A1)', "=cmd|' /C calc'!A0", '-x', '+x', '＝1', '\u00a0=1', '"=1"', '=HYPERLINK("https://evil.example","x")'];
    await site.publishEach(formulas.map((formula) => ({ id: newId(), kind: 'log', basedOn: 0, document: { title: formula, entries: [{ period: '2021', value: '-5', unit: formula }] } })));
    const text = await decoded(await site.ask('/es/logs.csv'));
    const cells = (parse(text, { bom: true, skip_empty_lines: true }) as string[][]).flat();
    for (const cell of cells) assert.doesNotMatch(cell, /^[=+@\t\r-]/, cell);
    for (const formula of formulas.filter((one) => /^[=+@-]/.test(one))) assert.ok(cells.includes(`'${formula}`), formula);
    const rows = await csv('/es/things.csv?q=obra+1');
    assert.ok(rows.every((row) => row['code'] === '[not_stated]' || row['code']?.startsWith('A.')));
  });

  it('keeps a negative number a number, and quotes, commas and line breaks in their cell', async () => {
    const id = newId();
    const absent = { absent: 'not_applicable' };
    const document = { title: texts('Uno, "dos"'), code: 'a;b', remark: 'Tres\ncuatro, "cinco"', open: false, number: -5, share: '-0.25', colour: absent, day: '2021-02', price: { amount: '-12.50', currency: 'PEN' }, above: absent, names: ['a;b', 'c'], counts: [1, { absent: 'not_stated' }], tile: absent, person: 'Ana' };
    await site.publishEach([{ id, kind: sample.name, basedOn: 0, document }]);
    const [row = {}] = await csv('/es/samples.csv');
    assert.deepEqual(
      [row['id'], row['title.es'], row['title.en'], row['remark'], row['open'], row['number'], row['share'], row['price.amount'], row['names'], row['counts'], row['colour']],
      [id, 'Uno, "dos"', '', 'Tres\ncuatro, "cinco"', 'false', '-5', '-0.25', '-12.50', '["a;b","c"]', '1; [not_stated]', '[not_applicable]'],
    );
    assert.ok(!Object.keys(row).some((column) => /person|contact/.test(column)));
  });
});

describe('the page of open data', () => {
  it('counts the records of each kind and leads to files that are there', async () => {
    await site.publish(log, { title: 'Cifras', entries: [] });
    const kinds = await site.json<{ kind: string; records: number; csv: string; json: string; schema: string }[]>('/es/data.json');
    const things = kinds.find(({ kind }) => kind === thing.name) ?? assert.fail('no things');
    assert.equal(things.records, MANY);
    for (const { csv: table, json, schema } of kinds) for (const address of [table, json, schema]) assert.equal((await site.ask(address.replace('https://yupana.test', ''))).status, 200, address);
  });
});
