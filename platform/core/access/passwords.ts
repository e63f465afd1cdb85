/**
 * Passwords: argon2id of Node, so that no dependency keeps them. Parameters are those of the OWASP Password Storage
 * Cheat Sheet (19 MiB, 2 passes, 1 lane), written beside each hash so that they can be raised (ASVS 5.0: 11.4.2).
 */
import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { isCommonPassword } from './common-passwords.ts';

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** ASVS 5.0: 6.2.1 asks for 8 and recommends 15; NIST SP 800-63B-4 asks for 15 where there is no second factor. */
export const SHORTEST_ALONE = 15;
export const SHORTEST_WITH_SECOND = 12;
/** ASVS 5.0: 6.2.9 asks for at least 64. */
export const LONGEST = 128;

/** NFKC, so that another keyboard that writes the same letters writes the same password (NIST SP 800-63B-4 section 3.1.1.2). */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'));

function hashWith(password: string, nonce: Buffer, memory: number, passes: number, parallelism: number): Promise<Buffer> {
  return derive('argon2id', { message: bytesOf(password), nonce, memory, passes, parallelism, tagLength: TAG_BYTES });
}

/** The raw hash of a short secret with a salt of its own: for backup codes (ASVS 5.0: 6.5.2). */
export const slowHash = (secret: string, salt: Buffer): Promise<Buffer> => hashWith(secret, salt, MEMORY_KIB, PASSES, LANES);

/** @returns the hash in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await slowHash(password, salt);
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(salt)}$${unpadded(hash)}`;
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
/** For addresses without an account or password: the same work is done for them. */
const NOBODY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(randomBytes(SALT_BYTES))}$${unpadded(randomBytes(TAG_BYTES))}`;

/** @param kept the hash; undefined where there is none, which takes as long and is false. */
export async function isPassword(kept: string | undefined, typed: string): Promise<boolean> {
  const [, memory, passes, lanes, salt = '', hash = ''] = FORM.exec(kept ?? NOBODY) ?? FORM.exec(NOBODY) ?? [];
  // Longer ones than we ever take would only cost time.
  const made = await hashWith(typed.slice(0, LONGEST * 4), Buffer.from(salt, 'base64'), Number(memory), Number(passes), Number(lanes));
  const expected = Buffer.from(hash, 'base64');
  return kept !== undefined && made.length === expected.length && timingSafeEqual(made, expected);
}

export type PasswordFault = 'too_short' | 'too_long' | 'common' | 'personal';

/** @param shortest {@link SHORTEST_ALONE}, or {@link SHORTEST_WITH_SECOND} where the account has a second factor. */
export function passwordFault(password: string, shortest: number, about: readonly string[]): PasswordFault | undefined {
  const length = [...password.normalize('NFKC')].length;
  if (length < shortest) return 'too_short';
  if (length > LONGEST) return 'too_long';
  if (isPersonal(password, about)) return 'personal';
  return isCommonPassword(password) ? 'common' : undefined;
}

/** True where little is left of a password without the person's name, e-mail address, or the name of the site. */
function isPersonal(password: string, about: readonly string[]): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  const words = about.flatMap((text) => [text, ...text.split(/[@.\s_-]+/)]).map((word) => word.toLowerCase()).filter((word) => word.length >= 3);
  const rest = words.toSorted((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, ''), folded);
  return rest !== folded && [...rest.replace(/[^\p{L}]/gu, '')].length < 6;
}
