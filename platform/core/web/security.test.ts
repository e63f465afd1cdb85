import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { aThing, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { Editor } from './pages/testing/editor.ts';
import { Site } from './testing/site.ts';

const site = await Site.open({ after });
const published = await site.publish(thing, aThing('Registro'));
const { id } = published;
const gone = await site.publish(thing, aThing('Retirado'));
await site.withdraw(gone, 'Por error');
const style = site.platform.web.assets.href('style.css');

/** Every sort of answer: page, data, feed, file, redirect, error, each with the status it has. */
const ANSWERS: readonly (readonly [path: string, status: number])[] = [
  ['/', 302], ['/es', 308], ['/es/about', 200], ['/es/things', 200], ['/es/things.csv', 200], ['/es/things.json', 200], [`/es/things/${id}`, 200], [`/id/${id}`, 303],
  [`/es/things/${gone.id}`, 410], ['/es/feed.atom', 200], ['/sitemap.xml', 200], ['/sitemap/1.xml', 200], ['/robots.txt', 200], ['/healthz', 200], ['/favicon.ico', 302], [style, 200],
  ['/assets/nothing.js', 404], ['/es/nothing', 404], ['/es/things/nothing', 404], ['/es/things.json?sort=x', 400], [`/es/${'x'.repeat(5000)}`, 400], ['/es/%ff', 400], ['/es/desk', 303],
  ['/es/sign-in', 200], ['/es/sign-in/token', 200], ['/openapi.json', 200], ['/schemas/thing', 200],
];

describe('every answer', () => {
  it('has the status that it should and the headers that keep a browser safe', async () => {
    for (const [path, status] of ANSWERS) {
      for (const accept of ['text/html', 'application/json']) {
        const answer = await site.ask(path, { accept });
        if (accept === 'text/html') assert.equal(answer.status, status, path);
        const get = (name: string): string => answer.headers.get(name) ?? '';
        assert.equal(get('x-content-type-options'), 'nosniff', path);
        assert.equal(get('referrer-policy'), 'same-origin', path);
        assert.equal(get('cross-origin-opener-policy'), 'same-origin', path);
        assert.match(get('strict-transport-security'), /max-age=\d{8}/, path);
        assert.match(get('permissions-policy'), /camera=\(\)/, path);
        const policy = get('content-security-policy');
        assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/, path);
        assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/, path);
        assert.equal(get('x-powered-by') + get('server'), '', path);
        await answer.arrayBuffer();
      }
    }
  });

  it('that is public may be read by programs of other sites; what a form shows may not', async () => {
    for (const path of ['/es/things.json', `/es/things/${id}`, '/openapi.json', style]) assert.equal((await site.ask(path)).headers.get('access-control-allow-origin'), '*', path);
    for (const path of ['/es/sign-in/token', '/es/nothing']) {
      const { headers } = await site.ask(path);
      assert.equal(headers.get('access-control-allow-origin'), null, path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
      assert.equal(headers.get('cache-control'), 'no-store', path);
    }
  });

  it('to a reader sets no cookie', async () => {
    for (const [path] of ANSWERS) assert.equal((await site.ask(path)).headers.get('set-cookie'), null, path);
  });

  it('that is HTML holds no script or style in it, no handler, and nothing from elsewhere', async () => {
    for (const [path] of ANSWERS) {
      const answer = await site.ask(path);
      if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue;
      const body = await answer.text();
      assert.doesNotMatch(body, /<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src="\/assets\/)|<iframe/i, path);
      for (const [, address = ''] of body.matchAll(/(?:src|rel="stylesheet" href)="([^"]*)"/g)) assert.match(address, /^\/assets\//, path);
    }
  });
});

const BODIES: readonly (readonly [type: string | undefined, body: string])[] = [
  ['application/x-www-form-urlencoded', '_do=publish'], ['multipart/form-data; boundary=x', '--x--'], ['text/plain', '_do=publish'], ['application/json', '{"_do":"publish"}'], [undefined, ''],
];
const TARGETS = ['/es/sign-out', '/es/sign-in/token', `/es/things/${id}/edit`, '/es/nothing', '/', '/__proto__'];

async function send(path: string, headers: Readonly<Record<string, string>>, body = '', method = 'POST'): Promise<Response> {
  return site.platform.web.app.request(`${TEST_ORIGIN}${path}`, { method, headers, body });
}

describe('what another site makes a browser send', () => {
  const foreign: readonly Readonly<Record<string, string>>[] = [
    {}, { origin: 'null' }, { origin: 'https://evil.example' }, { origin: `${TEST_ORIGIN}.evil.example` }, { origin: `${TEST_ORIGIN}:444` }, { origin: TEST_ORIGIN.replace('https', 'http') },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'cross-site', origin: TEST_ORIGIN }, { origin: '', host: 'evil.example' }, { referer: `${TEST_ORIGIN}/` },
  ];

  it('is refused with 403 whatever its content type, where it goes and what headers it lacks', async () => {
    for (const headers of foreign) {
      for (const [type, body] of BODIES) {
        for (const path of TARGETS) {
          const answer = await send(path, { ...headers, ...(type !== undefined && { 'content-type': type }) }, body);
          assert.equal(answer.status, 403, `${path} ${String(type)} ${JSON.stringify(headers)}`);
          await answer.arrayBuffer();
        }
      }
    }
  });

  it('is refused for every method that changes something', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) assert.equal((await send('/es/sign-out', {}, '', method)).status, 403, method);
  });

  it('is told to the person, with what to do', async () => {
    const refused = await send('/en/sign-out', { origin: 'https://evil.example' });
    assert.match(await refused.text(), /Open the form on this site and send it from there/);
  });

  it('from this site itself is let through', async () => {
    for (const headers of [{ origin: TEST_ORIGIN }, { 'sec-fetch-site': 'same-origin' }]) assert.notEqual((await send('/es/sign-out', headers)).status, 403);
  });

  it('is measured by the Host header where no public address is set', async () => {
    const { createWeb } = await import('../../app.ts');
    const web = await createWeb(site.platform);
    const ask = async (origin: string): Promise<number> => (await web.app.request('http://localhost:3000/es/sign-out', { method: 'POST', headers: { origin, host: 'localhost:3000' } })).status;
    assert.equal(await ask('http://localhost:3000'), 303);
    assert.equal(await ask('http://localhost:3001'), 403);
    assert.equal(await ask('https://localhost:3000'), 403);
  });
});

