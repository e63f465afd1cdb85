import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { emptyRoot, formatAddCheckpoint, formatCheckpoint, formatSignSubtree, openNote, originHash, parseCheckpoint, parseCosignatures, parseNote, parseSizeBody, parseTimestampedSignature, parseVerifierKey, subtreeConsistencyProof, subtreeHash, type VerifierKey, verifySubtreeCosignature } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import * as fc from 'fast-check';
import { vectorJson, withoutVectors } from '../../../engines/ledger/testing/vectors.ts';
import { ALGORITHMS, Cosigner } from '../cosigner.ts';
import { TestFolders } from '../testing/processes.ts';
import { TestLog } from '../testing/log.ts';
import { Witness } from './witness.ts';

const folders = new TestFolders();
after(() => folders.remove());

const SIZE = 600;
const log = new TestLog();
log.append(...Array.from({ length: SIZE }, (_, index) => Buffer.from(`entry ${index}`)));
/** The same log with other entries from 20 on: what one of two audiences would be shown. */
const fork = new TestLog(log.origin, log.privateKey);
fork.append(...Array.from({ length: SIZE }, (_, index) => Buffer.from(index < 20 ? `entry ${index}` : `other ${index}`)));

const keyPairs = [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('ml-dsa-44').privateKey];
const cosigner = new Cosigner('testigo.example', keyPairs);
const clock = { now: 1_790_000_000 };
const told: string[] = [];

function open(state: string, keys = [log.key]): Promise<Witness> {
  return Witness.open({ state, cosigner, logs: [{ origin: log.origin, keys }], now: () => clock.now, tell: (line) => told.push(line) });
}

/** The size, root and time that a cosignature vouches for; throws where it is not valid. */
async function vouched(request: Uint8Array, answer: Uint8Array | string): Promise<{ readonly size: number; readonly root: string; readonly times: number[] }> {
  const { text } = parseNote(request.subarray(Buffer.from(request).indexOf('\n\n') + 2));
  const lines = Buffer.from(answer);
  const { valid, ignored } = await openNote(Buffer.concat([Buffer.from(`${text}\n`), lines]), cosigner.keys, ALGORITHMS);
  assert.equal(valid.length, 2);
  assert.equal(ignored.length, 0);
  const { size, root } = parseCheckpoint(text);
  return { size, root: Buffer.from(root).toString('hex'), times: valid.map(({ timestamp }) => timestamp ?? 0) };
}

