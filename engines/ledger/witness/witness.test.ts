import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatCheckpoint, parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { Malformed } from '../malformed.ts';
import { subtreeConsistencyProof, type TreeHead, verifySubtreeConsistency } from '../merkle/consistency.ts';
import { emptyRoot, leafHash } from '../merkle/hash.ts';
import { type NodeReader, subtreeHash } from '../merkle/subtree.ts';
import { formatNote, parseNote } from '../note/note.ts';
import { signNote } from '../note/sign.ts';
import { parseVerifierKey } from '../note/verifier-key.ts';
import { openNote } from '../note/verify.ts';
import { ed25519Key } from '../testing/keys.ts';
import { flipped, processorMilliseconds } from '../testing/mutations.ts';
import { naiveProof, naiveRoot, sampleEntry } from '../testing/trees.ts';
import { vectorJson, withoutVectors } from '../testing/vectors.ts';
import { formatAddCheckpoint, formatCosignatures, formatSizeBody, originHash, parseAddCheckpoint, parseCosignatures, parseSizeBody, refusedGrowth } from './add-checkpoint.ts';
import { AddEntriesReader, entryPackages, type EntryPackage, formatAddEntries, formatEntryPackage, formatMirrorInfo, packageSubtree, parseMirrorInfo } from './add-entries.ts';
import { formatSignSubtree, parseSignSubtree } from './sign-subtree.ts';
import { judgeAddCheckpoint } from './witness.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const CHECKPOINT = bytes(`monkeys\n5\n${Buffer.alloc(32).toString('base64')}\n\n— monkeys AAAAAAA=\n`);

test('a witness of transparency-dev would accept this growth from 5 to 8, and so do we', { skip: withoutVectors }, async () => {
  const known = vectorJson<{ logVkey: string; first: string; next: string; proofHex: string[] }>('witness/consistency-5-8.json');
  const key = parseVerifierKey(known.logVkey);
  const proof = known.proofHex.map((text) => new Uint8Array(Buffer.from(text, 'hex')));
  const [first, next] = [parseCheckpoint((await openNote(bytes(known.first), [key])).text), parseCheckpoint((await openNote(bytes(known.next), [key])).text)];
  const request = parseAddCheckpoint(formatAddCheckpoint({ oldSize: 5, proof, checkpoint: bytes(known.next) }));
  assert.deepEqual(request, { oldSize: 5, proof, checkpoint: bytes(known.next) });
  assert.equal(refusedGrowth(first, next, request.proof), undefined);
  for (let at = 0; at < proof.length; at++) for (let bit = 0; bit < 256; bit++) assert.ok(refusedGrowth(first, next, proof.toSpliced(at, 1, new Uint8Array(flipped(proof[at] ?? assert.fail(), bit)))));
});

test('growth: every case of the protocol', () => {
  const leaves = Array.from({ length: 9 }, (_, index) => leafHash(sampleEntry(index)));
  const tree = (size: number) => ({ size, root: naiveRoot(leaves.slice(0, size)) });
  const proof = (older: number, newer: number) => naiveProof(older, leaves.slice(0, newer));
  assert.equal(refusedGrowth(tree(0), tree(0), []), undefined);
  assert.equal(refusedGrowth(tree(0), tree(9), []), undefined);
  assert.equal(refusedGrowth(tree(4), tree(4), []), undefined);
  assert.equal(refusedGrowth(tree(4), tree(9), proof(4, 9)), undefined);
  assert.match(refusedGrowth(tree(0), tree(9), [emptyRoot()]) ?? '', /empty/);
  assert.match(refusedGrowth(tree(0), { size: 0, root: tree(1).root }, []) ?? '', /size 0 with another root/);
  assert.match(refusedGrowth(tree(5), tree(4), proof(4, 5)) ?? '', /smaller/);
  assert.match(refusedGrowth(tree(4), { size: 4, root: tree(5).root }, []) ?? '', /same size and different roots/);
  assert.match(refusedGrowth(tree(4), tree(4), [emptyRoot()]) ?? '', /does not verify/);
  assert.match(refusedGrowth({ size: 5, root: tree(6).root }, tree(9), proof(5, 9)) ?? '', /does not verify/);
});

