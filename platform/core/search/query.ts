/**
 * What a person asks of search, as text of the address and as SQL.
 *
 * `q` understands words (all must be there), "a phrase", and -word (must not be there).
 */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { configurationsFor } from './configurations.ts';
import { joinAcronyms, wordsOf } from './fold.ts';
import { SHORTEST_CORRECTED_WORD } from './index-records.ts';

export interface Term {
  readonly text: string;
  readonly phrase: boolean;
  readonly negated: boolean;
}

/** More words than this ask for nothing that fewer would not; a longer query is cut, not refused. */
const MOST_TERMS = 16;
export const LONGEST_QUERY = 300;

/** Reads what was typed. Any text is a query: a stray quote or hyphen is passed over. */
export function readTerms(typed: string): Term[] {
  const text = joinAcronyms(typed.normalize('NFC').slice(0, LONGEST_QUERY));
  const found = [...text.matchAll(/(?<minus>(?<=^|\s)-)?(?:"(?<phrase>[^"]*)"|(?<word>[^\s"]+))/gu)];
  return found
    .map(({ groups = {} }) => ({ text: (groups['phrase'] ?? groups['word'] ?? '').trim(), phrase: groups['phrase'] !== undefined, negated: groups['minus'] !== undefined }))
    .filter(({ text }) => wordsOf(text).length > 0)
    .slice(0, MOST_TERMS);
}

/** A term with the other ways in which the same may be written. */
interface Understood extends Term {
  readonly alternatives: readonly string[];
}

export interface Understanding {
  readonly terms: readonly Understood[];
  /** Words of the query that stand nowhere, with the words that were taken in their place. */
  readonly corrections: readonly { readonly typed: string; readonly taken: readonly string[] }[];
}

/** Adds to each term what an acronym stands for, and to a word that stands nowhere the words most like it. */
export async function understand(database: Database, terms: readonly Term[]): Promise<Understanding> {
  const [acronyms, corrections] = await Promise.all([acronymsOf(database, terms), correctionsOf(database, terms)]);
  return {
    terms: terms.map((term) => ({ ...term, alternatives: [...(acronyms.get(term.text) ?? []), ...(corrections.get(term.text) ?? [])] })),
    corrections: [...corrections].map(([typed, taken]) => ({ typed, taken })),
  };
}

async function acronymsOf(database: Database, terms: readonly Term[]): Promise<Map<string, string[]>> {
  const folded = terms.map(({ text }) => [text, wordsOf(text).join(' ')] as const);
  if (folded.length === 0) return new Map();
  const rows = await database
    .selectFrom('search_acronym')
    .select(['acronym', 'name'])
    .where((where) => {
      const asked = folded.map(([, text]) => text);
      return where.or([where('acronym', 'in', asked), where('name', 'in', asked)]);
    })
    .limit(50)
    .execute();
  return new Map(
    folded.map(([text, words]) => [text, rows.flatMap(({ acronym, name }) => (acronym === words ? [name] : name === words ? [acronym] : []))]),
  );
}

async function correctionsOf(database: Database, terms: readonly Term[]): Promise<Map<string, string[]>> {
  const asked = terms.filter(({ negated, phrase }) => !negated && !phrase).flatMap(({ text }) => {
    const words = wordsOf(text);
    const [word] = words;
    return words.length === 1 && word !== undefined && word.length >= SHORTEST_CORRECTED_WORD && !/\d/.test(word) ? [{ typed: text, word }] : [];
  });
  if (asked.length === 0) return new Map();
  // A word counts as known when it, or a word with the same beginning, stands anywhere: the stemmer sees to the endings.
  const { rows } = await sql<{ typed: string; word: string }>`
    select asked.typed, near.word
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked (typed text, word text)
    cross join lateral (
      select word from search_word
      where word % asked.word and levenshtein_less_equal(word, asked.word, 2) <= 2
      order by levenshtein(word, asked.word), similarity(word, asked.word) desc, word
      limit 3
    ) as near
    where not exists (
      select from search_word where search_word.word >= asked.word and search_word.word < asked.word || chr(1114111)
    )`.execute(database);
  return Map.groupBy(rows, ({ typed }) => typed).entries().reduce((map, [typed, found]) => map.set(typed, found.map(({ word }) => word)), new Map<string, string[]>());
}

/** The condition on `search_entry.words`, or undefined where the terms ask for nothing. */
export function conditionOf(terms: readonly Understood[], languages: readonly string[]): RawBuilder<unknown> | undefined {
  if (terms.length === 0) return undefined;
  const configurations = sql`${configurationsFor(languages)}::regconfig[]`;
  const parts = terms.map(({ text, negated, alternatives }) => {
    const either = sql.join(
      [text, ...alternatives].map((one) => sql`yupana_term(${one}, ${configurations})`),
      sql` || `,
    );
    return negated ? sql`!!(${either})` : sql`(${either})`;
  });
  return sql`(${sql.join(parts, sql` && `)})`;
}
