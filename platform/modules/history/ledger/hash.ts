import { createHash } from 'node:crypto';
import type { Hash } from '@yupana/ledger';

/** Node's SHA-256: several times faster than the one that runs in browsers too. */
export const nativeHash: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
