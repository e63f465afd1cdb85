/** ML-DSA-44 with the WebCrypto of a browser that has it (WICG “Modern Algorithms in the Web Cryptography API”). */
import { bytesOfSpki } from './ml-dsa-44.ts';
import type { VerifyMlDsa44 } from './algorithms.ts';

const ALGORITHM = { name: 'ML-DSA-44' };

/** @param subtle `crypto.subtle`. Undefined where it does not know ML-DSA-44: then such signatures stay unknown. */
export async function webCryptoMlDsa44(subtle: SubtleCrypto): Promise<VerifyMlDsa44 | undefined> {
  const verify: VerifyMlDsa44 = async (publicKey, message, signature) => {
    const key = await subtle.importKey('spki', bytesOfSpki(publicKey), ALGORITHM, false, ['verify']);
    return subtle.verify(ALGORITHM, key, new Uint8Array(signature), new Uint8Array(message));
  };
  try {
    // Any bytes of the length are a key; whether this one verifies anything does not matter.
    await verify(new Uint8Array(1312), new Uint8Array(1), new Uint8Array(2420));
    return verify;
  } catch {
    return undefined;
  }
}
