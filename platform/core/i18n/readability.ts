/**
 * How easy a Spanish text is to read: the index of Szigriszt Pazos (1993), read by the bands of INFLESZ (Barrio-Cantalejo
 * et al. 2008, An Sist Sanit Navar 31(2): 135–152). It counts syllables, words and sentences, so it knows nothing of what
 * the words mean: it advises, and decides nothing. The browser runs this very file.
 */

export type Band = 'very_hard' | 'hard' | 'normal' | 'easy' | 'very_easy';

export interface Reading {
  /** From about 0, hard, to about 100, easy. */
  readonly score: number;
  readonly band: Band;
  readonly words: number;
  readonly sentences: number;
  /** The longest sentence, by its first words. */
  readonly longest: { readonly start: string; readonly words: number };
  /** The longest words, those of most syllables first. */
  readonly longWords: readonly string[];
}

/** Below this the index says more about chance than about the text. */
export const FEWEST_WORDS = 20;
/** Sentences of more words than this are worth breaking. */
export const LONG_SENTENCE = 25;
const LONG_WORD_SYLLABLES = 5;
const MOST_LONG_WORDS = 5;

/** Undefined for a text that is too short to be judged. */
export function readingOf(text: string): Reading | undefined {
  const sentences = sentencesOf(text);
  const words = sentences.flatMap(wordsOf);
  if (words.length < FEWEST_WORDS) return undefined;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const score = 206.835 - (62.3 * syllables) / words.length - words.length / sentences.length;
  const byLength = sentences.map((sentence) => ({ start: startOf(sentence), words: wordsOf(sentence).length })).toSorted((a, b) => b.words - a.words);
  const longWords = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => syllablesOf(word) >= LONG_WORD_SYLLABLES);
  return {
    score,
    band: bandOf(score),
    words: words.length,
    sentences: sentences.length,
    longest: byLength[0] ?? { start: '', words: 0 },
    longWords: longWords.toSorted((a, b) => syllablesOf(b) - syllablesOf(a) || b.length - a.length).slice(0, MOST_LONG_WORDS),
  };
}

/** Enough of a sentence to find it by. */
function startOf(sentence: string): string {
  const words = sentence.split(/\s+/u);
  return words.length <= 8 ? sentence : `${words.slice(0, 8).join(' ')}…`;
}

/** The bands of INFLESZ: an edge belongs to the harder one. */
export function bandOf(score: number): Band {
  if (score <= 40) return 'very_hard';
  if (score <= 55) return 'hard';
  if (score <= 65) return 'normal';
  return score <= 80 ? 'easy' : 'very_easy';
}

/** Sentences end with a stop before a space, or with a line. A stop after an abbreviation or inside a number ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .replace(/(?<=(?:^|[\s(«"])(?:art|arts|inc|lit|núm|nro|n|av|jr|sr|sra|dr|dra|ud|uds|etc|pág|págs|cap|ej|d\.s|d\.l|vs|aprox|tel|p))\.(?=\s)/giu, '')
    .split(/(?<=[.!?…][»"”')\]]*)\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsOf(sentence).length > 0);
}

/** Words are of letters; what is of digits is read as one word. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*|\d+(?:[.,]\d+)*/gu) ?? [];
}

const STRONG = 'aeoáéó';
const ACCENTED_WEAK = 'íú';
const WEAK = 'iuüïy';

/**
 * The syllables of a word as the Ortografía (RAE and ASALE 2010, § 3.4.2) divides it: two strong vowels are two syllables,
 * so are a strong one and an accented weak one; any other weak vowel joins its neighbours; h between them changes nothing.
 */
export function syllablesOf(word: string): number {
  const parts = word.toLowerCase().normalize('NFC').split(/['’-]/u);
  return Math.max(1, parts.reduce((sum, part) => sum + nucleiOf(part), 0));
}

function nucleiOf(part: string): number {
  const sounds = part
    .replace(/qu(?=[eiéí])/gu, 'q')
    .replace(/gu(?=[eiéí])/gu, 'g')
    // A consonant before a vowel (yo, mayo), a vowel at the end and alone (ley, y).
    .replace(/y(?=[aeiouáéíóúü])/gu, 'j')
    // Between vowels it is not heard: prohi-bir, ahu-mar.
    .replace(/(?<=[aeiouáéíóúüy])h(?=[aeiouáéíóúüy])/gu, '');
  return (sounds.match(/[aeiouáéíóúüïy]+/gu) ?? []).reduce((sum, run) => sum + nucleiOfRun(run), 0);
}

const isStrong = (vowel: string): boolean => STRONG.includes(vowel);

/** How many syllables a run of vowels makes. */
function nucleiOfRun(run: string): number {
  let count = 0;
  let before = '';
  for (const vowel of run) {
    if (before === '' || isHiatus(before, vowel)) count += 1;
    before = vowel;
  }
  return count;
}

function isHiatus(a: string, b: string): boolean {
  if (isStrong(a) && isStrong(b)) return true;
  if (ACCENTED_WEAK.includes(a) && isStrong(b)) return true;
  if (isStrong(a) && ACCENTED_WEAK.includes(b)) return true;
  // The same weak vowel twice: chi-i-ta, du-un-vi-ro. An accented one after another weak one joins it: cuí-da-te.
  return WEAK.includes(a) && a === b;
}
