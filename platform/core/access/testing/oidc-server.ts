/** A small OpenID provider for tests: says yes to whoever it is told to be, and can be made to lie or to be down. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Login {
  readonly sub: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

const b64 = (content: unknown): string => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');

export class OidcServer {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #codes = new Map<string, { nonce: string; challenge: string; redirect: string; login: Login }>();
  #server: Server | undefined;
  #port = 0;
  /** Claims put over the right ones: a lie. */
  lies: Readonly<Record<string, unknown>> = {};

  get issuer(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
      request.on('end', () => {
        const [status, content] = this.#answer(new URL(request.url ?? '/', this.issuer).pathname, new URLSearchParams(body), request.headers.authorization ?? '');
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
      });
    });
    server.listen(this.#port, 'localhost');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** What the person's browser does at the provider. @returns the address that it is sent back to. */
  consent(address: string, login: Login): URL {
    const query = new URL(address).searchParams;
    const code = randomUUID();
    const redirect = query.get('redirect_uri') ?? '';
    this.#codes.set(code, { nonce: query.get('nonce') ?? '', challenge: query.get('code_challenge') ?? '', redirect, login });
    const back = new URL(redirect);
    back.search = new URLSearchParams({ code, state: query.get('state') ?? '', iss: this.issuer }).toString();
    return back;
  }

  #answer(path: string, form: URLSearchParams, authorization: string): [number, unknown] {
    if (path === '/.well-known/openid-configuration') {
      return [200, {
        issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'], code_challenge_methods_supported: ['S256'], authorization_response_iss_parameter_supported: true,
      }];
    }
    if (path === '/jwks') return [200, { keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }];
    if (path === '/token') return this.#token(form, authorization);
    return [404, {}];
  }

  #token(form: URLSearchParams, authorization: string): [number, unknown] {
    const known = this.#codes.get(form.get('code') ?? '');
    this.#codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    const isClient = authorization === `Basic ${Buffer.from('yupana:secret').toString('base64')}`;
    if (!known || !isClient || proof !== known.challenge || form.get('redirect_uri') !== known.redirect) return [400, { error: 'invalid_grant' }];
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: this.issuer, aud: 'yupana', sub: known.login.sub, nonce: known.nonce, iat: now, exp: now + 300, ...known.login.claims, ...this.lies };
    const content = `${b64({ alg: 'RS256', kid: 'one' })}.${b64(payload)}`;
    const signature = sign('sha256', Buffer.from(content), this.#keys.privateKey).toString('base64url');
    return [200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: `${content}.${signature}` }];
  }
}
