/** How sure a share and the gap between two shares are, where both are k of n. */

/** 97.5 % of the standard normal distribution lie below. */
const Z = 1.959963984540054;

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface Count {
  readonly k: number;
  readonly n: number;
}

/** The score interval of Wilson (1927) of a share, 95 %, between 0 and 1. */
export function wilson({ k, n }: Count): Interval {
  const p = k / n;
  const middle = p + (Z * Z) / (2 * n);
  const reach = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  // At none and at all the ends are 0 and 1; rounding would put them beside.
  return { lower: k === 0 ? 0 : (middle - reach) / scale, upper: k === n ? 1 : (middle + reach) / scale };
}

/** The difference a − b of two independent shares with its interval: method 10 of Newcombe, Statistics in Medicine 17 (1998) 873–890. */
export function differenceOf(a: Count, b: Count): Interval & { readonly difference: number } {
  const [p, q] = [a.k / a.n, b.k / b.n];
  const [first, second] = [wilson(a), wilson(b)];
  return {
    difference: p - q,
    lower: p - q - Math.hypot(p - first.lower, second.upper - q),
    upper: p - q + Math.hypot(first.upper - p, q - second.lower),
  };
}
