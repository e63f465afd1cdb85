/**
 * Base 64 of RFC 4648, standard (§4, with padding) and for addresses (§5, without). Decoding takes the one encoding that
 * encoding gives and nothing else: no line breaks, no missing or extra padding, no bits set behind the last byte. So one
 * value has one text, and no bit of a signed text can be flipped unseen.
 */
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const FOR_ADDRESSES = `${STANDARD.slice(0, 62)}-_`;

export function toBase64(bytes: Uint8Array): string {
  const text = encoded(bytes, STANDARD);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** Undefined where the text is not the base64 of any bytes. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decoded(text.slice(0, text.length - padding), VALUES);
}

export function toBase64url(bytes: Uint8Array): string {
  return encoded(bytes, FOR_ADDRESSES);
}

/** Undefined where the text is not the unpadded base64url of any bytes. */
export function fromBase64url(text: string): Uint8Array | undefined {
  return decoded(text, VALUES_FOR_ADDRESSES);
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
}
const VALUES = valuesOf(STANDARD);
const VALUES_FOR_ADDRESSES = valuesOf(FOR_ADDRESSES);

function encoded(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const letters = Math.min(bytes.length - at, 3) + 1;
    for (let letter = 0; letter < letters; letter++) text += alphabet.charAt((group >> (18 - 6 * letter)) & 63);
  }
  return text;
}

function decoded(text: string, values: Int8Array): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let pending = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const value = values[text.charCodeAt(index)] ?? -1;
    if (value < 0) return undefined;
    pending = (pending << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (pending >> bits) & 255;
      pending &= (1 << bits) - 1;
    }
  }
  return pending === 0 ? bytes : undefined;
}
