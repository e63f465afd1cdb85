/** A platform with accounts for tests, and people's browsers that ask it over HTTP: with cookies and an address. */
import assert from 'node:assert/strict';
import { type Scope } from '../../../../test/support/database.ts';
import { TEST_NOW, TEST_ORIGIN, type TestPlatform, testPlatform } from '../../../../test/support/platform.ts';
import { createWeb } from '../../../app.ts';
import type { Message } from '../../mail/message.ts';
import { outbox } from '../../mail/outgoing.ts';
import { newId } from '../../records/id.ts';
import type { Web } from '../../web/web.ts';
import { accountFor } from '../accounts.ts';
import { addMembership } from '../memberships.ts';
import { trustedProxies } from '../network.ts';
import { hashPassword } from '../passwords.ts';
import type { Membership } from '../person.ts';
import { SecretBox } from '../secret-box.ts';
import { setTotp } from '../second-factors.ts';
import type { OidcSettings } from '../settings.ts';
import { codeAt, newSecret, stepAt } from '../totp.ts';

export const PASSWORD = 'siete llamas cruzan Ayacucho';
export const TEST_BOX = new SecretBox(Buffer.alloc(32, 7));
let networks = 0;

export interface Town {
  readonly platform: TestPlatform;
  readonly mails: readonly Message[];
  web: Web;
  now: Date;
  /** Later by so many minutes. */
  pass(minutes: number): void;
  visitor(address?: string): Visitor;
  /** An account with a password. */
  account(email: string, options?: { readonly roles?: readonly Membership[]; readonly totp?: boolean }): Promise<Citizen>;
  mail(to: string): Promise<Message>;
  acts(act: string): Promise<Record<string, unknown>[]>;
}

export interface Citizen {
  readonly id: string;
  readonly email: string;
  readonly secret: Buffer;
  /** A code that works now; each call moves the clock to a step that was not used yet. */
  code(): string;
}

export async function openTown(scope: Scope, settings: { readonly oidc?: OidcSettings; readonly proxies?: string } = {}): Promise<Town> {
  const mails: Message[] = [];
  const platform = await testPlatform(scope, { now: () => town.now });
  const town: Town = {
    platform,
    mails,
    web: platform.web,
    now: TEST_NOW,
    pass(minutes) {
      town.now = new Date(town.now.getTime() + minutes * 60_000);
    },
    visitor(address) {
      networks += 1;
      return new Visitor(town, address ?? `203.${networks >> 8}.${networks & 255}.7`);
    },
    async account(email, { roles = [], totp = false } = {}) {
      const { database } = platform;
      const account = await accountFor(database, { email, name: email.split('@')[0] ?? email });
      await database.updateTable('account').set({ password_hash: await hashPassword(PASSWORD) }).where('id', '=', account.id).execute();
      for (const role of roles) await addMembership(database, account.id, role, undefined);
      const secret = newSecret();
      if (totp) await setTotp(database, TEST_BOX, { accountId: account.id, name: account.name }, secret, 0, town.now);
      return {
        id: account.id, email, secret,
        code() {
          town.now = new Date(town.now.getTime() + 60_000);
          return codeAt(secret, stepAt(town.now));
        },
      };
    },
    async mail(to) {
      for (let tries = 0; tries < 100; tries += 1) {
        const found = mails.findLast((one) => one.to === to);
        if (found) return found;
        await new Promise((done) => void setTimeout(done, 20));
      }
      return assert.fail(`no mail to ${to}`);
    },
    async acts(act) {
      const rows = await platform.database.selectFrom('audit').select(['actor', 'details']).where('act', '=', act).orderBy('id').execute();
      return rows.map(({ actor, details }) => ({ actor, ...details }));
    },
  };
  town.web = await createWeb(platform, TEST_ORIGIN, { access: { proxies: trustedProxies(settings.proxies ?? ''), oidc: settings.oidc, outgoing: { enqueue: async (transaction, message) => (mails.push(message), outbox.enqueue(transaction, message)) }, box: TEST_BOX } });
  return town;
}

export const anInstitution = async ({ platform }: Town): Promise<string> => {
  const id = newId();
  await platform.database.insertInto('record').values({ id, kind: 'institution' }).execute();
  return id;
};

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #town: Town;
  readonly #address: string;

  constructor(town: Town, address: string) {
    this.#town = town;
    this.#address = address;
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await this.#town.web.app.request(path.startsWith('http') ? path : `${TEST_ORIGIN}${path}`, { ...init, headers }, { incoming: { socket: { remoteAddress: this.#address } } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  post(path: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: TEST_ORIGIN, ...headers } });
  }

  get session(): string | undefined {
    return this.cookies.get('__Host-yupana');
  }

  async isIn(): Promise<boolean> {
    return (await this.ask('/es/desk')).status === 200;
  }

  /** Signs in with the password, and with a code where one is asked for. */
  async signIn(citizen: Citizen): Promise<this> {
    const answer = await this.post('/es/sign-in', { email: citizen.email, password: PASSWORD });
    assert.equal(answer.status, 303, await answer.text());
    if (answer.headers.get('location') === '/es/sign-in/second') {
      const second = await this.post('/es/sign-in/second', { code: citizen.code() });
      assert.equal(second.status, 303, await second.text());
    }
    assert.ok(await this.isIn());
    return this;
  }
}
