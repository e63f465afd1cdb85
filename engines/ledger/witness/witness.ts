/**
 * How a witness answers `add-checkpoint` (C2SP tlog-witness): every rule in the order of the standard, without the keeping.
 * The caller must compare and keep the latest head in one atomic step, or a late request rolls the witness back.
 */
import { type Checkpoint, parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { sameBytes } from '../encoding/bytes.ts';
import { Malformed, Unverified } from '../malformed.ts';
import type { TreeHead } from '../merkle/consistency.ts';
import { emptyRoot } from '../merkle/hash.ts';
import { parseNote } from '../note/note.ts';
import type { VerifierKey } from '../note/verifier-key.ts';
import { type VerifiedNote, verifyNote } from '../note/verify.ts';
import type { Algorithms } from '../signatures/algorithms.ts';
import { parseAddCheckpoint, refusedGrowth } from './add-checkpoint.ts';

export interface WitnessedLog {
  readonly keys: readonly VerifierKey[];
  /** What was cosigned last; undefined where nothing was. */
  readonly latest: TreeHead | undefined;
}

/** The HTTP status, and what goes with it. */
export type WitnessVerdict =
  /** Keep the head, then cosign the text. */
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly note: VerifiedNote }
  /** The body is `formatSizeBody(size)`. */
  | { readonly status: 409; readonly size: number }
  /**
   * `proves`: the head alone, which the log has signed, shows that the log misbehaves: keep the request. Else only the proof
   * is wrong, which anybody can send with a head that the log has published.
   */
  | { readonly status: 422; readonly reason: string; readonly checkpoint: Checkpoint; readonly proves: boolean }
  | { readonly status: 400 | 403 | 404; readonly reason: string };

export async function judgeAddCheckpoint(
  body: Uint8Array,
  logOf: (origin: string) => WitnessedLog | undefined | Promise<WitnessedLog | undefined>,
  algorithms: Algorithms = {},
): Promise<WitnessVerdict> {
  try {
    const request = parseAddCheckpoint(body);
    const note = parseNote(request.checkpoint);
    const checkpoint = parseCheckpoint(note.text);
    const log = await logOf(checkpoint.origin);
    if (log === undefined) return { status: 404, reason: 'this witness does not know the log' };
    const verified = await verifyNote(note, log.keys, algorithms);
    if (request.oldSize > checkpoint.size) return { status: 400, reason: 'the old size is larger than the new one' };
    const size = log.latest?.size ?? 0;
    if (request.oldSize !== size) return { status: 409, size };
    const latest = log.latest ?? { size: 0, root: emptyRoot() };
    const reason = refusedGrowth(latest, checkpoint, request.proof);
    if (reason === undefined) return { status: 200, checkpoint, note: verified };
    return { status: 422, reason, checkpoint, proves: checkpoint.size === latest.size && !sameBytes(checkpoint.root, latest.root) };
  } catch (error) {
    if (error instanceof Malformed) return { status: 400, reason: error.message };
    if (error instanceof Unverified) return { status: 403, reason: error.message };
    throw error;
  }
}
