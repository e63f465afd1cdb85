/**
 * Sobol' low-discrepancy sequence in up to 64 dimensions, in Gray-code order (Bratley & Fox 1988), with the direction
 * numbers of Joe & Kuo (2008), new-joe-kuo-6.
 */
import { at } from '../table.ts';

export const LARGEST_DIMENSION = 64;
const BITS = 32;

/** Points of the unit cube, shifted digitally: each shift gives a sequence that is as even, and independent of the others. */
export function* sobolPoints(dimension: number, shift: Uint32Array): Generator<Float64Array, never> {
  if (dimension > LARGEST_DIMENSION) throw new RangeError(`The sequence has ${LARGEST_DIMENSION} dimensions, not ${dimension}.`);
  const directions = Array.from({ length: dimension }, (_, index) => directionsOf(index));
  const state = new Uint32Array(dimension);
  for (let n = 0; ; n++) {
    yield Float64Array.from(state, (word, index) => ((word ^ at(shift, index)) >>> 0) / 2 ** BITS);
    // The place of the lowest zero bit of n.
    const bit = BITS - 1 - Math.clz32(~n & (n + 1));
    for (let index = 0; index < dimension; index++) state[index] = at(state, index) ^ at(directions[index] ?? [], bit);
  }
}

function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  const [a, m] = JOE_KUO[dimension - 1] ?? [0, []];
  const s = m.length;
  for (let i = 0; i < BITS; i++) {
    if (dimension === 0) v[i] = 2 ** (BITS - 1 - i);
    else if (i < s) v[i] = at(m, i) * 2 ** (BITS - 1 - i);
    else {
      let word = at(v, i - s) ^ (at(v, i - s) >>> s);
      for (let k = 1; k < s; k++) if (((a >> (s - 1 - k)) & 1) === 1) word ^= at(v, i - k);
      v[i] = word;
    }
  }
  return v;
}

/** From the second dimension on: the inner coefficients of the primitive polynomial, and the first direction numbers. */
const JOE_KUO: readonly (readonly [number, readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
  [22, [1, 3, 1, 15, 13, 25]],
  [25, [1, 1, 5, 5, 19, 61]],
  [1, [1, 3, 7, 11, 23, 15, 103]],
  [4, [1, 3, 7, 13, 13, 15, 69]],
  [7, [1, 1, 3, 13, 7, 35, 63]],
  [8, [1, 3, 5, 9, 1, 25, 53]],
  [14, [1, 3, 1, 13, 9, 35, 107]],
  [19, [1, 3, 1, 5, 27, 61, 31]],
  [21, [1, 1, 5, 11, 19, 41, 61]],
  [28, [1, 3, 5, 3, 3, 13, 69]],
  [31, [1, 1, 7, 13, 1, 19, 1]],
  [32, [1, 3, 7, 5, 13, 19, 59]],
  [37, [1, 1, 3, 9, 25, 29, 41]],
  [41, [1, 3, 5, 13, 23, 1, 55]],
  [42, [1, 3, 7, 3, 13, 59, 17]],
  [50, [1, 3, 1, 3, 5, 53, 69]],
  [55, [1, 1, 5, 5, 23, 33, 13]],
  [56, [1, 1, 7, 7, 1, 61, 123]],
  [59, [1, 1, 7, 9, 13, 61, 49]],
  [62, [1, 3, 3, 5, 3, 55, 33]],
  [14, [1, 3, 1, 15, 31, 13, 49, 245]],
  [21, [1, 3, 5, 15, 31, 59, 63, 97]],
  [22, [1, 3, 1, 11, 11, 11, 77, 249]],
  [38, [1, 3, 1, 11, 27, 43, 71, 9]],
  [47, [1, 1, 7, 15, 21, 11, 81, 45]],
  [49, [1, 3, 7, 3, 25, 31, 65, 79]],
  [50, [1, 3, 1, 1, 19, 11, 3, 205]],
  [52, [1, 1, 5, 9, 19, 21, 29, 157]],
  [56, [1, 3, 7, 11, 1, 33, 89, 185]],
  [67, [1, 3, 3, 3, 15, 9, 79, 71]],
  [70, [1, 3, 7, 11, 15, 39, 119, 27]],
  [84, [1, 1, 3, 1, 11, 31, 97, 225]],
  [97, [1, 1, 1, 3, 23, 43, 57, 177]],
  [103, [1, 3, 7, 7, 17, 17, 37, 71]],
  [115, [1, 3, 1, 5, 27, 63, 123, 213]],
  [122, [1, 1, 3, 5, 11, 43, 53, 133]],
  [8, [1, 3, 5, 5, 29, 17, 47, 173, 479]],
  [13, [1, 3, 3, 11, 3, 1, 109, 9, 69]],
  [16, [1, 1, 1, 5, 17, 39, 23, 5, 343]],
  [22, [1, 3, 1, 5, 25, 15, 31, 103, 499]],
  [25, [1, 1, 1, 11, 11, 17, 63, 105, 183]],
  [44, [1, 1, 5, 11, 9, 29, 97, 231, 363]],
  [47, [1, 1, 5, 15, 19, 45, 41, 7, 383]],
  [52, [1, 3, 7, 7, 31, 19, 83, 137, 221]],
  [55, [1, 1, 1, 3, 23, 15, 111, 223, 83]],
  [59, [1, 1, 5, 13, 31, 15, 55, 25, 161]],
  [62, [1, 1, 3, 13, 25, 47, 39, 87, 257]]
];
