import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ED25519_COSIGNATURE, formatVerifierKey, ML_DSA_44_COSIGNATURE, openNote, originHash, parseCheckpoint, parseNote, parsePolicy, parseVerifierKey } from '@yupana/ledger';
import { call, callEach } from '../testing/call.ts';
import { ALGORITHMS } from '../history/cosigner.ts';
import { type RunningCommand, startCommand, TestFolders } from '../history/testing/processes.ts';
import { TestLog } from '../history/testing/log.ts';

const folders = new TestFolders();
const running: RunningCommand[] = [];
after(async () => {
  for (const command of running) await command.end('SIGKILL');
  folders.remove();
});

const log = new TestLog();
log.append(...Array.from({ length: 400 }, (_, index) => Buffer.from(`entry ${index}`)));
const fork = new TestLog(log.origin, log.privateKey);
fork.append(...Array.from({ length: 400 }, (_, index) => Buffer.from(index < 5 ? `entry ${index}` : `other ${index}`)));

function configuration(folder: string, more = ''): string {
  const file = join(folder, 'witness.yaml');
  writeFileSync(file, `name: testigo.example\nurl: https://testigo.example\nlisten: 127.0.0.1:0\nmlDsaKey: mldsa.key\ncontact: redes@testigo.example\nlogs:\n  - keys: ["${log.vkey}"]\n${more}`);
  return file;
}

async function witness(file: string): Promise<RunningCommand> {
  const command = await startCommand(['witness', '--config', file]);
  running.push(command);
  return command;
}

