/** What the log says to a witness, and what it makes of the answer (C2SP tlog-witness). */
import type { Database } from '#core/storage/database.ts';
import { consistencyProof, formatAddCheckpoint, formatNote, Malformed, nodesOfTiles, type NoteSignature, parseCosignatures, parseNote, parseSizeBody, type PolicyWitness, tilePath, tilesForConsistency, Unverified, verifyNote } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { fileSource, readLogFiles } from './files.ts';
import { nativeHash } from './hash.ts';

/** A witness that hangs is as good as down. */
const PATIENCE_MS = 5000;
/** Whatever a witness sends beyond this is not an answer to us. */
const MOST_ANSWER_BYTES = 64 * 1024;

/** A cosignature by the key of the policy, verified. */
export interface Cosigned {
  readonly type: 'cosigned';
  readonly signatures: readonly NoteSignature[];
  readonly timestamp: number;
}

export type WitnessAnswer =
  | Cosigned
  /** It took the checkpoint and did not sign it: a mirror, which signs when it has the entries (C2SP tlog-mirror). */
  | { readonly type: 'taken' }
  /** It cosigned this size last. */
  | { readonly type: 'at'; readonly size: number }
  /** It says that the trees do not fit each other: its latest and ours have parted. */
  | { readonly type: 'parted'; readonly reason: string }
  /** It does not know the log, or not this key of it. */
  | { readonly type: 'stranger'; readonly status: number }
  /** Down, too slow, or what it answers is no answer. */
  | { readonly type: 'failed'; readonly reason: string };

/** Proof that the tree of the new size begins with that of the old one, from the files of the log. */
export async function growthProof(database: Database, oldSize: number, newSize: number): Promise<Uint8Array[]> {
  if (oldSize === 0 || oldSize === newSize) return [];
  const read = fileSource(await readLogFiles(database, tilesForConsistency(oldSize, newSize).map(tilePath)));
  return consistencyProof(oldSize, newSize, nodesOfTiles(newSize, (tile) => read(tilePath(tile)), nativeHash), nativeHash);
}

export interface Submission {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** As the log signed it. */
  readonly note: string;
}

/** Asks for a cosignature. Never throws: whatever comes back is somebody else's. */
export async function addCheckpoint(witness: PolicyWitness & { readonly url: string }, { oldSize, proof, note }: Submission, signal: AbortSignal): Promise<WitnessAnswer> {
  try {
    const body = formatAddCheckpoint({ oldSize, proof, checkpoint: Buffer.from(note) });
    const answer = await fetch(addressOf(witness, 'add-checkpoint'), { method: 'POST', body: Buffer.from(body), redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    const bytes = await limitedBody(answer);
    if (answer.status === 200) return isSignedBy(witness, bytes) ? await readCosignatures(witness, note, bytes) : { type: 'taken' };
    if (answer.status === 409) return { type: 'at', size: parseSizeBody(bytes) };
    if (answer.status === 422) return { type: 'parted', reason: `another tree of ${oldSize} entries` };
    return answer.status === 403 || answer.status === 404 ? { type: 'stranger', status: answer.status } : { type: 'failed', reason: `status ${answer.status}` };
  } catch (error) {
    if (error instanceof Malformed || error instanceof Unverified) return { type: 'failed', reason: error.message };
    return { type: 'failed', reason: causeOf(error) };
  }
}

/** Below the submission prefix. */
export function addressOf({ url }: { readonly url: string }, endpoint: 'add-checkpoint' | 'add-entries'): string {
  return `${url.replace(/\/+$/, '')}/${endpoint}`;
}

/** Whether any line claims to be by the key of the policy. A mirror sends none, or those of a witness at the same address. @throws Malformed */
function isSignedBy({ key }: PolicyWitness, bytes: Uint8Array): boolean {
  return bytes.length > 0 && parseCosignatures(bytes).some(({ name, keyId }) => name === key.name && keyId === key.id);
}

/** The cosignatures among an answer that are by the key of the policy; others are ignored, as the standard asks. @throws Malformed, Unverified */
export async function readCosignatures({ key }: PolicyWitness, note: string, bytes: Uint8Array): Promise<Cosigned> {
  const { text } = parseNote(Buffer.from(note));
  const { valid } = await verifyNote({ text, signatures: parseCosignatures(bytes) }, [key], { mlDsa44: nodeMlDsa44 });
  const timestamp = Math.max(...valid.map((one) => one.timestamp ?? 0));
  // Only what was verified is kept, written anew: nothing of what else it sent.
  return { type: 'cosigned', signatures: valid.map(({ signature }) => signature), timestamp };
}

/** @throws Malformed where it is longer than anything that we ask for. */
export async function limitedBody(answer: Response, mostBytes = MOST_ANSWER_BYTES): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > mostBytes) throw new Malformed('answer', `longer than ${mostBytes} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

/** `ECONNREFUSED`, `TimeoutError`: never an address, which may hold a secret. */
export function causeOf(error: unknown): string {
  const { cause, name, message } = error as { cause?: { code?: unknown }; name?: string; message?: string };
  return typeof cause?.code === 'string' ? cause.code : name === 'TypeError' ? (message ?? name) : (name ?? 'unknown');
}

/** The note with one more set of cosignatures; those of the same key are replaced. */
export function withCosignatures(note: string, signatures: readonly NoteSignature[]): string {
  const parsed = parseNote(Buffer.from(note));
  const kept = parsed.signatures.filter((one) => !signatures.some(({ name, keyId }) => name === one.name && keyId === one.keyId));
  return Buffer.from(formatNote({ text: parsed.text, signatures: [...kept, ...signatures] })).toString('utf8');
}
