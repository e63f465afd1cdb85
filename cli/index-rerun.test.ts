import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bundle, bundleText, canonical, type Recipe, sha256 } from '@yupana/composite';
import { callEach } from './testing/call.ts';

const home = mkdtempSync(join(tmpdir(), 'yupana-index-'));
after(() => rmSync(home, { recursive: true }));

const recipe: Recipe = {
  format: 'composite-recipe/1',
  indicators: [{ code: 'a', parent: 'x', direction: 1 }, { code: 'b', parent: 'x', direction: 1 }],
  aggregates: [{ code: 'x' }],
  steps: [{ step: 'normalise', method: 'min-max' }, { step: 'aggregate', method: 'arithmetic' }],
};
const made = bundle({ units: [{ code: 'PE' }, { code: 'CL' }, { code: 'BO' }], values: { a: [57, 82, 47], b: [43, 74, 54.1] } }, recipe);
const write = (name: string, text: string): string => {
  writeFileSync(join(home, name), text);
  return join(home, name);
};
/** Results that somebody improved by hand, with a hash that fits them. */
const results = { ...(made.results as { index: object }), index: { ...(made.results as { index: object }).index, ranks: [1, 2, 3] } };
const sound = write('sound.json', bundleText(made));
const touched = write('touched.json', `${canonical({ ...made, results, hashes: { ...made.hashes, results: sha256(canonical(results)) } })}\n`);
const broken = write('broken.json', bundleText(made).replace('54.1', '64.1'));

describe('yupana index rerun', () => {
  const out = join(home, 'again.json');
  const [same, other, cut, missing, none] = callEach([{ args: ['index', 'rerun', sound, '--out', out] }, { args: ['index', 'rerun', touched] }, { args: ['index', 'rerun', broken] }, { args: ['index', 'rerun', join(home, 'nothing.json')] }, { args: ['index', 'rerun'] }]);

  it('says that a bundle runs again to the same bytes, and writes them', () => {
    assert.deepEqual([same?.code, same?.out], [0, 'The same, byte for byte.\n']);
    assert.equal(readFileSync(out, 'utf8'), readFileSync(sound, 'utf8'));
  });

  it('finds results that its data do not give, and says where', () => {
    assert.equal(other?.code, 1);
    assert.match(other?.out ?? '', /Not the same[\s\S]*results\.index\.ranks/);
  });

  it('refuses a bundle whose data were changed, one that is not there, and a call without one', () => {
    assert.equal(cut?.code, 1);
    assert.match(cut?.err ?? '', /not those whose hash it bears/);
    assert.equal(missing?.code, 1);
    assert.equal(none?.code, 2);
  });
});
