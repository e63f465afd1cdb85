/** Tokens that stand for a person for a while: cookies and links. */
import { createHash, randomBytes } from 'node:crypto';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 256 random bits (ASVS 5.0: 7.2.3): nothing to guess, so the plain hash is enough to keep. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
