/** Ranks. Scores that differ by less than rounding are tied, wherever rounding fell. */
import { at } from '../table.ts';

/** Share of the largest score within which two scores are equal. */
export const TIE_TOLERANCE = 1e-9;

/** The distance within which two of these scores are tied. */
export function tieWidth(scores: ArrayLike<number>, tolerance: number): number {
  let largest = 0;
  for (let index = 0; index < scores.length; index++) {
    const size = Math.abs(at(scores, index));
    if (size > largest) largest = size;
  }
  return largest * tolerance;
}

/**
 * Competition ranks (1, 2, 2, 4), the highest score first; 0 for a score that is missing. A score is tied with those above
 * it as long as it lies within the tolerance of the first of them: a chain of near-ties does not reach without end.
 */
export function ranksOf(scores: ArrayLike<number>, tolerance: number = TIE_TOLERANCE): Int32Array {
  const width = tieWidth(scores, tolerance);
  const order = descending(scores);
  const ranks = new Int32Array(scores.length);
  let [rank, leader] = [0, Infinity];
  for (let place = 0; place < order.length; place++) {
    const index = at(order, place);
    const score = at(scores, index);
    if (place === 0 || leader - score > width) [rank, leader] = [place + 1, score];
    ranks[index] = rank;
  }
  return ranks;
}

/** The places of the scores that are there, highest first; equal ones in their given order. */
export function descending(scores: ArrayLike<number>): Int32Array {
  const places = new Int32Array(scores.length);
  let count = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = at(scores, index);
    if (Number.isNaN(score)) continue;
    // Insertion: the lists are short, and it keeps the order of equal scores.
    let place = count++;
    while (place > 0 && at(scores, at(places, place - 1)) < score) {
      places[place] = at(places, place - 1);
      place--;
    }
    places[place] = index;
  }
  return places.subarray(0, count);
}

/** Ascending ranks; tied values share the mean of theirs (as rank correlation asks). NaN where missing. */
export function fractionalRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, index) => index).filter((index) => !Number.isNaN(at(values, index)));
  order.sort((a, b) => at(values, a) - at(values, b));
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && at(values, at(order, end + 1)) === at(values, at(order, start))) end++;
    for (let place = start; place <= end; place++) ranks[at(order, place)] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}

/** Ascending ranks; tied values share the least of theirs. NaN where missing. */
export function leastRanks(values: ArrayLike<number>): Float64Array {
  const ordered = Float64Array.from(values).filter((value) => !Number.isNaN(value)).toSorted();
  const first = new Map<number, number>();
  for (let index = 0; index < ordered.length; index++) if (!first.has(at(ordered, index))) first.set(at(ordered, index), index + 1);
  return Float64Array.from(values, (value) => first.get(value) ?? Number.NaN);
}