describe('the answers of C2SP tlog-witness', () => {
  it('200 with cosignatures by both keys, which a policy takes', async () => {
    const witness = await open(folders.next());
    const request = await log.addCheckpointBody(0, 20);
    const { status, body } = await witness.addCheckpoint(request);
    assert.equal(status, 200);
    assert.deepEqual((await vouched(request, body)).times, [clock.now, clock.now]);
    assert.deepEqual(parseCosignatures(Buffer.from(body)).map(({ name }) => name), ['testigo.example', 'testigo.example']);
  });

  it('400 for what cannot be read, and for an old size beyond the new one', async () => {
    const witness = await open(folders.next());
    const sound = Buffer.from(await log.addCheckpointBody(0, 20)).toString();
    const long = `${Buffer.from('x'.repeat(20_000)).toString('base64')}`;
    const hostile = ['', '\n', 'old 0\n', sound.replace('old 0', 'old 00'), sound.replace('old 0', 'old -1'), sound.replace('old 0', 'old 1e3'), sound.replace('old 0\n', ''), sound.replaceAll('\n', '\r\n'), sound.slice(0, -1), `${sound}— x y\n`, sound.replace('example', 'exam\u0000ple'), sound.replace('example', 'exam\u001bple'), `old 0\n${'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'.repeat(64)}${sound.slice(6)}`, `old 0\n${long}\n${sound.slice(6)}`, `${sound}— a.example ${long}\n`, sound.replace(/\n20\n/, '\n020\n'), sound + `— a.example AAAAAAAAAAA=\n`.repeat(70)];
    for (const text of hostile) assert.equal((await witness.addCheckpoint(Buffer.from(text))).status, 400, JSON.stringify(text.slice(0, 80)));
    assert.equal((await witness.addCheckpoint(Buffer.of(0xff, 0xfe, 0x0a, 0x0a))).status, 400);
    const older = formatAddCheckpoint({ oldSize: 21, proof: [], checkpoint: await log.checkpoint(20) });
    assert.equal((await witness.addCheckpoint(older)).status, 400);
    assert.equal(await witness.checkpoint(log.origin), undefined);
  });

  it('403 where no trusted key has signed, or the signature of one is wrong', async () => {
    const witness = await open(folders.next());
    const stranger = new TestLog(log.origin);
    stranger.append(...log.entries.slice(0, 20));
    assert.equal((await witness.addCheckpoint(await stranger.addCheckpointBody(0))).status, 403);
    const sound = await log.checkpoint(20);
    const { text, signatures } = parseNote(sound);
    const [first] = signatures;
    assert.ok(first);
    const broken = Buffer.from(first.signature);
    broken[10] = (broken[10] ?? 0) ^ 1;
    const keyId = Buffer.alloc(4);
    keyId.writeUInt32BE(first.keyId);
    const note = Buffer.from(`${text}\n— ${first.name} ${Buffer.concat([keyId, broken]).toString('base64')}\n`);
    assert.equal((await witness.addCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: note }))).status, 403);
  });

  it('404 for a log that it does not know', async () => {
    const witness = await open(folders.next());
    const other = new TestLog('otra.example/log');
    other.append(Buffer.from('x'));
    assert.equal((await witness.addCheckpoint(await other.addCheckpointBody(0))).status, 404);
  });

  it('409 with the size it has, in the type of the standard', async () => {
    const witness = await open(folders.next());
    const first = await witness.addCheckpoint(await log.addCheckpointBody(3, 20));
    assert.deepEqual([first.status, first.type, parseSizeBody(Buffer.from(first.body))], [409, 'text/x.tlog.size', 0]);
    await witness.addCheckpoint(await log.addCheckpointBody(0, 20));
    const second = await witness.addCheckpoint(await log.addCheckpointBody(0, 40));
    assert.deepEqual([second.status, Buffer.from(second.body).toString()], [409, '20\n']);
    assert.equal((await witness.addCheckpoint(await log.addCheckpointBody(20, SIZE))).status, 200);
    assert.equal((await witness.addCheckpoint(await log.addCheckpointBody(SIZE, SIZE))).status, 200, 'the same again');
  });

  it('takes the empty tree, which a log may ask with after its database was restored, and every tree after it', async () => {
    const witness = await open(folders.next());
    const nothing = await log.signed(formatCheckpoint({ origin: log.origin, size: 0, root: emptyRoot(), extensions: [] }));
    const ask = async (checkpoint: Uint8Array): Promise<number> => (await witness.addCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).status;
    assert.deepEqual([await ask(nothing), await ask(nothing), await ask(await log.checkpoint(20)), await ask(nothing)], [200, 200, 200, 409]);
  });

  it('422 for a fork, a wrong proof, and an empty tree with a root; the request is kept as evidence', async () => {
    const state = folders.next();
    const witness = await open(state);
    await witness.addCheckpoint(await log.addCheckpointBody(0, 40));
    const before = await witness.checkpoint(log.origin);
    for (const request of [await fork.addCheckpointBody(40, 40), await fork.addCheckpointBody(40, 100), formatAddCheckpoint({ oldSize: 40, proof: log.proofBetween(39, 100), checkpoint: await log.checkpoint(100) })]) {
      assert.equal((await witness.addCheckpoint(request)).status, 422);
    }
    const fresh = await open(folders.next());
    const empty = await log.signed(formatCheckpoint({ origin: log.origin, size: 0, root: log.root(20), extensions: [] }));
    assert.equal((await fresh.addCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: empty }))).status, 422);
    assert.equal((await fresh.addCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [log.root(20)], checkpoint: await log.checkpoint(20) }))).status, 422);
    assert.deepEqual(await witness.checkpoint(log.origin), before);
    const kept = readdirSync(join(state, originHash(log.origin))).filter((name) => name.startsWith('refused-'));
    assert.equal(kept.length, 3);
    assert.ok(kept.some((name) => readFileSync(join(state, originHash(log.origin), name), 'utf8').includes(Buffer.from(fork.root(100)).toString('base64'))));
    assert.ok(told.some((line) => line.includes('REFUSED')));
  });

  it('accuses nobody where a stranger sends what the log has signed with a wrong proof, and has room for a fork after however many of those', async () => {
    const state = folders.next();
    const witness = await open(state);
    await witness.addCheckpoint(await log.addCheckpointBody(0, 40));
    const heard = told.length;
    const publicHeads = [await log.checkpoint(40), await log.checkpoint(100)];
    for (let round = 0; round < 120; round++) {
      const garbage = formatAddCheckpoint({ oldSize: 40, proof: [new Uint8Array(32).fill(round)], checkpoint: publicHeads[round % 2] ?? assert.fail() });
      assert.equal((await witness.addCheckpoint(garbage)).status, 422);
    }
    const lines = told.slice(heard);
    assert.deepEqual(lines.filter((line) => line.startsWith('REFUSED')), []);
    assert.equal(lines.length, 1, 'told once for each head, and not at all for one that it has cosigned itself');
    assert.match(lines[0] ?? '', /anybody can send/);
    assert.equal((await witness.addCheckpoint(await fork.addCheckpointBody(40, 40))).status, 422);
    assert.match(told.at(-1) ?? '', /^REFUSED: \S+ has signed two trees of 40 entries/);
    const kept = readdirSync(join(state, originHash(log.origin))).filter((name) => name.startsWith('refused-'));
    assert.ok(kept.some((name) => readFileSync(join(state, originHash(log.origin), name), 'utf8').includes(Buffer.from(fork.root(40)).toString('base64'))), 'the fork is kept');
    assert.equal(kept.length, 2, 'one file for each head');
  });

  it('takes a checkpoint with many foreign signatures, and gives out none of them', async () => {
    const witness = await open(folders.next());
    const foreign = Array.from({ length: 40 }, (_, index) => ({ name: `w${index}.example`, keyId: index, signature: new Uint8Array(2428) }));
    const text = formatCheckpoint({ origin: log.origin, size: 20, root: log.root(20), extensions: ['more'] });
    const request = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: await log.signed(text, foreign) });
    assert.equal((await witness.addCheckpoint(request)).status, 200);
    const served = parseNote((await witness.checkpoint(log.origin)) ?? assert.fail());
    assert.deepEqual(served.signatures.map(({ name }) => name), [log.origin, 'testigo.example', 'testigo.example']);
  });
});

