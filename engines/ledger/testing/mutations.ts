import * as fc from 'fast-check';

/** The bytes with one bit the other way round. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = Math.floor(bit / 8);
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

/** Milliseconds of processor time since `process.cpuUsage()` gave this: a busy machine must not look like a slow parser. */
export function processorMilliseconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Every way of flipping one bit. */
export function* allFlips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) yield flipped(bytes, bit);
}

/** Random bytes, and valid input that was cut, doubled, overwritten or spliced. */
export function hostileInputs(...valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const random = fc.uint8Array({ maxLength: 600 });
  if (valid.length === 0) return random;
  const mutated = fc
    .tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('cut', 'insert', 'set', 'repeat'), fc.uint8Array({ minLength: 1, maxLength: 8 })), { minLength: 1, maxLength: 4 }))
    .map(([bytes, edits]) => edits.reduce(edited, bytes));
  return fc.oneof({ arbitrary: random, weight: 1 }, { arbitrary: mutated, weight: 4 });
}

function edited(bytes: Uint8Array, [place, edit, patch]: readonly [number, string, Uint8Array]): Uint8Array {
  const at = Math.floor(place * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (edit === 'cut') return Buffer.concat([before, after.subarray(patch.length)]);
  if (edit === 'insert') return Buffer.concat([before, patch, after]);
  if (edit === 'repeat') return Buffer.concat([before, after, after]);
  return Buffer.concat([before, patch, after.subarray(patch.length)]);
}
