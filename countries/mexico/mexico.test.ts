import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { copiedRuns, evidenceOf, linesOf, packFolder, readCountry, sourceLines, textsOf, walk, withoutSources } from '../../test/support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../../test/support/platform.ts';
import type { Document } from '#core/kinds/kind.ts';

const platform = await testPlatform({ after }, { pack: packFolder('mexico') });
const pack = await readCountry('mexico');
const ofKind = (kind: string): Document[] => pack.records.filter((record) => record.kind.name === kind).map(({ document }) => document);

describe('the Mexico pack', () => {
  it('runs from its folder alone: its own name, languages and time zone', async () => {
    assert.deepEqual(platform.configuration.languages, ['es', 'en']);
    assert.equal(platform.configuration.timezone, 'America/Mexico_City');
    const home = await (await platform.web.app.request(`${TEST_ORIGIN}/es/`)).text();
    assert.match(home, /Yupana México/);
    assert.doesNotMatch(home, /Perú|href="\/qu\//);
    assert.equal((await platform.web.app.request(`${TEST_ORIGIN}/qu/`)).status, 404);
  });

  it('has the five actions of 2018, the five recommendations and the five lessons', () => {
    const strategies = pack.records.filter(({ kind }) => kind.name === 'strategy');
    const counts = strategies.map(({ id }) => ofKind('action').filter((document) => document['strategy'] === id).length);
    assert.deepEqual(counts, [5, 5, 5]);
  });

  it('shows in slips that the brief dates the change of administration twice', () => {
    const slips = ofKind('strategy').flatMap((document) => (document['slips'] ?? []) as { place: string }[]);
    assert.ok(slips.length > 0);
    assert.match(JSON.stringify(slips), /2018/);
  });

  it('calls what the brief says about others reported, never official', () => {
    for (const { record, confidence } of evidenceOf(pack)) if (['institution', 'legal-instrument', 'printed-table'].includes(record.kind.name)) assert.notEqual(confidence, 'official', `${record.file}:${record.line}`);
    for (const strategy of ofKind('strategy')) if (strategy['type'] === 'strategy') assert.equal(strategy['knowledge'], 'second_hand');
    for (const law of ofKind('legal-instrument')) assert.equal(law['standing'], 'second_hand');
  });

  it('has 32 states, with no two squares in one place', () => {
    const states = ofKind('territory').filter((document) => document['level'] === 'first');
    assert.equal(states.length, 32);
    const tiles = states.map((document) => JSON.stringify(document['tile']));
    assert.equal(new Set(tiles).size, 32);
    assert.equal(new Set(states.map((document) => document['code'])).size, 32);
  });
});

const brief = (): string[] => sourceLines('mexico-policy-brief.txt');

describe('the brief', { skip: withoutSources }, () => {
  it('has every line that the records name, and something stands there', { skip: withoutSources }, () => {
    const lines = brief();
    let checked = 0;
    for (const { record, place } of evidenceOf(pack)) {
      const numbers = linesOf(place) ?? assert.fail(`${record.file}:${record.line}: "${place}" names no line`);
      for (const number of numbers) assert.ok(number >= 1 && number <= lines.length, `${record.file}:${record.line}: there is no ${place}`);
      assert.ok(numbers.some((number) => (lines[number - 1] ?? '').trim() !== ''), `${record.file}:${record.line}: ${place} is empty`);
      checked += 1;
    }
    assert.ok(checked > 50, `only ${checked} places`);
  });

  it('is not copied: no text of the pack has 12 words in a row from it', { skip: withoutSources }, () => {
    assert.deepEqual(copiedRuns(textsOf(pack), [brief().join(' ')], 12), []);
  });
});

describe('the site of Mexico', () => {
  it('has no broken link, in any language', async () => {
    const { pages, broken } = await walk(platform);
    assert.deepEqual(broken, []);
    assert.ok(pages > 200, `${pages} pages`);
  });
});
