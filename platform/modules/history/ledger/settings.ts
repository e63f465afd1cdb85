/** What the environment says about the log. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatVerifierKey, isKeyName, Malformed, parsePolicy, type Policy, type VerifierKey } from '@yupana/ledger';

export interface LogSettings {
  /** The name of the log, and the first line of its checkpoints: `ia.gob.pe/log`. */
  readonly origin: string;
  /** Of this log, without a slash at the end: tiles lie below it. */
  readonly address: string;
  readonly keyFolder: string;
  /** C2SP tlog-policy as the operator wrote it; undefined where there is none. */
  readonly policyText: string | undefined;
  /** Addresses of copies of the log: each has a `checkpoint`. */
  readonly mirrors: readonly string[];
}

/** @throws where something is set that cannot be meant. */
export function logSettings(environment: Readonly<Record<string, string | undefined>>, dataFolder: string, siteOrigin: string, deployment: string): LogSettings {
  const { LOG_ORIGIN, LOG_POLICY, LOG_MIRRORS = '', ORIGIN } = environment;
  // A name that changes from start to start would be another log: without ORIGIN it is that of the country pack.
  const origin = LOG_ORIGIN || (ORIGIN ? `${hostOf(ORIGIN)}/log` : `localhost/${deployment}/log`);
  if (!isKeyName(origin)) throw new Error(`LOG_ORIGIN "${origin}" is no name for a log: no spaces, no plus sign. Such as ia.gob.pe/log`);
  return {
    origin,
    address: `${siteOrigin}/log`,
    keyFolder: join(dataFolder, 'keys'),
    policyText: LOG_POLICY ? readPolicyFile(LOG_POLICY) : undefined,
    mirrors: LOG_MIRRORS.split(/\s+/).filter(Boolean).map((url) => url.replace(/\/+$/, '')),
  };
}

function hostOf(address: string): string {
  const url = URL.parse(address);
  if (!url) throw new Error(`ORIGIN "${address}" is not an address.`);
  return `${url.host}${url.pathname}`.replace(/\/+$/, '');
}

function readPolicyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`LOG_POLICY ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The policy with the lines of this log, which its operator need not write: keys change, policies of witnesses stay. */
export function completePolicy(text: string | undefined, keys: readonly VerifierKey[], address: string): string {
  const given = text ?? '# No witnesses are configured yet.\nquorum none\n';
  const known = new Set(given.split('\n').flatMap((line) => (/^\s*log\s/.test(line) ? [line.trim().split(/\s+/)[1]] : [])));
  const lines = keys.map(formatVerifierKey).filter((key) => !known.has(key)).map((key) => `log ${key} ${address}\n`);
  return `${lines.join('')}${given}`;
}

/** @throws an error that names the line, for whoever wrote the file. */
export function readPolicy(text: string): Policy {
  try {
    return parsePolicy(new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Error(`The policy of the log (LOG_POLICY) cannot be read: ${error.message}`, { cause: error });
  }
}
