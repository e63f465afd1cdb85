/** A security key of software for tests: makes passkeys and answers challenges as WebAuthn level 3 says, right or wrong. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const text = (bytes: Buffer): string => bytes.toString('base64url');

/** Pieces of CBOR (RFC 8949): 32 bytes under a label, and a short text. */
const coordinate = (label: number, value: string): Buffer => Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')]);
const cborText = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);

export interface Wrong {
  readonly origin?: string;
  readonly flags?: number;
}

/** User present, user verified. */
const VERIFIED = 0x05;
const WITH_KEY = 0x40;

export class Authenticator {
  readonly id = randomBytes(32);
  readonly #origin: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #counter = 0;
  user = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  #authData(flags: number, rest: Buffer = Buffer.alloc(0)): Buffer {
    this.#counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([sha256(new URL(this.#origin).hostname), Buffer.from([flags]), counter, rest]);
  }

  #clientData(type: string, challenge: string, origin: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** COSE (RFC 9053): EC2, ES256, P-256, x, y. */
  #publicKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    return Buffer.concat([Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]), coordinate(0x21, x), coordinate(0x22, y)]);
  }

  create(options: { readonly challenge: string; readonly user: { readonly id: string } }, { origin = this.#origin, flags = VERIFIED }: Wrong = {}): string {
    this.user = options.user.id;
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, this.#publicKey()]);
    const authData = this.#authData(flags | WITH_KEY, attested);
    const length = Buffer.from([0x59, authData.length >> 8, authData.length & 255]);
    const attestation = Buffer.concat([Buffer.from([0xa3]), cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.from([0xa0]), cborText('authData'), length, authData]);
    return this.#answer({ clientDataJSON: text(this.#clientData('webauthn.create', options.challenge, origin)), attestationObject: text(attestation), transports: ['internal'] });
  }

  get(options: { readonly challenge: string }, { origin = this.#origin, flags = VERIFIED }: Wrong = {}): string {
    const authData = this.#authData(flags);
    const clientData = this.#clientData('webauthn.get', options.challenge, origin);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.#keys.privateKey);
    return this.#answer({ clientDataJSON: text(clientData), authenticatorData: text(authData), signature: text(signature), userHandle: this.user });
  }

  #answer(response: object): string {
    return JSON.stringify({ id: text(this.id), rawId: text(this.id), type: 'public-key', response, clientExtensionResults: {}, authenticatorAttachment: 'platform' });
  }
}

/** The options that a page holds for the browser. */
export function optionsIn(page: string): { challenge: string; user: { id: string }; userVerification?: string } {
  const found = /data-options="([^"]*)"/.exec(page)?.[1] ?? '';
  return JSON.parse(found.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'));
}
