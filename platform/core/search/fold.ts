/** Text as search compares it. */

/** Lower case, accents and other marks folded away: `Políticas` gives `politicas`, `Ñ` gives `n`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of a text, folded. An apostrophe stays inside a word: Quechua writes `ch'aska`, `p'unchaw`. */
export function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];
}

/** A key whose plain order is the order that people expect: accents folded, `A.1.1.9` before `A.1.1.10`. */
export function sortKey(text: string): string {
  return fold(text)
    .replace(/\d+/g, (digits) => digits.padStart(8, '0'))
    .slice(0, 200)
    // Half a character at the cut is no text to PostgreSQL.
    .replace(/\p{Surrogate}$/u, '');
}

/** `S.G.T.D.` as it is typed and `SGTD` as it is kept are the same acronym. */
export function joinAcronyms(text: string): string {
  return text.replace(/\b(?:\p{L}\.){2,}(?:\p{L}\b)?/gu, (dotted) => dotted.replaceAll('.', ''));
}
