import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { modules } from '../../app.ts';
import { aThing, log, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { newId } from '../records/id.ts';
import { Site } from './testing/site.ts';
import { moduleOf } from './pages/testing/editor.ts';

const site = await Site.open({ after }, { modules: [...modules, moduleOf({ after }, [thing, log])] });
const { id } = await site.publish(thing, aThing('Registro'));
const unused = newId();

/** What a person or program gets: a status below 500, and nothing of the machine room. */
async function refused(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const answer = await site.ask(path, headers);
  assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`);
  const body = await answer.clone().text();
  assert.doesNotMatch(body, /\.ts:\d|node_modules|at async|SyntaxError|select |postgres/i, path);
  assert.ok(body.length > 200, `${path}: says nothing`);
  return answer;
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
}

describe('an address that means nothing', () => {
  it('is answered 404', async () => {
    const paths = [
      '/xx/things', '/__proto__/things', '/constructor/', '/es/nothing', '/es/__proto__', '/es/constructor', '/es/things/__proto__', `/es/things/${unused}`, '/es/things/123', '/es/things/K7M29XQ4ABCD',
      `/es/logs/${id}`, `/es/__proto__/${id}`, `/es/things/${id.slice(0, 11)}`, `/es/things/${id}x`, `/es/things/${id}/`, `/es/things/${id}/nothing`, '/es/things/', '//', '//evil.example/things', '/es//things',
      '/schemas/__proto__', '/schemas/nothing', '/sitemap/0.xml', '/sitemap/-1.xml', '/sitemap/1e99.xml', '/sitemap/NaN.xml', '/sitemap/99999999999.xml', '/sitemap/5000.xml', '/id/__proto__', '/id/nothing', `/id/${unused}`,
      '/es/fields/__proto__', '/es/strategies/x/gaps', `/es/strategies/${id}/gaps`, `/es/strategies/${id}/calendar.ics`, `/es/strategies/${unused}/with/${id}`, '/healthz/x', '/index.php', '/.env', '/.git/config', '/es/things.exe',
      '/log/tile/0/..%2f..%2fcheckpoint', '/log/tile/%2e%2e/%2e%2e/.env', '/log/tile/__proto__/000', '/log/tile/0/-01', '/log/tile/0/1e9', `/log/tile/0/${'x001/'.repeat(200)}000`, '/log/tile/0/999999999999999999999', '/log/tile/entries/000.p/1e1', '/log/tile/0/000.p/00001', '/log/tile/-1/000', '/log/tile/0/٠٠٠',
    ];
    for (const path of paths) assert.equal((await refused(path)).status, 404, path);
  });

  it('is answered 404 for a version that there cannot be, however it is written', async () => {
    for (const number of ['0', '-1', '2', '1e99', '-1e99', 'NaN', 'Infinity', '-Infinity', '1.5', '0x1', '1e0', '%201', '2147483647', '2147483648', '-2147483649', '9'.repeat(300), '١', '__proto__', "1';--"]) {
      assert.equal((await refused(`/es/things/${id}/versions/${number}`)).status, 404, number);
      assert.equal((await refused(`/es/things/${id}/versions/${number}.json`)).status, 404, number);
    }
  });

  it('is answered 400 for a comparison with a version that there is not', async () => {
    for (const number of ['0', '-1', '9', '1e99', 'NaN', '', '-1e99', '9'.repeat(300)]) assert.equal((await refused(`/es/things/${id}/compare?from=${number}`)).status, 400, number);
  });

  it('reaches no file beside the assets', async () => {
    const traversals = ['..%2f..%2f..%2f..%2fpackage.json', '../../../../package.json', '..%5c..%5cpackage.json', '%2e%2e/%2e%2e/package.json', '__proto__', 'constructor', 'style.css', '1-base.css', 'style.css%20', 'hasOwnProperty', '', '.', '%252e%252e%252fpackage.json'];
    for (const name of traversals) assert.equal((await refused(`/assets/${name}`)).status, 404, name);
  });
});

const cursor = (content: unknown): string => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');

describe('a list', () => {
  it('answers 400 and says what to do for a parameter that means nothing', async () => {
    const bad = [
      'sort=x', 'sort=__proto__', 'sort=newest%27', 'size=0', 'size=-1', 'size=501', 'size=1e99', 'size=NaN', 'size=1.5', 'size=x', 'f=x', 'f=topic', 'f=:x', 'f=topic:', `f=${'x'.repeat(90)}:y`, `f=topic:${'x'.repeat(200)}`, 'f=a%20b:c',
      'after=x', 'after=!!!', 'before=e30', `after=${cursor('[1,2]')}`, `after=${cursor([])}`, `after=${cursor(null)}`, `after=${cursor({})}`, `after=${cursor(['a', 'b'])}`, `after=${cursor(['a', id, 'c'].slice(0, 1))}`,
      `after=${cursor(['a\0', id])}`, `sort=newest&after=${cursor(['x', id])}`, `sort=newest&after=${cursor(['1e15', id])}`, `before=${cursor(['a', 'DROP TABLE'])}`, 'after=__proto__',
      Array.from({ length: 13 }, (_, index) => `f=topic:${index}`).join('&'), Array.from({ length: 1000 }, () => 'f=a:b').join('&'),
    ];
    for (const query of bad) {
      for (const path of ['/es/things', '/es/things.json', '/es/things.csv', '/es/search']) assert.equal((await refused(`${path}?${query}`)).status, 400, `${path}?${query.slice(0, 90)}`);
    }
    for (const kind of ['x', '__proto__', 'constructor', '%20']) assert.equal((await refused(`/es/search?kind=${kind}`)).status, 400, kind);
  });

  it('takes any words', async () => {
    const words = ['%27', '%22', '-', '%22%22', '-%22', '%26%7C!()%3A*', '\\', '%5C', ':*', "'; drop table version; --", '%E2%80%AE', '%F0%9F%A6%99', '%EF%BF%BF', '*', 'a&b', '<->', '%25', '_', '{}', '$1', 'x'.repeat(3000), encodeURIComponent('ñ '.repeat(300)), '%0A%0D%09'];
    for (const word of words) for (const path of ['/es/things', '/es/search.json', '/es/things.csv']) assert.equal((await site.ask(`${path}?q=${word}`)).status, 200, `${path}?q=${word.slice(0, 50)}`);
  });

  it('takes a filter that no record has, and a cursor beyond the end, for an empty list', async () => {
    for (const query of ['f=__proto__:x', 'f=nothing:x', 'f=topic:constructor', `after=${cursor(['\u{10ffff}', id])}`, `f=topic:water&after=${cursor(['zzz', id])}`, `sort=newest&after=${cursor(['9999999999999999', id])}`, `q=registro&after=${cursor(['\ud800', id])}`]) {
      const { records } = await site.json<{ records: unknown[] }>(`/es/things.json?${query}`);
      assert.deepEqual(records, [], query);
    }
  });
});

describe('a broken address', () => {
  it('that is not UTF-8, has a NUL or is too long is answered 400', async () => {
    for (const path of ['/es/%ff', '/es/%c0%80', '/%ff/things', '/es/things?q=%ff', '/es/things?q=%c0%80', '/es/things?q=a%00b', '/es/things/%00', '/es/%ed%a0%80', '/es/things?f=topic:%fe', '/assets/%ff', '/id/%00', `/es/things?q=${'x'.repeat(4100)}`, `/${'x/'.repeat(2500)}`, '/es/things?q=100%', '/es/%zz']) {
      assert.equal((await refused(path)).status, 400, path.slice(0, 60));
      assert.equal((await refused(path, { accept: 'application/json' })).status, 400, path.slice(0, 60));
    }
  });
});

const title = async (path: string, language?: string): Promise<string> => (JSON.parse(await (await site.ask(path, { accept: 'application/json', ...(language !== undefined && { 'accept-language': language }) })).text()) as Problem).title;

const detail = async (path: string): Promise<string> => (JSON.parse(await (await site.ask(path)).text()) as Problem).detail;

describe('an error for programs', () => {
  it('is a problem of RFC 9457 with what is wrong, what to do, and a number of its own', async () => {
    for (const [path, status, type] of [['/es/things/nothing.json', 404, 'not_found'], ['/es/things.json?sort=x', 400, 'sort'], ['/es/things.csv?size=0', 400, 'size'], ['/es/things.json?q=%ff', 400, 'address_not_utf8'], ['/es/search.json?kind=x', 400, 'no_such_kind']] as const) {
      const answer = await refused(path);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const problem = JSON.parse(await answer.text()) as Problem;
      assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'detail', 'instance']);
      assert.equal(answer.status, status);
      assert.equal(problem.status, status);
      assert.equal(problem.type, `urn:yupana:problem:${type}`);
      assert.match(problem.instance, /^urn:uuid:[0-9a-f-]{36}$/);
      assert.ok(problem.title.length > 5 && problem.detail.length > 5);
    }
  });

  it('speaks the language of the address, else the one that the browser asks for, else the main one', async () => {
    const [es, en] = [await title('/es/nothing', 'en'), await title('/en/nothing', 'es')];
    assert.equal(en, 'There is nothing here');
    assert.notEqual(es, en);
    assert.equal(await title('/xx/nothing', 'en-US,en;q=0.9'), en);
    assert.equal(await title('/xx/nothing', 'fr'), es);
    assert.equal(await title('/nothing'), es);
  });

  it('tells the sorts, sizes and versions that there are', async () => {
    assert.match(await detail('/en/things.json?sort=x'), /relevance, name, newest/);
    assert.match(await detail('/en/things.json?size=x'), /500/);
    assert.match(await detail(`/en/things/${id}/compare.json?from=9`), /: 1\.$/);
  });
});

describe('an error for people', () => {
  it('is a whole page in their language, with a way on, not for search engines', async () => {
    const body = await (await refused('/en/nothing')).text();
    for (const part of [/<html lang="en"/, /<h1>There is nothing here<\/h1>/, /href="\/en\/search"/, /name="robots" content="noindex"/, /href="\/es\/nothing" lang="es"/]) assert.match(body, part);
  });

  it('shows what was typed as text', async () => {
    const body = await (await refused(`/en/search?kind=${encodeURIComponent('<img src=x onerror=alert(1)>')}`)).text();
    assert.doesNotMatch(body, /<img/);
    assert.match(body, /&lt;img/);
  });
});

const PIECES = ['es', 'en', 'qu', 'xx', 'things', 'logs', 'search', 'actions', 'strategies', 'feed', 'feed.atom', 'about', 'data', 'api', 'fields', 'schemas', 'id', 'assets', 'sitemap', 'versions', 'compare', 'edit', 'gaps', 'calendar', 'territories', 'results', 'with', 'desk', 'sign-in', 'timeline', 'laws', id, unused, id.toUpperCase(), '1', '0', '-1', '1e99', '-1e99', 'NaN', '2147483648', '', '.', '..', '...', '%2e%2e', '%2f', '%5c', '%00', '%ff', '%c0%80', '%ed%a0%80', '%25', '%', '__proto__', 'constructor', 'toString', 'hasOwnProperty', "'", '"', '<', '%3Cscript%3E', '${x}', ';', ':', '@', '*', '\\', '%0d%0a', '%F0%9F%A6%99', 'x'.repeat(300), '*.json', '.json', '.csv', '.html', '.ics', '.atom', '.xml', '.constr'];
const NAMES = ['q', 'f', 'sort', 'size', 'kind', 'after', 'before', 'from', 'to', 'lang', '__proto__', '', 'x'];
const VALUES = [...PIECES, 'topic:water', 'topic:', 'open:true', 'relevance', 'newest', 'name', 'thing', 'log', '30', '500', '501', 'WyJhIiwiYiJd', Buffer.from(JSON.stringify(['a', id])).toString('base64url'), Buffer.from(JSON.stringify(['0000000000000001', id])).toString('base64url'), Buffer.from(JSON.stringify([{}, []])).toString('base64url'), '%22a b%22', '-', '--', 'a%26b', '!!', '(((', ':*', '%E2%80%AE', '%EF%BF%BD'];

describe('any address at all', () => {
  const path = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())) }), { maxLength: 6 });
  const ending = fc.constantFrom('', '', '.json', '.csv', '.ics', '.html', '.xx', '/');
  const query = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)), { maxLength: 5 });
  const accept = fc.constantFrom('text/html', 'application/json', 'text/csv', '*/*', ';q=,,/', 'application/json;q=x', '__proto__');
  const language = fc.constantFrom('es', 'en-US,en;q=0.5', '*', ';;;', 'qu;q=nonsense', '__proto__', '');
  const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS');

  it('is answered below 500, with a type, without a trace of the machine room', async () => {
    // Half of them begin where most routes do.
    const begun = fc.tuple(fc.constantFrom('', 'es', 'es/things', `es/things/${id}`, 'es/strategies', 'id', 'assets'), path).map(([start, pieces]) => [start, ...pieces].filter((piece, index) => index > 0 || piece !== '').join('/'));
    await fc.assert(
      fc.asyncProperty(begun, ending, query, accept, language, method, async (below, end, pairs, wanted, spoken, verb) => {
        const search = pairs.map(([name, value]) => `${name}=${value}`).join('&');
        const address = `${TEST_ORIGIN}/${below}${end}${search === '' ? '' : `?${search}`}`;
        const answer = await site.platform.web.app.request(address, { method: verb, headers: { accept: wanted, 'accept-language': spoken, origin: TEST_ORIGIN } });
        assert.ok(answer.status < 500, `${verb} ${address}: ${answer.status}`);
        const body = await answer.text();
        assert.doesNotMatch(body, /at async |node_modules|file:\/\//);
        if (body !== '') assert.notEqual(answer.headers.get('content-type'), null, address);
        assert.ok(answer.headers.has('content-security-policy'));
      }),
      { numRuns: 1500 },
    );
  });
});
