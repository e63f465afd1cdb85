/**
 * Signing in by a provider of OpenID Connect, by openid-client: authorization code with PKCE, state and nonce
 * (ASVS 5.0: 10.1.2, 10.2.1, 10.5.1). Who somebody is at a provider is the pair (iss, sub) and nothing else: an e-mail
 * address there is no proof that an account here is theirs (ASVS 5.0: 6.8.1, 10.5.2).
 */
import * as client from 'openid-client';
import type { Database } from '../storage/database.ts';
import { type Doer, noteAccess } from './audit.ts';
import { isLocal, type OidcSettings } from './settings.ts';

/** The provider does not answer, or answers what it may not. */
export class ProviderFault extends Error {
  constructor(cause: unknown) {
    super('The OIDC provider could not be used.', { cause });
    this.name = 'ProviderFault';
  }
}

const TIMEOUT_SECONDS = 8;

export interface Begun {
  readonly address: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | undefined;
  /** As the provider tells it; only ever compared with an invitation. */
  readonly email: string | undefined;
  readonly strong: boolean;
}

export class OidcProvider {
  readonly settings: OidcSettings;
  readonly #redirect: string;
  #found: Promise<client.Configuration> | undefined;

  /** @param redirect the address that the provider sends people back to. */
  constructor(settings: OidcSettings, redirect: string) {
    this.settings = settings;
    this.#redirect = redirect;
  }

  /** The provider is asked for its addresses when somebody first signs in, and again after every failure. */
  async #configuration(): Promise<client.Configuration> {
    this.#found ??= this.#discover();
    try {
      return await this.#found;
    } catch (error) {
      this.#found = undefined;
      throw new ProviderFault(error);
    }
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    // The signature of the ID token is checked although it comes over TLS (ASVS 5.0: 9.1.1).
    const execute = [client.enableNonRepudiationChecks, ...(isLocal(url) ? [client.allowInsecureRequests] : [])];
    return client.discovery(url, clientId, undefined, client.ClientSecretBasic(clientSecret), { execute, timeout: TIMEOUT_SECONDS });
  }

  /** @throws ProviderFault */
  async begin(): Promise<Begun> {
    const configuration = await this.#configuration();
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const address = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirect, scope: 'openid profile email', state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      ...(this.settings.strongAcr.length > 0 && { acr_values: this.settings.strongAcr.join(' ') }),
    });
    return { address: address.href, state, nonce, verifier };
  }

  /**
   * @param query what the provider sent the person back with.
   * @throws ProviderFault where state, nonce, code, issuer, audience, signature or times are wrong.
   */
  async finish(query: string, { state, nonce, verifier }: Omit<Begun, 'address'>): Promise<Identity> {
    const configuration = await this.#configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, new URL(`${this.#redirect}${query}`), { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      const claims = tokens.claims();
      if (!claims) throw new Error('no ID token');
      const text = (name: string): string | undefined => (typeof claims[name] === 'string' ? claims[name] : undefined);
      const amr = Array.isArray(claims['amr']) ? claims['amr'].map(String) : [];
      const strong = amr.some((one) => this.settings.strongAmr.includes(one)) || this.settings.strongAcr.includes(text('acr') ?? '');
      return { issuer: claims.iss, subject: claims.sub, name: text('name'), email: text('email'), strong };
    } catch (error) {
      throw new ProviderFault(error);
    }
  }
}

type Pair = Pick<Identity, 'issuer' | 'subject'>;

export async function accountOfIdentity(database: Database, { issuer, subject }: Pair): Promise<string | undefined> {
  return (await database.selectFrom('oidc_identity').select('account_id').where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst())?.account_id;
}

/** @returns false where the identity is linked to an account already. */
export async function linkIdentity(database: Database, by: Doer, { issuer, subject }: Pair, now: Date): Promise<boolean> {
  const made = await database.insertInto('oidc_identity').values({ issuer, subject, account_id: by.accountId, created_at: now }).onConflict((conflict) => conflict.doNothing()).returning('issuer').executeTakeFirst();
  if (!made) return false;
  await noteAccess(database, 'oidc-linked', by, { issuer });
  return true;
}

export async function unlinkIdentities(database: Database, by: Doer): Promise<void> {
  await database.deleteFrom('oidc_identity').where('account_id', '=', by.accountId).execute();
  await noteAccess(database, 'oidc-unlinked', by);
}
