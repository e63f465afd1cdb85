/**
 * What an act asks of the session beyond a role. Call them in the page that shows a form, where the person is sent to
 * prove more and comes back, and in the action that the form does, where the answer is 403 (a form is not sent twice).
 */
import type { Platform } from '../platform.ts';
import { Forbidden } from '../web/security.ts';
import type { Person } from './person.ts';
import { factorsOf, hasSecond } from './second-factors.ts';
import { stateOf } from './sessions.ts';
import { MINUTE } from './tokens.ts';

/** ASVS 5.0: 7.5.1. */
const RECENT_MINUTES = 15;

/** The session does not prove enough. */
export class ProofNeeded extends Forbidden {
  /** `sign-in` again, or `account` to get a second factor first. */
  readonly where: 'sign-in' | 'account';
  constructor(key: string, where: 'sign-in' | 'account') {
    super(key);
    this.name = 'ProofNeeded';
    this.where = where;
  }
}

/** True after a passkey, a password with a code, or a provider that says it asked for two factors. */
export async function isStrong({ database }: Pick<Platform, 'database'>, person: Person): Promise<boolean> {
  return (await stateOf(database, person.sessionId))?.strong === true;
}

/** Whoever publishes needs two factors (ASVS 5.0: 6.3.3). @throws ProofNeeded */
export async function requireStrong(platform: Pick<Platform, 'database'>, person: Person): Promise<void> {
  if (await isStrong(platform, person)) return;
  const canBe = hasSecond(await factorsOf(platform.database, person.accountId));
  throw canBe ? new ProofNeeded('access.problems.second_factor', 'sign-in') : new ProofNeeded('access.problems.no_second_factor', 'account');
}

/** What the session lacks for changes of passwords, factors and members. Pages show it in the place of the forms. */
export async function missingProof({ database, now }: Pick<Platform, 'database' | 'now'>, person: Person): Promise<ProofNeeded | undefined> {
  const [state, factors] = await Promise.all([stateOf(database, person.sessionId), factorsOf(database, person.accountId)]);
  const since = now().getTime() - (state?.authenticatedAt.getTime() ?? 0);
  if (since > RECENT_MINUTES * MINUTE) return new ProofNeeded('access.problems.not_recent', 'sign-in');
  // A link of whoever administers the machine is for people who lost their factors.
  return state?.strong !== true && state?.method !== 'link' && hasSecond(factors) ? new ProofNeeded('access.problems.second_factor', 'sign-in') : undefined;
}

/**
 * For changes of passwords, factors and members: the person signed in within fifteen minutes, with two factors where
 * they have two, so that a stolen password does not suffice to add a factor of the thief's. @throws ProofNeeded
 */
export async function requireRecent(platform: Pick<Platform, 'database' | 'now'>, person: Person): Promise<void> {
  const missing = await missingProof(platform, person);
  if (missing) throw missing;
}
