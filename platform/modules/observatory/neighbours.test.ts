import assert from 'node:assert/strict';
import { it } from 'node:test';
import { neighboursOf } from './neighbours.ts';

it('a border has two sides', () => {
  const seen = new Set<string>();
  const waiting = ['PE', 'MX', 'HT'];
  for (let country = waiting.shift(); country !== undefined; country = waiting.shift()) {
    if (seen.has(country)) continue;
    seen.add(country);
    for (const other of neighboursOf(country)) {
      assert.ok(other !== country && neighboursOf(other).includes(country), `${country} ${other}`);
      waiting.push(other);
    }
  }
  assert.equal(seen.size, 25);
  assert.deepEqual(neighboursOf('JP'), []);
});
