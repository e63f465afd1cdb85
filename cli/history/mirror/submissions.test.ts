import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { formatAddCheckpoint, formatAddEntries, formatVerifierKey, MIRROR_INFO_CONTENT_TYPE, openNote, parseCheckpoint, parseCosignatures, parseMirrorInfo, parseNote, parsePolicy, parseSizeBody, SIZE_CONTENT_TYPE } from '@yupana/ledger';
import * as fc from 'fast-check';
import { ALGORITHMS, Cosigner } from '../cosigner.ts';
import { BrokenOff, type Reply } from '../server.ts';
import { TestLog, testWitness } from '../testing/log.ts';
import { TestFolders } from '../testing/processes.ts';
import { bodyOf, type TestUpload, uploadOf } from '../testing/upload.ts';
import { LogCopy } from './copy.ts';
import { Mirror } from './mirror.ts';
import { Submissions } from './submissions.ts';

const folders = new TestFolders();
after(() => folders.remove());

const SIZE = 9000;
const log = new TestLog();
log.append(...Array.from({ length: SIZE }, (_, index) => Buffer.from(`entry ${index}`)));
/** The same log with other entries from 600 on: what another audience would be shown. */
const fork = new TestLog(log.origin, log.privateKey);
fork.append(...Array.from({ length: 1200 }, (_, index) => Buffer.from(index < 600 ? `entry ${index}` : `other ${index}`)));

const cosigner = new Cosigner('espejo.example', [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('ml-dsa-44').privateKey]);
const witness = testWitness('testigo.example');
const policy = parsePolicy(Buffer.from(`log ${log.vkey}\nwitness uni ${formatVerifierKey(witness.key)}\nquorum none\n`));

interface TestMirror {
  readonly submissions: Submissions;
  readonly copy: LogCopy;
  readonly folder: string;
  readonly warned: string[];
}

const NOW = 1_790_000_000;

/** A mirror that was just started on a folder. */
async function started(folder = folders.next(), packageBytes = 2_097_152, now = NOW): Promise<TestMirror> {
  const copy = await LogCopy.open({ folder, origin: log.origin, policy, cosigner, now: () => now });
  const warned: string[] = [];
  return { copy, folder, warned, submissions: new Submissions({ copies: [copy], packageBytes, now: () => new Date(1_790_000_000_000), warn: (_, line) => warned.push(line), grown: () => undefined }) };
}

async function* inPieces(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece;
}

async function* brokenOff(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* inPieces(...pieces);
  throw new BrokenOff('gone');
}

const send = ({ submissions }: TestMirror, { header, packages }: TestUpload): Promise<Reply> => submissions.addEntries('::1', inPieces(header, ...packages));
const sendBytes = ({ submissions }: TestMirror, ...pieces: readonly Uint8Array[]): Promise<Reply> => submissions.addEntries('::1', inPieces(...pieces));

/** Announces a head. */
async function announce({ submissions }: TestMirror, oldSize: number, newSize: number, of = log): Promise<Reply> {
  return submissions.addCheckpoint(await of.addCheckpointBody(oldSize, newSize));
}

/** Announces a head and brings all entries of it, as a client of the standard does. */
async function grow(mirror: TestMirror, from: number, to: number): Promise<Reply> {
  assert.equal((await announce(mirror, from, to)).status, 200);
  return sendAll(mirror, from, to);
}

async function sendAll(mirror: TestMirror, from: number, to: number): Promise<Reply> {
  for (let start = from; ; ) {
    const { header, packages } = uploadOf(log, start, to);
    const reply = await send(mirror, { header, packages: packages.slice(0, 32) });
    if (reply.status !== 202) return reply;
    const info = parseMirrorInfo(Buffer.from(reply.body));
    assert.equal(reply.type, MIRROR_INFO_CONTENT_TYPE);
    assert.ok(info.pendingSize === to && info.nextEntry > start, 'it advances');
    start = info.nextEntry;
  }
}