describe('what it remembers', () => {
  it('goes on after a restart, also with a new key, and refuses a damaged record', async () => {
    const state = folders.next();
    await (await open(state)).addCheckpoint(await log.addCheckpointBody(0, 40));
    const again = await open(state);
    assert.equal((await again.addCheckpoint(await fork.addCheckpointBody(0, 40))).status, 409);
    const renewed = await Witness.open({ state, cosigner: new Cosigner('testigo.example', [generateKeyPairSync('ed25519').privateKey]), logs: [{ origin: log.origin, keys: [log.key] }], now: () => clock.now, tell: () => undefined });
    assert.equal((await renewed.addCheckpoint(await fork.addCheckpointBody(0, 40))).status, 409);
    const file = join(state, originHash(log.origin), 'checkpoint');
    const sound = readFileSync(file);
    for (const damaged of [Buffer.alloc(0), sound.subarray(0, 200), Buffer.from(sound.toString().replace('\n40\n', '\n39\n'))]) {
      writeFileSync(file, damaged);
      await assert.rejects(open(state), /is damaged.*Do not remove the file/);
    }
    writeFileSync(file, sound);
    await open(state);
  });

  it('gives out no cosignature that it could not keep: a full disk', { skip: process.platform !== 'linux' ? 'SKIPPED: no /dev/full' : false }, async () => {
    const state = folders.next();
    const witness = await open(state);
    await witness.addCheckpoint(await log.addCheckpointBody(0, 40));
    const file = join(state, originHash(log.origin), 'checkpoint');
    const before = readFileSync(file);
    // Whatever is written to it: no space left on the device.
    symlinkSync('/dev/full', `${file}.new`);
    const refused = await witness.addCheckpoint(await log.addCheckpointBody(40, 80));
    assert.equal(refused.status, 503);
    assert.doesNotMatch(String(refused.body), /—/);
    assert.match(told.at(-1) ?? '', /ENOSPC.*not cosigned.*Make room/);
    assert.deepEqual(readFileSync(file), before);
    assert.equal((await witness.addCheckpoint(await log.addCheckpointBody(40, 80))).status, 200, 'as soon as there is room');
  });

  it('never signs an earlier time than before: small steps back repeat the last time, large ones stop it', async () => {
    const state = folders.next();
    const witness = await open(state);
    await witness.addCheckpoint(await log.addCheckpointBody(0, 40));
    const last = clock.now;
    clock.now -= 500;
    const request = await log.addCheckpointBody(40, 80);
    const small = await witness.addCheckpoint(request);
    assert.deepEqual((await vouched(request, small.body)).times, [last, last]);
    clock.now = last - 86_400;
    for (const one of [witness, await open(state)]) assert.equal((await one.addCheckpoint(await log.addCheckpointBody(80, 100))).status, 503);
    assert.match(told.at(-1) ?? '', /Set the clock/);
    clock.now = last + 1;
    assert.equal((await witness.addCheckpoint(await log.addCheckpointBody(80, 100))).status, 200);
  });
});

