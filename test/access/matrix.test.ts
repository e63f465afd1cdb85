/** Every route of the site × everybody: who gets what (matrix.ts), and that nobody learns of a draft that is not theirs. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { wholeFile } from '../support/database.ts';
import { TEST_ORIGIN } from '../support/platform.ts';
import { type Answer, type Cell, DRAFT_ROUTES, HIDDEN_A, type Line, MATRIX } from './matrix.ts';
import { INSIDE, type Name, NAMES, OFFICE, READERS_A } from './people.ts';
import { type MatrixTown, openMatrixTown, SECRET } from './town.ts';

let town: MatrixTown;
before(async () => {
  town = await openMatrixTown(wholeFile);
});

const filled = (text: string): string => text.replace(/\{([^}]+)\}/g, (_, word: string) => town.words[word] ?? assert.fail(`no word {${word}}`));

interface Asked {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** @param route `GET /{language}/desk`. */
async function ask(name: Name, method: string, { at, send }: Pick<Line, 'at' | 'send'>): Promise<Asked> {
  const cookie = town.cookies.get(name);
  const body = method === 'POST' ? new URLSearchParams(Object.entries(send ?? {}).map(([field, text]) => [field, filled(text)])).toString() : undefined;
  const headers = { origin: TEST_ORIGIN, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...(cookie !== undefined && { cookie }) };
  const answer = await town.platform.web.app.request(`${TEST_ORIGIN}${filled(at)}`, { method, headers, ...(body !== undefined && { body }) });
  return { status: answer.status, location: answer.headers.get('location') ?? '', body: await answer.text(), headers: [...answer.headers].filter(([header]) => header !== 'etag') };
}

const answerOf = (cells: readonly Cell[], name: Name): Answer => cells.find(([who]) => who.includes(name))?.[1] ?? assert.fail(`${name} is in no group`);

const STATUS: Readonly<Record<Exclude<Answer, number>, number>> = { 'sign in': 303, prove: 303, 'no draft': 404, gone: 409 };

function assertAnswer(expected: Answer, { status, location }: Asked, where: string): void {
  assert.equal(status, typeof expected === 'number' ? expected : STATUS[expected], `${where}: ${expected}`);
  if (expected === 'sign in') assert.match(location, /^\/es\/sign-in(\?|$)/, where);
  else if (expected === 'prove') assert.match(location, /^\/es\/account\?factor=1$/, where);
  else assert.doesNotMatch(location, /sign-in(\?|$)|factor=1/, where);
}

const denials = async (name: Name): Promise<number> => {
  const { count } = await town.platform.database.selectFrom('audit').select(({ fn }) => fn.countAll<number>().as('count')).where('act', '=', 'access-denied').where('actor', '=', `person:${name}`).executeTakeFirstOrThrow();
  return Number(count);
};

/** What a person gets who may not: it leaves a row in the audit trail. */
const isDenial = (answer: Answer): boolean => answer === 403 || answer === 'no draft' || answer === 'gone';
const isDoor = (route: string): boolean => /\/(sign-in|recover|invitation|preview|subscriptions)\//.test(route) && !route.startsWith('POST');

const patternOf = (pattern: string): RegExp => new RegExp(`^${pattern.replace('{language}', '(es|en|qu)').replace(/:\w+\{(.*)\}/, '(?:$1)').replace(/(?<!\?):\w+/g, '[^/]+').replace(/\*$/, '.+')}$`);