/** When the mirror has cosigned the head of this size, by each of its keys. */
async function timesOf(size: number, { body }: Reply): Promise<(number | undefined)[]> {
  const { text } = parseNote(await log.checkpoint(size));
  return (await openNote(Buffer.concat([Buffer.from(`${text}\n`), Buffer.from(body)]), cosigner.keys, ALGORITHMS)).valid.map(({ timestamp }) => timestamp);
}

const infoOf = ({ status, type, body }: Reply): readonly [number, number, number] => {
  assert.equal(type, MIRROR_INFO_CONTENT_TYPE);
  const { pendingSize, nextEntry } = parseMirrorInfo(Buffer.from(body));
  return [status, pendingSize, nextEntry];
};

/** Every file of a folder, but for what is pending. */
function filesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => !name.startsWith('pending') && statSync(join(folder, name)).isFile());
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** What a mirror has that fetched the log at these sizes. */
async function fetched(...sizes: readonly number[]): Promise<Map<string, string>> {
  const folder = folders.next();
  for (const size of sizes) {
    const part = log.cut(size);
    await part.publish();
    const copy = await LogCopy.open({ folder, origin: log.origin, policy, cosigner, now: () => 1_790_000_000 });
    await new Mirror({ source: { name: 'log', read: async (path) => part.files.get(path) }, copy, unwitnessed: true }).update();
  }
  return filesIn(folder);
}

/** Everything but the signatures, of which those by ML-DSA-44 are another each time. */
function assertSameFiles(actual: Map<string, string>, expected: Map<string, string>): void {
  assert.deepEqual([...actual.keys()], [...expected.keys()]);
  for (const [name, bytes] of expected) if (name !== 'checkpoint') assert.equal(actual.get(name), bytes, name);
  assert.equal(headIn(actual), headIn(expected));
}

const headIn = (files: Map<string, string>): string => parseNote(Buffer.from(files.get('checkpoint') ?? '', 'base64')).text;