const post = (address: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> => fetch(`${address}/add-checkpoint`, { method: 'POST', body: Buffer.from(body), headers });

describe('yupana witness', () => {
  const folder = folders.next();
  const file = configuration(folder, 'limits: {requestsPerMinute: 40, bodyBytes: 20000}\nbehindProxy: true\n');

  it('makes its keys once, for its owner alone, and prints the lines of the policy', () => {
    const first = call(['witness', '--config', file, '--show-key']);
    assert.equal(first.code, 0, first.err);
    const policy = parsePolicy(Buffer.from(`${first.out}quorum testigo.example\n`));
    assert.deepEqual(policy.witnesses.map(({ name, url, key }) => [name, url, key.type]), [['testigo.example', 'https://testigo.example', ED25519_COSIGNATURE], ['testigo.example-2', 'https://testigo.example', ML_DSA_44_COSIGNATURE]]);
    for (const key of ['witness.key', 'mldsa.key']) assert.equal(statSync(join(folder, key)).mode & 0o777, 0o600);
    assert.equal(call(['witness', '--config', file, '--show-key']).out, first.out);
  });

  it('cosigns over HTTP, serves what it cosigned, and says what it is', async () => {
    const { address, end } = await witness(file);
    const keys = keysOf(await (await fetch(`${address}/`)).text());
    assert.equal((await fetch(`${address}/${originHash(log.origin)}/checkpoint`)).status, 404);
    const request = await log.addCheckpointBody(0, 7);
    const answer = await post(address, request);
    assert.equal(answer.status, 200);
    const { text } = parseNote(await log.checkpoint(7));
    const cosigned = await openNote(Buffer.from(`${text}\n${await answer.text()}`), keys, ALGORITHMS);
    assert.equal(cosigned.valid.length, 2);
    const conflict = await post(address, request);
    assert.deepEqual([conflict.status, conflict.headers.get('content-type'), await conflict.text()], [409, 'text/x.tlog.size', '7\n']);
    const served = await fetch(`${address}/${originHash(log.origin)}/checkpoint`);
    assert.match(served.headers.get('content-type') ?? '', /^text\/plain/);
    const note = await openNote(new Uint8Array(await served.arrayBuffer()), [log.key, ...keys], ALGORITHMS);
    assert.deepEqual([parseCheckpoint(note.text).size, note.valid.length], [7, 3]);
    const about = (await (await fetch(address, { headers: { Accept: 'application/json' } })).json()) as { witness: string; keys: string[]; contact: string; logs: { origin: string; size: number }[] };
    assert.deepEqual([about.witness, about.keys, about.contact, about.logs.map(({ origin, size }) => [origin, size])], ['testigo.example', keys.map(formatVerifierKey), 'redes@testigo.example', [[log.origin, 7]]]);
    assert.equal(await end('SIGTERM'), 0);
  });

  it('limits bodies and how often one address asks, behind a proxy too, and survives broken requests', async () => {
    const { address, end } = await witness(file);
    assert.equal((await post(address, new Uint8Array(20_001), { 'X-Forwarded-For': '192.0.2.1' })).status, 413);
    assert.equal((await fetch(`${address}/add-checkpoint`, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status, 405);
    assert.equal((await fetch(`${address}/../../etc/passwd`, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status, 404);
    const statuses = [];
    for (let asked = 0; asked < 45; asked++) statuses.push((await fetch(address, { headers: { 'X-Forwarded-For': `10.0.0.${asked}, 192.0.2.2` } })).status);
    assert.deepEqual([statuses.filter((status) => status === 200).length, statuses.at(-1)], [40, 429]);
    assert.equal((await fetch(address, { headers: { 'X-Forwarded-For': '192.0.2.3' } })).status, 200);
    await new Promise<void>((done) => {
      const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.write('POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nold 0\n', () => socket.destroy()));
      socket.on('close', () => done());
    });
    assert.equal((await fetch(address, { headers: { 'X-Forwarded-For': '192.0.2.3' } })).status, 200);
    assert.equal(await end('SIGTERM'), 0);
  });

  it('does not start beside itself, nor with a key that others can read, nor without the key it had', async () => {
    const command = await witness(file);
    const second = call(['witness', '--config', file]);
    assert.deepEqual([second.code, /Another process works in .*witness-state/.test(second.err)], [1, true], second.err);
    assert.equal(call(['witness', '--config', file, '--show-key']).code, 0, 'its key can be shown meanwhile');
    await command.end('SIGKILL');
    const key = join(folder, 'witness.key');
    for (const mode of [0o640, 0o604, 0o644]) {
      chmodSync(key, mode);
      const open = call(['witness', '--config', file]);
      assert.deepEqual([open.code, /can be read by others.*chmod 600/.test(open.err)], [1, true], open.err);
    }
    chmodSync(key, 0o600);
    const broken = readFileSync(key);
    writeFileSync(key, 'no key');
    assert.match(call(['witness', '--config', file]).err, /holds no private key/);
    renameSync(key, `${key}.away`);
    assert.match(call(['witness', '--config', file]).err, /is gone, though this witness has signed before/);
    assert.ok(!existsSync(key));
    writeFileSync(key, broken, { mode: 0o600 });
    assert.equal(call(['witness', '--config', file, '--show-key']).code, 0);
  });

  it('killed with -9 in the middle of requests of both sides of a fork, it never contradicts itself', async () => {
    const place = folders.next();
    const config = configuration(place);
    const given: { readonly size: number; readonly root: string }[] = [];
    let held = 0;
    for (let round = 0; round < 8; round++) {
      const command = await witness(config);
      const targets = Array.from({ length: 6 }, (_, index) => Math.min(400, held + 1 + ((round * 7 + index * 3) % 30)));
      let answers = 0;
      const asked = targets.map(async (size, index) => {
        const side = index % 2 === 0 ? log : fork;
        const answer = await post(command.address, await side.addCheckpointBody(held, size)).catch(() => undefined);
        // The kill comes with one of the answers, while the others are under way; at first before any.
        if (++answers === (round % 4) + 1) void command.end('SIGKILL');
        if (answer?.status === 200) given.push({ size, root: Buffer.from(side.root(size)).toString('hex') });
      });
      if (round % 4 === 3) await command.end('SIGKILL');
      await Promise.all(asked);
      held = recordedSize(place);
      assert.ok(given.every(({ size }) => size <= held), 'a cosignature was given out that the disk does not know');
    }
    const side = [log, fork].filter((one) => given.every(({ size, root }) => Buffer.from(one.root(size)).toString('hex') === root));
    assert.ok(side.length > 0, JSON.stringify(given));
    assert.ok(given.length >= 3, `only ${given.length} cosignatures came out`);
  });

  it('names the line and the remedy of a wrong configuration, and takes JSON', () => {
    const place = folders.next();
    const wrong: readonly (readonly [text: string, says: RegExp])[] = [
      [`name: a b\nlogs:\n  - keys: ["${log.vkey}"]\n`, /witness\.yaml:1: name: .*no spaces/],
      ['name: x.example\n', /witness\.yaml:1: logs: List the logs/],
      [`name: x.example\nlogs:\n  - keys:\n      - "${log.vkey.slice(0, -4)}"\n`, /witness\.yaml:4: logs\.0\.keys\.0: This is no verifier key .*Copy it whole/],
      [`name: x.example\nlisten: 80\nlogs:\n  - keys: ["${log.vkey}"]\n`, /witness\.yaml:2: listen: .*127\.0\.0\.1:8410/],
      [`name: x.example\nport: 80\nlogs:\n  - keys: ["${log.vkey}"]\n`, /witness\.yaml:2: port: there is no such setting/],
      [`name: x.example\nlogs:\n  - keys: ["${log.vkey}"]\n  - keys: ["${log.vkey}"]\n`, /witness\.yaml:4: logs\.1\.keys: .*listed twice/],
      ['name: [x\n', /witness\.yaml:\d: /],
      ['una-maquina\n', /witness\.yaml:1: this is no configuration\. .*--help/],
      ['', /witness\.yaml:1: this is no configuration/],
      [`name: x.example\nlimits: {requestsPerMinute: 0}\nlogs:\n  - keys: ["${log.vkey}"]\n`, /witness\.yaml:2: limits\.requestsPerMinute: .*from 1 to/],
    ];
    const files = wrong.map(([text], index) => {
      mkdirSync(join(place, String(index)));
      const file = join(place, String(index), 'witness.yaml');
      writeFileSync(file, text);
      return file;
    });
    for (const [index, { code, err }] of callEach(files.map((file) => ({ args: ['witness', '--config', file] }))).entries()) {
      assert.equal(code, 1);
      assert.match(err, wrong[index]?.[1] ?? assert.fail());
      assert.doesNotMatch(err, /\.ts:\d/);
    }
    assert.equal(call(['witness']).code, 2);
    assert.match(call(['witness', '--config', join(place, 'none.yaml')]).err, /cannot be read.*--config/);
    const json = join(place, 'witness.json');
    writeFileSync(json, JSON.stringify({ name: 'x.example', logs: [{ keys: [log.vkey] }] }));
    assert.match(call(['witness', '--config', json, '--show-key']).out, /^witness x\.example x\.example\+/);
    rmSync(json);
  });
});

function keysOf(page: string) {
  return [...page.matchAll(/^witness \S+ (\S+)/gm)].map(([, key = '']) => parseVerifierKey(key));
}

/** What a restart will find. */
function recordedSize(folder: string): number {
  const file = join(folder, 'witness-state', originHash(log.origin), 'checkpoint');
  return existsSync(file) ? parseCheckpoint(parseNote(new Uint8Array(readFileSync(file))).text).size : 0;
}
