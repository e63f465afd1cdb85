import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Malformed, Unverified } from '../malformed.ts';
import { formatNote, parseNote } from '../note/note.ts';
import { cosign, cosignSubtree, signNote } from '../note/sign.ts';
import { formatVerifierKey, parseVerifierKey } from '../note/verifier-key.ts';
import { openNote, verifySubtreeCosignature } from '../note/verify.ts';
import { nodeMlDsa44 } from '../signatures/node.ts';
import { webCryptoMlDsa44 } from '../signatures/webcrypto.ts';
import { ed25519Key, mlDsa44Key, witnessKey } from '../testing/keys.ts';
import { flipped } from '../testing/mutations.ts';
import { vectorBytes, vectorJson, vectorText, withoutVectors } from '../testing/vectors.ts';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { ed25519CosignedMessage, mlDsa44CheckpointMessage, mlDsa44CosignedMessage } from './cosignature.ts';

const ROOT = new Uint8Array(32).fill(3);
const TEXT = formatCheckpoint({ origin: 'registro.example/log', size: 20_852_163, root: ROOT, extensions: [] });
const LOG = ed25519Key('registro.example/log', 1);
const WITNESS = witnessKey('universidad.example/testigo', 2);
const TIME = 1_679_315_147;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('signed heads of the Go checksum database and of Tessera', { skip: withoutVectors }, async () => {
  const { vkey, notes } = vectorJson<{ vkey: string; notes: { note: string }[] }>('checkpoints/sumdb.json');
  const sizes = [];
  for (const { note } of notes) sizes.push(parseCheckpoint((await openNote(bytes(note), [parseVerifierKey(vkey)])).text).size);
  assert.deepEqual(sizes, [1_514_086, 35_225_469]);
  const tessera = parseVerifierKey(vectorText('tessera-log/vkey.txt').trim());
  for (let size = 0; size <= 15; size++) {
    const { text } = await openNote(vectorBytes(`tessera-log/checkpoint.${size}`), [tessera]);
    assert.equal(parseCheckpoint(text).size, size);
    assert.equal(formatCheckpoint(parseCheckpoint(text)), text);
  }
});

test('what is no checkpoint is refused, with the line', () => {
  const root = Buffer.alloc(32).toString('base64');
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /newline/],
    [`a\n1\n${root}`, /newline/],
    ['a\n1\n', /fewer than three/],
    [`\n1\n${root}\n`, /empty line, at line 1/],
    [`a\n1\n${root}\n\n`, /empty line, at line 4/],
    [`a\n1\n${root}\nx\n\ny\n`, /empty line, at line 5/],
    [`a\n01\n${root}\n`, /size of a tree, at line 2/],
    [`a\n+1\n${root}\n`, /size/],
    [`a\n-1\n${root}\n`, /size/],
    [`a\n1.0\n${root}\n`, /size/],
    [`a\n1 \n${root}\n`, /size/],
    [`a\n9007199254740992\n${root}\n`, /size/],
    [`a\n18446744073709551615\n${root}\n`, /size/],
    [`a\n1\n${root.slice(0, -1)}\n`, /base64 of a root, at line 3/],
    [`a\n1\n${Buffer.alloc(31).toString('base64')}\n`, /root/],
    [`a\n1\n${root} \n`, /root/],
  ];
  for (const [text, reason] of cases) assert.throws(() => parseCheckpoint(text), (error) => error instanceof Malformed && reason.test(error.message), text);
  assert.deepEqual(parseCheckpoint(`a b\n0\n${root}\next 1\next 2\n`).extensions, ['ext 1', 'ext 2']);
});

test('any checkpoint that can be written is read back; a newline within a line cannot be written', () => {
  const line = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(line, fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.array(line), (origin, size, root, extensions) => {
      const checkpoint = { origin, size, root, extensions };
      assert.deepEqual(parseCheckpoint(formatCheckpoint(checkpoint)), checkpoint);
    }),
  );
  for (const extensions of [['a\nb'], ['']]) assert.throws(() => formatCheckpoint({ origin: 'a', size: 1, root: ROOT, extensions }), Malformed);
  assert.throws(() => formatCheckpoint({ origin: 'a\n1', size: 1, root: ROOT, extensions: [] }), Malformed);
});

test('the messages that are cosigned, byte by byte', () => {
  assert.equal(Buffer.from(ed25519CosignedMessage(TEXT, TIME)).toString(), `cosignature/v1\ntime 1679315147\n${TEXT}`);
  const expected = Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    Buffer.from('\x09w.example'),
    Buffer.from('0000000000000005', 'hex'),
    Buffer.from('\x14registro.example/log'),
    Buffer.from('0000000000000000', 'hex'),
    Buffer.from('00000000013e2dc3', 'hex'),
    ROOT,
  ]);
  assert.equal(Buffer.from(mlDsa44CheckpointMessage(TEXT, 'w.example', 5)).toString('hex'), expected.toString('hex'));
  const part = { cosigner: 'w', origin: 'o', start: 8, end: 13, root: ROOT };
  assert.equal(mlDsa44CosignedMessage({ ...part, timestamp: 0 }).length, 12 + 2 + 8 + 2 + 16 + 32);
  assert.throws(() => mlDsa44CosignedMessage({ ...part, timestamp: 1 }), /a time for a part/);
  assert.throws(() => mlDsa44CosignedMessage({ ...part, timestamp: 0, start: 7 }), /no subtree/);
  assert.throws(() => mlDsa44CosignedMessage({ ...part, timestamp: 0, origin: 'o'.repeat(256) }), /256 bytes/);
});

