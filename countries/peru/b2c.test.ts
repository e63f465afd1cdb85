/**
 * UNCTAD's B2C index 2020 under other choices (table 6 of the DECA): what an independent computation found for the ten
 * countries of the table. Nothing of it stands in the pack, which has the figures and a recipe.
 */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { packFolder } from '../../test/support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../../test/support/platform.ts';

const INDEX = 'fyexsm9wvs8p';
const platform = await testPlatform({ after }, { pack: packFolder('peru') });

async function text(path: string): Promise<string> {
  const answer = await platform.web.app.request(`${TEST_ORIGIN}/en/indices/${INDEX}${path}`);
  assert.equal(answer.status, 200, path);
  return answer.text();
}

interface Row {
  readonly choice: string;
  readonly rank: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  readonly refused: string | null;
}
const { unit, choices } = JSON.parse(await text('/choices.json')) as { unit: string; choices: Row[] };
const row = (choice: string): Row => choices.find((one) => one.choice.toLowerCase() === choice.toLowerCase()) ?? assert.fail(`${choice}: ${choices.map((one) => one.choice).join(' | ')}`);

const reach = (choice: string): (number | null)[] => [row(choice).best, row(choice).worst];

it('the plain mean of the four columns gives exactly the published order', async () => {
  const { units } = JSON.parse(await text('/results.json')) as { units: { unit: string; published: number }[] };
  assert.deepEqual(units.map((one) => one.published), units.map((one) => one.published).toSorted((a, b) => a - b));
  assert.deepEqual([unit, units.length, units.findIndex((one) => one.unit === 'PE') + 1], ['PE', 10, 5]);
});

it('Peru comes 5th, and 7th, 8th or 9th under other choices', () => {
  const ranks = [['The recipe: as published; arithmetic mean', 5], ['Scale: min–max', 7], ['Scale: z-scores (deviations from the mean)', 7], ['Scale: min–max; by geometric mean', 8], ['Scale: Borda points', 8], ['Without UPU postal reliability (column of the B2C index)', 9]] as const;
  for (const [choice, rank] of ranks) assert.equal(row(choice).rank, rank, choice);
  assert.equal(row('By geometric mean').refused, 'not-positive', 'the post of Ecuador is 0');
});

it('weights alone take Peru from 4th to 8th, or anywhere from 2nd to 10th', () => {
  assert.deepEqual(reach('Each weight between 10 % and 50 %'), [4, 8]);
  assert.deepEqual(reach('Any weights'), [2, 10]);
  // Drawn at random, weights between 20 and 30 % give 5th to 7th. One corner of them (20, 20, 30, 30 %) ties Peru with Uruguay
  // at 53 points, and two who tie share the better rank: the exact answer is 4th.
  assert.deepEqual(reach('Each weight between 20 % and 30 %'), [4, 7]);
  const [peru, uruguay] = [[57, 43, 49, 61], [87, 64, 61, 15]].map((values) => values.reduce((sum, value, place) => sum + value * ([20, 20, 30, 30][place] ?? 0), 0));
  assert.deepEqual([peru, uruguay], [5300, 5300]);
});

it('all of it stands on the page of the index, with the reason of what cannot be computed', async () => {
  const page = (await text('')).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  const section = page.split('Peru under other choices')[1] ?? '';
  for (const expected of ['Scale: min–max 7', 'Scale: min–max; by geometric mean 8', 'Scale: Borda points 8', 'Without UPU postal reliability (column of the B2C index) 9', 'Each weight between 10 % and 50 % 4 to 8', 'Any weights 2 to 10']) assert.ok(section.toLowerCase().includes(expected.toLowerCase()), expected);
  assert.match(section, /By geometric mean Not possible: With a value of 0 or less there is no geometric or harmonic mean, and no logarithm \(Ecuador, UPU postal reliability \(column of the B2C index\), 0\)/);
});
