/**
 * Reads a QR code back, written from the standard and not from the encoder: it looks up format and version in the tables of
 * Annex C and D, walks over the symbol by columns, and takes what it reads only where all syndromes are zero.
 */
import assert from 'node:assert/strict';

type Modules = readonly (readonly boolean[])[];

/** Annex C.2, sequences after masking, for M and L and masks 0 to 7. */
const FORMATS = new Map([
  ['101010000010010', 'M0'], ['101000100100101', 'M1'], ['101111001111100', 'M2'], ['101101101001011', 'M3'], ['100010111111001', 'M4'], ['100000011001110', 'M5'], ['100111110010111', 'M6'], ['100101010100000', 'M7'],
  ['111011111000100', 'L0'], ['111001011110011', 'L1'], ['111110110101010', 'L2'], ['111100010011101', 'L3'], ['110011000101111', 'L4'], ['110001100011000', 'L5'], ['110110001000001', 'L6'], ['110100101110110', 'L7'],
]);
/** Annex D, for the versions that are tested. */
const VERSIONS = new Map([['000111110010010100', 7], ['001010010011010011', 10], ['010110100011001001', 22], ['010111011111101100', 23], ['011000111011000100', 24], ['011001000111100001', 25], ['011010111110101011', 26], ['011011000010001110', 27], ['100111010101000001', 39], ['101000110001101001', 40]]);
/** Table E.1, for the same. */
const CENTRES: Readonly<Record<number, readonly number[]>> = { 1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 7: [6, 22, 38], 10: [6, 28, 50], 22: [6, 26, 50, 74, 98], 23: [6, 30, 54, 78, 102], 24: [6, 28, 54, 80, 106], 25: [6, 32, 58, 84, 110], 26: [6, 30, 58, 86, 114], 27: [6, 34, 62, 90, 118], 40: [6, 30, 58, 86, 114, 142, 170] };
/** Table 9: how many blocks of how many data codewords, and codewords of correction in each. */
const BLOCKS: Readonly<Record<string, { readonly data: readonly (readonly [blocks: number, codewords: number])[]; readonly correction: number }>> = {
  '1L': { data: [[1, 19]], correction: 7 }, '1M': { data: [[1, 16]], correction: 10 }, '2M': { data: [[1, 28]], correction: 16 }, '3M': { data: [[1, 44]], correction: 26 },
  '4M': { data: [[2, 32]], correction: 18 }, '5M': { data: [[2, 43]], correction: 24 }, '7M': { data: [[4, 31]], correction: 18 }, '10M': { data: [[4, 43], [1, 44]], correction: 26 },
  '22L': { data: [[2, 111], [7, 112]], correction: 28 }, '23L': { data: [[4, 121], [5, 122]], correction: 30 }, '24L': { data: [[6, 117], [4, 118]], correction: 30 },
  '26L': { data: [[10, 114], [2, 115]], correction: 28 }, '27L': { data: [[8, 122], [4, 123]], correction: 30 },
  '25L': { data: [[8, 106], [4, 107]], correction: 26 }, '40L': { data: [[19, 118], [6, 119]], correction: 30 },
};

export function decodeQr(modules: Modules): { readonly version: number; readonly text: string } {
  const side = modules.length;
  const version = (side - 17) / 4;
  const dark = (row: number, column: number): number => (modules[row]?.[column] === true ? 1 : 0);
  const format = formatOf(dark, side);
  if (version >= 7) assert.equal(VERSIONS.get(Array.from({ length: 18 }, (_, bit) => dark(Math.floor((17 - bit) / 3), side - 11 + ((17 - bit) % 3))).join('')), version);
  const bits: number[] = [];
  for (const [row, column] of walk(side, version)) bits.push(dark(row, column) ^ (turned(Number(format[1]), row, column) ? 1 : 0));
  const codewords = Array.from({ length: Math.floor(bits.length / 8) }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8).join(''), 2));
  const data = corrected(codewords, BLOCKS[`${version}${format[0]}`] ?? assert.fail(`no table for ${version}${format[0]}`));
  return { version, text: textOf(data.map((byte) => byte.toString(2).padStart(8, '0')).join(''), version) };
}

