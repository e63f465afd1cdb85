/** `POST sign-subtree` of C2SP tlog-witness and tlog-mirror: who shows a head that this key has cosigned gets a part of its tree signed. */
import { formatCosignatures, Malformed, parseCheckpoint, parseNote, parseSignSubtree, Unverified, verifyNote, verifySubtreeConsistency } from '@yupana/ledger';
import { ALGORITHMS, type Cosigner } from './cosigner.ts';
import { type Reply, text } from './server.ts';
import { nativeHash } from './tree.ts';

/** @param knows whether the log of this origin is one that the key cosigns. */
export async function signSubtree(body: Uint8Array, cosigner: Cosigner, knows: (origin: string) => boolean): Promise<Reply> {
  if (!cosigner.signsSubtrees) return text(404, 'Parts of trees are signed with ML-DSA-44 keys, and there is none here.');
  try {
    const request = parseSignSubtree(body);
    const note = parseNote(request.checkpoint);
    const { origin, size, root } = parseCheckpoint(note.text);
    if (request.subtree.end > size) return text(400, 'The part ends beyond the tree of the checkpoint.');
    if (!knows(origin)) return text(404, 'This log is not known here.');
    await verifyNote(note, cosigner.keys, ALGORITHMS);
    if (!verifySubtreeConsistency(request.subtree, request.root, { size, root }, request.proof, nativeHash)) return text(422, 'The proof does not lead from this part to the tree of the checkpoint.');
    return { status: 200, body: formatCosignatures(await cosigner.cosignSubtree({ origin, ...request.subtree, root: request.root })) };
  } catch (error) {
    if (error instanceof Malformed) return text(400, error.message);
    if (error instanceof Unverified) return text(403, `The checkpoint bears no cosignature of this key: ${error.message}.`);
    throw error;
  }
}
