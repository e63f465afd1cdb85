/**
 * Numbers that look random and are the same in every run and on every machine: sfc32 (Chris Doty-Humphrey, PractRand),
 * seeded from words by MurmurHash3's finaliser. Whole-number arithmetic only, so that engines cannot differ.
 */

export interface Random {
  /** From 0 to below 1, in steps of 2⁻³². */
  next(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  /** From the standard normal distribution. */
  normal(): number;
}

function mixed(hash: number): number {
  let word = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/** A stream of its own for every list of seed words: streams of different purposes do not repeat one another. */
export function seeded(...words: readonly number[]): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (const word of words) {
    a = mixed(a ^ (word >>> 0));
    b = mixed((b + a) >>> 0);
    c = mixed((c ^ b) >>> 0);
  }
  const word = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round++) word();
  const next = (): number => word() / 2 ** 32;
  return {
    next,
    below: (end) => Math.floor(next() * end),
    // Half a step away from 0 and 1, where the quantile is infinite.
    normal: () => normalQuantile(next() + 2 ** -33),
  };
}

/**
 * Quantile of the standard normal distribution (Wichura 1988, algorithm AS 241, PPND16), relative accuracy about 1e-16.
 */
export function normalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return q * ratio(r, CENTRE_OVER, CENTRE_UNDER);
  }
  const tail = Math.sqrt(-Math.log(q < 0 ? probability : 1 - probability));
  const size = tail <= 5 ? ratio(tail - 1.6, MIDDLE_OVER, MIDDLE_UNDER) : ratio(tail - 5, FAR_OVER, FAR_UNDER);
  return q < 0 ? -size : size;
}

function ratio(x: number, over: readonly number[], under: readonly number[]): number {
  return polynomial(x, over) / polynomial(x, under);
}

/** Coefficients from the highest power down. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

const CENTRE_OVER = [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665];
const CENTRE_UNDER = [5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1];
const MIDDLE_OVER = [0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835];
const MIDDLE_UNDER = [1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1];
const FAR_OVER = [2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103];
const FAR_UNDER = [2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1];
