/**
 * What a profile of RFC 8785 asks beyond the standard. Each check returns the cause of a refusal, or undefined.
 *
 * - `RFC8785`: the standard itself. Numbers are IEEE 754 doubles, texts any Unicode without lone surrogates.
 * - `LEDGER`: for entries of a log, where two readers must never differ. Numbers are integers of at most 2^53 − 1
 *   (decimals travel as strings: 0.1 is no double); texts are in NFC, because RFC 8785 keeps composed and decomposed ñ
 *   apart and people cannot; no noncharacters (RFC 7493 §2.1).
 */
export interface JsonProfile {
  readonly name: string;
  readonly maxBytes: number;
  /** Arrays and objects inside each other. */
  readonly maxDepth: number;
  /** @param literal as written, already a JSON number. */
  refusedNumber(literal: string): string | undefined;
  /** @param text well formed UTF-16. */
  refusedText(text: string): string | undefined;
}

export const RFC8785: JsonProfile = {
  name: 'RFC 8785',
  maxBytes: 16 * 1024 * 1024,
  maxDepth: 256,
  refusedNumber: (literal) => (Number.isFinite(Number(literal)) ? undefined : 'a number beyond the range of IEEE 754 doubles'),
  refusedText: () => undefined,
};

export const LEDGER: JsonProfile = {
  name: 'ledger profile of RFC 8785',
  maxBytes: 64 * 1024 - 1,
  maxDepth: 32,
  refusedNumber: (literal) => {
    if (!/^(?:0|-?[1-9][0-9]*)$/.test(literal)) return 'a number that is no plain integer (write decimals as strings)';
    return Number.isSafeInteger(Number(literal)) ? undefined : 'an integer beyond 2^53 − 1';
  },
  refusedText: (text) => {
    if (text.normalize('NFC') !== text) return 'a text that is not in NFC';
    return /\p{Noncharacter_Code_Point}/u.test(text) ? 'a text with a Unicode noncharacter' : undefined;
  },
};
