/** The keys of the log: in a file that nobody else can read, or in the environment. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ED25519, formatNote, formatVerifierKey, type NoteSignature, signNote, type VerifierKey, verifierKey } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import type { KeyChange } from './envelope.ts';

export interface LogKey {
  readonly verifier: VerifierKey;
  sign(text: string): Promise<NoteSignature>;
}

/** The keys that sign: the present one first, then the former one for as long as it is kept beside it. */
export type LogKeys = readonly [LogKey, ...LogKey[]];

/** A key that cannot be used as it is; the message says what to do. */
export class KeyFault extends Error {}

/** The files of a key folder. */
export const keyFiles = (folder: string) => ({ present: join(folder, 'log.key'), former: join(folder, 'log.old.key'), next: join(folder, 'log.new.key') });

export interface KeyPlace {
  /** `LOG_KEY` and `LOG_KEY_OLD`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

/** The keys that there are; undefined where there is none yet. @throws KeyFault */
export function readKeys({ environment, folder }: KeyPlace, origin: string): LogKeys | undefined {
  const { LOG_KEY: present, LOG_KEY_OLD: former } = environment;
  if (present) return [logKey(parseKey('LOG_KEY', present), origin), ...(former ? [logKey(parseKey('LOG_KEY_OLD', former), origin)] : [])];
  const files = keyFiles(folder);
  if (!existsSync(files.present)) return undefined;
  return [logKey(readKeyFile(files.present), origin), ...(existsSync(files.former) ? [logKey(readKeyFile(files.former), origin)] : [])];
}

/** Makes the first key, in a file for us alone. */
export function createKey(path: string, origin: string): LogKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Never over another key: a key that is lost cannot be made again.
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(path, 0o600);
  return logKey(privateKey, origin);
}

export function readKeyFile(path: string): KeyObject {
  const { mode } = statSync(path);
  // Whoever reads the key can sign another history in our name.
  if ((mode & 0o077) !== 0) throw new KeyFault(`The key of the log ${path} can be read by others on this machine (mode ${(mode & 0o777).toString(8)}). If nobody has copied it: chmod 600 ${path}. Else change it: yupana log rotate-key`);
  return parseKey(path, readFileSync(path, 'utf8'));
}

/** PEM as `openssl genpkey -algorithm ed25519` writes it, or the base64 of the seed of 32 bytes. */
function parseKey(where: string, text: string): KeyObject {
  const trimmed = text.trim().replaceAll(String.raw`\n`, '\n');
  try {
    const key = trimmed.startsWith('-----') ? createPrivateKey(trimmed) : createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seedOf(trimmed)]), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without a part of the key.
  }
  throw new KeyFault(`${where} is no Ed25519 key: PEM (openssl genpkey -algorithm ed25519), or 32 bytes in base64.`);
}

/** RFC 8410 §7: what stands before the seed. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

function seedOf(text: string): Buffer {
  const seed = Buffer.from(text, 'base64');
  if (seed.length !== 32) throw new KeyFault('not 32 bytes');
  return seed;
}

export function logKey(privateKey: KeyObject, origin: string): LogKey {
  const verifier = verifierKey(origin, ED25519, rawPublicKey(privateKey));
  return { verifier, sign: (text) => signNote(text, verifier, signWith(privateKey)) };
}

/** What a new key says of itself, signed by the key before it. */
export async function keyChange(former: LogKey, next: VerifierKey): Promise<KeyChange> {
  const [key, previousKey] = [formatVerifierKey(next), formatVerifierKey(former.verifier)];
  const text = `yupana log key\n${previousKey}\n${key}\n`;
  return { key, previousKey, statement: Buffer.from(formatNote({ text, signatures: [await former.sign(text)] })).toString('utf8') };
}

/** Puts a new key that is announced in the log in the place of the present one, which is kept beside it. Harmless twice. */
export function installNextKey(folder: string): void {
  const { present, former, next } = keyFiles(folder);
  if (!existsSync(next)) return;
  if (existsSync(present)) renameSync(present, former);
  renameSync(next, present);
}
