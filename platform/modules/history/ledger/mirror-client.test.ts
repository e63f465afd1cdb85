/** The log brings its entries to a mirror that checks each of them, whatever comes between. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createGunzip } from 'node:zlib';
import * as fc from 'fast-check';
import { type TestDatabase, testDatabase, wholeFile } from '../../../../test/support/database.ts';
import { AddEntriesReader, formatCosignatures, leafHash, parseCheckpoint, parseNote, parseVerifierKey } from '@yupana/ledger';
import { type MirrorProgress, unknownProgress, uploadEntries, type UploadOptions } from './mirror-client.ts';
import type { ReachableWitness } from './precedents.ts';
import { BareLog } from './testing/bare-log.ts';
import { ORIGIN } from './testing/log.ts';
import { type TestMirror, testMirror } from './testing/mirror.ts';
import { addCheckpoint, growthProof } from './witness-client.ts';

const MOST = 9000;
const nobody = new AbortController().signal;

let db: TestDatabase;
let log: BareLog;
before(async () => {
  db = await testDatabase(wholeFile);
  log = await new BareLog(db.database).grow(MOST);
});

const reachable = ({ name, verifier, url }: TestMirror): ReachableWitness => ({ type: 'witness', name, key: parseVerifierKey(verifier), url });

/** Gives the mirror a checkpoint as `Witnessing` does, then the entries. */
async function bring(mirror: TestMirror, size: number, progress: MirrorProgress = unknownProgress(), options: Partial<UploadOptions> = {}) {
  const checkpoint = await log.checkpoint(size);
  const oldSize = mirror.pending.at(-1)?.size ?? 0;
  const taken = await addCheckpoint(reachable(mirror), { oldSize, proof: await growthProof(db.database, oldSize, size), note: checkpoint.note }, nobody);
  assert.equal(taken.type, 'taken');
  return uploadEntries(reachable(mirror), checkpoint, progress, { database: db.database, signal: nobody, ...options });
}

/** The body of 202 and 409, also where it cannot be right. */
const info = (size: number | string, next: number | string, ticket = ''): string => `${size}\n${next}\n${Buffer.from(ticket).toString('base64')}\n`;

function headOf({ note }: { readonly note: string }) {
  const { text } = parseNote(Buffer.from(note));
  return { ...parseCheckpoint(text), text };
}

function assertHolds(mirror: TestMirror, size: number): void {
  assert.equal(mirror.size, size);
  assert.equal(mirror.entries.length, size);
  for (const [index, entry] of mirror.entries.entries()) assert.deepEqual(leafHash(entry), leafHash(log.entries[index] ?? assert.fail()), `entry ${index}`);
}

describe('a mirror that has nothing', () => {
  for (const size of [1, 255, 256, 257, 700, 8192, MOST]) {
    test(`gets all ${size} entries, and its cosignature is over this checkpoint`, async (t) => {
      const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
      const outcome = await bring(mirror, size);
      assert.ok(outcome.type === 'cosigned' && outcome.size === size && outcome.signatures[0]?.name === 'espejo');
      assertHolds(mirror, size);
      const requests = mirror.uploads.map(({ status, packages }) => [status, packages]);
      const packages = Math.ceil(size / 256);
      assert.deepEqual(requests, [[409, 0], ...(packages > 32 ? [[202, 32], [200, packages - 32]] : [[200, packages]])], 'asked first, then at most 32 packages in a request');
    });
  }
});

test('a mirror that has a part gets the rest, also from within a bundle', async (t) => {
  for (const [part, size] of [[100, 700], [256, 700], [511, 512], [699, 700], [700, 700], [8000, MOST]] as const) {
    const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
    mirror.hold(log.entries.slice(0, part));
    const outcome = await bring(mirror, size);
    assert.ok(outcome.type === 'cosigned' && outcome.size === size);
    assertHolds(mirror, size);
    assert.equal(mirror.uploads.at(-1)?.start, part);
  }
});

test('a mirror that was finished gets what is new in one request, without being asked', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const progress = unknownProgress();
  await bring(mirror, 300, progress);
  mirror.uploads.length = 0;
  for (const size of [301, 511, 512, 700]) assert.equal((await bring(mirror, size, progress)).type, 'cosigned');
  assert.deepEqual(mirror.uploads.map(({ start, end, status }) => [start, end, status]), [[300, 301, 200], [301, 511, 200], [511, 512, 200], [512, 700, 200]]);
  assertHolds(mirror, 700);
});

