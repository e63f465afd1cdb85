/**
 * Secrets that the server must be able to read again, kept so that whoever has the database alone reads none of them
 * (ASVS 5.0: 13.3.1, 11.3.2): AES-256-GCM, with the account as what is authenticated beside it, so that none serves for another.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
export const KEY_BYTES = 32;
/** NIST SP 800-38D section 8.2.2: random, 96 bits. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** How it is written: this byte, the nonce, the text, the tag. */
const FORMAT = 1;

export class SecretBox {
  readonly #key: Buffer;

  /** @throws RangeError where the key is not of 256 bits. */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes, this one ${key.length}.`);
    this.#key = key;
  }

  /** @param of the account whose secret it is. */
  seal(secret: Buffer, of: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(of));
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  }

  /** @returns undefined where it is of another key or account, or no longer what was sealed. */
  open(sealed: Buffer, of: string): Buffer | undefined {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return undefined;
    const [nonce, text, tag] = [sealed.subarray(1, 1 + NONCE_BYTES), sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES), sealed.subarray(-TAG_BYTES)];
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(of)).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(text), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}
