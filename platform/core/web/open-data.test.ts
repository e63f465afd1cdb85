import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { aThing, source, texts, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { newId } from '../records/id.ts';
import { decoded, Site } from './testing/site.ts';

const site = await Site.open({ after });
const { id } = await site.publish(thing, aThing({ es: 'Registro', en: 'Register' }, { topic: 'water', reviewer: 'canario-1', remarks: ['canario-2'], contact: { name: 'canario-3', mail: 'canario-4@example.org' }, informant: newId() }));
const book = await site.publish(source, { title: 'Libro' });
const [gone] = [await site.publish(thing, aThing('Se va'))];
await site.withdraw(gone, 'Estaba repetido');
const LD = 'application/ld+json; charset=utf-8';

describe('JSON-LD of the site', () => {
  it('of a record is at its address with .jsonld, by the Accept header, and by its permanent address', async () => {
    const answer = await site.ask(`/es/things/${id}.jsonld`);
    assert.equal(answer.headers.get('content-type'), LD);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const node = JSON.parse(await answer.text()) as { '@context': string; document: Record<string, unknown> };
    assert.equal(node['@context'], `${TEST_ORIGIN}/contexts/thing.jsonld`);
    assert.deepEqual(node.document['title'], { es: 'Registro', en: 'Register' });
    assert.deepEqual(node.document['title_status'], { original: ['en', 'es'] });
    assert.equal((await site.ask(`/es/things/${id}`, { accept: 'application/ld+json' })).headers.get('content-type'), LD);
    const moved = await site.ask(`/id/${id}`, { accept: 'application/ld+json' });
    assert.equal(moved.headers.get('location'), `/es/things/${id}.jsonld`);
    assert.equal(await site.text(`/en/things/${id}.jsonld`), await site.text(`/es/things/${id}.jsonld`));
  });

  it('of a list is that of its records, narrowed as the list is, and all of it whatever page is asked for', async () => {
    const graph = async (path: string): Promise<string[]> => (await site.json<{ '@graph': { document: { '@id': string } }[] }>(path))['@graph'].map(({ document }) => document['@id']);
    assert.deepEqual(await graph('/es/things.jsonld'), [`${TEST_ORIGIN}/id/${id}`]);
    assert.deepEqual(await graph('/es/things.jsonld?f=topic:health'), []);
    assert.deepEqual(await graph('/es/things.jsonld?f=topic:water&q=registro'), [`${TEST_ORIGIN}/id/${id}`]);
    assert.deepEqual((await graph('/es/search.jsonld?size=1')).toSorted(), [`${TEST_ORIGIN}/id/${id}`, `${TEST_ORIGIN}/id/${book.id}`].toSorted());
    assert.equal((await site.ask('/es/things.jsonld')).headers.get('content-type'), LD);
    assert.match(await decoded(await site.ask('/es/things.jsonld', { 'accept-encoding': 'br' })), /"@graph"/);
    assert.equal((await site.ask('/es/things.jsonld?f=nonsense')).status, 400);
  });

  it('of a withdrawn record says that it was withdrawn, and why, with 410', async () => {
    const answer = await site.ask(`/es/things/${gone.id}.jsonld`);
    assert.equal(answer.status, 410);
    const node = (await answer.json()) as Record<string, unknown>;
    assert.equal(node['act'], 'withdrawal');
    assert.deepEqual(node['note'], { es: 'Estaba repetido' });
    const row = await site.ask(`/es/things/${gone.id}.csv`);
    assert.deepEqual([row.status, (await row.text()).split('\r\n').length], [410, 2]);
  });

  it('has its contexts and terms at their addresses', async () => {
    const context = await site.ask('/contexts/thing.jsonld');
    assert.equal(context.headers.get('content-type'), LD);
    assert.equal((await site.ask('/contexts/thing.jsonld', { 'if-none-match': context.headers.get('etag') ?? '' })).status, 304);
    assert.equal((await site.ask('/contexts/nothing.jsonld')).status, 404);
    assert.equal((await site.ask('/contexts/constructor.jsonld')).status, 404);
    assert.equal((await site.ask('/terms/thing', { 'accept-language': 'en' })).headers.get('location'), '/en/fields/things');
    assert.equal((await site.ask('/terms')).headers.get('location'), '/es/api');
    assert.equal((await site.ask('/terms/nothing')).status, 404);
  });

  it('and every other form holds nothing that is not public', async () => {
    const bulk = ['all.jsonl.gz', 'thing.jsonl.gz', 'thing.csv.gz'].map((name) => `/bulk/${name}`);
    for (const path of [`/es/things/${id}.jsonld`, `/es/things/${id}.csv`, `/es/things/${id}.json`, '/es/things.jsonld', '/es/search.jsonld', '/api/changes?documents=1', ...bulk]) {
      const bytes = Buffer.from(await (await site.ask(path)).arrayBuffer());
      const { gunzipSync } = await import('node:zlib');
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      assert.ok(text.includes(id), path);
      assert.doesNotMatch(text, /canario|reviewer|informant/, path);
    }
  });
});

describe('pages of lists and records', () => {
  for (const [language, words] of [['es', 'hoja de cálculo'], ['en', 'spreadsheet'], ['qu', 'tabla']] as const) {
    it(`offer the three forms, in ${language}`, async () => {
      for (const path of [`/${language}/things`, `/${language}/things/${id}`]) {
        const body = await site.text(path);
        for (const form of ['csv', 'json', 'jsonld']) {
          assert.ok(body.includes(`<a href="${path}.${form}">`), `${path} ${form}`);
          assert.equal((await site.ask(`${path}.${form}`)).status, 200);
        }
        assert.ok(body.includes(words));
        assert.ok(body.includes('type="application/ld+json"'));
      }
    });
  }

  it('give a record as the row that the list has for it', async () => {
    const list = (await site.text('/es/things.csv')).split('\r\n');
    assert.deepEqual((await site.text(`/es/things/${id}.csv`)).split('\r\n').slice(0, 2), [list[0], list.find((row) => row.startsWith(id))]);
  });
});

describe('the licence of the data', () => {
  it('is that of the country pack on every page, in JSON-LD, in files and in the OpenAPI document', async (t) => {
    const licence = { name: 'Licencia abierta', url: 'https://licencia.example/1' };
    const { TEST_CONFIGURATION } = await import('../../../test/support/platform.ts');
    const other = await Site.open(t, { configuration: { ...TEST_CONFIGURATION, licence } });
    const published = await other.publish(thing, aThing('Uno', { about: texts('Dos') }));
    assert.match(await other.text('/es/about'), /<a href="https:\/\/licencia\.example\/1" rel="license">Licencia abierta<\/a>/);
    assert.match(await other.text('/es/data'), /Licencia abierta/);
    assert.equal((await other.json<{ licence: string }>(`/es/things/${published.id}.jsonld`)).licence, licence.url);
    assert.deepEqual((await other.json<{ info: { license: unknown } }>('/openapi.json')).info.license, licence);
    assert.equal((await other.json<{ licence: { url: string } }>('/bulk.json')).licence.url, licence.url);
    assert.equal((await other.ask('/bulk/all.jsonl.gz', {}, 'HEAD')).headers.get('link'), '<https://licencia.example/1>; rel="license"');
  });
});