test('a connection that breaks in the middle: the next upload goes on where the mirror is, in smaller requests', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const progress = unknownProgress();
  mirror.cutAfter = 20;
  const broken = await bring(mirror, MOST, progress);
  assert.equal(broken.type, 'failed');
  assert.equal(mirror.entries.length, 20 * 256);
  mirror.uploads.length = 0;
  const outcome = await bring(mirror, MOST, progress);
  assert.equal(outcome.type, 'cosigned');
  assertHolds(mirror, MOST);
  assert.deepEqual(mirror.uploads.map(({ start, status, packages }) => [start, status, packages]), [[MOST, 409, 0], [20 * 256, 200, 16]]);
});

test('a mirror that takes only some packages of a request gets the rest, and its ticket back', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  mirror.mostPackages = 3;
  mirror.ticket = 'where we were';
  const outcome = await bring(mirror, 20 * 256);
  assert.equal(outcome.type, 'cosigned');
  assertHolds(mirror, 20 * 256);
  assert.deepEqual(mirror.uploads.map(({ ticket }) => ticket), ['', ...mirror.uploads.slice(1).map(() => 'where we were')]);
  assert.ok(mirror.uploads.length <= 9, `${mirror.uploads.length} requests`);
});

test('a mirror that holds less than was thought says where to begin', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const progress = unknownProgress();
  await bring(mirror, 600, progress);
  mirror.entries.length = 0;
  const fresh = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const outcome = await bring(fresh, 700, progress);
  assert.equal(outcome.type, 'cosigned');
  assert.deepEqual(fresh.uploads.map(({ start, status }) => [start, status]), [[600, 409], [0, 200]]);
  assertHolds(fresh, 700);
});

test('a mirror that has a newer checkpoint meanwhile finishes this one, or that one where it forgot this', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const [older, newer] = [await log.checkpoint(300), await log.checkpoint(700)];
  mirror.take(headOf(older));
  mirror.take(headOf(newer));
  const options = { database: db.database, signal: nobody };
  const first = await uploadEntries(reachable(mirror), older, unknownProgress(), options);
  assert.ok(first.type === 'cosigned' && first.size === 300);
  mirror.pending.shift();
  const second = await uploadEntries(reachable(mirror), older, unknownProgress(), options);
  assert.ok(second.type === 'cosigned' && second.size === 700, 'another of our checkpoints, with its own note');
  assertHolds(mirror, 700);
});

test('a mirror that takes no large request gets small ones', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  const progress = unknownProgress();
  let refused = 0;
  mirror.instead = (request, response) => {
    if (request.url !== '/add-entries' || progress.packages <= 5) return false;
    if (mirror.uploads.length === 0) return false;
    refused += 1;
    response.writeHead(413).end();
    return true;
  };
  const outcome = await bring(mirror, 12 * 256, progress);
  assert.equal(outcome.type, 'cosigned');
  assertHolds(mirror, 12 * 256);
  assert.ok(refused > 0 && refused <= 5, `${refused} refused`);
  assert.ok(progress.mostPackages <= 5, 'and none larger after that');
});

test('for any sizes, what the mirror has already, where it cuts and how much it takes, it has all in the end and nothing is sent twice that it said it has', async (t) => {
  const cases = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 3 }),
    has: fc.integer({ min: 0, max: 3000 }),
    takes: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 6 })),
    cut: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    ticket: fc.constantFrom('', 'ticket'),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ sizes, has, takes, cut, ticket }) => {
      const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
      const growing = sizes.toSorted((a, b) => a - b);
      mirror.hold(log.entries.slice(0, Math.min(has, growing[0] ?? 0)));
      Object.assign(mirror, { mostPackages: takes, cutAfter: cut, ticket });
      const progress = unknownProgress();
      for (const size of growing) {
        let outcome = await bring(mirror, size, progress);
        if (outcome.type === 'failed') outcome = await bring(mirror, size, progress);
        assert.ok(outcome.type === 'cosigned' && outcome.size === size, JSON.stringify(outcome));
        assertHolds(mirror, size);
      }
      let most = 0;
      for (const { start, packages } of mirror.uploads) {
        if (packages === 0) continue;
        assert.ok(start >= most, 'never from before what it was told');
        most = start;
      }
    }),
    { numRuns: 40 },
  );
});

