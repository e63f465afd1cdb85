import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { snapshotSite } from '../../../../docs/generated/site.ts';
import { dictionaryOf } from '../../kinds/documentation.ts';
import { operationsOf } from '../openapi-operations.ts';
import type { Web } from '../web.ts';

let web: Web;
before(async () => {
  ({ web } = await snapshotSite());
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => Promise.resolve(web.app.request(path, { headers }));
async function text(path: string): Promise<string> {
  const response = await get(path);
  assert.equal(response.status, 200, path);
  return response.text();
}

async function titleIn(query: string): Promise<unknown> {
  const schema: unknown = JSON.parse(await text(`/schemas/action${query}`));
  return Reflect.get(schema as object, 'title');
}

describe('descriptions for machines', () => {
  test('a schema for every kind, under the address that it names', async () => {
    for (const { name } of web.platform.kinds.all) {
      const response = await get(`/schemas/${name}`);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/schema+json');
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      const schema = (await response.json()) as Record<string, unknown>;
      assert.equal(schema['$id'], `https://example.org/schemas/${name}`);
    }
  });

  test('names and explanations in the language that is asked for', async () => {
    const { messages } = web.platform;
    assert.equal(await titleIn(''), messages.texts('es').get('kinds.action.one'));
    assert.equal(await titleIn('?lang=en'), messages.texts('en').get('kinds.action.one'));
    assert.equal(await titleIn('?lang=xx'), messages.texts('es').get('kinds.action.one'));
  });

  test('are sent once: an ETag answers 304, and the coding that is asked for', async () => {
    const first = await get('/openapi.json', { 'accept-encoding': 'br' });
    const document: unknown = JSON.parse(brotliDecompressSync(await first.arrayBuffer()).toString());
    assert.equal(Reflect.get(document as object, 'openapi'), '3.1.0');
    const again = await get('/openapi.json', { 'if-none-match': first.headers.get('etag') ?? '' });
    assert.equal(again.status, 304);
  });

  test('a kind that there is not is 404', async () => {
    assert.equal((await get('/schemas/nothing')).status, 404);
    assert.equal((await get('/schemas/constructor')).status, 404);
    assert.equal((await get('/es/fields/nothing')).status, 404);
  });
});

describe('pages about them', () => {
  for (const language of ['es', 'en', 'qu']) {
    test(`the API in ${language}: every operation, every kind, every special value`, async () => {
      const body = await text(`/${language}/api`);
      for (const { id, address } of operationsOf(web.routes, ['es', 'en', 'qu'])) assert.ok(body.includes(`id="${id}"`) && body.includes(`GET ${address}`), id);
      for (const { path } of web.platform.kinds.all) assert.ok(body.includes(`/${language}/fields/${path}`), path);
      for (const code of ['not_stated', 'unknown', 'withheld', 'not_applicable', 'CC BY 4.0', 'curl ']) assert.ok(body.includes(code), code);
      assert.doesNotMatch(body, /<script(?! type="module" src="\/)|src="https?:/);
    });

    test(`the fields in ${language}: every field of every kind`, async () => {
      const overview = await text(`/${language}/fields`);
      for (const kind of web.platform.kinds.all) {
        assert.ok(overview.includes(`/${language}/fields/${kind.path}`), kind.path);
        const body = await text(`/${language}/fields/${kind.path}`);
        const t = web.platform.messages.translator(language, ['es', 'en']);
        for (const { field } of dictionaryOf(kind, t, ['es', 'en', 'qu'])) assert.ok(body.includes(`id="${field}"`), field);
      }
    });
  }

  test('the fields of a kind are a table for a spreadsheet as well', async () => {
    const [header, ...rows] = parse(await text('/es/fields/actions.csv'), { bom: true });
    assert.equal(header?.[0], 'field');
    const kind = web.platform.kinds.get('action');
    const t = web.platform.messages.translator('es', []);
    assert.deepEqual(rows.map(([field]) => field), dictionaryOf(kind, t, ['es']).map(({ field }) => field));
  });

  test('stay small on a slow line', async () => {
    for (const path of ['/es/api', '/es/fields', '/es/fields/actions']) {
      const response = await get(path, { 'accept-encoding': 'br' });
      const { byteLength } = await response.arrayBuffer();
      assert.ok(byteLength <= 14 * 1024, `${path}: ${byteLength} bytes`);
    }
  });
});
