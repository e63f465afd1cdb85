/**
 * Passkeys (WebAuthn level 3) by @simplewebauthn/server: discoverable, with user verification, so that one act is two
 * factors. No attestation: which maker's key a person has is no business of ours.
 */
import type { AuthenticationResponseJSON, AuthenticatorTransport, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import type { Database } from '../storage/database.ts';
import { type Doer, noteAccess } from './audit.ts';

/** Read when it is first needed: it is a fifth of all the modules of a server. */
const library = (): Promise<typeof import('@simplewebauthn/server')> => import('@simplewebauthn/server');

/** The site to which passkeys belong. */
export interface Party {
  /** `https://ia.gob.pe` */
  readonly origin: string;
  readonly name: string;
}

const hostOf = ({ origin }: Party): string => new URL(origin).hostname;

export interface PasskeyEntry {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly usedAt: Date | undefined;
}

export async function passkeysOf(database: Database, accountId: string): Promise<PasskeyEntry[]> {
  const rows = await database.selectFrom('passkey').select(['id', 'name', 'created_at', 'used_at']).where('account_id', '=', accountId).orderBy('created_at').execute();
  return rows.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at, usedAt: row.used_at ?? undefined }));
}

/** What the browser needs to make a passkey. */
export async function registrationOptions(database: Database, party: Party, user: { readonly id: string; readonly name: string; readonly email: string }): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const [known, { generateRegistrationOptions }] = [await passkeysOf(database, user.id), await library()];
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: hostOf(party),
    userName: user.email,
    userDisplayName: user.name,
    userID: new TextEncoder().encode(user.id),
    attestationType: 'none',
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What the browser needs to sign in with one. Nobody learns from it which accounts have passkeys. */
export async function authenticationOptions(party: Party): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({ rpID: hostOf(party), userVerification: 'required' });
}

export interface NewPasskey {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** Enough that the library can be asked; it checks the rest. */
const responseJson = z.looseObject({ id: z.string().max(2000), rawId: z.string(), type: z.literal('public-key'), response: z.looseObject({ clientDataJSON: z.string() }), clientExtensionResults: z.looseObject({}) });

function readResponse(text: string): unknown {
  if (text.length > 20_000) return undefined;
  try {
    return responseJson.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Checks what the browser made: challenge, origin, site, user verification. @returns undefined where it does not hold. */
export async function readRegistration(party: Party, challenge: string, sent: string): Promise<NewPasskey | undefined> {
  const response = readResponse(sent);
  if (response === undefined) return undefined;
  const { verifyRegistrationResponse } = await library();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON, expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: hostOf(party), requireUserVerification: true,
    });
    if (!verified) return undefined;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    return { id, publicKey: Buffer.from(publicKey), counter, transports };
  } catch {
    // The library throws where any check fails; which one is no answer for a stranger.
    return undefined;
  }
}

/** @throws where the key is somebody's already: the database says so. */
export async function addPasskey(database: Database, by: Doer, passkey: NewPasskey, name: string, now: Date): Promise<void> {
  await database
    .insertInto('passkey')
    .values({ id: passkey.id, account_id: by.accountId, public_key: passkey.publicKey, counter: passkey.counter, transports: [...passkey.transports], name, created_at: now })
    .execute();
  await noteAccess(database, 'passkey-added', by, { passkey: name });
}

export async function removePasskey(database: Database, by: Doer, id: string): Promise<boolean> {
  const { numDeletedRows } = await database.deleteFrom('passkey').where('id', '=', id).where('account_id', '=', by.accountId).executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await noteAccess(database, 'passkey-removed', by);
  return true;
}

/** @returns the account whose passkey answered the challenge. */
export async function readAuthentication(database: Database, party: Party, challenge: string, sent: string, now: Date): Promise<string | undefined> {
  const response = readResponse(sent) as AuthenticationResponseJSON | undefined;
  if (response === undefined) return undefined;
  const known = await database.selectFrom('passkey').selectAll().where('id', '=', response.id).executeTakeFirst();
  if (!known) return undefined;
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response, expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: hostOf(party), requireUserVerification: true,
      credential: { id: known.id, publicKey: new Uint8Array(known.public_key), counter: known.counter, transports: known.transports as AuthenticatorTransport[] },
    });
    const isTheirs = response.response.userHandle === undefined || Buffer.from(response.response.userHandle, 'base64url').toString() === known.account_id;
    if (!verified || !isTheirs) return undefined;
    await database.updateTable('passkey').set({ counter: authenticationInfo.newCounter, used_at: now }).where('id', '=', known.id).execute();
    return known.account_id;
  } catch {
    return undefined;
  }
}