describe('a mirror that is silly or hostile harms nothing: it is told as failed, soon', () => {
  const answers: Readonly<Record<string, { readonly says: (count: number) => { readonly status: number; readonly body?: string | Uint8Array; readonly headers?: Readonly<Record<string, string>> }; readonly reason: RegExp; readonly requests: number }>> = {
    'whose next entry goes back': { says: (count) => ({ status: 202, body: info(700, count === 0 ? 512 : 256) }), reason: /fewer entries than it said/, requests: 2 },
    'that always says 409': { says: () => ({ status: 409, body: info(700, 256) }), reason: /does not say where to go on/, requests: 4 },
    'that says 202 and takes nothing': { says: () => ({ status: 202, body: info(700, 0) }), reason: /took nothing/, requests: 1 },
    'that names a size of no checkpoint of ours': { says: () => ({ status: 409, body: info(8999, 0) }), reason: /never signed/, requests: 1 },
    'that names an absurd size': { says: () => ({ status: 409, body: info(Number.MAX_SAFE_INTEGER, 0) }), reason: /never signed/, requests: 1 },
    'that names a size that is no number': { says: () => ({ status: 409, body: info('9'.repeat(400), 0) }), reason: /not a size/, requests: 1 },
    'with a next entry beyond all': { says: () => ({ status: 409, body: info(700, Number.MAX_SAFE_INTEGER) }), reason: /does not say where to go on/, requests: 4 },
    'with a ticket of 100 KB': { says: () => ({ status: 409, body: info(700, 0, 'x'.repeat(100_000)) }), reason: /longer than/, requests: 1 },
    'with a ticket of 70,000 bytes': { says: () => ({ status: 409, body: info(700, 0, 'x'.repeat(70_000)) }), reason: /ticket/, requests: 1 },
    'that sends elsewhere': { says: () => ({ status: 307, headers: { Location: 'http://127.0.0.1:1/' } }), reason: /./, requests: 1 },
    'that says yes without a signature': { says: () => ({ status: 200 }), reason: /no signature/, requests: 1 },
    'that answers with a page': { says: () => ({ status: 200, body: '<!doctype html>\n' }), reason: /signature/, requests: 1 },
    'that signs with another key': { says: () => ({ status: 200, body: formatCosignatures([{ name: 'evil.example', keyId: 7, signature: new Uint8Array(72) }]) }), reason: /no known key/, requests: 1 },
    'that takes no request, however small': { says: () => ({ status: 413 }), reason: /however small/, requests: 2 },
    'that says that it does not fit': { says: () => ({ status: 422 }), reason: /422/, requests: 1 },
    'that is no mirror': { says: () => ({ status: 404 }), reason: /takes no entries/, requests: 1 },
    'that fails': { says: () => ({ status: 500, body: '\u001b[2J' }), reason: /^status 500$/, requests: 1 },
    'that sends bytes': { says: () => ({ status: 202, body: Buffer.from([0xff, 0xfe, 0]) }), reason: /UTF-8/, requests: 1 },
  };
  for (const [what, { says, reason, requests }] of Object.entries(answers)) {
    test(`one ${what}`, async (t) => {
      const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
      let asked = 0;
      mirror.instead = (request, response) => {
        if (request.url !== '/add-entries') return false;
        const { status, body = '', headers = {} } = says(asked);
        asked += 1;
        request.resume().on('end', () => response.writeHead(status, headers).end(body));
        return true;
      };
      const outcome = await bring(mirror, 700, { ...unknownProgress(), next: 0 });
      assert.ok(outcome.type === 'failed');
      assert.match(outcome.reason, reason);
      assert.doesNotMatch(outcome.reason, /\p{Cc}/u);
      assert.equal(asked, requests);
    });
  }

  test('one that takes one package of each request is sent little more than twice what it takes', async (t) => {
    const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
    let sent = 0;
    mirror.instead = (request, response) => {
      if (request.url !== '/add-entries') return false;
      const reader = new AddEntriesReader();
      const body = request.pipe(createGunzip());
      body.on('data', (chunk: Buffer) => (sent += reader.push(chunk).length));
      body.on('end', () => {
        const next = Math.min(MOST, (Math.floor((reader.header?.uploadStart ?? 0) / 256) + 1) * 256);
        if (next === MOST) response.writeHead(500).end();
        else response.writeHead(202).end(info(MOST, next));
      });
      return true;
    };
    const outcome = await bring(mirror, MOST, { ...unknownProgress(), next: 0 });
    assert.ok(outcome.type === 'failed' && outcome.reason === 'status 500');
    assert.ok(sent <= 32 + 2 * Math.ceil(MOST / 256), `${sent} packages`);
  });

  test('one that cosigns another checkpoint than this', async (t) => {
    const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
    const { text } = parseNote(Buffer.from((await log.checkpoint(256)).note));
    mirror.instead = (request, response) => {
      if (request.url === '/add-entries') request.resume().on('end', () => void mirror.cosignature(text).then((line) => response.end(line)));
      return request.url === '/add-entries';
    };
    const outcome = await bring(mirror, 700);
    assert.ok(outcome.type === 'failed' && /espejo is wrong/.test(outcome.reason));
  });

  test('one that asks to be left alone says for how long; a date or a century is not heeded', async (t) => {
    for (const [field, expected] of [['7', 7000], ['Sun, 06 Nov 1994 08:49:37 GMT', undefined], ['99999999999', undefined], ['-1', undefined]] as const) {
      const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
      mirror.instead = (request, response) => {
        if (request.url === '/add-entries') response.writeHead(field === '7' ? 503 : 429, { 'Retry-After': field }).end();
        return request.url === '/add-entries';
      };
      const outcome = await bring(mirror, 700);
      assert.ok(outcome.type === 'failed');
      assert.equal(outcome.retryAfterMs, expected);
    }
  });

  for (const what of ['never answers', 'never reads', 'answers drop by drop', 'answers without end'] as const) {
    test(`one that ${what}`, async (t) => {
      const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
      const timers: NodeJS.Timeout[] = [];
      t.after(() => timers.forEach(clearInterval));
      mirror.instead = (request, response) => {
        if (request.url !== '/add-entries') return false;
        if (what !== 'never reads') request.resume();
        if (what === 'answers drop by drop') timers.push(setInterval(() => void response.write('1'), 20));
        if (what === 'answers without end') timers.push(setInterval(() => void response.write(Buffer.alloc(64 * 1024, 0x31)), 1));
        return true;
      };
      const began = performance.now();
      const progress = { ...unknownProgress(), next: 0 };
      const outcome = await bring(mirror, MOST, progress, { patienceMs: 700 });
      assert.ok(outcome.type === 'failed');
      assert.match(outcome.reason, what === 'answers without end' ? /longer than/ : /Timeout/);
      assert.ok(performance.now() - began < 10_000);
      if (what === 'never reads') assert.equal(progress.packages, 16, 'the next request is smaller');
    });
  }

  test('one that answers before it has read anything is heard', async (t) => {
    const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
    const outcome = await bring(mirror, MOST, { ...unknownProgress(), next: 0 });
    assert.equal(outcome.type, 'cosigned');
    const fresh = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
    const again = await bring(fresh, MOST, { ...unknownProgress(), next: 300 });
    assert.equal(again.type, 'cosigned', JSON.stringify(again));
    assert.equal(fresh.uploads[0]?.status, 409);
    assertHolds(fresh, MOST);
  });
});

test('an upload ends when the log stops', async (t) => {
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => log.keys);
  mirror.instead = ({ url }) => url === '/add-entries';
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 100);
  const outcome = await bring(mirror, MOST, unknownProgress(), { signal: ending.signal });
  assert.equal(outcome.type, 'failed');
});

test('a file that the log lacks is told as such', async (t) => {
  const own = await testDatabase(t);
  const poor = await new BareLog(own.database).grow(300);
  const mirror = await testMirror(t, 'espejo', ORIGIN, () => poor.keys);
  const checkpoint = await poor.checkpoint(300);
  assert.equal((await addCheckpoint(reachable(mirror), { oldSize: 0, proof: [], note: checkpoint.note }, nobody)).type, 'taken');
  await own.database.deleteFrom('ledger_file').where('path', '=', 'tile/entries/000').execute();
  const outcome = await uploadEntries(reachable(mirror), checkpoint, unknownProgress(), { database: own.database, signal: nobody });
  assert.ok(outcome.type === 'failed');
  assert.match(outcome.reason, /the file tile\/entries\/000 is missing/);
});

