/** Signatures for notes and checkpoints. The private key stays with the caller, who passes a way to sign. */
import { parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { type CosignedSubtree, ed25519CosignedMessage, formatTimestampedSignature, mlDsa44CheckpointMessage, mlDsa44CosignedMessage } from '../checkpoint/cosignature.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { Malformed } from '../malformed.ts';
import type { Sign } from '../signatures/algorithms.ts';
import type { NoteSignature } from './note.ts';
import { ED25519, ED25519_COSIGNATURE, ML_DSA_44_COSIGNATURE, type VerifierKey } from './verifier-key.ts';

/** Signs the text of a note with a plain Ed25519 key (type 0x01). */
export async function signNote(text: string, key: VerifierKey, sign: Sign): Promise<NoteSignature> {
  if (key.type !== ED25519) throw new Malformed('signed note', 'this key makes cosignatures');
  return { name: key.name, keyId: key.id, signature: await sign(toUtf8(text)) };
}

/** Cosigns the text of a checkpoint (type 0x04 or 0x06). @param timestamp seconds since 1970. */
export async function cosign(text: string, key: VerifierKey, sign: Sign, timestamp: number): Promise<NoteSignature> {
  if (key.type === ED25519) throw new Malformed('cosignature', 'this key signs plain notes');
  parseCheckpoint(text);
  const message = key.type === ED25519_COSIGNATURE ? ed25519CosignedMessage(text, timestamp) : mlDsa44CheckpointMessage(text, key.name, timestamp);
  return { name: key.name, keyId: key.id, signature: formatTimestampedSignature({ timestamp, signature: await sign(message) }) };
}

/** Cosigns a part of the tree, as `sign-subtree` asks: by an ML-DSA-44 key, and without a time. */
export async function cosignSubtree(subtree: Pick<CosignedSubtree, 'origin' | 'start' | 'end' | 'root'>, key: VerifierKey, sign: Sign): Promise<NoteSignature> {
  if (key.type !== ML_DSA_44_COSIGNATURE) throw new Malformed('cosignature', 'this key cannot sign parts of a tree');
  const message = mlDsa44CosignedMessage({ ...subtree, cosigner: key.name, timestamp: 0 });
  return { name: key.name, keyId: key.id, signature: formatTimestampedSignature({ timestamp: 0, signature: await sign(message) }) };
}
