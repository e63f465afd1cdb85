import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, describe, it } from 'node:test';
import { formatVerifierKey, openNote, originHash, parseCheckpoint, parseMirrorInfo, parsePolicy } from '@yupana/ledger';
import { openSource } from '../history/source.ts';
import { type RunningCommand, startCommand, TestFolders } from '../history/testing/processes.ts';
import { serveFiles, TestHistory, TestLog } from '../history/testing/log.ts';
import { bodyOf, uploadOf } from '../history/testing/upload.ts';
import { compareLogs } from '../history/verify/compare.ts';
import { verifyWholeLog } from '../history/verify/whole-log.ts';

const folders = new TestFolders();
const running: RunningCommand[] = [];
after(async () => {
  for (const command of running) await command.end('SIGKILL');
  folders.remove();
});

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new Error(`${what} did not come`);
}

describe('yupana mirror', () => {
  const log = new TestLog();
  const history = new TestHistory(log);
  const folder = folders.next();
  const config = join(folder, 'mirror.yaml');

  const started = async (): Promise<RunningCommand> => {
    const command = await startCommand(['mirror', '--config', config]);
    running.push(command);
    return command;
  };

  it('follows a log, serves it as any tool reads it, goes on after kill -9, and holds on to its history against a fork', async () => {
    for (let index = 0; index < 300; index++) history.add(`k${index % 7}`);
    await log.publish();
    let served: Pick<TestLog, 'files'> = log;
    const site = await serveFiles((path) => served.files.get(path.replace(/^log\//, '')));
    writeFileSync(join(folder, 'log.policy'), `log ${log.vkey} ${site.url}/log\nquorum none\n`);
    writeFileSync(config, 'every: 1\nfiles: copies\nname: espejo.example\nlogs:\n  - policy: log.policy\nserve: {listen: "127.0.0.1:0", url: "https://espejo.example"}\n');
    const hash = originHash(log.origin);
    const reaches = (address: string, size: number) => eventually(`a mirror of ${size}`, async () => {
      const response = await fetch(`${address}/${hash}/checkpoint`);
      const note = new Uint8Array(await response.arrayBuffer());
      return response.ok && Buffer.from(note).toString().split('\n')[1] === String(size) ? note : undefined;
    });

    const first = await started();
    await reaches(first.address, 300);
    await first.end('SIGKILL');
    for (let index = 300; index < 900; index++) history.add(`k${index % 7}`);
    await log.publish();
    const second = await started();
    const note = await reaches(second.address, 900);
    const page = await (await fetch(second.address)).text();
    const [, line = ''] = /^(witness .*)$/m.exec(page) ?? [];
    const policy = parsePolicy(Buffer.from(`log ${formatVerifierKey(log.key)}\n${line}\nquorum espejo.example\n`));
    const { valid } = await openNote(note, [log.key, ...policy.witnesses.map(({ key }) => key)]);
    assert.deepEqual(valid.map(({ key }) => key.name), [log.origin, 'espejo.example']);

    const [mirror, origin] = [await openSource(`${second.address}/${hash}`), await openSource(`${site.url}/log`)];
    const head = parseCheckpoint((await openNote(note, [log.key])).text);
    const whole = await verifyWholeLog(mirror, head, { hashesOnly: false });
    assert.deepEqual([whole.faults, whole.records], [0, 7]);
    assert.deepEqual(await compareLogs({ source: mirror, head }, { source: origin, head }), { common: 900, difference: undefined });
    const bundle = await fetch(`${second.address}/${hash}/tile/entries/000`);
    assert.deepEqual([bundle.headers.get('content-type'), /immutable/.test(bundle.headers.get('cache-control') ?? '')], ['application/octet-stream', true]);
    assert.match((await fetch(`${second.address}/${hash}/checkpoint`)).headers.get('content-type') ?? '', /^text\/plain; charset=utf-8/);
    for (const path of ['/.lock', `/${hash}/.lock`, `/${hash}/tile/0/%2e%2e%2f%2e%2e%2fcheckpoint`, `/${hash}/tile/9/000`, `/${'0'.repeat(64)}/checkpoint`, '/%2e%2e/mirror.key', `/${hash}/fork-1.note`]) {
      assert.equal((await fetch(`${second.address}${path}`)).status, 404, path);
    }
    assert.equal((await fetch(`${second.address}/${hash}/checkpoint`, { method: 'POST' })).status, 405);

    const fork = new TestLog(log.origin, log.privateKey);
    fork.append(...log.entries.slice(0, 500), Buffer.from('{"type":"other"}'), ...log.entries.slice(501), Buffer.from('{"type":"more"}'));
    await fork.publish();
    served = fork;
    await eventually('the alarm', async () => (/FORK: the log has signed two histories/.test(second.errors()) ? true : undefined));
    await reaches(second.address, 900);
    const evidence = readdirSync(join(folder, 'copies', hash)).filter((name) => name.startsWith('fork-'));
    assert.deepEqual(evidence.map((name) => readFileSync(join(folder, 'copies', hash, name), 'utf8').split('\n')[1]).toSorted(), ['900', '901']);
    assert.equal(second.errors().match(/FORK/g)?.length, 1, 'said once');
    assert.equal(await second.end('SIGTERM'), 0);

    // Once, with the log still forked: it never says where it listens, it ends.
    await assert.rejects(startCommand(['mirror', '--config', config, '--once']), /FORK/);
    await site.close();
  });

  it('takes what a log brings, and forgets nothing that it signed, whenever it is killed', async () => {
    const [brought, home] = [new TestLog('traido.example/log'), folders.next()];
    brought.append(...Array.from({ length: 3000 }, (_, index) => Buffer.from(`entry ${index}`)));
    writeFileSync(join(home, 'log.policy'), `log ${brought.vkey} http://127.0.0.1:9/log\nquorum none\n`);
    const serving = join(home, 'mirror.yaml');
    writeFileSync(serving, 'every: 3600\nfiles: copies\nname: espejo.example\nlogs:\n  - policy: log.policy\nserve: {listen: "127.0.0.1:0", url: "https://espejo.example", submissions: true}\n');
    const sizes = [1, 200, 256, 700, 1500, 2999, 3000];
    let command = await startCommand(['mirror', '--config', serving]);
    running.push(command);
    const post = (path: string, body: Uint8Array): Promise<Response> => fetch(`${command.address}${path}`, { method: 'POST', body: Buffer.from(body) });
    const served = async (): Promise<number> => Number((await (await fetch(`${command.address}/${originHash(brought.origin)}/checkpoint`)).text()).split('\n')[1] ?? 0);
    /** What a client does that knows nothing but the size that it wants to see kept. Throws where the mirror is gone. */
    const bring = async (size: number): Promise<void> => {
      const asked = await post('/add-checkpoint', await brought.addCheckpointBody(brought.size));
      const pending = asked.status === 409 ? Number(await asked.text()) : brought.size;
      if (pending < size) assert.equal((await post('/add-checkpoint', await brought.addCheckpointBody(pending, size))).status, 200);
      for (let start = size; ; ) {
        const answer = await post('/add-entries', bodyOf(uploadOf(brought, start, size)));
        const body = new Uint8Array(await answer.arrayBuffer());
        if (answer.status === 200) return;
        assert.ok(answer.status === 409 || answer.status === 202, String(answer.status));
        start = parseMirrorInfo(body).nextEntry;
      }
    };
    let [signed, kills] = [0, 0];
    for (const size of sizes) {
      for (let patience = 2; signed < size; patience *= 3) {
        const timer = setTimeout(() => command.child.kill('SIGKILL'), kills < 6 ? patience : 60_000);
        const done = await bring(size).then(() => true, (error: unknown) => (error instanceof TypeError ? false : Promise.reject(error)));
        clearTimeout(timer);
        if (done) signed = size;
        if (command.child.exitCode === null && command.child.signalCode === null && done) continue;
        kills += 1;
        await command.end('SIGKILL');
        command = await startCommand(['mirror', '--config', serving]);
        running.push(command);
        assert.ok((await served()) >= signed, 'a signed head was forgotten');
      }
    }
    assert.ok(kills >= 4, `only ${kills} kills`);
    const copy = await openSource(`${command.address}/${originHash(brought.origin)}`);
    const head = parseCheckpoint((await openNote(await brought.checkpoint(3000), [brought.key])).text);
    const source = await openSource(join(home, 'copies', originHash(brought.origin)));
    const whole = folders.next();
    await brought.publish();
    brought.write(whole);
    for (const one of [copy, source]) assert.deepEqual(await compareLogs({ source: one, head }, { source: await openSource(whole), head }), { common: 3000, difference: undefined });
    const page = await (await fetch(command.address)).text();
    assert.match(page, /^witness espejo\.example \S+ https:\/\/espejo\.example$/m);
    assert.equal(await command.end('SIGTERM'), 0);
  });

  it('without a name there is nothing that a log could bring its entries for', async () => {
    const home = folders.next();
    writeFileSync(join(home, 'log.policy'), `log ${log.vkey} http://127.0.0.1:9/log\nquorum none\n`);
    writeFileSync(join(home, 'mirror.yaml'), 'logs:\n  - policy: log.policy\nserve: {submissions: true}\n');
    await assert.rejects(startCommand(['mirror', '--config', join(home, 'mirror.yaml')]), /mirror\.yaml:3: serve\.submissions: .*Give the mirror a "name"/);
  });
});
