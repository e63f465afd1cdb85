/** Cosignatures, C2SP tlog-cosignature: what a witness or mirror signs when it has seen a tree grow. */
import { bigEndian, concatenated, fromBigEndian } from '../encoding/bytes.ts';
import { toUtf8 } from '../encoding/utf8.ts';
import { Malformed } from '../malformed.ts';
import { isSubtree } from '../merkle/subtree.ts';
import { parseCheckpoint } from './checkpoint.ts';

const TIMESTAMP_BYTES = 8;

/** `timestamped_signature`: seconds since 1970, and the signature over the message below. */
export interface TimestampedSignature {
  readonly timestamp: number;
  readonly signature: Uint8Array;
}

/** Undefined where it is too short, or the time lies beyond 2^53 − 1 seconds. */
export function parseTimestampedSignature(bytes: Uint8Array): TimestampedSignature | undefined {
  const timestamp = fromBigEndian(bytes.subarray(0, TIMESTAMP_BYTES));
  if (bytes.length <= TIMESTAMP_BYTES || !Number.isSafeInteger(timestamp)) return undefined;
  return { timestamp, signature: bytes.slice(TIMESTAMP_BYTES) };
}

export function formatTimestampedSignature({ timestamp, signature }: TimestampedSignature): Uint8Array {
  return concatenated(bigEndian(timestamp, TIMESTAMP_BYTES), signature);
}

/** “Ed25519 signed message”. @param text of a checkpoint note, extension lines included. */
export function ed25519CosignedMessage(text: string, timestamp: number): Uint8Array {
  return toUtf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** What an ML-DSA-44 cosigner says about the leaves from `start` to before `end`. */
export interface CosignedSubtree {
  readonly cosigner: string;
  /** 0 where nothing is said about which tree is the largest; always 0 where `start` is not. */
  readonly timestamp: number;
  readonly origin: string;
  readonly start: number;
  readonly end: number;
  readonly root: Uint8Array;
}

/** “ML-DSA-44 signed message”, `cosigned_message`. */
export function mlDsa44CosignedMessage({ cosigner, timestamp, origin, start, end, root }: CosignedSubtree): Uint8Array {
  if (start !== 0 && timestamp !== 0) throw new Malformed('cosignature', 'a time for a part of the tree');
  if (end !== 0 && !isSubtree({ start, end })) throw new Malformed('cosignature', 'no subtree');
  return concatenated(
    toUtf8('subtree/v1\n\0'),
    opaque8('the name of the cosigner', cosigner),
    bigEndian(timestamp, TIMESTAMP_BYTES),
    opaque8('the origin', origin),
    bigEndian(start, 8),
    bigEndian(end, 8),
    root,
  );
}

/** The message over a whole tree. Extension lines are not part of it. @param text of a checkpoint note. */
export function mlDsa44CheckpointMessage(text: string, cosigner: string, timestamp: number): Uint8Array {
  const { origin, size, root } = parseCheckpoint(text);
  return mlDsa44CosignedMessage({ cosigner, timestamp, origin, start: 0, end: size, root });
}

/** `opaque<1..2^8-1>` of RFC 8446 §3.4: behind its length. */
function opaque8(what: string, text: string): Uint8Array {
  const bytes = toUtf8(text);
  if (bytes.length === 0 || bytes.length > 255) throw new Malformed('cosignature', `${what} has ${bytes.length} bytes, not 1 to 255`);
  return concatenated(Uint8Array.of(bytes.length), bytes);
}
