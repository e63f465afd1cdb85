/** Decimals as people write them, read exactly: texts in, texts out, and no binary fraction between. */

/** Which sign stands before the fraction. The other one, blanks and apostrophes divide thousands. */
export type Sign = 'comma' | 'point';

/** What a number says of the sign: nothing, that it may be either (`1,234`), or that it is written by no rule. */
export type Evidence = Sign | 'none' | 'either' | 'invalid';

const OTHER: Readonly<Record<Sign, Sign>> = { comma: 'point', point: 'comma' };
const SIGNS: Readonly<Record<Sign, string>> = { comma: ',', point: '.' };
const signOf = (text: string): Sign => (text === ',' ? 'comma' : 'point');

/** @param digits digits, commas, points, blanks and apostrophes. */
export function evidenceIn(digits: string): Evidence {
  const grouped = /^\d{1,3}(?:[ '’]\d{3})+(?:([.,])\d+)?$/.exec(digits);
  if (grouped) return grouped[1] === undefined ? 'none' : signOf(grouped[1]);
  if (!/^[\d.,]+$/.test(digits)) return 'invalid';
  const found = [...digits.matchAll(/[.,]/g)].map(([sign]) => signOf(sign));
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return 'none';
  if (first !== last) return readsWith(digits, last) ? last : 'invalid';
  if (found.length > 1) return readsWith(digits, OTHER[first]) ? OTHER[first] : 'invalid';
  const [before = '', after = ''] = digits.split(SIGNS[first]);
  if (after === '') return 'invalid';
  return after.length === 3 && before.length <= 3 && /^[1-9]/.test(before) ? 'either' : first;
}

const readsWith = (digits: string, sign: Sign): boolean => patternOf(sign).test(digits);

function patternOf(sign: Sign): RegExp {
  return sign === 'comma' ? /^(\d*|\d{1,3}(\.\d{3})+|\d{1,3}([ '’]\d{3})+)(,\d+)?$/ : /^(\d*|\d{1,3}(,\d{3})+|\d{1,3}([ '’]\d{3})+)(\.\d+)?$/;
}

/** A decimal with a point, without thousands; undefined where it is not written so. */
export function decimalWith(digits: string, sign: Sign): string | undefined {
  if (!/\d/.test(digits) || !readsWith(digits, sign)) return undefined;
  const [whole = '', fraction] = digits.replaceAll(SIGNS[OTHER[sign]], '').replaceAll(/[ '’]/g, '').split(SIGNS[sign]);
  return plain(whole, fraction ?? '');
}

/** Moves the point: `shift('0.123', 2)` is `12.3`; every digit stays, zeros at the end of a fraction too. */
export function shift(decimal: string, places: number): string {
  const [, minus = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const digits = places >= 0 ? `${whole}${fraction.padEnd(places, '0')}` : `${whole.padStart(1 - places, '0')}${fraction}`;
  const point = whole.length + places + (places < 0 ? Math.max(0, 1 - places - whole.length) : 0);
  const moved = plain(digits.slice(0, point), digits.slice(point));
  return minus !== '' && /[1-9]/.test(moved) ? `-${moved}` : moved;
}

/** `1.5e3` and `1,5E-7` written out; undefined where the text is no such number, or too long to be one. */
export function fromScientific(text: string): string | undefined {
  const [, minus = '', whole = '', fraction = '', exponent = ''] = /^(-?)(\d{1,20})(?:[.,](\d{1,20}))?[eE]([+-]?\d{1,2})$/.exec(text) ?? [];
  return exponent === '' ? undefined : shift(`${minus}${plain(whole, fraction)}`, Number(exponent));
}

/** The same number without zeros that say nothing: two figures are the same where these are. */
export function withoutZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** What a record can hold: see core/kinds/values.ts. */
export function isTooLong(decimal: string): boolean {
  return !/^-?\d{1,30}(\.\d{1,20})?$/.test(decimal);
}

function plain(whole: string, fraction: string): string {
  const rest = whole.replace(/^0+(?=\d)/, '');
  return `${rest === '' ? '0' : rest}${fraction === '' ? '' : `.${fraction}`}`;
}
