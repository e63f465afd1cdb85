/** Randomness that can be had again: `YUPANA_SEED=… node --test file`. */
import { randomInt } from 'node:crypto';
import type { TestContext } from 'node:test';

/** Numbers from 0 to 1, from a seed that the report shows. */
export function randomFrom(t: TestContext): () => number {
  const seed = Number(process.env['YUPANA_SEED'] ?? randomInt(2 ** 31));
  t.diagnostic(`seed ${seed}: ${t.name}`);
  return mulberry32(seed);
}

/** https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (public domain) */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
