/** One-time codes of an app (RFC 6238 over RFC 4226): SHA-1, six digits, 30 seconds, which is what apps understand. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 section 4 R6 recommends 160 bits. */
export const SECRET_BYTES = 20;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);
export const stepAt = (now: Date): number => Math.floor(now.getTime() / 1000 / STEP_SECONDS);

/** The code of one step (RFC 4226 section 5.3). */
export function codeAt(secret: Buffer, step: number, digits: number = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/**
 * The step of which a code is. One step before and after are taken too, for clocks that are off (RFC 6238 section 5.2).
 * @param last no step up to this one is taken: each works once (ASVS 5.0: 6.5.1).
 */
export function stepOf(secret: Buffer, typed: string, now: Date, last: number): number | undefined {
  const code = Buffer.from(typed.replace(/[\s-]/g, ''));
  const current = stepAt(now);
  return [current - 1, current, current + 1].filter((step) => step > last).find((step) => {
    const expected = Buffer.from(codeAt(secret, step));
    return code.length === expected.length && timingSafeEqual(code, expected);
  });
}

/** RFC 4648 section 6, without padding: as apps take it by hand. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}

/** https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function otpauth(secret: Buffer, issuer: string, email: string): string {
  const name = issuer.replaceAll(':', ' ');
  return `otpauth://totp/${encodeURIComponent(name)}:${encodeURIComponent(email)}?${new URLSearchParams({ secret: base32(secret), issuer: name, algorithm: 'SHA1', digits: String(DIGITS), period: String(STEP_SECONDS) }).toString().replaceAll('+', '%20')}`;
}
