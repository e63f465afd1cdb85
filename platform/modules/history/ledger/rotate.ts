/** A new key for the log: the old one signs it, and the log says so. */
import { existsSync } from 'node:fs';
import type { Database } from '#core/storage/database.ts';
import { ED25519, formatVerifierKey, parseVerifierKey, verifierKey } from '@yupana/ledger';
import { rawPublicKey } from '@yupana/ledger/node';
import { createPublicKey } from 'node:crypto';
import { type KeyChange } from './envelope.ts';
import { createKey, installNextKey, keyChange, keyFiles, KeyFault, type KeyPlace, logKey, readKeyFile, readKeys } from './keys.ts';
import { stateOf } from './status.ts';

export interface Rotated {
  /** The new verifier key. */
  readonly key: string;
  /** Where the private key lies. */
  readonly file: string;
  /** False where the keys come from the environment: whoever sets it must put the new one there. */
  readonly installed: boolean;
}

/**
 * Makes a new key and announces it in the log, which takes it up when the writer next runs. What broke off is taken up again by a
 * second call. @throws KeyFault
 */
export async function rotateKey(database: Database, place: KeyPlace): Promise<Rotated> {
  const origin = await originOfLog(database);
  const keys = readKeys(place, origin);
  if (!keys) throw new KeyFault('There is no key to sign the new one with. If it is lost for good: yupana log rotate-key --old-key-lost');
  const { next, former } = keyFiles(place.folder);
  if (!existsSync(next) && existsSync(former) && !place.environment['LOG_KEY']) throw new KeyFault(`The key before this one is still there: ${former}. When the witnesses know the present key, take it away (keep a copy), then begin the next change.`);
  return announce(database, place, origin, async (verifier) => keyChange(keys[0], verifier));
}

/** The same where the old key is lost: the log says that too, and the witnesses must be told by other ways. @throws KeyFault */
export async function replaceLostKey(database: Database, place: KeyPlace): Promise<Rotated> {
  const origin = await originOfLog(database);
  if (readKeys(place, origin)) throw new KeyFault('The key of the log is there: yupana log rotate-key');
  const previousKey = (await stateOf(database))?.keys.split('\n')[0];
  if (!previousKey) throw new KeyFault('The log has not begun yet: the first start makes its key.');
  parseVerifierKey(previousKey);
  return announce(database, place, origin, (verifier) => Promise.resolve({ key: formatVerifierKey(verifier), previousKey }));
}

async function originOfLog(database: Database): Promise<string> {
  const state = await stateOf(database);
  if (!state) throw new KeyFault('The log has not begun yet: the first start makes its key.');
  return state.origin;
}

async function announce(database: Database, { folder, environment }: KeyPlace, origin: string, changeTo: (next: ReturnType<typeof verifierKey>) => Promise<KeyChange>): Promise<Rotated> {
  const { next, present } = keyFiles(folder);
  const verifier = existsSync(next) ? verifierKey(origin, ED25519, rawPublicKey(createPublicKey(readKeyFile(next)))) : createKey(next, origin).verifier;
  const change = await changeTo(logKey(readKeyFile(next), origin).verifier);
  const announced = await database.selectFrom('ledger_notice').select('details').where('type', '=', 'key').execute();
  if (!announced.some(({ details }) => details['key'] === change.key)) await database.insertInto('ledger_notice').values({ type: 'key', details: JSON.stringify(change) }).execute();
  const key = formatVerifierKey(verifier);
  if (environment['LOG_KEY']) return { key, file: next, installed: false };
  installNextKey(folder);
  return { key, file: present, installed: true };
}
