/** Bodies of C2SP tlog-witness `sign-subtree`. */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { concatenated } from '../encoding/bytes.ts';
import { fromDecimal } from '../encoding/decimal.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { HASH_BYTES } from '../hash.ts';
import { Malformed } from '../malformed.ts';
import { type Interval, isSubtree } from '../merkle/subtree.ts';
import { linesOfHashes } from '../note/text.ts';
import { parseProofBody } from './add-checkpoint.ts';

export interface SignSubtree {
  readonly subtree: Interval;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: Uint8Array;
}

const FORMAT = 'sign-subtree';

export function parseSignSubtree(body: Uint8Array): SignSubtree {
  const { first, proof, checkpoint } = parseProofBody(FORMAT, body, 2);
  const [, startText = '', endText = ''] = /^subtree ([0-9]+) ([0-9]+)$/.exec(first[0] ?? '') ?? [];
  const [start, end] = [fromDecimal(startText), fromDecimal(endText)];
  if (start === undefined || end === undefined || !isSubtree({ start, end })) throw new Malformed(FORMAT, 'no subtree', { line: 1 });
  const root = fromBase64(first[1] ?? '');
  if (root?.length !== HASH_BYTES) throw new Malformed(FORMAT, 'no base64 of a hash', { line: 2 });
  return { subtree: { start, end }, root, proof, checkpoint };
}

export function formatSignSubtree({ subtree, root, proof, checkpoint }: SignSubtree): Uint8Array {
  return concatenated(toUtf8(`subtree ${subtree.start} ${subtree.end}\n${toBase64(root)}\n${linesOfHashes(proof)}\n`), checkpoint);
}
