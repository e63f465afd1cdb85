import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { testPlatform } from '../../../../test/support/platform.ts';
import { createWeb } from '../../../app.ts';
import { accessSettings } from '../../access/settings.ts';
import { folderMailer } from '../../mail/folder.ts';

const home = mkdtempSync(join(tmpdir(), 'yupana-dev-mail-'));
after(() => rmSync(home, { recursive: true }));
const made = await testPlatform({ after });
const LOCAL = 'http://localhost:3000';

await folderMailer(home).send({ to: 'rosa@example.org', subject: 'Entrar <script>', text: `Abra ${LOCAL}/es/sign-in/secreto\n<img src=x> https://evil.example/x javascript:alert(1)` });
const name = (readdirSync(home)[0] ?? '').replace('.eml', '');

interface Asked {
  readonly folder?: string | undefined;
  readonly origin?: string;
  readonly host?: string;
  readonly remote?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The site with a folder at an origin, made once. */
const sites = new Map<string, ReturnType<typeof createWeb>>();
function siteOf(folder: string, origin: string): ReturnType<typeof createWeb> {
  const site = sites.get(`${folder} ${origin}`) ?? createWeb({ ...made, origin }, undefined, { access: accessSettings({}), mail: { folder: folder === '' ? undefined : folder } });
  sites.set(`${folder} ${origin}`, site);
  return site;
}

async function ask(path: string, { folder = home, origin = LOCAL, host = 'localhost:3000', remote = '127.0.0.1', headers = {} }: Asked = {}): Promise<Response> {
  const web = await siteOf(folder, origin);
  return web.app.request(`http://${host}${path}`, { headers: { host, ...headers } }, { incoming: { socket: { remoteAddress: remote } } });
}
const PATHS = ['/dev/mail', '/es/dev/mail', `/es/dev/mail/${name}`];

describe('/dev/mail', () => {
  it('shows on this machine what was written, as text and with links of the site alone', async () => {
    assert.equal((await ask('/dev/mail')).headers.get('location'), '/es/dev/mail');
    const list = await (await ask('/es/dev/mail')).text();
    assert.ok(list.includes('rosa@example.org') && list.includes('Entrar &lt;script&gt;'));
    const mail = await (await ask(`/es/dev/mail/${name}`)).text();
    assert.ok(mail.includes(`<a href="${LOCAL}/es/sign-in/secreto">`) && mail.includes('&lt;img src=x&gt;'));
    assert.ok(!mail.includes('href="https://evil') && !mail.includes('href="javascript'));
    for (const remote of ['::1', '::ffff:127.0.0.1']) assert.equal((await ask('/es/dev/mail', { remote })).status, 200, remote);
  });

  it('keeps its pages out of every cache and from other sites', async () => {
    for (const path of PATHS) {
      const { headers } = await ask(path);
      assert.deepEqual([headers.get('cache-control'), headers.get('access-control-allow-origin')], ['no-store', null], path);
    }
  });

  it('is not there where a server sends mail, for other machines, under other names, or behind a proxy', async () => {
    const others: readonly Asked[] = [
      { folder: '' }, { origin: 'https://ia.gob.pe' }, { origin: 'http://192.168.1.4:3000' }, { remote: '192.168.1.7' }, { remote: '2001:db8::1' }, { remote: '' },
      // A name that leads here from a page elsewhere (DNS rebinding).
      { host: 'evil.example:3000' }, { host: 'localhost.evil.example' },
      ...['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host'].map((header) => ({ headers: { [header]: '127.0.0.1' } })),
    ];
    for (const asked of others) {
      for (const path of PATHS) {
        const answer = await ask(path, asked);
        assert.equal(answer.status, 404, `${path} ${JSON.stringify(asked)}`);
        assert.ok(!(await answer.text()).includes('secreto'));
      }
    }
  });

  it('shows no other file', async () => {
    for (const other of ['x', '..%2f..%2fetc%2fpasswd', `${name}x`]) assert.equal((await ask(`/es/dev/mail/${other}`)).status, 404, other);
  });
});
