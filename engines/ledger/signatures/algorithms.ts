/** What the caller brings: ways to sign, and to verify what this engine cannot verify itself. */

/** Signs a message with one key, which may lie in this process, in a device or on another machine. */
export type Sign = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** ML-DSA-44 of FIPS 204, pure, with the empty context. `node.ts` has Node's, `webcrypto.ts` a browser's. */
export type VerifyMlDsa44 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

/** Where `mlDsa44` is absent, signatures by such keys count as unknown: they are kept and ignored. */
export interface Algorithms {
  readonly mlDsa44?: VerifyMlDsa44;
}
