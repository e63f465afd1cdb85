import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { aThing, log, thing } from '../../../test/support/kinds.ts';
import { decoded, Site } from './testing/site.ts';

const site = await Site.open({ after });
const { id } = await site.publish(thing, aThing({ es: 'Registro de algoritmos', en: 'Register of algorithms' }, { notes: 'Para que se sepa. '.repeat(40) }));
const record = `/es/things/${id}`;
const typeOf = async (path: string, accept?: string): Promise<string> => ((await site.ask(path, accept === undefined ? {} : { accept })).headers.get('content-type') ?? '').split(';')[0] ?? '';

describe('the form of an answer', () => {
  it('is what the ending of the address says, whatever the Accept header says', async () => {
    for (const accept of [undefined, 'text/html', 'application/json', 'text/csv', 'image/png', '*/*']) {
      assert.equal(await typeOf(`${record}.json`, accept), 'application/json');
      assert.equal(await typeOf('/es/things.json', accept), 'application/json');
      assert.equal(await typeOf('/es/things.csv', accept), 'text/csv');
      assert.equal(await typeOf(`${record}.html`, accept), 'text/html');
    }
  });

  it('is what the Accept header likes best where the address has no ending, and HTML in doubt', async () => {
    assert.equal(await typeOf(record, 'application/json'), 'application/json');
    assert.equal(await typeOf('/es/things', 'text/csv'), 'text/csv');
    assert.equal(await typeOf('/es/things', 'text/html;q=0.2, application/json;q=0.9'), 'application/json');
    for (const accept of [undefined, '*/*', '', 'image/png', ';;;,,q=', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8']) assert.equal(await typeOf('/es/things', accept), 'text/html', String(accept));
  });

  it('that the page does not have is 404, not another form', async () => {
    for (const ending of ['ics', 'xml', 'pdf', 'php', 'zz']) assert.equal((await site.ask(`${record}.${ending}`)).status, 404, ending);
  });

  it('varies with Accept, so that no cache between gives a program the page', async () => {
    for (const path of [record, '/es/things', '/es/things.csv', '/es/nothing-here']) assert.match((await site.ask(path)).headers.get('vary') ?? '', /Accept(,|$)/, path);
  });
});

describe('HEAD', () => {
  it('answers with the headers of GET and no body, for every form and for errors', async () => {
    for (const path of [record, `${record}.json`, '/es/things', '/es/things.csv', '/es/feed.atom', '/es/about', '/es/nope/nope', '/healthz', '/robots.txt']) {
      const [head, get] = await Promise.all([site.ask(path, {}, 'HEAD'), site.ask(path)]);
      assert.equal(head.status, get.status, path);
      assert.equal(await head.text(), '', path);
      await get.arrayBuffer();
      assert.deepEqual([...head.headers], [...get.headers], path);
    }
  });
});

describe('conditional requests', () => {
  it('are answered with 304 and no body while the page is the same', async () => {
    const etag = (await site.ask(record)).headers.get('etag') ?? '';
    for (const asked of [etag, `"other", ${etag}`, '*', etag.replace(/^W\//, '')]) {
      const again = await site.ask(record, { 'if-none-match': asked });
      assert.equal(again.status, 304, asked);
      assert.equal(await again.text(), '');
      assert.equal(again.headers.get('etag'), etag);
    }
    assert.equal((await site.ask(record, { 'if-none-match': '"other"' })).status, 200);
  });

  it('get another ETag after the record changed, and the same for a page that did not', async () => {
    const changing = await site.publish(log, { title: 'Cifras', entries: [] });
    const paths = [`/es/logs/${changing.id}`, record];
    const before = await Promise.all(paths.map(async (path) => (await site.ask(path)).headers.get('etag') ?? ''));
    await site.publish(log, { title: 'Cifras nuevas', entries: [] }, changing.id, 1);
    const [changed, same] = await Promise.all(paths.map((path, index) => site.ask(path, { 'if-none-match': before[index] ?? '' })));
    assert.equal(changed?.status, 200);
    assert.notEqual(changed?.headers.get('etag'), before[0]);
    assert.equal(same?.status, 304);
  });

  it('have another ETag for each form and language', async () => {
    const etags = await Promise.all([record, `${record}.json`, record.replace('/es/', '/en/')].map(async (path) => (await site.ask(path)).headers.get('etag')));
    assert.equal(new Set(etags).size, 3);
  });

  it('use a weak ETag, because the compressed page and the plain one share it', async () => {
    const [plain, packed] = await Promise.all([site.ask(record), site.ask(record, { 'accept-encoding': 'br' })]);
    assert.equal(plain.headers.get('etag'), packed.headers.get('etag'));
    assert.match(plain.headers.get('etag') ?? '', /^W\/"[\w-]+"$/);
  });

  it('never take an error for a page', async () => {
    assert.equal((await site.ask('/es/things/nope', { 'if-none-match': '*' })).status, 404);
  });
});

describe('compression', () => {
  const paths = [record, `${record}.json`, '/es/things', '/es/things.csv', '/es/feed.atom', '/es/about'];
  const codings = [
    ['br', 'br'], ['gzip, deflate, br', 'br'], ['br;q=1.0, gzip;q=0.8', 'br'], ['gzip', 'gzip'], ['gzip;q=0.5', 'gzip'], ['br;q=0, gzip', 'gzip'], ['br;q=0.0', null],
    ['gzip;q=0', null], ['identity', null], ['', null], ['deflate', null], ['xbr, brx', null], ['*', null],
  ] as const;

  it('takes the best coding that the client knows, and the decoded page is the plain one', async () => {
    for (const path of paths) {
      const plain = await decoded(await site.ask(path));
      for (const [accepted, expected] of codings) {
        const answer = await site.ask(path, { 'accept-encoding': accepted });
        assert.equal(answer.headers.get('content-encoding'), expected, `${path} for "${accepted}"`);
        assert.match(answer.headers.get('vary') ?? '', /Accept-Encoding/);
        assert.equal(await decoded(answer), plain, `${path} for "${accepted}"`);
      }
    }
  });

  it('makes a page smaller', async () => {
    const plain = await site.text(record);
    const packed = await site.ask(record, { 'accept-encoding': 'br' });
    assert.ok((await packed.arrayBuffer()).byteLength < plain.length / 2);
  });
});
