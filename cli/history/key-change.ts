/** Entries by which a log announces another key: worth something only where a key that was trusted before has signed them. */
import { formatVerifierKey, type JsonObject, Malformed, openNote, parseVerifierKey, Unverified, type VerifierKey } from '@yupana/ledger';
import { ALGORITHMS } from './cosigner.ts';

export interface KeyChange {
  /** As the entry says it. */
  readonly key: string;
  /** Whether a key of the policy has signed the new one. */
  readonly proved: boolean;
}

/** @param trusted the keys of the log that the policy names. */
export async function keyChangeOf(members: JsonObject, trusted: readonly VerifierKey[]): Promise<KeyChange> {
  const [key, previousKey, statement] = [members['key'], members['previousKey'], members['statement']];
  if (typeof key !== 'string') return { key: '', proved: false };
  const former = trusted.find((one) => formatVerifierKey(one) === previousKey);
  if (former === undefined || typeof statement !== 'string') return { key, proved: false };
  try {
    parseVerifierKey(key);
    const { text } = await openNote(Buffer.from(statement), [former], ALGORITHMS);
    return { key, proved: text === `yupana log key\n${previousKey as string}\n${key}\n` };
  } catch (error) {
    if (error instanceof Malformed || error instanceof Unverified) return { key, proved: false };
    throw error;
  }
}