describe('a body', () => {
  it('of more than two megabytes is refused before it is read', async () => {
    const headers = { origin: TEST_ORIGIN, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(3 * 1024 * 1024) };
    assert.equal((await send('/es/sign-in/x', headers, 'x'.repeat(3 * 1024 * 1024))).status, 413);
  });
});

describe('what is not for everybody', () => {
  it('keeps the pages of a person who is signed in out of every cache, and none of them reaches a reader', async () => {
    const ana = await Editor.signIn(site.platform, 'ana');
    const own = await ana.get(`/es/things/${id}`);
    assert.equal(own.headers.get('cache-control'), 'no-store');
    assert.match(await own.text(), /\/edit"/);
    assert.doesNotMatch(await site.text(`/es/things/${id}`), /\/edit"/);
  });

  it('stands on no public page, in no form of it: neither what is internal nor what is personal', async () => {
    const secret = await site.publish(thing, aThing('Con secretos', { reviewer: 'SECRETO-1', contact: { name: 'SECRETO-2', mail: 'SECRETO-3' }, remarks: ['SECRETO-4'], informant: id }));
    const ana = await Editor.signIn(site.platform, 'ana');
    for (const path of [`/es/things/${secret.id}`, `/es/things/${secret.id}.json`, '/es/things', '/es/things.json', '/es/things.csv', '/es/search?q=SECRETO', `/es/things/${secret.id}/versions/1`, `/es/things/${secret.id}/versions.json`, '/es/feed.atom']) {
      for (const answer of [await site.ask(path), await ana.get(path)]) {
        const body = await answer.text();
        assert.doesNotMatch(body, /SECRETO-\d/, path);
        if (path.endsWith('.json')) assert.doesNotMatch(body, /informant|reviewer/, path);
      }
    }
    const { linkedFrom } = await site.json<{ linkedFrom: unknown[] }>(`/es/things/${id}.json`);
    assert.deepEqual(linkedFrom, [], 'a personal reference makes no link');
  });
});
