/** What stands around a number in a table: marks of footnotes, percent signs, parentheses; and what stands in place of one. */
import { type Evidence, evidenceIn } from './decimals.ts';

/** A number taken out of its cell, not read yet: what its signs mean is decided for the whole column. */
export interface Found {
  readonly negative: boolean;
  /** `(12,3)`: less than zero to accountants, uncertain to statisticians. */
  readonly parentheses: boolean;
  readonly percent: boolean;
  /** `a/`, `*`, `¹`, `(p)`. */
  readonly mark: string | undefined;
  readonly digits: string;
  readonly scientific: boolean;
  readonly evidence: Evidence;
}

const BLANKS = /[\s\u00a0\u2007-\u200a\u202f]+/gu;
export const tidy = (text: string): string => text.normalize('NFC').replace(BLANKS, ' ').trim();

/** `n.d.`, `s/d`, dashes, dots: what tables write where there is no number. Lower case, without blanks. */
const MISSING = /^(-{1,3}|[–—−]{1,2}|\.{2,3}|…|\.|n\.?\/?d\.?|s\.?\/?d\.?|n\.?\/?[ae]\.?|s\.?\/?i\.?|n\.?s\.?\/?n\.?c\.?|#n\/[ad]|null|nan|x|\*{1,3}|nd\*?|nodisponible|sindato|sindatos|notavailable|noaplica|manachay)$/;

/** The text that says that nothing is there, or undefined where it does not say so. An empty cell is the empty text. */
export function missingMark(text: string): string | undefined {
  const folded = tidy(text).toLowerCase();
  return folded === '' || MISSING.test(folded.replaceAll(' ', '')) ? folded : undefined;
}

/** At the end of a number. A digit is a mark only after a blank: in `12,31/` nobody can tell. */
const MARK = /(\s?[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᵖ]+⁾?|\s?[*†‡]{1,3}|\s?\(?[a-z]\/\)?|\s\(?\d{1,2}\/\)?|\s?\([a-z*]{1,2}\)|\s\[[a-z\d]{1,2}\]|\s?[eprb])$/iu;

/** Takes the number out of the text of a cell; undefined where there is none. */
export function findNumber(text: string): Found | undefined {
  const whole = tidy(text);
  const mark = /\d/.test(whole) && !/\d[eE][+-]?\d+$/.test(whole) ? MARK.exec(whole)?.[0] : undefined;
  const unmarked = mark === undefined ? whole : whole.slice(0, -mark.length).trim();
  const percent = unmarked.endsWith('%');
  const bare = percent ? unmarked.slice(0, -1).trim() : unmarked;
  const inside = /^\((.+)\)$/.exec(bare)?.[1]?.trim();
  const [, sign = '', digits = ''] = /^([-−–+]?)\s?(.+)$/.exec(inside ?? bare) ?? [];
  const scientific = /^\d+([.,]\d+)?[eE][+-]?\d{1,2}$/.test(digits);
  if (!scientific && !/^[\d.,]+([ '’][\d.,]+)*$/.test(digits)) return undefined;
  const evidence = scientific ? 'none' : evidenceIn(digits);
  return { negative: sign !== '' && sign !== '+', parentheses: inside !== undefined, percent, mark: mark?.trim(), digits, scientific, evidence };
}

/** A text without raised digits at its end: folded, they would be digits of it. */
export function withoutRaised(text: string): string {
  return text.replace(/\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾?$/u, '');
}

/** The status of SDMX that a period carries for all its figures: `2019 (p)`. */
export function statusOfPeriod(text: string): 'P' | 'E' | undefined {
  const [, mark] = /\d\s?(\([pe]\)|[pe]\/)$/i.exec(tidy(text)) ?? [];
  return mark === undefined ? undefined : statusOfMark(mark);
}

/** The status of SDMX that a mark stands for by custom: provisional, estimated. */
export function statusOfMark(mark: string): 'P' | 'E' | undefined {
  const letter = mark.toLowerCase().replaceAll(/[()/]/g, '');
  return letter === 'p' ? 'P' : letter === 'e' ? 'E' : undefined;
}
