import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { canonicalJson, formatTlogProof, formatVerifierKey, type JsonObject, leafHash, LEDGER, parseCheckpoint, parseNote, parsePolicy, parseTlogProof, parseVerifierKey } from '@yupana/ledger';
import * as fc from 'fast-check';
import { call, callEach } from '../testing/call.ts';
import { vectorBytes, vectorPath, vectorText, withoutVectors } from '../../engines/ledger/testing/vectors.ts';
import { LogCopy } from '../history/mirror/copy.ts';
import { Mirror } from '../history/mirror/mirror.ts';
import { openSource } from '../history/source.ts';
import { compareLogs } from '../history/verify/compare.ts';
import { readHead } from '../history/verify/head.ts';
import { verifyWholeLog } from '../history/verify/whole-log.ts';
import { TestHistory, TestLog, testWitness } from '../history/testing/log.ts';
import { TestFolders } from '../history/testing/processes.ts';

const folders = new TestFolders();
after(() => folders.remove());
const uni = testWitness('uni.example');

/** A log of records with versions, withdrawals, redactions and a key, published by its log and one witness. */
async function historyOf(size: number, log = new TestLog(), upTo?: (history: TestHistory) => void): Promise<TestLog> {
  const history = new TestHistory(log);
  for (let index = log.size; index < size; index++) {
    if (index === 7) log.append({ v: 1, type: 'key', key: 'k', previousKey: 'l', lost: true, at: '2026-11-22T00:00:00.000Z', role: 'system' });
    else if (index % 50 === 20) history.add(`k${index % 10}`, { type: 'redaction', count: 1 });
    else if (index % 50 === 30) history.add(`k${index % 10}`, { type: 'withdrawal', note: 'ab' });
    else history.add(`k${index % 10}`);
  }
  upTo?.(history);
  await log.publish(uni);
  return log;
}

function written(log: TestLog): string {
  const folder = folders.next();
  log.write(folder);
  return folder;
}

function policyFile(log: TestLog, quorum = 'uni'): string {
  const file = join(folders.next(), 'policy');
  writeFileSync(file, `log ${log.vkey}\nwitness uni ${formatVerifierKey(uni.key)}\nwitness ong ${formatVerifierKey(testWitness('ong.example').key)}\ngroup both all uni ong\nquorum ${quorum}\n`);
  return file;
}

async function findingsOf(folder: string) {
  const source = await openSource(folder);
  return verifyWholeLog(source, (await readHead(source, undefined)).checkpoint, { hashesOnly: false });
}

interface Result {
  readonly verdict: string;
  readonly size: number;
  readonly reason?: string;
  readonly findings: readonly { readonly what: string; readonly entry: number; readonly path: string; readonly reason: string; readonly record?: string }[];
  readonly comparison?: { readonly common: number; readonly difference?: { readonly entry: number; readonly here: string; readonly there: string } };
}

const resultOf = (out: string): Result => JSON.parse(out) as Result;

