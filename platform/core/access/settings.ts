/** What the environment says about signing in. */
import { randomBytes } from 'node:crypto';
import type { BlockList } from 'node:net';
import { type Outgoing, outbox } from '../mail/outgoing.ts';
import { trustedProxies } from './network.ts';
import { KEY_BYTES, SecretBox } from './secret-box.ts';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says: the name of the provider. */
  readonly label: string;
  /** Values of the claims `amr` and `acr` after which a session counts as strong (ASVS 5.0: 6.8.4). */
  readonly strongAmr: readonly string[];
  readonly strongAcr: readonly string[];
}

export interface AccessSettings {
  readonly proxies: BlockList;
  readonly oidc: OidcSettings | undefined;
  readonly outgoing: Outgoing;
  /** Under which the secrets of code applications are kept. */
  readonly box: SecretBox;
}

/**
 * @param box a key of this process alone unless given: whatever is kept under it is lost with the process.
 * @throws where something is set that cannot be meant.
 */
export function accessSettings(env: NodeJS.ProcessEnv, box: SecretBox = new SecretBox(randomBytes(KEY_BYTES))): AccessSettings {
  return { proxies: trustedProxies(env['TRUSTED_PROXIES'] ?? ''), oidc: oidcSettings(env), outgoing: outbox, box };
}

function oidcSettings(env: NodeJS.ProcessEnv): OidcSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_LABEL: label } = env;
  if (!issuer) return undefined;
  if (!clientId || !clientSecret) throw new Error('OIDC_ISSUER is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.');
  const url = URL.parse(issuer);
  if (!url || !(url.protocol === 'https:' || isLocal(url))) throw new Error(`OIDC_ISSUER: "${issuer}" is not an https address.`);
  return { issuer, clientId, clientSecret, label: label || url.host, strongAmr: listed(env['OIDC_STRONG_AMR']), strongAcr: listed(env['OIDC_STRONG_ACR']) };
}

const listed = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((one) => one !== '');

/** Only a provider on the same machine may do without TLS: one for trying things out. */
export const isLocal = (url: URL): boolean => url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
