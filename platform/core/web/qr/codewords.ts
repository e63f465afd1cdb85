/** What a QR code says, as codewords: segment, padding, error correction (ISO/IEC 18004:2015 §7.4, §7.5). Model 2, any version. */

/** L gives back 7 percent of a damaged symbol, M 15. */
export type Correction = 'L' | 'M';

// Table 9, for versions 1 to 40: codewords of error correction in each block, and how many blocks.
const PER_BLOCK: Readonly<Record<Correction, readonly number[]>> = {
  L: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  M: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
};
const BLOCKS: Readonly<Record<Correction, readonly number[]>> = {
  L: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  M: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
};
const LARGEST = 40;
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

export interface Codewords {
  /** 1 to 40: a symbol has 4 × version + 17 modules on each side. */
  readonly version: number;
  /** In the order in which they are placed. */
  readonly bytes: Uint8Array;
}

/** Text of capitals and digits takes 5.5 bits a character, any other 8 bits a byte of UTF-8. @throws RangeError where it is too long. */
export function codewordsOf(text: string, correction: Correction): Codewords {
  const isAlphanumeric = [...text].every((letter) => ALPHANUMERIC.includes(letter));
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= LARGEST; version++) {
    const bits = new Bits();
    if (isAlphanumeric) alphanumeric(bits, text, version);
    else bytewise(bits, bytes, version);
    const capacity = dataCodewords(version, correction);
    if (bits.length <= capacity * 8) return { version, bytes: withCorrection(padded(bits, capacity), version, correction) };
  }
  throw new RangeError(`${bytes.length} bytes do not fit in a QR code`);
}

/** Modules that hold codewords (Annex D gives them as a table; this is their sum). */
function rawModules(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignment = aligned === 0 ? 0 : (aligned * aligned - 3) * 25 - (aligned - 2) * 2 * 5;
  const side = version * 4 + 17;
  return side * side - 3 * 64 - (2 * 15 + 1) - 2 * (side - 16) - alignment - (version >= 7 ? 2 * 18 : 0);
}

function dataCodewords(version: number, correction: Correction): number {
  return Math.floor(rawModules(version) / 8) - at(PER_BLOCK[correction], version - 1) * at(BLOCKS[correction], version - 1);
}

/** §7.4.4: pairs of characters in 11 bits, a last one in 6. */
function alphanumeric(bits: Bits, text: string, version: number): void {
  bits.append(0b0010, 4);
  bits.append(text.length, version < 10 ? 9 : version < 27 ? 11 : 13);
  for (let index = 0; index < text.length; index += 2) {
    const [first = '', second] = text.slice(index, index + 2);
    const value = ALPHANUMERIC.indexOf(first);
    if (second === undefined) bits.append(value, 6);
    else bits.append(value * 45 + ALPHANUMERIC.indexOf(second), 11);
  }
}

/** §7.4.5 */
function bytewise(bits: Bits, bytes: Uint8Array, version: number): void {
  bits.append(0b0100, 4);
  bits.append(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) bits.append(byte, 8);
}

/** §7.4.9, §7.4.10: a terminator of up to four zeroes, zeroes to the end of the byte, then 236 and 17 in turn. */
function padded(bits: Bits, capacity: number): Uint8Array {
  bits.append(0, Math.min(4, capacity * 8 - bits.length));
  const bytes = new Uint8Array(capacity);
  bytes.set(bits.bytes());
  for (let index = bits.bytes().length, even = true; index < capacity; index++, even = !even) bytes[index] = even ? 236 : 17;
  return bytes;
}

/** §7.5.2, §7.6: blocks, the longer ones last; their codewords in turn, then those of error correction in turn. */
function withCorrection(data: Uint8Array, version: number, correction: Correction): Uint8Array {
  const [count, perBlock] = [at(BLOCKS[correction], version - 1), at(PER_BLOCK[correction], version - 1)];
  const total = Math.floor(rawModules(version) / 8);
  const short = count - (total % count);
  const shortLength = Math.floor(total / count) - perBlock;
  const blocks = Array.from({ length: count }, (_, index) => {
    const start = index * shortLength + Math.max(0, index - short);
    return data.subarray(start, start + shortLength + (index < short ? 0 : 1));
  });
  const corrections = blocks.map((block) => errorCorrection(block, perBlock));
  return Uint8Array.from([...inTurn(blocks), ...inTurn(corrections)]);
}

function* inTurn(blocks: readonly Uint8Array[]): Generator<number> {
  const longest = Math.max(...blocks.map(({ length }) => length));
  for (let index = 0; index < longest; index++) for (const block of blocks) if (index < block.length) yield at(block, index);
}

// The field of §7.5.2: bytes modulo x^8 + x^4 + x^3 + x^2 + 1.
const POWERS = new Uint8Array(255);
const LOGARITHMS = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++, value = (value << 1) ^ (value > 127 ? 0x11d : 0)) {
  POWERS[power] = value;
  LOGARITHMS[value] = power;
}

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : at(POWERS, (at(LOGARITHMS, a) + at(LOGARITHMS, b)) % 255);
}

/** The remainder of the block by (x − 1)(x − 2)(x − 4)…, as Annex A makes it. */
export function errorCorrection(block: Uint8Array, length: number): Uint8Array {
  const generator = generatorOf(length);
  const remainder = new Uint8Array(length);
  for (const byte of block) {
    const factor = byte ^ at(remainder, 0);
    remainder.copyWithin(0, 1);
    remainder[length - 1] = 0;
    for (let index = 0; index < length; index++) remainder[index] = at(remainder, index) ^ times(at(generator, index), factor);
  }
  return remainder;
}

/** Without its leading 1. */
function generatorOf(length: number): Uint8Array {
  const coefficients = new Uint8Array(length);
  coefficients[length - 1] = 1;
  for (let step = 0; step < length; step++) {
    for (let index = 0; index < length; index++) coefficients[index] = times(at(coefficients, index), at(POWERS, step)) ^ (coefficients[index + 1] ?? 0);
  }
  return coefficients;
}

class Bits {
  readonly #bytes: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.#length % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] = at(this.#bytes, last) | (((value >>> bit) & 1) << (7 - (this.#length % 8)));
      this.#length += 1;
    }
  }

  bytes(): readonly number[] {
    return this.#bytes;
  }
}

function at(list: ArrayLike<number>, index: number): number {
  return list[index] ?? 0;
}