test('requests that break a rule of add-checkpoint or sign-subtree are refused', () => {
  const line = `${Buffer.alloc(32).toString('base64')}\n`;
  for (const text of ['', 'old 5\n', 'old 05\n\nx\n', 'old -1\n\nx\n', 'old 5 \n\nx\n', 'Old 5\n\nx\n', '\n\nx\n', `old 5\n${line.slice(4)}\nx\n`, `old 5\n${line.repeat(64)}\nx\n`, `old 5\r\n\nx\n`]) {
    assert.throws(() => parseAddCheckpoint(bytes(text)), Malformed, text.slice(0, 40));
  }
  assert.equal(parseAddCheckpoint(bytes(`old 5\n${line.repeat(63)}\nx\n`)).proof.length, 63);
  for (const text of [`subtree 8 13\n\nx\n`, `subtree 8\n${line}\nx\n`, `subtree 13 8\n${line}\nx\n`, `subtree 7 13\n${line}\nx\n`, `subtree 08 13\n${line}\nx\n`, `subtree 8 8\n${line}\nx\n`, `old 8 13\n${line}\nx\n`]) {
    assert.throws(() => parseSignSubtree(bytes(text)), Malformed, text.slice(0, 40));
  }
});

test('bodies that are written are read back', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), hash, fc.nat(40), fc.uint8Array({ maxLength: 50 }), (size, proof, root, at, ticket) => {
      const add = { oldSize: size, proof, checkpoint: CHECKPOINT };
      assert.deepEqual(parseAddCheckpoint(formatAddCheckpoint(add)), add);
      const sign = { subtree: { start: at * 16, end: at * 16 + 13 }, root, proof, checkpoint: CHECKPOINT };
      assert.deepEqual(parseSignSubtree(formatSignSubtree(sign)), sign);
      assert.equal(parseSizeBody(formatSizeBody(size)), size);
      const info = { pendingSize: size, nextEntry: at, ticket };
      assert.deepEqual(parseMirrorInfo(formatMirrorInfo(info)), info);
    }),
  );
  const { signatures } = parseNote(CHECKPOINT);
  assert.deepEqual(parseCosignatures(formatCosignatures(signatures)), signatures);
  for (const text of ['5', '5\n\n', '05\n', 'x\n']) assert.throws(() => parseSizeBody(bytes(text)), Malformed);
  for (const text of ['5\n6\n', '5\n6\n\n\n', '5\n6\n!\n', '5\n\n\n']) assert.throws(() => parseMirrorInfo(bytes(text)), Malformed);
  assert.throws(() => parseCosignatures(new Uint8Array(0)), Malformed);
  assert.equal(originHash('example.com/log'), '4d3203c8f35cdf600e475f55fede6081a703d3d322f208865fca2ec4f0e030f8');
});

test('an upload is cut at multiples of 256', () => {
  assert.deepEqual(entryPackages(5, 5), []);
  assert.deepEqual(entryPackages(100, 600), [
    { start: 100, end: 256 },
    { start: 256, end: 512 },
    { start: 512, end: 600 },
  ]);
  assert.deepEqual(entryPackages(0, 256), [{ start: 0, end: 256 }]);
  assert.deepEqual(packageSubtree({ start: 300, end: 400 }), { start: 256, end: 400 });
});

