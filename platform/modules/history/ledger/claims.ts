/**
 * A witness claims to have seen what is not here. Whoever has cosigned a head can show it (C2SP tlog-witness, monitoring), signed by
 * the log: so it is asked for that, and a person is told what the claim is worth.
 */
import { createHash } from 'node:crypto';
import type { Database } from '#core/storage/database.ts';
import { originHash, type VerifierKey } from '@yupana/ledger';
import { latestCheckpoint, rootOfLog } from './checkpoint.ts';
import { keepEvidence } from './memory.ts';
import { ForkDanger, headIn, type ShownHead, type WitnessClaim } from './precedents.ts';

/** As long as it may take over any other answer. */
const PATIENCE_MS = 5000;

/**
 * The claim, with what it is worth.
 * @param keys all that have ever signed for this log.
 * @param folder where the head that it shows is kept, beside the key.
 */
export async function withEvidence(database: Database, claim: WitnessClaim, keys: readonly [VerifierKey, ...VerifierKey[]], folder: string, signal: AbortSignal): Promise<ForkDanger> {
  const head = await shownHead(claim.witness.url, keys, signal);
  const worth = head && (await isUnknownHere(database, head)) ? `it shows a head of ${head.size} entries that this log has signed${keptAs(folder, head)}` : 'it shows no such head that this log has signed, so it may be wrong: see docs/operators.md';
  return new ForkDanger(claim.who, `${claim.what}; ${worth}`);
}

/** The last head that a witness says it has cosigned; undefined where it is none of ours, or no answer. */
async function shownHead(url: string, keys: readonly [VerifierKey, ...VerifierKey[]], signal: AbortSignal): Promise<ShownHead | undefined> {
  const { name: origin } = keys[0];
  try {
    const answer = await fetch(`${url.replace(/\/+$/, '')}/${originHash(origin)}/checkpoint`, { redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    return await headIn(answer, origin, keys);
  } catch {
    return undefined;
  }
}

/** Beyond what was signed here last, or another tree. */
async function isUnknownHere(database: Database, { size, root }: ShownHead): Promise<boolean> {
  if (size > ((await latestCheckpoint(database))?.size ?? 0)) return true;
  return size > 0 && !Buffer.from(root).equals(await rootOfLog(database, size));
}

/** Where the disk does not take it, the log halts none the less. */
function keptAs(folder: string, { size, note }: ShownHead): string {
  const name = `fork-${size}-${createHash('sha256').update(note).digest('hex').slice(0, 8)}.note`;
  try {
    keepEvidence(folder, name, note);
    return ` (kept beside its key: ${name})`;
  } catch {
    return '';
  }
}
