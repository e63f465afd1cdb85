/** Bodies of C2SP tlog-witness `add-checkpoint`, which mirrors take too, and the rule by which a tree may grow. */
import { fromDecimal } from '../encoding/decimal.ts';
import { concatenated, sameBytes, toHex } from '../encoding/bytes.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { type Hash, sha256 } from '../hash.ts';
import { Malformed } from '../malformed.ts';
import { type TreeHead, verifyConsistency } from '../merkle/consistency.ts';
import { emptyRoot } from '../merkle/hash.ts';
import { formatSignatureLines, NOTE_LIMITS, type NoteSignature, parseSignatureLines } from '../note/note.ts';
import { hashesOfLines, linesOfHashes, textOf } from '../note/text.ts';

export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: Uint8Array;
}

/** A note of the largest size and the lines before it. */
const MAX_BODY_BYTES = NOTE_LIMITS.bytes + 4096;
const FORMAT = 'add-checkpoint';

export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  const { first, proof, checkpoint } = parseProofBody(FORMAT, body, 1);
  const oldSize = first[0]?.startsWith('old ') === true ? fromDecimal(first[0].slice(4)) : undefined;
  if (oldSize === undefined) throw new Malformed(FORMAT, 'no old size', { line: 1 });
  return { oldSize, proof, checkpoint };
}

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array {
  return concatenated(toUtf8(`old ${oldSize}\n${linesOfHashes(proof)}\n`), checkpoint);
}

/** Lines of its own, lines of a proof, an empty line, a checkpoint: the form of all text requests. */
export function parseProofBody(format: string, body: Uint8Array, firstLines: number): { readonly first: readonly string[]; readonly proof: Uint8Array[]; readonly checkpoint: Uint8Array } {
  const text = textOf(format, body, MAX_BODY_BYTES);
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new Malformed(format, 'no empty line before the checkpoint');
  const lines = text.slice(0, blank).split('\n');
  return {
    first: lines.slice(0, firstLines),
    proof: hashesOfLines(format, lines.slice(firstLines), firstLines + 1),
    checkpoint: toUtf8(text.slice(blank + 2)),
  };
}

/** The body of 200: signature lines by the witness's or mirror's keys. */
export function parseCosignatures(body: Uint8Array): NoteSignature[] {
  return parseSignatureLines('cosignatures', textOf('cosignatures', body, NOTE_LIMITS.bytes), 1);
}

export function formatCosignatures(signatures: readonly NoteSignature[]): Uint8Array {
  return toUtf8(formatSignatureLines(signatures));
}

/** Content-Type of the body of 409. */
export const SIZE_CONTENT_TYPE = 'text/x.tlog.size';

/** The body of 409: the size that the witness cosigned last. */
export function parseSizeBody(body: Uint8Array): number {
  const text = textOf('tlog size', body, 32);
  const size = text.endsWith('\n') ? fromDecimal(text.slice(0, -1)) : undefined;
  if (size === undefined) throw new Malformed('tlog size', 'no size', { line: 1 });
  return size;
}

export function formatSizeBody(size: number): Uint8Array {
  return toUtf8(`${size}\n`);
}

/** In the addresses of witnesses and mirrors: `<monitoring prefix>/<origin hash>/checkpoint`. */
export function originHash(origin: string): string {
  return toHex(sha256(toUtf8(origin)));
}

/**
 * Why the new tree is not proved to begin with the old one; undefined where it is. A witness answers 422. The empty tree
 * begins every tree and needs an empty proof; equal sizes need equal roots.
 */
export function refusedGrowth(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[], hash: Hash = sha256): string | undefined {
  if (newer.size === 0 && !sameBytes(newer.root, emptyRoot(hash))) return 'a tree of size 0 with another root than that of the empty tree';
  if (older.size > newer.size) return 'the tree has become smaller';
  if (older.size === 0) return proof.length === 0 ? undefined : 'a proof from the empty tree is empty';
  if (older.size === newer.size && !sameBytes(older.root, newer.root)) return 'two trees of the same size and different roots';
  return verifyConsistency(older, newer, proof, hash) ? undefined : 'the consistency proof does not verify';
}
