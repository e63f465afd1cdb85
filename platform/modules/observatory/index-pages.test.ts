import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { rerun } from '@yupana/composite';
import { parse } from 'csv-parse/sync';
import { InvalidDocument } from '#core/kinds/faults.ts';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { texts } from '../../../test/support/kinds.ts';
import { observatory } from './index.ts';
import { anIndex, B2C, COLUMNS, ids, ownIndex, RECIPE, UNITS } from './testing/b2c.ts';
import { aRow, aSet } from './testing/documents.ts';

const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory] });
await site.publishEach(B2C);
const own = `/en/indices/${ids.own}`;
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const section = (html: string, heading: string): string => html.split('<section').find((part) => part.includes(heading)) ?? assert.fail(`no section ${heading}`);
const table = async (path: string): Promise<Record<string, string>[]> => parse(await decoded(await site.ask(path)), { columns: true, bom: true });

/** Why an index of our own is not published with these fields. */
const refusal = async (fields: Document): Promise<string[]> => {
  const fault = await site.publishEach([{ id: newId(), kind: 'index', document: ownIndex(fields), basedOn: 0 }]).then(() => undefined, (error: unknown) => error);
  assert.ok(fault instanceof InvalidDocument, String(fault));
  return fault.faults.map(({ code, params }) => `${code} ${String(params['codes'] ?? params['where'])}`);
};