describe('the matrix of routes', () => {
  it('names every route of the site, and no other', () => {
    assert.deepEqual(town.platform.web.routes.map(({ method, pattern }) => `${method} ${pattern}`).toSorted(), Object.keys(MATRIX).toSorted());
  });

  it('knows of every handler of the web application', () => {
    const known = new Set(town.platform.web.routes.map(({ method, pattern }) => `${method} ${pattern.replace('{language}', ':language')}`));
    const handlers = town.platform.web.app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(handlers.filter((one) => !known.has(one)), []);
  });

  it('asks addresses of the route that it means', () => {
    const routes = town.platform.web.routes.map(({ method, pattern }) => ({ key: `${method} ${pattern}`, method, pattern: patternOf(pattern) }));
    for (const [key, lines] of Object.entries(MATRIX)) {
      for (const { at } of lines) {
        const path = filled(at).replace(/\?.*$/, '');
        // The ending of a form is no part of the route, unless the route names it.
        const first = routes.find(({ method, pattern }) => key.startsWith(`${method} `) && pattern.test(path.replace(/^(\/(?:es|en|qu)\/.*)\.(json|csv|jsonld|atom)$/, '$1')));
        assert.equal(first?.key, key, at);
      }
    }
  });

  for (const [route, lines] of Object.entries(MATRIX)) {
    it(`${route}: everybody gets what the table says, and every refusal is noted`, async () => {
      const [method = ''] = route.split(' ');
      for (const line of lines) {
        for (const name of NAMES) {
          const where = `${name} ${method} ${line.at} ${JSON.stringify(line.send ?? {})}`;
          const expected = answerOf(line.cells, name);
          // Limits by network have their own tests; here all ask from one.
          if (method === 'POST') await town.platform.database.deleteFrom('attempt').execute();
          const before = await denials(name);
          const answer = await ask(name, method, line);
          assertAnswer(expected, answer, where);
          const noted = (await denials(name)) - before;
          if (INSIDE.includes(name)) assert.equal(noted, isDenial(expected) && !isDoor(route) ? 1 : 0, `${where}: ${noted} rows in the audit trail`);
          else assert.equal(noted, 0, where);
          if (isDenial(expected) || expected === 'sign in') assert.ok(!answer.body.includes(SECRET), `${where}: tells the secret`);
          if (method === 'GET') {
            const head = await ask(name, 'HEAD', line);
            assert.deepEqual([head.status, head.location, head.body], [answer.status, answer.location, ''], `HEAD ${where}`);
          }
        }
      }
    });
  }
});

/** An answer without what differs between any two addresses. */
function neutral({ status, location, body, headers }: Asked, id: string): unknown {
  const bare = (text: string): string => text.replaceAll(id, '…');
  return { status, location: bare(location), body: bare(body), headers: headers.map(([header, text]) => [header, bare(text)]) };
}

describe('a draft of another desk', () => {
  it('answers like a draft that there is not, to the last byte, to everybody who may not know of it', async () => {
    for (const route of DRAFT_ROUTES) {
      const [method = ''] = route.split(' ');
      for (const line of MATRIX[route] ?? []) {
        const word = /\{([^}]+)\}/.exec(line.at)?.[1] ?? '';
        const readers: readonly Name[] = HIDDEN_A.some((one) => one === word) ? READERS_A : word === 'office draft' ? OFFICE : NAMES;
        for (const name of NAMES.filter((one) => !readers.includes(one))) {
          const [hidden, absent] = [await ask(name, method, line), await ask(name, method, { ...line, at: line.at.replace(`{${word}}`, '{unknown}') })];
          assert.deepEqual(neutral(hidden, filled(`{${word}}`)), neutral(absent, filled('{unknown}')), `${name} ${method} ${line.at}`);
        }
      }
    }
  });

  it('stands on no page, list or file that they may read', async () => {
    const pages = ['/es/desk', '/es/', '/es/declarations', '/es/declarations.json', '/es/search?q=quipu', '/es/search.json?q=quipu', '/es/feed.atom', '/api/changes', '/sitemap/1.xml', '/es/bodies', `/es/institutions/${filled('{A}')}`, `/es/systems/${filled('{system}')}`, `/es/corrections/${filled('{correction}')}.json`];
    const ids = [...HIDDEN_A, 'office draft'].map((word) => filled(`{${word}}`));
    for (const name of NAMES.filter((one) => !READERS_A.includes(one))) {
      for (const at of pages) {
        const { body } = await ask(name, 'GET', { at });
        assert.ok(!body.includes(SECRET) && ids.every((id) => !body.includes(id)), `${name} ${at}`);
      }
    }
  });
});

describe('the audit trail of all this', () => {
  it('names the account of every person in it', async () => {
    const rows = await town.platform.database.selectFrom('audit').select(['actor', 'act', 'details']).where('actor', 'like', 'person:%').execute();
    assert.ok(rows.length > 500, `${rows.length} rows`);
    assert.deepEqual(rows.filter(({ details }) => typeof details['account'] !== 'string'), []);
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(`${SECRET}|@example\\.org`), 'and nothing that was written, nor an address');
  });
});
