/** Logarithms and powers that draw in a long tail. */
import { CompositeError } from '../errors.ts';
import type { Transform } from '../recipe/recipe.ts';
import { momentsOf } from '../statistics/moments.ts';

/** Missing values stay missing. Every one keeps the order of the values. */
export function transformed(values: Float64Array, transform: Transform, indicator: string): Float64Array {
  const { minimum, maximum, skewness } = momentsOf(values);
  const range = maximum - minimum;
  if (typeof transform === 'object') return boxCox(values.map((value) => value - minimum + 1), transform.boxCox);
  switch (transform) {
    case 'none':
      return values;
    case 'log':
      if (minimum <= 0) throw new CompositeError('not-positive', `${indicator} has the value ${minimum}, of which there is no logarithm.`, { indicator, value: minimum });
      return values.map(Math.log);
    case 'log-shifted':
      return values.map((value) => Math.log(value - minimum + 0.01 * range));
    case 'log-shifted-signed':
      return skewness > 0 ? values.map((value) => Math.log(value - minimum + 0.01 * range)) : values.map((value) => -Math.log(maximum + 0.01 * range - value));
    case 'log-one':
      return values.map((value) => Math.log(value - minimum + 1));
    case 'log-gii':
      // Global Innovation Index, appendix IV: meant for values well above 1.
      if (maximum <= 1) throw new CompositeError('not-positive', `The transformation of the GII needs values above 1; the largest of ${indicator} is ${maximum}.`, { indicator, value: maximum });
      return values.map((value) => Math.log(((maximum - 1) * (value - minimum)) / range + 1));
  }
}

/** Box & Cox (1964): (x^λ − 1)/λ, ln x at λ = 0. */
export function boxCox(values: Float64Array, lambda: number): Float64Array {
  return lambda === 0 ? values.map(Math.log) : values.map((value) => (value ** lambda - 1) / lambda);
}
