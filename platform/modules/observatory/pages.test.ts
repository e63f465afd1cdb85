import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { elements, parseXml } from '#core/web/testing/xml.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { texts } from '../../../test/support/kinds.ts';
import { observatory } from './index.ts';
import { anIndicator, aRow, aSet, aSource } from './testing/documents.ts';

const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const FORMULA = "=cmd|' /C calc'!A0";
const notStated = { absent: 'not_stated' } as const;
const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory] });
const ids = { source: newId(), peru: newId(), cusco: newId(), puno: newId(), use: newId(), gap: newId(), region: newId(), hostile: newId(), empty: newId(), set: newId(), gaps: newId(), regions: newId(), bad: newId(), strategy: newId(), axis: newId(), objective: newId(), goal: newId() };
const territory = (code: string, iso: string, name: string, level: string, within: unknown, tile?: Document): Document => ({ code, iso, name: texts(name), level, within, ...(tile && { tile }) });
const sex = (value: string) => ({ breakdowns: [{ dimension: 'sex', value }] });
const area = (value: string, fields: Document = {}): Document => ({ breakdowns: [{ dimension: 'area', value }], ...fields });
const rows = (value: string): Document[] => [aRow(ids.use, 'PE', '2017', '48.7'), aRow(ids.use, 'PE', '2018', value, { status: 'P', lower: '50', upper: '55' }), aRow(ids.use, 'CL', '2018', '82'), aRow(ids.use, 'PE', '2018', '25', { breakdowns: [{ dimension: 'item', value: 'x' }], n: 33, impossible: true })];

const DOCUMENTS: readonly (readonly [id: string, kind: string, document: Document])[] = [
  [ids.source, 'source', aSource('DECA')],
  [ids.peru, 'territory', territory('PE', 'PE', 'Perú', 'country', { absent: 'not_applicable' })],
  [ids.cusco, 'territory', territory('08', 'PE-CUS', 'Cusco', 'first', ids.peru, { column: 4, row: 6 })],
  [ids.puno, 'territory', territory('21', 'PE-PUN', 'Puno', 'first', ids.peru, { column: 5, row: 7 })],
  [ids.use, 'indicator', anIndicator('use', ids.source)],
  [ids.gap, 'indicator', anIndicator('gap', ids.source, { topics: ['connectivity'] })],
  [ids.region, 'indicator', anIndicator('region', ids.source)],
  [ids.hostile, 'indicator', anIndicator('hostile', ids.source, { name: texts(SCRIPT), unit: texts(FORMULA) })],
  [ids.empty, 'indicator', anIndicator('empty', ids.source)],
  [ids.set, 'observation-set', aSet(ids.source, rows('52.5'), { contradictions: [{ what: texts('Dos cifras'), place: 'lines 7 and 9' }] })],
  [ids.gaps, 'observation-set', aSet(ids.source, [aRow(ids.gap, 'PE', '2018', '60', { ...sex('F'), k: 48, n: 80 }), aRow(ids.gap, 'PE', '2018', '80', { ...sex('M'), k: 56, n: 70 })])],
  [ids.regions, 'observation-set', aSet(ids.source, [aRow(ids.region, 'PE-CUS', '2018', '30'), aRow(ids.region, 'PE-PUN', '2018', '40')])],
  [ids.bad, 'observation-set', aSet(ids.source, [aRow(ids.hostile, 'PE', '2018', '1', { breakdowns: [{ dimension: 'operator', value: SCRIPT.slice(0, 60), label: texts(SCRIPT) }], place: FORMULA, note: texts(SCRIPT) }), aRow(ids.hostile, 'PE', '2018', '2', { breakdowns: [{ dimension: 'operator', value: FORMULA }] })])],
];
await site.publishEach(DOCUMENTS.map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 })));
const before = await site.json<{ figures: { validFrom: string }[] }>(`/en/indicators/${ids.use}/figures.json`);
await site.publishEach([{ id: ids.set, kind: 'observation-set', document: aSet(ids.source, rows('53.1'), { contradictions: [{ what: texts('Dos cifras'), place: 'lines 7 and 9' }] }), basedOn: 1 }]);

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const section = (html: string, heading: string): string => html.split('<section').find((part) => part.includes(heading)) ?? assert.fail(`no section ${heading}`);
const table = async (path: string): Promise<Record<string, string>[]> => parse(await decoded(await site.ask(path)), { columns: true, bom: true });

