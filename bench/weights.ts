/**
 * What the weight panel costs in a reader's browser: `node bench/weights.ts [--slow 6]`.
 *
 * The engine as browsers get it (no bundler; the modules of the site), in Chromium, with the data of the panel: UNCTAD's index
 * (10 × 4), and ASEM (51 × 49; numbers of the same shape where its data are not there). `--slow` tells Chromium to run so many
 * times slower than this machine, about like a cheap phone.
 *
 * Aims: new ranks in < 100 ms, 2,000 settings with exact Sobol indices in < 3 s.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { Dataset, Recipe } from '../engines/composite/index.ts';
import type { Factor } from '../engines/composite/recipe/recipe.ts';
import { asemData, asemRecipe, withoutAsem } from '../engines/composite/testing/asem.ts';
import { readAssets } from '../platform/core/web/assets.ts';
import { COLUMNS, RECIPE, UNITS } from '../platform/modules/observatory/testing/b2c.ts';
import { startChromium } from '../test/browser/support/chromium.ts';
import { syntheticData, syntheticRecipe } from './composite/synthetic.ts';
import { load, printMachine } from './lib/machine.ts';
import { figure, median } from './lib/statistics.ts';
import { printTable } from './lib/table.ts';
import type { Asked, Figures } from './weights/in-browser.ts';

const { values } = parseArgs({ options: { slow: { type: 'string', default: '6' } } });
const ROUNDS = 40;
const [PANEL_MS, COUNT_MS] = [100, 3000];

printMachine('not used');
const choice = (name: string, step: string, alternatives: readonly Readonly<Record<string, unknown>>[]): Factor => ({ name, kind: 'choice', step, alternatives: alternatives.map((set) => ({ label: JSON.stringify(set), set })) });
// COINr's teaching example: 5 limits × 2 scales × 2 means × 100 sets of weights.
const factors: readonly Factor[] = [
  choice('limit', 'treat', [1, 2, 3, 4, 5].map((limit) => ({ limit }))),
  choice('scale', 'normalise', [{ method: 'min-max', range: [1, 100] }, { method: 'z-score', mean: 10, deviation: 2 }]),
  choice('mean', 'aggregate', [{ method: 'arithmetic' }, { method: 'geometric' }]),
  { name: 'weights', kind: 'weight-noise', spread: 0.25, levels: [1, 2], draws: 100 },
];
const [data, recipe]: readonly [Dataset, Recipe] = withoutAsem === false ? [asemData(), asemRecipe()] : [syntheticData(51, 49), syntheticRecipe(49)];
const b2c: Asked = { data: { units: UNITS.map((code) => ({ code })), values: COLUMNS }, recipe: RECIPE as unknown as Recipe, rounds: ROUNDS };
const large: Asked = { data, recipe: { ...recipe, uncertainty: { factors } }, rounds: ROUNDS };

const started = await startChromium();
if ('reason' in started) throw new Error(started.reason);
const { browser } = started;
const { origin, stop } = await serve();
const rows: string[][] = [];
const missed: string[] = [];
try {
  for (const slow of [1, Number(values.slow)]) {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => 'measure' in globalThis);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slow });
    for (const [name, asked] of [['UNCTAD, 10 × 4', b2c], [withoutAsem === false ? 'ASEM, 51 × 49' : 'synthetic, 51 × 49', large]] as const) tell(`${name}${slow === 1 ? '' : `, ${slow} times slower`}`, await measured(page, asked));
    await page.close();
  }
} finally {
  await browser.close();
  stop();
}
printTable(['In Chromium, ms', 'data steps, once', 'new weights, median', 'new weights, most', 'settings', 'all of them', 'met'], rows);
console.log(`Aims: new weights < ${PANEL_MS} ms, 2,000 settings < ${COUNT_MS} ms: ${missed.length === 0 ? 'met' : `MISSED: ${missed.join(', ')}`}. Load at the end: ${load()}`);

async function measured(page: Page, asked: Asked): Promise<Figures> {
  return page.evaluate((one) => (globalThis as unknown as { measure(given: Asked): Figures }).measure(one), asked);
}

function tell(name: string, { preparing, weighing, counting, runs }: Figures): void {
  // The most also holds the first, when nothing is compiled yet.
  const met = Math.max(...weighing) < PANEL_MS && median([...counting]) < COUNT_MS;
  if (!met) missed.push(name);
  rows.push([name, figure(preparing[0] ?? Number.NaN), fine(median([...weighing])), fine(Math.max(...weighing)), runs.toLocaleString('en'), figure(median([...counting])), met ? 'yes' : 'NO']);
}

/** The clock of a browser goes by tenths. */
function fine(milliseconds: number): string {
  return milliseconds < 0.1 ? '< 0.1' : figure(milliseconds);
}

/** The modules as the platform serves them, with a page that has nothing else. */
async function serve(): Promise<{ readonly origin: string; stop(): void }> {
  const assets = await readAssets([new URL('weights/', import.meta.url)]);
  const server = createServer(({ url = '/' }, answer) => {
    const asset = assets.find(url.replace('/assets/', ''));
    answer.writeHead(200, { 'content-type': asset?.type ?? 'text/html; charset=utf-8' });
    answer.end(asset?.body ?? `<!doctype html><title>bench</title><script type="module" src="${assets.href('in-browser.js')}"></script>`);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => void server.close() };
}
