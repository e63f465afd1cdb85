/** Texts that people and machines send: plain ones, and every hostile one that is allowed. */
import * as fc from 'fast-check';
import { FORBIDDEN_CHARACTERS, LINE_BREAKS } from '../../platform/core/kinds/values.ts';

/** Each has broken some program: markup, quotes, formulas, format strings, key words, signs of other scripts. */
const HOSTILE = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</textarea></script>', '&lt;&amp;&#39;', '<!--', ']]>', 'javascript:alert(1)',
  "'; drop table version; --", '$$', '\\', '\\u0000', '%00', '%s%n', '${7*7}', '{{7*7}}', '{count, plural}', "it's 'quoted'", '=1+1', '+1', '-1', '@SUM(A1)', "=cmd|' /C calc'!A0",
  'a;b', 'a,b', '"a","b"', '[not_stated]', '{"absent":"unknown"}', 'null', 'undefined', 'true', 'NaN', '__proto__', 'constructor', '1e309', '007', '!not_stated', '- a: b', '#', '| pipe |', '`code`',
  'ñandú', 'Ch\u2019ulla yachay', 'Ångström', 'İstanbul', 'ß', 'e\u0301', '\u200bzero', 'a\u200db', '\u200fעברית', 'العربية', '漢字かな', '👩🏽‍🔬', '🏳️‍🌈', 'Z\u0351\u036b\u0343', '\u00a0', '\ufeffa', '𝒳', '﷽', '١٢٣',
];

const WORDS = ['registro', 'algoritmo', 'educación', 'salud', 'plan', 'niñez', 'año', 'IA', 'PCM', 'Perú', 'Cusco', '2021', 'llaqta', 'kamachiy', 'policy', 'the', 'of'];

const anything = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 8 }).map((words) => words.join(' ')) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE)).map(([a, b]) => `${a} ${b}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
);

/** One line that is kept as it is: in NFC, trimmed, nothing forbidden, no longer than `maxLength`. */
export function arbitraryLine(maxLength: number): fc.Arbitrary<string> {
  const unwanted = new RegExp(`[${FORBIDDEN_CHARACTERS}${LINE_BREAKS}]`, 'gu');
  return anything.map((text) => kept(text.replace(unwanted, ' '), maxLength));
}

/** The same of one or more lines. */
export function arbitraryProse(maxLength: number): fc.Arbitrary<string> {
  const unwanted = new RegExp(`[${FORBIDDEN_CHARACTERS}]`, 'gu');
  const long = fc.integer({ min: 1, max: maxLength }).map((length) => 'Largo. '.repeat(Math.ceil(length / 7)));
  const lines = fc.array(anything, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n'));
  return fc.oneof({ weight: 20, arbitrary: lines }, { weight: 1, arbitrary: long }).map((text) => kept(text.replace(unwanted, ' '), maxLength));
}

function kept(text: string, maxLength: number): string {
  const normal = text.normalize('NFC').trim();
  // A cut between the halves of a surrogate pair would leave one alone.
  const cut = normal.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '').trim();
  return cut === '' ? 'x' : cut;
}
