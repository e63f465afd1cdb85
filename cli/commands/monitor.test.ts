import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { formatNote, formatVerifierKey, parsePolicy, signNote } from '@yupana/ledger';
import { signWith } from '@yupana/ledger/node';
import { start } from '../testing/call.ts';
import { Monitor, type MonitorOptions } from '../history/monitor/monitor.ts';
import type { MonitorEvent } from '../history/monitor/events.ts';
import { MonitorStore } from '../history/monitor/store.ts';
import type { LogSource } from '../history/source.ts';
import { Unreachable } from '../history/source.ts';
import { serveFiles, TestHistory, TestLog, testWitness } from '../history/testing/log.ts';
import { TestFolders } from '../history/testing/processes.ts';

const folders = new TestFolders();
after(() => folders.remove());
const uni = testWitness('uni.example');

async function logOf(size: number): Promise<{ readonly log: TestLog; readonly history: TestHistory }> {
  const log = new TestLog();
  const history = new TestHistory(log);
  for (let index = 0; index < size; index++) history.add(`k${index % 10}`);
  await log.publish(uni);
  return { log, history };
}

const clock = { now: 1_790_100_000 };

function monitorOf(log: Pick<TestLog, 'files'>, named: TestLog, folder: string, more: Partial<MonitorOptions> = {}): Monitor {
  const source: LogSource = { name: 'the log', read: async (path) => log.files.get(path) };
  const policy = parsePolicy(Buffer.from(`log ${named.vkey}\nwitness uni ${formatVerifierKey(uni.key)}\nquorum uni\n`));
  return new Monitor({ source, policy, origin: named.origin, store: new MonitorStore(folder, named.origin), kinds: new Set(['action']), silenceSeconds: 1e9, unreachableSeconds: 600, witnessSeconds: 600, tellsHistory: false, compare: [], now: () => clock.now, ...more });
}

const brief = (events: readonly MonitorEvent[]): string[] => events.map(({ type, entry, record }) => [type, entry, record].filter((part) => part !== undefined).join(' '));
const kept = (folder: string): MonitorEvent[] => readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as MonitorEvent);