describe('what a log submits to a mirror (C2SP tlog-mirror)', () => {
  it('is the same copy, byte by byte, as one that was fetched; and is signed when it is whole', async () => {
    const sizes = [1, 255, 256, 257, 700, 700, 9000];
    const mirror = await started();
    let from = 0;
    for (const size of sizes) {
      const reply = await grow(mirror, from, size);
      assert.equal(reply.status, 200);
      const text = parseNote(await log.checkpoint(size)).text;
      const { valid, ignored } = await openNote(Buffer.concat([Buffer.from(`${text}\n`), Buffer.from(reply.body)]), cosigner.keys, ALGORITHMS);
      assert.deepEqual([valid.map(({ key, timestamp }) => [key.name, timestamp]), ignored], [[['espejo.example', 1_790_000_000], ['espejo.example', 1_790_000_000]], []]);
      const served = await openNote(readFileSync(join(mirror.folder, 'checkpoint')), [log.key, ...cosigner.keys], ALGORITHMS);
      assert.equal(served.valid.length, 3, 'the head that is served bears the signatures of log and mirror');
      from = size;
    }
    assertSameFiles(filesIn(mirror.folder), await fetched(...sizes));
    assert.deepEqual(readdirSync(join(mirror.folder, 'pending')), []);
  });

  it('whatever the sizes and wherever uploads are cut, restarted and sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 4 }), fc.array(fc.nat(10_000), { maxLength: 6 }), async (steps, cuts) => {
        const folder = folders.next();
        let mirror = await started(folder);
        const sizes: number[] = [];
        for (const step of steps) {
          const [from, to] = [sizes.at(-1) ?? 0, (sizes.at(-1) ?? 0) + step];
          sizes.push(to);
          assert.equal((await announce(mirror, from, to)).status, 200);
          for (const cut of cuts) {
            const body = bodyOf(uploadOf(log, Math.min(from + (cut % (step + 1)), mirror.copy.nextEntry, to), to));
            await mirror.submissions.addEntries('::1', brokenOff(body.subarray(0, cut)));
            if (cut % 3 === 0) mirror = await started(folder);
          }
          const next = mirror.copy.nextEntry;
          assert.equal((await sendAll(mirror, next, to)).status, 200);
          assert.equal((await sendAll(mirror, to, to)).status, 200, 'the same again');
        }
        assertSameFiles(filesIn(folder), await fetched(...sizes));
      }),
      { numRuns: 20 },
    );
  });

  it('an upload that breaks off is kept as far as it is proved, across a restart', async () => {
    const mirror = await started();
    await announce(mirror, 0, 700);
    const { header, packages } = uploadOf(log, 0, 700);
    const [first, second] = [packages[0] ?? assert.fail(), packages[1] ?? assert.fail()];
    assert.equal((await mirror.submissions.addEntries('::1', brokenOff(header, first.subarray(0, 100)))).status, 400, 'nothing was whole');
    assert.deepEqual(infoOf(await mirror.submissions.addEntries('::1', brokenOff(header, first, second, Buffer.of(0)))), [202, 700, 512]);
    assert.ok(!existsSync(join(mirror.folder, 'checkpoint')), 'nothing is signed before all is here');
    const again = await started(mirror.folder);
    assert.equal(again.copy.nextEntry, 512);
    assert.deepEqual(infoOf(await send(again, uploadOf(log, 600, 700))), [409, 700, 512]);
    assert.equal((await send(again, uploadOf(log, 512, 700))).status, 200);
  });

  it('two clients at once do not disturb each other, and the smaller head never winds back the larger one', async () => {
    const mirror = await started();
    await announce(mirror, 0, 300);
    await announce(mirror, 300, 1000);
    const [small, large] = [uploadOf(log, 0, 300), uploadOf(log, 0, 1000)];
    const replies = await Promise.all([send(mirror, small), send(mirror, large), send(mirror, large), sendBytes(mirror, bodyOf(small))]);
    assert.ok(replies.every(({ status }) => status === 200 || status === 409), JSON.stringify(replies.map(({ status }) => status)));
    assert.equal(parseCheckpoint(parseNote(readFileSync(join(mirror.folder, 'checkpoint'))).text).size, 1000);
    assertSameFiles(filesIn(mirror.folder), await fetched(...(replies[0].status === 200 || replies[3].status === 200 ? [300] : []), 1000));
    assert.deepEqual(infoOf(await send(mirror, small)), [409, 1000, 1000], 'too small by now');
    const { status, body } = await send(mirror, uploadOf(log, 1000, 1000));
    assert.equal(status, 200);
    assert.equal(parseCosignatures(Buffer.from(body)).length, 2);
  });

  it('signs the same head again with the time of now, and never with an earlier one', async () => {
    const mirror = await started();
    await grow(mirror, 0, 300);
    for (const [now, expected] of [[NOW + 3600, NOW + 3600], [NOW + 60, NOW + 3600], [NOW + 3601, NOW + 3601]] as const) {
      const later = await started(mirror.folder, undefined, now);
      assert.deepEqual(await timesOf(300, await send(later, uploadOf(log, 300, 300))), [expected, expected]);
      assert.equal((await openNote(readFileSync(join(mirror.folder, 'checkpoint')), [log.key, ...cosigner.keys], ALGORITHMS)).valid.length, 3, 'the signature of the log stays');
    }
  });

  it('an earlier pending head is still taken, when a newer one has been announced', async () => {
    const mirror = await started();
    await announce(mirror, 0, 300);
    for (let size = 301; size < 307; size++) await announce(mirror, size - 1, size);
    assert.equal((await send(mirror, uploadOf(log, 0, 300))).status, 200);
    assert.equal(mirror.copy.nextEntry, 300);
    for (let size = 307; size < 330; size++) await announce(mirror, size - 1, size);
    assert.deepEqual(infoOf(await send(mirror, uploadOf(log, 300, 305))), [409, 329, 300], 'but not for ever');
    assert.equal((await send(mirror, uploadOf(log, 300, 325))).status, 200);
    assert.deepEqual(readdirSync(join(mirror.folder, 'pending')).map(Number).toSorted((a, b) => a - b), [326, 327, 328, 329]);
  });

  it('answers as the standard says to what does not fit', async () => {
    const mirror = await started();
    assert.equal((await send(mirror, uploadOf(log, 0, 300, 'another.example/log'))).status, 404);
    assert.equal((await send(mirror, uploadOf(log, 0, 300))).status, 422, 'no checkpoint yet');
    await announce(mirror, 0, 300);
    assert.deepEqual(infoOf(await send(mirror, uploadOf(log, 0, 299))), [409, 300, 0], 'no such head');
    const endless = formatAddEntries({ origin: log.origin, uploadStart: 0, uploadEnd: 0, ticket: new Uint8Array(0) });
    endless.fill(0xff, endless.length - 10, endless.length - 2);
    assert.deepEqual(infoOf(await sendBytes(mirror, endless)), [409, 300, 0], 'a size that no tree has');
    assert.deepEqual(infoOf(await send(mirror, uploadOf(log, 10, 300))), [409, 300, 0], 'a gap');
    for (const [bytes, reason] of [[Buffer.alloc(0), /within the header/], [Buffer.of(0xff, 0xff, 1), /within the header/], [formatAddEntries({ origin: log.origin, uploadStart: 2, uploadEnd: 1, ticket: new Uint8Array(0) }), /no interval of entries/]] as const) {
      const { status, body } = await sendBytes(mirror, bytes);
      assert.deepEqual([status, reason.test(String(body))], [400, true], String(body));
    }
    assert.equal((await sendBytes(mirror, uploadOf(log, 0, 300).header)).status, 400, 'no package');
    await announce(mirror, 300, SIZE);
    assert.equal((await sendAll(mirror, 0, SIZE)).status, 200);
    assert.deepEqual(infoOf(await send(mirror, uploadOf(log, 0, SIZE))), [409, SIZE, SIZE], 'all of it again is too much');
    assert.equal((await send(mirror, uploadOf(log, SIZE - 300, SIZE))).status, 200, 'a little of it is not');
    assert.deepEqual(mirror.warned, []);
  });

  it('heads are announced by the rules of a witness, and nothing is signed for them', async () => {
    const mirror = await started();
    const taken = await announce(mirror, 0, 300);
    assert.deepEqual([taken.status, taken.body.length], [200, 0]);
    assert.ok(!existsSync(join(mirror.folder, 'checkpoint')));
    const stale = await announce(mirror, 0, 400);
    assert.deepEqual([stale.status, stale.type, parseSizeBody(Buffer.from(stale.body))], [409, SIZE_CONTENT_TYPE, 300]);
    assert.equal((await mirror.submissions.addCheckpoint(formatAddCheckpoint({ oldSize: 400, proof: [], checkpoint: await log.checkpoint(300) }))).status, 400);
    const stranger = new TestLog(log.origin);
    stranger.append(...log.entries.slice(0, 300));
    assert.equal((await mirror.submissions.addCheckpoint(await stranger.addCheckpointBody(0))).status, 403);
    const unknown = new TestLog('unknown.example/log');
    unknown.append(Buffer.from('x'));
    assert.equal((await mirror.submissions.addCheckpoint(await unknown.addCheckpointBody(0))).status, 404);
    for (const bytes of ['', 'old 0\n', `old 0\n\n${log.origin}\n`, '\n\n\n']) assert.equal((await mirror.submissions.addCheckpoint(Buffer.from(bytes))).status, 400);
    assert.equal((await (await started(mirror.folder)).copy.latest())?.size, 300, 'it is remembered');
  });

  it('keeps of a submitted head the signatures that are valid, and no others', async () => {
    const mirror = await started();
    const note = parseNote(await log.checkpoint(20, [witness, testWitness('nadie.example')]));
    const [ofLog, ofWitness, ofNobody] = [note.signatures[0] ?? assert.fail(), note.signatures[1] ?? assert.fail(), note.signatures[2] ?? assert.fail()];
    const wrong = Buffer.from(ofWitness.signature);
    wrong[20] = (wrong[20] ?? 0) ^ 1;
    for (const [signatures, kept] of [[[ofLog, ofWitness, ofNobody], 2], [[ofLog, { ...ofWitness, signature: wrong }, ofNobody], 1]] as const) {
      const fresh = await started();
      const checkpoint = Buffer.from(`${note.text}\n${signatures.map(({ name, keyId, signature }) => `— ${name} ${Buffer.concat([Buffer.of(keyId >>> 24, (keyId >>> 16) & 255, (keyId >>> 8) & 255, keyId & 255), signature]).toString('base64')}\n`).join('')}`);
      assert.equal((await fresh.submissions.addCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).status, 200);
      assert.equal((await send(fresh, uploadOf(log, 0, 20))).status, 200);
      assert.equal(parseNote(readFileSync(join(fresh.folder, 'checkpoint'))).signatures.length, kept + 2);
    }
    assert.deepEqual(mirror.warned, []);
  });

  it('a fork is refused, kept and told: at the same size as two heads, at another as the request', async () => {
    const mirror = await started();
    await grow(mirror, 0, 700);
    const same = await mirror.submissions.addCheckpoint(formatAddCheckpoint({ oldSize: 700, proof: [], checkpoint: await fork.checkpoint(700) }));
    assert.equal(same.status, 422);
    assert.match(mirror.warned.join('\n'), /FORK/);
    assert.equal(readdirSync(mirror.folder).filter((name) => name.startsWith('fork-')).length, 2);
    assert.equal((await announce(mirror, 700, 1200, fork)).status, 422);
    assert.equal(readdirSync(mirror.folder).filter((name) => name.startsWith('refused-')).length, 1);
    assert.equal((await mirror.submissions.addCheckpoint(formatAddCheckpoint({ oldSize: 700, proof: [new Uint8Array(32)], checkpoint: await log.checkpoint(700) }))).status, 422);
    assert.equal(mirror.warned.filter((line) => line.startsWith('FORK')).length, 1, 'a wrong proof of the same head is no fork');
    assert.equal((await grow(mirror, 700, 800)).status, 200, 'the honest log goes on');
  });

  it('who fetches is held to what was submitted, and the other way round', async () => {
    const served = log.cut(700);
    await served.publish();
    const forked = fork.cut(1000);
    await forked.publish();
    const mirror = await started();
    await announce(mirror, 0, 900);
    const fetchFrom = (from: TestLog): Promise<{ readonly outcome: string }> => new Mirror({ source: { name: 'log', read: async (path) => from.files.get(path) }, copy: mirror.copy, unwitnessed: true }).update();
    assert.equal((await fetchFrom(forked)).outcome, 'fork', 'against a head whose entries are not here yet');
    assert.equal((await fetchFrom(served)).outcome, 'behind', 'it has signed more than it shows');
    assert.equal((await send(mirror, uploadOf(log, 0, 900))).status, 200);
    assert.equal((await fetchFrom(served)).outcome, 'behind');
    const later = log.cut(1500);
    await later.publish();
    assert.equal((await fetchFrom(later)).outcome, 'grown');
    const stale = await announce(mirror, 900, 1200);
    assert.deepEqual([stale.status, parseSizeBody(Buffer.from(stale.body))], [409, 1500]);
    assert.equal((await grow(mirror, 1500, 1600)).status, 200);
    assertSameFiles(new Map([...filesIn(mirror.folder)].filter(([name]) => !name.startsWith('fork-'))), await fetched(900, 1500, 1600));
  });

  it('what is fetched and what is submitted at the same time makes one copy', async () => {
    const served = log.cut(3000);
    await served.publish();
    const mirror = await started();
    await announce(mirror, 0, 3000);
    const source = { name: 'log', read: async (path: string) => (await new Promise((done) => setTimeout(done, 1)), served.files.get(path)) };
    const [fetching, sending] = await Promise.all([new Mirror({ source, copy: mirror.copy, unwitnessed: true }).update(), sendAll(mirror, 0, 3000)]);
    assert.deepEqual([['grown', 'unchanged'].includes(fetching.outcome), sending.status], [true, 200]);
    assertSameFiles(filesIn(mirror.folder), await fetched(3000));
  });

  it('any flipped bit in a package is refused, and nothing of it is kept', async () => {
    const { header, packages } = uploadOf(log, 0, 300);
    const [first, second] = [packages[0] ?? assert.fail(), packages[1] ?? assert.fail()];
    const mirror = await started();
    await announce(mirror, 0, 300);
    assert.deepEqual(infoOf(await sendBytes(mirror, header, first)), [202, 300, 256]);
    const before = filesIn(mirror.folder);
    const start = uploadOf(log, 256, 300).header;
    await fc.assert(
      fc.asyncProperty(fc.nat(second.length * 8 - 1), async (bit) => {
        const changed = Uint8Array.from(second);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { status } = await sendBytes(mirror, start, changed);
        // A length that was changed leaves the package unfinished, or another one.
        assert.ok(status === 422 || status === 400, String(status));
        assert.deepEqual(filesIn(mirror.folder), before);
      }),
      { numRuns: 150 },
    );
    assert.equal((await sendBytes(mirror, start, second)).status, 200);
  });

  it('whatever bytes come, it answers, and holds no more of them than a package', async () => {
    const mirror = await started(undefined, 65_536);
    await announce(mirror, 0, 300);
    const sound = bodyOf(uploadOf(log, 0, 300));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.tuple(fc.nat(sound.length - 1), fc.uint8Array({ minLength: 1, maxLength: 9 })).map(([at, bytes]) => Buffer.concat([sound.subarray(0, at), bytes, sound.subarray(at + bytes.length)]))), async (bytes) => {
        const { status } = await sendBytes(mirror, bytes);
        assert.ok([200, 202, 400, 404, 409, 422].includes(status), String(status));
      }),
      { numRuns: 300 },
    );
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield formatAddEntries({ origin: log.origin, uploadStart: 0, uploadEnd: 300, ticket: new Uint8Array(0) });
      for (let piece = 0; ; piece++) {
        assert.ok(piece < 100, 'it reads on for ever');
        yield Buffer.alloc(16_384, 255);
      }
    };
    assert.equal((await mirror.submissions.addEntries('::1', endless())).status, 400);
  });

  it('one client cannot take all places', async () => {
    const mirror = await started();
    await announce(mirror, 0, 20);
    const waiting: (() => void)[] = [];
    const paused = async function* (): AsyncGenerator<Uint8Array> {
      await new Promise<void>((done) => waiting.push(done));
      yield bodyOf(uploadOf(log, 0, 20));
    };
    const held = Array.from({ length: 6 }, () => mirror.submissions.addEntries('192.0.2.1', paused()));
    assert.equal((await mirror.submissions.addEntries('192.0.2.2', inPieces(bodyOf(uploadOf(log, 0, 20))))).status, 200);
    await new Promise((done) => setImmediate(done));
    for (const go of waiting) go();
    assert.deepEqual((await Promise.all(held)).map(({ status }) => status).toSorted(), [200, 200, 200, 200, 503, 503]);
  });

  it('a full disk stops it without harm', { skip: process.platform !== 'linux' ? 'SKIPPED: no /dev/full' : false }, async () => {
    const mirror = await started();
    await grow(mirror, 0, 100);
    const full = (path: string): void => {
      mkdirSync(join(mirror.folder, path, '..'), { recursive: true });
      symlinkSync('/dev/full', join(mirror.folder, `${path}.new`));
    };
    full('pending/200');
    assert.equal((await announce(mirror, 100, 200)).status, 503);
    assert.equal((await mirror.copy.latest())?.size, 100);
    assert.equal((await announce(mirror, 100, 200)).status, 200);
    for (const path of ['tile/entries/000.p/200', 'tile/0/000.p/200', 'checkpoint']) {
      full(path);
      assert.equal((await send(mirror, uploadOf(log, 100, 200))).status, 503, path);
      assert.equal((await mirror.copy.head())?.size, 100);
    }
    assert.equal(mirror.warned.length, 4);
    assert.equal((await send(mirror, uploadOf(log, 100, 200))).status, 200);
    assertSameFiles(filesIn(mirror.folder), await fetched(100, 200));
  });

  it('what rots on the disk before it is signed is found, thrown away and asked for again', async () => {
    for (const harm of [(file: string): void => writeFileSync(file, readFileSync(file).fill(120, 2, 9)), (file: string): void => writeFileSync(file, readFileSync(file).subarray(0, 40)), (file: string): void => rmSync(file)]) {
      const mirror = await started();
      await grow(mirror, 0, 100);
      await announce(mirror, 100, 700);
      const { header, packages } = uploadOf(log, 100, 700);
      assert.equal((await send(mirror, { header, packages: packages.slice(0, 2) })).status, 202);
      harm(join(mirror.folder, 'tile/entries/001'));
      assert.deepEqual(infoOf(await send(mirror, uploadOf(log, 512, 700))), [409, 700, 100]);
      assert.match(mirror.warned.join('\n'), /Check the disk/);
      assert.equal((await mirror.copy.head())?.size, 100);
      assert.equal((await sendAll(mirror, 100, 700)).status, 200);
      assertSameFiles(filesIn(mirror.folder), await fetched(100, 700));
    }
  });

  it('what rots on the disk after it was signed is not laid at the door of the client, and what is fetched mends it', async () => {
    const mirror = await started();
    await grow(mirror, 0, 100);
    await announce(mirror, 100, 200);
    const file = join(mirror.folder, 'tile/entries/000.p/100');
    writeFileSync(file, readFileSync(file).fill(120, 2, 9));
    await assert.rejects(send(mirror, uploadOf(log, 100, 200)), /entries from 0 on are no longer what was kept .*verify log/);
    const served = log.cut(200);
    await served.publish();
    assert.equal((await new Mirror({ source: { name: 'log', read: async (path) => served.files.get(path) }, copy: mirror.copy, unwitnessed: true }).update()).outcome, 'grown');
    assert.equal((await grow(mirror, 200, 300)).status, 200);
  });

  it('a pending head that is damaged is named with what to do, and nothing is lost without it', async () => {
    const mirror = await started();
    await grow(mirror, 0, 100);
    await announce(mirror, 100, 700);
    const { header, packages } = uploadOf(log, 100, 700);
    await send(mirror, { header, packages: packages.slice(0, 2) });
    const file = join(mirror.folder, 'pending/700');
    writeFileSync(file, readFileSync(file, 'utf8').replace('\n700\n', '\n701\n'));
    await assert.rejects(started(mirror.folder), /pending\/700 is damaged.*remove this file/);
    rmSync(file);
    const again = await started(mirror.folder);
    assert.equal(again.copy.nextEntry, 100);
    assert.equal((await grow(again, 100, 700)).status, 200);
    assertSameFiles(filesIn(mirror.folder), await fetched(100, 700));
  });
});
