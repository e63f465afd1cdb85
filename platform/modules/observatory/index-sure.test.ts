/** How sure an index is, on its pages and in its files. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { newId } from '#core/records/id.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { type Element, elements, parseXml } from '#core/web/testing/xml.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { texts } from '../../../test/support/kinds.ts';
import { observatory } from './index.ts';
import { B2C, b2cRows, ids, ownIndex, RECIPE, UNITS } from './testing/b2c.ts';
import { aRow, aSet } from './testing/documents.ts';

const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory] });
await site.publishEach(B2C);
const own = `/en/indices/${ids.own}`;
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const publishOwn = async (fields: Parameters<typeof ownIndex>[0], id = newId(), basedOn = 0): Promise<string> => {
  await site.publishEach([{ id, kind: 'index', document: ownIndex(fields), basedOn }]);
  return `/en/indices/${id}`;
};

interface Sure {
  readonly design: { runs: number };
  readonly units: { unit: string; rank: number; low: number; high: number; probabilities: number[]; aboveNext: number | null; reach: { best: number; worst: number } | null }[];
  readonly changes: { since: string; units: { unit: string; before: number; after: number; withinNoise: boolean }[] } | null;
}

describe('how sure an index is', () => {
  it('says in one sentence which choice moves the order most', async () => {
    const page = textOf(await site.text(`${own}/robustness`));
    // Total effects 0.74, 0.21 and 0.18.
    assert.match(page, /For the order, the mean used matters about 4 times as much as the scale and the weights\./);
    assert.match(textOf(await site.text(own)), /the mean used matters about 4 times/);
  });

  it('gives each rank its probability, the same on the page, in JSON and in CSV', async () => {
    const { units, design } = await site.json<Sure>(`${own}/robustness.json`);
    assert.equal(design.runs, 240);
    const peru = units.find(({ unit }) => unit === 'PE') ?? assert.fail();
    for (const { probabilities } of units) assert.ok(Math.abs(probabilities.reduce((sum, one) => sum + one, 0) - 1) < 1e-9);
    assert.deepEqual([peru.rank, peru.low, peru.high], [5, 5, 9]);
    const rows: Record<string, string>[] = parse(await decoded(await site.ask(`${own}/robustness.csv`)), { columns: true, bom: true });
    const row = rows.find((one) => one['unit'] === 'PE') ?? {};
    assert.deepEqual(peru.probabilities, UNITS.map((_, place) => Number(row[`rank_${place + 1}`])));
    const page = await site.text(`${own}/robustness`);
    const cells = page.split('</figure>')[1]?.split('<th scope="row">Peru</th>')[1]?.split('</tr>')[0] ?? '';
    const shown = [...cells.matchAll(/<td class="number">(?:<data [^>]*>)?([^<]*)(?:<\/data>)?<\/td>/g)].map(([, text = '']) => text.replace('&lt;', '<').replace('&gt;', '>'));
    assert.deepEqual(shown, peru.probabilities.map((one) => (one === 0 ? '' : Math.round(100 * one) === 0 ? '<1' : `${Math.round(100 * one)}`)));
  });

  it('says how often each is above the next, and how far weights alone take each', async () => {
    const { units } = await site.json<Sure>(`${own}/robustness.json`);
    assert.equal(units.at(-1)?.aboveNext, null);
    for (const { aboveNext, reach, rank } of units.slice(0, -1)) {
      assert.ok(aboveNext !== null && aboveNext >= 0 && aboveNext <= 1);
      assert.ok(reach && reach.best <= rank && rank <= reach.worst);
    }
    assert.match(textOf(await site.text(`${own}/robustness`)), /Yes, in 100 %/);
  });

  it('speaks of the territory that is asked for', async () => {
    assert.match(await site.text(`${own}/robustness?u=PY`), /<tr class="differs"><td class="number"><a [^>]*><data value="8">8<\/data><\/a><\/td><td class="number"><data value="5">5–8<\/data><\/td><th scope="row">Paraguay/);
    assert.match(textOf(await site.text(`${own}/choices?u=PY`)), /Paraguay under other choices/);
    assert.doesNotMatch(await site.text(`${own}/choices?u=<script>`), /<script>/);
  });

  it('has nothing to compare with before something changed, then tells news from noise', async () => {
    assert.match(await site.text(`${own}/robustness`), /no earlier version with another recipe/);
    const [set, id] = [newId(), newId()];
    const rows = b2cRows();
    await site.publishEach([{ id: set, kind: 'observation-set', document: aSet(ids.source, rows), basedOn: 0 }]);
    const page = await publishOwn({ observationSets: [set] }, id);
    assert.equal((await site.json<Sure>(`${page}/robustness.json`)).changes, null);
    // Another name is no other index.
    await publishOwn({ observationSets: [set], name: texts('Otro nombre') }, id, 1);
    assert.equal((await site.json<Sure>(`${page}/robustness.json`)).changes, null);
    // Bolivia comes first in everything; Peru gains one point in one column.
    const better = rows.map((row) => (row['territory'] === 'BO' ? { ...row, value: '99' } : row['territory'] === 'PE' && row['indicator'] === ids.post ? { ...row, value: '62' } : row));
    await site.publishEach([{ id: set, kind: 'observation-set', document: aSet(ids.source, better), basedOn: 1 }]);
    const { changes } = await site.json<Sure>(`${page}/robustness.json`);
    const of = (unit: string) => changes?.units.find((one) => one.unit === unit);
    assert.deepEqual([of('BO')?.before, of('BO')?.after, of('BO')?.withinNoise], [10, 1, false]);
    const html = textOf(await site.text(`${page}/robustness`));
    assert.match(html, /Bolivia 10 1 Moved up/);
    // Overtaken by one that moved, and by nobody else.
    assert.deepEqual([of('PE')?.before, of('PE')?.after], [5, 6]);
    assert.match(html, /A change that does not hold in 95 of 100 ways is noise/);
  });

  it('says so where the recipe names no uncertain choice', async () => {
    const { uncertainty: _, ...plain } = RECIPE;
    const page = await publishOwn({ recipe: JSON.stringify(plain) });
    assert.match(await site.text(`${page}/robustness`), /names no uncertain choice/);
    assert.deepEqual((await site.ask(`${page}/robustness.svg`)).status, 404);
    assert.match(textOf(await site.text(`${page}/method`)), /Robustness and sensitivity Not done No reason stated\. The recipe names no uncertain choice/);
  });

  it('shows ties as ties', async () => {
    const set = newId();
    const values: Record<string, string> = { CL: '3', BR: '2', CO: '2', UY: '1' };
    await site.publishEach([{ id: set, kind: 'observation-set', document: aSet(ids.source, Object.entries(values).map(([unit, value]) => aRow(ids.internet, unit, '2020', value))), basedOn: 0 }]);
    const recipe = JSON.stringify({ format: 'composite-recipe/1', indicators: [{ code: 'internet', parent: 'x', direction: 1 }], aggregates: [{ code: 'x' }], steps: RECIPE.steps });
    const page = await site.text(await publishOwn({ recipe, observationSets: [set], units: Object.keys(values) }));
    const ranks = [...(page.split('how sure it is</h2>')[1]?.split('</table>')[0] ?? '').matchAll(/<tr[^>]*><td class="number"><a [^>]*><data [^>]*>([^<]*)<\/data>/g)].map(([, rank]) => rank);
    assert.deepEqual(ranks, ['1', '2 (tie)', '2 (tie)', '4']);
  });
});

describe('the ten steps of the handbook', () => {
  it('are each done, not done or not applicable, with evidence', async () => {
    const { steps, coherence } = await site.json<{ steps: { step: string; state: string }[]; coherence: { alpha: number; firstComponent: number }[] }>(`${own}/method.json`);
    assert.deepEqual(steps.map(({ step, state }) => `${step} ${state}`), ['framework not_done', 'selection done', 'imputation not_applicable', 'multivariate done', 'normalisation not_done', 'weighting done', 'robustness done', 'back done', 'links done', 'presentation done']);
    const page = textOf(await site.text(`${own}/method`));
    assert.match(page, /7 of 10 done/);
    assert.match(page, /40 of 40 figures present \(10 territories\)/);
    assert.match(page, new RegExp(`Cronbach’s alpha ${(Math.round(100 * (coherence[0]?.alpha ?? 0)) / 100).toString()}`));
    assert.match(page, /240 ways of computing it, by the scale, the mean used,? and the weights/);
    assert.match(page, /B2C 2020.*correlation of ranks 1, 10 territories in common/);
    assert.match(page, /Normalisation Not done No reason stated/);
  });

  it('give the reason of the record, and tell gaps that were filled', async () => {
    const set = newId();
    await site.publishEach([{ id: set, kind: 'observation-set', document: aSet(ids.source, b2cRows().slice(1)), basedOn: 0 }]);
    const recipe = JSON.stringify({ ...RECIPE, steps: [{ step: 'impute', method: 'median' }, { step: 'normalise', method: 'min-max', range: [1, 100] }, { step: 'aggregate', method: 'geometric' }], uncertainty: { factors: [{ name: 'w', kind: 'weight-noise', spread: 0.2, draws: 20 }] } });
    const path = await publishOwn({ recipe, observationSets: [set], handbook: [{ step: 'framework', text: texts('Un marco propio') }] });
    const page = textOf(await site.text(`${path}/method`));
    assert.match(page, /Theoretical framework Not done Un marco propio/);
    assert.match(page, /Imputation of missing data Done 1 figure estimated with the median/);
    assert.match(page, /Normalisation Done Scale: min–max/);
    assert.match(page, /Put together by: geometric mean/);
    assert.match(textOf(await site.text(path)), /Territories ranked on values that nobody observed Chile: 25 %/);
  });
});

describe('files of charts', () => {
  const charts = [`${own}/results`, `${own}/robustness`, `/en/indicators/${ids.internet}/figures`];
  for (const chart of charts) {
    const name = chart.replace(/.*\//, '');
    it(`${name} come as SVG and PNG with title, source, licence and address`, async () => {
      const svg = await site.text(`${chart}.svg`);
      const said = elements(parseXml(svg), 'text').map(({ text }) => text).join(' ');
      assert.match(said, /Source: .*Licence: CC BY 4\.0 https:\/\/yupana\.test\/en\/ind/);
      assert.doesNotMatch(svg, /var\(--/);
      const png = await site.ask(`${chart}.png`);
      assert.deepEqual([png.status, png.headers.get('content-type'), png.headers.get('content-encoding')], [200, 'image/png', null]);
      const bytes = Buffer.from(await png.arrayBuffer());
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], ['width', 'height'].map((side) => Math.round(2 * Number(parseXml(svg).attributes[side]))));
      const page = await site.text(chart);
      for (const form of ['csv', 'json', 'svg', 'png']) assert.ok(page.includes(`${chart}.${form}"`), form);
    });

    it(`${name} take at most 8 KB in the page, and use the reserved colour for the own country only`, async () => {
      const [drawn = ''] = /<svg class="chart".*?<\/svg>/s.exec(await site.text(chart.replace(/\/(results|figures)$/, ''))) ?? [];
      const bytes = brotliCompressSync(drawn).length;
      assert.ok(drawn.length > 500 && bytes <= 8 * 1024, `${bytes} bytes`);
      // Without a directory the country is that with the most figures, by its code.
      const marks = elements(parseXml(`<?xml version="1.0" encoding="utf-8"?>${drawn}`), 'rect').concat(all(drawn, 'circle'), all(drawn, 'line'));
      const accented = marks.filter(({ attributes }) => attributes['stroke'] === 'var(--accent)' || attributes['fill'] === 'var(--accent)');
      assert.ok(accented.length > 0 && accented.length < marks.length / 2, `${accented.length} of ${marks.length}`);
    });
  }

  it('are refused for what is not there', async () => {
    for (const path of [`/en/indices/${newId()}/results.png`, `${own}/choices.png`, `/en/indicators/${ids.internet}/map.png`, `/en/indices/${ids.outside}/robustness.svg`]) assert.equal((await site.ask(path)).status, 404, path);
  });
});

function all(svg: string, name: string): Element[] {
  return elements(parseXml(`<?xml version="1.0" encoding="utf-8"?>${svg}`), name);
}