describe('the country at a glance', () => {
  it('has the newest figure of each indicator, how it moved, its status, its source and place', async () => {
    const page = await site.text('/en/observatory');
    const row = textOf(page.split('<tr').find((one) => one.includes(`/en/indicators/${ids.use}"`)) ?? '');
    assert.match(row, /Indicator use per cent of people 53\.1 % between 50 and 55 2018 Provisional Up 4\.4 since 2017 \(better\) line 1038 .*Source: DECA/);
    assert.match(textOf(page), /Indicator empty No figure of the country/);
    assert.ok(textOf(page).indexOf('Networks and coverage') < textOf(page).indexOf('Use of internet and phones'));
  });

  it('says the same as JSON and as a table', async () => {
    const { country, indicators } = await site.json<{ country: string; indicators: { code: string; newest: { value: string } | null; change: { difference: number } | null }[] }>('/en/observatory.json');
    const found = indicators.find(({ code }) => code === 'use');
    assert.deepEqual([country, found?.newest?.value, found?.change?.difference], ['PE', '53.1', 4.4]);
    const row = (await table('/en/observatory.csv')).find(({ code }) => code === 'use');
    assert.deepEqual([row?.['value'], row?.['status'], row?.['change'], row?.['since'], row?.['place']], ['53.1', 'P', '4.4', '2017', 'line 1038']);
  });

  it('every number opens to its place, status and what it was before', async () => {
    const links = [...(await site.text('/en/observatory')).matchAll(/href="([^"]*\/figures\/f-[^"]*)"/g)];
    assert.ok(links.length >= 3);
    for (const [, href = ''] of links) assert.match(textOf(await site.text(href)), /Where it comes from .*Status .*DECA (line 1038|=cmd).*All that was published in its place/);
  });
});

/** Address of the page of a figure of the indicator `use`. */
const addressOf = async (value: string): Promise<string> => new RegExp(`href="([^"]*/figures/f-[^"]*)"><data value="${value}"`).exec(await site.text(`/en/indicators/${ids.use}`))?.[1] ?? assert.fail(`no ${value}`);

describe('the page of a figure', () => {
  it('has its origin, status, processing, place, and every value that was published before, with its version', async () => {
    const page = textOf(await site.text(await addressOf('53.1')));
    assert.match(page, /53\.1 per cent of people between 50 and 55/);
    assert.match(page, /Status Provisional \(SDMX P\)/);
    assert.match(page, /How many of how many The source does not say of how many/);
    assert.match(page, /DECA line 1038 .*Producer .*Published on .*Read on .*Licence/);
    assert.match(page, /Dos cifras .*lines 7, 9/);
    assert.match(page, /All that was published in its place .* 53\.1 % between 50 and 55 2018 .* holds today version 2 52\.5 % between 50 and 55 2018 .* version 1/);
  });

  it('says a status that is nothing special, too, and a percentage that cannot be', async () => {
    assert.match(textOf(await site.text(await addressOf('82'))), /Status .* \(SDMX A\)/);
    assert.match(textOf(await site.text(await addressOf('25'))), /Impossible: no whole number of 33 gives this percentage/);
  });

  it('is the same as JSON, and is there in every language', async () => {
    const path = await addressOf('53.1');
    const { code, figures } = await site.json<{ code: string; figures: { value: string; validTo: string | null }[] }>(`${path}.json`);
    assert.deepEqual([code, figures.map(({ value }) => value), figures[0]?.validTo], ['use', ['53.1', '52.5'], null]);
    for (const language of ['es', 'qu']) assert.doesNotMatch(await site.text(path.replace('/en/', `/${language}/`)), /observatory\.[a-z]+\.|kinds\.[a-z-]+\.|undefined|NaN/);
  });

  it('is not there for what was never published', async () => {
    for (const path of [`observations/${ids.set}/figures/f-0000000000`, `observations/${ids.use}/figures/f-0`, `observations/${newId()}/figures/f-0`]) assert.equal((await site.ask(`/en/${path}`)).status, 404, path);
  });
});

