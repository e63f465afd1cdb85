/** Proofs that can be checked offline, C2SP tlog-proof: the file `.tlog-proof`. */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { concatenated } from '../encoding/bytes.ts';
import { fromDecimal } from '../encoding/decimal.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { type Hash, sha256 } from '../hash.ts';
import { Malformed, Unverified } from '../malformed.ts';
import { verifyInclusion } from '../merkle/inclusion.ts';
import { NOTE_LIMITS } from '../note/note.ts';
import { hashesOfLines, linesOfHashes, textOf } from '../note/text.ts';
import type { Policy } from '../policy/policy.ts';
import { judgeCheckpoint, type JudgedCheckpoint } from '../policy/verify.ts';
import type { Algorithms } from '../signatures/algorithms.ts';

export interface TlogProof {
  /** Nobody vouches for it: a hint for finding or rebuilding the entry. */
  readonly extra: Uint8Array | undefined;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: Uint8Array;
}

/** A checkpoint of the largest size, 63 hashes, and an entry of the largest size as extra data. */
export const MAX_TLOG_PROOF_BYTES = NOTE_LIMITS.bytes + 128 * 1024;

const FORMAT = 'tlog-proof';
const HEADER = 'c2sp.org/tlog-proof@v1';

/** “Format”. The checkpoint is not read yet. */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  const text = textOf(FORMAT, bytes, MAX_TLOG_PROOF_BYTES);
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new Malformed(FORMAT, 'no empty line before the checkpoint');
  const [header, ...lines] = text.slice(0, blank).split('\n');
  if (header !== HEADER) throw new Malformed(FORMAT, `the first line is not ${HEADER}`, { line: 1 });
  const extra = lines[0]?.startsWith('extra ') === true ? extraOf(lines.shift() ?? '') : undefined;
  const indexLine = extra === undefined ? 2 : 3;
  const [indexText = '', ...hashes] = lines;
  const index = indexText.startsWith('index ') ? fromDecimal(indexText.slice(6)) : undefined;
  if (index === undefined) throw new Malformed(FORMAT, 'no index of an entry', { line: indexLine });
  return { extra, index, hashes: hashesOfLines(FORMAT, hashes, indexLine + 1), checkpoint: toUtf8(text.slice(blank + 2)) };
}

export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): Uint8Array {
  const extraLine = extra === undefined ? '' : `extra ${toBase64(extra)}\n`;
  const bytes = concatenated(toUtf8(`${HEADER}\n${extraLine}index ${index}\n${linesOfHashes(hashes)}\n`), checkpoint);
  // Whatever we write, we can read.
  parseTlogProof(bytes);
  return bytes;
}

/**
 * “Verifying a tlog proof”: the entry with this leaf hash stands in a log that the policy knows, and the policy's quorum
 * has seen it. Throws `Malformed` or `Unverified`, which says what fails.
 */
export async function verifyTlogProof(proof: TlogProof, leaf: Uint8Array, policy: Policy, algorithms: Algorithms = {}, hash: Hash = sha256): Promise<JudgedCheckpoint> {
  const judged = await judgeCheckpoint(proof.checkpoint, policy, algorithms);
  if (!judged.witnessed) throw new Unverified('the quorum of witnesses is not met');
  const { size, root } = judged.checkpoint;
  if (proof.index >= size) throw new Unverified(`the tree of the checkpoint has ${size} entries, so none with index ${proof.index}`);
  if (!verifyInclusion(leaf, proof.index, size, root, proof.hashes, hash)) throw new Unverified('the entry does not lead to the root of the checkpoint');
  return judged;
}

function extraOf(line: string): Uint8Array {
  const extra = fromBase64(line.slice('extra '.length));
  if (extra === undefined) throw new Malformed(FORMAT, 'no base64 of extra data', { line: 2 });
  return extra;
}
