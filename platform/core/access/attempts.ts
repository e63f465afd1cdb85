/**
 * How often something may be tried (ASVS 5.0: 2.4.1, 6.1.1, 6.3.1).
 *
 * Limits count by path, and by account and network together; a network also has a limit over all accounts. No limit is
 * on an account alone where a stranger could use it up to lock its owner out. A browser in which the owner signed in
 * before has an allowance of its own (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 *
 * A try is written before it is counted: of a hundred at the same moment each sees the others.
 */
import type { Database } from '../storage/database.ts';
import { DAY, hashOf, HOUR, MINUTE } from './tokens.ts';

export interface Limit {
  readonly path: string;
  readonly windowMs: number;
  /** For one account from one network, and for one account from one known device. */
  readonly together: number;
  /** For one network over all accounts. */
  readonly network: number;
  /** For one account from all networks, where whoever tries has proved something already. */
  readonly account?: number;
}

export const LIMITS = {
  password: { path: 'password', windowMs: 15 * MINUTE, together: 5, network: 30 },
  /** Whoever gets here knows the password: 20 tries in an hour from everywhere leave 1 in 16,000 for a guess. */
  second: { path: 'second', windowMs: HOUR, together: 10, network: 60, account: 20 },
  passkey: { path: 'passkey', windowMs: 15 * MINUTE, together: 20, network: 300 },
  /** Links with 256 random bits: the limit is on the noise, not on the guess. */
  link: { path: 'link', windowMs: 15 * MINUTE, together: 30, network: 120 },
  recovery: { path: 'recovery', windowMs: HOUR, together: 3, network: 20 },
  /** Mails to follow a record: the network is told, an address gets no more mails and nobody is told (subscriptions/). */
  subscribe: { path: 'subscribe', windowMs: HOUR, together: Infinity, network: 20 },
  subscribeAddress: { path: 'subscribe-address', windowMs: HOUR, together: 3, network: Infinity, account: 3 },
  invite: { path: 'invite', windowMs: HOUR, together: 30, network: 60 },
  /** Reports of errors: 10 a day from a network, 300 a day from everywhere, so that nobody fills the register with them. */
  report: { path: 'report', windowMs: DAY, together: Infinity, network: 10, account: 300 },
  /** Proofs that the server examines for a reader (history): a room full of people behind one address is no flood. */
  verify: { path: 'verify', windowMs: 15 * MINUTE, together: Infinity, network: 120 },
  oidc: { path: 'oidc', windowMs: 15 * MINUTE, together: 60, network: 300 },
} as const satisfies Readonly<Record<string, Limit>>;

/** Who tries. */
export interface Trier {
  readonly network: string;
  /** The network is one that everybody may share: see network.ts. */
  readonly shared: boolean;
  /** Known only where the account was signed in with before in this browser. */
  readonly device: Buffer | undefined;
}

export interface Attempt {
  readonly allowed: boolean;
  /** After a success the tries before it count no more. */
  forgive(): Promise<void>;
}

/** Counts a try. @param account what was typed as the account, whether there is one or not. */
export async function attempt(database: Database, limit: Limit, { network, shared, device }: Trier, account: string | undefined, now: Date): Promise<Attempt> {
  const who = account === undefined ? null : hashOf(account);
  await database.insertInto('attempt').values({ at: now, path: limit.path, account: who, network, device: device ?? null }).execute();
  const counted = await database
    .selectFrom('attempt')
    .where('path', '=', limit.path)
    .where('at', '>', new Date(now.getTime() - limit.windowMs))
    .where((one) => one.or([one('network', '=', network), ...(who ? [one('account', '=', who)] : [])]))
    .select(({ fn, eb }) => [
      fn.countAll().filterWhere(eb.and([eb('network', '=', network), eb('device', 'is', null)])).as('network'),
      fn.countAll().filterWhere(eb.and([eb('account', '=', who), eb('network', '=', network), eb('device', 'is', null)])).as('together'),
      fn.countAll().filterWhere(eb.and([eb('account', '=', who), eb('device', 'is', null)])).as('account'),
      fn.countAll().filterWhere(eb.and([eb('account', '=', who), eb('device', '=', device ?? null)])).as('device'),
    ])
    .executeTakeFirstOrThrow();
  const within = device
    ? Number(counted.device) <= limit.together
    : Number(counted.together) <= limit.together && (shared || Number(counted.network) <= limit.network) && Number(counted.account) <= (limit.account ?? Infinity);
  return {
    allowed: within,
    async forgive() {
      const own = database.deleteFrom('attempt').where('path', '=', limit.path).where('account', '=', who);
      await (device ? own.where('device', '=', device) : own.where('network', '=', network).where('device', 'is', null)).execute();
    },
  };
}

/** Takes away what no limit looks at any more, and what else is long over. */
export async function forgetOld(database: Database, now: Date): Promise<void> {
  const dayAgo = new Date(now.getTime() - DAY);
  await database.deleteFrom('attempt').where('at', '<', dayAgo).execute();
  await database.deleteFrom('sign_in_step').where('expires_at', '<', dayAgo).execute();
  await database.deleteFrom('session').where('expires_at', '<', dayAgo).execute();
  // Links that are used up or over; of invitations, whose rows hold addresses, the audit trail says what happened.
  await database.deleteFrom('recovery').where('expires_at', '<', dayAgo).execute();
  await database.deleteFrom('sign_in_link').where('expires_at', '<', dayAgo).execute();
  await database.deleteFrom('invitation').where('expires_at', '<', new Date(now.getTime() - 30 * DAY)).execute();
  await database.deleteFrom('device').where('seen_at', '<', new Date(now.getTime() - 400 * DAY)).execute();
}