describe('a monitor', () => {
  it('says what happens to the records that it watches, once, also after a restart', async () => {
    const { log, history } = await logOf(300);
    const folder = folders.next();
    const look = async (): Promise<string[]> => brief((await monitorOf(log, log, folder).look()).events);
    assert.deepEqual(await look(), ['baseline']);
    assert.deepEqual(await look(), []);
    history.add('k1');
    history.add('p1', { kind: 'product' });
    history.add('p1', { kind: 'product' });
    history.add('k2', { type: 'withdrawal' });
    history.add('k3', { type: 'redaction', article: 'Ley 29733, art. 20', count: 2 });
    history.add('k3');
    log.append({ v: 1, type: 'key', key: 'a', previousKey: 'b', lost: true, at: '2026-11-22T00:00:00.000Z', role: 'system' });
    history.add('nuevo');
    history.add('k4', { version: 99 });
    history.add('k5', { prev: { index: 3, leaf: 'ab' } });
    log.append(Buffer.from('{"no": "canonical"}'), { type: 'a-later-type', id: 'k6' });
    await log.publish(uni);
    assert.deepEqual(await look(), ['edit 300 k1', 'withdrawal 303 k2', 'redaction 304 k3', 'edit 305 k3', 'unproved-key 306', 'edit 308 k4', 'missing-version 308 k4', 'edit 309 k5', 'broken-chain 309 k5', 'not-canonical 310', 'broken-chain 311 k6']);
    assert.deepEqual(await look(), []);
    const events = kept(folder);
    assert.match(events.find(({ type }) => type === 'redaction')?.message ?? '', /2 values were erased \(Ley 29733, art\. 20\)/);
    assert.match(events.find(({ type }) => type === 'unproved-key')?.message ?? '', /said that the one before was lost/);
    assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
  });

  it('believes a new key only where one of the policy has signed it', async () => {
    const { log } = await logOf(5);
    const folder = folders.next();
    await monitorOf(log, log, folder).look();
    const key = formatVerifierKey(new TestLog(log.origin).key);
    const announce = async (by: TestLog, told: string, previousKey = log.vkey): Promise<void> => {
      const text = `yupana log key\n${previousKey}\n${told}\n`;
      const statement = Buffer.from(formatNote({ text, signatures: [await signNote(text, by.key, signWith(by.privateKey))] })).toString('utf8');
      log.append({ v: 1, type: 'key', key, previousKey, statement, at: '2026-11-22T00:00:00.000Z', role: 'system' });
    };
    const stranger = new TestLog(log.origin);
    await announce(log, key);
    await announce(stranger, key);
    await announce(stranger, key, stranger.vkey);
    await announce(log, log.vkey);
    await log.publish(uni);
    assert.deepEqual(brief((await monitorOf(log, log, folder).look()).events), ['key 5', 'unproved-key 6', 'unproved-key 7', 'unproved-key 8']);
  });

  it('with "report" tells the history too', async () => {
    const { log } = await logOf(25);
    const { events } = await monitorOf(log, log, folders.next(), { tellsHistory: true }).look();
    assert.equal(events.filter(({ type }) => type === 'edit').length, 15);
  });

  it('tells silence, a missing quorum and a log that is away, after their time, and when they are over', async () => {
    const { log, history } = await logOf(30);
    const folder = folders.next();
    clock.now = Date.parse('2026-11-01') / 1000;
    let away = false;
    const source: LogSource = { name: 'the log', read: async (path) => (away ? Promise.reject(new Unreachable('no answer')) : log.files.get(path)) };
    const look = async (seconds: number): Promise<string[]> => {
      clock.now += seconds;
      return (await monitorOf(log, log, folder, { source, silenceSeconds: 3600 }).look()).events.map(({ type, message }) => (type === 'resolved' ? `resolved ${message.split(' ')[0]}` : type));
    };
    assert.deepEqual(await look(0), ['baseline', 'silence'], 'the newest entry is old');
    assert.deepEqual(await look(60), []);
    history.add('k0');
    await log.publish();
    assert.deepEqual(await look(60), ['edit', 'resolved silence']);
    assert.deepEqual(await look(500), []);
    assert.deepEqual(await look(200), ['not-witnessed']);
    await log.publish(uni);
    assert.deepEqual(await look(10), ['resolved not-witnessed']);
    away = true;
    assert.deepEqual(await look(10), []);
    assert.deepEqual(await look(700), ['unreachable']);
    assert.deepEqual(await look(700), []);
    assert.deepEqual(await look(3600), ['silence']);
    away = false;
    assert.deepEqual(await look(10), ['resolved unreachable']);
  });

  it('a fork is an alarm with both heads; a smaller head that fits is none; a flipped bit is told with its place', async () => {
    const { log, history } = await logOf(300);
    const folder = folders.next();
    await monitorOf(log, log, folder).look();
    const fork = new TestLog(log.origin, log.privateKey);
    fork.append(...log.entries.slice(0, 40), Buffer.from('{"type":"other"}'), ...log.entries.slice(41));
    for (const size of [300, 320]) {
      while (fork.size < size) fork.append(Buffer.from('{"type":"x"}'));
      await fork.publish(uni);
      const { events } = await monitorOf(fork, log, folder).look();
      if (size === 320) {
        assert.deepEqual(events, [], 'told once');
        continue;
      }
      assert.deepEqual(brief(events), ['fork']);
      const heads = (events[0]?.evidence ?? []).map((file) => new Uint8Array(readFileSync(file)));
      assert.deepEqual(heads, [log.files.get('checkpoint'), fork.files.get('checkpoint')]);
    }
    log.files.set('checkpoint', await log.checkpoint(200, [uni]));
    assert.deepEqual(brief((await monitorOf(log, log, folder).look()).events), ['resolved'], 'the log shows its one history again, if an older head of it');
    history.add('k1');
    history.add('k2');
    await log.publish(uni);
    const bundle = 'tile/entries/001.p/46';
    const sound = log.files.get(bundle) ?? assert.fail();
    log.files.set(bundle, Uint8Array.from(sound, (byte, at) => (at === sound.length - 1 ? byte ^ 1 : byte)));
    assert.deepEqual(brief((await monitorOf(log, log, folder).look()).events), ['different 301']);
    log.files.set(bundle, sound);
    assert.deepEqual(brief((await monitorOf(log, log, folder).look()).events), ['edit 300 k1', 'edit 301 k2', 'resolved']);
  });

  it('holds the log to what mirrors and witnesses were shown', async () => {
    const { log } = await logOf(300);
    const fork = new TestLog(log.origin, log.privateKey);
    fork.append(...log.entries.slice(0, 100), Buffer.from('{"type":"other"}'));
    await fork.publish(uni);
    const further = new TestLog(log.origin, log.privateKey);
    further.append(...log.entries, Buffer.from('{"type":"hidden"}'));
    await further.publish(uni);
    const servers = await Promise.all([log, fork, further].map((one) => serveFiles((path) => one.files.get(path))));
    const folder = folders.next();
    const look = async () => (await monitorOf(log, log, folder, { compare: servers.map(({ url }) => url) }).look()).events;
    const first = await look();
    assert.deepEqual(brief(first), ['baseline', 'fork']);
    assert.ok(first.some(({ message }) => message.includes(`${servers[1]?.url} was shown another tree of 101 entries`)));
    clock.now += 700;
    assert.deepEqual(brief(await look()), ['ahead']);
    await Promise.all(servers.map((server) => server.close()));
  });

  it('keeps nothing by halves: a kill between the files, a full disk, another log', { skip: process.platform !== 'linux' ? 'SKIPPED: no /dev/full' : false }, async () => {
    const { log, history } = await logOf(50);
    const folder = folders.next();
    await monitorOf(log, log, folder).look();
    const state = readFileSync(join(folder, 'state.json'));
    history.add('k1');
    await log.publish(uni);
    await monitorOf(log, log, folder).look();
    const events = readFileSync(join(folder, 'events.jsonl'));
    // Killed after the journals were written and before the state was.
    writeFileSync(join(folder, 'state.json'), state);
    assert.deepEqual(brief((await monitorOf(log, log, folder).look()).events), ['edit 50 k1']);
    assert.equal(kept(folder).length, events.toString().trim().split('\n').length, 'the same is not kept twice');
    history.add('k2');
    await log.publish(uni);
    symlinkSync('/dev/full', join(folder, 'state.json.new'));
    await assert.rejects(monitorOf(log, log, folder).look(), /ENOSPC/);
    assert.deepEqual(brief((await monitorOf(log, log, folder).look()).events), ['edit 51 k2']);
    assert.throws(() => new MonitorStore(folder, 'other.example/log'), /is the state of a monitor of historia\.example\/log/);
    writeFileSync(join(folder, 'state.json'), '{');
    assert.throws(() => new MonitorStore(folder, log.origin), /is damaged/);
  });
});

