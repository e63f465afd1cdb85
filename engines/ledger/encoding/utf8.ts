const ENCODER = new TextEncoder();
/** ignoreBOM keeps a byte order mark as the character it is; without it the decoder would swallow three bytes. */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function toUtf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** Undefined where the bytes are not UTF-8 (overlong forms, surrogates and values above U+10FFFF are not). */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Offset of the first byte that belongs to no character (Unicode 17, table 3-7); undefined where all do. */
export function firstInvalidUtf8(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return undefined;
}

/** How many bytes the character at an offset has; 0 where there is no whole character. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  for (let next = 1; next < length; next++) {
    const [least, most] = next === 1 ? secondByteRange(first) : [0x80, 0xbf];
    const byte = bytes[at + next] ?? 0;
    if (byte < least || byte > most) return 0;
  }
  return length;
}

/** Narrower where it keeps out overlong forms, surrogates and what lies above U+10FFFF. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}
