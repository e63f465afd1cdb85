import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { aThing, log, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { printId } from '../records/id.ts';
import { decoded, Site } from './testing/site.ts';

const site = await Site.open({ after });
// The random part holds a zero and a one, so that there is something to type wrongly.
const id = 'h7777777777m';
await site.publish(thing, aThing('Registro'), id);
const withdrawn = await site.publish(log, { title: 'Cifras', entries: [] });
await site.withdraw(withdrawn, 'Por error');

const leadsTo = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
  const answer = await site.ask(path, headers);
  return `${answer.status} ${answer.headers.get('location') ?? ''}`;
};

describe('the permanent address of a record', () => {
  it('leads to its page from every form in which the id may be typed', async () => {
    for (const typed of [id, printId(id), id.toUpperCase(), printId(id).toUpperCase(), encodeURIComponent(id.replace(/(.{4})/g, '$1 ').trim()), `${id.slice(0, 3)}-${id.slice(3)}`]) assert.equal(await leadsTo(`/id/${typed}`), `303 /es/things/${id}`, typed);
  });

  it('reads o as zero, i and l as one', async () => {
    const { newId } = await import('../records/id.ts');
    let zeros = newId();
    while (!/0/.test(zeros) || !/1/.test(zeros)) zeros = newId();
    await site.publish(thing, aThing('Con cero'), zeros);
    for (const typed of [zeros.replaceAll('0', 'o'), zeros.replaceAll('0', 'O'), zeros.replaceAll('1', 'l'), zeros.replaceAll('1', 'I')]) assert.equal(await leadsTo(`/id/${typed}`), `303 /es/things/${zeros}`, typed);
  });

  it('keeps the language and the form that were asked for', async () => {
    assert.equal(await leadsTo(`/id/${id}`, { 'accept-language': 'en-GB,en;q=0.9,es;q=0.1' }), `303 /en/things/${id}`);
    assert.equal(await leadsTo(`/id/${id}`, { 'accept-language': 'fr' }), `303 /es/things/${id}`);
    assert.equal(await leadsTo(`/id/${id}.json`), `303 /es/things/${id}.json`);
    assert.equal(await leadsTo(`/id/${id}`, { accept: 'application/json' }), `303 /es/things/${id}.json`);
    assert.equal(await leadsTo(`/id/${id}`, { accept: '*/*;q=0.1, application/json' }), `303 /es/things/${id}.json`);
    assert.match((await site.ask(`/id/${id}`)).headers.get('vary') ?? '', /Accept-Language/);
  });

  it('leads to the tombstone of a record that was withdrawn', async () => {
    assert.equal(await leadsTo(`/id/${withdrawn.id}`), `303 /es/logs/${withdrawn.id}`);
    const answer = await site.ask(`/es/logs/${withdrawn.id}`);
    assert.equal(answer.status, 410);
    assert.match(await answer.text(), /Por error/);
    const json = JSON.parse(await (await site.ask(`/es/logs/${withdrawn.id}.json`)).text()) as { act: string; document: unknown; note: unknown };
    assert.deepEqual([json.act, json.document, json.note], ['withdrawal', null, { es: { text: 'Por error', status: 'original' } }]);
    assert.equal((await site.ask(`/es/logs/${withdrawn.id}/versions/1`)).status, 200);
    assert.equal((await site.ask(`/es/logs/${withdrawn.id}/versions/2`)).status, 200);
    assert.equal((await site.ask(`/es/logs/${withdrawn.id}/versions`)).status, 200);
  });
});

describe('redirects', () => {
  it('of the root go by the language of the browser', async () => {
    assert.equal(await leadsTo('/'), '302 /es/');
    assert.equal(await leadsTo('/', { 'accept-language': 'en' }), '302 /en/');
    assert.equal(await leadsTo('/', { 'accept-language': 'qu-PE,es;q=0.5' }), '302 /qu/');
    assert.equal((await site.ask('/')).headers.get('vary'), 'Accept-Language');
  });

  it('never go to a language that the browser refuses', async () => {
    assert.equal(await leadsTo('/', { 'accept-language': 'en;q=0, qu;q=0.1' }), '302 /qu/');
    assert.equal(await leadsTo('/', { 'accept-language': 'en;q=0' }), '302 /es/');
  });

  it('of a language without its slash are permanent and keep the query', async () => {
    assert.equal(await leadsTo('/en'), '308 /en/');
    assert.equal(await leadsTo('/en?a=1&b=%20'), '308 /en/?a=1&b=%20');
  });
});

describe('files at the root', () => {
  it('tell robots what to leave alone and where the sitemap is', async () => {
    const answer = await site.ask('/robots.txt');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    const text = await answer.text();
    for (const line of ['User-agent: *', 'Disallow: /*/sign-in', 'Disallow: /*/desk', `Sitemap: ${TEST_ORIGIN}/sitemap.xml`]) assert.ok(text.split('\n').includes(line), line);
  });

  it('say that the platform is well and how far it has come, never from a cache', async () => {
    const before = await site.json<{ status: string; sequence: number }>('/healthz');
    assert.equal(before.status, 'ok');
    const { sequence } = await site.publish(log, { title: 'Más', entries: [] });
    assert.equal((await site.json<{ sequence: number }>('/healthz')).sequence, sequence);
    assert.equal((await site.ask('/healthz')).headers.get('cache-control'), 'no-store');
  });
});

describe('assets', () => {
  const names = ['style.css', 'icon.svg', 'edit-form.js'];
  const types: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml', js: 'text/javascript; charset=utf-8' };

  it('have their type, a name with a hash, and may be kept for ever', async () => {
    for (const name of names) {
      const address = site.platform.web.assets.href(name);
      assert.match(address, /^\/assets\/[\w-]+\.[\w-]{10}\.\w+$/);
      const answer = await site.ask(address);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), types[name.slice(name.lastIndexOf('.') + 1)]);
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    }
  });

  it('are the same compressed and plain', async () => {
    for (const name of names) {
      const address = site.platform.web.assets.href(name);
      const plain = await site.text(address);
      for (const coding of ['br', 'gzip']) {
        const packed = await site.ask(address, { 'accept-encoding': coding });
        assert.equal(packed.headers.get('content-encoding'), coding);
        assert.equal(await decoded(packed), plain);
      }
    }
  });

  it('that are browser modules are plain JavaScript', async () => {
    const script = await site.text(site.platform.web.assets.href('edit-form.js'));
    assert.doesNotMatch(script, /: (string|void|HTMLElement)\b|interface /);
    const { Script } = await import('node:vm');
    assert.doesNotThrow(() => new Script(script.replace(/^(import|export) .*$/gm, '')));
  });
});

describe('the switch of language', () => {
  it('leads to the same page with the same query in every language', async () => {
    const page = await site.text('/es/things?q=registro&f=open%3Atrue&sort=newest');
    for (const language of ['es', 'en', 'qu']) {
      const [, address = ''] = new RegExp(`<a href="([^"]*)" lang="${language}"`).exec(page) ?? [];
      assert.equal(address.replaceAll('&amp;', '&'), `/${language}/things?q=registro&f=open%3Atrue&sort=newest`);
      assert.equal((await site.ask(address.replaceAll('&amp;', '&'))).status, 200);
    }
    assert.match(page, /lang="es" hreflang="es" aria-current="true"/);
    assert.match(page, /<link rel="alternate" hreflang="en" href="https:\/\/yupana\.test\/en\/things"/);
  });
});
