/**
 * Permanent ids of records.
 *
 * Twelve characters of Crockford's base 32 (https://www.crockford.com/base32.html), lower case: a letter, ten random
 * characters, a check character. The letter comes first so that neither YAML nor a spreadsheet reads an id as a number
 * (`12e4…`). The check character finds every single wrong character and every swap of two neighbours but one (`0z` for
 * `z0`), because ids are printed on paper and read over the telephone.
 */

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LETTERS = ALPHABET.slice(10);
const BODY_LENGTH = 11;
export const ID_PATTERN = /^[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{11}$/;

declare const brand: unique symbol;
/** A well-formed permanent id. */
export type RecordId = string & { readonly [brand]: 'RecordId' };

/**
 * A new id.
 * @param random fills a byte array with random bytes; passed in so that tests are repeatable.
 */
export function newId(random: (bytes: Uint8Array<ArrayBuffer>) => void = (bytes) => crypto.getRandomValues(bytes)): RecordId {
  const bytes = new Uint8Array(BODY_LENGTH);
  random(bytes);
  // 256 is not a multiple of 22: the first letter is very slightly uneven, which costs nothing here.
  const first = LETTERS.charAt((bytes[0] ?? 0) % LETTERS.length);
  const rest = Array.from(bytes.subarray(1), (byte) => ALPHABET.charAt(byte & 31)).join('');
  const body = first + rest;
  return (body + checkCharacter(body)) as RecordId;
}

/** True for a string that is an id, check character included. */
export function isId(text: string): text is RecordId {
  return ID_PATTERN.test(text) && checkCharacter(text.slice(0, BODY_LENGTH)) === text.charAt(BODY_LENGTH);
}

/**
 * Reads an id as a person typed it: capitals, hyphens and spaces, `o` for zero, `i` or `l` for one.
 * @returns undefined where it is not an id.
 */
export function readId(typed: string): RecordId | undefined {
  const text = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  return isId(text) ? text : undefined;
}

/** The id as printed on paper: `k7m2-9xq4-abcd`. */
export function printId(id: string): string {
  return id.replace(/^(.{4})(.{4})(.{4})$/, '$1-$2-$3');
}

/**
 * Luhn's scheme for an alphabet of 32 (ISO/IEC 7812-1 annex B generalised). It misses a swap of the first and last
 * symbol of the alphabet only, as the decimal one misses 09 and 90.
 */
function checkCharacter(body: string): string {
  const size = ALPHABET.length;
  const sum = Array.from(body).reduce((total, character, index) => {
    const value = ALPHABET.indexOf(character);
    const doubled = (BODY_LENGTH - index) % 2 === 1 ? value * 2 : value;
    return total + Math.floor(doubled / size) + (doubled % size);
  }, 0);
  return ALPHABET.charAt((size - (sum % size)) % size);
}