describe('yupana verify log', () => {
  it('a sound log holds; without a policy or a quorum nobody vouches for it', async () => {
    const log = await historyOf(700);
    const folder = written(log);
    const [held, loose, unmet, json, bare] = callEach([
      { args: ['verify', 'log', folder, '--policy', policyFile(log)] },
      { args: ['verify', 'log', folder] },
      { args: ['verify', 'log', folder, '--policy', policyFile(log, 'both')] },
      { args: ['verify', 'log', folder, '--policy', policyFile(log), '--json'] },
      { args: ['verify', 'log', folder, '--policy', policyFile(log), '--hashes-only'] },
    ]);
    assert.equal(held?.code, 0, held?.err);
    assert.match(held?.out ?? '', /Entries +700\n[\s\S]*Witness +uni, [\s\S]*10 records; 671 publication, 1 key, 14 redaction, 14 withdrawal\nHOLDS/);
    assert.deepEqual([loose?.code, unmet?.code, bare?.code], [4, 4, 0]);
    assert.match(loose?.out ?? '', /no signature was checked: give --policy/);
    assert.match(unmet?.out ?? '', /Missing +both: 1 of 2\nMissing +ong\n[\s\S]*not yet witnessed/);
    assert.deepEqual([resultOf(json?.out ?? '').verdict, resultOf(json?.out ?? '').size], ['holds', 700]);
  });

  it('finds any flipped bit in any file, and says in which', async () => {
    const log = await historyOf(600);
    // What belongs to smaller trees is not read.
    const paths = ['tile/0/000', 'tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2', 'tile/entries/000', 'tile/entries/001', 'tile/entries/002.p/88'];
    const folder = written(log);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, choice) => {
        const sound = readFileSync(join(folder, path));
        const bit = choice % (sound.length * 8);
        const bytes = Uint8Array.from(sound);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        writeFileSync(join(folder, path), bytes);
        const { faults, findings } = await findingsOf(folder);
        writeFileSync(join(folder, path), sound);
        const first = findings.find(({ what }) => what === 'different');
        assert.ok(faults > 0 && first !== undefined);
        const number = path.match(/\d{3}/)?.[0] ?? '';
        assert.ok(first.path?.includes(number) || first.reason.includes(path), `${path}: ${JSON.stringify(first)}`);
        if (path.startsWith('tile/0/')) assert.equal(first.entry, Number(number) * 256 + Math.floor(bit / 256));
      }),
      { numRuns: 120 },
    );
  });

  it('entries in another order, one left out, one changed: the first difference and its place', async () => {
    const log = await historyOf(300);
    const changed: readonly (readonly [entries: Uint8Array[], entry: number])[] = [
      [[...log.entries.slice(0, 100), log.entries[101] ?? assert.fail(), log.entries[100] ?? assert.fail(), ...log.entries.slice(102)], 100],
      [[...log.entries.slice(0, 255), Buffer.from('{"type":"x"}'), ...log.entries.slice(256)], 255],
    ];
    for (const [entries, entry] of changed) {
      const other = new TestLog(log.origin, log.privateKey);
      other.append(...entries);
      const folder = written(log);
      writeFileSync(join(folder, 'tile/entries/000'), other.files.get('tile/entries/000') ?? assert.fail());
      const { code, err } = call(['verify', 'log', folder]);
      assert.equal(code, 3);
      assert.match(err, new RegExp(`FIRST DIFFERENCE  entry ${entry}, tile/entries/000: `));
    }
    const whole = new TestLog(log.origin, log.privateKey);
    whole.append(...log.entries.slice(0, 50), ...log.entries.slice(51));
    whole.files.set('checkpoint', await log.checkpoint(299));
    const [left] = (await findingsOf(written(whole))).findings;
    assert.match(left?.reason ?? '', /names entry|other entries|not in the log|the one before/);
  });

  it('a tree that is not the signed one, a note that is hostile, a file that is gone', async () => {
    const log = await historyOf(300);
    const folder = written(log);
    writeFileSync(join(folder, 'checkpoint'), await log.checkpoint(300, [uni], log.root(299)));
    assert.match(call(['verify', 'log', folder, '--policy', policyFile(log)]).err, /not the root that the log has signed/);
    const calls = [Buffer.alloc(0), Buffer.from(`${log.origin}\n300\n\u001b[2J\n\n— x AAAA\n`), Buffer.from(`${log.origin}\n${'9'.repeat(400)}\nAAAA\n\n— x AAAAAAAAAA==\n`), Buffer.from('x'.repeat(2_000_000))];
    for (const note of calls) {
      writeFileSync(join(folder, 'checkpoint'), note);
      const { code, err } = call(['verify', 'log', folder]);
      assert.ok(code === 3 || code === 1, `${code} ${err}`);
      assert.ok(!err.includes('\u001b'), err);
    }
    writeFileSync(join(folder, 'checkpoint'), log.files.get('checkpoint') ?? assert.fail());
    rmSync(join(folder, 'tile/0/000'));
    const gone = call(['verify', 'log', folder, '--json']);
    assert.deepEqual([gone.code, resultOf(gone.out).verdict, /tile\/0\/000/.test(resultOf(gone.out).reason ?? '')], [1, 'not-checked', true]);
    const strange = new TestLog(log.origin);
    strange.append(Buffer.from('x'));
    await strange.publish();
    assert.match(call(['verify', 'log', written(strange), '--policy', policyFile(log)]).err, /DOES NOT HOLD: no known key has signed/);
  });

  it('entries that are not canonical, versions that are missing, chains that are broken: each with entry and record', async () => {
    const log = await historyOf(60, new TestLog(), (history) => {
      history.add('k1', { version: 40 });
      history.add('k2', { prev: { index: 0, leaf: 'ab' } });
    });
    log.append(Buffer.from('{"type":"publication", "id":"k3"}'), Buffer.from('{"a":1,"a":2}'), Buffer.from('{"id":"\\u001b[31m","type":"\\u001b[31mx"}'));
    await log.publish(uni);
    const { code, out } = call(['verify', 'log', written(log), '--json']);
    assert.equal(code, 3);
    assert.deepEqual(resultOf(out).findings.map(({ what, entry, record }) => [what, entry, record]), [['missing-version', 60, 'k1'], ['broken-chain', 61, 'k2'], ['not-canonical', 62, undefined], ['not-canonical', 63, undefined]]);
    assert.ok(!call(['verify', 'log', written(log)]).err.includes('\u001b'));
  });
});

