/** Which signatures of a note are valid, C2SP signed-note “Signatures”. */
import { parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { type CosignedSubtree, ed25519CosignedMessage, mlDsa44CheckpointMessage, mlDsa44CosignedMessage, parseTimestampedSignature } from '../checkpoint/cosignature.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { Malformed, Unverified } from '../malformed.ts';
import type { Algorithms, VerifyMlDsa44 } from '../signatures/algorithms.ts';
import { verifyEd25519 } from '../signatures/ed25519.ts';
import { type NoteSignature, parseNote, type SignedNote } from './note.ts';
import { ED25519, ED25519_COSIGNATURE, ML_DSA_44_COSIGNATURE, type VerifierKey } from './verifier-key.ts';

export interface ValidSignature {
  readonly key: VerifierKey;
  readonly signature: NoteSignature;
  /** Of a cosignature: seconds since 1970. The caller judges it; this engine has no clock. */
  readonly timestamp: number | undefined;
}

export interface VerifiedNote extends SignedNote {
  /** At least one. */
  readonly valid: readonly ValidSignature[];
  /** By keys that were not asked for, or that this runtime cannot verify. Nothing is known of them. */
  readonly ignored: readonly NoteSignature[];
}

/**
 * The note, if at least one of these keys has signed it and no signature by any of them is wrong. Throws `Malformed` or
 * `Unverified`. Signatures by other keys are ignored, even if they share the name or the id (not both) with one of these.
 */
export async function openNote(bytes: Uint8Array, keys: readonly VerifierKey[], algorithms: Algorithms = {}): Promise<VerifiedNote> {
  return verifyNote(parseNote(bytes), keys, algorithms);
}

export async function verifyNote(note: SignedNote, keys: readonly VerifierKey[], algorithms: Algorithms = {}): Promise<VerifiedNote> {
  const valid: ValidSignature[] = [];
  const ignored: NoteSignature[] = [];
  for (const signature of note.signatures) {
    const key = keys.find(({ name, id, type }) => name === signature.name && id === signature.keyId && canVerify(type, algorithms));
    if (key === undefined) {
      ignored.push(signature);
      continue;
    }
    if (!(await isSignedBy(key, note.text, signature.signature, algorithms))) throw new Unverified(`the signature by ${key.name} is wrong`);
    const timestamp = key.type === ED25519 ? undefined : parseTimestampedSignature(signature.signature)?.timestamp;
    valid.push({ key, signature, timestamp });
  }
  if (valid.length === 0) throw new Unverified('no known key has signed this note');
  return { ...note, valid, ignored };
}

/** Whether the line is the key's cosignature over a part of the tree, as `sign-subtree` gives it. */
export async function verifySubtreeCosignature(
  line: NoteSignature,
  subtree: Pick<CosignedSubtree, 'origin' | 'start' | 'end' | 'root'>,
  key: VerifierKey,
  mlDsa44: VerifyMlDsa44,
): Promise<boolean> {
  const cosignature = parseTimestampedSignature(line.signature);
  if (key.type !== ML_DSA_44_COSIGNATURE || line.name !== key.name || line.keyId !== key.id) return false;
  if (cosignature?.timestamp !== 0 || cosignature.signature.length !== ML_DSA_44_SIGNATURE_BYTES) return false;
  return mlDsa44(key.publicKey, mlDsa44CosignedMessage({ ...subtree, cosigner: key.name, timestamp: 0 }), cosignature.signature);
}

function canVerify(type: number, { mlDsa44 }: Algorithms): boolean {
  return type !== ML_DSA_44_COSIGNATURE || mlDsa44 !== undefined;
}

async function isSignedBy(key: VerifierKey, text: string, bytes: Uint8Array, { mlDsa44 }: Algorithms): Promise<boolean> {
  if (key.type === ED25519) return verifyEd25519(key.publicKey, toUtf8(text), bytes);
  const cosignature = parseTimestampedSignature(bytes);
  if (cosignature === undefined || !isCheckpoint(text)) return false;
  const { timestamp, signature } = cosignature;
  if (key.type === ED25519_COSIGNATURE) return verifyEd25519(key.publicKey, ed25519CosignedMessage(text, timestamp), signature);
  if (mlDsa44 === undefined || signature.length !== ML_DSA_44_SIGNATURE_BYTES) return false;
  return mlDsa44(key.publicKey, mlDsa44CheckpointMessage(text, key.name, timestamp), signature);
}

const ML_DSA_44_SIGNATURE_BYTES = 2420;

/** A cosignature says something about a checkpoint; over another text it says nothing. */
function isCheckpoint(text: string): boolean {
  try {
    parseCheckpoint(text);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}