test('an upload is read in pieces of any size, and each package proves itself against the checkpoint', () => {
  const [size, uploadStart] = [700, 300];
  const entries = Array.from({ length: size }, (_, index) => sampleEntry(index));
  const leaves = entries.map((entry) => leafHash(entry));
  const read: NodeReader = ({ level, index }) => naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
  const root = naiveRoot(leaves);
  const header = { origin: 'historia.yupana.example', uploadStart, uploadEnd: size, ticket: Uint8Array.of(1, 2, 3) };
  const packages = entryPackages(uploadStart, size).map((interval) => ({ entries: entries.slice(interval.start, interval.end), proof: subtreeConsistencyProof(packageSubtree(interval), size, read) }));
  const body = Buffer.concat([formatAddEntries(header), ...packages.map(formatEntryPackage)]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 }), (steps) => {
      const reader = new AddEntriesReader();
      const got: EntryPackage[] = [];
      for (let at = 0, step = 0; at < body.length; step++) {
        const length = steps[step % steps.length] ?? 1;
        got.push(...reader.push(body.subarray(at, at + length)));
        at += length;
      }
      assert.deepEqual(reader.header, header);
      assert.deepEqual(got.map(({ entries, proof }) => [entries.map((entry) => Buffer.from(entry).toString()), proof.length]), packages.map(({ entries, proof }) => [entries.map((entry) => Buffer.from(entry).toString()), proof.length]));
      assert.ok(reader.nextEntry === size && reader.partialBytes === 0);
      for (const [at, interval] of entryPackages(uploadStart, size).entries()) {
        const subtree = packageSubtree(interval);
        const own = got[at]?.entries.map((entry) => leafHash(entry)) ?? [];
        const part = naiveRoot([...leaves.slice(subtree.start, interval.start), ...own]);
        assert.deepEqual(part, subtreeHash(subtree, read));
        assert.ok(verifySubtreeConsistency(subtree, part, { size, root }, got[at]?.proof ?? []));
      }
    }),
    { numRuns: 30 },
  );
  const cut = new AddEntriesReader();
  assert.equal(cut.push(body.subarray(0, body.length - 1)).length, packages.length - 1);
  assert.ok(cut.partialBytes > 0 && cut.nextEntry === 512);
  cut.end();
  const broken = new AddEntriesReader();
  assert.equal(broken.push(Buffer.concat([body, Buffer.of(0)])).length, packages.length);
  assert.throws(() => broken.push(Buffer.of(0)), /more after the last package/);
  assert.throws(() => broken.end(), /more after the last package/);
  const short = new AddEntriesReader();
  assert.deepEqual(short.push(body.subarray(0, 10)), []);
  assert.throws(() => short.end(), /ends within the header/);
});

test('a broken upload is refused, with the byte', () => {
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [Buffer.concat([Buffer.of(0, 0), Buffer.alloc(18)]), /no origin/],
    [Buffer.concat([Buffer.of(0, 1, 0xff), Buffer.alloc(18)]), /no origin/],
    [formatAddEntries({ origin: 'a', uploadStart: 6, uploadEnd: 5, ticket: new Uint8Array(0) }), /no interval/],
    [Buffer.concat([Buffer.of(0, 1, 0x61), Buffer.alloc(8), Buffer.alloc(8, 0xff), Buffer.alloc(2)]), /beyond the largest tree/],
    [Buffer.concat([formatAddEntries({ origin: 'a', uploadStart: 0, uploadEnd: 1, ticket: new Uint8Array(0) }), Buffer.of(0, 0, 64)]), /more than 63 hashes, at byte 23/],
  ];
  for (const [body, reason] of cases) assert.throws(() => new AddEntriesReader().push(body), (error) => error instanceof Malformed && reason.test(error.message), String(reason));
  assert.throws(() => formatEntryPackage({ entries: [], proof: Array.from({ length: 64 }, () => new Uint8Array(32)) }), RangeError);
});

test('an upload for a size that no tree has still has its header, for a mirror that says which size it expects', () => {
  for (const end of [1n << 53n, (1n << 64n) - 1n]) {
    for (const start of [0n, 5n, end]) {
      const body = Buffer.concat([Buffer.of(0, 1, 0x61), Buffer.alloc(18)]);
      body.writeBigUInt64BE(start, 3);
      body.writeBigUInt64BE(end, 11);
      const reader = new AddEntriesReader();
      for (let tries = 0; tries < 2; tries++) assert.throws(() => reader.push(tries === 0 ? body : Buffer.alloc(300)), Malformed);
      assert.deepEqual(reader.header, { origin: 'a', uploadStart: Number(start), uploadEnd: Number(end), ticket: new Uint8Array(0) });
    }
  }
});

