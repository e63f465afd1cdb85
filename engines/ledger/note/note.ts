/** Signed notes, C2SP signed-note: a text and the signatures below it. Reading one believes nothing; `verify.ts` does. */
import { bigEndian, concatenated, fromBigEndian } from '../encoding/bytes.ts';
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { Malformed } from '../malformed.ts';
import { linesOf, textOf } from './text.ts';
import { isKeyName } from './verifier-key.ts';

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** Without the key id. */
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** With its last newline, without the empty line. This is what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * “Format”: a verifier must take 16 signatures; the largest that are assigned have 2,428 bytes, the largest foreseen
 * nearly 8 KB (SLH-DSA). What is beyond these limits is refused before anything is verified.
 */
export const NOTE_LIMITS = { bytes: 1024 * 1024, signatures: 64, signatureLine: 16 * 1024 } as const;

const FORMAT = 'signed note';
const SIGNATURE_START = '— ';

export function parseNote(bytes: Uint8Array): SignedNote {
  const whole = textOf(FORMAT, bytes, NOTE_LIMITS.bytes);
  refuseControlCharacters(whole);
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0) throw new Malformed(FORMAT, 'no empty line before the signatures');
  const text = whole.slice(0, blank + 1);
  return { text, signatures: parseSignatureLines(FORMAT, whole.slice(blank + 2), text.split('\n').length + 1) };
}

export function formatNote({ text, signatures }: SignedNote): Uint8Array {
  if (!text.endsWith('\n')) throw new Malformed(FORMAT, 'the text does not end with a newline');
  const bytes = toUtf8(`${text}\n${formatSignatureLines(signatures)}`);
  // Whatever we write, we can read.
  parseNote(bytes);
  return bytes;
}

/** One or more signature lines, also the answer of a witness or mirror. */
export function parseSignatureLines(format: string, text: string, firstLine: number): NoteSignature[] {
  if (text === '') throw new Malformed(format, 'no signature');
  const lines = linesOf(format, text);
  if (lines.length > NOTE_LIMITS.signatures) throw new Malformed(format, `more than ${NOTE_LIMITS.signatures} signatures`, { line: firstLine + NOTE_LIMITS.signatures });
  return lines.map((line, index) => {
    const signature = parseSignatureLine(line);
    if (signature === undefined) throw new Malformed(format, 'no signature line', { line: firstLine + index });
    return signature;
  });
}

export function formatSignatureLines(signatures: readonly NoteSignature[]): string {
  return signatures.map(({ name, keyId, signature }) => `${SIGNATURE_START}${name} ${toBase64(concatenated(bigEndian(keyId, 4), signature))}\n`).join('');
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  if (line.length > NOTE_LIMITS.signatureLine || !line.startsWith(SIGNATURE_START)) return undefined;
  const [name = '', encoded = '', ...more] = line.slice(SIGNATURE_START.length).split(' ');
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5 || more.length > 0) return undefined;
  return { name, keyId: fromBigEndian(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

/** “Those below U+0020 other than newline”. */
const CONTROL = /[^\P{Cc}\n\u007f-\u009f]/u;

function refuseControlCharacters(text: string): void {
  const at = text.search(CONTROL);
  if (at >= 0) throw new Malformed(FORMAT, 'a control character', { line: text.slice(0, at).split('\n').length });
}
