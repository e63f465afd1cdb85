/** What the bench measures, in the browser, by the modules that readers get. */
import { type Dataset, prepare, type Recipe, robustnessOf, weigh } from '@yupana/composite';

export interface Asked {
  readonly data: Dataset;
  readonly recipe: Recipe;
  readonly rounds: number;
}

export interface Figures {
  /** Milliseconds, each by the clock of the browser. */
  readonly preparing: readonly number[];
  readonly weighing: readonly number[];
  readonly counting: readonly number[];
  readonly runs: number;
}

function timed(rounds: number, work: (round: number) => unknown): number[] {
  return Array.from({ length: rounds }, (_, round) => {
    const began = performance.now();
    work(round);
    return performance.now() - began;
  });
}

function measure({ data, recipe, rounds }: Asked): Figures {
  const { uncertainty: _, ...plain } = recipe;
  const preparing = timed(rounds, () => prepare(data, plain));
  const prepared = prepare(data, plain);
  const codes = recipe.indicators.map(({ code }) => code);
  // Every round other weights: nothing is kept from the one before.
  const weighing = timed(rounds, (round) => weigh(prepared, Object.fromEntries(codes.map((code, place) => [code, 1 + ((place * 7 + round) % 5)]))));
  let runs = 0;
  const counting = recipe.uncertainty === undefined ? [] : timed(Math.min(rounds, 5), () => (runs = robustnessOf(data, recipe).design.runs));
  return { preparing, weighing, counting, runs };
}

Object.assign(globalThis, { measure });