describe('yupana monitor', () => {
  it('reports by line, webhook and program; what did not arrive comes again', async () => {
    const { log, history } = await logOf(40);
    const site = await serveFiles((path) => log.files.get(path));
    const posted: { readonly events: readonly MonitorEvent[] }[] = [];
    let broken = true;
    const hook = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (!broken) posted.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof posted)[number]);
        response.writeHead(broken ? 500 : 204).end();
      });
    });
    await new Promise<void>((done) => hook.listen(0, '127.0.0.1', () => done()));
    const folder = folders.next();
    const program = join(folder, 'mail.sh');
    writeFileSync(program, `#!/bin/sh\ncat >> "${join(folder, 'mailed')}"\n`);
    chmodSync(program, 0o755);
    writeFileSync(join(folder, 'log.policy'), `log ${log.vkey} ${site.url}\nquorum none\n`);
    const config = join(folder, 'monitor.yaml');
    writeFileSync(config, `policy: log.policy\nkinds: [action]\nsilenceHours: 8760\nreport:\n  format: json\n  webhook: http://127.0.0.1:${(hook.address() as AddressInfo).port}/\n  command: ["${program}", "a b; rm -rf /"]\n`);
    const once = await runOnce(['monitor', '--config', config, '--once']);
    assert.equal(once.code, 0, once.err);
    assert.equal((JSON.parse(once.out) as MonitorEvent).type, 'baseline');
    assert.match(once.err, /1 events wait to be delivered: the webhook answers 500/);
    assert.ok(!existsSync(join(folder, 'mailed')));
    broken = false;
    history.add('k1', { version: 9 });
    await log.publish();
    const second = await runOnce(['monitor', '--config', config, '--once']);
    assert.equal(second.code, 3, 'an alarm');
    assert.deepEqual(posted.flatMap(({ events }) => brief(events)), ['baseline', 'edit 40 k1', 'missing-version 40 k1']);
    assert.match(readFileSync(join(folder, 'mailed'), 'utf8'), /baseline[\s\S]*edit[\s\S]*ALARM missing-version .* entry 40: /);
    await site.close();
    hook.close();
    assert.equal((await runOnce(['monitor', '--config', config, '--once'])).code, 1);
  });
});

/** In a process of its own, while this one serves what it asks for. */
async function runOnce(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = start({ args });
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}
