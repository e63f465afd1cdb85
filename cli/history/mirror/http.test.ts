import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { formatSignSubtree, type Interval, originHash, parseCosignatures, parseMirrorInfo, parsePolicy, subtreeConsistencyProof, subtreeHash, verifySubtreeCosignature } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { Cosigner } from '../cosigner.ts';
import { type RunningServer, startServer } from '../server.ts';
import { TestLog } from '../testing/log.ts';
import { TestFolders } from '../testing/processes.ts';
import { bodyOf, uploadOf } from '../testing/upload.ts';
import { LogCopy } from './copy.ts';
import { answersOfMirror } from './http.ts';
import { Submissions } from './submissions.ts';

const folders = new TestFolders();
const servers: RunningServer[] = [];
after(async () => {
  await Promise.all(servers.map((server) => server.close()));
  folders.remove();
});

const hash = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const log = new TestLog();
log.append(...Array.from({ length: 1000 }, (_, index) => Buffer.from(`entry ${index}`)));
const keys = [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('ml-dsa-44').privateKey];
const cosigner = new Cosigner('espejo.example', keys);

interface Served {
  readonly address: string;
  readonly copy: LogCopy;
  post(path: string, body: Uint8Array, headers?: Record<string, string>): Promise<Response>;
}

/** A mirror with this key at an address of its own. */
async function served(signer = cosigner, patienceMs?: number): Promise<Served> {
  const files = folders.next();
  const copy = await LogCopy.open({ folder: `${files}/${originHash(log.origin)}`, origin: log.origin, policy: parsePolicy(Buffer.from(`log ${log.vkey}\nquorum none\n`)), cosigner: signer, now: () => 1_790_000_000 });
  const submissions = new Submissions({ copies: [copy], packageBytes: 2_097_152, now: () => new Date(), warn: () => undefined, grown: () => undefined });
  const server = await startServer({ listen: { host: '127.0.0.1', port: 0 }, behindProxy: false, ...(patienceMs !== undefined && { patienceMs }), answer: answersOfMirror({ files, origins: [log.origin], cosigner: signer, url: undefined, requestsPerMinute: 6000, submissions, states: () => new Map() }) });
  servers.push(server);
  return { address: server.address, copy, post: (path, body, headers = {}) => fetch(`${server.address}${path}`, { method: 'POST', body: Buffer.from(body), headers }) };
}

const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

describe('the submission prefix of a mirror over HTTP', () => {
  let mirror: Served;
  before(async () => {
    mirror = await served();
  });

  it('takes a head and its entries, compressed or not, and serves the copy', async () => {
    const announced = await mirror.post('/add-checkpoint', await log.addCheckpointBody(0, 300));
    assert.deepEqual([announced.status, (await bytesOf(announced)).length], [200, 0]);
    const body = bodyOf(uploadOf(log, 0, 300));
    const first = await mirror.post('/add-entries', gzipSync(body), { 'Content-Encoding': 'gzip', 'Content-Type': 'application/octet-stream' });
    assert.deepEqual([first.status, parseCosignatures(await bytesOf(first)).length, first.headers.get('accept-encoding')], [200, 2, 'gzip, identity']);
    await mirror.post('/add-checkpoint', await log.addCheckpointBody(300, 500));
    const second = await mirror.post('/add-entries', bodyOf(uploadOf(log, 300, 500)), { 'Content-Type': 'application/octet-stream' });
    assert.equal(second.status, 200);
    const tile = await fetch(`${mirror.address}/${originHash(log.origin)}/tile/entries/001.p/244`);
    assert.equal(tile.status, 200);
    assert.match(await (await fetch(mirror.address)).text(), /add-checkpoint, add-entries/);
  });

  it('says what it does not take', async () => {
    assert.equal((await fetch(`${mirror.address}/add-entries`)).status, 405);
    assert.equal((await fetch(`${mirror.address}/add-checkpoint`)).status, 405);
    assert.equal((await mirror.post('/add-checkpoint', Buffer.alloc(200_000))).status, 413);
    const other = await mirror.post('/add-entries', Buffer.alloc(10), { 'Content-Encoding': 'br' });
    assert.deepEqual([other.status, other.headers.get('accept-encoding')], [415, 'gzip, identity']);
    assert.equal((await mirror.post(`/${originHash(log.origin)}/checkpoint`, Buffer.alloc(1))).status, 405);
  });

  it('keeps what was proved of a compressed body that is cut or spoiled', async () => {
    await mirror.post('/add-checkpoint', await log.addCheckpointBody(500, 1000));
    const whole = bodyOf(uploadOf(log, 500, 1000));
    const zipped = gzipSync(whole, { level: 0 });
    const cut = await mirror.post('/add-entries', zipped.subarray(0, Math.ceil(zipped.length * 0.8)), { 'Content-Encoding': 'gzip' });
    const info = parseMirrorInfo(await bytesOf(cut));
    assert.deepEqual([cut.status, info.pendingSize, info.nextEntry], [202, 1000, 768]);
    assert.equal((await mirror.post('/add-entries', Buffer.from('this is no gzip'), { 'Content-Encoding': 'gzip' })).status, 400);
    const rest = await mirror.post('/add-entries', gzipSync(bodyOf(uploadOf(log, 768, 1000))), { 'Content-Encoding': 'gzip' });
    assert.equal(rest.status, 200);
  });

  it('answers before the end of a body that it will not take, and what grows beyond measure is read no further', async () => {
    const fresh = await served();
    await fresh.post('/add-checkpoint', await log.addCheckpointBody(0, 300));
    const bomb = gzipSync(Buffer.concat([uploadOf(log, 0, 300).header, Buffer.alloc(300_000_000, 255)]));
    assert.ok(bomb.length < 400_000);
    const before = process.memoryUsage.rss();
    const response = await fresh.post('/add-entries', bomb, { 'Content-Encoding': 'gzip' });
    assert.deepEqual([response.status, await response.text()], [400, 'a package has more than 2097152 bytes, which this mirror does not take\n']);
    assert.ok(process.memoryUsage.rss() - before < 100_000_000, 'it was held in memory');

    // A client that announces much and sends only the first of it.
    const { hostname, port } = new URL(mirror.address);
    const socket = connect(Number(port), hostname);
    const header = uploadOf(log, 0, 300, 'unknown.example/log').header;
    socket.write(Buffer.concat([Buffer.from(`POST /add-entries HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n`), header]));
    const [answer] = (await new Promise<Buffer[]>((done) => socket.once('data', (chunk: Buffer) => done([chunk])))) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 404 /);
    socket.destroy();
  });

  it('a client that goes away in the middle leaves what it proved', async () => {
    const fresh = await served();
    await fresh.post('/add-checkpoint', await log.addCheckpointBody(0, 700));
    const { header, packages } = uploadOf(log, 0, 700);
    const { hostname, port } = new URL(fresh.address);
    const socket = connect(Number(port), hostname);
    socket.write(Buffer.concat([Buffer.from(`POST /add-entries HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`), header, packages[0] ?? assert.fail()]));
    while (fresh.copy.nextEntry < 256) await sleep(5);
    socket.destroy();
    const { status } = await fresh.post('/add-entries', bodyOf(uploadOf(log, 256, 700)));
    assert.equal(status, 200);
  });
});

