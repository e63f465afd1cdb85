/** The platform with Peru's pack on a port of its own, and records beside the pack's that show every state of a page. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import type { BrowserContext } from 'playwright-core';
import { createWeb } from '../../../platform/app.ts';
import { createSignInLink } from '../../../platform/core/access/sign-in-links.ts';
import { type Platform } from '../../../platform/core/platform.ts';
import { wholeFile } from '../../support/database.ts';
import { testPlatform } from '../../support/platform.ts';
import { strengthenSessions } from '../../../platform/core/web/pages/testing/editor.ts';
import { keepTestLog } from './log.ts';
import { emailOf, isSampleOfficer } from './review-samples.ts';
import { publishSamples, type Samples } from './samples.ts';

const PERU = new URL('../../../countries/peru', import.meta.url).pathname;

export interface Site {
  /** Such as `http://localhost:40123`. */
  readonly origin: string;
  readonly platform: Platform;
  readonly samples: Samples;
  /** The path of a link with which a person signs in, once. */
  signInLink(person: string): Promise<string>;
  /** A session with two factors of a person of the samples, or of an administrator of the office. */
  cookies(person: string): Promise<Cookie[]>;
}

type Cookie = Parameters<BrowserContext['addCookies']>[0][number];

export async function startSite(): Promise<Site> {
  const server = createServer();
  await new Promise<void>((done) => void server.listen(0, 'localhost', done));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { web: _, ...made } = await testPlatform(wholeFile, { pack: PERU });
  const platform: Platform = { ...made, origin };
  const samples = await publishSamples(platform);
  await keepTestLog(platform.database, samples.action);
  const web = await createWeb(platform, origin);
  server.on('request', getRequestListener(web.app.fetch));
  const office = (person: string): Promise<string> => createSignInLink(platform.database, person, platform.now(), { membership: { institution: undefined, role: 'administrator' } });
  return {
    origin,
    platform,
    samples,
    signInLink: async (person) => `/es/sign-in/${await office(person)}`,
    async cookies(person) {
      const token = isSampleOfficer(person) ? await createSignInLink(platform.database, emailOf(person), platform.now()) : await office(person);
      const answer = await fetch(`${origin}/es/sign-in/${token}`, { method: 'POST', headers: { origin }, redirect: 'manual' });
      await strengthenSessions(platform.database);
      return answer.headers.getSetCookie().map((line) => {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        return { name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' };
      });
    },
  };
}
