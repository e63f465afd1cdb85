import { concatenated, fromHex } from '../encoding/bytes.ts';

/** SubjectPublicKeyInfo of RFC 9881 before the 1,312 bytes of an ML-DSA-44 key: id-ml-dsa-44, 2.16.840.1.101.3.4.3.17. */
export const ML_DSA_44_SPKI = fromHex('30820532300b06096086480165030403110382052100') ?? new Uint8Array(0);

/** A public key as DER, which every runtime reads. */
export function bytesOfSpki(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(concatenated(ML_DSA_44_SPKI, publicKey));
}
