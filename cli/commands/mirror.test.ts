import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, describe, it } from 'node:test';
import { formatVerifierKey, openNote, originHash, parseCheckpoint, parsePolicy } from '@yupana/ledger';
import { openSource } from '../history/source.ts';
import { type RunningCommand, startCommand, TestFolders } from '../history/testing/processes.ts';
import { serveFiles, TestHistory, TestLog } from '../history/testing/log.ts';
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
});