/** Both copies must say the same. */
function formatOf(dark: (row: number, column: number) => number, side: number): string {
  const around = [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 7], [8, 8], [7, 8], [5, 8], [4, 8], [3, 8], [2, 8], [1, 8], [0, 8]] as const;
  const split = [...Array.from({ length: 7 }, (_, index) => [side - 1 - index, 8] as const), ...Array.from({ length: 8 }, (_, index) => [8, side - 8 + index] as const)];
  const [one, other] = [around, split].map((places) => places.map(([row, column]) => dark(row, column)).join(''));
  assert.equal(one, other);
  assert.equal(dark(side - 8, 8), 1);
  return FORMATS.get(one ?? '') ?? assert.fail(`no format ${one}`);
}

function turned(mask: number, i: number, j: number): boolean {
  const product = i * j;
  return [(i + j) % 2, i % 2, j % 3, (i + j) % 3, ((i >> 1) + Math.floor(j / 3)) % 2, (product % 2) + (product % 3), ((product % 2) + (product % 3)) % 2, (((i + j) % 2) + (product % 3)) % 2][mask] === 0;
}

/** The places of codewords, in order. */
function* walk(side: number, version: number): Generator<readonly [row: number, column: number]> {
  const centres = CENTRES[version] ?? assert.fail(`no table for ${version}`);
  const taken = (row: number, column: number): boolean => {
    if (row === 6 || column === 6) return true;
    const [top, left, bottom, right] = [row < 9, column < 9, row >= side - 8, column >= side - 8];
    if ((top && (left || right)) || (bottom && left)) return true;
    if (version >= 7 && ((row < 6 && column >= side - 11) || (column < 6 && row >= side - 11))) return true;
    return centres.some((y) => centres.some((x) => Math.abs(row - y) <= 2 && Math.abs(column - x) <= 2 && !(y === 6 && (x === 6 || x === side - 7)) && !(y === side - 7 && x === 6)));
  };
  const columns = Array.from({ length: side }, (_, index) => side - 1 - index).filter((column) => column !== 6);
  for (let pair = 0; pair < columns.length; pair += 2) {
    const rows = Array.from({ length: side }, (_, index) => index);
    for (const row of (pair / 2) % 2 === 0 ? rows.toReversed() : rows) {
      for (const column of columns.slice(pair, pair + 2)) if (!taken(row, column)) yield [row, column];
    }
  }
}

function corrected(codewords: readonly number[], { data, correction }: (typeof BLOCKS)[string]): number[] {
  const lengths = data.flatMap(([blocks, length]) => Array.from({ length: blocks }, () => length));
  const blocks = lengths.map((): number[] => []);
  const rest = [...codewords];
  for (let round = 0; round < Math.max(...lengths); round++) for (const [index, length] of lengths.entries()) if (round < length) blocks[index]?.push(rest.shift() ?? NaN);
  const whole = blocks.map((block) => [...block]);
  for (let round = 0; round < correction; round++) for (const block of whole) block.push(rest.shift() ?? NaN);
  assert.equal(rest.length, 0, 'codewords left over');
  for (const block of whole) {
    for (let power = 0, root = 1; power < correction; power++, root = product(root, 2)) assert.equal(block.reduce((sum, codeword) => product(sum, root) ^ codeword, 0), 0, 'a syndrome is not zero');
  }
  return blocks.flat();
}

function product(a: number, b: number): number {
  let sum = 0;
  for (let [left, right] = [a, b]; right > 0; right >>= 1) {
    if (right % 2 === 1) sum ^= left;
    left = left > 127 ? (left * 2) ^ 285 : left * 2;
  }
  return sum;
}

function textOf(bits: string, version: number): string {
  let at = 0;
  const take = (count: number): number => Number.parseInt(bits.slice(at, (at += count)), 2);
  const mode = take(4);
  if (mode === 4) {
    const length = take(version < 10 ? 8 : 16);
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from({ length }, () => take(8)));
  }
  assert.equal(mode, 2);
  const letters = [...'0123456789', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', ...' $%*+-./:'];
  let text = '';
  for (let left = take(version < 10 ? 9 : version < 27 ? 11 : 13); left > 0; left -= 2) {
    const value = take(left === 1 ? 6 : 11);
    text += left === 1 ? letters[value] : `${letters[Math.floor(value / 45)]}${letters[value % 45]}`;
  }
  return text;
}