describe('a log of Tessera', { skip: withoutVectors }, () => {
  it('is verified whole, mirrored, and compared at every size', async () => {
    const log = folders.next();
    const policy = join(log, 'policy');
    cpSync(vectorPath('tessera-log'), log, { recursive: true });
    const { name } = parseVerifierKey(vectorText('tessera-log/vkey.txt').trim());
    const origin = parseCheckpoint(parseNote(vectorBytes('tessera-log/checkpoint.15')).text).origin;
    assert.notEqual(origin, '', name);
    writeFileSync(policy, `log ${vectorText('tessera-log/vkey.txt').trim()}\nquorum none\n`);
    const copy = folders.next();
    for (let size = 1; size <= 15; size++) {
      writeFileSync(join(log, 'checkpoint'), vectorBytes(`tessera-log/checkpoint.${size}`));
      const source = await openSource(log);
      const head = await readHead(source, parsePolicy(readFileSync(policy)));
      assert.equal(head.vouched, 'witnessed');
      assert.equal((await verifyWholeLog(source, head.checkpoint, { hashesOnly: true })).faults, 0);
      const mirror = new Mirror({ source, copy: await LogCopy.open({ folder: copy, origin, policy: parsePolicy(readFileSync(policy)), cosigner: undefined, now: () => 1_790_000_000 }), unwitnessed: false });
      assert.deepEqual(await mirror.update(), { outcome: 'grown', size });
    }
    const { code, out } = call(['verify', 'log', log, '--against', copy, '--policy', policy, '--hashes-only']);
    assert.deepEqual([code, /the same 15 entries/.test(out)], [0, true], out);
  });
});

describe('yupana verify log --against', () => {
  it('the same, a mirror that lags, a fork with its first entry', async () => {
    const log = await historyOf(700);
    const [here, same, behind] = [written(log), written(log), written(await historyOf(400, new TestLog(log.origin, log.privateKey)))];
    const fork = new TestLog(log.origin, log.privateKey);
    fork.append(...log.entries.slice(0, 333), Buffer.from('{"type":"other"}'), ...log.entries.slice(334), Buffer.from('{"type":"more"}'));
    await fork.publish(uni);
    const policy = policyFile(log);
    const [equal, lag, ahead, forked, json] = callEach([
      { args: ['verify', 'log', here, '--against', same, '--policy', policy] },
      { args: ['verify', 'log', here, '--against', behind, '--policy', policy] },
      { args: ['verify', 'log', behind, '--against', here, '--policy', policy] },
      { args: ['verify', 'log', here, '--against', written(fork), '--policy', policy] },
      { args: ['verify', 'log', here, '--against', written(fork), '--policy', policy, '--json'] },
    ]);
    assert.deepEqual([equal?.code, lag?.code, ahead?.code, forked?.code, json?.code], [0, 0, 0, 3, 3]);
    assert.match(equal?.out ?? '', /the same 700 entries\n/);
    assert.match(lag?.out ?? '', /the same 400 entries; the other is 300 entries behind/);
    assert.match(ahead?.out ?? '', /the same 400 entries; the other has 300 entries more/);
    assert.match(forked?.err ?? '', /FIRST DIFFERENCE  entry 333, of which there are two[\s\S]*here .*"id":[\s\S]*there  \{"type":"other"\}/);
    assert.deepEqual(resultOf(json?.out ?? '').comparison?.difference, { entry: 333, here: Buffer.from(log.entries[333] ?? '').toString(), there: '{"type":"other"}' });
  });

  it('wherever two histories part, the place is found', async () => {
    const base = await historyOf(520);
    await fc.assert(
      fc.asyncProperty(fc.nat(519), fc.integer({ min: 1, max: 300 }), async (at, more) => {
        const fork = new TestLog(base.origin, base.privateKey);
        fork.append(...base.entries.slice(0, at), ...Array.from({ length: more }, (_, index) => Buffer.from(`{"type":"x${index}"}`)));
        await fork.publish();
        const found = await compareLogs({ source: await openSource(written(base)), head: { size: 520, root: base.root() } }, { source: await openSource(written(fork)), head: { size: fork.size, root: fork.root() } });
        assert.equal(found.difference?.entry, at);
      }),
      { numRuns: 20 },
    );
  });
});