type Step =
  | { readonly what: 'ask'; readonly side: boolean; readonly old: number | undefined; readonly size: number }
  | { readonly what: 'together'; readonly sizes: readonly number[] }
  | { readonly what: 'kill'; readonly torn: number }
  | { readonly what: 'clock'; readonly seconds: number }
  | { readonly what: 'noise'; readonly bytes: Uint8Array };

const size = fc.oneof(fc.constantFrom(0, 1, 19, 20, 21, 256, 512, SIZE), fc.integer({ min: 0, max: SIZE }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('ask' as const), side: fc.boolean(), old: fc.option(size, { nil: undefined, freq: 2 }), size }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('together' as const), sizes: fc.array(size, { minLength: 2, maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('kill' as const), torn: fc.nat(300) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clock' as const), seconds: fc.integer({ min: -2000, max: 2000 }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 200 }) }) },
);

describe('whatever it is sent, in whatever order, and killed', () => {
  it('has cosigned one root for each size, all of one tree, and neither size nor time ever goes back', async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
        const state = folders.next();
        clock.now = 1_790_000_000;
        let witness = await open(state);
        const out: { readonly size: number; readonly root: string; readonly times: number[] }[] = [];
        const ask = async (request: Uint8Array): Promise<void> => {
          const { status, body } = await witness.addCheckpoint(request);
          assert.ok([200, 400, 403, 404, 409, 422, 503].includes(status), String(status));
          if (status === 200) out.push(await vouched(request, body));
        };
        for (const one of steps) {
          const held = out.at(-1)?.size ?? 0;
          if (one.what === 'ask') {
            const side = one.side ? log : fork;
            const old = Math.min(one.old ?? held, one.size);
            await ask(await side.addCheckpointBody(old, one.size === 0 ? 1 : one.size));
          } else if (one.what === 'together') {
            const requests = await Promise.all(one.sizes.map((to, index) => (index % 2 === 0 ? log : fork).addCheckpointBody(Math.min(held, to), Math.max(1, to))));
            await Promise.all(requests.map(ask));
          } else if (one.what === 'kill') {
            // A kill while the next file is being written leaves a part of it beside the old one.
            const file = join(state, originHash(log.origin), 'checkpoint');
            writeFileSync(`${file}.new`, Buffer.from(await log.checkpoint(SIZE)).subarray(0, one.torn));
            witness = await open(state);
          } else if (one.what === 'clock') {
            clock.now += one.seconds;
          } else {
            await ask(one.bytes);
          }
        }
        const roots = new Map<number, string>();
        for (const { size, root } of out) {
          assert.equal(roots.get(size) ?? root, root, `two roots for ${size}`);
          roots.set(size, root);
        }
        const sides = [log, fork].filter((side) => out.every(({ size, root }) => Buffer.from(side.root(size)).toString('hex') === root));
        assert.ok(sides.length > 0, 'cosignatures of both sides of a fork');
        for (const [index, { size, times }] of out.entries()) {
          const before = out[index - 1];
          if (before) assert.ok(size >= before.size && times.every((time, key) => time >= (before.times[key] ?? 0)));
        }
        given += out.length;
      }),
      { numRuns: 60 },
    );
    assert.ok(given > 100, `only ${given} cosignatures: the property says little`);
  });
});

