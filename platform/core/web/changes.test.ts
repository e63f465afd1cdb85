import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as fc from 'fast-check';
import { log, aThing, source, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { EditConflict } from '../records/errors.ts';
import { newId } from '../records/id.ts';
import { allRecords } from '../records/read.ts';
import { apiDocument } from './pages/reference.ts';
import { Site } from './testing/site.ts';

interface Answer {
  readonly sequence: number;
  readonly changes: readonly { readonly sequence: number; readonly id: string; readonly kind: string; readonly version: number; readonly act: string; readonly document?: unknown }[];
  readonly more: boolean;
  readonly next: string;
}

const site = await Site.open({ after });
const ask = (path: string, of = site): Promise<Answer> => of.json<Answer>(path);

describe('the changes since a sequence', () => {
  let published: { id: string; number: number; sequence: number }[];
  before(async () => {
    const [a, b] = [await site.publish(thing, aThing('A')), await site.publish(log, { title: 'B', entries: [] })];
    const again = await site.publish(thing, aThing('A2'), a.id, 1);
    published = [a, b, again, await site.withdraw(again, 'Sobraba')];
  });

  it('are every publication and withdrawal after it, in order, with what is needed to go on', async () => {
    const all = await ask('/api/changes');
    assert.deepEqual(all.changes.map(({ id, version, sequence }) => ({ id, number: version, sequence })), published);
    assert.deepEqual(all.changes.map(({ act }) => act), ['publication', 'publication', 'publication', 'withdrawal']);
    assert.equal(all.more, false);
    assert.equal(all.next, `${TEST_ORIGIN}/api/changes?since=${published[3]?.sequence}`);
    assert.ok(!('document' in (all.changes[0] ?? {})));
    assert.deepEqual((await ask(all.next.slice(TEST_ORIGIN.length))).changes, []);
  });

  it('come with the document of each version where it is asked for', async () => {
    const { changes } = await ask('/api/changes?documents=1');
    assert.deepEqual(changes[0]?.document, aThing('A'));
    assert.deepEqual(changes[2]?.document, aThing('A2'));
    assert.equal(changes[3]?.document, null);
  });

  it('of one kind pass over the others, and do not look at them twice', async () => {
    const { changes, next, more } = await ask('/api/changes?kind=log&limit=1');
    assert.deepEqual(changes.map(({ kind }) => kind), ['log']);
    assert.equal(more, false);
    assert.equal(new URL(next).searchParams.get('since'), String(published[3]?.sequence));
    assert.equal(new URL(next).searchParams.get('kind'), 'log');
  });

  it('come in pieces as small as is asked for', async () => {
    const seen: number[] = [];
    for (let path = '/api/changes?limit=1'; ; ) {
      const { changes, more, next } = await ask(path);
      seen.push(...changes.map(({ sequence }) => sequence));
      if (!more) break;
      path = next.slice(TEST_ORIGIN.length);
    }
    assert.deepEqual(seen, published.map(({ sequence }) => sequence));
  });

  it('are answered with 304 while there are no new ones', async () => {
    const etag = (await site.ask('/api/changes?since=1')).headers.get('etag') ?? '';
    assert.equal((await site.ask('/api/changes?since=1', { 'if-none-match': etag })).status, 304);
    await site.publish(source, { title: 'Nuevo' });
    assert.equal((await site.ask('/api/changes?since=1', { 'if-none-match': etag })).status, 200);
  });

  it('refuse what means nothing, as a problem of RFC 9457, whoever asks', async () => {
    for (const query of ['since=-1', 'since=x', 'since=1e3', 'since=9999999999999999', 'since=999999', 'limit=0', 'limit=501', 'limit=1.5', 'documents=yes', 'documents=1&limit=101', 'kind=nothing', 'kind=constructor']) {
      const answer = await site.ask(`/api/changes?${query}`, { accept: 'text/html,*/*;q=0.8' });
      assert.equal(answer.status, 400, query);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      const problem = (await answer.json()) as { title: string; detail: string; status: number };
      assert.equal(problem.status, 400);
      assert.ok(problem.title.length > 5 && problem.detail.length > 5, query);
    }
  });

  it('are as the OpenAPI document describes them, and so is the list of files', async () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const { components } = apiDocument(site.platform.web, 'en') as { components: unknown };
    for (const [path, name] of [['/api/changes?documents=1', 'Changes'], ['/api/changes?limit=1', 'Changes'], ['/bulk.json', 'Bulk'], ['/es/things.jsonld', 'Graph'], ['/es/data.json', 'Holdings']] as const) {
      const isValid = ajv.compile({ $ref: `#/components/schemas/${name}`, components });
      assert.ok(isValid(JSON.parse(await site.text(path))), `${path} ${JSON.stringify(isValid.errors)}`);
    }
  });
});