describe('an index of our own', () => {
  it('gives the published order by the plain mean', async () => {
    const rows = await table(`${own}/results.csv`);
    assert.deepEqual(rows.map(({ unit }) => unit), UNITS);
    const means = UNITS.map((_, place) => Object.values(COLUMNS).reduce((sum, column) => sum + (column[place] ?? 0), 0) / 4);
    assert.deepEqual(rows.map(({ score }) => Number(score)), means);
    const published = rows.map((row) => Number(row['published_rank']));
    assert.deepEqual(published, published.toSorted((a, b) => a - b));
  });

  it('tells between which ranks each unit is, and what moves the order', async () => {
    const page = await site.text(own);
    assert.match(textOf(section(page, 'how sure it is')), /240 in all , all of them computed|240 in all, all of them computed/);
    assert.match(textOf(page), /5 5–9 Peru 52\.5 Cannot be told apart 79/);
    const { drivers, units } = await site.json<{ drivers: { factor: string; first: { value: number } }[]; units: { unit: string; low: number; high: number }[] }>(`${own}/results.json`);
    assert.deepEqual(drivers.map(({ factor, first }) => [factor, first.value.toFixed(2)]), [['scale', '0.15'], ['mean', '0.66'], ['weights', '0.09']]);
    assert.deepEqual(units.find(({ unit }) => unit === 'PE'), { unit: 'PE', rank: 5, score: 52.5, low: 5, median: 7, high: 9, apartFromNext: false, published: 79 });
  });

  it('says what each part contributes, and how far weights alone reach', async () => {
    const parts = textOf(section(await site.text(own), 'What the score of'));
    // The order of the table has no country of the directory: the one with the most figures stands first by its code.
    assert.match(parts, /Indicator post 8 10 2\.5 .* Indicator internet 3 80 20/);
    assert.match(parts, /With each weight between 75 % and 125 % of its value: between rank \d+ and \d+/);
  });

  it('has a form that computes it with other weights, without a script', async () => {
    const page = await site.text(own);
    assert.match(page, /<form action="[^"]*#weights">/);
    const byPost = await site.text(`${own}?w.internet=0&w.accounts=0&w.servers=0&w.post=1`);
    const rows = [...byPost.matchAll(/<tr data-unit="(\w+)"[^>]*><td class="number"><a [^>]*><data value="(\d+)">/g)].map(([, unit = '', rank]) => [unit, Number(rank)] as const);
    const post = COLUMNS['post'] ?? [];
    const expected = post.map((value) => 1 + post.filter((other) => other > value).length);
    assert.deepEqual(UNITS.map((unit) => new Map(rows).get(unit)), expected);
    assert.deepEqual(rows.map(([, rank]) => rank), expected.toSorted((a, b) => a - b), 'in the order of these weights');
    assert.match(byPost, /role="status">[^<]*with your weights\. [^<]*it is (inside|outside)/);
    const share = (code: string): string | undefined => new RegExp(`name="w\\.${code}"[^>]*></label> <small>([^<]*)<`).exec(byPost)?.[1];
    assert.deepEqual(['internet', 'accounts', 'servers', 'post'].map(share), ['0 %', '0 %', '0 %', '100 %'], 'the shares are those of the weights in the fields');
  });

  it('keeps what was typed and says what is wrong with weights that are none', async () => {
    for (const typed of ['x', '-1', '', '1e400', 'Infinity']) {
      const page = await site.text(`${own}?w.internet=${typed}`);
      assert.match(page, /role="alert"/, typed);
      assert.ok(page.includes(`name="w.internet" type="number" min="0" step="any" value="${typed}"`), typed);
      assert.match(page, /data-table hidden/);
    }
    assert.match(await site.text(`${own}?w.internet=0&w.accounts=0&w.servers=0&w.post=0`), /role="alert"/);
    assert.doesNotMatch(await site.text(`${own}?w.nothing=1`), /role="alert"|data-say role/);
  });

  it('shows every number of its data as a link to the figure that it is', async () => {
    const links = [...section(await site.text(own), 'Each number leads').matchAll(/href="([^"]*\/figures\/f-[^"]*)"><data value="[^"]*">([^<]*)</g)];
    assert.equal(links.length, 40);
    for (const [, href = '', number = ''] of links.slice(0, 6)) assert.match(textOf(await site.text(href)), new RegExp(`${number}[\\s\\S]*DECA[\\s\\S]*10\\d\\d`));
  });

  it('is a bundle that a stranger runs again, byte for byte', async () => {
    const { same, differences } = rerun(await decoded(await site.ask(`${own}/bundle.json`)));
    assert.deepEqual([same, differences], [true, []]);
  });

  it('is refused where its recipe names what the sets do not have, or what cannot be computed', async () => {
    const other = { ...RECIPE, indicators: [...RECIPE.indicators, { code: 'roads', parent: 'B2C', direction: 1 }] };
    assert.deepEqual(await refusal({ recipe: JSON.stringify(other) }), ['unknown_indicator_codes roads']);
    const { uncertainty: _, ...plain } = RECIPE;
    const [geometric] = await refusal({ recipe: JSON.stringify({ ...plain, steps: [RECIPE.steps[0], { step: 'aggregate', method: 'geometric' }] }) });
    assert.equal(geometric, 'refused.not-positive EC, post, 0');
  });

  it('says why it cannot be computed any more, where figures went away', async () => {
    const set = await site.publishEach([{ id: newId(), kind: 'observation-set', document: aSet(ids.source, UNITS.slice(0, 2).flatMap((unit) => [aRow(ids.internet, unit, '2020', unit === 'CL' ? '1' : '2')])), basedOn: 0 }]);
    const recipe = JSON.stringify({ format: 'composite-recipe/1', indicators: [{ code: 'internet', parent: 'x', direction: 1 }], aggregates: [{ code: 'x' }], steps: RECIPE.steps });
    const small = newId();
    await site.publishEach([{ id: small, kind: 'index', document: ownIndex({ recipe, units: ['CL', 'BR'], observationSets: [set[0]?.id ?? ''] }), basedOn: 0 }]);
    assert.match(await site.text(`/en/indices/${small}`), /how sure this order is cannot be told/);
    await site.withdraw(set[0] ?? assert.fail(), 'Error');
    assert.match(await site.text(`/en/indices/${small}`), /It cannot be computed now: /);
    for (const path of ['results.json', 'bundle.json']) assert.equal((await site.ask(`/en/indices/${small}/${path}`)).status, 404);
  });
});

describe('an index of others', () => {
  it('shows its editions: who is in them, and the rank as published', async () => {
    const page = textOf(await site.text(`/en/indices/${ids.outside}`));
    assert.match(page, /B2C 2020/);
    assert.match(page, /Ranks of different editions are not compared/);
    const edition = textOf(await site.text(`/en/index-editions/${ids.edition}`));
    assert.match(edition, /The source gives no scores\. Territory Covered\? Rank Source and place/, 'a column in which nothing stands is not there');
    assert.match(edition, /Peru Covered 79/);
    assert.match(edition, /Guyana Not covered/);
    assert.equal((await site.ask(`/en/indices/${ids.outside}/bundle.json`)).status, 404);
    const empty = newId();
    await site.publishEach([{ id: empty, kind: 'index', document: anIndex({ name: texts('Otro') }), basedOn: 0 }]);
    assert.match(await site.text(`/en/indices/${empty}`), /There are no editions yet/);
  });
});
