import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { TEST_NOW, TEST_ORIGIN, testPlatform } from '../../../../test/support/platform.ts';
import { createSignInLink } from '../../access/sign-in-links.ts';

let now = TEST_NOW;
const platform = await testPlatform({ after }, { now: () => now });
const request = (path: string, init: RequestInit = {}): Promise<Response> => Promise.resolve(platform.web.app.request(`${TEST_ORIGIN}${path}`, init));
const post = (path: string, headers: Record<string, string> = {}): Promise<Response> => request(path, { method: 'POST', headers: { origin: TEST_ORIGIN, ...headers } });

describe('signing in', () => {
  it('is explained to whoever has no link', async () => {
    for (const language of platform.configuration.languages) {
      const answer = await request(`/${language}/sign-in`);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /yupana sign-in-link/);
    }
  });

  it('takes a button, because whatever scans mail opens links', async () => {
    const token = await createSignInLink(platform.database, 'ana', now);
    for (let times = 0; times < 3; times += 1) {
      const page = await request(`/es/sign-in/${token}`);
      assert.equal(page.status, 200);
      assert.equal(page.headers.get('cache-control'), 'no-store');
      assert.equal(page.headers.get('access-control-allow-origin'), null);
      assert.equal(page.headers.get('set-cookie'), null);
      assert.match(await page.text(), /<form method="post">/);
    }
    const answer = await post(`/es/sign-in/${token}`);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/es/desk');
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    assert.match(cookie, /^__Host-yupana=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    assert.equal((await request('/es/desk', { headers: { cookie: cookie.split(';')[0] ?? '' } })).status, 200);
  });

  it('works once, for an hour, and not from another site', async () => {
    const token = await createSignInLink(platform.database, 'ana', now);
    assert.equal((await request(`/es/sign-in/${token}`, { method: 'POST', headers: { origin: 'https://evil.test' } })).status, 403);
    assert.equal((await post(`/es/sign-in/${token}`)).status, 303);
    const again = await post(`/es/sign-in/${token}`);
    assert.equal(again.status, 403);
    assert.equal(again.headers.get('set-cookie'), null);
    const late = await createSignInLink(platform.database, 'ana', new Date(now.getTime() - 61 * 60_000));
    assert.equal((await post(`/es/sign-in/${late}`)).status, 403);
    assert.equal((await post('/es/sign-in/nothing')).status, 403);
    assert.equal((await request(`/xx/sign-in/${token}`)).status, 404);
  });

  it('ends after an hour without a request', async () => {
    const answer = await post(`/es/sign-in/${await createSignInLink(platform.database, 'ana', now)}`);
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    now = new Date(TEST_NOW.getTime() + 61 * 60_000);
    assert.equal((await request('/es/desk', { headers: { cookie } })).status, 303);
    now = TEST_NOW;
  });
});

describe('signing out', () => {
  it('ends the session and clears what the browser keeps', async () => {
    const cookie = ((await post(`/es/sign-in/${await createSignInLink(platform.database, 'ana', now)}`)).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const answer = await post('/es/sign-out', { cookie });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('set-cookie') ?? '', /^__Host-yupana=; Max-Age=0; Path=\/; HttpOnly; Secure/);
    assert.equal(answer.headers.get('clear-site-data'), '"storage"');
    assert.equal((await request('/es/desk', { headers: { cookie } })).status, 303);
  });
});