describe('yupana verify proof', () => {
  const document = { titulo: 'Meta 4.2', valor: '4.25' };
  const sha256 = createHash('sha256').update(canonicalJson(document)).digest('hex');

  it('holds for the entry and its document, in whatever spelling; for nothing else', async () => {
    const log = await historyOf(300, new TestLog(), (history) => history.add('k3', { sha256 }));
    const folder = folders.next();
    const file = (name: string, content: Uint8Array | string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const policy = policyFile(log);
    const [proof, entry, other] = [file('a.tlog-proof', await log.proofFile(300, [uni])), file('entry.json', `${Buffer.from(log.entries[300] ?? '').toString()}\n`), file('other.json', log.entries[299] ?? '')];
    const loose = file('d.json', JSON.stringify({ valor: '4.25', titulo: 'Meta 4.2' }, undefined, 2));
    const wrong = file('w.json', JSON.stringify({ ...document, valor: '4.26' }));
    const twice = file('t.json', '{"titulo":"Meta 4.2","valor":"9","valor":"4.25"}');
    const carried = file('b.tlog-proof', formatTlogProof({ ...parseTlogProof(await log.proofFile(300, [uni])), extra: log.entries[300] ?? assert.fail() }));
    const unsigned = file('c.tlog-proof', await log.proofFile(300));
    const [held, withDocument, otherEntry, otherDocument, doubled, noPolicy, notWitnessed, brought, none, json] = callEach([
      { args: ['verify', 'proof', proof, '--entry', entry, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--entry', entry, '--document', loose, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--entry', other, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--entry', entry, '--document', wrong, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--entry', entry, '--document', twice, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--entry', entry] },
      { args: ['verify', 'proof', unsigned, '--entry', entry, '--policy', policy] },
      { args: ['verify', 'proof', carried, '--document', loose, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--policy', policy] },
      { args: ['verify', 'proof', proof, '--entry', entry, '--document', loose, '--policy', policy, '--json'] },
    ]);
    assert.deepEqual([held, withDocument, otherEntry, otherDocument, doubled, noPolicy, notWitnessed, brought, none].map((one) => one?.code), [0, 0, 3, 3, 3, 4, 4, 0, 2], [held, withDocument, otherEntry, otherDocument, doubled, noPolicy, notWitnessed, brought, none].map((one) => one?.err).join('\n'));
    assert.match(held?.out ?? '', /Entry +300: publication action k3 version 31 [\s\S]*HOLDS/);
    assert.match(withDocument?.out ?? '', /Document +is the one that was logged/);
    assert.match(otherEntry?.err ?? '', /DOES NOT HOLD: the entry is not the one that the proof is about/);
    assert.match(otherDocument?.err ?? '', /it is another document, or was changed/);
    assert.match(none?.err ?? '', /Give it with --entry/);
    const result = JSON.parse(json?.out ?? '') as { verdict: string; index: number; entry: JsonObject };
    assert.deepEqual([result.verdict, result.index, result.entry['sha256']], ['holds', 300, sha256]);
    assert.equal(canonicalJson(result.entry, LEDGER).length, log.entries[300]?.length);
  });

  it('holds from paper alone: the proof as a scanner gives it, and the printed hash in place of the entry', async () => {
    const log = await historyOf(30);
    const folder = folders.next();
    const scanned = join(folder, 'scanned.txt');
    // Programs that read codes end with one newline more.
    writeFileSync(scanned, `${Buffer.from(await log.proofFile(20, [uni])).toString()}\n`);
    const entry = join(folder, 'entry.json');
    writeFileSync(entry, log.entries[20] ?? '');
    const policy = policyFile(log);
    const hash = Buffer.from(leafHash(log.entries[20] ?? assert.fail())).toString('hex');
    const groups = hash.match(/.{4}/g)?.join(' ') ?? '';
    const [small, grouped, both, slip, other, alone, noHash] = callEach([
      { args: ['verify', 'proof', scanned, '--leaf', hash, '--policy', policy] },
      { args: ['verify', 'proof', scanned, '--leaf', groups.toUpperCase(), '--policy', policy] },
      { args: ['verify', 'proof', scanned, '--leaf', hash, '--entry', entry, '--policy', policy] },
      { args: ['verify', 'proof', scanned, '--leaf', hash.replace(/^./, (first) => (first === '0' ? '1' : '0')), '--policy', policy] },
      { args: ['verify', 'proof', scanned, '--leaf', hash.replace(/^./, (first) => (first === '0' ? '1' : '0')), '--entry', entry, '--policy', policy] },
      { args: ['verify', 'proof', scanned, '--leaf', hash, '--document', entry, '--policy', policy] },
      { args: ['verify', 'proof', scanned, '--leaf', hash.slice(1), '--policy', policy] },
    ]);
    assert.deepEqual([small, grouped, both, slip, other, alone, noHash].map((one) => one?.code), [0, 0, 0, 3, 3, 2, 2], [small, grouped, both, slip, other, alone, noHash].map((one) => one?.err).join('\n'));
    assert.match(small?.out ?? '', /Entry +20\nHOLDS: the entry is in the log/);
    assert.match(both?.out ?? '', /Entry +20: redaction /);
    assert.match(slip?.err ?? '', /DOES NOT HOLD: the hash is not/);
    assert.match(other?.err ?? '', /DOES NOT HOLD: the entry has another hash/);
    assert.match(alone?.err ?? '', /Give the entry with --entry/);
  });
});