test('a client that sends single bytes costs no more than its bytes', () => {
  const reader = new AddEntriesReader();
  const body = Buffer.concat([formatAddEntries({ origin: 'a', uploadStart: 0, uploadEnd: 1, ticket: new Uint8Array(0) }), Buffer.of(0xff, 0xff), Buffer.alloc(65_535), Buffer.of(0)]);
  const before = process.cpuUsage();
  let packages = 0;
  for (const byte of body) packages += reader.push(Uint8Array.of(byte)).length;
  assert.equal(packages, 1);
  assert.ok(processorMilliseconds(before) < 2000);
});

test('a witness answers as the standard says, for every rule in its order', async () => {
  const [log, other] = [ed25519Key('historia.example', 1), ed25519Key('historia.example', 2)];
  const leaves = Array.from({ length: 9 }, (_, index) => leafHash(sampleEntry(index)));
  const tree = (size: number) => ({ size, root: naiveRoot(leaves.slice(0, size)) });
  const signed = async (head: { size: number; root: Uint8Array }, { key, sign } = log, origin = 'historia.example') => {
    const text = formatCheckpoint({ origin, ...head, extensions: [] });
    return formatNote({ text, signatures: [await signNote(text, key, sign)] });
  };
  const latest = tree(4);
  const answer = async (oldSize: number, proof: readonly Uint8Array[], checkpoint: Uint8Array, known: TreeHead | undefined = latest) => {
    const verdict = await judgeAddCheckpoint(formatAddCheckpoint({ oldSize, proof, checkpoint }), (origin) => (origin === 'historia.example' ? { keys: [log.key], latest: known } : undefined));
    if (verdict.status === 422) return `422 ${verdict.proves ? 'proves' : 'wrong proof'}`;
    return verdict.status === 409 ? `409 ${verdict.size}` : String(verdict.status);
  };
  const proof = naiveProof(4, leaves);
  assert.equal(await answer(4, proof, await signed(tree(9))), '200');
  assert.equal(await answer(4, [], await signed(tree(4))), '200');
  assert.equal(await answer(4, proof, await signed(tree(9), log, 'otra.example')), '404');
  assert.equal(await answer(4, proof, await signed(tree(9), other)), '403');
  const note = parseNote(await signed(tree(9)));
  const wrong = formatNote({ ...note, signatures: note.signatures.map((one) => ({ ...one, signature: flipped(one.signature, 9) })) });
  assert.equal(await answer(4, proof, wrong), '403');
  assert.equal(await answer(10, [], await signed(tree(9))), '400');
  assert.equal(await answer(3, naiveProof(3, leaves), await signed(tree(9))), '409 4');
  assert.equal(await answer(0, [], await signed(tree(9))), '409 4');
  assert.equal(await answer(4, proof.toReversed(), await signed(tree(9))), '422 wrong proof');
  assert.equal(await answer(4, proof, await signed(tree(4))), '422 wrong proof');
  assert.equal(await answer(4, [], await signed({ size: 4, root: tree(5).root })), '422 proves');
  assert.equal(await answer(0, [leafHash(sampleEntry(0))], await signed(tree(9)), tree(0)), '422 wrong proof');
  assert.equal(await answer(0, [], await signed({ size: 0, root: tree(1).root }), tree(0)), '422 proves');
  assert.equal((await judgeAddCheckpoint(bytes('old 4\n'), () => undefined)).status, 400);
  const first = await judgeAddCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: await signed(tree(9)) }), () => ({ keys: [log.key], latest: undefined }));
  assert.ok(first.status === 200 && first.checkpoint.size === 9 && first.note.valid.length === 1);
});