/** A copy of the register that knows nothing but the address of the changes. */
class Mirror {
  readonly records = new Map<string, { kind: string; version: number; document: unknown }>();
  readonly #site: Site;
  #next: string;
  constructor(of: Site, limit: number) {
    this.#site = of;
    this.#next = `${TEST_ORIGIN}/api/changes?since=0&documents=1&limit=${limit}`;
  }

  /** @returns whether there was nothing more. */
  async follow(): Promise<boolean> {
    const { changes, more, next } = await ask(this.#next.slice(TEST_ORIGIN.length), this.#site);
    for (const { id, kind, version, act, document } of changes) {
      if (act === 'withdrawal') this.records.delete(id);
      else this.records.set(id, { kind, version, document });
    }
    this.#next = next;
    return !more;
  }
}

describe('a mirror that follows the changes from the beginning while others publish', () => {
  it('ends with exactly what is public', async () => {
    const act = fc.record({ publisher: fc.nat(3), act: fc.constantFrom('new', 'new', 'revise', 'revise', 'withdraw'), record: fc.nat(9), many: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 30 }), fc.integer({ min: 1, max: 7 }), async (acts, limit) => {
        const own: (() => Promise<void>)[] = [];
        const site = await Site.open({ after: (hook) => void own.push(hook) });
        try {
          await mirrorWhile(site, acts, limit);
        } finally {
          for (const hook of own) await hook();
        }
      }),
      { numRuns: 6 },
    );
  });
});

async function mirrorWhile(site: Site, acts: readonly { publisher: number; act: string; record: number; many: number }[], limit: number): Promise<void> {
  const { database } = site.platform;
  const versions = new Map<string, number>();
  const mirror = new Mirror(site, limit);
  const publishing = new AbortController();
  const following = (async () => {
    while (!publishing.signal.aborted) await mirror.follow();
    while (!(await mirror.follow()));
  })();
  await Promise.all(
    [0, 1, 2, 3].map(async (publisher) => {
      for (const { act, record, many } of acts.filter((one) => one.publisher === publisher)) {
        const id = [...versions.keys()][record];
        const number = id === undefined ? 0 : (versions.get(id) ?? 0);
        try {
          if (act === 'new' || id === undefined) for (const one of await site.publishEach(Array.from({ length: many }, (_, index) => ({ id: newId(), kind: 'thing', basedOn: 0, document: aThing(`${publisher} ${index}`) })))) versions.set(one.id, one.number);
          else if (act === 'revise') versions.set(id, (await site.publish(thing, aThing(`Otra vez ${publisher}`), id, number)).number);
          else versions.set(id, (await site.withdraw({ id, number, sequence: 0 }, 'Sobraba')).number);
        } catch (error) {
          // Somebody else was faster: nothing was published.
          if (!(error instanceof EditConflict)) throw error;
        }
      }
    }),
  );
  publishing.abort();
  await following;
  const records = new Map<string, unknown>();
  for await (const { id, kind, number, document } of allRecords(database)) records.set(id, { kind, version: number, document });
  assert.deepEqual(mirror.records, records);
  const found = await database.selectFrom('search_entry').select('record_id').execute();
  assert.deepEqual([...mirror.records.keys()].toSorted(), found.map(({ record_id }) => record_id).toSorted());
}
