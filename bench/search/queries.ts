/** What is asked of search, by class. Every query is another one, so that no answer is kept from the one before. */
import { sql } from 'kysely';
import { wordsOf } from '../../platform/core/search/fold.ts';
import type { Cursor, SearchRequest } from '../../platform/core/search/search.ts';
import type { Database } from '../../platform/core/storage/database.ts';
import { Random } from '../lib/random.ts';
import type { Synthesis } from './records.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface QueryClass {
  readonly name: string;
  /** For which of its queries the aim holds: for all, for none, or for those that find little (a stem may be common where the word is rare). */
  readonly aim: 'all' | 'selective' | 'none';
  readonly requests: readonly SearchRequest[];
}

const PAGE = 30;
const plain = { words: '', facets: [], sort: 'relevance', size: PAGE } as const satisfies SearchRequest;
const LETTERS = 'abcdefghijlmnoprstuvz';

export async function queryClasses(database: Database, vocabulary: Vocabulary, synthesis: Synthesis, records: number, count: number, seed: number): Promise<QueryClass[]> {
  const random = new Random(seed);
  const make = (name: string, aim: QueryClass['aim'], request: (index: number) => SearchRequest): QueryClass => ({ name, aim, requests: Array.from({ length: count }, (_, index) => request(index)) });
  const words = (places: readonly number[]) => (): string => vocabulary.words[random.pick(places)] ?? '';
  const rare = words(vocabulary.between(20 / records, 1000 / records));
  const middling = words(vocabulary.between(0.002, 0.02));
  // "de" and "la" are passed over as too common in any language: no query at all.
  const broad = words(vocabulary.between(0.1, 0.5).filter((place) => (vocabulary.words[place]?.length ?? 0) >= 4));
  // The more frequent of two words that are folded to the same comes last, so that its place stays.
  const rank = new Map(vocabulary.words.map((word, place) => [wordsOf(word)[0] ?? '', place] as const).toReversed());
  const titles = await sample(database, 'title', 'action', count, random);
  const [byName, byDate] = [await sample(database, 'sort_key', 'action', count, random), await sample(database, 'sequence', undefined, count, random)];
  const responsible = () => `responsible:${random.pick(synthesis.institutions)}`;
  return [
    make('one word, selective', 'selective', () => ({ ...plain, words: rare() })),
    make('two words, one selective', 'selective', () => ({ ...plain, words: `${rare()} ${middling()}` })),
    make('two middling words', 'selective', () => ({ ...plain, words: `${middling()} ${middling()}` })),
    make('phrase with a rare word', 'selective', (index) => ({ ...plain, words: `"${phraseOf(titles[index]?.text ?? '', true, rank)}"` })),
    make('phrase of common words', 'none', (index) => ({ ...plain, words: `"${phraseOf(titles[index]?.text ?? '', false, rank)}"` })),
    make('misspelled word', 'selective', () => ({ ...plain, words: misspell(longWord(rare), random) })),
    make('acronym', 'selective', () => ({ ...plain, words: random.pick(synthesis.acronyms) })),
    make('facet, selective', 'selective', () => ({ ...plain, kind: 'action', facets: [responsible()] })),
    make('facet and middling word', 'selective', () => ({ ...plain, kind: 'action', facets: [responsible()], words: middling() })),
    make('facet and broad word', 'selective', () => ({ ...plain, kind: 'action', facets: [responsible()], words: broad() })),
    make('broad facet (30 %)', 'none', (index) => ({ ...plain, kind: 'action', facets: ['asksForSystem:true'], sort: index % 2 === 0 ? 'name' : 'newest' })),
    make('broad word (10 to 50 %)', 'none', () => ({ ...plain, words: broad() })),
    make('broad word in one kind', 'none', () => ({ ...plain, kind: 'action', words: broad() })),
    make('two broad words', 'none', () => ({ ...plain, words: `${broad()} ${broad()}` })),
    make('whole list of a kind, page 1', 'all', (index) => ({ ...plain, kind: (['action', 'claim', 'institution'] as const)[index % 3] ?? 'action' })),
    make('whole list of all kinds, page 1', 'all', (index) => ({ ...plain, sort: index % 2 === 0 ? 'name' : 'newest' })),
    make('deep page of a kind, by name', 'all', (index) => ({ ...plain, kind: 'action', sort: 'name', cursor: cursorAt(byName[index]) })),
    make('deep page of all kinds, by name', 'all', (index) => ({ ...plain, sort: 'name', cursor: cursorAt(byName[index]) })),
    make('deep page of all kinds, by date', 'all', (index) => ({ ...plain, sort: 'newest', cursor: cursorAt(byDate[index]) })),
  ];
}

interface Sampled {
  readonly id: string;
  readonly text: string;
}

/** Something of records from all over the table. */
async function sample(database: Database, column: 'title' | 'sort_key' | 'sequence', kind: string | undefined, count: number, random: Random): Promise<Sampled[]> {
  const value = { title: sql`title ->> 'es'`, sort_key: sql`sort_key`, sequence: sql`lpad((9007199254740991 - sequence)::text, 16, '0')` }[column];
  const { rows } = await sql<Sampled>`
    with spread as (select greatest(1, count(*) / ${count * 2}) as step from search_entry)
    select record_id as id, ${value} as text from search_entry, spread
    where ${kind === undefined ? sql`true` : sql`kind = ${kind}`} and sequence % step = ${random.below(1000)} % step
    order by md5(record_id) limit ${count}`.execute(database);
  return rows;
}

function cursorAt(sampled: Sampled | undefined): Cursor {
  return { direction: 'after', value: sampled?.text ?? '', id: sampled?.id ?? '' };
}

/** The three words on end of a title among which is its rarest, or whose rarest is the most common. */
function phraseOf(title: string, rare: boolean, rank: ReadonlyMap<string, number>): string {
  const words = wordsOf(title);
  const phrases = Array.from({ length: Math.max(1, words.length - 2) }, (_, start) => words.slice(start, start + 3));
  const rarest = (phrase: readonly string[]): number => Math.max(...phrase.map((word) => rank.get(word) ?? Number.MAX_SAFE_INTEGER));
  const inOrder = phrases.toSorted((a, b) => rarest(a) - rarest(b));
  return (rare ? inOrder.at(-1) : inOrder[0])?.join(' ') ?? title;
}

function longWord(draw: () => string): string {
  for (;;) {
    const word = draw();
    if (word.length >= 7) return word;
  }
}

/** One letter of the middle replaced, dropped or doubled. */
function misspell(word: string, random: Random): string {
  const at = 2 + random.below(word.length - 4);
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  return random.pick([`${before}${LETTERS.charAt(random.below(LETTERS.length))}${after}`, before + after, before + letter + letter + after]);
}
