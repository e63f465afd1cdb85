/** Lines of the C2SP text formats. */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { fromUtf8 } from '../encoding/utf8.ts';
import { HASH_BYTES } from '../hash.ts';
import { Malformed } from '../malformed.ts';

/** RFC 6962 trees of up to 2^63 leaves need no longer proof; tlog-witness and tlog-mirror allow no longer one. */
export const MAX_PROOF_HASHES = 63;

/** Text whose lines all end with a newline, valid UTF-8, within a size. */
export function textOf(format: string, bytes: Uint8Array, maxBytes: number): string {
  if (bytes.length > maxBytes) throw new Malformed(format, `longer than ${maxBytes} bytes`, { byte: maxBytes });
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Malformed(format, 'invalid UTF-8');
  return text;
}

/** The lines without their newlines. The text must end with one. */
export function linesOf(format: string, text: string): string[] {
  if (!text.endsWith('\n')) throw new Malformed(format, 'the last line does not end with a newline');
  return text.slice(0, -1).split('\n');
}

/** Lines of one hash each, in base64. */
export function hashesOfLines(format: string, lines: readonly string[], firstLine: number): Uint8Array[] {
  if (lines.length > MAX_PROOF_HASHES) throw new Malformed(format, `more than ${MAX_PROOF_HASHES} hashes`, { line: firstLine + MAX_PROOF_HASHES });
  return lines.map((line, index) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw new Malformed(format, 'no base64 of a hash', { line: firstLine + index });
    return hash;
  });
}

export function linesOfHashes(hashes: readonly Uint8Array[]): string {
  return hashes.map((hash) => `${toBase64(hash)}\n`).join('');
}