it('who sends nothing more, or next to nothing, is let go, and what it proved stays', async () => {
  const patient = await served(cosigner, 300);
  await patient.post('/add-checkpoint', await log.addCheckpointBody(0, 700));
  const { header, packages } = uploadOf(log, 0, 700);
  const { hostname, port } = new URL(patient.address);
  for (const drip of [0, 1]) {
    const socket = connect(Number(port), hostname);
    const ended = new Promise<void>((done) => socket.once('close', () => done()));
    socket.on('error', () => undefined);
    socket.write(Buffer.concat([Buffer.from(`POST /add-entries HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`), header, drip === 0 ? (packages[0] ?? assert.fail()) : Buffer.alloc(0)]));
    const dripping = setInterval(() => drip === 1 && socket.write('x'), 100);
    socket.resume();
    await ended;
    clearInterval(dripping);
  }
  assert.equal(patient.copy.nextEntry, 256);
});

function partOf(subtree: Interval, size: number, checkpoint: Uint8Array): Uint8Array {
  const read = log.cut(size).nodes(size);
  return formatSignSubtree({ subtree, root: subtreeHash(subtree, read, hash), proof: subtreeConsistencyProof(subtree, size, read, hash), checkpoint });
}

describe('sign-subtree', () => {
  it('signs a part of a tree that the mirror has cosigned, with the key that can', async () => {
    const mirror = await served();
    await mirror.post('/add-checkpoint', await log.addCheckpointBody(0, 700));
    const pending = await mirror.post('/sign-subtree', partOf({ start: 512, end: 700 }, 700, await log.checkpoint(700)));
    assert.equal(pending.status, 403, 'a head that is only pending bears no cosignature');
    await mirror.post('/add-entries', bodyOf(uploadOf(log, 0, 700)));
    const note = await bytesOf(await fetch(`${mirror.address}/${originHash(log.origin)}/checkpoint`));
    for (const subtree of [{ start: 0, end: 700 }, { start: 512, end: 700 }, { start: 8, end: 13 }]) {
      const response = await mirror.post('/sign-subtree', partOf(subtree, 700, note));
      assert.equal(response.status, 200);
      const [line, ...others] = parseCosignatures(await bytesOf(response));
      const root = subtreeHash(subtree, log.cut(700).nodes(700), hash);
      const key = cosigner.keys.find(({ type }) => type === 6) ?? assert.fail();
      assert.ok(line && (await verifySubtreeCosignature(line, { origin: log.origin, ...subtree, root }, key, nodeMlDsa44)) && others.length === 0);
      assert.ok(!(await verifySubtreeCosignature(line, { origin: log.origin, ...subtree, root: new Uint8Array(32) }, key, nodeMlDsa44)));
    }
    const sound = Buffer.from(partOf({ start: 8, end: 13 }, 700, note)).toString('latin1');
    const wrongRoot = Buffer.from(sound.replace(/\n.{43}=\n/, `\n${'A'.repeat(43)}=\n`), 'latin1');
    assert.equal((await mirror.post('/sign-subtree', wrongRoot)).status, 422);
    for (const bad of ['', 'subtree 8 13\n', sound.replace('subtree 8 13', 'subtree 9 13'), sound.replace('subtree 8 13', 'subtree 08 13')]) assert.equal((await mirror.post('/sign-subtree', Buffer.from(bad, 'latin1'))).status, 400, bad.slice(0, 30));
  });

  it('is not there without such a key', async () => {
    const [first] = keys;
    const mirror = await served(new Cosigner('espejo.example', [first ?? assert.fail()]));
    assert.equal((await mirror.post('/sign-subtree', partOf({ start: 8, end: 13 }, 700, await log.checkpoint(700)))).status, 404);
  });
});
