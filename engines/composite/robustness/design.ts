/** Which combinations of alternatives are computed: all of them, or an even sample. */
import { CompositeError } from '../errors.ts';
import { seeded } from '../random.ts';
import { at } from '../table.ts';
import type { Position } from './factors.ts';
import type { Model } from './model.ts';
import { LARGEST_DIMENSION, sobolPoints } from './sobol-sequence.ts';

/** Independent shifts of the sequence, from whose differences the error is told. */
export const REPLICATES = 8;

/** The ranks of many runs; row after row, a column per unit. */
export interface Runs {
  readonly count: number;
  readonly ranks: Uint16Array;
  /** By run: one number that is equal for equal scores of all units. */
  readonly signatures: Float64Array;
}

/** Every combination, in the order of mixed radix, the last factor moving fastest. */
export function enumerate(model: Model, sizes: readonly number[]): Runs {
  const count = sizes.reduce((product, size) => product * size, 1);
  const runs = emptyRuns(count, model);
  const strides = sizes.map((_, factor) => sizes.slice(factor + 1).reduce((product, size) => product * size, 1));
  // Walked with the earliest stage outermost: what a stage made is used to the end before the next is made.
  const order = [...sizes.keys()].toSorted((a, b) => (model.dimensions[a]?.stage ?? 0) - (model.dimensions[b]?.stage ?? 0));
  const positions = new Int32Array(sizes.length);
  for (let done = 0; done < count; done++) {
    let run = 0;
    for (let factor = 0; factor < sizes.length; factor++) run += at(positions, factor) * at(strides, factor);
    keep(model, positions, runs, run);
    for (let place = order.length - 1; place >= 0; place--) {
      const factor = at(order, place);
      positions[factor] = at(positions, factor) + 1;
      if (at(positions, factor) < at(sizes, factor)) break;
      positions[factor] = 0;
    }
  }
  return runs;
}

/** One replicate of the design of Saltelli et al. (2010): A, B, and A with each factor in turn from B. */
export interface Replicate {
  readonly a: Runs;
  readonly b: Runs;
  readonly hybrids: readonly Runs[];
}

export function* sampled(model: Model, sizes: readonly number[], samples: number, seed: number): Generator<Replicate, void> {
  const k = sizes.length;
  if (2 * k > LARGEST_DIMENSION) throw new CompositeError('invalid-recipe', `Sampling is possible for up to ${LARGEST_DIMENSION / 2} uncertain choices; here are ${k}.`, { setting: 'uncertainty.factors' });
  const count = Math.max(1, Math.round(samples / REPLICATES));
  const random = seeded(seed, 0);
  for (let replicate = 0; replicate < REPLICATES; replicate++) {
    const shift = Uint32Array.from({ length: 2 * k }, () => random.below(2 ** 32));
    const points = sobolPoints(2 * k, shift);
    const [a, b, hybrids] = [emptyRuns(count, model), emptyRuns(count, model), sizes.map(() => emptyRuns(count, model))];
    for (let run = 0; run < count; run++) {
      const point = points.next().value;
      const first = positionsAt(point, 0, sizes);
      const second = positionsAt(point, k, sizes);
      keep(model, first, a, run);
      keep(model, second, b, run);
      hybrids.forEach((hybrid, factor) => keep(model, first.map((position, place) => (place === factor ? at(second, place) : position)), hybrid, run));
    }
    yield { a, b, hybrids };
  }
}

function positionsAt(point: Float64Array, offset: number, sizes: readonly number[]): Position[] {
  return sizes.map((size, place) => (size === Infinity ? at(point, offset + place) : Math.floor(at(point, offset + place) * size)));
}

function emptyRuns(count: number, { units }: Model): Runs {
  return { count, ranks: new Uint16Array(count * units.length), signatures: new Float64Array(count) };
}

function keep(model: Model, positions: ArrayLike<Position>, runs: Runs, run: number): void {
  const { scores, ranks } = model.run(positions);
  let signature = 0;
  for (let unit = 0; unit < scores.length; unit++) {
    runs.ranks[run * scores.length + unit] = at(ranks, unit);
    // Irrational multiples: different scores do not cancel out.
    if (at(ranks, unit) > 0) signature += at(scores, unit) * Math.sqrt(unit + 2);
  }
  runs.signatures[run] = signature;
}