describe('the page of an indicator', () => {
  it('has a picture in words, every figure with status, count and place, and the figures before', async () => {
    const page = await site.text(`/en/indicators/${ids.use}`);
    const svg = /<svg class="chart"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? assert.fail('no picture');
    assert.match(svg, /<desc[^>]*>Perú: from 48\.7 in 2017 to 53\.1 in 2018<\/desc>/);
    const rowsOf = [...section(page, '<h2>Figures').matchAll(/<tr id="f-[\s\S]*?<\/tr>/g)].map(([row]) => textOf(row));
    assert.equal(rowsOf.length, 4);
    assert.ok(rowsOf.some((row) => /53\.1 % between 50 and 55 Provisional 1 earlier figure 52\.5 % public from/.test(row)), rowsOf.join('\n'));
    assert.ok(rowsOf.some((row) => /25 % Impossible: no whole number of 33 gives this percentage/.test(row)));
    assert.match(textOf(page), /Source: DECA/);
  });

  it('has the gap between groups with its interval, where both were counted', async () => {
    assert.match(textOf(section(await site.text(`/en/indicators/${ids.gap}`), 'Gaps between groups')), /Sex Perú, 2018 Men 80 % 56 of 70 Women 60 % 48 of 80 20 between 5\.2 and 33\.4/);
    assert.doesNotMatch(await site.text(`/en/indicators/${ids.use}`), /Gaps between groups/);
  });

  it('says why a gap has no interval: of how many the source does not say, or how many', async () => {
    const uncounted = newId();
    await site.publishEach([
      { id: uncounted, kind: 'indicator', document: anIndicator('uncounted', ids.source, { dimensions: ['sex', 'area', 'operator'] }), basedOn: 0 },
      { id: newId(), kind: 'observation-set', document: aSet(ids.source, [aRow(uncounted, 'PE', '2018', '60', sex('F')), aRow(uncounted, 'PE', '2018', '80', sex('M')), aRow(uncounted, 'PE', '2018', '50', area('U', { n: 40 })), aRow(uncounted, 'PE', '2018', '25', area('R', { n: 40 })), aRow(uncounted, 'PE', '2018', '1', { breakdowns: [{ dimension: 'operator', value: 'a' }] }), aRow(uncounted, 'PE', '2018', '2', { breakdowns: [{ dimension: 'operator', value: 'b' }] })]), basedOn: 0 },
    ]);
    const gaps = textOf(section(await site.text(`/en/indicators/${uncounted}`), 'Gaps between groups'));
    assert.match(gaps, /Sex .*Men 80 % Women 60 % 20 interval not computable: n not stated/);
    assert.match(gaps, /Towns 50 % of 40 Country 25 % of 40 25 interval not computable: k not stated/);
    assert.doesNotMatch(gaps, /Operator/);
    // At a glance nobody stands for the whole: every group of the newest is there.
    const row = textOf((await site.text('/en/observatory')).split('<tr').find((one) => one.includes(`/en/indicators/${uncounted}"`)) ?? '');
    assert.match(row, /Men 80 % .*Women 60 %/);
  });

  it('has a map where its figures are of regions', async () => {
    const page = await site.text(`/en/indicators/${ids.region}`);
    assert.match(page, /<desc id="tiles-text">Cusco: 30; Puno: 40<\/desc>|<desc id="tiles-text">Puno: 40; Cusco: 30<\/desc>/);
    assert.doesNotMatch(await site.text(`/en/indicators/${ids.use}`), /class="tiles"/);
  });

  it('without figures says so', async () => {
    assert.match(await site.text(`/en/indicators/${ids.empty}`), /There are no figures yet/);
  });

  it('is small, is there in every language, and asks for no script', async () => {
    for (const language of ['es', 'en', 'qu']) {
      for (const path of [`indicators/${ids.use}`, `indicators/${ids.gap}`, `indicators/${ids.empty}`, `observations/${ids.set}`, 'observatory', 'observatory/compare', `indicators/${ids.use}/figures`]) {
        const page = await site.text(`/${language}/${path}`);
        assert.ok(Buffer.byteLength(page) < 60_000, path);
        assert.doesNotMatch(page, /observatory\.[a-z]+\.|kinds\.[a-z-]+\.|<script| style="|undefined|NaN/, `${language} ${path}`);
        const svg = /<svg class="chart"[\s\S]*?<\/svg>/.exec(page)?.[0];
        if (svg !== undefined) assert.ok(brotliCompressSync(Buffer.from(svg)).length <= 8192, path);
      }
    }
  });
});

describe('the files of figures', () => {
  const address = `/en/indicators/${ids.use}/figures`;

  it('are those that hold, or held at a moment, or all, or what changed since', async () => {
    const values = async (query: string): Promise<string[]> => (await table(`${address}.csv${query}`)).filter((row) => row['time'] === '2018' && row['territory'] === 'PE' && (row['item'] ?? '') === '').map((row) => row['value'] ?? '');
    const first = encodeURIComponent(before.figures[0]?.validFrom ?? '');
    assert.deepEqual(await values(''), ['53.1']);
    assert.deepEqual(await values(`?asOf=${first}`), ['52.5']);
    assert.deepEqual(await values('?history=1'), ['52.5', '53.1']);
    assert.deepEqual(await values(`?history=1&updatedAfter=${first}`), ['52.5', '53.1']);
    assert.equal((await table(`${address}.csv?updatedAfter=${first}`)).length, 1, 'only what changed');
    assert.deepEqual(await values('?asOf=2001-01-01'), []);
  });

  it('refuse a moment that is none', async () => {
    for (const asOf of ['yesterday', '2026-13-01', '2026-11', '2026-11-21T25:00:00Z', "';drop table observation"]) assert.equal((await site.ask(`${address}.csv?asOf=${encodeURIComponent(asOf)}`)).status, 400, asOf);
  });

  it('are as SVG a picture that stands alone', async () => {
    const answer = await site.ask(`${address}.svg`);
    assert.equal(answer.headers.get('content-type'), 'image/svg+xml');
    assert.ok(elements(parseXml(await decoded(answer)), 'path').length > 1);
  });

  it('are there for a set as well, and for nothing else', async () => {
    assert.equal((await table(`/en/observations/${ids.set}/figures.csv`)).length, 4);
    for (const path of [`indicators/${ids.set}/figures.json`, `observations/${ids.use}/figures.csv`, `indicators/${newId()}/figures`, 'indicators/x/figures.svg']) assert.equal((await site.ask(`/en/${path}`)).status, 404, path);
  });
});

describe('territories side by side', () => {
  it('have the newest figure of each, with its year', async () => {
    const page = textOf(await site.text('/en/observatory/compare?t=PE&t=CL'));
    assert.match(page, /Indicator use per cent of people 53\.1 % 2018 Provisional 82 % 2018/);
    const rowsOf = await table('/en/observatory/compare.csv?t=CL&t=PE');
    assert.deepEqual(rowsOf.map((row) => [row['code'], row['CL'], row['PE'], row['PE_time']]), [['use', '82', '53.1', '2018']]);
  });

  it('that nobody knows are left out', async () => {
    const { territories } = await site.json<{ territories: string[] }>('/en/observatory/compare.json?t=PE&t=XX&t=%3Cscript%3E');
    assert.deepEqual(territories, ['PE']);
  });
});

describe('whatever was typed', () => {
  it('markup runs nowhere, and a formula begins no cell', async () => {
    const paths = [`indicators/${ids.hostile}`, `indicators/${ids.hostile}/figures`, `observations/${ids.bad}`, 'observatory', `observatory/compare?t=${encodeURIComponent(SCRIPT)}`];
    for (const path of paths) assert.doesNotMatch(await site.text(`/en/${path}`), /<script>alert|<img src=x/, path);
    const svg = await decoded(await site.ask(`/en/indicators/${ids.hostile}/figures.svg`));
    assert.doesNotMatch(svg, /<script|<img/);
    const cells = (await table(`/en/indicators/${ids.hostile}/figures.csv`)).flatMap((row) => Object.values(row));
    assert.ok(cells.some((cell) => cell.includes('calc')) && cells.every((cell) => !/^[=+@\t\r]/.test(cell)));
  });
});

describe('goals of the strategy', () => {
  it('that name an indicator, and the indicator, lead to each other', async () => {
    const none = { absent: 'not_applicable' } as const;
    const of: readonly (readonly [string, string, Document])[] = [
      [ids.strategy, 'strategy', { title: texts('ENIA'), type: 'strategy', summary: { absent: 'unknown' }, author: notStated, standing: 'draft', periodStart: notStated, periodEnd: notStated, issuedBy: notStated, knowledge: 'first_hand' }],
      [ids.axis, 'axis', { strategy: ids.strategy, printedCode: 'E1', group: 'axis', title: texts('Eje'), aim: notStated, position: 1 }],
      [ids.objective, 'objective', { strategy: ids.strategy, axis: ids.axis, printedCode: 'O1', title: texts('Objetivo'), position: 1 }],
      [ids.goal, 'indicator-link', { measures: ids.objective, title: texts('Meta de internet'), indicator: ids.use, unit: '%', direction: 'rising', entries: [{ type: 'target', period: '2026', value: '80', enteredOn: '2026-01-01', comment: none }] }],
    ];
    await site.publishEach(of.map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 })));
    assert.match(section(await site.text(`/en/indicators/${ids.use}`), 'Goals of the strategy'), new RegExp(`href="/en/indicator-links/${ids.goal}">.*Meta de internet`));
    assert.match(await site.text(`/en/indicator-links/${ids.goal}`), new RegExp(`href="/en/indicators/${ids.use}"`));
  });
});
