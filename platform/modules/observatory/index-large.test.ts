/** An index as large as COINr's example, 51 territories and 49 indicators in eight groups: its pages stay small and quick. */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { newId } from '#core/records/id.ts';
import { Site } from '#core/web/testing/site.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { observatory } from './index.ts';
import { ids, ownIndex } from './testing/b2c.ts';
import { aRow, aScore, aSet, aSource } from './testing/documents.ts';

const LARGEST_PAGE = 60 * 1024;
const LARGEST_CHART = 8 * 1024;
const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory] });
/** Between 0 and 1, without order, and the same every time. */
const scattered = (row: number, column: number): number => Math.abs((Math.sin(row * 78.233 + column * 12.9898 + 1) * 43_758.5453) % 1);
const units = Array.from({ length: 51 }, (_, place) => `${String.fromCharCode(65 + Math.floor(place / 26))}${String.fromCharCode(65 + (place % 26))}`);
const indicators = Array.from({ length: 49 }, (_, place) => ({ id: newId(), code: `indicator-${place + 1}`, group: `group-${1 + (place % 8)}` }));
const [set, own] = [newId(), newId()];
const recipe = {
  format: 'composite-recipe/1',
  indicators: indicators.map(({ code, group }) => ({ code, parent: group, direction: 1 })),
  aggregates: [...Array.from({ length: 8 }, (_, place) => ({ code: `group-${place + 1}`, parent: 'index' })), { code: 'index' }],
  steps: [{ step: 'treat', limit: 5 }, { step: 'normalise', method: 'min-max', range: [1, 100] }, { step: 'aggregate', method: 'arithmetic' }],
  uncertainty: {
    factors: [
      { name: 'scale', kind: 'choice', step: 'normalise', alternatives: [{ label: 'min-max', set: { method: 'min-max', range: [1, 100] } }, { label: 'z-score', set: { method: 'z-score', mean: 10, deviation: 2 } }] },
      { name: 'mean', kind: 'choice', step: 'aggregate', alternatives: [{ label: 'arithmetic' }, { label: 'geometric', set: { method: 'geometric' } }] },
      { name: 'weights', kind: 'weight-noise', spread: 0.25, draws: 500 },
    ],
  },
};
await site.publishEach([
  { id: ids.source, kind: 'source', document: aSource('Fuente'), basedOn: 0 },
  ...indicators.map(({ id, code }) => ({ id, kind: 'indicator', document: aScore(code, ids.source), basedOn: 0 })),
  { id: set, kind: 'observation-set', document: aSet(ids.source, indicators.flatMap(({ id }, column) => units.map((unit, place) => aRow(id, unit, '2020', (place + 40 * scattered(place, column)).toFixed(2))))), basedOn: 0 },
  { id: own, kind: 'index', document: ownIndex({ recipe: JSON.stringify(recipe), observationSets: [set], units, recomputes: undefined }), basedOn: 0 },
]);

for (const page of ['', '/robustness', '/choices', '/method', '/results']) {
  it(`${page === '' ? 'the page of the index' : page} is small, with its charts, and comes quickly`, async () => {
    await site.text(`/es/indices/${own}${page}?first=1`);
    const began = performance.now();
    const html = await site.text(`/es/indices/${own}${page}`);
    const took = performance.now() - began;
    const bytes = brotliCompressSync(html).length;
    console.log(`${page || '/'}: ${bytes} bytes, ${took.toFixed(0)} ms once computed`);
    assert.ok(bytes <= LARGEST_PAGE, `${bytes} bytes`);
    assert.ok(took < 2000, `${took} ms`);
    for (const [chart] of html.matchAll(/<svg class="chart".*?<\/svg>/gs)) assert.ok(brotliCompressSync(chart).length <= LARGEST_CHART, `${brotliCompressSync(chart).length} bytes`);
  });
}

it('the files of its chart come, too', async () => {
  for (const form of ['svg', 'png']) assert.equal((await site.ask(`/es/indices/${own}/results.${form}`)).status, 200, form);
});

it('probabilities of 51 ranks are shown for one territory, which can be chosen', async () => {
  const page = await site.text(`/es/indices/${own}/robustness?u=BC`);
  assert.match(page, /<option value="BC" selected>/);
  const { units: all } = await site.json<{ units: { unit: string; probabilities: number[] }[] }>(`/es/indices/${own}/robustness.json`);
  assert.deepEqual([all.length, new Set(all.map(({ probabilities }) => probabilities.length))], [51, new Set([51])]);
});
