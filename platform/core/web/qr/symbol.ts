/** Where the modules of a QR code stand: patterns, codewords, mask, format (ISO/IEC 18004:2015 §6, §7.7 to §7.10). */
import { type Codewords, codewordsOf, type Correction } from './codewords.ts';

/** Rows of modules, dark ones true, without the quiet zone. */
export type Modules = readonly (readonly boolean[])[];

/** The symbol of the smallest version that holds the text, with the mask that reads best. @throws RangeError where it is too long. */
export function qrModules(text: string, correction: Correction = 'M'): Modules {
  const codewords = codewordsOf(text, correction);
  const masked = MASKS.map((_, mask) => drawn(codewords, correction, mask));
  return masked.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

/** §7.8.2: whether a module is turned over. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function rowsOf(side: number): boolean[][] {
  return Array.from({ length: side }, () => Array.from({ length: side }, () => false));
}

class Drawing {
  readonly side: number;
  readonly rows: boolean[][];
  /** Modules of patterns, which hold no codewords and are not masked. */
  readonly #fixed: boolean[][];

  constructor(side: number) {
    this.side = side;
    this.rows = rowsOf(side);
    this.#fixed = rowsOf(side);
  }

  fix(x: number, y: number, dark: boolean): void {
    const [row, fixed] = [this.rows[y], this.#fixed[y]];
    if (!row || !fixed || x < 0 || x >= this.side) return;
    row[x] = dark;
    fixed[x] = true;
  }

  isFixed(x: number, y: number): boolean {
    return this.#fixed[y]?.[x] ?? true;
  }

  set(x: number, y: number, dark: boolean): void {
    const row = this.rows[y];
    if (row) row[x] = dark;
  }
}

function drawn({ version, bytes }: Codewords, correction: Correction, mask: number): Modules {
  const drawing = new Drawing(version * 4 + 17);
  drawPatterns(drawing, version);
  drawFormat(drawing, correction, mask);
  if (version >= 7) drawVersion(drawing, version);
  drawCodewords(drawing, bytes, MASKS[mask] ?? (() => false));
  return drawing.rows;
}

/** §6.3.3 to §6.3.6: three finders with their separators, timing, alignment. */
function drawPatterns(drawing: Drawing, version: number): void {
  const last = drawing.side - 1;
  for (let index = 0; index <= last; index++) {
    drawing.fix(6, index, index % 2 === 0);
    drawing.fix(index, 6, index % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]] as const) drawSquares(drawing, x, y, 4, (ring) => ring !== 2 && ring !== 4);
  const centres = alignmentCentres(version);
  const [first, end] = [centres[0], centres.at(-1)];
  for (const x of centres) {
    for (const y of centres) {
      const atFinder = (x === first && y === first) || (x === first && y === end) || (x === end && y === first);
      if (!atFinder) drawSquares(drawing, x, y, 2, (ring) => ring !== 1);
    }
  }
}

/** Squares around a centre; the ring of a module is how far it is from there. */
function drawSquares(drawing: Drawing, x: number, y: number, reach: number, isDark: (ring: number) => boolean): void {
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) drawing.fix(x + right, y + down, isDark(Math.max(Math.abs(right), Math.abs(down))));
  }
}

/** Annex E. */
export function alignmentCentres(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => version * 4 + 10 - (count - 2 - index) * step)];
}

/** §7.9.1: five bits with their BCH code, twice. */
function drawFormat(drawing: Drawing, correction: Correction, mask: number): void {
  const value = ((correction === 'L' ? 1 : 0) << 3) | mask;
  const bits = ((value << 10) | remainder(value, 10, 0x537)) ^ 0x5412;
  const bit = (index: number): boolean => ((bits >>> index) & 1) === 1;
  const { side } = drawing;
  for (let index = 0; index < 6; index++) drawing.fix(8, index, bit(index));
  drawing.fix(8, 7, bit(6));
  drawing.fix(8, 8, bit(7));
  drawing.fix(7, 8, bit(8));
  for (let index = 9; index < 15; index++) drawing.fix(14 - index, 8, bit(index));
  for (let index = 0; index < 8; index++) drawing.fix(side - 1 - index, 8, bit(index));
  for (let index = 8; index < 15; index++) drawing.fix(8, side - 15 + index, bit(index));
  drawing.fix(8, side - 8, true);
}

/** §7.10: the version with its Golay code, twice. */
function drawVersion(drawing: Drawing, version: number): void {
  const bits = (version << 12) | remainder(version, 12, 0x1f25);
  for (let index = 0; index < 18; index++) {
    const dark = ((bits >>> index) & 1) === 1;
    const [far, near] = [drawing.side - 11 + (index % 3), Math.floor(index / 3)];
    drawing.fix(far, near, dark);
    drawing.fix(near, far, dark);
  }
}

function remainder(value: number, bits: number, polynomial: number): number {
  let rest = value;
  for (let step = 0; step < bits; step++) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * polynomial);
  return rest;
}

/** §7.7.3: columns of two from the right, upwards and downwards in turn; the timing column is left out. */
function drawCodewords(drawing: Drawing, bytes: Uint8Array, isTurned: (x: number, y: number) => boolean): void {
  const { side } = drawing;
  let position = 0;
  for (let pair = 0, right = side - 1; right >= 1; pair++, right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < side; step++) {
      const y = pair % 2 === 0 ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (drawing.isFixed(x, y)) continue;
        const bit = (((bytes[position >>> 3] ?? 0) >>> (7 - (position & 7))) & 1) === 1;
        drawing.set(x, y, bit !== isTurned(x, y));
        position += 1;
      }
    }
  }
}

/** §7.8.3: what makes a symbol hard to read. */
function penalty(modules: Modules): number {
  const columns = modules.map((_, x) => modules.map((row) => row[x] ?? false));
  const lines = [...modules, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const finders = lines.reduce((sum, line) => sum + [...line.matchAll(/(?=00001011101|10111010000)/g)].length, 0);
  let squares = 0;
  for (let y = 1; y < modules.length; y++) {
    for (let x = 1; x < modules.length; x++) {
      const dark = modules[y]?.[x];
      if (dark === modules[y - 1]?.[x] && dark === modules[y]?.[x - 1] && dark === modules[y - 1]?.[x - 1]) squares += 1;
    }
  }
  const dark = modules.flat().filter(Boolean).length / modules.length ** 2;
  return runs + finders * 40 + squares * 3 + Math.floor(Math.abs(dark * 100 - 50) / 5) * 10;
}
