/** What people paste, as bytes: proofs lose their last newline on the way, hashes come in hexadecimal or base64. */

/** Anything longer is no proof: 63 hashes, a checkpoint with many signatures, an entry. */
export const LONGEST_INPUT = 512 * 1024;

/** A pasted text file: with the newlines that it had, and one at its end. */
export function pastedFile(text: string): Uint8Array {
  return new TextEncoder().encode(`${text.replaceAll(/\r\n?/g, '\n').trim()}\n`);
}

/** A pasted entry: canonical JSON, which begins and ends with its braces. */
export function pastedEntry(text: string): Uint8Array {
  return new TextEncoder().encode(text.trim());
}

/** 32 bytes in hexadecimal, in groups perhaps, or in base64. Undefined for anything else. */
export function pastedHash(text: string): Uint8Array | undefined {
  const bare = text.replaceAll(/[\s:-]/g, '');
  if (/^[0-9a-fA-F]{64}$/.test(bare)) return Uint8Array.from(bare.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text.trim())) return undefined;
  return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
}

/** The one field in which people give what was logged: an entry begins with a brace, everything else is a hash. */
export function pastedSubject(text: string): { readonly entry: Uint8Array | undefined; readonly leaf: Uint8Array | undefined } {
  const isEntry = text.trim().startsWith('{');
  return { entry: isEntry ? pastedEntry(text) : undefined, leaf: isEntry ? undefined : pastedHash(text) };
}

/** What the form holds, as it is examined. */
export interface Typed {
  readonly proof: string;
  readonly subject: string;
  readonly document: string;
  readonly policy: string;
}

export function materialOf({ proof, subject, document, policy }: Typed) {
  return { proof: pastedFile(proof), policy: pastedFile(policy), ...pastedSubject(subject), document: document.trim() === '' ? undefined : new TextEncoder().encode(document) };
}