test('a checkpoint with Ed25519 and ML-DSA-44 cosignatures opens with the times of its witnesses', async () => {
  const modern = mlDsa44Key('ong.example/testigo');
  const signatures = [await signNote(TEXT, LOG.key, LOG.sign), await cosign(TEXT, WITNESS.key, WITNESS.sign, TIME), await cosign(TEXT, modern.key, modern.sign, TIME + 1)];
  const note = formatNote({ text: TEXT, signatures });
  const keys = [LOG.key, WITNESS.key, parseVerifierKey(formatVerifierKey(modern.key))];
  const opened = await openNote(note, keys, { mlDsa44: nodeMlDsa44 });
  assert.deepEqual(opened.valid.map(({ timestamp }) => timestamp), [undefined, TIME, TIME + 1]);
  const browser = (await webCryptoMlDsa44(crypto.subtle)) ?? assert.fail('Node has had ML-DSA in WebCrypto since 24.7');
  assert.deepEqual((await openNote(note, keys, { mlDsa44: browser })).valid, opened.valid);
  const without = await openNote(note, keys);
  assert.deepEqual(without.ignored.map(({ name }) => name), ['ong.example/testigo']);
  const line = Buffer.from(note).toString().split('\n').findLast((text) => text !== '') ?? '';
  assert.equal(line.split(' ')[2]?.length, 3244);
  for (const at of [0, 3, 8, 1000, 2427]) {
    const wrong = { ...(signatures[2] ?? assert.fail()), signature: flipped(signatures[2]?.signature ?? assert.fail(), at * 8 + 1) };
    await assert.rejects(openNote(formatNote({ text: TEXT, signatures: [wrong] }), keys, { mlDsa44: nodeMlDsa44 }), Unverified);
    await assert.rejects(openNote(formatNote({ text: TEXT, signatures: [wrong] }), keys, { mlDsa44: browser }), Unverified);
  }
  const none = { importKey: () => Promise.reject(new Error('NotSupportedError')) } as unknown as SubtleCrypto;
  assert.equal(await webCryptoMlDsa44(none), undefined);
});

test('a cosignature holds for one time, one text and one kind of key', async () => {
  const signature = await cosign(TEXT, WITNESS.key, WITNESS.sign, TIME);
  const later = { ...signature, signature: flipped(signature.signature, 7 * 8) };
  await assert.rejects(openNote(formatNote({ text: TEXT, signatures: [later] }), [WITNESS.key]), Unverified);
  const beyond = { ...signature, signature: flipped(signature.signature, 7) };
  await assert.rejects(openNote(formatNote({ text: TEXT, signatures: [beyond] }), [WITNESS.key]), Unverified);
  const extended = parseNote(formatNote({ text: `${TEXT}extension\n`, signatures: [signature] }));
  await assert.rejects(openNote(formatNote(extended), [WITNESS.key]), Unverified);
  await assert.rejects(cosign('no checkpoint\n', WITNESS.key, WITNESS.sign, TIME), Malformed);
  await assert.rejects(cosign(TEXT, LOG.key, LOG.sign, TIME), Malformed);
  await assert.rejects(signNote(TEXT, WITNESS.key, WITNESS.sign), Malformed);
});

test('a part of the tree is cosigned by ML-DSA-44 alone, for itself alone', async () => {
  const mirror = mlDsa44Key('ong.example/espejo');
  const part = { origin: 'registro.example/log', start: 256, end: 300, root: ROOT };
  const line = await cosignSubtree(part, mirror.key, mirror.sign);
  assert.ok(await verifySubtreeCosignature(line, part, mirror.key, nodeMlDsa44));
  const others = [{ ...part, origin: 'otro.example' }, { ...part, start: 0 }, { ...part, end: 301 }, { ...part, root: new Uint8Array(32) }];
  for (const other of others) assert.ok(!(await verifySubtreeCosignature(line, other, mirror.key, nodeMlDsa44)));
  for (let bit = 0; bit < line.signature.length * 8; bit += 97) {
    assert.ok(!(await verifySubtreeCosignature({ ...line, signature: flipped(line.signature, bit) }, part, mirror.key, nodeMlDsa44)));
  }
  assert.ok(!(await verifySubtreeCosignature({ ...line, name: 'otro.example' }, part, mirror.key, nodeMlDsa44)));
  assert.ok(!(await verifySubtreeCosignature(line, part, WITNESS.key, nodeMlDsa44)));
  await assert.rejects(cosignSubtree(part, WITNESS.key, WITNESS.sign), Malformed);
  await assert.rejects(cosignSubtree({ ...part, start: 255 }, mirror.key, mirror.sign), /no subtree/);
});
