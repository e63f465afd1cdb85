import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/**
 * SHA-256 of some bytes. The functions of this engine take one as their last parameter where they hash much: pass a
 * native one where the runtime has it, `(bytes) => createHash('sha256').update(bytes).digest()`.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;

/** The portable one, which runs in every browser without waiting. */
export const sha256: Hash = (bytes) => nobleSha256(bytes);
