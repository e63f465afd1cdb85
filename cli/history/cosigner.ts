/** Keys of a witness or mirror: files that only their owner may read, and the cosignatures made with them. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Algorithms, cosign, type CosignedSubtree, cosignSubtree, ED25519_COSIGNATURE, formatVerifierKey, ML_DSA_44_COSIGNATURE, type NoteSignature, type Sign, type VerifierKey, verifierKey } from '@yupana/ledger';
import { nodeMlDsa44, rawPublicKey, signWith } from '@yupana/ledger/node';
import { makeFolder, replaceFile } from './files.ts';

export type KeyAlgorithm = 'ed25519' | 'ml-dsa-44';

/** What Node can verify beside Ed25519. */
export const ALGORITHMS: Algorithms = { mlDsa44: nodeMlDsa44 };

export interface KeyFile {
  readonly path: string;
  readonly algorithm: KeyAlgorithm;
}

export class Cosigner {
  readonly #signers: readonly { readonly key: VerifierKey; readonly sign: Sign }[];

  /** @param name of the keys, such as `testigo.universidad.edu.pe`. */
  constructor(name: string, keys: readonly KeyObject[]) {
    this.#signers = keys.map((key) => ({
      key: verifierKey(name, key.asymmetricKeyType === 'ed25519' ? ED25519_COSIGNATURE : ML_DSA_44_COSIGNATURE, rawPublicKey(key)),
      sign: signWith(key),
    }));
  }

  get keys(): readonly VerifierKey[] {
    return this.#signers.map(({ key }) => key);
  }

  /** @param text of a checkpoint. @param timestamp seconds since 1970. */
  cosign(text: string, timestamp: number): Promise<NoteSignature[]> {
    return Promise.all(this.#signers.map(({ key, sign }) => cosign(text, key, sign, timestamp)));
  }

  /** Whether one of the keys is of the kind that can sign parts of a tree. */
  get signsSubtrees(): boolean {
    return this.#signers.some(canSignSubtrees);
  }

  /** By the keys that can. */
  cosignSubtree(subtree: Pick<CosignedSubtree, 'origin' | 'start' | 'end' | 'root'>): Promise<NoteSignature[]> {
    return Promise.all(this.#signers.filter(canSignSubtrees).map(({ key, sign }) => cosignSubtree(subtree, key, sign)));
  }

  /** Lines for the policy of the log, C2SP tlog-policy. */
  policyLines(url: string | undefined): string[] {
    return this.#signers.map(({ key }, index) => `witness ${key.name}${index === 0 ? '' : `-${index + 1}`} ${formatVerifierKey(key)}${url === undefined ? '' : ` ${url}`}`);
  }
}

const canSignSubtrees = ({ key }: { readonly key: VerifierKey }): boolean => key.type === ML_DSA_44_COSIGNATURE;

/** Reads a private key (PKCS#8, PEM), or makes it the first time. Throws where others than its owner could read it. */
export function privateKey({ path, algorithm }: KeyFile): KeyObject {
  if (!existsSync(path)) createKey(path, algorithm);
  const file = openSync(path, 'r');
  try {
    const { mode } = fstatSync(file);
    if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others (mode ${(mode & 0o777).toString(8)}), so its key may be known to others. If nobody can have read it: chmod 600 ${path}. Otherwise remove it, start again with a new name, and tell the log.`);
    const key = keyOf(readFileSync(file, 'utf8'), path);
    if (key.asymmetricKeyType !== algorithm) throw new Error(`${path} holds a key of type ${key.asymmetricKeyType}, not ${algorithm}. Name another file for it.`);
    return key;
  } finally {
    closeSync(file);
  }
}

function keyOf(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says of a broken key helps nobody, and must not show any of it.
    throw new Error(`${path} holds no private key (PKCS#8 in PEM, as "openssl genpkey -algorithm ed25519" makes it). Restore it from your copy.`);
  }
}

function createKey(path: string, algorithm: KeyAlgorithm): void {
  makeFolder(dirname(path), 0o700);
  const pem = newKey(algorithm).export({ type: 'pkcs8', format: 'pem' });
  replaceFile(path, Buffer.from(pem), 0o600);
}

function newKey(algorithm: KeyAlgorithm): KeyObject {
  if (algorithm === 'ed25519') return generateKeyPairSync('ed25519').privateKey;
  try {
    return generateKeyPairSync('ml-dsa-44').privateKey;
  } catch {
    throw new Error(`This Node (${process.version}) has no ML-DSA-44: use 24.7 or later, or leave the second key out.`);
  }
}
