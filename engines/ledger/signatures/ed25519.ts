/**
 * Ed25519 by one rule in every runtime. Libraries differ over signatures that no honest signer makes (“Taming the many
 * EdDSAs”, eprint 2020/1244), and two mirrors that differ over the same bytes are a split view. So verification is done
 * here, over the group of @noble/ed25519, and never by what the runtime offers. The rule, STRICT AND COFACTORLESS:
 *
 * 1. A and R are canonical encodings (y < p, and no sign for x = 0; RFC 8032 §5.1.3);
 * 2. S < L (§5.1.7);
 * 3. neither A nor R has small order;
 * 4. [S]B = R + [k]A with k = SHA-512(R ‖ A ‖ M), without the cofactor 8.
 *
 * What it takes, Go, OpenSSL, libsodium and ZIP 215 take as well. Every signature made by RFC 8032 §5.1.6 passes. A and R
 * of mixed order pass where 4 holds.
 */
import { etc, Point } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatenated, sameBytes } from '../encoding/bytes.ts';

export const ED25519_SIGNATURE_BYTES = 64;

export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== ED25519_SIGNATURE_BYTES) return false;
  const [encodedR, encodedS] = [signature.subarray(0, 32), signature.subarray(32)];
  const key = pointOf(publicKey);
  const s = littleEndian(encodedS);
  if (key === undefined || s >= ORDER || key.isSmallOrder()) return false;
  const k = littleEndian(sha512(concatenated(encodedR, publicKey, message))) % ORDER;
  const r = multiple(Point.BASE, s).subtract(multiple(key, k));
  // The encoding of a point is canonical, so equal bytes are a canonical R on the curve.
  return sameBytes(r.toBytes(), encodedR) && !r.isSmallOrder();
}

const ORDER = Point.CURVE().n;

/** Undefined for bytes that encode no point, or one in another way than its own. */
function pointOf(bytes: Uint8Array): Point | undefined {
  try {
    const point = Point.fromBytes(bytes, false);
    return sameBytes(point.toBytes(), bytes) ? point : undefined;
  } catch {
    return undefined;
  }
}

/** All that is multiplied here is public: no need for constant time. */
function multiple(point: Point, scalar: bigint): Point {
  return scalar === 0n ? Point.ZERO : point.multiply(scalar, false);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${etc.bytesToHex(bytes.toReversed())}`);
}
