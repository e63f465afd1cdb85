/** What every way of signing in ends with, and what limits how often each is tried. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Account } from '../../access/accounts.ts';
import { attempt, type Attempt, forgetOld, type Limit, LIMITS, type Trier } from '../../access/attempts.ts';
import { noteAccess } from '../../access/audit.ts';
import { knownDevice, rememberDevice } from '../../access/devices.ts';
import { addressOf, isShared, networkOf } from '../../access/network.ts';
import { OidcProvider } from '../../access/oidc.ts';
import type { Party } from '../../access/passkeys.ts';
import { isPassword } from '../../access/passwords.ts';
import { type NewSession, type Proof, replaceSession, SESSION_COOKIE, startSession, type Visit } from '../../access/sessions.ts';
import type { AccessSettings } from '../../access/settings.ts';
import { beginStep, STEP_COOKIE, STEP_MINUTES, type StepDetails } from '../../access/steps.ts';
import { DAY } from '../../access/tokens.ts';
import type { Message } from '../../mail/message.ts';
import type { Database } from '../../storage/database.ts';
import { href, type PageContext } from '../context.ts';
import { logFailure } from '../errors.ts';
import { siteTitle } from '../layout.ts';
import type { Web } from '../web.ts';

/** ASVS 5.0: 3.3.1 to 3.3.4. Lax, because people come back from a provider of OIDC by a link. */
export const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;
const DEVICE_COOKIE = '__Host-yupana-device';
/** The longest that browsers keep one. */
const DEVICE_DAYS = 400;

/** The address of the site's own to which a provider sends people back. */
export const OIDC_PATH = '/sign-in/oidc/callback';

export class Entry {
  readonly web: Web;
  readonly settings: AccessSettings;
  readonly provider: OidcProvider | undefined;

  constructor(web: Web, settings: AccessSettings) {
    this.web = web;
    this.settings = settings;
    this.provider = settings.oidc && new OidcProvider(settings.oidc, `${web.platform.origin}${OIDC_PATH}`);
  }

  get #database() {
    return this.web.platform.database;
  }

  party(context: PageContext): Party {
    return { origin: this.web.platform.origin, name: siteTitle(context) };
  }

  visitOf(request: Context): Visit {
    return { agent: agentOf(request.req.header('user-agent') ?? ''), network: networkOf(addressOf(request, this.settings.proxies)) };
  }

  /** Counts a try, and notes one that is refused. @param who what was typed as the account, and the account if there is one. */
  async attempt(request: Context, limit: Limit, who?: { readonly typed: string; readonly accountId: string | undefined }): Promise<Attempt> {
    const address = addressOf(request, this.settings.proxies);
    const network = networkOf(address);
    const device = await knownDevice(this.#database, getCookie(request, DEVICE_COOKIE), who?.accountId);
    const trier: Trier = { network, shared: isShared(address), device };
    const made = await attempt(this.#database, limit, trier, who?.typed, this.web.platform.now());
    if (!made.allowed) await noteAccess(this.#database, 'sign-in-limited', undefined, { path: limit.path, network, ...(who?.accountId !== undefined && { of: who.accountId }) });
    return made;
  }

  /** Notes that somebody failed; never what they typed. */
  async failed(request: Context, method: string, accountId?: string): Promise<void> {
    await noteAccess(this.#database, 'sign-in-failed', undefined, { method, network: this.visitOf(request).network, ...(accountId !== undefined && { of: accountId }) });
  }

  /** Begins a session in place of the one that the browser may have, and goes on. */
  async enter(context: PageContext, request: Context, account: Account, proof: Proof, next = ''): Promise<Response> {
    const { platform } = this.web;
    const now = platform.now();
    await replaceSession(this.#database, getCookie(request, SESSION_COOKIE));
    const session = await startSession(this.#database, account, proof, this.visitOf(request), now);
    const device = await rememberDevice(this.#database, getCookie(request, DEVICE_COOKIE), account.id, now);
    setCookie(request, SESSION_COOKIE, session.token, { ...COOKIE, maxAge: session.maxAgeSeconds });
    setCookie(request, DEVICE_COOKIE, device, { ...COOKIE, maxAge: (DEVICE_DAYS * DAY) / 1000 });
    if (getCookie(request, STEP_COOKIE) !== undefined) deleteCookie(request, STEP_COOKIE, COOKIE);
    await forgetOld(this.#database, now);
    return request.redirect(safeNext(context, next) ?? href(context, 'desk'), 303);
  }

  /** The same session under another token. */
  renew(request: Context, session: NewSession | undefined): void {
    if (session) setCookie(request, SESSION_COOKIE, session.token, { ...COOKIE, maxAge: session.maxAgeSeconds });
  }

  /** True where the account has no password; else it must be given, and may be tried as often as at the door. */
  async knowsPassword(request: Context, account: Account, typed: string): Promise<boolean> {
    if (account.passwordHash === undefined) return true;
    const tried = await this.attempt(request, LIMITS.password, { typed: account.email, accountId: account.id });
    if (!tried.allowed || !(await isPassword(account.passwordHash, typed))) return false;
    await tried.forgive();
    return true;
  }

  /** Remembers what has begun. */
  async begin(request: Context, accountId: string | undefined, details: StepDetails): Promise<void> {
    const token = await beginStep(this.#database, accountId, details, this.web.platform.now());
    setCookie(request, STEP_COOKIE, token, { ...COOKIE, maxAge: STEP_MINUTES * 60 });
  }

  stepOf(request: Context): string | undefined {
    return getCookie(request, STEP_COOKIE);
  }

  /**
   * Hands a mail over without making anybody wait, so that time tells nothing; a failure goes to the log.
   * @param message makes it; what it writes in the transaction is so if and only if the mail goes out.
   */
  mailLater(request: Context, message: (transaction: Database) => Promise<Message | undefined>): void {
    const send = this.#database.transaction().execute(async (transaction) => {
      const made = await message(transaction);
      if (made) await this.settings.outgoing.enqueue(transaction, made);
    });
    send.catch((error: unknown) => logFailure(request, error, this.web.platform.now()));
  }
}

/** A path of this site that a person came from; nothing else is ever followed (ASVS 5.0: 3.7.2, 2.2.1). */
export function safeNext({ platform }: PageContext, typed: string): string | undefined {
  if (!/^\/[a-z]{2,3}(-[A-Za-z]+)*\//.test(typed) || /[\\\s\p{Cc}]|^\/\/|\/\//u.test(typed.split('?')[0] ?? '') || typed.length > 1000) return undefined;
  const url = URL.parse(typed, platform.origin);
  return url?.origin === new URL(platform.origin).origin && platform.configuration.languages.includes(url.pathname.split('/')[1] ?? '') ? `${url.pathname}${url.search}` : undefined;
}

const BROWSERS = [['Edg', 'Edge'], ['OPR', 'Opera'], ['SamsungBrowser', 'Samsung Internet'], ['Firefox', 'Firefox'], ['FxiOS', 'Firefox'], ['CriOS', 'Chrome'], ['Chrome', 'Chrome'], ['Safari', 'Safari']] as const;
const SYSTEMS = [['Android', 'Android'], ['iPhone', 'iOS'], ['iPad', 'iPadOS'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']] as const;

/** Enough for a person to know their own browser by; the header itself is not kept. */
function agentOf(header: string): string {
  const found = (names: readonly (readonly [string, string])[]): string | undefined => names.find(([sign]) => header.includes(sign))?.[1];
  return [found(BROWSERS), found(SYSTEMS)].filter((one) => one !== undefined).join(' · ');
}
