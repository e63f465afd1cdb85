/** Finds what a name means, whatever its capitals and accents, and what it may have meant. */
import { fold } from '#core/search/fold.ts';
import { tidy, withoutRaised } from './marks.ts';

export interface Named {
  /** What is meant: the code of a territory, the id of an indicator. */
  readonly id: string;
  /** As it is shown. */
  readonly name: string;
  readonly others: readonly string[];
}

export class Names {
  readonly all: readonly Named[];
  readonly #byName = new Map<string, Set<string>>();

  constructor(all: readonly Named[]) {
    this.all = all;
    for (const { id, name, others } of all) {
      for (const one of [id, name, ...others]) {
        for (const key of new Set([wholeKey(one), keyOfName(one)])) if (key !== '') this.#byName.set(key, (this.#byName.get(key) ?? new Set()).add(id));
      }
    }
  }

  has(id: string): boolean {
    return this.all.some((one) => one.id === id);
  }

  /** Undefined where nothing is called so, and where two things are: Mexico is a country and a state of it. */
  find(text: string): string | undefined {
    const found = this.#byName.get(wholeKey(text)) ?? this.#byName.get(keyOfName(text));
    return found?.size === 1 ? [...found][0] : undefined;
  }

  /** The most alike first. */
  nearest(text: string, most: number): Named[] {
    const key = keyOfName(text);
    return this.all
      .map((one) => ({ one, likeness: Math.max(...[one.name, ...one.others].map((name) => likeness(key, keyOfName(name)))) }))
      .filter((found) => found.likeness > 0.4)
      .toSorted((a, b) => b.likeness - a.likeness)
      .slice(0, most)
      .map(({ one }) => one);
  }
}

const SORT = /^(region|departamento|dpto|provincia constitucional|provincia|estado|suyu)( de| del)? /;

/** Without accents, capitals, marks of footnotes and words that say what sort of place it is. */
export function keyOfName(text: string): string {
  return wholeKey(text).replace(SORT, '');
}

/** The same with those words: the state of Mexico is told from the country by them. */
function wholeKey(text: string): string {
  return fold(withoutRaised(tidy(text)))
    .replace(/\s(\(?[a-z\d]{1,2}\/\)?|\*+|\([a-z\d]\))$|\*+$/, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Dice's coefficient of the pairs of letters. */
function likeness(a: string, b: string): number {
  const [one, other] = [pairsOf(a), pairsOf(b)];
  if (one.length + other.length === 0) return 0;
  const left = [...other];
  const shared = one.filter((pair) => {
    const at = left.indexOf(pair);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (one.length + other.length);
}

function pairsOf(text: string): string[] {
  const padded = ` ${text.slice(0, 60)} `;
  return Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2));
}
