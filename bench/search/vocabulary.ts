/** Spanish-like words as often as words are: real ones of the country packs first, then ones made of their halves. */
import { searchTextsOf } from '../../platform/core/kinds/content.ts';
import type { KindSet } from '../../platform/core/kinds/kind.ts';
import { readPack } from '../../platform/core/pack/read-pack.ts';
import { Random } from '../lib/random.ts';

/** A million texts hold about this many different words; the packs alone have some thousands, which would flatter us. */
const WORDS = 120_000;
/** Zipf's law as Mandelbrot mended it, with his usual values for prose. */
const SHIFT = 2.7;
const EXPONENT = 1.07;
const LONGEST_MADE = 16;
/** On average; see records.ts. */
const WORDS_IN_RECORD = 50;

export class Vocabulary {
  /** The most frequent first. */
  readonly words: readonly string[];
  readonly #cumulative: Float64Array;

  constructor(words: readonly string[]) {
    this.words = words;
    this.#cumulative = new Float64Array(words.length);
    let sum = 0;
    for (const index of words.keys()) this.#cumulative[index] = sum += (index + 1 + SHIFT) ** -EXPONENT;
  }

  /** The place of a word drawn with its frequency. */
  draw(random: Random): number {
    const wanted = random.next() * (this.#cumulative.at(-1) ?? 0);
    let low = 0;
    let high = this.words.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cumulative[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The places of the words that a record holds with a probability between the two. */
  between(least: number, most: number): number[] {
    return [...this.words.keys()].filter((place) => {
      const share = ((this.#cumulative[place] ?? 0) - (this.#cumulative[place - 1] ?? 0)) / (this.#cumulative.at(-1) ?? 1);
      const probability = 1 - (1 - share) ** WORDS_IN_RECORD;
      return probability >= least && probability <= most;
    });
  }

  text(random: Random, length: number): string {
    const words = Array.from({ length }, () => this.words[this.draw(random)]).join(' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
}

export async function readVocabulary(kinds: KindSet, folders: readonly string[]): Promise<Vocabulary> {
  const counts = new Map<string, number>();
  for (const folder of folders) {
    const { records } = await readPack(folder, kinds);
    const texts = records.flatMap(({ kind, document }) => searchTextsOf(kind, document)).filter(({ language }) => language === 'es');
    for (const { text } of texts) {
      for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const real = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word);
  return new Vocabulary([...real, ...madeOf(real)].slice(0, WORDS));
}

/** The beginning of one real word and the end of another, so that letters and endings stay Spanish. */
function* madeOf(real: readonly string[]): Generator<string> {
  const random = new Random(7);
  const long = real.filter((word) => word.length >= 6);
  const known = new Set(real);
  for (let made = real.length; made < WORDS; ) {
    const [first, second] = [random.pick(long), random.pick(long)];
    const word = first.slice(0, Math.ceil(first.length / 2)) + second.slice(Math.floor(second.length / 2));
    if (word.length > LONGEST_MADE || known.has(word)) continue;
    known.add(word);
    made += 1;
    yield word;
  }
}
