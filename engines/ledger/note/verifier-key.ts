/** Verifier keys of C2SP signed-note, “Verifier keys”: `example.com/foo+530d903a+Aekye…`. */
import { bigEndian, concatenated, fromBigEndian, fromHex, toHex } from '../encoding/bytes.ts';
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { sha256 } from '../hash.ts';
import { Malformed } from '../malformed.ts';

/** Signature types of C2SP signed-note, “Signature types”. Others are unknown here, and their signatures are ignored. */
export const ED25519 = 0x01;
/** C2SP tlog-cosignature. */
export const ED25519_COSIGNATURE = 0x04;
export const ML_DSA_44_COSIGNATURE = 0x06;

export type SignatureType = typeof ED25519 | typeof ED25519_COSIGNATURE | typeof ML_DSA_44_COSIGNATURE;

const PUBLIC_KEY_BYTES: ReadonlyMap<number, number> = new Map([
  [ED25519, 32],
  [ED25519_COSIGNATURE, 32],
  [ML_DSA_44_COSIGNATURE, 1312],
]);

export interface VerifierKey {
  readonly name: string;
  /** 32 bits. */
  readonly id: number;
  readonly type: SignatureType;
  readonly publicKey: Uint8Array;
}

/** “Format”: not empty, no Unicode space, no plus; control characters are kept out of every note. */
export function isKeyName(name: string): boolean {
  return /^(?:[^\p{White_Space}\p{Cc}+]|[\u007f-\u0084\u0086-\u009f])+$/u.test(name) && name.isWellFormed();
}

/** Makes a key; its id is the recommended one, SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4]. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new Malformed('verifier key', 'no key name');
  if (publicKey.length !== PUBLIC_KEY_BYTES.get(type)) throw new Malformed('verifier key', `${publicKey.length} bytes are no public key of type ${type}`);
  const id = fromBigEndian(sha256(concatenated(toUtf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4));
  return { name, id, type, publicKey };
}

export function parseVerifierKey(text: string): VerifierKey {
  const [name = '', idText = '', keyText = '', ...more] = splitAtPlus(text);
  const id = fromHex(idText);
  const material = fromBase64(keyText);
  if (!isKeyName(name) || id?.length !== 4 || material === undefined || more.length > 0) throw new Malformed('verifier key', 'not of the form name+id+key');
  const type = signatureType(material[0]);
  if (type === undefined) throw new Malformed('verifier key', 'an unknown type of signature');
  const key = verifierKey(name, type, material.slice(1));
  if (key.id !== fromBigEndian(id)) throw new Malformed('verifier key', 'the id does not fit name and key');
  return key;
}

export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${toHex(bigEndian(id, 4))}+${toBase64(concatenated(Uint8Array.of(type), publicKey))}`;
}

/** Base64 has the plus too, so only the first two separate. */
function splitAtPlus(text: string): string[] {
  const first = text.indexOf('+');
  const second = first < 0 ? -1 : text.indexOf('+', first + 1);
  return second < 0 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

function signatureType(byte: number | undefined): SignatureType | undefined {
  return byte === ED25519 || byte === ED25519_COSIGNATURE || byte === ML_DSA_44_COSIGNATURE ? byte : undefined;
}
