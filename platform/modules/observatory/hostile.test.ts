/** Addresses of the observatory that nobody means well by: what readers may choose in them, and the doors for programs. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assert as always, asyncProperty, array, constantFrom, tuple } from 'fast-check';
import { decoded, Site } from '#core/web/testing/site.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { observatory } from './index.ts';
import { B2C, ids, UNITS } from './testing/b2c.ts';

const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory] });
await site.publishEach(B2C);
const own = `/en/indices/${ids.own}`;
const SCRIPT = encodeURIComponent('"><script>alert(1)</script>');
const NAMES = ['__proto__', 'constructor', 'toString', SCRIPT, '', 'XX', "'--", '%F0%9F%A6%99', 'x'.repeat(3000), '%E2%80%AE'];

const moved = (page: string): boolean => /role="status"/.test(page);

/** A page that is answered, with what was typed as text. */
async function inert(path: string): Promise<string> {
  const page = await site.text(path);
  assert.doesNotMatch(page, /<script>alert|>\s*(undefined|NaN)\b|\b(undefined|NaN) ?%/, path.slice(0, 120));
  return page;
}

describe('what a reader chooses in an address', () => {
  it('a topic that there is not is passed over', async () => {
    for (const name of NAMES) assert.match(await inert(`/en/observatory?topic=${name}`), /<h1>Observatory<\/h1>/);
    assert.match(await inert('/en/observatory?topic=__proto__&topic=finance&topic[]=x'), /<h1>Observatory<\/h1>/);
  });

  it('a unit that is not in the index is passed over for the one that the page speaks of', async () => {
    const [usual] = [(await site.json<{ unit: string }>(`${own}/choices.json`)).unit];
    assert.ok(UNITS.includes(usual));
    for (const name of NAMES) {
      assert.equal((await site.json<{ unit: string }>(`${own}/choices.json?u=${name}`)).unit, usual, name.slice(0, 20));
      await inert(`${own}/choices?u=${name}`);
      await inert(`${own}/robustness?u=${name}`);
    }
    assert.equal((await site.json<{ unit: string }>(`${own}/choices.json?u=PE&u=__proto__`)).unit, 'PE');
  });

  it('weights that are none are told and kept as they were typed; weights of no part are passed over', async () => {
    for (const weight of ['NaN', '1e309', '-1', '-0.0001', '0x10x', '1_000', '%2B%2B1', '9'.repeat(2000), SCRIPT, '%E0%A5%A7']) {
      const page = await inert(`${own}?w.internet=${weight}`);
      assert.match(page, /role="alert">Weights are numbers/, weight.slice(0, 20));
      assert.doesNotMatch(page, /role="status"/);
    }
    const plain = await inert(own);
    const parts = [...plain.matchAll(/name="(w\.[^"]+)"/g)].map(([, name]) => name);
    for (const query of ['w.__proto__=1', 'w.constructor=1', 'w.=1', 'w=1', 'w.internet[]=1', 'w.internet.x=1', 'w.Internet=1', Array.from({ length: 300 }, (_, at) => `w.${at}=1`).join('&')]) {
      const page = await inert(`${own}?${query}`);
      assert.deepEqual([moved(page), [...page.matchAll(/name="(w\.[^"]+)"/g)].map(([, name]) => name)], [false, parts], query.slice(0, 30));
    }
    // Of two the first counts, as in every form.
    assert.match(await inert(`${own}?w.internet=3&w.internet=NaN`), /name="w\.internet"[^>]* value="3"/);
  });
});

const FLOW = '/sdmx/data/dataflow/TEST/OBSERVATORY/1.0';

describe('the door of SDMX', () => {
  it('leads to no file, and answers what it does not understand with a problem', async () => {
    const paths = [
      '/sdmx/../package.json', '/sdmx/..%2f..%2fpackage.json', '/sdmx/data/..%2f..%2f..%2fetc%2fpasswd', '/sdmx/data/%2e%2e/%2e%2e/etc/passwd', '/sdmx/data/..%5c..%5cwindows', '/sdmx/structure/..%2f..%2fpackage.json', '/sdmx/structure/codelist/__proto__/constructor/1.0', '/sdmx/structure/__proto__', '/sdmx/data/dataflow/__proto__/OBSERVATORY', '/sdmx/__proto__/x',
      `${FLOW}/${'*.'.repeat(1000)}`, `${FLOW}/${'A,'.repeat(900)}`, `${FLOW}/${'x'.repeat(3900)}.*.*.__proto__.${'.'.repeat(40)}`, `${FLOW}?c[__proto__]=1`, `${FLOW}?c[constructor]=x`, `${FLOW}?__proto__=1`, `${FLOW}?c[INDICATOR]=${'x,'.repeat(1500)}`, `${FLOW}?limit=1e309`, `${FLOW}?offset=-1`, `${FLOW}?asOf=9999999999999-01-01`, `${FLOW}?c[OBS_VALUE]=ge:NaN`, `${FLOW}?c[TIME_PERIOD]=ge:__proto__`, `${FLOW}?firstNObservations=${'9'.repeat(400)}`,
    ];
    for (const path of paths) {
      for (const accept of ['*/*', 'application/vnd.sdmx.data+json;version=2.1.0', '__proto__']) {
        const answer = await site.ask(path, { accept });
        const body = await decoded(answer);
        assert.ok(answer.status >= 400 && answer.status < 500, `${path.slice(0, 80)} ${accept}: ${answer.status}`);
        assert.ok(body.length < 20_000, path.slice(0, 80));
        assert.doesNotMatch(body, /root:|"dependencies"|at async|node_modules|select /, path.slice(0, 80));
      }
    }
  });

  const PIECES = ['A', '*', '+', '.', ',', '..', '%2e%2e', '%2f', '~', '1.0', 'PE', 'OBSERVATORY', 'TEST', 'dataflow', 'codelist', '__proto__', 'x'.repeat(200), '%20', "'", '%F0%9F%A6%99', '1.0+.0', '-1'];
  const QUERIES = ['', 'c[SEX]=F', 'c[SEX]=', 'c[]=1', 'c[SEX', 'limit=x', 'asOf=', 'includeHistory=true', 'updatedAfter=2020-01-01', 'references=all', 'detail=full', 'detail=__proto__', 'references=parentsandsiblings', 'attributes=none', 'measures=all', 'dimensionAtObservation=AllDimensions', 'offset=1&limit=1', 'lastNObservations=0'];
  it('answers any address below 500, or 501 for what it does not offer', async () => {
    await always(
      asyncProperty(constantFrom('/sdmx/data', '/sdmx/structure', '/sdmx', FLOW, '/sdmx/structure/codelist/TEST'), array(constantFrom(...PIECES), { maxLength: 6 }), tuple(constantFrom(...QUERIES), constantFrom(...QUERIES)), constantFrom('*/*', 'application/vnd.sdmx.data+csv', 'application/json'), async (start, pieces, queries, accept) => {
        const address = [start, ...pieces].join('/') + `?${queries.filter((one) => one !== '').join('&')}`;
        const { status } = await site.ask(address, { accept });
        assert.ok(status < 500 || status === 501, `${address}: ${status}`);
      }),
      { numRuns: 300 },
    );
  });
});