it('signs a part of a tree whose head it has cosigned, and of no other', async () => {
  const state = folders.next();
  const witness = await open(state);
  const cosigned = Buffer.concat([await log.checkpoint(20), Buffer.from((await witness.addCheckpoint(await log.addCheckpointBody(0, 20))).body)]);
  const subtree = { start: 8, end: 13 };
  const read = log.cut(20).nodes(20);
  const part = { subtree, root: subtreeHash(subtree, read), proof: subtreeConsistencyProof(subtree, 20, read) };
  const { status, body } = await witness.signSubtree(formatSignSubtree({ ...part, checkpoint: cosigned }));
  const [line] = parseCosignatures(Buffer.from(body));
  const [, key] = cosigner.keys;
  assert.equal(status, 200);
  assert.ok(line && key && (await verifySubtreeCosignature(line, { origin: log.origin, ...subtree, root: part.root }, key, nodeMlDsa44)));
  const unsigned = await log.checkpoint(20);
  const statuses = await Promise.all([{ ...part, checkpoint: unsigned }, { ...part, root: log.root(20), checkpoint: cosigned }, { ...part, subtree: { start: 16, end: 32 }, checkpoint: cosigned }].map(async (request) => (await witness.signSubtree(formatSignSubtree(request))).status));
  assert.deepEqual(statuses, [403, 422, 400]);
});

it('the checkpoints and proof of transparency-dev/witness', { skip: withoutVectors }, async () => {
  const { logVkey, first, next, proofHex } = vectorJson<{ logVkey: string; first: string; next: string; proofHex: string[] }>('witness/consistency-5-8.json');
  const key = parseVerifierKey(logVkey);
  const witness = await Witness.open({ state: folders.next(), cosigner, logs: [{ origin: 'monkeys', keys: [key] }], now: () => clock.now, tell: () => undefined });
  const proof = proofHex.map((hash) => new Uint8Array(Buffer.from(hash, 'hex')));
  const ask = async (oldSize: number, hashes: readonly Uint8Array[], checkpoint: string): Promise<number> => (await witness.addCheckpoint(formatAddCheckpoint({ oldSize, proof: hashes, checkpoint: Buffer.from(checkpoint) }))).status;
  assert.deepEqual([await ask(0, [], first), await ask(5, proof.slice(1), next), await ask(5, proof, next), await ask(5, proof, next)], [200, 422, 200, 409]);
});

// Kept here so that a change of the format is noticed: the time stands in the signature.
it('the time of a cosignature is in its first eight bytes', async () => {
  const [line] = await cosigner.cosign(formatCheckpoint({ origin: 'x', size: 1, root: log.root(1), extensions: [] }), 77);
  assert.equal(parseTimestampedSignature(line?.signature ?? new Uint8Array(0))?.timestamp, 77);
  assert.deepEqual(cosigner.keys.map(({ type }: VerifierKey) => type), [4, 6]);
});
