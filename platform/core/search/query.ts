/**
 * What a person asks of search, as text of the address and as SQL.
 *
 * `q` understands words (all must be there), "a phrase", and -word (must not be there).
 */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { configurationsFor } from './configurations.ts';
import { joinAcronyms, wordsOf } from './fold.ts';
import { LONGEST_WORD, SHORTEST_CORRECTED_WORD } from './index-records.ts';

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
  // PostgreSQL takes neither control characters nor half a character, which the cut may leave.
  const clean = typed.replace(/\p{Cc}/gu, ' ').normalize('NFC').slice(0, LONGEST_QUERY).toWellFormed();
  const text = joinAcronyms(clean);
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

/**
 * Adds to each term what an acronym stands for, and to a word that stands nowhere the words most like it. Terms that ask
 * for nothing (stop words) are left out.
 */
export async function understand(database: Database, languages: readonly string[], terms: readonly Term[]): Promise<Understanding> {
  if (terms.length === 0) return { terms: [], corrections: [] };
  const [acronyms, corrections, asking] = await Promise.all([acronymsOf(database, terms), correctionsOf(database, languages, terms), askingTerms(database, languages, terms)]);
  return {
    terms: terms
      .map((term) => ({ ...term, alternatives: [...(acronyms.get(term.text) ?? []), ...(corrections.get(term.text) ?? [])] }))
      .filter(({ text, alternatives }) => asking.has(text) || alternatives.length > 0),
    corrections: [...corrections].map(([typed, taken]) => ({ typed, taken })),
  };
}

/** The terms that are more than stop words. A condition made of nothing else would be true of no record. */
async function askingTerms(database: Database, languages: readonly string[], terms: readonly Term[]): Promise<Set<string>> {
  const { rows } = await sql<{ text: string }>`
    select text from unnest(${terms.map(({ text }) => text)}::text[]) as text
    where numnode(yupana_term(text, ${configurationsFor(languages)}::regconfig[])) > 0`.execute(database);
  return new Set(rows.map(({ text }) => text));
}

async function acronymsOf(database: Database, terms: readonly Term[]): Promise<Map<string, string[]>> {
  const folded = terms.map(({ text }) => [text, wordsOf(text).join(' ')] as const);
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

async function correctionsOf(database: Database, languages: readonly string[], terms: readonly Term[]): Promise<Map<string, string[]>> {
  const asked = terms.filter(({ negated, phrase }) => !negated && !phrase).flatMap(({ text }) => {
    const words = wordsOf(text);
    const [word] = words;
    return words.length === 1 && word !== undefined && word.length >= SHORTEST_CORRECTED_WORD && word.length <= LONGEST_WORD && !/\d/.test(word) ? [{ typed: text, word }] : [];
  });
  if (asked.length === 0) return new Map();
  // A word counts as known when it, or a word with the same beginning, stands anywhere: the stemmer sees to the endings.
  // For the same reason words are compared without the letters by which one is longer. The list of words also has those
  // of withdrawn records, which must not be told: only what finds something now is taken.
  const { rows } = await sql<{ typed: string; word: string }>`
    select asked.typed, near.word
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked (typed text, word text)
    cross join lateral (
      select word from search_word
      cross join lateral least(char_length(word), char_length(asked.word)) as common
      where word % asked.word and abs(char_length(word) - char_length(asked.word)) <= 2
        and levenshtein(left(word, common), left(asked.word, common)) <= 2
        and exists (select from search_entry where words @@ yupana_term(word, ${configurationsFor(languages)}::regconfig[]))
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
